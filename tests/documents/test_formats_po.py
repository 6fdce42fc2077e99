import re
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from contracts import CASES, BilingualContract, check_ends_soon
from translate.documents.errors import InputError
from translate.documents.formats.placeholders import _VALUE
from translate.documents.formats.po import Po

FORMAT = Po()
HEAD = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset={}\\n"\n\n'
_STATEMENT = re.compile(r'^(msgstr\S*) ((?:".*"\n?)+)', re.MULTILINE)
WORDS = st.sampled_from(
    ["Le chat", "dort.", "Où ?", "%s", "%(nom)s", "{0}", "<b>", "</b>", "<br/>", "\\n", "\\n\\n", '\\"', "\\\\", " ",
     '"\n"', "&amp;", "100 %", "⟨1⟩"]
)  # fmt: skip
MESSAGES = st.lists(WORDS, min_size=1, max_size=8).map("".join)


def po(*messages: str, language: str = "en") -> bytes:
    made = [f'msgctxt "{number}"\nmsgid "{text}"\nmsgstr ""\n' for number, text in enumerate(messages)]
    return (HEAD.format(language, "UTF-8") + "\n".join(made)).encode()


def sources(data: bytes) -> list[str]:
    return [segment.source for segment in FORMAT.read(data).segments]


def translated(data: bytes, *targets: str, encoding: str | None = None) -> str:
    document = FORMAT.read(data)
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
    )
    return FORMAT.write(made, encoding=encoding).decode()


class TestPo(BilingualContract):
    format_name = "po"
    files = ("shop.po",)

    def outside(self, data: bytes) -> object:
        return re.sub(r"(?m)^#, fuzzy\n|fuzzy, ", "", _STATEMENT.sub(r"\1 ", data.decode()))

    def english(self, data: bytes) -> str:
        said = [re.sub(r'"\n?"?', "", found[1].replace('\\"', "\0")) for found in _STATEMENT.findall(data.decode())]
        text = "".join(said).replace("\\n", "").replace("\0", '"').replace("\\\\", "\\")
        return re.sub(r"</?b>|<br/>|&(?=Fichier|w\d)", "", text)

    def draw(self, data: st.DataObject) -> bytes:
        return po(*data.draw(st.lists(MESSAGES, min_size=1, max_size=4)))


def test_a_translation_is_marked_as_nobody_has_read_it() -> None:
    text = translated(po("Bonjour."), "Hello.")
    assert text.endswith('#, fuzzy\nmsgctxt "0"\nmsgid "Bonjour."\nmsgstr "Hello."\n')


def test_places_for_values_are_kept() -> None:
    assert sources(po("Bonjour %(nom)s, %1$s et {count} !")) == ["Bonjour ⟨1=%(nom)s⟩, ⟨2=%1$s⟩ et ⟨3={count}⟩ !"]


@pytest.mark.parametrize("text", ["50 % des cas", "20% du prix", "5 % de plus", "100 %"])
def test_a_percent_sign_is_no_place_for_a_value(text: str) -> None:
    assert sources(po(text)) == [text]


@pytest.mark.parametrize(
    "text", ["%s", "%d", "%5.2f", "%-10s", "%1$s", "%(nom)s", "{0}", "{nom}", "{{count}}", "${prix}", "%%", "%lu", "%@"]
)
def test_what_is_a_place_for_a_value(text: str) -> None:
    assert _VALUE.fullmatch(text)


def test_plural_forms_get_the_english_rule() -> None:
    data = (
        HEAD.format("", "UTF-8").replace('"Content', '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n"Content')
        + 'msgid "un fichier"\nmsgid_plural "%d fichiers"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    ).encode()
    text = translated(
        data, *(source.replace("un fichier", "one file").replace("fichiers", "files") for source in sources(data))
    )
    assert '"Language: en\\n"' in text
    assert "plural=(n != 1);" in text
    assert 'msgstr[0] "one file"\nmsgstr[1] "%d files"' in text


def test_long_translations_are_wrapped() -> None:
    text = translated(po("Un texte."), "word " * 40 + "end")
    lines = text.partition("msgstr")[2].partition("msgctxt")[2].split("msgstr")[1].splitlines()
    assert lines[0] == ' ""'
    assert all(len(line) <= 79 for line in lines)


def test_french_translations_are_no_french_messages() -> None:
    with pytest.raises(InputError, match="says that its translations are French"):
        FORMAT.read(po("Hello.", language="fr_FR"))


def test_what_has_a_translation_stays() -> None:
    document = FORMAT.read((CASES / "shop.po").read_bytes())
    assert not any("inconnue" in segment.source or "&Fichier" in segment.source for segment in document.segments)


def test_the_place_of_a_message_is_its_line_and_context() -> None:
    assert [segment.place for segment in FORMAT.read(po("Un.", "Deux.")).segments] == ["line 6, 0", "line 10, 1"]


def test_another_encoding_is_read_and_named_when_it_changes() -> None:
    data = (HEAD.format("en", "ISO-8859-1") + 'msgid "Un été."\nmsgstr ""\n').encode("latin-1")
    assert sources(data) == ["Un été."]
    assert "charset=UTF-8" in translated(data, "A summer’s day.", encoding="utf-8")
    assert FORMAT.write(FORMAT.read(data)) == data


def test_what_is_no_catalogue_is_refused() -> None:
    with pytest.raises(InputError, match="no catalogue of gettext"):
        FORMAT.read(b"Bonjour.\n")


@pytest.mark.parametrize(
    "data",
    [
        po("\\" * 300_000),
        po('"\n"' * 100_000),
        po("<b>" * 50_000),
        po("%(" * 100_000),
        po("{" * 200_000),
        po("<a " * 100_000),
        b'msgid "' * 100_000,
        po(*["mot"] * 3_000),
    ],
)
def test_hostile_files_end_soon(data: bytes) -> None:
    check_ends_soon(FORMAT, data)
