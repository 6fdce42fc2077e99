"""Links of any pair of texts: what is linked, how sure it is, and what always holds."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from fake_engine import FakeEngine
from glossary.bilingual.lexicon import Lexicon, lexicon
from glossary.edits import Span
from translate.documents.records import WordLinks
from translate.engine.base import Decoding, Hypothesis
from translate.sentence.alignment import align_texts, links_of, token_spans, turned, word_spans
from translate.sentence.alignment.evidence import evidence
from translate.sentence.alignment.gold import agreement, read_gold
from translate.sentence.alignment.phrases import follow_heads
from translate.sentence.alignment.posterior import WITHOUT_ATTENTION, posteriors

TEXTS = st.text(st.sampled_from("le chat n'a pas 3,5 «é»  -L.€\u0301"), max_size=40)


def words(source: str, target: str, links: WordLinks) -> set[tuple[str, str]]:
    return {(links.source[i].of(source), links.target[j].of(target)) for i, j, _ in links.pairs}


def linked(source: str, target: str) -> set[tuple[str, str]]:
    (links,) = align_texts([(source, target)], engine=None)
    return words(source, target, links)


def check(source: str, target: str, links: WordLinks) -> None:
    """What `WordLinks` promises."""
    for spans, text in ((links.source, source), (links.target, target)):
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(len(span) and span.end <= len(text) for span in spans)
    assert list(links.pairs) == sorted(links.pairs)
    assert len({pair[:2] for pair in links.pairs}) == len(links.pairs)
    for here, there, confidence in links.pairs:
        assert 0 <= here < len(links.source) and 0 <= there < len(links.target)
        assert 0 < confidence <= 1


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        ("Le chat noir dort.", "The black cat sleeps.", {("chat", "cat"), ("noir", "black"), ("dort", "sleeps")}),
        ("Elle ne viendra jamais.", "She will never come.", {("ne", "never"), ("jamais", "never")}),
        ("Il n’a pas d'argent.", "He has no money.", {("pas", "no"), ("n’", "no"), ("argent", "money")}),
        ("Il coûte 1 500,50 euros.", "It costs €1,500.50.", {("1", "€1,500.50"), ("500,50", "€1,500.50")}),
        ("Zwrtk a vu Plmbx.", "Plmbx was seen by Zwrtk.", {("Zwrtk", "Zwrtk"), ("Plmbx", "Plmbx")}),
        ("Le gouvernementalisme", "The governmentalism", {("gouvernementalisme", "governmentalism")}),
    ],
)
def test_words_that_belong_together_are_linked(source: str, target: str, wanted: set[tuple[str, str]]) -> None:
    assert wanted <= linked(source, target)


def test_what_has_no_counterpart_has_no_link() -> None:
    found = linked("Le président a dit oui.", "The president, a green bicycle in his left hand, said yes.")
    assert ("président", "president") in found
    assert not {english for _, english in found} & {"green", "bicycle", "left", "hand"}


def test_marks_are_linked_where_all_that_stands_between_white_space_counts() -> None:
    (links,) = align_texts([("« Oui » , dit -il .", '" Yes , " he said .')], engine=None, tokens=True)
    found = words("« Oui » , dit -il .", '" Yes , " he said .', links)
    assert {("«", '"'), (",", ","), (".", "."), ("dit", "said"), ("-il", "he")} <= found


def test_attention_helps_where_the_lexicon_knows_nothing() -> None:
    pair = "le zork blim", "the flarn greeb"
    (with_engine,) = align_texts([pair], engine=FakeEngine())
    assert words(*pair, with_engine) >= {("zork", "flarn"), ("blim", "greeb")}


def test_the_shipped_model_links_what_a_person_translated_freely() -> None:
    pair = "Il tomba de Charybde en Scylla.", "He fell out of the frying pan into the fire."
    (links,) = align_texts([pair], engine=models.fast())
    check(*pair, links)
    assert {("Il", "He"), ("tomba", "fell")} <= words(*pair, links)


def test_what_an_engine_has_just_said_is_linked_by_its_attention() -> None:
    sources = models.sentences()[:6]
    said = models.fast().translate(sources, decoding=Decoding(attention=True))
    for source, hypothesis in zip(sources, said, strict=True):
        links = links_of(source, hypothesis.text, hypothesis)
        check(source, hypothesis.text, links)
        assert len({target for _, target, _ in links.pairs}) > len(links.target) / 2


def test_anchors_are_sure_and_keep_other_words_away() -> None:
    source, target = "la pomme de terre rouge", "the red earth apple"
    anchor = Span(3, 17), Span(8, 19)
    links = links_of(source, target, None, anchors=[anchor])
    sure = {(links.source[i].of(source), links.target[j].of(target)) for i, j, c in links.pairs if c == 1}
    assert {english for _, english in sure} == {"earth", "apple"}
    assert {french for french, _ in sure} <= {"pomme", "de", "terre"}
    assert ("rouge", "red") in words(source, target, links)
    one = links_of("le chat dort", "the animal sleeps", None, anchors=[(Span(3, 7), Span(4, 10))])
    assert (1, 1, 1.0) in one.pairs


def test_a_pair_too_long_for_the_engine_is_aligned_without_it() -> None:
    class Short(FakeEngine):
        def force(self, pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
            if any(len(source) > 30 for source, _ in pairs):
                raise ValueError("too long")
            return super().force(pairs, attention=attention)

    long = "Le chat dort et le chien mange aussi.", "The cat sleeps and the dog eats too."
    short = "zork", "flarn"
    first, second, third = align_texts([short, long, short], engine=Short())
    assert first.links == second.links.parse("0-0") == third.links
    assert second == align_texts([long], engine=None)[0]


def test_a_long_text_is_aligned_in_windows() -> None:
    sentences = [
        (french.format(number), english.format(number))
        for number in range(100, 160)
        for french, english in (
            ("Le chat noir dort {} heures.", "The black cat sleeps for {} hours."),
            ("Pierre X{} mange trois pommes.", "Pierre X{} eats three apples."),
            ("La maison est grande.", "The house is big."),
            ("Nous avons perdu la guerre.", "We have lost the war."),
        )
    ]
    source, target = (" ".join(side) for side in zip(*sentences, strict=True))
    (links,) = align_texts([(source, target)], engine=None)
    check(source, target, links)
    assert len(links.source) > 900
    french, english = ([start for start, _ in places(side)] for side in zip(*sentences, strict=True))
    crossing = [
        (i, j)
        for i, j, _ in links.pairs
        if bisect(french, links.source[i].start) != bisect(english, links.target[j].start)
    ]
    assert len(crossing) < 0.01 * len(links.pairs)
    found = Counter((links.source[i].of(source), links.target[j].of(target)) for i, j, _ in links.pairs)
    for pair in (("chat", "cat"), ("noir", "black"), ("maison", "house"), ("guerre", "war"), ("pommes", "apples")):
        assert found[pair] > 57


def places(sentences: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield where each sentence begins in the text that they make with spaces between them."""
    at = 0
    for sentence in sentences:
        yield at, sentence
        at += len(sentence) + 1


@pytest.mark.parametrize("pair", [("", ""), ("", "The cat."), ("Le chat.", ""), ("...", "!"), ("a" * 3000, "b c")])
def test_a_side_without_words_has_no_links(pair: tuple[str, str]) -> None:
    for engine in (None, FakeEngine()):
        (links,) = align_texts([pair], engine=engine)
        check(*pair, links)


def test_anchors_are_as_many_as_pairs() -> None:
    with pytest.raises(ValueError, match="2 pairs need as many lists of anchors, not 1"):
        align_texts([("a", "b"), ("c", "d")], engine=None, anchors=[[]])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), st.booleans())
def test_any_texts_can_be_aligned_in_any_company(pairs: list[tuple[str, str]], tokens: bool) -> None:
    found = align_texts(pairs, engine=None, tokens=tokens)
    assert len(found) == len(pairs)
    for pair, links in zip(pairs, found, strict=True):
        check(*pair, links)
        assert align_texts([pair], engine=None, tokens=tokens) == [links]
        assert turned(turned(links)) == links


@settings(deadline=None, max_examples=60)
@given(TEXTS, TEXTS, st.tuples(*[st.integers(0, 50)] * 4))
def test_any_anchors_can_be_given(source: str, target: str, numbers: tuple[int, int, int, int]) -> None:
    a, b, c, d = numbers
    anchors = [(Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d)))]
    check(source, target, links_of(source, target, None, anchors=anchors))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_tokens_are_the_parts_between_white_space(text: str) -> None:
    assert [span.of(text) for span in token_spans(text)] == text.split()


def test_probabilities_sum_to_one_at_most() -> None:
    found = evidence(["le", "chat", "dort"], ["the", "cat", "sleeps", "well"], lexicon())
    ((toward, back),) = posteriors([found], [None], WITHOUT_ATTENTION)
    assert toward.shape == back.shape == (4, 3)
    assert toward.min() >= 0 and back.min() >= 0
    assert toward.sum(axis=1).max() <= 1 + 1e-5 and back.sum(axis=0).max() <= 1 + 1e-5
    assert toward[0].argmax() == 0 and toward[1].argmax() == 1


def test_evidence_of_parts_reaches_whole_words() -> None:
    table = Lexicon(["chat\tcatAB", "chatt*\tkitteBB"])
    found = evidence(["chat-loup", "chatteries"], ["cat’s", "kittens"], table)
    assert found.forward[0, 0] == 1 and found.forward[1, 1] == pytest.approx(numpy.exp(-0.25))
    assert found.forward[1, 0] == found.forward[0, 1] == 0


def test_spelling_speaks_for_names_and_numbers_only_where_it_is_telling() -> None:
    found = evidence(
        ["on", "ON", "nation", "1.000", "«", ";"], ["on", "NATO", "nations", "1,000", "“", ","], Lexicon([])
    )
    assert 0 < found.likeness[0, 0] < 0.5 < found.likeness[2, 2] < 1
    assert found.likeness[3, 3] == found.likeness[4, 4] == 1
    assert 0 < found.likeness[5, 5] < 0.1 and found.likeness[1, 2] == 0


def test_agreement_counts_as_och_and_ney_do() -> None:
    gold = [read_gold("0-0 1-1 2p1"), read_gold("")]
    found = agreement([[(0, 0), (2, 1), (3, 3)], [(0, 0)]], gold)
    assert found.pairs == 1
    assert found.precision == pytest.approx(2 / 3) and found.recall == 0.5
    assert found.error_rate == pytest.approx(1 - (2 + 1) / (3 + 2))
    with pytest.raises(ValueError, match="'0:0' is not a link"):
        read_gold("0:0")
    with pytest.raises(ValueError):
        agreement([], gold)


def test_words_of_both_sides_are_those_of_word_spans() -> None:
    (links,) = align_texts([("L'été, déjà !", "Summer, already!")], engine=None)
    assert links.source == tuple(word_spans("L'été, déjà !", elisions=True))
    assert links.target == tuple(word_spans("Summer, already!"))


@pytest.mark.parametrize(
    ("source", "target", "links"),
    [
        ("les prix ont augmenté de 12 %", "prices rose 12 per cent", {("%", "per"), ("%", "cent"), ("12", "12")}),
        ("cela coûte 500 $", "it costs 500 dollars", {("$", "dollars"), ("500", "500")}),
        ("le député a raison", "the hon. member is right", {("député", "hon."), ("député", "member")}),
    ],
)
def test_phrases_of_the_table_are_linked_as_a_whole(source: str, target: str, links: set[tuple[str, str]]) -> None:
    (found,) = align_texts([(source, target)], engine=None, tokens=True)
    assert links <= words(source, target, found)


FRENCH = ["le", "la", "un", "chat", "chien", "de", "à", "maison", ",", "%"]
ENGLISH = ["the", "a", "cat", "dog", "of", "to", "house", ",", "per", "cent"]


@given(st.lists(st.sampled_from(FRENCH), max_size=12), st.lists(st.sampled_from(ENGLISH), max_size=12), st.data())
def test_articles_and_prepositions_only_lose_links_or_move(
    sources: list[str], targets: list[str], data: st.DataObject
) -> None:
    cells = [(s, t) for s in range(len(sources)) for t in range(len(targets))]
    before = data.draw(st.dictionaries(st.sampled_from(cells), st.sampled_from([0.6, 0.9, 1.0]))) if cells else {}
    after = dict(before)
    follow_heads(after, sources, targets)
    assert {link for link, confidence in before.items() if confidence == 1} <= set(after) and len(after) <= len(before)
    assert all(sources[s] in ("le", "la", "un") and targets[t] in ("the", "a") for s, t in set(after) - set(before))
