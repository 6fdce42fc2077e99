"""Words that are no English words: what is found, how grave it is, and what is let pass."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.bilingual.cognates import is_cognate
from glossary.edits import Span
from glossary.terms.matching import Matcher
from glossary.terms.records import Glossary, Term
from translate.checks import CHECKS, Pair, check_pair
from translate.checks.invented import invented_words, suggestion
from translate.documents.records import Severity, WordLinks

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Le jardinier taille les haies.", "The gardener is trimbeling the hedges.", [("trimbeling", ERROR)]),
        ("La foudre est tombée sur le clocher.", "The lightning struck the bellowry.", [("bellowry", ERROR)]),
        ("Il prend son temps.", "He takes his tsime.", [("tsime", NOTE)]),
        ("Le chat miaule.", "The cat is a thouse.", [("thouse", WARNING)]),
        ("Je crois à sa victoire.", "I beleive in his victory.", [("beleive", NOTE)]),
        ("Les difficultés sont nombreuses.", "There are many difficults.", [("difficults", NOTE)]),
        ("L'équipage dort.", "The crewmembers are asleep.", [("crewmembers", NOTE)]),
        ("La brume tombe.", "Brumining is falling.", [("Brumining", NOTE)]),
        ("La pâte est grumeleuse.", "The dough is grumeleuse, or rather grumeleuze.", [("grumeleuze", ERROR)]),
        ("Le mégissier travaille.", "The megissier works.", [("megissier", ERROR)]),
    ],
)
def test_what_is_no_english_word_is_found(source: str, target: str, expected: list[tuple[str, Severity]]) -> None:
    assert [(found.word.text, found.severity) for found in invented_words(Pair(source, target))] == expected


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Il a garé la voiture grise.", "He parked the grey car, the colour of which I realised was gray."),
        ("Elle porte un boubou.", "She wears a boubou, and others wear boubous."),
        ("Hier, Trzaskalski est venu.", "Trzaskalski came yesterday."),
        ("La psychogénéalogie le passionne.", "He is keen on psychogenealogy."),
        ("Un traitement anti-inflammatoire.", "An antiinflammatory and nonsteroidal treatment."),
        ("Écrivez à zorglub@exemple.org.", "Write to zorglub@exemple.org or see /usr/share/zorglub and `gnarfle`."),
        ("L'ornithorynque est craintif.", "The ornithorhynchus doesn't, couldn't and won't come."),
        ("La lymphopénie est fréquente.", "The lymphopenia is frequent."),
        ("Le café est ouvert.", "The café is a cliché."),
        ("Il mesure 3 km.", "It is 3 km, or 1234kmz."),
        ("", ""),
    ],
)
def test_what_is_english_or_from_the_source_is_let_pass(source: str, target: str) -> None:
    assert invented_words(Pair(source, target)) == []


def test_a_term_of_the_users_glossary_is_let_pass() -> None:
    source, target = "Le bidule est cassé.", "The zorgomatic is broken."
    matches = tuple(Matcher(Glossary((Term("bidule", "zorgomatic"),))).find(source))
    assert [found.word.text for found in invented_words(Pair(source, target))] == ["zorgomatic"]
    assert invented_words(Pair(source, target, matches=matches)) == []


def test_the_finding_names_the_word_and_what_may_be_meant() -> None:
    [found] = check_pair(Pair("La pression monte.", "The pressuring is nice, the pressurion rises."), only=["invented"])
    assert found.target_span == Span(28, 38)
    assert found.message == '"pressurion" is no English word; it may be "pressure"'


def test_the_alignment_tells_which_french_word_is_meant() -> None:
    source, target = "La difficulté est difficile.", "That is difficultinessy."
    links = WordLinks((Span(18, 27),), (Span(8, 23),), ((0, 0, 0.9),))
    messages = [
        found.message.rpartition("; ")[2]
        for pair in (Pair(source, target), Pair(source, target, links=links))
        for found in check_pair(pair, only=["invented"])
    ]
    assert messages == ['it may be "difficulties"', 'it may be "difficult"']


def test_suggestions_are_translations_that_look_alike() -> None:
    assert suggestion("difficulters", ["difficultés"]) == "difficulties"
    assert suggestion("difficulters", ["chat"]) is None
    assert suggestion("difficulters", []) is None


def test_cognates_are_regular() -> None:
    assert is_cognate("glomerulonephrite", "glomerulonephritis")
    assert is_cognate("cytokines", "cytokines")
    assert not is_cognate("chat", "cat")
    assert not is_cognate("es", "s")


pieces = st.sampled_from(
    ["presure", "Zork", " ", "-", "'", "’", "é", "ß", "İ", "ﬁ", "\0", "\ud800", ".", "_", "the", "1"]
)
texts = st.lists(pieces | st.text(max_size=5), max_size=10).map("".join)


@settings(deadline=None, max_examples=150)
@given(texts, texts)
def test_no_pair_makes_it_raise_and_spans_lie_in_the_target(source: str, target: str) -> None:
    for found in CHECKS["invented"].run(Pair(source, target)):
        assert found.target_span is not None
        assert 0 < len(found.target_span) <= len(target)
        assert found.target_span.end <= len(target)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text("abcdeéèàoiunrst", min_size=4, max_size=9), min_size=1, max_size=5))
def test_words_of_the_source_are_never_found(spellings: list[str]) -> None:
    text = ", ".join(spellings)
    assert invented_words(Pair(text, text)) == []
