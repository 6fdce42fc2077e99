"""Words, agreement and displaced texts: damage is repaired, good French comes out letter by letter."""

import json
from pathlib import Path
from typing import Any

import pytest

from glossary.repair import repair
from glossary.repair.glued import EVIDENCE, best_split, is_known, probability, splits

CASES = Path(__file__).parent / "cases"


def cases(kind: str) -> list[Any]:
    found = []
    for name in ("words", "agreement", "displaced"):
        data = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        found += [pytest.param(case, name == "displaced", id=case["text"][:40]) for case in data[kind]]
    return found


@pytest.mark.parametrize(("case", "unsafe"), cases("repaired"))
def test_damage_is_repaired(case: dict[str, Any], unsafe: bool) -> None:
    assert repair(case["text"], unsafe=unsafe).text in case["becomes"]


@pytest.mark.parametrize(("case", "unsafe"), cases("untouched"))
def test_good_french_comes_out_letter_by_letter(case: dict[str, Any], unsafe: bool) -> None:
    result = repair(case["text"], unsafe=unsafe)
    assert result.text == case["text"], [edit.reason for edit in result.edits]


def test_a_name_of_the_document_is_evidence() -> None:
    alone = repair("Hier, Zarkovskyet le maire ont dîné.")
    assert alone.text == "Hier, Zarkovskyet le maire ont dîné."
    both = repair("Zarkovsky vit ici. Hier, Zarkovskyet le maire ont dîné.")
    assert both.text == "Zarkovsky vit ici. Hier, Zarkovsky et le maire ont dîné."


def test_three_words_in_one() -> None:
    assert list(splits("pourlaville")) == [("pour", "la", "ville")]
    assert repair("Il travaille pourlaville depuis lundi.").text == "Il travaille pour la ville depuis lundi."


def test_the_evidence_is_named() -> None:
    split = best_split("Russiemais", "en", "il")
    assert split is not None
    assert len(split.evidence) == len(EVIDENCE)
    assert 0 < probability(split.evidence, [0.1] * len(EVIDENCE)) < 1
    assert best_split("x" * 60, "", "") is None
    assert is_known("d’Obama") and not is_known("del’armée")
