"""Signs that a model was never trained on: it does not read them, and they are in the English whatever it says."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_engine import FakeEngine
from glossary.tables import rows
from places import CASES
from translate.documents.records import Segment
from translate.engine.base import Decoding
from translate.run.pipeline import translate_segments
from translate.run.steps import Task, Tools
from translate.sentence.signs import signs
from translate.sentence.typography import Style
from translate.terms.holding import Holder

UNTRAINED = "§©®™\\<>^×÷±≤≥≠→•†☐№¶€{}~½"
TABLE = [
    values for _, values in rows((CASES / "signs.tsv").read_text(encoding="utf-8").split("\n"), ("french", "kept"))
]


def garbled(text: str) -> str:
    """Return a text whose numbers and codes a bad model has lost or changed."""
    chance = random.Random(text)
    return " ".join(
        word if word.isalpha() or chance.random() < 0.5 else word.translate(str.maketrans("0123456789", "8395102764"))
        for word in text.split()
    )


@pytest.mark.parametrize("reply", [str, garbled], ids=["good", "garbling"])
@pytest.mark.parametrize(("french", "kept"), TABLE)
def test_signs_are_in_the_english_and_not_in_what_the_model_reads(reply, french: str, kept: str) -> None:  # type: ignore[no-untyped-def]
    engine = FakeEngine(reply)
    engine.untrained = UNTRAINED
    tools = Tools(Holder(engine, Decoding(beam=1)), longest=400, checks=False)
    [segment] = translate_segments([Task(Segment(0, french), Style())], tools)
    assert segment.target is not None
    assert all(sign in segment.target for sign in kept.split("|")), segment.target
    assert not any(sign in text for text, _ in engine.asked for sign in UNTRAINED)


@given(st.text(st.sampled_from("ab 1à→×§=3,.\\{}€%•"), max_size=40))
def test_no_span_overlaps_another(text: str) -> None:
    found = signs(text, lambda sign: sign not in UNTRAINED)
    spans = sorted([*found.marks, *found.codes, *found.numbers])
    assert all(len(span) for span in spans)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
