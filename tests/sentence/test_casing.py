import pytest

from glossary.french.words import in_capitals
from translate.sentence.casing import to_ordinary_case

# What a vocabulary knows, as a model's own would: the lower, the more usual.
KNOWN = {"président": 8.0, "Paris": 7.0, "paris": 14.0, "OTAN": 9.0, "visite": 8.0, "élysée": 16.0, "Élysée": 11.0}
KNOWN |= {
    "le": 3.0,
    "Le": 4.0,
    "en": 3.0,
    "à": 3.0,
    "a": 3.0,
    "l": 3.0,
    "siècle": 8.0,
    "au": 3.0,
    "états": 8.0,
    "États": 7.5,
}


def cost(word: str) -> float:
    return KNOWN.get(word, 20.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LE PRÉSIDENT EN VISITE À PARIS", True),
        ("GRÈVE GÉNÉRALE", True),
        ("BONJOUR", True),
        ("OTAN", False),
        ("Le PIB de la RDC", False),
        ("PARIS (AFP) - Le président a dit", False),
        ("1 234", False),
        ("", False),
        ("É", False),
    ],
)
def test_in_capitals(text: str, expected: bool) -> None:
    assert in_capitals(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LE PRÉSIDENT EN VISITE À PARIS", "Le président en visite à Paris"),
        ("L'OTAN À L'ÉLYSÉE", "L'OTAN à l'Élysée"),
        ("LE PRESIDENT EN VISITE", "Le président en visite"),
        ("AU XIXE SIÈCLE, LOUIS XIV", "Au xixe siècle, louis XIV"),
        ("LE STRAẞE", "Le straße"),
    ],
)
def test_to_ordinary_case(text: str, expected: str) -> None:
    assert to_ordinary_case(text, cost=cost) == expected


def test_the_length_never_changes() -> None:
    text = "İSTANBUL ET LE PRÉSIDENT ŒUVRENT ǅ"
    assert len(to_ordinary_case(text, cost=cost)) == len(text)
