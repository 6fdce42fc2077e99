from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.literals import find_literals


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        ("Voir https://a.fr/b?c=d#e, puis (http://x.org/y_(z)).", ["https://a.fr/b?c=d#e", "http://x.org/y_(z)"]),
        ("sur www.exemple.fr.", ["www.exemple.fr"]),
        ("Lire lemonde.fr/politique et service-public.gouv.fr !", ["lemonde.fr/politique", "service-public.gouv.fr"]),
        ("Écrire à jean.dupont+x@mail.exemple.fr.", ["jean.dupont+x@mail.exemple.fr"]),
        ("@Elysee a écrit #COP28", ["@Elysee", "#COP28"]),
        ("Ouvrir rapport_final.pdf et ~/notes/a.txt", ["rapport_final.pdf", "~/notes/a.txt"]),
        ("C:\\Users\\moi\\a.txt", ["C:\\Users\\moi\\a.txt"]),
        ("la variable max_size et len()", ["max_size", "len()"]),
        ("l'option --force, {nom}, ${HOME}, %s", ["--force", "{nom}", "${HOME}", "%s"]),
        ("la version 1.2.3 et 10.0.0.1", ["1.2.3", "10.0.0.1"]),
        ("Bravo 👍🏽 ♪ !", ["👍🏽", "♪"]),
        ("le commit 3f2a91bc", ["3f2a91bc"]),
        ("https://a.fr", ["https://a.fr"]),
    ],
)
def test_literals_are_found(text: str, literals: list[str]) -> None:
    assert [span.of(text) for span in find_literals(text)] == literals


@pytest.mark.parametrize(
    "text",
    [
        "L'été, etc., à 18h30 et 3,5 % ou 1.234 €",
        "M. Jean-Pierre Dupont, et/ou sa PME-PMI à 90 km/h",
        "iPhone, eBay, l'U.E. et l'O.T.A.N.",
        "« Oui », dit-il – non ? C'est n° 5 !",
        "terminée.Les suites. av. J.-C.",
        "le 12.05 à 8h, 2024-2025, 50 000 habitants",
        "Face-à-face : 3-2, 1re, 2e",
    ],
)
def test_french_is_no_literal(text: str) -> None:
    assert [span.of(text) for span in find_literals(text)] == []


@given(st.text(st.sampled_from("a1.-_/:@#\\%{}()h~ é"), max_size=40))
def test_spans_are_in_order_and_inside(text: str) -> None:
    spans = find_literals(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("unit", ["a.", "a_", "/a", "a-", "@a", "#", "a@", "{", "1.", "ab1", "http://"])
def test_long_lines_are_no_trouble(unit: str) -> None:
    find_literals(unit * 3000)
