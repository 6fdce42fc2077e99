import json
import sys
from collections import Counter
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.sentence.language import NAMES, foreign, marks, read

CASES = json.loads((Path(__file__).parents[1] / "cases" / "language.json").read_text(encoding="utf-8"))["cases"]
HEADER = "language\tkind\tforms"
FRENCH = ["le", "Les", "D'", "l’", "été", "qu'il", "ÊTRE", "nous", "avec", "pour", "dans", "leurs"]
ENGLISH = ["the", "of", "which", "would", "they", "because", "don't", "should"]
OTHERS = [
    "Tom",
    "New",
    "York",
    "42",
    "1 234,5",
    "«",
    "»",
    '"',
    "…",
    "https://a.org/the-of",
    "`the`",
    "Москва",
    "😀",
    "ñ",
    "ß",
]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else [], id=case["text"])
        for case in CASES
    ],
)
def test_case(case: dict[str, Any]) -> None:
    found = foreign(case["text"])
    assert (found.language if found else None) == case["language"]


@pytest.mark.parametrize("language", NAMES)
def test_nineteen_in_twenty_are_not_taken_for_french(language: str) -> None:
    found = [foreign(case["text"]) is not None for case in CASES if case["language"] == language]
    assert sum(found) >= 0.95 * len(found)


def test_evidence_is_for_a_reader() -> None:
    found = foreign("The dog and the iguana don't like each other.")
    assert found is not None
    assert (found.language, found.evidence) == ("en", "7 of its 8 different words look English, 0 look French")


@pytest.mark.parametrize(
    "damaged",
    [
        "L ete nous etions a la plage",
        "LE THE EST A L'OMBRE",
        "L'e\u0301te\u0301 a e\u0301te\u0301 chaud",
        "lâ€™Ã©tÃ© a Ã©tÃ© chaud",
    ],
)
def test_damaged_french_is_french(damaged: str) -> None:
    assert foreign(damaged) is None


def test_the_script_tells_of_single_words_too() -> None:
    found = foreign("Спасибо")
    assert found is not None
    assert (found.language, found.evidence) == ("Cyrillic", "7 of its 7 letters are Cyrillic")


def test_letters_of_another_shape_are_latin() -> None:
    assert foreign("𝐁𝐨𝐧𝐣𝐨𝐮𝐫 à 𝐭𝐨𝐮𝐬") is None


def test_a_word_said_over_and_over_counts_once() -> None:
    assert foreign("The The The The The") is None


def test_a_quotation_does_not_outweigh_its_frame() -> None:
    quotation = "They would not have been there without us"
    assert foreign(quotation) is not None
    for opening, closing in ("«»", "“”", '""'):
        assert foreign(f"Jean répondit : {opening}{quotation}{closing}.") is None
        assert foreign(f"He told them: {opening}{quotation}{closing}.") is not None


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_has_an_answer(text: str) -> None:
    found = foreign(text)
    assert found is None or (found.language and found.evidence)


@given(st.lists(st.sampled_from([*FRENCH, *OTHERS]), max_size=12))
@settings(deadline=None)
def test_french_words_among_what_carries_no_evidence_are_french(words: list[str]) -> None:
    if any(word in FRENCH for word in words):
        assert foreign(" ".join([*words, "une longue phrase"])) is None


@given(st.lists(st.sampled_from(ENGLISH), min_size=1, unique=True), st.integers(0, 12))
@settings(deadline=None)
def test_more_french_never_makes_a_sentence_foreign(english: list[str], count: int) -> None:
    verdicts = [foreign(" ".join(english + FRENCH[:number])) is not None for number in range(count + 1)]
    assert verdicts == sorted(verdicts, reverse=True)


@given(st.lists(st.sampled_from([*ENGLISH, *FRENCH, *OTHERS]), max_size=12))
@settings(deadline=None)
def test_an_address_changes_nothing(words: list[str]) -> None:
    sentence = " ".join(words)
    assert foreign(f"{sentence} someone@because.they.would.org") == foreign(sentence)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["language\tforms"], "line 1: the columns must be language, kind, forms"),
        ([HEADER, "fr\twords"], "line 2: 3 columns are needed, not 2"),
        ([HEADER, "", "fr\tsigns\t;"], "line 3: kind must be one of"),
        ([HEADER, "pl\twords\tjest"], "line 2: language must be one of fr, de, "),
    ],
)
def test_a_damaged_table_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(lines)


def test_french_forms_are_known_without_their_accents() -> None:
    words = read([HEADER, "fr\twords\tété", "es\twords\tété"]).words
    assert words == {"été": {"fr", "es"}, "ete": {"fr"}}


def test_the_table_is_in_the_form_that_is_looked_up() -> None:
    table = marks()
    forms = [*table.words, *table.endings, *table.letters]
    assert [form for form in forms if form != form.lower() or "’" in form] == []
    languages = Counter(language for known in table.words.values() for language in known)
    assert set(languages) == {"fr", *NAMES}
    assert min(languages.values()) > 300


def test_nothing_is_read_on_import() -> None:
    code = "import translate.sentence.language as language; print(language.marks.cache_info().currsize)"
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "0\n"
