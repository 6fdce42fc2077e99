import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from glossary.repair import repair
from glossary.repair.base import Text
from glossary.repair.capitals import RULES
from places import BENCH_SAMPLE

RULES_BY_NAME = {rule.name: rule for rule in RULES}
PROSE = BENCH_SAMPLE.read_text(encoding="utf-8")

CAPITALS = "a sentence in capitals"
HEADLINE = "a headline with a capital at each word"

PIECES = st.sampled_from(["LE ", "GOUVERNEMENT ", "ANNONCE ", "Une ", "Réforme ", "Avec ", ". ", "\n", "’", "-", "é"])
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        ("LE GOUVERNEMENT ANNONCE UNE RÉFORME", "LE GOUVERNEMENT ANNONCE UNE RÉFORME", CAPITALS),
        ("LE PRESIDENT A ETE REELU DIMANCHE", "LE PRESIDENT A ETE REELU DIMANCHE", CAPITALS),
        ("Il a crié. NE TOUCHEZ PAS À CETTE PORTE ! Puis rien.", "NE TOUCHEZ PAS À CETTE PORTE", CAPITALS),
        ("L'ÉTÉ SERA CHAUD DANS LE SUD", "L'ÉTÉ SERA CHAUD DANS LE SUD", CAPITALS),
        ("Le Président Annonce Une Réforme Des Retraites", "Le Président Annonce Une Réforme Des Retraites", HEADLINE),
        ("Dix Conseils Pour Mieux Dormir", "Dix Conseils Pour Mieux Dormir", HEADLINE),
        ("Comment Choisir Son Vélo Électrique ?", "Comment Choisir Son Vélo Électrique", HEADLINE),
    ],
)
def test_capitals_are_found(text: str, span: str, message: str) -> None:
    result = repair(text, rules=RULES_BY_NAME)
    assert [(notice.span.of(text), notice.message) for notice in result.notices] == [(span, message)]
    assert result.text == text


@pytest.mark.parametrize(
    "text",
    [
        "ONU, OTAN, UE, OMS, FMI",
        "L'ONU et l'OTAN se réunissent.",
        "SNCF CGT FO CFDT",
        "ATTENTION !",
        "TVA INCLUSE",
        "Jean-Marie Le Pen et Charles De Gaulle",
        "Organisation Mondiale de la Santé",
        "Ministère de l'Éducation Nationale et de la Jeunesse",
        "Les Misérables",
        "Il a lu Voyage au Bout de la Nuit et Les Fleurs du Mal.",
        "La Banque Centrale Européenne",
        "Le Tour de France part de Lille.",
        "Conseil Supérieur de l'Audiovisuel",
        "New York Times",
        "Marie Durand, Paul Moreau, Anne Petit",
        "Format - Colonne - Afficher - Tout",
        "MAX_VALUE = DEFAULT_SIZE",
        "AB 123 CD 456 EF 789",
        "Le gouvernement annonce une réforme.",
        "AUCUN",
    ],
)
def test_names_and_acronyms_are_no_fault(text: str) -> None:
    assert repair(text, rules=RULES_BY_NAME).notices == ()


def test_prose_has_none() -> None:
    assert repair(PROSE, rules=RULES_BY_NAME).notices == ()


def test_protected_words_are_not_read() -> None:
    text = "LE GOUVERNEMENT ANNONCE UNE RÉFORME"
    assert repair(text, rules=RULES_BY_NAME, protected=[Span(0, len(text))]).notices == ()


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_nothing_changes(text: str) -> None:
    result = repair(text, rules=RULES_BY_NAME, unsafe=True)
    assert result.text == text
    assert all(0 <= notice.span.start < notice.span.end <= len(text) for notice in result.notices)


def test_long_texts_are_read() -> None:
    for text in (
        "LE GRAND MOT " * 10_000,
        "Le Grand Mot\n" * 2_000,
        "Le Grand Mot Va. " * 5_000,
        "A" * 200_000,
        "A." * 50_000,
    ):
        for rule in RULES:
            list(rule.find(Text(text)))
