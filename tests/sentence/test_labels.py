"""Labels: what stands alone on a line or before a colon is said as the table says it, in its capitals."""

import pytest

from fake_engine import FakeEngine
from glossary.terms.matching import Matcher
from glossary.terms.records import Glossary, Term
from translate.documents.records import Segment
from translate.engine.base import Decoding
from translate.run.pipeline import translate_segments
from translate.run.steps import Task, Tools
from translate.sentence.labels import label_alone, label_before_colon
from translate.sentence.typography import Style
from translate.terms.holding import Holder, Terms


def translated(text: str, terms: Terms | None = None) -> tuple[str | None, list[str]]:
    engine = FakeEngine(lambda text: f"<{text}>")
    tools = Tools(Holder(engine, Decoding(beam=1), steps=frozenset()), longest=400, checks=False)
    segment = translate_segments([Task(Segment(0, text), Style(), terms or Terms())], tools)[0]
    return segment.target, [text for text, _ in engine.asked]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Réglages", "Settings"),
        ("réglages", "settings"),
        ("MENTIONS LÉGALES", "LEGAL NOTICE"),
        ("Qui sommes-nous ?", "Who are we?"),
        ("Conditions générales d’utilisation", "Terms of use"),
        ("Page 1 sur 12", "Page 1 of 12"),
        ("Étape 3", "Step 3"),
        ("Chapitre IV", "Chapter IV"),
        ("Annexe 2.1", "Appendix 2.1"),
        ("Rechercher…", "Search…"),
        ("Nom *", "Name*"),
        ("Objet :", "Subject:"),
        ("Total : 148,60 €", "Total: €148.60"),
        ("Montant total : 3 M€", "Total amount: €3 million"),
        ("TVA : 20 %", "VAT: 20%"),
    ],
)
def test_a_label_needs_no_model(french: str, english: str) -> None:
    assert translated(french) == (english, [])


def test_the_model_reads_what_stands_behind_a_label() -> None:
    assert translated("Objet : le maire") == ("Subject: <le maire>", ["le maire"])


@pytest.mark.parametrize(
    "text",
    ["Le menu", "Il ferme.", "De Gaulle", "À", "Accueil des réfugiés", "Recettes de cuisine", "Note bien cela", "Page"],
)
def test_what_only_begins_like_a_label_is_none(text: str) -> None:
    label = label_alone(text)
    assert label is None or label.english == text
    assert label_before_colon(text) is None


def test_the_terms_of_the_user_win() -> None:
    terms = Terms(Matcher(Glossary((Term("réglages", "tunings", origin="mine.tsv"),))), has_users=True)
    _, asked = translated("Réglages", terms)
    assert asked == ["Réglages"]
