import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.normalisation import NORMALISATIONS

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
