import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.documents.clauses import clauses

TEXTS = st.one_of(
    st.text(st.characters(), max_size=80),
    st.text(st.sampled_from(list("aé ,;:.-–()\n\u0301\u200d\ud83d\ude00😀12")), max_size=80),
    st.lists(st.sampled_from(["le", "chat,", "et", "qui", "dort ;", "– un", "12", "000", "\u00ab", "fin."])).map(
        " ".join
    ),
)


def split(text: str, limit: int) -> list[str]:
    return [span.of(text) for span in clauses(text, fits=lambda piece: len(piece) <= limit)]


@given(TEXTS, st.integers(0, 40))
@settings(deadline=None, max_examples=400)
def test_pieces_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    position = 0
    for span in clauses(text, fits=lambda piece: len(piece) <= limit):
        assert span.start >= position
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        assert len(span) <= max(1, limit)
        position = span.end
    assert not text[position:].strip()


@given(TEXTS, st.sets(st.integers(0, 80)))
@settings(deadline=None)
def test_a_test_without_any_rule_still_gives_pieces_that_fit(text: str, refused: set[int]) -> None:
    for span in clauses(text, fits=lambda piece: len(piece) not in refused):
        assert len(span) not in refused or len(span) == 1


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 5, []),
        (" \n", 5, []),
        ("  Il dort. ", 8, ["Il dort."]),
        ("Il pleut ce soir ; la route est longue.", 30, ["Il pleut ce soir ;", "la route est longue."]),
        ("Voici la liste : du pain et du vin rouge.", 30, ["Voici la liste :", "du pain et du vin rouge."]),
        ("Il mange du pain frais, elle boit et dort.", 30, ["Il mange du pain frais,", "elle boit et dort."]),
        ("Il mange du pain – elle boit du vin.", 25, ["Il mange du pain", "– elle boit du vin."]),
        ("Je connais un homme qui vend des fleurs.", 30, ["Je connais un homme", "qui vend des fleurs."]),
        ("Je connais un homme qu'on aime bien ici.", 30, ["Je connais un homme", "qu'on aime bien ici."]),
        ("un deux trois six", 10, ["un deux", "trois six"]),
        ("il a 10 000 000 de francs", 15, ["il a 10 000 000", "de francs"]),
        ("il aime « le vin »", 12, ["il aime", "« le vin »"]),
        ("le marquis et M. Durand", 17, ["le marquis", "et M. Durand"]),
        ("abcdefgh", 4, ["abcd", "efgh"]),
        ("abcdefghi", 4, ["abc", "def", "ghi"]),
        ("e\u0301" * 3, 3, ["e\u0301"] * 3),
        ("👍🏽👍🏽", 3, ["👍🏽", "👍🏽"]),
        ("abc", 0, ["a", "b", "c"]),
    ],
)
def test_best_places(text: str, limit: int, pieces: list[str]) -> None:
    assert split(text, limit) == pieces


def test_pieces_are_of_similar_length() -> None:
    assert [len(piece) for piece in split("mot " * 60, 100)] == [79, 79, 79]


def test_few_questions_are_asked() -> None:
    asked = 0

    def fits(piece: str) -> bool:
        nonlocal asked
        asked += 1
        return len(piece) <= 300

    pieces = clauses("un mot, deux mots et trois mots " * 320, fits=fits)
    assert len(pieces) <= 40
    assert asked <= 10 * len(pieces)


def test_a_long_line_that_never_fits_ends_in_single_characters() -> None:
    assert len(clauses("x" * 3000, fits=lambda piece: False)) == 3000
