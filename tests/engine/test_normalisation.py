import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.engine.normalisation import NORMALISATIONS

PUNCT_1 = NORMALISATIONS["punct-1"]


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("« Oui », dit-il…", '"Oui", dit-il...', '"Oui", dit-il...'),
        ("“Non”  –  l’été", '"Non" - l\'été', '"Non" - l\'été'),
        ("Qui\u00a0? 12\u202f%", "Qui? 12%", "Qui ? 12 %"),
        ("soft\u00adhyphen, zero\u200bwidth", "softhyphen, zerowidth", "softhyphen, zerowidth"),
        ("e\u0301te\u0301", "été", "été"),
        ('un " mot " et un "', 'un " mot " et un "', 'un " mot " et un "'),
        ('un " mot "', 'un "mot"', 'un "mot"'),
        ("10\u00a0000,5 et 1.2.3", "10 000,5 et 1.2.3", "10 000,5 et 1.2.3"),
    ],
)
def test_punct_1(text: str, french: str, english: str) -> None:
    assert PUNCT_1.french(text) == french
    assert PUNCT_1.english(text) == english


@given(st.text(st.sampled_from("a’‘“”«»…– \u00a0\u202f?!:;%\"'\u200b.\n"), max_size=30))
def test_normal_text_stays_normal(text: str) -> None:
    once = PUNCT_1.english(text)
    assert PUNCT_1.english(once) == once
    assert once == once.strip()
    assert not set(once) & set("’‘“”«»…–\u00a0\u202f\u200b\n")


PUNCT_2 = NORMALISATIONS["punct-2"]


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("10\u00a0000,5", "10,000.5"),
        ("10\u202f000 €", "10,000 €"),
        ("1 234 567 habitants", "1,234,567 habitants"),
        ("3,5 % et -0,25", "3.5% et -0.25"),
        ("0,125 et 12,5/20", "0.125 et 12.5/20"),
        ("10 000,512", "10,000.512"),
        ("de 10 000 à 20 000.", "de 10,000 à 20,000."),
        # Not numbers in groups, or not surely.
        ("en 2010 300 personnes", "en 2010 300 personnes"),
        ("le 1er janvier 2010", "le 1er janvier 2010"),
        ("01 23 45 67 89", "01 23 45 67 89"),
        ("0 800 123 456", "0 800 123 456"),
        ("+33 612 345 678", "+33 612 345 678"),
        ("514 555 1234", "514 555 1234"),
        ("version 1.2.3", "version 1.2.3"),
        ("les points 1, 2, 3 et 1,2,3", "les points 1, 2, 3 et 1,2,3"),
        ("10,000.5 et 10,000", "10,000.5 et 10,000"),
        ("A4,5", "A4,5"),
        ("12.05.2010", "12.05.2010"),
        # Wanted translations are split into the pieces that the model writes.
        ("l'⟦agreement⟧ à ⟦ Kursk ⟧.", "l'⟦ agreement ⟧ à ⟦ Kursk ⟧."),
    ],
)
def test_punct_2_writes_french_numbers_in_english(text: str, french: str) -> None:
    assert PUNCT_2.french(text) == french


def test_punct_2_leaves_english_decimals_and_joins_groups() -> None:
    assert PUNCT_2.english("10 000 people, 3.5 % of 1,000 (2,5)") == "10,000 people, 3.5 % of 1,000 (2,5)"
    assert PUNCT_2.english("« Oui » – 10\u00a0000,5") == '"Oui" - 10,000.5'


@given(st.text(st.sampled_from("0123456789,. \u00a0\u202f-+/a%⟦⟧«»"), max_size=25))
def test_punct_2_applied_again_changes_nothing(text: str) -> None:
    for form in (PUNCT_2.french, PUNCT_2.english):
        once = form(text)
        assert form(once) == once


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_whole_numbers_and_decimals_keep_their_digits(whole: int, decimals: int) -> None:
    grouped = f"{whole:,}"
    french = f"{grouped.replace(',', chr(0x202F))},{decimals:02}"
    assert PUNCT_2.french(f"soit {french} euros") == f"soit {grouped}.{decimals:02} euros"


PUNCT_3 = NORMALISATIONS["punct-3"]


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("une « alliance d’agression » (l’OTAN) aujourd’hui", "une \" alliance d' agression\" ( l' OTAN) aujourd'hui"),
        ("l’« Union » [sic]", 'l\' " Union" [ sic]'),
        ("Qu’il dise « (oui) » !", 'Qu\' il dise " ( oui)"!'),
        ("presqu’île, entr’acte, 5' et d'1", "presqu' île, entr'acte, 5' et d'1"),
        ("« À 3,5 % ! »", '" À 3.5%!"'),
        ("l'⟦Ukraine⟧", "l'⟦ Ukraine ⟧"),
    ],
)
def test_punct_3_frees_words_of_what_stands_before_them(text: str, french: str) -> None:
    assert PUNCT_3.french(text) == french


@pytest.mark.parametrize(
    ("english", "written"),
    [
        ('a " growing alliance" ( NATO), he said', 'a "growing alliance" (NATO), he said'),
        ('" We go, " he said, " and stay."', '"We go," he said, "and stay."'),
        ('" We must act.', '"We must act.'),
        ('by action."', 'by action."'),
        ('[ " ( yes)" ]', '["(yes)" ]'),
        ("it's 5' and the dogs' bowls", "it's 5' and the dogs' bowls"),
        ('" " and ""', '"" and ""'),
    ],
)
def test_punct_3_is_written_as_people_write(english: str, written: str) -> None:
    assert PUNCT_3.written(english) == written


@given(st.text(st.sampled_from("ab l'd’\"«»([{)]}.,!? \u00a00123⟦⟧"), max_size=25))
def test_punct_3_applied_again_changes_nothing(text: str) -> None:
    for form in (PUNCT_3.french, PUNCT_3.english):
        once = form(text)
        assert form(once) == once


_MARKED_WORDS = st.sampled_from(["NATO", '"yes"', "(no)", '"one two"', "[sic]", '("a")', "it's", "end.", '"so,"'])


@given(st.lists(_MARKED_WORDS, min_size=1, max_size=6))
def test_english_in_punct_3_comes_back_as_it_was(words: list[str]) -> None:
    text = " ".join(words)
    assert PUNCT_3.written(PUNCT_3.english(text)) == text
