import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.repair import repair
from glossary.repair.base import Text
from glossary.repair.lines import RULES
from places import BENCH_SAMPLE
from places import CASES as FOLDER

RULES_BY_NAME = {rule.name: rule for rule in RULES}
CASES = json.loads(FOLDER.joinpath("lines.json").read_text(encoding="utf-8"))
PROSE = BENCH_SAMPLE.read_text(encoding="utf-8")

PIECES = st.sampled_from(
    [
        *"aé-.,;:'’«»\"( \n\t",
        "\r\n",
        "\n\n",
        "le ",
        "maison",
        "porte-\navions",
        "M.\n",
        "\u00ad\n",
        "\u2028",
        "😀",
        "Le ",
    ]
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=40).map("".join)


@pytest.mark.parametrize("case", CASES["repaired"], ids=lambda case: case["why"])
def test_a_break_inside_a_sentence_is_mended(case: dict[str, str]) -> None:
    assert repair(case["text"], rules=RULES_BY_NAME).text in case["becomes"]


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: case["why"])
def test_good_lines_stay(case: dict[str, str]) -> None:
    assert repair(case["text"], rules=RULES_BY_NAME).text == case["text"]


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_only_white_space_and_hyphens_change(text: str) -> None:
    result = repair(text, rules=RULES_BY_NAME, unsafe=True)
    assert apply(text, result.edits) == result.text
    assert repair(result.text, rules=RULES_BY_NAME, unsafe=True).text == result.text

    def bare(some: str) -> str:
        return re.sub(r"[\s\u00ad¬\u2010-]", "", some)

    assert bare(result.text) == bare(text)


def wrapped(lines: list[str], width: int) -> str:
    out = []
    for line in lines:
        row = ""
        for word in line.split(" "):
            if row and len(row) + 1 + len(word) > width:
                out.append(row)
                row = word
            else:
                row = f"{row} {word}".strip()
        out.append(row)
    return "\n".join(out) + "\n"


@pytest.mark.parametrize("width", [48, 60, 72, 100])
def test_paragraphs_are_put_together_again(width: int) -> None:
    lines = PROSE.splitlines()
    text = wrapped(lines, width)
    breaks = text.count("\n") - len(lines)
    result = repair(text, rules=RULES_BY_NAME)
    joined = text.count("\n") - result.text.count("\n")
    assert breaks > 50
    assert 0.98 * breaks <= joined <= breaks
    assert sum(line in lines for line in result.text.splitlines()) > 0.95 * len(lines)


def test_one_stray_break_in_each_tenth_paragraph_is_found() -> None:
    chance = random.Random(5)
    lines = [line for line in PROSE.splitlines() if line]
    broken, damaged = 0, []
    for number, line in enumerate(lines):
        spaces = [match.start() for match in re.finditer(r"(?<=[a-zé]) (?=[a-zé])", line)]
        if number % 10 == 0 and spaces:
            place = chance.choice(spaces)
            line = line[:place] + "\n" + line[place + 1 :]
            broken += 1
        damaged.append(line)
    repaired = repair("\n".join(damaged), rules=RULES_BY_NAME).text.splitlines()
    assert broken >= 10
    assert sum(line not in repaired for line in lines) <= 0.1 * broken


def test_paragraphs_as_they_are_stay() -> None:
    assert repair(PROSE, rules=RULES_BY_NAME).edits == ()


def test_an_unknown_word_is_only_suggested() -> None:
    result = repair("Le chercheur Zabor-\nnikov a répondu.", rules=RULES_BY_NAME)
    assert result.edits == ()
    assert [(edit.old, edit.new) for edit in result.suggestions] == [("-\n", "")]


def test_line_breaks_that_the_format_means_stay() -> None:
    text = "Le gouver-\nnement a dit que la\nréunion est finie."
    assert repair(text, rules=RULES_BY_NAME, line_breaks=False).text == text


def test_protected_breaks_stay() -> None:
    text = "Le maire a dit que la\nmairie fermera."
    place = text.index("\n")
    assert repair(text, rules=RULES_BY_NAME, protected=[Span(place, place + 1)]).text == text


def test_long_lines_and_many_lines_are_read() -> None:
    for text in ("a" * 200_000, "a-" * 100_000, "le \n" * 5_000, "- \n" * 5_000, "mot " * 50_000, "x-\n" * 5_000):
        for rule in RULES:
            list(rule.find(Text(text)))
