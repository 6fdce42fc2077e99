import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.repair import repair
from glossary.repair.base import Text
from glossary.repair.boilerplate import RULES, boilerplate_edits
from places import BENCH_SAMPLE
from places import CASES as FOLDER

RULES_BY_NAME = {rule.name: rule for rule in RULES}
CASES = json.loads(FOLDER.joinpath("boilerplate.json").read_text(encoding="utf-8"))
PROSE = BENCH_SAMPLE.read_text(encoding="utf-8")

PIECES = st.sampled_from(
    [
        "Lire aussi\n",
        "Publicité\n",
        "Partager\n",
        "Le pont est ouvert depuis hier.\n",
        "Un titre sans point\n",
        "\n",
        " ",
    ]
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=20).map("".join)


def noticed(page: str) -> set[int]:
    """Return the numbers, from 1, of the lines of a page that some notice lies on."""
    text = Text(page)
    lines: set[int] = set()
    for notice in repair(page, rules=RULES_BY_NAME).notices:
        lines.update(range(text.line_of(notice.span.start) + 1, text.line_of(notice.span.end - 1) + 2))
    return lines


def test_the_lines_around_articles_are_found() -> None:
    right = found = wanted = 0
    for page in CASES["pages"]:
        lines = noticed(page["text"])
        right += len(lines & set(page["lines"]))
        found += len(lines)
        wanted += len(page["lines"])
    assert 2 * right / (found + wanted) >= 0.95
    assert right == found, "no line of an article is taken for one of the page"


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: case["text"][:40])
def test_prose_is_no_boilerplate(case: dict[str, str]) -> None:
    assert noticed(case["text"]) == set()
    assert boilerplate_edits(Text(case["text"])) == []


def test_an_article_has_none() -> None:
    assert noticed(PROSE) == set()


@pytest.mark.parametrize("page", CASES["pages"], ids=lambda page: page["why"])
def test_the_lines_are_dropped_and_the_article_stays(page: dict[str, str]) -> None:
    lines = page["text"].split("\n")
    kept = [line for number, line in enumerate(lines, start=1) if number not in noticed(page["text"]) and line]
    result = apply(page["text"], boilerplate_edits(Text(page["text"])))
    assert [line for line in result.split("\n") if line] == kept


def test_no_more_blank_lines_are_left_than_there_were() -> None:
    page = "Le pont est ouvert.\n\nPublicité\n\nIl est long de cent mètres.\n"
    assert apply(page, boilerplate_edits(Text(page))) == "Le pont est ouvert.\n\nIl est long de cent mètres.\n"


def test_the_heading_of_the_next_paragraph_is_no_title_of_another_article() -> None:
    page = (
        "En savoir plus\nLe tramway ira jusqu'à la gare\nLes péniches restent à quai\n« Une digue insuffisante »\n"
        "Selon les ingénieurs, la digue reste insuffisante pour protéger le quartier des crues.\n"
    )
    assert noticed(page) == {1, 2, 3}


def test_protected_lines_stay() -> None:
    page = "Le pont est ouvert.\nPublicité\nIl est long."
    protected = [Span(20, 29)]
    assert repair(page, rules=RULES_BY_NAME, protected=protected).notices == ()
    assert boilerplate_edits(Text(page, tuple(protected))) == []


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_dropping_goes_line_by_line(page: str) -> None:
    text = Text(page)
    for notice in repair(page, rules=RULES_BY_NAME).notices:
        assert notice.span in {Span(a.start, b.end) for a in text.lines for b in text.lines if a.start <= b.end}
    assert set(apply(page, boilerplate_edits(text)).splitlines()) <= set(page.splitlines())


def test_long_texts_are_read() -> None:
    for page in (
        "Lire aussi\n" * 5_000,
        "Un titre sans point\n" * 5_000,
        "publié le " * 20_000,
        "1" * 200_000,
        "\n" * 50_000,
    ):
        assert len(boilerplate_edits(Text(page))) in (0, 5_000)
