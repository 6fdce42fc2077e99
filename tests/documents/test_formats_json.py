import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from contracts import CASES, CodedContract, check_ends_soon
from translate.documents.errors import InputError
from translate.documents.formats import format_for, format_named
from translate.documents.formats.json_values import Json

VALUES = st.recursive(
    st.sampled_from(
        ["Le chat dort.", "Où ?", "a\nb", "{nom}", "<b>gras</b> et", "é", "😀", "⟨1⟩", "", "\t", '"', "\\", "/"]
    )
    | st.sampled_from([None, True, 1, 10.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "é"]), inner, max_size=3),
    max_leaves=8,
)


def sources(text: str, fields: str = "**") -> list[str]:
    return [segment.source for segment in Json(fields).read(text.encode()).segments]


def keys(value: object) -> object:
    """A value without its strings."""
    if isinstance(value, dict):
        return {key: keys(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [keys(inner) for inner in value]
    return "" if isinstance(value, str) else value


class TestJson(CodedContract):
    format_name = "json:**"
    files = ("messages.json", "reviews.jsonl")

    def test_is_registered_under_its_name_and_suffixes(self) -> None:
        assert [format_for(Path(f"a{suffix}")).name for suffix in self.format.suffixes] == ["json"] * 4

    def outside(self, data: bytes) -> object:
        try:
            return keys(json.loads(data))
        except json.JSONDecodeError:
            return data.count(b"\n")

    def draw(self, data: st.DataObject) -> bytes:
        value = data.draw(VALUES)
        ascii, indent = data.draw(st.booleans()), data.draw(st.sampled_from([None, 2]))
        return json.dumps([value, "Le chien aboie."], ensure_ascii=ascii, indent=indent).encode()


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("title", ["Un", "Deux", "Trois"]),
        ("$.title", ["Un"]),
        ("$.items[*].title", ["Deux"]),
        ("$.*.title", ["Trois"]),
        ("$.**.title", ["Un", "Deux", "Trois"]),
        ("$.items", ["Quatre"]),
        ("$.title, $.b['title']", ["Un", "Trois"]),
    ],
)
def test_fields_are_named_by_their_path_or_key(fields: str, found: list[str]) -> None:
    text = '{"title": "Un", "items": [{"title": "Deux", "id": "Non"}], "b": {"title": "Trois"}}'
    if fields == "$.items":
        text = '{"items": "Quatre", "b": {"items": "Non"}}'
    assert sources(text, fields) == found


def test_what_is_not_chosen_is_told() -> None:
    with pytest.raises(InputError, match=r"name the fields to translate with --fields; there are \$.a, \$.b\[\*\].c"):
        Json().read(b'{"a": "x", "b": [{"c": "y"}]}')
    with pytest.raises(InputError, match=r"no field is titre; there are \$.a"):
        Json("titre").read(b'{"a": "x"}')


def test_spellings_of_what_stays_are_kept() -> None:
    text = '{"a": "Oui \\/ \\u00e9", "n": 1e400, "m": 0.10, "a": "Non", "big": 12345678901234567890 } \n'
    document = Json("a").read(text.encode())
    assert [segment.source for segment in document.segments] == ["Oui / é", "Non"]
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, ("Yes ’ 😀", "No"), strict=True)
    )
    expected = text.replace("Oui \\/ \\u00e9", "Yes \\u2019 \\ud83d\\ude00").replace("Non", "No")
    assert Json("a").write(made).decode() == expected


def test_a_damaged_line_stays_and_the_others_go_on() -> None:
    document = Json("avis").read((CASES / "reviews.jsonl").read_bytes())
    assert [segment.place for segment in document.segments] == ["avis", "line 2, avis", "line 3, avis", "line 4, avis"]
    assert document.notices == ("line 3 is no JSON and stays as it is",)


@pytest.mark.parametrize(
    "text", ["{", "[1,]", '{"a" 1}', "[1 2]", '{"a":}', "nul", "'a'", '["a\nb"]', "[01]", "{1:2}", "]"]
)
def test_damaged_json_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="the JSON is damaged on line 1"):
        Json("a").read(text.encode())


def test_only_tables_and_json_have_something_to_choose() -> None:
    with pytest.raises(InputError, match="nothing can be chosen in the format docx"):
        format_named("docx:title")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        '{"a":' * 100_000,
        '"' + "\\" * 300_001,
        '"a' * 200_000,
        '["' + "\\u" * 100_000 + '"]',
        '["' + "{" * 300_000 + '"]',
        '["' + "<" * 300_000 + '"]',
        '"a"\n' + "x\n" * 100_000,
        " " * 1_000_000,
        json.dumps(["mot"] * 5_000),
    ],
)
def test_hostile_files_end_soon(text: str) -> None:
    check_ends_soon(Json("**"), text.encode())
