import unicodedata

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glossary.edits import Span
from translate.documents.records import Links
from translate.engine.base import Hypothesis
from translate.sentence.alignment import align_words, attention_of_words, piece_owners, piece_shares, word_spans

TEXTS = st.text(st.sampled_from("abé '’«»\u00a0.…,-–3%K\u0301"), max_size=20)
PIECES = st.lists(st.text(st.sampled_from("▁abé'\"3.-"), max_size=4), max_size=8)


def said(pieces: list[str], source_pieces: list[str], attention: list[list[float]]) -> Hypothesis:
    matrix = numpy.array(attention, dtype=numpy.float32)
    return Hypothesis("", tuple(pieces), -1.0, tuple(source_pieces), matrix)


@pytest.mark.parametrize(
    ("text", "words", "elided"),
    [
        ("Le chat, « noir ».", ["Le", "chat", "noir"], None),
        ("L’été d'aujourd'hui", ["L’été", "d'aujourd'hui"], ["L’", "été", "d'", "aujourd'hui"]),
        ("lorsqu'il s'est", ["lorsqu'il", "s'est"], ["lorsqu'", "il", "s'", "est"]),
        ("3,5 % de 1.234.567 €", ["3,5", "%", "de", "1.234.567", "€"], None),
        ("Jean-Luc – dit-il – R&D, et/ou", ["Jean-Luc", "dit-il", "R&D", "et/ou"], None),
        ("(U.E.) [oui]… *non*", ["U.E", "oui", "*non*"], None),
        ("word—word", ["word", "word"], None),
        (" \n", [], None),
    ],
)
def test_words_are_without_the_marks_around_them(text: str, words: list[str], elided: list[str] | None) -> None:
    assert [span.of(text) for span in word_spans(text)] == words
    assert [span.of(text) for span in word_spans(text, elisions=True)] == (elided or words)


@pytest.mark.parametrize(
    ("pieces", "text", "expected"),
    [
        (["▁Le", "▁chat"], "Le chat", "00 1111"),
        (["▁Rus", "sie", "."], "Russie.", "0001112"),
        (['▁"', "Oui", '"'], "«\u00a0Oui\u00a0»", "0 111 2"),
        (["▁l", "'", "été"], "l’été", "01222"),
        (["▁l'", "été"], "l’e\u0301te\u0301", "001-11-"),
        (["▁LE", "▁PRÉSIDENT"], "le président", "00 111111111"),
        (["▁non", "..."], "non…", "0001"),
        (["▁oui", "!"], "oui\u202f!", "000 1"),
        (["▁a", "-", "b"], "a–\u200bb", "01-2"),
        (["▁<unk>", "▁et", "▁toi"], "♪ et toi", "0 11 222"),
        (["▁et", "▁toi"], "et donc toi", "00 ---- 111"),
        (["▁et", "▁donc", "▁toi"], "et toi", "00 222"),
        ([], "rien", "----"),
        (["▁x"], "", ""),
    ],
)
def test_pieces_own_characters(pieces: list[str], text: str, expected: str) -> None:
    owners = ["-" if owner < 0 else str(owner) for owner in piece_owners(pieces, text)]
    assert [" " if text[i].isspace() else owner for i, owner in enumerate(owners)] == list(expected)


@given(st.lists(st.text(max_size=4), max_size=8) | PIECES, st.text(max_size=20) | TEXTS)
def test_owners_are_pieces_in_order(pieces: list[str], text: str) -> None:
    owners = piece_owners(pieces, text)
    assert len(owners) == len(text)
    known = [owner for owner in owners if owner >= 0]
    assert known == sorted(known)
    assert all(owner < len(pieces) for owner in known)


@given(st.lists(st.text(st.sampled_from("abcdé'3."), min_size=1, max_size=4), max_size=8))
def test_a_text_of_the_pieces_themselves_is_shared_out_exactly(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert piece_owners(pieces, text) == [number for number, piece in enumerate(pieces) for _ in piece]
    decomposed = unicodedata.normalize("NFD", text)
    letters = [owner for owner, letter in zip(piece_owners(pieces, decomposed), decomposed, strict=True) if owner >= 0]
    assert letters == piece_owners(pieces, text)


def test_attention_of_words_adds_up_pieces_and_weighs_what_attracts_much() -> None:
    source, target = "Russie dort .", "Russia sleeps"
    attention = numpy.array([[0.4, 0.2, 0.4, 0.0], [0.0, 0.0, 0.6, 0.4], [0.0, 0.2, 0.4, 0.4]], dtype=numpy.float32)
    words = attention_of_words(
        attention,
        piece_shares(["▁Rus", "sie", "▁dort", "▁."], source, word_spans(source)),
        piece_shares(["▁Russia", "▁sl", "eeps"], target, word_spans(target)),
    )
    # Of what "Russie" (0.8) and "dort" (1.4) get, "Russia" gives 0.6 and 0.4, "sleeps" 0.2 and 1.0.
    first, second = (0.6 / 0.8, 0.4 / 1.4), (0.2 / 0.8, 1.0 / 1.4)
    expected = [[share / sum(row) for share in row] for row in (first, second)]
    assert words == pytest.approx(numpy.array(expected), abs=2e-3)


def test_attention_that_does_not_fit_the_pieces_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit pieces"):
        align_words("a b", "a", said(["▁a"], ["▁a", "▁b"], [[1.0]]))


def test_links_follow_the_attention() -> None:
    hypothesis = said(
        ["▁The", "▁black", "▁cat"],
        ["▁L", "e", "▁chat", "▁noir"],
        [[0.5, 0.3, 0.1, 0.1], [0, 0, 0.3, 0.7], [0, 0, 1, 0]],
    )
    alignment = align_words("Le chat noir", "the black cat", hypothesis)
    assert str(alignment.links) == "0-0 1-2 2-1"


def test_equal_words_and_anchors_are_surer_than_attention() -> None:
    wrong = said(["▁Paris", "▁on", "▁it"], ["▁on", "▁Paris", "▁le"], [[1, 0, 0], [0, 0, 1], [0, 0, 1]])
    alignment = align_words("on Paris le", "Paris on it", wrong, anchors=[(Span(9, 11), Span(9, 11))])
    assert str(alignment.links) == "1-0 2-1 2-2"


def test_words_without_attention_are_interpolated_and_have_no_link() -> None:
    alignment = align_words("un deux Trois quatre cinq", "one two Trois four five", None)
    assert str(alignment.links) == "2-2"
    assert [int(row.argmax()) for row in alignment.weights] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("words", "candidates", "expected"),
    [([1, 2], range(5), [1, 2]), ([1, 2], [0, 2, 3], [2]), ([4], [0, 1], [0]), ([], range(5), []), ([1], [], [])],
)
def test_a_run_of_words_is_found(words: list[int], candidates: list[int], expected: list[int]) -> None:
    alignment = align_words("a b c d e", "v w x y z", None)
    assert list(alignment.run_for(words, candidates)) == expected


@given(TEXTS, TEXTS, PIECES, PIECES, st.data())
def test_shares_are_shares(source: str, target: str, here: list[str], there: list[str], data: st.DataObject) -> None:
    attention = data.draw(arrays(numpy.float32, (len(there), len(here)), elements=st.floats(0, 1, width=32)))
    alignment = align_words(source, target, Hypothesis("", tuple(there), -1.0, tuple(here), attention))
    assert alignment.weights.shape == (len(alignment.target), len(alignment.source))
    assert (alignment.weights >= 0).all()
    if alignment.source:
        assert alignment.weights.sum(axis=1) == pytest.approx(numpy.ones(len(alignment.target)), abs=1e-3)
    for link in alignment.links.pairs:
        assert link[0] < len(alignment.source) and link[1] < len(alignment.target)


def test_pharaoh_links() -> None:
    assert str(Links.parse("10-2 0-1  0-0")) == "0-0 0-1 10-2"
    for wrong in ("1", "a-b", "1-", "-1-2"):
        with pytest.raises(ValueError, match="not a link"):
            Links.parse(wrong)
