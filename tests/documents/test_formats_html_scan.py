"""The tokens of HTML, judged by the tests that browsers are judged by."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.documents.errors import InputError
from translate.documents.formats.html import HtmlAttribute
from translate.documents.formats.html_scan import CDATA, END, START, TEXT, scan

CASES = Path(__file__).parents[1] / "cases" / "html5lib"
STATES = {
    "Data state": "",
    "PLAINTEXT state": "plaintext",
    "RCDATA state": "title",
    "RAWTEXT state": "style",
    "Script data state": "script",
    "CDATA section state": "",
}
DECODED = ("", "title", "textarea", "xmp")
REFERENCE = re.compile(r"&(?:#[xX][0-9a-fA-F]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);?")


def cases() -> list[Any]:
    return [
        pytest.param(case, state, id=f"{path.stem} {case['description']} {state}")
        for path in sorted(CASES.glob("*.test"))
        for case in json.loads(path.read_text(encoding="utf-8"))["tests"]
        for state in case.get("initialStates", ["Data state"])
        if not case.get("doubleEscaped")
    ]


def wanted(output: list[list[Any]]) -> list[list[Any]]:
    """Comments and types of documents count as such only: what they say is copied."""
    found: list[list[Any]] = []
    for kind, *rest in output:
        if kind == "Character":
            add_text(found, rest[0])
        elif kind in ("Comment", "DOCTYPE"):
            found.append(["other"])
        else:
            found.append([kind, rest[0], *rest[1:]] if kind == "StartTag" else [kind, rest[0]])
    return found


def add_text(found: list[list[Any]], text: str) -> None:
    if found and found[-1][0] == "Character":
        found[-1][1] += text
    elif text:
        found.append(["Character", text])


def tokens(text: str, inside: str, *, section: bool) -> list[list[Any]]:
    source = f"<![CDATA[{text}" if section else text
    decoded = inside in DECODED
    found: list[list[Any]] = []
    for token in scan(source, xml=section, inside=inside):
        raw = source[token.start : token.end]
        if token.kind == TEXT:
            said = raw.replace("\r\n", "\n").replace("\r", "\n")
            add_text(found, REFERENCE.sub(lambda match: unescape(match[0]), said) if decoded else said)
        elif token.kind == CDATA:
            add_text(found, raw.removeprefix("<![CDATA[").removesuffix("]]>"))
        elif token.kind == START:
            attributes = {
                name: HtmlAttribute(value.quote).said(source[value.start : value.end])
                for name, value in token.attributes.items()
            }
            found.append(["StartTag", token.name, attributes, *([True] if token.closed else [])])
        elif token.kind == END:
            found.append(["EndTag", token.name])
        elif not re.match(r"</>|</?[a-zA-Z]", raw):  # a tag that is cut off is nothing
            found.append(["other"])
    return found


@pytest.mark.parametrize(("case", "state"), cases())
def test_tokens_are_those_of_browsers(case: Any, state: str) -> None:
    inside = STATES[state] and case.get("lastStartTag", STATES[state])
    expected = wanted(case["output"])
    found: list[list[Any]] = []
    for kind, *rest in tokens(case["input"].replace("\0", "\ufffd"), inside, section=state.startswith("CDATA")):
        if kind == "Character":
            add_text(found, rest[0])
        else:
            found.append([kind, *rest])
    assert found == json.loads(json.dumps(expected).replace("\\u0000", "\\ufffd"))


@given(
    st.lists(st.sampled_from(["<", ">", "</", "<!--", "-->", "a", " ", "b=", '"', "'", "/", "<script>", "<?", "]]>"]))
)
def test_tokens_cover_all_of_any_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for xml in (False, True):
        found = list(scan(text, xml=xml))
        assert "".join(text[token.start : token.end] for token in found) == text
        assert all(token.start < token.end for token in found)


def test_a_declared_entity_is_refused() -> None:
    with pytest.raises(InputError, match="declares entities"):
        list(scan('<!DOCTYPE html [<!ENTITY a "b">]><html/>', xml=True))
