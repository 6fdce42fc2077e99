"""Terms are held: each step by itself, what is refused, and what is reported."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from fake_engine import FakeEngine
from glossary.edits import Span
from glossary.terms.matching import Matcher
from glossary.terms.records import Case, Glossary, Kind, Term
from translate.documents.records import Severity, WordLinks
from translate.engine.base import Decoding, Hypothesis
from translate.terms.holding import MARKERS, QUANTITIES, REPLACING, STEPS, Held, Holder, Terms, likeness
from translate.terms.places import invented_place, missing_terms, with_leftovers

KURSK = Term("Koursk", "Kursk", Kind.PLACE, origin="terms.tsv:1")
NATO = Term("OTAN", "NATO", Kind.ABBREVIATION, accepted=("North Atlantic Treaty Organization",))
SOLDIER = Term("soldat", "trooper", forbidden=("soldier",))
MARKS = ("⟦", "⟧")


def terms(*some: Term) -> Terms:
    return Terms(Matcher(Glossary(some)))


def hold(
    source: str,
    reply: str | Callable[[str], str],
    *some: Term,
    steps: Sequence[str] = tuple(STEPS),
    markers: tuple[str, str] | None = None,
) -> Held:
    def answer(sentence: str) -> str:
        return reply if isinstance(reply, str) else reply(sentence)

    engine = FakeEngine(answer)
    holder = Holder(engine, Decoding(beam=2), markers=markers, steps=steps)
    (first,) = engine.translate([source], decoding=Decoding(beam=2))
    (held,) = holder.hold([(source, first, terms(*some))])
    return held


def test_a_term_that_is_there_is_left_alone() -> None:
    held = hold("Ils vont vers Koursk", "They go towards Kursk", KURSK)
    assert (held.hypothesis.text, held.changes, held.findings) == ("They go towards Kursk", (), ())


@pytest.mark.parametrize("rendering", ["NATO", "North Atlantic Treaty Organization"])
def test_what_is_accepted_is_right_as_well(rendering: str) -> None:
    assert not hold("L'OTAN dort", f"{rendering} sleeps", NATO).changes


def test_the_model_is_asked_with_the_wanted_words_between_its_markers() -> None:
    asked: list[str] = []

    def reply(sentence: str) -> str:
        asked.append(sentence)
        return "They go towards Kursk" if "⟦Kursk⟧" in sentence else "They go towards Courgette"

    held = hold("Ils vont vers Koursk", reply, KURSK, steps=[MARKERS], markers=MARKS)
    assert held.hypothesis.text == "They go towards Kursk"
    assert asked[-1] == "Ils vont vers ⟦Kursk⟧"
    assert held.changes[0].rule == "glossary"
    assert "Koursk is Kursk (terms.tsv:1)" in held.changes[0].reason


def test_an_answer_that_lost_a_word_beside_the_wanted_ones_yields_to_replacing() -> None:
    def reply(sentence: str) -> str:
        return "They are Kursk" if MARKS[0] in sentence else "They are in Courtrai"

    engine = FakeEngine(reply)

    def force(pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        found = FakeEngine.force(engine, pairs, attention=attention)
        return [replace(one, score=-0.9) if one.text == "They are Kursk" else one for one in found]

    (first,) = engine.translate(["Ils sont à Koursk"], decoding=Decoding(beam=2))
    engine.force = force  # type: ignore[method-assign]
    for steps, english in ((STEPS, "They are in Kursk"), (STEPS - {REPLACING}, "They are Kursk")):
        holder = Holder(engine, Decoding(beam=2), markers=MARKS, steps=steps)
        (held,) = holder.hold([("Ils sont à Koursk", first, terms(KURSK))])
        assert (held.hypothesis.text, held.findings) == (english, ())
    assert "the wanted words given" in held.changes[0].reason


def test_an_answer_with_markers_left_in_it_is_not_taken() -> None:
    held = hold("Ils vont vers Koursk", lambda s: s.upper(), KURSK, steps=[MARKERS], markers=MARKS)
    assert held.hypothesis.text == "ILS VONT VERS KOURSK"
    assert [finding.severity for finding in held.findings] == [Severity.WARNING]


def test_an_answer_that_says_something_else_is_refused_and_kept_to_be_seen() -> None:
    def reply(sentence: str) -> str:
        return "Kursk was always a very old town" if MARKS[0] in sentence else "They go towards Coors"

    held = hold("Ils vont vers Koursk", reply, KURSK, steps=[MARKERS], markers=MARKS)
    assert held.hypothesis.text == "They go towards Coors"
    assert held.tried == (("Kursk was always a very old town", "too far from the first translation"),)


def test_a_name_left_in_french_is_not_asked_for_again() -> None:
    asked: list[str] = []

    def reply(sentence: str) -> str:
        asked.append(sentence)
        return "They go towards Koursk"

    held = hold("Ils vont vers Koursk", reply, KURSK, markers=MARKS)
    assert held.hypothesis.text == "They go towards Kursk"
    assert asked == ["Ils vont vers Koursk"]


@pytest.mark.parametrize(
    ("source", "english", "becomes"),
    [
        ("Ils vont vers Koursk demain", "They go towards Koursk tomorrow", "They go towards Kursk tomorrow"),
        ("Ils vont vers Koursk demain", "They go towards Courtrai tomorrow", "They go towards Kursk tomorrow"),
        ("Koursk dort", "Koursk sleeps", "Kursk sleeps"),
    ],
)
def test_the_words_at_the_aligned_place_are_replaced(source: str, english: str, becomes: str) -> None:
    held = hold(source, english, KURSK, steps=[REPLACING])
    assert held.hypothesis.text == becomes
    assert not held.findings


def test_each_mention_is_held() -> None:
    held = hold("Koursk puis Koursk", "Koursk then Koursk", KURSK, steps=[REPLACING])
    assert held.hypothesis.text == "Kursk then Kursk"


def test_two_mentions_that_became_one_are_no_fault() -> None:
    # The second mention is aligned to the one rendering there is.
    held = hold("Koursk et Koursk", "Kursk", KURSK, steps=[])
    assert held.findings == ()


@pytest.mark.parametrize(
    ("target", "english", "becomes"),
    [
        ("re-election", "His reelection and other reelections", "His re-election and other re-elections"),
        ("re-election", "Reelection is near", "Re-election is near"),
        ("re-election", "REELECTION IS NEAR", "RE-ELECTION IS NEAR"),
        ("centre", "the old center", "the old centre"),
        ("Montréal", "to Montreal", "to Montréal"),
        ("ceasefire", "a Ceasefire", "a Ceasefire"),
    ],
)
def test_a_rendering_gets_the_spelling_of_the_glossary(target: str, english: str, becomes: str) -> None:
    held = hold(
        "Sa réélection est proche", english, Term("réélection", target, origin="terms.tsv:1"), steps=[REPLACING]
    )
    assert held.hypothesis.text == becomes
    assert [change.rule for change in held.changes] == ["glossary"] * (
        0 if becomes == english else 1 + becomes.count("other")
    )


@pytest.mark.parametrize(
    ("english", "becomes"),
    [
        ("the Democratic Party won", "the Democratic party won"),
        ("Democratic Party or not", "Democratic party or not"),
        ("THE DEMOCRATIC PARTY", "THE DEMOCRATIC PARTY"),
        ("the Democratic party won", "the Democratic party won"),
    ],
)
def test_a_term_of_exact_case_is_written_letter_by_letter(english: str, becomes: str) -> None:
    exact = Term("parti démocrate", "Democratic party", case=Case.EXACT, origin="terms.tsv:1")
    assert hold("le parti démocrate a gagné", english, exact, steps=[REPLACING]).hypothesis.text == becomes
    smart = Term("parti démocrate", "Democratic party", origin="terms.tsv:1")
    assert hold("le parti démocrate a gagné", english, smart, steps=[REPLACING]).hypothesis.text == english


@pytest.mark.parametrize(
    ("french", "english", "becomes"),
    [
        ("Médaille d'or", "Ord size", "Gold medal"),
        ("La médaille d'or.", "The medal of medal.", "The gold medal."),
        ("médaille d'or", "gold medal gold", "gold medal"),
        ("Médaille d'or", "Gold medals", "Gold medals"),
        ("La belle médaille d'or", "The beautiful medal", "The beautiful medal"),
    ],
)
def test_a_line_of_one_term_is_what_the_term_says(french: str, english: str, becomes: str) -> None:
    medal = Term("médaille d'or", "gold medal", accepted=("medal",), origin="terms.tsv:1")
    assert hold(french, english, medal, steps=[REPLACING]).hypothesis.text == becomes


def test_a_heading_of_one_term_is_held_however_unlikely() -> None:
    diet = Term("alimentation", "diet", origin="terms.tsv:1")
    engine = FakeEngine(lambda sentence: "Food")

    def force(pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        found = FakeEngine.force(engine, pairs, attention=attention)
        return [replace(one, score=-9.0, token_scores=(-9.0, -9.0)) if one.text == "Diet" else one for one in found]

    engine.force = force  # type: ignore[method-assign]
    (first,) = engine.translate(["Alimentation"], decoding=Decoding(beam=2))
    (held,) = Holder(engine, Decoding(beam=2), steps=[REPLACING]).hold([("Alimentation", first, terms(diet))])
    assert (held.hypothesis.text, held.findings) == ("Diet", ())


def test_the_spelling_of_a_pack_is_not_forced_on_a_text() -> None:
    pack = Term("réélection", "re-election", origin="pack politics")
    assert hold("Sa réélection est là", "His reelection", pack, steps=[REPLACING]).hypothesis.text == "His reelection"


def test_what_cannot_be_mended_is_told_with_what_stands_there() -> None:
    held = hold("Ils vont vers Koursk", "They go towards Courtrai", KURSK, steps=[])
    (finding,) = held.findings
    assert finding.check == "glossary"
    assert finding.source_span is not None
    assert finding.source_span.of("Ils vont vers Koursk") == "Koursk"
    for part in ("Koursk", "Kursk", "terms.tsv:1", "Courtrai"):
        assert part in finding.message


def test_a_number_that_the_model_got_wrong_is_put_right() -> None:
    held = hold("Il coûte 3,5 milliards", "It costs 3.5 million", steps=[QUANTITIES])
    assert held.hypothesis.text == "It costs 3.5 billion"
    assert held.changes[0].rule == "numbers"


def test_a_sentence_depends_on_nothing_but_itself() -> None:
    sources = ["Ils vont vers Koursk", "L'OTAN dort", "Rien", "Koursk dort"]
    engine = FakeEngine(str.title)
    holder = Holder(engine, Decoding(beam=2))
    first = engine.translate(sources, decoding=Decoding(beam=2))
    together = holder.hold([(s, h, terms(KURSK, NATO)) for s, h in zip(sources, first, strict=True)])
    alone = [holder.hold([(s, h, terms(KURSK, NATO))])[0] for s, h in zip(sources, first, strict=True)]
    assert together == alone


def test_longer_terms_choose_first() -> None:
    north, korea = Term("Corée du Nord", "North Korea", Kind.PLACE), Term("Corée", "Korea", Kind.PLACE)
    matches = terms(north, korea).find("La Corée du Nord et la Corée")
    assert [match.term for match in matches] == [north, korea]
    assert [match.term for match in missing_terms("North Korea and her", matches)] == [korea]
    assert missing_terms("North Korea and Korea", matches) == []


def test_a_word_that_does_not_exist_and_stands_for_nothing_is_the_place_of_a_term() -> None:
    english = "a frozen eang, whose rusk cracks"
    spans = tuple(Span(*match.span()) for match in re.finditer(r"\w+", english))
    one = WordLinks((Span(0, 2),), spans, ((0, 0, 0.9),))
    place = invented_place(one, english, taken=())
    assert place and place.of(english) == "eang"
    assert invented_place(one, english, taken=[place]) is None
    linked = WordLinks((Span(0, 2),), spans, ((0, 2, 0.9),))
    assert invented_place(linked, english, taken=()) is None
    assert invented_place(one, english.replace("rusk", "ruzk"), taken=()) is None


def test_likeness() -> None:
    assert likeness("", "") == 0
    assert likeness("a b", "a b") == 1
    assert likeness("a b", "c d") == 0


@pytest.mark.parametrize(
    ("english", "place", "french", "becomes"),
    [
        ("all North Coreen soldiers", "North", "nord-coréens", "North Coreen"),
        ("a Coreen North soldier", "North", "nord-coréen", "Coreen North"),
        ("the Democratic Republique of it", "Democratic", "République démocratique", "Democratic Republique"),
        ("North of the Coreen border", "North", "nord-coréen", "North"),
        ("in Kursk, Koursk", "Kursk", "Koursk", "Kursk"),
    ],
)
def test_the_other_half_of_a_name_goes_with_it(english: str, place: str, french: str, becomes: str) -> None:
    start = english.index(place)
    span = with_leftovers(english, Span(start, start + len(place)), french, taken=[])
    assert span.of(english) == becomes
    assert with_leftovers(english, span, french, taken=[Span(0, len(english))]) == span
