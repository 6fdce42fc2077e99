"""What holds for every rule of repair: examples come true, edits replay, nothing is repaired twice, nothing crashes."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.repair import RULES, Rule, repair

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "cases").glob("*.json"))
SEED = (ROOT / "seeds" / "article.fr.txt").read_text(encoding="utf-8")
_PARTS = [
    "le",
    "la",
    "Russie",
    "mais",
    "soldats",
    "nord-coréens",
    "sont",
    "stationné",
    "Ukrainien",
    "l’",
    "l'",
    "d'",
    "qu",
    "gou",
    "vernement",
    "“",
    "”",
    "«",
    "»",
    '"',
    "'",
    " ",
    " ",
    " ",
    "\u00a0",
    "\u202f",
    "\n",
    "\n\n",
    "\r\n",
    ".",
    ",",
    ";",
    ":",
    "?",
    "!",
    "…",
    "...",
    "-",
    "–",
    "(",
    ")",
    "[",
    "]",
    "10 000",
    "24",
    "octobre",
    "Ã©",
    "&eacute;",
    "&amp;",
    "\u200b",
    "\u00ad",
    "ﬁ",
    "e\u0301",
    "English text here",
    "Lire aussi",
    "En savoir plus:",
    "https://a.fr/b",
    "a@b.fr",
    "😀",
]
texts = st.lists(st.sampled_from(_PARTS), max_size=30).map("".join) | st.text(max_size=40)


def pairs() -> list[tuple[Rule, str, str]]:
    return [(rule, before, after) for rule in RULES.values() for before, after in rule.examples]


@pytest.mark.parametrize(("rule", "before", "after"), pairs(), ids=lambda value: getattr(value, "name", None))
def test_examples_come_true(rule: Rule, before: str, after: str) -> None:
    assert repair(before, rules={rule.name: rule}, unsafe=True).text == after


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_rules_explain_themselves(rule: Rule) -> None:
    assert rule.examples
    assert rule.summary.endswith(".") and rule.reason.endswith(".")
    assert rule.name == rule.name.lower()


@settings(max_examples=300)
@example("“ « a »", False)
@given(texts, st.booleans())
def test_edits_replay_and_nothing_is_repaired_twice(text: str, unsafe: bool) -> None:
    result = repair(text, unsafe=unsafe)
    assert apply(text, result.edits) == result.text
    again = repair(result.text, unsafe=unsafe)
    assert again.edits == ()
    assert all(edit.rule and edit.reason and edit.old != edit.new for edit in result.edits)
    for span in (one.span for found in (result.suggestions, result.notices) for one in found):
        assert span.end <= len(result.text)
        place = result.place_of(span)
        assert 0 <= place.start <= place.end <= len(text)
    assert all(edit.span.of(result.text) == edit.old for edit in result.suggestions)


@given(st.lists(st.sampled_from(_PARTS), max_size=20), st.data())
def test_protected_spans_stay(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    kept = Span(start, end)
    result = repair(text, protected=[kept], unsafe=True)
    assert all(edit.span.end <= start or edit.span.start >= end for edit in result.edits)
    assert kept.of(text) in result.text


def test_only_the_named_rules_are_used() -> None:
    assert repair("l' amitié  de Russiemais il", only=("split-elisions",)).text == "l'amitié  de Russiemais il"


def test_the_seed_article() -> None:
    damage = json.loads((ROOT / "seeds" / "article.damage.json").read_text(encoding="utf-8"))
    safe, whole = repair(SEED), repair(SEED, unsafe=True)
    unsafe_kinds = {"displaced-link"}
    for case in damage["cases"]:
        result = whole if case["kind"] in unsafe_kinds else safe
        if case["level"] == "repair":
            assert case["damaged"] in SEED
            assert any(form in result.text for form in case["becomes"]), case
    places = [safe.place_of(one.span) for found in (safe.suggestions, safe.notices) for one in found]
    places += [edit.span for edit in safe.edits]
    for case in (case for case in damage["cases"] if case["level"] == "flag"):
        start = SEED.index(case["damaged"])
        end = start + len(case["damaged"])
        assert any(place.start < end and start < place.end for place in places), case
    # Nothing else changes: every edit lies in a case.
    spans = [(SEED.index(c["damaged"]), SEED.index(c["damaged"]) + len(c["damaged"])) for c in damage["cases"]]
    for edit in whole.edits:
        assert any(start <= edit.span.start and edit.span.end <= end for start, end in spans), edit
