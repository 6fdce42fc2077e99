"""Quantities that a model does not read: whatever it makes of what stands for them, they come home."""

import random
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_engine import FakeEngine
from glossary.edits import apply
from glossary.quantities.crossing import crossing
from glossary.tables import rows
from translate.documents.records import Segment
from translate.engine.base import Decoding
from translate.run.pipeline import translate_segments
from translate.run.steps import Task, Tools
from translate.sentence.typography import Style
from translate.terms.holding import Holder
from translate.terms.quantities import arrived

QUANTITIES = {
    "12,50 €": "€12.50",
    "3 M€": "€3 million",
    "17h30": "17:30",
    "26 Mai 1919": "26 May 1919",
    "25 cl": "25 cl",
    "1re": "1st",
    "XXIe siècle": "21st century",
    "01 44 55 66 77": "01 44 55 66 77",
    "n° 1-60-007": "No. 1-60-007",
}
CASES = Path(__file__).parents[1] / "cases"
EXAMPLES = settings(max_examples=25)
SOME = st.lists(st.sampled_from(sorted(QUANTITIES)), min_size=1, max_size=4, unique=True)


def sentence(quantities: list[str]) -> str:
    return "Le voisin dit " + " puis ".join(f"le mot {quantity}" for quantity in quantities) + " avant nous."


def translated(engine: FakeEngine, source: str) -> Segment:
    tools = Tools(Holder(engine, Decoding(beam=1)), longest=400, checks=False)
    return translate_segments([Task(Segment(0, source), Style())], tools)[0]


def garbled(text: str) -> str:
    """Return a text with other figures, or none, in the place of those that it has."""
    chance = random.Random(text)
    words = [
        ""
        if any(map(str.isdigit, word)) and chance.random() < 0.5
        else word.translate(str.maketrans("0123456789", "8395102764"))
        for word in text.split()
    ]
    return " ".join(filter(None, words))


@pytest.mark.parametrize("reply", [str, garbled], ids=["good", "garbling"])
@EXAMPLES
@given(quantities=SOME)
def test_every_quantity_is_in_the_english(reply, quantities: list[str]) -> None:  # type: ignore[no-untyped-def]
    segment = translated(FakeEngine(reply), sentence(quantities))
    assert segment.target is not None
    for quantity in quantities:
        assert segment.target.count(QUANTITIES[quantity]) >= 1, segment.target
    if segment.draft is not None:
        assert apply(segment.draft, segment.target_edits) == segment.target


@EXAMPLES
@given(quantities=SOME)
def test_the_model_reads_none_of_them(quantities: list[str]) -> None:
    engine = FakeEngine()
    translated(engine, sentence(quantities))
    read = " ".join(text for text, _ in engine.asked)
    assert not any(quantity in read for quantity in quantities)


def test_what_was_lost_is_told() -> None:
    segment = translated(FakeEngine(lambda _: "The coffee is at here."), "Le café est à 3 € ici.")
    assert segment.target == "The coffee is at €3 here."
    [edit] = segment.target_edits
    assert edit.reason == "3 € is €3"


@pytest.mark.parametrize(
    ("french", "read", "said", "home"),
    [
        columns
        for _, columns in rows(
            (CASES / "crossing.tsv").read_text(encoding="utf-8").split("\n"),
            ("french", "read", "said", "home"),
        )
    ],
)
def test_written_cases(french: str, read: str, said: str, home: str) -> None:
    crossed = crossing(french)
    assert crossed.text == read
    if said != "-":
        [hypothesis] = FakeEngine(lambda _: said).translate([read], decoding=Decoding())
        assert arrived(crossed, hypothesis).hypothesis.text == home


@pytest.mark.parametrize(
    ("capitals", "read"),
    [
        ("LE BUDGET EST DE 3 M€.", "le budget est de 7041."),
        ("35 MILLIONS D'EUROS POUR LE PORT", "7041 pour le port"),
        ("UN DISQUE DE 2 TO", "un disque de 41 kg"),
        ("LA POSTE OUVRE À 9H", "la poste ouvre à 7041"),
        ("LA 5G ET LES 4X4", "la 5g et les 4x4"),
    ],
)
def test_quantities_are_read_before_their_capitals_go(capitals: str, read: str) -> None:
    engine = FakeEngine()
    translated(engine, capitals)
    assert [text.lower() for text, _ in engine.asked] == [read]


@EXAMPLES
@given(quantities=SOME)
def test_pieces_and_attention_are_those_of_the_texts(quantities: list[str]) -> None:
    crossed = crossing(sentence(quantities))
    [said] = FakeEngine(str).translate([crossed.text], decoding=Decoding())
    home = arrived(crossed, said).hypothesis
    assert "".join(home.source_tokens).replace("▁", "") == crossed.source.replace(" ", "")
    assert "".join(home.tokens).replace("▁", "") == home.text.replace(" ", "")
    assert home.attention is not None
    assert home.attention.shape == (len(home.tokens), len(home.source_tokens))
    assert numpy.allclose(home.attention.sum(axis=1), 1)
