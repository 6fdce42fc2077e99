import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from glossary.repair import Repair, repair
from glossary.repair.encodings import RULES

USED = {rule.name: rule for rule in RULES}


def repaired(text: str, *protected: Span) -> Repair:
    return repair(text, rules=USED, protected=protected)


SENTENCES = (
    "L’été dernier, le président a été réélu à Genève : “C’est une œuvre”, dit-il.",
    "Où va-t-on ? À Besançon, chez le maître d’hôtel, où la bûche coûte 20 €…",
    "Noël approche : l’île, l’âge, le haïku – tout ça l’inquiète déjà.",
)


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "mac_roman", "cp850"])
@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_text_read_in_a_wrong_encoding(sentence: str, codec: str, levels: int) -> None:
    damaged = sentence
    for _ in range(levels):
        data = damaged.encode("utf-8")
        damaged = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in data)
    assert repaired(damaged).text == sentence


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "mac_roman"])
def test_guillemets_read_in_a_wrong_encoding(codec: str) -> None:
    clean = "« C’est une œuvre », dit-il."
    damaged = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in clean.encode("utf-8"))
    assert repaired(damaged).text == clean
    # In a DOS window the closing mark looks like the corner of a frame.
    assert repaired("un ┬╗, deux").text == "un ┬╗, deux"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_edits_are_small(sentence: str) -> None:
    damaged = sentence.encode("utf-8").decode("mac_roman")
    assert max(len(edit.old) for edit in repaired(damaged).edits) <= 3


@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x17F, categories=["L"]), max_size=40))
@settings(deadline=None)
def test_letters_of_latin_come_back_from_html(text: str) -> None:
    escaped = "".join(f"&#{ord(letter)};" for letter in text)
    assert repair("mot" + escaped, rules=USED, only={"entities"}).text == "mot" + text


def test_markup_is_only_suggested() -> None:
    result = repaired("a &lt;b&gt; c")
    assert result.text == "a &lt;b&gt; c"
    assert [edit.new for edit in result.suggestions] == ["<", ">"]
