from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.terms.literals import find_literals


def found(text: str) -> list[str]:
    return [span.of(text) for span in find_literals(text)]


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        ("Voir https://a.fr/b?c=d#e, puis (http://x.org/y_(z)).", ["https://a.fr/b?c=d#e", "http://x.org/y_(z)"]),
        ("«https://a.fr» ou HTTP://B.FR… [http://c.d/e]", ["https://a.fr", "HTTP://B.FR", "http://c.d/e"]),
        ("http://localhost:8080/. (voir http://a.b/c)))", ["http://localhost:8080/", "http://a.b/c"]),
        ("sur www.exemple.fr.", ["www.exemple.fr"]),
        ("Lire lemonde.fr/politique et service-public.gouv.fr !", ["lemonde.fr/politique", "service-public.gouv.fr"]),
        ("sur exemple.de/seite, pas plus", ["exemple.de/seite"]),
        ("doi:10.1000/xyz123, mailto:a@b.fr", ["doi:10.1000/xyz123", "mailto:a@b.fr"]),
        ("Écrire à jean.dupont+x@mail.exemple.fr.", ["jean.dupont+x@mail.exemple.fr"]),
        ("@Elysee a écrit #COP28 à @a@mastodon.social", ["@Elysee", "#COP28", "@a@mastodon.social"]),
        ("Ouvrir rapport_final.pdf et ~/notes/a.txt", ["rapport_final.pdf", "~/notes/a.txt"]),
        ("l’annexe-1.docx, PHOTO.JPG et ./src/main.py.", ["annexe-1.docx", "PHOTO.JPG", "./src/main.py"]),
        ("C:\\Users\\moi\\a.txt et \\\\serveur\\x", ["C:\\Users\\moi\\a.txt", "\\\\serveur\\x"]),
        ("dans /usr/bin/python3, /etc et docs/guide.md", ["/usr/bin/python3", "/etc", "docs/guide.md"]),
        ("la variable max_size et len() ou obj.getName()", ["max_size", "len()", "obj.getName()"]),
        ("std::vector::size()", ["std::vector::size()"]),
        ("l'option --force ou --no-color=auto,", ["--force", "--no-color=auto"]),
        (
            "{nom}, {}, {{ titre }}, ${HOME}, $HOME, $(pwd)",
            ["{nom}", "{}", "{{ titre }}", "${HOME}", "$HOME", "$(pwd)"],
        ),
        ("Bonjour %s, %d fois, %(nom)s et %1$s", ["%s", "%d", "%(nom)s", "%1$s"]),
        ("la version 1.2.3, v1.2 ou v2.0.0-rc.1 et 10.0.0.1", ["1.2.3", "v1.2", "v2.0.0-rc.1", "10.0.0.1"]),
        (
            "Bravo 👍🏽 ♪ ! 👨\u200d👩\u200d👧 1\ufe0f\u20e3 🇫🇷",
            ["👍🏽", "♪", "👨\u200d👩\u200d👧", "1\ufe0f\u20e3", "🇫🇷"],
        ),
        ("le commit 3f2a91bc, 0xFF", ["3f2a91bc", "0xFF"]),
        ("550e8400-e29b-41d4-a716-446655440000", ["550e8400-e29b-41d4-a716-446655440000"]),
        ("https://a.fr", ["https://a.fr"]),
    ],
)
def test_literals_are_found(text: str, literals: list[str]) -> None:
    assert found(text) == literals


@pytest.mark.parametrize(
    "text",
    [
        "L'été, etc., à 18h30 et 3,5 % ou 1.234 €",
        "M. Jean-Pierre Dupont, et/ou sa PME-PMI à 90 km/h, 24h/24, 7j/7",
        "iPhone, eBay, YouTube, l'U.E. et l'O.T.A.N., S.A.R.L.",
        "« Oui », dit-il – non ? C'est n° 5 ! http: www",
        "terminée.Les suites. av. J.-C. ou av. J.C, fini.c'est",
        "Il est venu.de plus, il est parti.Il",
        "le 12.05 à 8h, le 12.05.2024, 2024-2025, 1.000.000 et 50 000 habitants",
        "Face-à-face : 3-2, 1re, 2e, #1, C#, W3C, la défaçade",
        "--Bonjour, --dit-il-- mot--mot, --dit-on--",
        "50 $US ou 5 $CAN, 50 %d'augmentation, 100% sûr",
        "les élu(e)s, l'enseignant(e), _un mot_ souligné",
    ],
)
def test_french_is_no_literal(text: str) -> None:
    assert found(text) == []


@given(st.text(st.sampled_from("a1.-_/:@#\\%{}()h~ é$♪\u200dfr"), max_size=40) | st.text(max_size=20))
def test_spans_are_in_order_and_inside(text: str) -> None:
    spans = find_literals(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(
    st.from_regex(r"[a-z]{1,8}(/[a-z0-9]{1,5}){0,4}", fullmatch=True), st.sampled_from(["", ".", ",", " !", "»", ")"])
)
def test_the_mark_after_an_address_is_no_part_of_it(path: str, mark: str) -> None:
    assert found(f"Voir https://a.fr/{path}{mark} ici") == [f"https://a.fr/{path}"]


@pytest.mark.parametrize("start", ["", "http://", "${", "x("])
@pytest.mark.parametrize(
    "unit",
    ["a.", "a_", "/a", "a/", "a-", "--a-", "@a", "a@", "#", "{", "${a", "1.", "ab1", "a::", "a->", "%(a", "\\a", ")"],
)
def test_long_lines_are_no_trouble(start: str, unit: str) -> None:
    text = start + unit * 20_000  # in quadratic time this would take minutes
    assert all(span.end <= len(text) for span in find_literals(text))


@given(
    st.lists(
        st.sampled_from(
            [
                "mot",
                "é",
                "f",
                "0",
                "7",
                "@",
                ".",
                "/",
                "\\",
                "{",
                "}",
                "$",
                "%",
                "(",
                ")",
                "_",
                "-",
                "#",
                "*\ufe0f\u20e3",
                "👍",
                "www.",
                "http://",
                "fr",
                "v",
                "X",
                ":",
                "’",
                ",",
                "tel",
                "0x",
                "abcdef12",
                "~",
                "C:",
                " ",
                "\u00a0",
                "\n",
            ]
        ),
        max_size=9,
    ).map("".join)
)
def test_words_that_are_passed_over_hold_no_literal(text: str) -> None:
    # Double braces, which may hold white space, make every character be looked at.
    assert find_literals(text) == find_literals(text + " {{")
