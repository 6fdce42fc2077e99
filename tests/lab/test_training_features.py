import random

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import models
import tiny
from glossary.edits import Span
from translate.documents.errors import InputError
from translate.engine.pieces import Pieces
from translate.lab.training.features import (
    MARKERS,
    Example,
    Features,
    Links,
    choose,
    constrain,
    damage,
    example,
    guide,
    phrases,
)
from translate.lab.training.feed import Feed, links_from, links_of_pairs
from translate.lab.training.pairs import Pair

FRENCH = "Les soldats nord-coréens sont à Kursk, avec l'armée russe."
ENGLISH = "North Korean soldiers are in Kursk, with the Russian army."


def links(*pairs: tuple[int, int]) -> Links:
    return numpy.array(pairs, dtype=numpy.int16).reshape(-1, 2)


#   0 Les 1 soldats 2 nord-coréens 3 sont 4 à 5 Kursk 6 avec 7 l' 8 armée 9 russe
#   0 North 1 Korean 2 soldiers 3 are 4 in 5 Kursk 6 with 7 the 8 Russian 9 army
ALIGNED = links((1, 2), (2, 0), (2, 1), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 9), (9, 8))
LINK_SETS = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


def pieces() -> Pieces:
    return Pieces(models.checkpoint())


def wording(pair: Example, side: str, words: range) -> str:
    spans, text = (pair.source_words, pair.source) if side == "source" else (pair.target_words, pair.target)
    return text[spans[words[0]].start : spans[words[-1]].end]


def test_phrases_are_closed_whole_and_full() -> None:
    pair = example(FRENCH, ENGLISH, ALIGNED)
    found = {(wording(pair, "source", french), wording(pair, "target", english)) for french, english in phrases(pair)}
    assert found == {
        ("soldats", "soldiers"),
        ("nord-coréens", "North Korean"),
        ("soldats nord-coréens", "North Korean soldiers"),
        ("soldats nord-coréens sont à Kursk", "North Korean soldiers are in Kursk"),
        ("nord-coréens sont à Kursk", "North Korean soldiers are in Kursk"),
        ("Kursk", "Kursk"),
        ("armée", "army"),
        ("russe", "Russian"),
        ("armée russe", "Russian army"),
    } - {
        ("soldats nord-coréens sont à Kursk", "North Korean soldiers are in Kursk"),  # five French words
        ("nord-coréens sont à Kursk", "North Korean soldiers are in Kursk"),  # `soldiers` is of another word
    }


@given(LINK_SETS, st.integers(0, 1000))
def test_constrained_french_holds_the_english_it_wants(pairs: set[tuple[int, int]], seed: int) -> None:
    pair = example(FRENCH, ENGLISH, links(*sorted(pairs)))
    made = constrain(pair, choose(pair, random.Random(seed)))
    parts = made.source.split(MARKERS[0])
    assert 1 <= len(parts) <= 4
    assert (len(parts) == 1) == (not phrases(pair))
    for part in parts[1:]:
        wanted, closing, _ = part.partition(MARKERS[1])
        assert closing and wanted in ENGLISH and "," not in wanted
    assert made.target == ENGLISH and made.read == made.source
    assert constrain(pair, choose(pair, random.Random(seed))).source == made.source
    # Each linked pair of words is one of the old ones, or the same word on both sides.
    for s, t in made.links.tolist():
        here, there = made.source_words[s].of(made.source), made.target_words[t].of(ENGLISH)
        old = [p.source_words[a].of(FRENCH) for p in (pair,) for a, b in pair.links.tolist() if b == t]
        assert here == there or here in old


def test_constrained_pairs_keep_all_other_words_and_their_links() -> None:
    pair = example(FRENCH, ENGLISH, ALIGNED)
    for seed in range(30):
        made = constrain(pair, choose(pair, random.Random(seed), most=1))
        before, _, rest = made.source.partition(MARKERS[0])
        _, _, after = rest.partition(MARKERS[1])
        assert FRENCH.startswith(before) and FRENCH.endswith(after)
        assert {t for _, t in made.links.tolist()} == {t for _, t in ALIGNED.tolist()}


def test_guides_look_at_the_pieces_of_the_linked_words() -> None:
    pair = example(FRENCH, ENGLISH, ALIGNED)
    (source,), (target,) = pieces().encode([FRENCH]), pieces().encode_target([ENGLISH])
    found = guide(pair, source, target)
    assert found.shape == (len(target) + 1, len(source) + 1)
    sums = found.sum(1)
    assert numpy.all(numpy.isclose(sums, 1) | (sums == 0))
    assert found[-1, -1] == 1
    army = next(number for number, piece in enumerate(target) if piece == "▁army")
    seen = {source[number].removeprefix("▁") for number in numpy.flatnonzero(found[army])}
    assert "".join(sorted(seen, key="armée".find)) == "armée"
    comma = target.index(",")
    assert not found[comma].any()


@pytest.mark.parametrize("seed", range(12))
def test_guides_of_changed_french_still_fit(seed: int) -> None:
    whole = example(FRENCH, ENGLISH, ALIGNED)
    pair = constrain(whole, choose(whole, random.Random(seed)))
    (source,), (target,) = pieces().encode([pair.read]), pieces().encode_target([ENGLISH])
    found = guide(pair, source, target)
    kursk = range(len(pair.target_words))[5]
    rows = [number for number, piece in enumerate(target) if piece.removeprefix("▁") in ("Kursk", "Kur", "K")]
    assert pair.target_words[kursk].of(ENGLISH) == "Kursk"
    assert rows and found[rows[0]].sum() == pytest.approx(1)
    assert source[int(found[rows[0]].argmax())].removeprefix("▁")[0] in "Kurs"


@given(st.text(st.sampled_from("abcdéèà ABC\"' .,"), max_size=40), st.integers(0, 500))
def test_damage_is_the_same_for_the_same_seed_and_keeps_digits(text: str, seed: int) -> None:
    damaged = damage(text + " 12", random.Random(seed))
    assert damaged == damage(text + " 12", random.Random(seed))
    assert damaged.endswith("12")


def test_damage_damages() -> None:
    found = {damage('Il a dit "été" à Paris, où travaillent les autres.', random.Random(seed)) for seed in range(60)}
    assert len(found) > 30
    together = "\n".join(found)
    assert "ete" in together and "il a dit" in together and "Il A Dit" in together and "<<" in together


def test_features_refuse_what_cannot_be() -> None:
    for values in ({"constraints": 1.5}, {"damage": -0.1}, {"alignment": -1.0}, {"head": -1}):
        with pytest.raises(ValueError, match="out of its range"):
            Features(**values)


def test_a_feed_gives_the_same_batch_again_and_another_in_the_next_epoch() -> None:
    pairs = [Pair(*both) for both in tiny.PAIRS]
    feed = Feed(pairs, links_of_pairs(pairs), pieces(), Features(0.5, 0.5, 0.1), 24102, seed=4)
    numbers = numpy.arange(len(pairs))
    device = torch.device("cpu")
    first, again, later = (feed.batch(numbers, epoch=epoch, device=device) for epoch in (0, 0, 1))
    assert first.guide is not None and again.guide is not None
    assert torch.equal(first.source, again.source) and torch.equal(first.guide, again.guide)
    assert torch.equal(first.label, later.label)
    assert first.source.shape != later.source.shape or not torch.equal(first.source, later.source)
    assert first.guide.shape == (*first.label.shape, first.source.shape[1])
    # Without features the French is what stands in the pair.
    plain = Feed(pairs, None, pieces(), Features(), 24102, seed=4).batch(numbers[:1], epoch=0, device=device)
    assert plain.guide is None
    assert plain.source[0, -1] == 0 and plain.prefix[0, 0] == 24102
    assert torch.equal(plain.prefix[0, 1:], plain.label[0, :-1])


def test_alignments_of_others_are_counted_anew() -> None:
    raw = [Pair("« L'été », 10 000 fois ?", '"Summer", 10,000 times?')]
    normal = [Pair('"L\'été", 10,000 fois?', '"Summer", 10,000 times?')]
    # « L'été » , 10 000 fois ?   against   "Summer", 10,000 times?
    found = links_from(["1-0 3-1 4-1 5-2"], raw, normal)
    assert found[0].tolist() == [[0, 0], [1, 0], [2, 1], [3, 2]]


@pytest.mark.parametrize("line", ["0-9", "a-b", "0", "0-0 1:1"])
def test_bad_alignments_are_listed(line: str) -> None:
    pair = Pair("Le chat.", "The cat.")
    with pytest.raises(InputError, match="line 2, line 3"):
        links_from(["0-0", line, line], [pair] * 3, [pair] * 3)


def test_the_links_count_the_words_of_the_examples() -> None:
    pairs = [Pair(FRENCH, ENGLISH), Pair("L'été, c'est fini.", "Summer is over."), Pair("", "x"), Pair("...", "...")]
    found = links_of_pairs(pairs)
    first, second = (example(pair.source, pair.target, each) for pair, each in zip(pairs[:2], found[:2], strict=True))
    named = {(first.source_words[s].of(FRENCH), first.target_words[t].of(ENGLISH)) for s, t in found[0].tolist()}
    assert {("soldats", "soldiers"), ("Kursk", "Kursk"), ("armée", "army"), ("russe", "Russian")} <= named
    named = {(second.source_words[s].of(pairs[1].source), t) for s, t in found[1].tolist()}
    assert ("été", 0) in named and ("est", 1) in named
    assert [each.tolist() for each in found[2:]] == [[], []]
    assert [each.dtype for each in found] == [numpy.int16] * 4
    assert links_of_pairs([]) == []


def test_links_of_words_that_are_not_there_are_left_out() -> None:
    pair = example("Oui.", "Yes.", links((0, 0), (1, 0), (0, 3)))
    assert pair.links.tolist() == [[0, 0]]
    assert pair.source_words == (Span(0, 3),)
