from pathlib import Path

import pytest
from hypothesis import given, settings

from contracts import FormatContract, texts
from translate.documents.errors import InputError
from translate.documents.formats import FORMATS, format_for, format_named, read
from translate.documents.formats.text import read_text


class TestText(FormatContract):
    format_name = "text"
    pieces = ("• ", "1) ", "a) ", "* * *", "— Oui, dit-il.", "\x85", "\v", "10 000,50 €")


def sources(text: str) -> list[str]:
    document = read_text(text)
    assert document.source == text
    return [segment.source for segment in document.segments]


def test_each_line_is_a_block_whatever_ends_it() -> None:
    assert sources("Un\nDeux\r\nTrois\rQuatre\n\n\n  Cinq \u2028Six") == [
        "Un",
        "Deux",
        "Trois",
        "Quatre",
        "Cinq",
        "Six",
    ]


def test_a_line_is_cut_into_sentences() -> None:
    assert sources("Il pleut. M. Dupont sort !\tOù va-t-il ?") == ["Il pleut.", "M. Dupont sort !", "Où va-t-il ?"]


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "  • ", "1. ", "12) ", "1.2. ", "a) ", "(b) ", "\t-\t"])
def test_bullets_and_numbers_are_layout(mark: str) -> None:
    assert sources(f"{mark}Le chat dort.") == ["Le chat dort."]


@pytest.mark.parametrize(
    "line",
    ["– Bonjour, dit-il.", "— Bonjour, dit-il.", "1958 fut une année.", "-5 degrés", "1.2 Contexte", "M. Dupont sort."],
)
def test_what_is_said_is_not_layout(line: str) -> None:
    assert sources(line) == [line]


@pytest.mark.parametrize(
    ("line", "segments"),
    [
        ("> Merci pour tout.", ["Merci pour tout."]),
        (">> > Bonjour à tous.", ["Bonjour à tous."]),
        (">Le chat dort.", ["Le chat dort."]),
        ("> - Le chat dort.", ["Le chat dort."]),
        ("Il est > 5 ans.", ["Il est > 5 ans."]),
        ("!!! note", []),
        ('!!! note "Le chien mord"', ['"Le chien mord"']),
        ("!!! Le chien mord !", ["!!! Le chien mord !"]),
        (":::caution Le chien mord", ["Le chien mord"]),
        ("::: warning", []),
        (":::", []),
        ("Nom\tPrénom\t\tVille", ["Nom", "Prénom", "Ville"]),
        ("Avant-propos ........ 12", ["Avant-propos", "12"]),
        ("Avant-propos . . . . . . xii", ["Avant-propos", "xii"]),
        ("Avant-propos…………12", ["Avant-propos", "12"]),
        ("Il attend.... Puis il part.", ["Il attend....", "Puis il part."]),
        ("Il attend... 12 ans après", ["Il attend... 12 ans après"]),
    ],
)
def test_layout_is_no_text(line: str, segments: list[str]) -> None:
    assert sources(line) == segments


@pytest.mark.parametrize("text", ["", "\n", "   ", "* * *", "-----\n=====", "…", "- \n• \n"])
def test_lines_without_words_have_no_segments(text: str) -> None:
    assert sources(text) == []


def test_chunks_of_lines_give_the_segments_of_the_whole() -> None:
    lines = ["Un. Deux.\n", "- Trois\r\n", "\n", "Quatre"]
    assert [source for line in lines for source in sources(line)] == sources("".join(lines))


@settings(deadline=None)
@given(texts("\ud800", "\udcff"))
def test_any_string_can_be_read(text: str) -> None:
    assert read_text(text).source == text


def test_the_suffix_names_the_format() -> None:
    assert format_for(Path("README")).name == "text"
    assert format_for(Path("notes.2024.TXT")).name == "text"
    assert format_for(Path("notes.Md")).name == "markdown"
    with pytest.raises(
        InputError, match=r"photo\.png: no format is known for the suffix \.png, only for \.txt, .*\.md"
    ):
        format_for(Path("photo.png"))


def test_a_format_can_be_named() -> None:
    assert [format_named(name).name for name in FORMATS] == list(FORMATS)
    with pytest.raises(InputError, match="no document format named 'wps'; there are text, markdown"):
        format_named("wps")


def test_a_file_is_read_by_its_suffix_or_as_told(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes("# Été".encode("cp1252"))
    document = read(path)
    assert (document.path, document.format, document.encoding) == (path, "markdown", "cp1252")
    assert [segment.source for segment in document.segments] == ["Été"]
    assert read(path, encoding="latin-1", format="text").segments[0].source == "# Été"


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.txt: there is no such file"):
        read(tmp_path / "absent.txt")
    with pytest.raises(InputError, match="this is a folder, not a file"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read(Path("a\0b.txt"))
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    with pytest.raises(InputError, match=r"image\.txt: this is not text, it looks like a PNG image"):
        read(tmp_path / "image.txt")
