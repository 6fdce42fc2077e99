import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from contracts import FormatContract, check_markup, texts
from translate.documents.formats.markdown import read_text
from translate.documents.formats.markdown_inline import scan
from translate.documents.records import Document, MarkupKind, Segment
from translate.documents.segmentation import LONGEST

CASES = sorted(path for path in (Path(__file__).parents[1] / "cases" / "formats").glob("*.md") if path.stem != "README")

PIECES = (
    "# ", "## ", " ##", "===\n", "---\n", "> ", ">", "* ", "+ ", "  - ", "2. ", "[ ] ", "[x] ", "    ", "```\n",
    "~~~\n", "| ", "|", "|---|\n", "|:-:|-|\n", "\\|", "*", "**", "_", "__", "~~", "`", "``", "[", "](", "]", ")",
    "(u)", "![", "[^1]", "[^1]: ", "[r]: u\n", "[r]", "<", ">", "<b>", "</b>", "<br>", "<kbd>", "</kbd>", "<!--", "-->",
    "<div>\n", "</div>\n", "$", "$$", "$$\n", "&nbsp;", "&amp;", "&eacute;", "\\", "\\\n", "  \n", "https://a.fr/b_c",
    "a@b.fr", ":::", "{.c}", "{{x}}", "[@k]", "+++\n", "...", "title: x\n", '"', "'", "[!NOTE]\n",
    ":::tip ", "!!! note\n", '!!! note "',
)  # fmt: skip


class TestMarkdown(FormatContract):
    format_name = "markdown"
    pieces = PIECES


def listing(path: Path) -> list[dict[str, object]]:
    """The segments of a file in the form of the expected listings."""
    document = read_text(path.read_bytes().decode())
    return [{"source": segment.source, "markup": markup_of(segment)} for segment in document.segments]


def markup_of(segment: Segment) -> list[list[str | int]]:
    return [
        [item.kind.value, item.span.of(segment.source), *([item.pair] if item.pair >= 0 else [])]
        for item in segment.markup
    ]


def sources(text: str) -> list[str]:
    document = read_text(text)
    assert document.source == text
    return [segment.source for segment in document.segments]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        (":::caution Le chien mord\n\nIl dort.\n\n:::\n", ["Le chien mord", "Il dort."]),
        ("::: {.note}\nIl dort.\n:::\n", ["Il dort."]),
        (":::tip\nIl dort.\n:::\n", ["Il dort."]),
        ('!!! note "Le chien mord"\n    Il dort.\n', ["Le chien mord", "Il dort."]),
        ("!!! note\n\n    Il dort.\n\n    - Un *chat*.\n\nEt puis.\n", ["Il dort.", "Un *chat*.", "Et puis."]),
        ('??? tip "Astuce"\n    Il dort.\n', ["Astuce", "Il dort."]),
        ('=== "Sous Linux"\n\n    Il dort.\n', ["Sous Linux", "Il dort."]),
        ("Titre\n=====\n\nIl dort.\n", ["Titre", "Il dort."]),
        ("Pomme\n: Un fruit.\n: Un *mot*.\n", ["Pomme", "Un fruit.", "Un *mot*."]),
        ("Pomme\n\n:   Un fruit\nrouge.\n", ["Pomme", "Un fruit\nrouge."]),
        ("!!! Le chien mord !\n", ["!!! Le chien mord !"]),
        ("> !!! note\n>     Il dort.\n", ["Il dort."]),
    ],
)
def test_notes_have_titles_and_text(text: str, segments: list[str]) -> None:
    assert sources(text) == segments


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_segments_and_their_markup_are_as_listed(path: Path) -> None:
    assert listing(path) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@settings(deadline=None, max_examples=200)
@given(texts(*PIECES, "\ud800"))
def test_any_string_can_be_read_and_none_loses_a_character(text: str) -> None:
    document = read_text(text)
    assert document.source == text
    for segment in document.segments:
        check_markup(segment.source, segment.markup)


@settings(deadline=None, max_examples=200)
@given(texts(*PIECES))
def test_inline_markup_is_in_order_and_nested_for_any_text(content: str) -> None:
    markup = scan(content, {"R"}).markup
    check_markup(content, markup)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["*", "**", "***", "_", "__", "a", "b c", " ", ".", "é"]), max_size=14).map("".join))
def test_emphasis_is_what_commonmark_says(content: str) -> None:
    children = MarkdownIt("commonmark").parseInline(content)[0].children or []
    expected = [child.markup for child in children if child.type.startswith(("em_", "strong_"))]
    found = [item.span.of(content) for item in scan(content).markup if item.kind in (MarkupKind.OPEN, MarkupKind.CLOSE)]
    assert found == expected


def tokens(text: str) -> list[tuple[str, str, list[str]]]:
    parsed = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(text)
    return [(token.type, token.tag, [child.type for child in token.children or ()]) for token in parsed]


def upper_cased(document: Document) -> Document:
    return document.with_segments(replace(segment, target=shouted(segment)) for segment in document.segments)


def shouted(segment: Segment) -> str:
    """The source in upper case, save its markup: a translation in which each word stays where it was."""
    pieces: list[str] = []
    position = 0
    for item in segment.markup:
        pieces += [segment.source[position : item.span.start].upper(), item.span.of(segment.source)]
        position = item.span.end
    return "".join([*pieces, segment.source[position:].upper()])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_structure_survives_a_change_of_all_words(path: Path) -> None:
    document = read_text(path.read_bytes().decode())
    changed = upper_cased(document)
    assert changed.text != document.source
    assert tokens(changed.text) == tokens(document.source)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "```\nDu code\n```\n",
        "```\nDu code sans fin",
        "    Du code\n",
        "<div>\nDu texte\n</div>\n",
        "<!-- Un mot -->\n",
        "---\ntitle: Un titre\n---\n",
        "+++\ntitle = 'Un titre'\n+++",
        "[lien]: https://exemple.fr 'Titre'\n",
        "[^1]:\n",
        "* * *\n",
        "$$\nx + y\n$$\n",
        "> $$x$$\n",
        "`code`\n",
        "![image](a.png)\n",
        "| `a` |\n|---|\n",
        "{{< include page.md >}}\n",
    ],
)
def test_what_is_not_translated(text: str) -> None:
    assert sources(text) == []


def test_a_text_that_begins_with_a_rule_has_no_front_matter() -> None:
    assert sources("---\nUn texte.\n\n---\nFin.") == ["Un texte.", "Fin."]


def test_tables_inside_lists_and_quotes_keep_their_prefixes() -> None:
    assert sources("- | Un | Deux |\n  |---|---|\n  | trois | |\n") == ["Un", "Deux", "trois"]
    assert sources("> Un | Deux\n> ---|---\n> | | quatre\n") == ["Un", "Deux", "quatre"]


def test_footnotes_hold_blocks_and_end_with_their_indentation() -> None:
    assert sources("[^a]: Un.\n    - Deux\n[^b]: [^c]: Trois\n\nQuatre") == ["Un.", "Deux", "Trois", "Quatre"]


@pytest.mark.parametrize(
    "piece",
    ["*a ", "_a_b", "**", "[", "![", "](", "[a](b ", "`", "``` `", "<a ", "<!--", "<!a", "$", "$a", "{{", "[^", "&",
     "((", "](((", "<b>", "</b>", "~~a", " ", "> ", "\\", "a@", "www.a!", "|", "$$\n", "[^1]: "],
)  # fmt: skip
def test_long_texts_of_one_piece_are_read(piece: str) -> None:
    text = piece * 4000
    assert read_text(text).source == text


def test_a_pair_around_more_than_a_sentence_can_be_is_cut_and_stays() -> None:
    text = "Un chat, *" + "dort. Il pleut. " * 400 + "Fin* enfin.\n"
    document = read_text(text)
    assert document.source == text
    assert max(len(segment.source) for segment in document.segments) <= LONGEST
    assert not any("*" in segment.source for segment in document.segments)
