import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.repair import Repair, apostrophes, quotes, repair

USED = {rule.name: rule for module in (quotes, apostrophes) for rule in module.RULES}


def repaired(text: str, *protected: Span) -> Repair:
    return repair(text, rules=USED, protected=protected)


def test_ends_that_are_missing_are_reported_at_their_place() -> None:
    result = repaired("Il dit « oui.\nElle dit non ».\nLui dit “peut-être, mais on ne sait jamais trop bien.")
    assert [(notice.span.start, notice.rule) for notice in result.notices] == [(38, "quote-pairs")]


def test_an_end_that_could_be_elsewhere_is_a_suggestion() -> None:
    result = repaired("« Un », « deux ».\nIl parle de « fin du monde.\nIl pleut.")
    assert not result.edits
    assert [(edit.span.start, edit.new) for edit in result.suggestions] == [(44, " »")]


def test_many_straight_pairs_are_suggestions() -> None:
    text = "« un »\n" * 20 + '"deux"\n"trois"\n"quatre"'
    result = repaired(text)
    assert result.text == text
    assert [edit.new for edit in result.suggestions] == ["« ", " »"] * 3


def test_a_text_without_line_breaks_is_no_code() -> None:
    text = "Une phrase de plus, sans rien d’autre. " * 60 + "x={}; “oui », dit-il."
    assert repaired(text).text.endswith("« oui », dit-il.")


def test_a_reason_names_the_marks() -> None:
    [edit] = repaired("Il dit “oui » hier.").edits
    assert edit.reason == "opened with “, closed with »; the text uses « »"


@pytest.mark.parametrize(("few", "many"), ["'’", "’'"])
def test_one_apostrophe_among_many_others(few: str, many: str) -> None:
    text = f"l{many}un d{many}eux " * 25
    assert repaired(text + f"l{few}autre").text == text + f"l{many}autre"
    mixed = text + f"l{few}autre " * 10
    assert repaired(mixed).text == mixed


PIECES = [
    "« un »",
    "“un”",
    '"un"',
    "« deux » ",
    "«",
    "»",
    "“",
    "”",
    '"',
    " ",
    "\n",
    ", ",
    ".",
    ": ",
    "Oui",
    "l",
    "été",
    "dit-il",
    "a dit",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
@settings(deadline=None)
def test_what_is_mended_stays_mended(text: str, unsafe: bool) -> None:
    result = repair(text, rules=USED, unsafe=unsafe)
    assert apply(text, result.edits) == result.text
    assert repair(result.text, rules=USED, unsafe=unsafe).text == result.text


STYLES = [("« ", " »"), ("«", "»"), ("“", "”"), ('"', '"')]


@given(
    st.sampled_from(STYLES),
    st.sampled_from(STYLES),
    st.booleans(),
    st.lists(st.sampled_from(["oui", "la fin du monde", "Jean-Paul", "l’an 2000 !"]), min_size=9, max_size=20),
)
@settings(deadline=None)
def test_one_wrong_end_takes_the_style_of_the_text(
    own: tuple[str, str], other: tuple[str, str], at_start: bool, words: list[str]
) -> None:
    clean = [f"Il dit {own[0]}{word}{own[1]}, puis se tait." for word in words]
    ends = (other[0], own[1]) if at_start else (own[0], other[1])
    damaged = [*clean[:4], f"Il dit {ends[0]}{words[4]}{ends[1]}, puis se tait.", *clean[5:]]
    if {own[0].strip(), other[0].strip()} != {"«"}:
        assert repaired("\n".join(damaged)).text == "\n".join(clean)
