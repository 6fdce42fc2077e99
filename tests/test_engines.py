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
        assert abs(fast.score - reference.score) < 2e-3
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
