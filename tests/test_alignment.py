import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.alignment import attention_of_words, links_of_words, piece_owners, word_spans
from translate.document import Links


@pytest.mark.parametrize(
    ("pieces", "text", "expected"),
    [
        (["▁Le", "▁chat"], "Le chat", [0, 0, 1, 1, 1, 1, 1]),
        (["▁Rus", "sie", "."], "Russie.", [0, 0, 0, 1, 1, 1, 2]),
        (['▁"', "Oui", '"'], "«\u00a0Oui\u00a0»", [0, 0, 1, 1, 1, 2, 2]),
        (["▁l", "'", "été"], "l’été", [0, 1, 2, 2, 2]),
        (["▁le", "▁président"], "LE PRÉSIDENT", [0, 0, *[1] * 10]),
    ],
)
def test_pieces_own_characters(pieces: list[str], text: str, expected: list[int]) -> None:
    owners = piece_owners(pieces, text)
    assert len(owners) == len(text)
    letters = [i for i, letter in enumerate(text) if letter.isalpha()]
    assert [owners[i] for i in letters] == [expected[i] for i in letters]


@given(st.lists(st.text(max_size=4), max_size=8), st.text(max_size=20))
def test_owners_are_pieces_in_order(pieces: list[str], text: str) -> None:
    owners = piece_owners(pieces, text)
    assert len(owners) == len(text)
    known = [owner for owner in owners if owner >= 0]
    assert known == sorted(known)
    assert all(owner < len(pieces) for owner in known)


def test_attention_of_words_adds_up_sources_and_averages_targets() -> None:
    source, target = "Russie dort", "Russia sleeps"
    attention = numpy.array([[0.5, 0.25, 0.25], [0.0, 0.0, 1.0], [0.0, 0.5, 0.5]], dtype=numpy.float32)
    words = attention_of_words(
        attention,
        piece_owners(["▁Rus", "sie", "▁dort"], source),
        piece_owners(["▁Russia", "▁sl", "eeps"], target),
        source,
        target,
    )
    assert words == pytest.approx(numpy.array([[0.75, 0.25], [0.25, 0.75]]))
    assert str(links_of_words(words)) == "0-0 1-1"


def test_words_and_links_of_nothing() -> None:
    assert word_spans(" \n") == []
    assert links_of_words(numpy.zeros((2, 0), dtype=numpy.float32)) == Links(frozenset())


def test_pharaoh_links() -> None:
    assert str(Links.parse("10-2 0-1  0-0")) == "0-0 0-1 10-2"
    for wrong in ("1", "a-b", "1-", "-1-2"):
        with pytest.raises(ValueError, match="not a link"):
            Links.parse(wrong)
