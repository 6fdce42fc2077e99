import pytest
from hypothesis import given
from hypothesis import strategies as st

import models
from fake_engine import FakeEngine
from translate.engine.base import Decoding, Hypothesis
from translate.sentence import guard

BLANKS = [
    "",
    " ",
    "-",
    "♪",
    "♪ ♫",
    "42",
    "10 000,50 €",
    "…",
    "!?",
    "👍🏽",
    "\x00\x07",
    "\ud800",
    "***",
    "12/05/2024 - 18:30",
]


@pytest.mark.parametrize("sentence", BLANKS)
def test_without_letters_the_model_is_not_asked(sentence: str) -> None:
    assert guard.plan(sentence, engine=FakeEngine(), longest=10).units == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The president said that he would not go to the meeting because of the weather.",
        "Президент сказал, что не поедет на встречу.",
        "Der Präsident hat gesagt, dass er nicht zu dem Treffen fahren wird.",
    ],
)
def test_another_language_passes_with_a_note(sentence: str) -> None:
    plan = guard.plan(sentence, engine=FakeEngine(), longest=99)
    assert plan.units == ()
    assert [finding.check for finding in plan.findings] == ["foreign-language"]


@pytest.mark.parametrize("sentence", ["Bonjour", "OTAN", "Le président a dit oui.", "Oui."])
def test_french_goes_to_the_model_as_it_is(sentence: str) -> None:
    assert guard.plan(sentence, engine=FakeEngine(), longest=99) == guard.Plan((sentence,))


def test_capitals_are_read_in_ordinary_case_and_come_back() -> None:
    plan = guard.plan("LE PRÉSIDENT A DIT OUI", engine=FakeEngine(), longest=99)
    assert plan.units == ("Le président a dit oui",)
    assert plan.capitals
    assert guard.finish("The president said yes.", source="LE PRÉSIDENT A DIT OUI", capitals=True) == (
        "THE PRESIDENT SAID YES"
    )


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Durée : 2 h 30", "Durée"),
        ("Date de naissance : 12/03/1980", "Date de naissance"),
        ("Moldavie : Maia Sandu dénonce une ingérence", "Moldavie"),
        ("Durée de marche: trois jours", "Durée de marche"),
        ("Il a dit : non.", None),
        ("Macron répond : non.", None),
        ("Voici la liste : pain, lait.", None),
        ("Il part à 18:30", None),
        ("Adresse :", None),
        ("Le maire, lui, répond : non.", None),
    ],
)
def test_the_label_of_a_line_is_read_by_itself(sentence: str, label: str | None) -> None:
    plan = guard.plan(sentence, engine=FakeEngine(), longest=99)
    rest = sentence.partition(":")[2].strip()
    assert plan == (guard.Plan((label, rest), (": ",)) if label else guard.Plan((sentence,)))


@given(st.lists(st.sampled_from(["le", "chat", "dort,", "et", "que", "mange;", "il"]), min_size=1, max_size=60))
def test_nothing_of_a_long_sentence_is_lost(words: list[str]) -> None:
    sentence = " ".join(words)
    plan = guard.plan(sentence, engine=FakeEngine(), longest=7)
    assert all(len(unit.split()) <= 7 for unit in plan.units)
    assert "".join(unit + gap for unit, gap in zip(plan.units, [*plan.gaps, ""], strict=True)) == sentence
    assert bool(plan.findings) == (len(words) > 7)


def hypothesis(target: str, source: str = "a b c d e f g h i j", score: float = -0.5) -> Hypothesis:
    return Hypothesis(target, tuple(target.split()), score, tuple(source.split()))


@pytest.mark.parametrize(
    ("target", "source", "score", "message"),
    [
        ("x x x x x x", "a b c d e f", -0.5, "circles"),
        ("the one of the one of the one of the one of", "a b c d e f g h i j", -0.5, "circles"),
        (" ".join(map(str, range(40))), "a b c d e f", -0.5, "too long"),
        ("x", " ".join(map(str, range(30))), -0.5, "too short"),
        ("x y z", "a b c", -3.5, "unlikely"),
    ],
)
def test_trouble_is_seen(target: str, source: str, score: float, message: str) -> None:
    finding = guard.trouble(hypothesis(target, source, score))
    assert finding is not None
    assert message in finding.message
    assert finding.measured is not None and finding.limit is not None


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("ha ha ha ha ha", "ha ha ha ha ha"),
        ("yes", "oui"),
        ("x x x", "a b c"),
        ("", ""),
        ("a , b , c , d", "a , b , c , d"),
    ],
)
def test_sound_hypotheses_pass(target: str, source: str) -> None:
    assert guard.trouble(hypothesis(target, source)) is None


def test_human_sized_translations_of_the_model_pass() -> None:
    hypotheses = models.fast().translate(models.sentences(), decoding=Decoding(beam=1))
    assert [h.text for h in hypotheses if guard.trouble(h)] == []


@given(st.lists(st.sampled_from("ab"), max_size=14))
def test_repeats_are_counted_right(tokens: list[str]) -> None:
    def slowly() -> int:
        most = min(len(tokens), 1)
        for size in range(1, len(tokens) + 1):
            for start in range(len(tokens)):
                count = 1
                run = tokens[start : start + size]
                while tokens[start + count * size : start + (count + 1) * size] == run and len(run) == size:
                    count += 1
                most = max(most, count)
        return most

    assert guard.repeated(tokens) == slowly()


@pytest.mark.parametrize(
    ("english", "source", "expected"),
    [
        ("The title.", "Le titre", "The title"),
        ("The sentence", "La phrase.", "The sentence."),
        ('He said "yes."', 'Il a dit "oui"', 'He said "yes"'),
        ("Is it?", "Est-ce ?", "Is it?"),
        ("Is it.", "Est-ce ?", "Is it?"),
        ("And then.", "Et puis...", "And then..."),
        ("in the U.S.", "aux États-Unis", "in the U.S."),
        ("Read more.", "En savoir plus :", "Read more:"),
        ("What?!", "Quoi !?", "What?!"),
        ("", "Le titre.", ""),
        (".", "Le titre", "."),
    ],
)
def test_the_end_mark_is_that_of_the_source(english: str, source: str, expected: str) -> None:
    assert guard.finish(english, source=source, capitals=False) == expected


@given(st.text(max_size=12), st.text(max_size=12), st.booleans())
def test_finishing_never_fails(english: str, source: str, capitals: bool) -> None:
    guard.finish(english, source=source, capitals=capitals)


@pytest.mark.parametrize(
    ("english", "source", "wanted"),
    [
        ("(Mani and al., 2005)", "(Mani et al., 2005)", "(Mani et al., 2005)"),
        ("Sally and al Qaida", "Sally et al Qaida", "Sally and al Qaida"),
        ("A half an hour later", "Une demi-heure après", "Half an hour later"),
        ("for a half a mile", "un demi-mille", "for half a mile"),
        ("a half and a half", "une moitié et une moitié", "a half and a half"),
        ("Mr.Pierre and Dr.Roux", "M.Pierre et Dr.Roux", "Mr. Pierre and Dr. Roux"),
        ("see MrBeast.com", "voir MrBeast.com", "see MrBeast.com"),
    ],
)
def test_small_faults_of_writing(english: str, source: str, wanted: str) -> None:
    assert guard.finish(english, source=source, capitals=False) == wanted
