"""What is found wrong within a glossary."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.terms.conflicts import CHECKS, check_glossary, conflicts, plain
from glossary.terms.records import Case, Glossary, Kind, Term


def found(*terms: Term) -> list[tuple[str, str]]:
    return [(finding.check, finding.message) for finding in check_glossary(Glossary(terms))]


def test_a_sound_glossary_has_no_finding() -> None:
    assert not found(
        Term("Mars", "Mars", Kind.PLACE),
        Term("mars", "March"),
        Term("Kiev", "Kyiv", variants=("Kyiv",), forbidden=("Kiev",)),
        Term("Paris", "Paris", Kind.KEEP),
        Term("OTAN", "NATO", variants=("O.T.A.N.",), accepted=("the Alliance",)),
        Term("a", "b"),
        Term("b", "c"),
    )


@pytest.mark.parametrize(
    ("terms", "check", "message"),
    [
        (
            [Term("Kiev", "Kiev", origin="a.tsv:1"), Term("Kiev", "Kyiv", origin="b.tsv:2")],
            "conflict",
            "'Kiev' is 'Kyiv' (b.tsv:2), not 'Kiev' (a.tsv:1), since the later entry counts",
        ),
        (
            [Term("L’été", "summer"), Term("L'e\u0301te\u0301", "Summer")],
            "conflict",
            "\"L'été\" is 'Summer', not 'summer', since the later entry counts",
        ),
        (
            [Term("MARS", "Mars"), Term("mars", "March", case=Case.ANY)],
            "conflict",
            "'mars' is 'March', not 'Mars', since the later entry counts",
        ),
        (
            [Term("mars", "March", case=Case.ANY), Term("Mars", "Mars")],
            "conflict",
            "'Mars' is 'Mars', not 'March', since the later entry counts",
        ),
        (
            [Term("Nice", "Nice", origin="a:1"), Term("Nice", "Nice", note="a town")],
            "duplicate",
            "'Nice' is 'Nice' twice (a:1); remove one of the entries",
        ),
        (
            [Term("Kiev", "Kyiv"), Term("Kyiv", "Kief"), Term("Kief", "Kiev")],
            "cycle",
            "the entries go in a circle: Kiev -> Kyiv -> Kief -> Kiev; remove one of them",
        ),
        (
            [Term("Kiev", "Kyiv", variants=("Kief", "Kief"))],
            "dead-variant",
            "'Kiev' has the variant 'Kief' once too often; remove it",
        ),
        (
            [Term("Kiev", "Kyiv", variants=("KIEV",), case=Case.ANY)],
            "dead-variant",
            "'Kiev' has the variant 'KIEV' once too often; remove it",
        ),
        ([Term("Kiev", "Kyiv", variants=(" ",))], "dead-variant", "'Kiev' has an empty variant; remove it"),
        (
            [Term("char", "tank", variants=("tank",)), Term("tank", "tank top", origin="x:1")],
            "dead-variant",
            "the variant 'tank' of 'char' is never found: 'tank' (x:1) takes it",
        ),
        (
            [Term("Kiev", "Kyiv", accepted=("Kief",), forbidden=("Kief",))],
            "contradiction",
            "'Kief' is both right and forbidden for 'Kiev'; choose one",
        ),
        ([Term("...", "x")], "never-found", "'...' has no letter or digit and is never found; remove it"),
    ],
)
def test_what_is_wrong(terms: list[Term], check: str, message: str) -> None:
    assert found(*terms) == [(check, message)]
    assert check in CHECKS


def test_a_long_circle_is_told_in_few_words() -> None:
    ring = [Term(f"mot {number}", f"mot {(number + 1) % 5000}", origin=f"file:{number}") for number in range(5000)]
    [(check, message)] = found(*ring)
    assert check == "cycle" and len(message) < 600


def test_a_chain_into_a_circle_is_one_finding() -> None:
    assert [check for check, _ in found(Term("x", "a"), Term("a", "b"), Term("b", "a"), Term("y", "a"))] == ["cycle"]


def test_each_pair_of_terms_is_told_once() -> None:
    both = [Term("a", "x", variants=("b", "c")), Term("b", "y", variants=("a", "c"))]
    assert len(conflicts(both)) == 1


SPELLINGS = st.sampled_from(["Kiev", "kiev", "KIEV", "Kyiv", "kyiv", "L’été", "l'été", "-", " a  b", "a b"])
TERMS = st.builds(
    Term,
    SPELLINGS,
    SPELLINGS,
    variants=st.lists(SPELLINGS, max_size=2).map(tuple),
    forbidden=st.lists(SPELLINGS, max_size=1).map(tuple),
    case=st.sampled_from(Case),
)


@given(st.lists(TERMS, max_size=6))
@settings(deadline=None)
def test_without_the_terms_of_its_findings_a_glossary_is_sound(terms: list[Term]) -> None:
    wrong = {id(term) for finding in check_glossary(Glossary(tuple(terms))) for term in finding.terms}
    assert not check_glossary(Glossary(tuple(term for term in terms if id(term) not in wrong)))


@given(st.lists(TERMS, max_size=6))
@settings(deadline=None)
def test_what_is_kept_stands_behind_what_is_lost(terms: list[Term]) -> None:
    for conflict in conflicts(terms):
        places = [
            [number for number, one in enumerate(terms) if one is term] for term in (conflict.lost, conflict.kept)
        ]
        assert min(places[0]) < max(places[1])
        assert conflict.lost.target != conflict.kept.target
        folded = plain(conflict.spelling).casefold()
        for term in (conflict.lost, conflict.kept):
            assert folded in {plain(spelling).casefold() for spelling in term.spellings}
