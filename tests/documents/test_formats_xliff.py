import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import strategies as st

from contracts import CASES, BilingualContract, check_ends_soon
from translate.documents.errors import InputError
from translate.documents.formats.xliff import Xliff

FORMAT = Xliff()
_TARGET = re.compile(r'\s*<target[^<>]*?(?:/>|>.*?</target>)|\s*<tuv xml:lang="en">.*?</tuv>', re.DOTALL)
WORDS = st.sampled_from(
    ["Le chat", "dort.", "Où ?", " ", "&amp;", "é&#233;", "⟨1⟩", "\n", "<x id='1'/>", "<ph id='2'>&lt;br&gt;</ph>",
     "<bpt id='3'>b</bpt>", "<ept id='3'>/b</ept>", "<bx id='4' rid='4'/>", "<ex id='5' rid='4'/>",
     "<mrk mtype='protected'>Nom</mrk>"]
)  # fmt: skip
CONTENT = st.recursive(
    st.lists(WORDS, max_size=4).map("".join),
    lambda inner: st.lists(st.builds("<g id='9'>{}</g>".format, inner) | WORDS, max_size=4).map("".join),
    max_leaves=5,
)


def xliff(*sources: str, head: str = 'source-language="fr"', unit: str = "") -> bytes:
    units = "\n".join(
        f"<trans-unit id='{number}'{unit}>\n  <source>{source}</source>\n</trans-unit>"
        for number, source in enumerate(sources)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        f"<file {head}><body>\n{units}\n</body></file></xliff>"
    ).encode()


def sources(data: bytes) -> list[str]:
    return [segment.source for segment in FORMAT.read(data).segments]


def translated(data: bytes, *targets: str) -> str:
    document = FORMAT.read(data)
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
    )
    return FORMAT.write(made).decode()


class TestXliff(BilingualContract):
    format_name = "xliff"
    files = ("manual.xlf", "help.xliff", "memory.tmx")

    def outside(self, data: bytes) -> object:
        return _TARGET.sub("", data.decode())

    def english(self, data: bytes) -> str:
        root = ElementTree.fromstring(data)
        said = []
        for element in root.iter():
            name = element.tag.rpartition("}")[2]
            if name == "target" or (name == "tuv" and "en" in element.attrib.values()):
                for code in element.iter():
                    if code.tag.rpartition("}")[2] in ("bpt", "ept", "ph"):
                        code.text = ""
                said.append("".join(element.itertext()))
        return "\n".join(said)

    def draw(self, data: st.DataObject) -> bytes:
        return xliff(*data.draw(st.lists(CONTENT, min_size=1, max_size=4)))


def test_english_stands_behind_the_french_in_lines_of_its_own() -> None:
    text = translated(xliff("Bonjour."), "Hello.")
    assert '<source>Bonjour.</source>\n  <target state="needs-review-translation">Hello.</target>\n</trans' in text


def test_what_a_person_has_seen_or_excluded_stays() -> None:
    assert sources(xliff("Bonjour.", unit=' approved="yes"')) == []
    assert sources(xliff("Bonjour.", unit=' translate="no"')) == []
    found = " ".join(sources((CASES / "manual.xlf").read_bytes()) + sources((CASES / "help.xliff").read_bytes()))
    assert not any(text in found for text in ("XJ-900", "Merci", "Ne pas", "Au revoir", "aide.md"))


def test_units_with_english_in_a_memory_stay() -> None:
    assert not any("Bonjour" in source for source in sources((CASES / "memory.tmx").read_bytes()))


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ('source-language="en"', "source language is not French"),
        ('source-language="fr" target-language="de"', "translations are in 'de'"),
    ],
)
def test_other_languages_are_refused(head: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        FORMAT.read(xliff("Bonjour.", head=head))


def test_other_xml_is_refused() -> None:
    with pytest.raises(InputError, match="other XML"):
        FORMAT.read(b"<a/>")


def test_text_in_cdata_sections_is_left_and_told_of() -> None:
    document = FORMAT.read(xliff("<![CDATA[Le chat]]>", "Le chien"))
    assert [segment.source for segment in document.segments] == ["Le chien"]
    assert document.notices == ("text in CDATA sections is not translated",)


def test_the_place_of_a_unit_is_its_name() -> None:
    assert FORMAT.read((CASES / "help.xliff").read_bytes()).segments[0].place == "unit accueil"


@pytest.mark.parametrize(
    "data",
    [
        xliff("<g id='1'>" * 400 + "</g>" * 400),
        xliff("<g id='1'>" * 100_000),
        xliff("<x id='1'/>" * 30_000),
        xliff(*["mot"] * 3_000),
        b'<!DOCTYPE xliff [<!ENTITY a "b">]><xliff>&a;</xliff>',
    ],
)
def test_hostile_files_end_soon(data: bytes) -> None:
    check_ends_soon(FORMAT, data)
