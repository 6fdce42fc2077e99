import ast
import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_documents import HOSTILE, hostile, sample
from translate.documents.records import Document, Finding, Segment, Severity
from translate.review import digest_of, page
from translate.review.html import HIDDEN, data, element, text

ROOT = Path(__file__).parents[2]


class Reader(HTMLParser):
    """Reads a page as a browser would: its elements, their attributes and the text of the table."""

    def __init__(self, written: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.texts: list[str] = []
        self._inside = ""
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        {"script": self.scripts, "style": self.styles}.get(self._inside, self.texts).append(data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def written(document: Document) -> str:
    return page(document, signature=HOSTILE[0], title=HOSTILE[1], unrepaired={0: HOSTILE[0]})


def data_of(reader: Reader) -> Any:
    return json.loads(reader.scripts[0])


def test_no_text_of_the_document_becomes_markup() -> None:
    """What the hostile page has is what a page of the same shape with harmless texts has."""
    reader = Reader(written(hostile()))
    allowed = {name for name, _ in Reader(page(sample(), signature="", title="")).elements}
    assert {name for name, _ in reader.elements} <= allowed | {"q", "li", "details", "summary"}
    assert not reader.attributes("img")
    for _, attributes in reader.elements:
        assert not any(name.startswith("on") or name in ("style", "src") for name in attributes), attributes
    assert [attributes.get("type") for attributes in reader.attributes("script")] == ["application/json", None]


def test_the_texts_are_there_all_the_same() -> None:
    shown = "".join(Reader(written(hostile())).texts)
    for dangerous in HOSTILE[:5]:
        assert f"Texte {dangerous} fin" in shown
        assert f"message {dangerous}" in shown


def test_hidden_characters_are_named_wherever_they_stand() -> None:
    document = hostile()
    content = written(document)
    table = content[: content.index('<script type="application/json"')]
    assert not HIDDEN.search(table)
    for name in ("RLO", "PDF", "ZWSP", "BOM", "LS", "PS", "U+001B", "U+0000", "U+D800"):
        assert f">{name}</span>" in table


def test_the_data_of_the_script_cannot_end_it_and_comes_back() -> None:
    document = hostile()
    reader = Reader(written(document))
    record = data_of(reader)
    assert [row["s"] for row in record["rows"]] == [segment.source for segment in document.segments]
    assert [row["t"] for row in record["rows"]] == [segment.target for segment in document.segments]
    assert record["signature"] == HOSTILE[0]
    assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", reader.scripts[0])


@settings(deadline=None)
@given(st.text())
def test_any_text_survives_the_data_of_the_script(value: str) -> None:
    found = re.fullmatch(r'<script type="application/json" id="d">(.*)</script>', data("d", value), re.DOTALL)
    assert found is not None
    assert json.loads(found[1]) == value
    assert not re.search("[<>&\u2028\u2029]", found[1])


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_shown_as_text(value: str) -> None:
    reader = Reader(element("p", value, title=value))
    assert [name for name, _ in reader.elements if name != "span"] == ["p"]
    visible = HIDDEN.sub("", value)
    shown = re.sub(r'<span class="hidden"[^>]*>[^<]*</span>', "", text(value))
    assert "".join(Reader(f"<p>{shown}").texts).replace("\u200d", "") == visible.replace("\u200d", "")


def test_the_policy_allows_the_inline_style_and_script_and_nothing_else() -> None:
    reader = Reader(written(sample()))
    [policy] = [each["content"] for each in reader.attributes("meta") if each.get("http-equiv")]
    assert policy is not None and policy.startswith("default-src 'none'; ")
    for kind, content in (("style", reader.styles), ("script", reader.scripts[1:])):
        digest = base64.b64encode(hashlib.sha256("".join(content).encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert "unsafe" not in policy and "http" not in policy


def test_nothing_on_the_page_leads_out_of_it() -> None:
    reader = Reader(written(hostile()))
    for _, attributes in reader.elements:
        for name in ("href", "src", "action", "srcset", "data"):
            assert (attributes.get(name) or "#").startswith("#")
    assert not re.search(r"url\(|@import|https?:", "".join(reader.styles))
    assert not re.search(r"fetch\(|XMLHttp|WebSocket|sendBeacon|innerHTML|eval\(", reader.scripts[1])


def test_only_one_module_writes_markup() -> None:
    """The law of escaping: text meets HTML in `html.py` alone, so no other module of a view has a tag in a string."""
    for path in (ROOT / "translate" / "review").glob("*.py"):
        if path.name in ("html.py", "markdown.py", "decisions.py", "exports.py"):
            continue  # these have tags of their own formats, and decisions look for the data of a page
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.ClassDef | ast.Module)]
        documentation = {ast.get_docstring(node, clean=False) for node in documented}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in documentation:
                assert not re.search(r"</?\w", node.value.replace("<!doctype html>", "")), f"{path.name}:{node.lineno}"


def test_marks_of_repair_glossary_and_doubt_are_where_they_belong() -> None:
    content = written(sample())
    assert "<del" in content and ">Russiemais</del>" in content
    assert ">Russie mais</ins>" in content
    assert (
        '<ins class="term" title="glossary: Koursk is Kursk (was: Koursk)" tabindex="0" data-k="0">Kursk</ins>'
        in content
    )
    assert '<span class="doubt error">10 000</span>' in content
    assert '<span class="doubt warning">soldats</span>' in content


def test_a_page_of_an_empty_document_can_be_made() -> None:
    assert "Nothing was repaired" in page(Document(()), signature="", title="empty")


def test_ten_thousand_findings_and_a_line_of_ten_megabytes_survive() -> None:
    long = "mot " * 2_500_000
    findings = tuple(
        Finding("check", Severity(1 + number % 3), "m", _span(number, 40), _span(number, 7)) for number in range(10_000)
    )
    document = Document((Segment(0, long, target=long, findings=findings),))
    content = page(document, signature="", title="long")
    assert "characters that are not shown" in content
    assert content.count('class="finding') == 10_000
    assert len(content) < 2.5 * len(long)
    found = re.search(r'id="review">(.*?)</script>', content, re.DOTALL)
    assert found is not None and json.loads(found[1])["rows"][0]["s"] == long


def _span(start: int, length: int) -> Any:
    from glossary.edits import Span

    return Span(start, start + length)


def test_offsets_for_the_script_count_utf_16_units() -> None:
    from translate.documents.records import WordLinks

    words = WordLinks((_span(0, 1), _span(2, 3)), (_span(0, 2),), ((1, 0, 0.5),))
    record = data_of(
        Reader(page(Document((Segment(0, "𝄞 mot", target="ab", alignment=words),)), signature="", title=""))
    )
    assert record["rows"][0]["w"] == [[0, 2, 3, 6], [0, 2], [1, 0, 50]]


@pytest.mark.parametrize("change", ["Un titre court.", ""])
def test_the_digest_is_that_of_the_text_before_repair(change: str) -> None:
    document = sample()
    assert data_of(Reader(written(document)))["digest"] == digest_of(document)
    assert digest_of(document) != digest_of(Document((Segment(0, change),)))
