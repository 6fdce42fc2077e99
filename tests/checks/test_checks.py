"""The checks: what each must find and must leave alone, and the laws that hold for all of them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.terms.matching import Matcher
from glossary.terms.records import Glossary, Kind, Term
from judging import found_in
from translate.checks import (
    CHECKS,
    DOCUMENT_CHECKS,
    Check,
    DocumentCheck,
    Pair,
    check_pair,
    limits,
    weight,
)
from translate.checks.base import plain, plain_words, words
from translate.checks.rates import blind_spots
from translate.documents.records import Finding, Severity

CASES = json.loads((Path(__file__).parents[1] / "cases" / "checks" / "pairs.json").read_text(encoding="utf-8"))["cases"]
EVERY: list[Check | DocumentCheck] = [*CHECKS.values(), *DOCUMENT_CHECKS.values()]
GLOSSARY = Glossary((Term("pare-feu", "firewall", Kind.TERM, forbidden=("fire wall",)),))
NAMED = ("Macron", "Zelensky", "Kowalczyk", "Nairobi", "Nakamura", "UNESCO", "Dupont-Aignan", "O'Brien")

pieces = st.sampled_from(
    [
        "Le chat", "The cat", " ne dort pas", " does not sleep", "Paris", " 3,5 % ", "1 200", "(", ")", "«", "»", '"',
        " ", "\n", "?", "!", "…", "é", "e\u0301", "İ", "ß", "Кот", "\0", "\ud800", "<unk>", "`code`", "a@b.fr", "’",
        "-", "XIXe", "18 h 30", "€", "la la la", "ǅ", "ﬁ",
    ]
)  # fmt: skip
texts = st.lists(pieces | st.text(max_size=4), max_size=14).map("".join)


def pair_of(check: Check | DocumentCheck, source: str, target: str) -> list[Finding]:
    """Return what one check finds, in a pair or in the lines of a document."""
    if isinstance(check, DocumentCheck):
        lines = zip(source.split("\n"), target.split("\n"), strict=True)
        return [found for _, found in check.run([Pair(*line) for line in lines])]
    matches = tuple(Matcher(GLOSSARY).find(source))
    unlikely = (-9.0,) * 9 if target == check.example.faulty else (-0.5,) * 9
    return list(check.run(Pair(source, target, score=unlikely[0], token_scores=unlikely, matches=matches)))


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)
class TestEachCheck:
    def test_finds_its_own_example_and_leaves_the_right_one_alone(self, check: Check | DocumentCheck) -> None:
        example = check.example
        found = pair_of(check, example.source, example.faulty)
        assert found
        assert {finding.check for finding in found} == {check.name}
        assert pair_of(check, example.source, example.right) == []

    def test_has_its_limits_in_the_table(self, check: Check | DocumentCheck) -> None:
        for name in check.limits:
            assert limits()[name].reason

    def test_says_what_it_compares(self, check: Check | DocumentCheck) -> None:
        assert len(check.reason) > len(check.summary) > 10
        assert not check.summary.endswith(".")
        assert check.reason.endswith(".")


def test_every_check_says_what_it_cannot_see() -> None:
    assert blind_spots().keys() == {check.name for check in EVERY}


def test_every_limit_belongs_to_a_check() -> None:
    assert {name for check in EVERY for name in check.limits} == set(limits())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["target"][:40])
def test_cases(case: dict[str, object]) -> None:
    findings = check_pair(Pair(str(case["source"]), str(case["target"])))
    grave = {found.check for found in findings if found.severity >= Severity.WARNING}
    assert grave >= set(case.get("found", ()))  # type: ignore[call-overload]
    assert not grave & set(case.get("silent", ()))  # type: ignore[call-overload]


@settings(deadline=None, max_examples=150)
@given(texts, texts)
def test_no_pair_makes_a_check_raise_and_spans_lie_in_the_texts(source: str, target: str) -> None:
    matches = tuple(Matcher(GLOSSARY).find(source))
    for found in check_pair(Pair(source, target, score=-3.0, token_scores=(-3.0,), matches=matches)):
        assert found.check in CHECKS
        assert found.source_span is None or found.source_span.end <= len(source)
        assert found.target_span is None or found.target_span.end <= len(target)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_no_document_makes_a_check_raise(pairs: list[tuple[str, str]]) -> None:
    found = found_in([Pair(*pair) for pair in pairs])
    assert len(found) == len(pairs)
    for each in found:
        assert [one.severity for one in each] == sorted((one.severity for one in each), reverse=True)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(NAMED) | st.integers(2, 999).map(str), min_size=1, max_size=6), st.data())
def test_equal_names_and_numbers_are_never_found(items: list[str], data: st.DataObject) -> None:
    source = "On cite " + ", ".join(items) + "."
    target = "They cite " + ", ".join(data.draw(st.permutations(items))) + "."
    assert check_pair(Pair(source, target), only=["names", "numbers", "kept"]) == []


@settings(deadline=None, max_examples=60)
@given(texts)
def test_one_text_alone_has_no_counterpart(text: str) -> None:
    expected = any(map(str.isalnum, text))
    assert [found.check for found in check_pair(Pair(text, ""), only=["empty"])] == ["empty"] * expected
    assert [found.check for found in check_pair(Pair("", text), only=["empty"])] == ["empty"] * expected


class TestTerms:
    def test_a_term_that_is_missing_or_forbidden_is_an_error(self) -> None:
        for target, count in (("The firewalls run.", 0), ("The walls run.", 1), ("The fire walls run.", 2)):
            matches = tuple(Matcher(GLOSSARY).find("Les pare-feu tournent."))
            found = check_pair(Pair("Les pare-feu tournent.", target, matches=matches), only=["terms"])
            assert [one.severity for one in found] == [Severity.ERROR] * count

    def test_said_once_for_two_is_no_fault(self) -> None:
        source = "Le pare-feu est lent et le pare-feu est vieux."
        pair = Pair(source, "The firewall is slow and old.", matches=tuple(Matcher(GLOSSARY).find(source)))
        assert check_pair(pair, only=["terms"]) == []


class TestScore:
    def test_a_model_that_disbelieves_gives_a_warning(self) -> None:
        pair = Pair("Le chat dort.", "Shares fell.", score=-7.0, token_scores=(-7.0,) * 5)
        assert [str(found.severity) for found in check_pair(pair, only=["score"])] == ["warning"]

    def test_a_few_pieces_say_nothing(self) -> None:
        pair = Pair("Oui.", "Yes.", score=-7.0, token_scores=(-7.0, -7.0))
        assert check_pair(pair, only=["score"]) == []


class TestDocuments:
    def test_a_sentence_in_the_place_of_its_neighbour(self) -> None:
        pairs = [
            Pair("Le maire a ouvert la séance.", "A fire destroyed three houses."),
            Pair("Un incendie a détruit trois maisons.", "The mayor opened the meeting."),
        ]
        found = found_in(pairs, only=["order"])
        assert [[one.message for one in each] for each in found] == [
            ["translates the next sentence"],
            ["translates the previous sentence"],
        ]

    def test_the_same_target_for_the_same_source_is_right(self) -> None:
        pairs = [Pair("Merci beaucoup à tous.", "Many thanks to all.")] * 2
        assert found_in(pairs, only=["doubled", "consistency"]) == [[], []]


def test_weights_compare_by_the_gravest_first() -> None:
    error, warning, note = (Finding("loop", severity, "") for severity in sorted(Severity, reverse=True))
    assert weight([error]) > weight([warning, warning, note]) > weight([note] * 9) > weight([])


def test_names_of_a_very_long_text_are_not_compared_and_this_is_told() -> None:
    text = "Koursk et Kharkiv, " * 2000
    found = check_pair(Pair(text, text), only=["names"])
    assert [(str(each.severity), each.measured) for each in found] == [("note", 6000)]


@given(texts)
def test_words_know_where_they_stand(text: str) -> None:
    found = words(text)
    assert [word.span.of(text) for word in found] == [word.text for word in found]
    assert [(word.lowered, word.plain) for word in found] == [(word.text.lower(), plain(word.text)) for word in found]
    assert plain_words(text) == [word.plain for word in found]
    assert all(word.capital == word.text[0].isupper() and word.capital >= word.opens for word in found)


@pytest.mark.parametrize("times", [1, 400])
def test_each_denial_needs_its_own_however_many_there_are(times: int) -> None:
    source = "Le chat de la maison ne dort pas, " * times
    target = "the cat of the house does not sleep, " * times
    assert list(CHECKS["negation"].run(Pair(source, target))) == []
    lost = target[: target.rindex("does not sleep")] + "sleeps"
    assert [found.check for found in CHECKS["negation"].run(Pair(source, lost))] == ["negation"]
