from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import measure_names
from glossary.terms.names import find_names
from glossary.terms.records import Kind

CASES = Path(__file__).parents[1] / "cases" / "names.txt"


def names(text: str) -> list[str]:
    return [name.span.of(text) for name in find_names(text)]


def test_names_in_sentences() -> None:
    precision, recall, faults = measure_names.measure(measure_names.read(CASES))
    assert precision >= 0.97 and recall >= 0.95, faults


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Selon M. Boucher, c’est vrai.", ["Boucher"]),
        ("Le boucher est venu.", []),
        ("Demain, Demain est un autre jour.", []),
        ("Les Russes et les Chinois signent lundi.", []),
        ("Premier ministre, il a vu le Premier ministre.", []),
        ("Il lit Al-Ahram et voit Moqtada al-Sadr.", ["Al-Ahram", "Moqtada al-Sadr"]),
        ("PLUSIEURS VILLES SONT PRISES", []),
        ("J.-P. Dupont et George W. Bush.", ["J.-P. Dupont", "George W. Bush"]),
        ("L’Égypte et d’Arenberg sont là, d’Alembert aussi.", ["Égypte", "Arenberg", "Alembert"]),
        ("La Corée du Sud et Charles de Gaulle.", ["Corée du Sud", "Charles de Gaulle"]),
        ("Le Russe Evgueni Prigojine est mort.", ["Evgueni Prigojine"]),
        ("États-Unis : une grève.", ["États-Unis"]),
        ("La fusée Meteor-1A de Monsieur L. vole.", ["Meteor-1A"]),
        ("Louis XIV régna.", ["Louis XIV"]),
        ("", []),
        (" \n\n . ", []),
    ],
)
def test_single_sentences(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_kinds() -> None:
    kinds = [name.kind for name in find_names("Selon Mme Zworgh, l’ONU aide l’Ukraine et Rouge TV.")]
    assert kinds == [Kind.PERSON, Kind.ABBREVIATION, Kind.PLACE, Kind.ORGANISATION]


def test_what_a_glossary_knows_is_a_name() -> None:
    text = "Il aime Orange."
    assert [name.span.of(text) for name in find_names(text, known="Orange".__eq__)] == ["Orange"]


@settings(deadline=None, max_examples=150)
@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(
            ["M.", "Le", "L’", "d'", "Jean", "de", "van", "X.", "al-", "ONU", "Ⅳ", "É", ".", "\n", "eBay", "O’", "'"]
        ),
        max_size=20,
    ).map(" ".join)
)
def test_names_are_in_order_and_have_capitals(text: str) -> None:
    found = find_names(text)
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))
    for name in found:
        assert any(map(str.isupper, name.span.of(text)))
        place = 0
        for part in name.parts:
            place = name.span.of(text).index(part, place) + len(part)
        assert name.parts


def test_long_texts_are_read_in_pieces() -> None:
    assert len(find_names("Jean Tigre parle. " * 500)) == 500
