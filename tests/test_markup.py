"""Whatever the model says, markup and literals come back whole."""

import re

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_engine import FakeEngine
from translate import markup
from translate.document import MarkupKind, Segment
from translate.engine.base import Decoding, Hypothesis
from translate.formats import read_text

WORDS = ["le", "chat", "Paris,", "dort.", "«oui»", "[un", "lien](b)", "**gras**", "*a", "b*", "`x y`", "a@b.fr", "[^1]"]
sources = st.lists(st.sampled_from([*WORDS, "https://c.fr/d", "\n"]), min_size=1, max_size=14).map(" ".join)


def segments(source: str) -> list[Segment]:
    return list(read_text(source, format="markdown").segments)


def aligned(source: str, english: str) -> Hypothesis:
    return FakeEngine(lambda _: english).translate([source], decoding=Decoding(attention=True))[0]


def restored(source: str, translate: dict[str, str]) -> str | None:
    """Translate the one segment of `source` word for word."""
    (segment,) = segments(source)
    plain = markup.plain(segment)
    words = plain.text.split()
    english = " ".join(translate.get(word.strip(".,"), word) for word in words)
    return markup.restore(plain, english, aligned(plain.text, english))


@pytest.mark.parametrize(
    ("source", "translate", "expected"),
    [
        (
            "Le **chat** dort ici",
            {"Le": "The", "chat": "cat", "dort": "sleeps", "ici": "here"},
            "The **cat** sleeps here",
        ),
        ("Le [chat *noir*](u) dort", {"chat": "cat", "noir": "black", "dort": "sleeps"}, "Le [cat *black*](u) sleeps"),
        ("Voir `ls -l` et a@b.fr vite", {"Voir": "See", "et": "and"}, "See `ls -l` and a@b.fr vite"),
        ("Le mot[^1] est là", {"mot": "word"}, "Le word[^1] est là"),
        ("Une phrase sur\ndeux lignes", {"Une": "A"}, "A phrase sur\ndeux lignes"),
    ],
)
def test_markup_goes_with_its_words(source: str, translate: dict[str, str], expected: str) -> None:
    assert restored(source, translate) == expected


def test_markup_follows_a_change_of_order() -> None:
    (segment,) = segments("La **maison** [blanche](u) brille")
    plain = markup.plain(segment)
    attention = numpy.eye(4, dtype=numpy.float32)[[0, 2, 1, 3]]
    hypothesis = Hypothesis(
        "The white house shines",
        ("▁The", "▁white", "▁house", "▁shines"),
        -1,
        ("▁La", "▁maison", "▁blanche", "▁brille"),
        attention,
    )
    assert markup.restore(plain, hypothesis.text, hypothesis) == "The [white](u) **house** shines"


@given(
    sources, st.text(st.sampled_from("ab .,\"'(K\n7"), max_size=30), st.integers(0, 2**32 - 1), st.sampled_from([0, 1])
)
def test_nothing_is_lost_whatever_the_model_says(source: str, said: str, seed: int, stand_ins: int) -> None:
    for segment in segments(source):
        plain = markup.plain(segment, stand_ins=stand_ins)
        if not plain.text:
            assert markup.restore(plain, said, None) == segment.source
            continue
        english = " ".join([said, *(literal.stand_in for literal in plain.literals)])
        tokens = tuple("▁" + word for word in english.split())
        pieces = tuple("▁" + word for word in plain.text.split())
        attention = numpy.random.default_rng(seed).random((len(tokens), len(pieces)), dtype=numpy.float32)
        result = markup.restore(plain, english, Hypothesis(english, tokens, -1, pieces, attention))
        if result is None:  # what was said holds a stand-in by chance
            assert any(said.count(literal.stand_in) for literal in plain.literals)
            continue
        bare = result
        for literal in plain.literals:
            assert literal.text in bare
            bare = bare.replace(literal.text, literal.stand_in, 1)
        for insertion in plain.insertions:
            if insertion.kind is not MarkupKind.BREAK:
                assert insertion.text in bare
                bare = bare.replace(insertion.text, "", 1)
        assert re.sub(r"\s", "", bare) == re.sub(r"\s", "", english)


@given(sources)
def test_the_way_that_always_works_gives_the_source_back(source: str) -> None:
    for segment in segments(source):
        pieces = markup.pieces_between(segment)
        assert "".join(piece.before + piece.text + piece.after for piece in pieces) == segment.source


@pytest.mark.parametrize("english", ["", "lost", "K7041 K7041", "K70412", "xK7041", "K7041s"])
def test_a_stand_in_that_did_not_come_through_is_seen(english: str) -> None:
    plain = markup.plain(Segment(0, "Voir https://a.fr/b ici"))
    assert plain.text == "Voir K7041 ici"
    assert markup.restore(plain, english, aligned(plain.text, english)) is None


def test_stand_ins_differ_from_the_text_and_from_each_other() -> None:
    plain = markup.plain(Segment(0, "K7041 est à a@b.fr, K7051 à c@d.fr et e@f.fr"))
    stand_ins = [literal.stand_in for literal in plain.literals]
    assert len(set(stand_ins)) == 3
    assert all(plain.text.count(stand_in) == 1 for stand_in in stand_ins)


@pytest.mark.parametrize("source", ["https://a.fr", "`x` a@b.fr", "**`x`**"])
def test_a_sentence_of_literals_is_not_translated(source: str) -> None:
    assert markup.plain(Segment(0, source)).text == "" or not segments(source)
