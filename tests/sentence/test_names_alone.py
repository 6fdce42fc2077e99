"""Names by themselves stay; everything else goes to the model."""

import pytest

from fake_engine import FakeEngine
from translate.documents.records import Segment
from translate.engine.base import Decoding
from translate.run.pipeline import translate_segments
from translate.run.steps import Task, Tools
from translate.sentence.names_alone import is_name_alone
from translate.sentence.typography import Style
from translate.terms.holding import Holder

NAMES = [
    "Trèbes",
    "TRÈBES",
    "Sète",
    "Gagnac-sur-Garonne",
    "Brive-la-Gaillarde",
    "A. MOREAU",
    "Mélenchon",
    "Nadège Lefeuvre",
    "A. LEFEUVRE",
    "J.-P. Lefeuvre",
    "  Trèbes",
]
OTHERS = [
    "",
    "A.",
    "A. B.",
    "trèbes",
    "Horaires",
    "Récolte",
    "Londres",
    "Allemagne",
    "Bretagne",
    "Pékin",
    "Vendredi",
    "GRÈVE",
    "A. GRÈVE",
    "Arc-en-ciel",
    "Grève SNCF",
    "Trèbes en fête",
    "Trèbes.",
    "A. Introduction",
    "Saint-Denis",
    "Corse",
    "5 Trèbes",
    "Trèbes, Lefeuvre",
]


@pytest.mark.parametrize("text", NAMES)
def test_a_name_stays(text: str) -> None:
    assert is_name_alone(text)
    engine = FakeEngine(lambda _: "Throws")
    tools = Tools(Holder(engine, Decoding(beam=1)), longest=400, checks=False)
    assert translate_segments([Task(Segment(0, text), Style())], tools)[0].target == text
    assert not engine.asked


@pytest.mark.parametrize("text", OTHERS)
def test_other_lines_are_translated(text: str) -> None:
    assert not is_name_alone(text)
