"""What every engine keeps to, and that the fast one says what the reference says."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
import sacrebleu

import models
from translate.engine.base import Decoding, Engine, Hypothesis
from translate.engine.checkpoint import open_checkpoint
from translate.engine.fast import FastEngine, available_threads
from translate.engine.reference import ReferenceEngine

GREEDY = Decoding(beam=1)
SEARCH = Decoding(beam=4)
SHORT = [
    "Le président a dit oui.",
    "",
    "Où sont les soldats nord-coréens ?",
    "  ",
    "Il pleut à Paris, mais pas à Lyon.",
]

SAME = [
    ("Il dort bien.", "He sleeps well."),
    ("Il mange ici.", "He eats here."),
    ("Il lit peu.", "He reads but little."),
]


class EngineContract:
    @staticmethod
    def engine() -> Engine:
        raise AssertionError("each engine's tests say which it is")

    @pytest.mark.parametrize("decoding", [GREEDY, SEARCH], ids=["greedy", "beam"])
    def test_one_hypothesis_a_sentence_in_order(self, decoding: Decoding) -> None:
        together = self.engine().translate(SHORT, decoding=decoding)
        apart = [self.engine().translate([sentence], decoding=decoding)[0] for sentence in SHORT]
        assert [h.text for h in together] == [h.text for h in apart]
        assert all(h.text for h in (together[0], together[2], together[4]))

    def test_blank_sentences_give_nothing(self) -> None:
        assert self.engine().translate(["", " \t\u00a0\n"], decoding=GREEDY) == [Hypothesis("", (), 0.0, ())] * 2
        assert self.engine().translate([], decoding=GREEDY) == []

    def test_scores_are_mean_log_probabilities(self) -> None:
        hypotheses = self.engine().translate(models.sentences()[:8], decoding=SEARCH)
        assert all(-4 < hypothesis.score < 0 for hypothesis in hypotheses)

    @pytest.mark.parametrize("beam", [1, 4])
    def test_attention_has_a_row_for_each_target_piece(self, beam: int) -> None:
        for hypothesis in self.engine().translate(models.sentences()[:6], decoding=Decoding(beam=beam, attention=True)):
            assert hypothesis.attention is not None
            assert hypothesis.attention.shape == (len(hypothesis.tokens), len(hypothesis.source_tokens))
            assert hypothesis.attention.min() >= 0
            assert hypothesis.attention.sum(axis=1).max() <= 1.001

    def test_a_sentence_that_is_too_long_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"longer than the model's"):
            self.engine().translate(["le mot " * 400], decoding=GREEDY)

    def test_unknown_characters_come_through(self) -> None:
        (hypothesis,) = self.engine().translate(["Accueil ♪ Politique ♫ Europe"], decoding=GREEDY)
        assert "⁇" not in hypothesis.text
        assert hypothesis.tokens.count("<unk>") == sum(mark in hypothesis.text for mark in "♪♫")

    def test_control_characters_and_lone_surrogates_do_not_reach_the_model(self) -> None:
        clean, dirty = self.engine().translate(["Il a dit oui.", "Il\x00 a\ud800 dit\x1b oui."], decoding=GREEDY)
        assert dirty.text == clean.text

    def test_the_bound_on_the_target_holds(self) -> None:
        (hypothesis,) = self.engine().translate([models.sentences()[0]], decoding=Decoding(longest=5))
        assert 0 < len(hypothesis.tokens) <= 5

    def test_no_run_of_pieces_comes_twice_if_forbidden(self) -> None:
        decoding = Decoding(no_repeat=2, penalty=1.2)
        (hypothesis,) = self.engine().translate(["le chat, le chat, le chat, le chat"], decoding=decoding)
        pairs = list(zip(hypothesis.tokens, hypothesis.tokens[1:], strict=False))
        assert len(set(pairs)) == len(pairs)

    @pytest.mark.parametrize("beam", [1, 4])
    def test_the_best_candidate_is_the_translation(self, beam: int) -> None:
        texts = models.sentences()[:6]
        decoding = Decoding(beam=beam, candidates=beam, attention=True)
        found = self.engine().candidates(texts, decoding=decoding)
        assert [some[0].text for some in found] == [h.text for h in self.engine().translate(texts, decoding=decoding)]
        for candidates in found:
            assert len(candidates) == beam
            assert len({candidate.tokens for candidate in candidates}) == beam
            scores = [candidate.score for candidate in candidates]
            assert scores == sorted(scores, reverse=True) and scores[0] <= 0
            for candidate in candidates:
                assert candidate.attention is not None
                assert candidate.attention.shape == (len(candidate.tokens), len(candidate.source_tokens))

    def test_a_blank_sentence_has_one_empty_candidate(self) -> None:
        found = self.engine().candidates(SHORT[:2], decoding=Decoding(beam=3, candidates=2))
        assert [len(candidates) for candidates in found] == [2, 1]
        assert found[1] == [Hypothesis("", (), 0.0, ())]

    def test_a_given_translation_is_scored_and_attended_to(self) -> None:
        pairs = [
            ("Le président a dit oui.", "The president said yes."),
            ("Le président a dit oui.", "My bicycle is green and broken."),
            ("Il pleut à Paris.", "It’s raining in  Paris ♪"),
        ]
        right, wrong, odd = found = self.engine().force(pairs)
        assert right.score > wrong.score + 2
        assert [hypothesis.text for hypothesis in found] == [target for _, target in pairs]
        assert "▁Paris" in odd.tokens
        for hypothesis in found:
            assert hypothesis.token_scores is not None and hypothesis.attention is not None
            assert len(hypothesis.token_scores) == len(hypothesis.tokens) + 1
            assert abs(hypothesis.score - numpy.mean(hypothesis.token_scores)) < 1e-5
            assert max(hypothesis.token_scores) <= 0
            assert hypothesis.attention.shape == (len(hypothesis.tokens), len(hypothesis.source_tokens))
        assert all(h.attention is None and h.token_scores for h in self.engine().force(pairs, attention=False))

    def test_a_translation_given_back_has_the_score_it_was_made_with(self) -> None:
        made = self.engine().translate(models.sentences()[:6], decoding=Decoding(attention=True))
        given = self.engine().force([(s, h.text) for s, h in zip(models.sentences()[:6], made, strict=True)])
        for one, other in zip(made, given, strict=True):
            if one.tokens == other.tokens:
                assert abs(one.score - other.score) < 0.02
                assert one.attention is not None and other.attention is not None
                assert numpy.abs(one.attention - other.attention).max() < 0.05
        assert sum(one.tokens == other.tokens for one, other in zip(made, given, strict=True)) >= 4

    def test_company_does_not_change_a_given_translation(self) -> None:
        pairs = [
            ("Le président a dit oui.", "The president said yes."),
            ("Oui.", "Yes."),
            ("Non.", "No, never."),
            *SAME,
        ]
        together = self.engine().force(pairs)
        for pair, hypothesis in zip(pairs, together, strict=True):
            (alone,) = self.engine().force([pair])
            assert abs(alone.score - hypothesis.score) < 1e-4
            if alone.attention is not None and hypothesis.attention is not None:
                assert numpy.abs(alone.attention - hypothesis.attention).max() < 1e-4

    def test_where_one_side_is_blank_there_is_nothing_to_judge(self) -> None:
        for pair in (("", "Yes."), ("Oui.", " "), ("", "")):
            assert self.engine().force([pair]) == [Hypothesis(pair[1], (), 0.0, ())]
        assert self.engine().force([]) == []

    @pytest.mark.parametrize("pair", [("le mot " * 400, "the word"), ("le mot", "the word " * 400)])
    def test_a_given_translation_that_is_too_long_is_refused(self, pair: tuple[str, str]) -> None:
        with pytest.raises(ValueError, match=r"longer than the model's"):
            self.engine().force([pair])

    def test_progress_counts_all_sentences(self) -> None:
        counts: list[int] = []
        self.engine().translate(SHORT, decoding=GREEDY, progress=counts.append)
        assert sum(counts) == 3

    def test_words_that_the_model_has_seen_cost_less(self) -> None:
        assert self.engine().cost("président") < self.engine().cost("prqsident")


class TestFast(EngineContract):
    @staticmethod
    def engine() -> Engine:
        return models.fast()


class TestFastFloat32(EngineContract):
    @staticmethod
    def engine() -> Engine:
        return models.fast("float32")


class TestReference(EngineContract):
    @staticmethod
    def engine() -> Engine:
        return models.reference()


@pytest.mark.parametrize("compute_type", ["int8", "float32"])
@pytest.mark.parametrize("decoding", [GREEDY, SEARCH], ids=["greedy", "beam"])
def test_company_order_threads_and_restarts_do_not_change_a_sentence(compute_type: str, decoding: Decoding) -> None:
    sentences = models.sentences()
    whole = {
        h.source_tokens: (h.text, h.score) for h in models.fast(compute_type).translate(sentences, decoding=decoding)
    }
    others: list[Callable[[list[str]], list[Hypothesis]]] = [
        lambda some: FastEngine(models.checkpoint(), compute_type=compute_type, threads=1).translate(
            some, decoding=decoding
        ),
        lambda some: [h for s in some for h in models.fast(compute_type).translate([s], decoding=decoding)],
        lambda some: models.fast(compute_type).translate([*some, *some[:5]], decoding=decoding),
    ]
    for seed, other in enumerate(others):
        shuffled = sentences[:]
        random.Random(seed).shuffle(shuffled)
        for hypothesis in other(shuffled):
            text, score = whole[hypothesis.source_tokens]
            assert hypothesis.text == text
            # int8 is the same to the last bit; float32 sums may be grouped otherwise.
            assert hypothesis.score == score if compute_type == "int8" else abs(hypothesis.score - score) < 1e-4


@pytest.mark.parametrize(
    "decoding", [Decoding(beam=1, attention=True), Decoding(beam=4, attention=True)], ids=["greedy", "beam"]
)
def test_the_fast_engine_in_float32_says_what_the_reference_says(decoding: Decoding) -> None:
    sentences = models.sentences()
    pairs = zip(
        models.fast("float32").translate(sentences, decoding=decoding),
        models.reference().translate(sentences, decoding=decoding),
        strict=True,
    )
    for fast, reference in pairs:
        assert fast.text == reference.text
        assert fast.tokens == reference.tokens
        # A mean of the scores of pieces, which differ by 0.01 at most when they are forced (below).
        assert abs(fast.score - reference.score) < 5e-3
        assert fast.attention is not None and reference.attention is not None
        assert numpy.abs(fast.attention - reference.attention).max() < 0.02


@pytest.mark.parametrize("heads", [(-1, (5,)), (0, (3, 6))], ids=str)
def test_both_engines_answer_with_the_heads_that_the_model_names(
    heads: tuple[int, tuple[int, ...]], tmp_path: Path
) -> None:
    folder = shutil.copytree(models.checkpoint().folder, tmp_path / "model")
    stated = json.loads((folder / "capabilities.json").read_text("utf-8"))
    stated["alignment"] = {"layer": heads[0], "heads": list(heads[1])}
    (folder / "capabilities.json").write_text(json.dumps(stated), encoding="utf-8")
    checkpoint = open_checkpoint(folder)
    sentences = models.sentences()[:4]
    decoding = Decoding(beam=2, attention=True)
    reference = ReferenceEngine(checkpoint, device="cpu").translate(sentences, decoding=decoding)
    usual = models.reference().translate(sentences, decoding=decoding)
    for compute_type, near in (("float32", 0.02), ("int8", 0.35)):
        fast = FastEngine(checkpoint, compute_type=compute_type, device="cpu").translate(sentences, decoding=decoding)
        for one, other, before in zip(fast, reference, usual, strict=True):
            assert one.attention is not None and other.attention is not None and before.attention is not None
            assert other.text == before.text
            assert numpy.abs(other.attention - before.attention).max() > 0.1
            if one.tokens == other.tokens:
                assert numpy.abs(one.attention - other.attention).max() < near
            else:
                assert compute_type == "int8"


def test_the_fast_engine_in_float32_reads_a_given_translation_as_the_reference_does() -> None:
    pairs = [("Le président a dit oui.", "The president said yes."), ("Où vas-tu ?", "That is ♫ nonsense."), *SAME]
    both = zip(models.fast("float32").force(pairs), models.reference().force(pairs), strict=True)
    for fast, reference in both:
        assert fast.tokens == reference.tokens and fast.source_tokens == reference.source_tokens
        assert fast.token_scores is not None and reference.token_scores is not None
        assert numpy.abs(numpy.subtract(fast.token_scores, reference.token_scores)).max() < 0.01
        assert fast.attention is not None and reference.attention is not None
        assert numpy.abs(fast.attention - reference.attention).max() < 0.02


def test_company_does_not_change_a_bit_of_a_given_translation_in_int8() -> None:
    pairs = [("Le président a dit oui.", "The president said yes."), *SAME]
    engine = models.fast()
    alone = [engine.force([pair])[0].token_scores for pair in pairs]
    assert [hypothesis.token_scores for hypothesis in engine.force(pairs[::-1])] == alone[::-1]


def test_int8_stays_close_to_float32() -> None:
    sentences = models.sentences()
    exact = models.fast("float32").translate(sentences, decoding=SEARCH)
    rounded = models.fast("int8").translate(sentences, decoding=SEARCH)
    likeness = sacrebleu.corpus_chrf([h.text for h in rounded], [[h.text for h in exact]]).score
    assert likeness > 85
    assert numpy.mean([abs(a.score - b.score) for a, b in zip(exact, rounded, strict=True)]) < 0.1


def test_there_is_at_least_one_thread() -> None:
    assert available_threads() >= 1


def test_decoding_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="out of its range"):
        Decoding(beam=0)
    with pytest.raises(ValueError, match="out of its range"):
        Decoding(longest=0)
    with pytest.raises(ValueError, match="out of its range"):
        Decoding(penalty=0.5)
    with pytest.raises(ValueError, match="out of its range"):
        Decoding(no_repeat=-1)
    with pytest.raises(ValueError, match="out of its range"):
        Decoding(candidates=0)
    with pytest.raises(ValueError, match="out of its range"):
        Decoding(beam=2, candidates=3)
