"""The contract of the modules of marks: cases come true, and laws hold for any text made of what they read."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.repair import Repair, apostrophes, encodings, quotes, repair, typography

CASES = Path(__file__).parents[1] / "cases"
PARTS: Mapping[ModuleType, list[str]] = {
    encodings: [
        "Ã",
        "©",
        " ",
        "Â",
        "\u00a0",
        "â€",
        "™",
        "é",
        "&amp;",
        "&eacute;",
        "&#233;",
        "e",
        "\u0301",
        "\u200b",
        "\u00ad",
        "√",
        "\n",
        "ﬁ",
    ],
    quotes: [
        "«",
        "»",
        "“",
        "”",
        "„",
        '"',
        "'",
        "’",
        "`",
        "´",
        " ",
        "\u00a0",
        "mot",
        "l",
        "27",
        ",",
        ".",
        "\n",
        "(",
        ")",
    ],
    typography: [
        " ",
        "  ",
        "\u00a0",
        "mot",
        "Oui",
        ",",
        ".",
        ":",
        "!",
        "?",
        "%",
        "«",
        "»",
        "(",
        ")",
        "10",
        "000",
        "n",
        "°",
        "--",
        "–",
        "...",
        "\n",
    ],
}


def name_of(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def cases(kind: str) -> list[Any]:
    found = []
    for module in PARTS:
        data = json.loads((CASES / f"{name_of(module)}.json").read_text(encoding="utf-8"))
        assert len(data["untouched"]) >= 2 * len(data["repaired"]), f"{name_of(module)}: more good text is needed"
        found += [pytest.param(module, case, id=f"{name_of(module)}-{case['text'][:40]}") for case in data[kind]]
    return found


def repaired(module: ModuleType, text: str, *protected: Span) -> Repair:
    return repair(
        text,
        rules={
            rule.name: rule
            for part in ((module, apostrophes) if module is quotes else (module,))
            for rule in part.RULES
        },
        protected=protected,
    )


@pytest.mark.parametrize(("module", "case"), cases("repaired"))
def test_repaired(module: ModuleType, case: dict[str, Any]) -> None:
    result = repaired(module, case["text"])
    assert result.text in case["becomes"]
    assert apply(case["text"], result.edits) == result.text


@pytest.mark.parametrize(("module", "case"), cases("untouched"))
def test_untouched(module: ModuleType, case: dict[str, Any]) -> None:
    assert repaired(module, case["text"]).text == case["text"]


def texts(module: ModuleType) -> st.SearchStrategy[str]:
    return st.text(max_size=60) | st.lists(st.sampled_from(PARTS[module]), max_size=30).map("".join)


@pytest.mark.parametrize("module", PARTS, ids=name_of)
@given(st.data())
def test_any_text_is_repaired_once(module: ModuleType, data: st.DataObject) -> None:
    text = data.draw(texts(module))
    result = repaired(module, text)
    assert apply(text, result.edits) == result.text
    assert repaired(module, result.text).text == result.text


@pytest.mark.parametrize("module", PARTS, ids=name_of)
@given(st.data(), st.integers(0, 40), st.integers(0, 40))
def test_what_is_protected_stays(module: ModuleType, data: st.DataObject, one: int, other: int) -> None:
    text = data.draw(texts(module))
    span = Span(min(one, other, len(text)), min(max(one, other), len(text)))
    result = repaired(module, text, span)
    assert all(edit.span.end <= span.start or edit.span.start >= span.end for edit in result.edits)
