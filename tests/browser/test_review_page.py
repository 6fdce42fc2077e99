"""The review page in a real browser."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from glossary.edits import Edit, Span, apply
from glossary.repair import Repair
from review_documents import hostile, long_document, sample
from translate.documents.formats import format_named, read_text
from translate.documents.records import Document, Finding, Segment, Severity, WordLinks
from translate.review import Decisions, confirmed_pairs, decided, page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAME_OF_FOCUS = """(() => {
    const {id, dataset, className, tagName} = document.activeElement;
    return id || dataset.filter || dataset.action || className || tagName;
})()"""
Open = Callable[[str], "Page"]
UNREPAIRED = "The soldier is in Russiemais and comes back."


def content(document: Document | None = None) -> str:
    return page(document or sample(), signature="model:test", title="article.fr.txt", unrepaired={1: UNREPAIRED})


@pytest.fixture
def opened(watched: Open) -> "Page":
    return watched(content())


def english(page: "Page", row: int) -> str:
    return page.inner_text(f"#r{row} .en")


def lit(page: "Page") -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.lit')].filter(e => e.dataset.w).map(e => e.textContent)"
    )
    return found


def exported(page: "Page", folder: Path) -> Decisions:
    with page.expect_download() as waiting:
        page.click("#export")
    path = folder / "decisions.json"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename.endswith(".decisions.json")
    return Decisions.parse(path.read_text(encoding="utf-8"))


def select(page: "Page", row: int) -> None:
    page.click(f"#r{row} .n")


# Alignment.


def test_a_word_lights_its_counterpart_when_it_is_pointed_at(opened: "Page") -> None:
    opened.hover("#r1 .en")
    opened.hover("#r1 .en .w >> text=soldier")
    assert lit(opened) == ["soldat", "soldier"]
    assert opened.inner_text("#status") == "soldier ↔ soldat 97 %"
    opened.hover("h1")
    assert lit(opened) == []


def test_a_link_that_is_not_sure_looks_different(opened: "Page") -> None:
    opened.hover("#r1 .en")
    opened.hover("#r1 .en .w >> text=is >> nth=0")
    assert opened.locator("#r1 .fr .lit.weak").inner_text() == "est"


def test_the_arrows_go_through_the_words_and_light_them(opened: "Page") -> None:
    select(opened, 1)
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    assert lit(opened) == ["soldat", "soldier"]
    assert opened.evaluate("document.activeElement.textContent") == "soldat"
    opened.keyboard.press("ArrowLeft")
    assert lit(opened) == ["Le", "The"]
    opened.keyboard.press("Escape")
    assert lit(opened) == []


def test_words_stand_where_they_stood_after_they_were_made(opened: "Page") -> None:
    before = [opened.inner_text(f"#r{row}") for row in range(5)]
    for row in range(5):
        opened.hover(f"#r{row} .en")
    assert [opened.inner_text(f"#r{row}") for row in range(5)] == before
    assert opened.locator("#r1 .fr ins").inner_text() == "Russie mais"


def test_a_finding_lights_its_place(opened: "Page") -> None:
    opened.hover("#r3 .notes .finding.error")
    assert "".join(lit(opened)) == "10000" + "1,000"
    opened.focus("#r3 .notes .finding.warning")
    assert lit(opened) == ["soldats"]


def test_a_mark_says_its_rule_and_reason_on_hover_and_focus(opened: "Page") -> None:
    opened.hover("#r2 .en ins")
    assert opened.inner_text("#tip") == "glossary: Koursk is Kursk (was: Koursk)"
    opened.hover("h1")
    assert opened.is_hidden("#tip")
    opened.focus("#r1 .fr ins")
    assert opened.inner_text("#tip").startswith("glued-words: ")
    assert opened.get_attribute("#r1 .fr ins", "aria-describedby") == "tip"


# Deciding.


def test_accept_done_and_undo(opened: "Page") -> None:
    select(opened, 0)
    opened.keyboard.press("a")
    opened.keyboard.press("d")
    assert opened.inner_text("#r0 .state") == "✓ accepted"
    assert opened.inner_text("#r1 .state") == "✓ done"
    assert opened.inner_text("#tally") == "2 of 5 done"
    opened.keyboard.press("u")
    opened.keyboard.press("u")
    assert opened.inner_text("#tally") == "0 of 5 done"
    opened.keyboard.press("u")
    assert opened.inner_text("#status") == "Nothing to undo."
    opened.keyboard.press("U")
    assert opened.inner_text("#tally") == "1 of 5 done"


def test_a_rejected_repair_shows_the_translation_without_it(opened: "Page", tmp_path: Path) -> None:
    before = english(opened, 1)
    select(opened, 1)
    opened.keyboard.press("r")
    assert opened.inner_text("#r1 .fr") == "Le soldat est en Russiemais il revient."
    assert english(opened, 1) == UNREPAIRED
    decision = exported(opened, tmp_path).segments[1]
    assert (decision.english, decision.french) == (UNREPAIRED, "Le soldat est en Russiemais il revient.")
    opened.keyboard.press("r")
    assert english(opened, 1) == before
    assert opened.locator("#r1 .fr ins").inner_text() == "Russie mais"
    opened.click("#r1 [data-reject]")
    assert opened.inner_text("#r1 [data-reject]") == "Restore"
    opened.keyboard.press("u")
    assert english(opened, 1) == before


def test_the_english_is_edited_in_place(opened: "Page", tmp_path: Path) -> None:
    select(opened, 4)
    opened.keyboard.press("e")
    opened.keyboard.press("Control+a")
    opened.keyboard.type("A plain <b>sentence</b>.")
    opened.keyboard.press("Enter")
    assert english(opened, 4) == "A plain <b>sentence</b>."
    opened.keyboard.press("e")
    opened.keyboard.type("thrown away")
    opened.keyboard.press("Escape")
    assert english(opened, 4) == "A plain <b>sentence</b>."
    decision = exported(opened, tmp_path).segments[4]
    assert (decision.english, decision.edited) == ("A plain <b>sentence</b>.", True)
    opened.keyboard.press("u")
    assert english(opened, 4) == "A phrase."


def test_a_suggestion_can_be_accepted_unless_a_repair_was_rejected(watched: Open, tmp_path: Path) -> None:
    text = "Il est en Russiemais là"
    made = (Edit(Span(16, 16), "", " ", "glued-words", "two words"),)
    suggestion = Edit(Span(0, 2), "Il", "Elle", "names", "she", safe=False)
    repaired = apply(text, made)
    segment = Segment(0, repaired, target="x", original=text, edits=made)
    opened = watched(content(Document((segment,), repair=Repair(text, repaired, made, (suggestion,), ()))))
    opened.click("[data-suggestion]")
    assert opened.inner_text("#r0 .fr") == "Elle est en Russie mais là"
    assert exported(opened, tmp_path).segments[0].french == "Elle est en Russie mais là"
    opened.click("[data-reject]")
    assert opened.inner_text("#r0 .fr") == text
    opened.click("[data-suggestion]")
    assert opened.inner_text("#r0 .fr") == text
    assert opened.inner_text("#status").startswith("Restore the repair first")


def test_another_translation_can_be_used(opened: "Page") -> None:
    opened.click("#r2 [data-use]")
    assert english(opened, 2) == "Putin is at Kursk."


def test_comments_and_terms(opened: "Page", tmp_path: Path) -> None:
    select(opened, 2)
    opened.keyboard.press("c")
    opened.fill("#comment-text", "Ask <Anna>")
    opened.click("#comment-dialog .main")
    assert "Ask <Anna>" in opened.inner_text("#r2 .notes")
    opened.keyboard.press("g")
    opened.fill("#term-source", "Koursk")
    opened.fill("#term-target", "Kursk")
    opened.keyboard.press("Enter")
    found = exported(opened, tmp_path)
    assert found.segments[2].comment == "Ask <Anna>"
    assert [(term.source, term.target) for term in found.terms] == [("Koursk", "Kursk")]
    opened.keyboard.press("u")
    opened.keyboard.press("u")
    found = exported(opened, tmp_path)
    assert not found.terms and not found.segments[2].comment


def test_a_dialog_that_is_cancelled_changes_nothing(opened: "Page", tmp_path: Path) -> None:
    select(opened, 2)
    opened.keyboard.press("c")
    opened.fill("#comment-text", "Never mind")
    opened.click("#comment-dialog .cancel")
    opened.keyboard.press("g")
    opened.fill("#term-source", "x")
    opened.keyboard.press("Escape")
    found = exported(opened, tmp_path)
    assert not found.terms and not found.segments[2].comment


def test_a_term_is_proposed_from_the_words_that_are_lit(opened: "Page") -> None:
    select(opened, 1)
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("g")
    assert (opened.input_value("#term-source"), opened.input_value("#term-target")) == ("soldat", "soldier")


def test_another_translation_of_the_same_text_is_reviewed_anew(watched: Open) -> None:
    first = watched(content())
    select(first, 0)
    first.keyboard.press("a")
    first.wait_for_timeout(300)
    document = sample()
    others = [replace(segment, target=f"{segment.target}!") for segment in document.segments[:1]]
    second = watched(content(document.with_segments([*others, *document.segments[1:]])))
    assert second.inner_text("#tally") == "0 of 5 done"


def test_everything_is_there_after_loading_again(opened: "Page", tmp_path: Path) -> None:
    select(opened, 0)
    opened.keyboard.press("a")
    opened.keyboard.press("r")
    opened.keyboard.press("e")
    opened.keyboard.press("Control+a")
    opened.keyboard.type("Kept.")
    opened.keyboard.press("Enter")
    before = exported(opened, tmp_path)
    opened.reload()
    assert english(opened, 1) == "Kept."
    assert exported(opened, tmp_path) == before
    opened.keyboard.press("u")
    assert english(opened, 1) == UNREPAIRED


# Finding one's way.


def visible_rows(page: "Page") -> list[int]:
    found: list[int] = page.evaluate(
        "[...document.querySelectorAll('tr.row')].filter(e => !e.closest('[hidden]')).map(e => +e.id.slice(1))"
    )
    return found


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("doubtful", [3]),
        ("repaired", [1]),
        ("glossary", [2]),
        ("open", [0, 1, 2, 3, 4]),
        ("check:numbers", [3]),
        ("rule:glued-words", [1]),
    ],
)
def test_filters(opened: "Page", name: str, rows: list[int]) -> None:
    button = f'[data-filter="{name}"]'
    opened.click(button)
    assert visible_rows(opened) == rows
    assert opened.get_attribute(button, "aria-pressed") == "true"
    opened.click(button)
    assert visible_rows(opened) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "rows"), [("RUSSIEMAIS", [1]), ("kursk", [2]), ("a repondu", []), ("", [0, 1, 2, 3, 4]), ("10 000", [3])]
)
def test_search_finds_both_sides_without_regard_to_accents_and_capitals(
    opened: "Page", text: str, rows: list[int]
) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type(text or " ")
    opened.wait_for_timeout(300)
    assert visible_rows(opened) == rows
    assert opened.is_visible("#empty") == (not rows)


def test_keys_go_through_segments_and_doubtful_ones(opened: "Page") -> None:
    opened.keyboard.press("j")
    opened.keyboard.press("j")
    assert opened.evaluate("document.activeElement.id") == "r2"
    opened.keyboard.press("k")
    assert opened.evaluate("document.activeElement.id") == "r1"
    opened.keyboard.press("n")
    assert opened.evaluate("document.activeElement.id") == "r3"
    opened.keyboard.press("?")
    assert opened.is_visible("#keys-dialog")
    opened.keyboard.press("Escape")
    assert opened.is_hidden("#keys-dialog")


def test_the_map_leads_to_its_place(opened: "Page") -> None:
    opened.click(".map a.error")
    assert opened.evaluate("document.querySelector('.current').id") == "r3"


def test_the_tab_key_alone_reaches_everything(opened: "Page") -> None:
    reached = set()
    for _ in range(60):
        opened.keyboard.press("Tab")
        reached.add(opened.evaluate(NAME_OF_FOCUS))
    assert {"skip", "all", "doubtful", "search", "export", "keys", "r0", "accept", "edit", "undo"} <= reached
    assert any("finding" in name for name in reached)


# Safety.


def test_hostile_texts_do_nothing(watched: Open, tmp_path: Path) -> None:
    document = hostile()
    opened = watched(
        page(document, signature="<img src=x onerror=alert(1)>", title="</title><script>alert(1)</script>")
    )
    for row in range(len(document.segments)):
        opened.hover(f"#r{row} .en")
        opened.hover(f"#r{row} .notes .finding")
    assert opened.title().startswith("</title><script>")
    assert (
        opened.evaluate("document.querySelectorAll('img, script:not([type]):not(:last-of-type), iframe').length") == 0
    )
    assert not opened.evaluate("window.owned === true")


def test_hostile_decisions_do_nothing(watched: Open, tmp_path: Path) -> None:
    opened = watched(content())
    attack = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    select(opened, 2)
    opened.keyboard.press("c")
    opened.fill("#comment-text", attack)
    opened.keyboard.press("Tab")
    opened.click("#comment-dialog .main")
    opened.keyboard.press("g")
    for field in ("source", "target", "note"):
        opened.fill(f"#term-{field}", attack)
    opened.keyboard.press("Enter")
    opened.keyboard.press("e")
    opened.keyboard.press("Control+a")
    opened.keyboard.type(attack)
    opened.keyboard.press("Enter")
    opened.reload()
    assert english(opened, 2) == attack
    assert opened.evaluate("document.querySelectorAll('img').length") == 0


class _Counting(BaseHTTPRequestHandler):
    """Counts what is asked of it."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def test_an_injected_script_does_not_run(context: "BrowserContext", tmp_path: Path) -> None:
    """Even if a text came onto the page unescaped, the policy would not let it run, load or send anything."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        attack = (
            f"<script>document.title='owned'</script><script src='{address}/s.js'></script><link rel=stylesheet "
            f"href='{address}/c.css'><img src='{address}/i.png' onerror=\"document.title='owned'\"><iframe "
            f"src='{address}/f.html'></iframe><style>body{{display:none}}</style>"
            "<p id='p' style='color:red' onclick=\"document.title='owned'\">x</p>"
        )
        path = tmp_path / "attacked.html"
        path.write_text(content().replace("<main>", f"{attack}<main>"), encoding="utf-8")
        opened = context.new_page()
        refused: list[str] = []
        opened.on("console", lambda message: refused.append(message.text))
        opened.goto(path.as_uri())
        opened.click("#p")
        assert opened.title() == "article.fr.txt – review"
        assert opened.is_visible("h1")
        assert len([text for text in refused if "Content Security Policy" in text]) >= 7
        server.shutdown()
    assert _Counting.asked == []


# Accessibility.


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1000, 1800])
def test_axe_finds_nothing(browser: "Browser", tmp_path: Path, scheme: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    opened = context.new_page()
    path = tmp_path / "review.html"
    path.write_text(content(), encoding="utf-8")
    opened.goto(path.as_uri())
    opened.click("summary >> nth=0")
    select(opened, 0)
    opened.keyboard.press("a")
    if width > 600:
        opened.hover("#r1 .en")
        opened.hover("#r1 .en .w >> nth=1")
    for state in ("", "e", "c", "?"):
        if state:
            opened.keyboard.press(state)
        found = axe.Axe().run(opened).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
        opened.keyboard.press("Escape")
    context.close()


def test_the_page_can_be_read_without_a_script(browser: "Browser", tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    path = tmp_path / "review.html"
    path.write_text(content(), encoding="utf-8")
    opened.goto(path.as_uri())
    assert opened.locator("tr.row").count() == 5
    assert opened.locator("#r1 .was").is_visible() and opened.locator("#r3 .finding.error").is_visible()
    assert not opened.locator(".toolbar").is_visible() and not opened.locator(".bar").is_visible()
    assert opened.locator("#r1 .fr ins").get_attribute("title")
    context.close()


@pytest.mark.parametrize("width", [320, 400, 720, 1000, 1400, 1800])
def test_nothing_is_wider_than_the_window(browser: "Browser", tmp_path: Path, width: int) -> None:
    """A window of half the width is what zooming to 200 % makes."""
    context = browser.new_context(viewport={"width": width, "height": 700})
    opened = context.new_page()
    long = "x" * 300
    document = Document((Segment(0, long, target=long, findings=(Finding(long, Severity.ERROR, long),)),))
    for number, text in enumerate((content(), page(document, signature=long, title=long))):
        path = tmp_path / f"review{number}.html"
        path.write_text(text, encoding="utf-8")
        opened.goto(path.as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_paper_shows_the_text_and_not_the_tools(opened: "Page") -> None:
    opened.emulate_media(media="print")
    assert opened.is_visible("#r3 .notes") and opened.is_visible("#r1 .was")
    assert opened.is_hidden(".toolbar") and opened.is_hidden(".bar") and opened.is_hidden("#r1 [data-reject]")


# There and back.


def test_decisions_made_in_the_browser_give_the_file_that_an_editor_would_have_made(
    opened: "Page", tmp_path: Path
) -> None:
    document = sample()
    select(opened, 4)
    opened.keyboard.press("e")
    opened.keyboard.press("Control+a")
    opened.keyboard.type("A simple sentence.")
    opened.keyboard.press("Enter")
    opened.keyboard.press("a")
    found = exported(opened, tmp_path)
    result = decided(read_text(document.original, format="text"), found)
    assert format_named("text").write(result) == document.text.replace("A phrase.", "A simple sentence.").encode()
    assert confirmed_pairs(result, found) == (("Une phrase simple.", "A simple sentence."),)


def test_characters_beyond_the_basic_plane_are_aligned_and_edited_right(watched: Open, tmp_path: Path) -> None:
    words = WordLinks((Span(0, 1), Span(2, 5)), (Span(0, 1), Span(2, 6)), ((1, 1, 1.0),))
    document = replace(sample(), parts=(Segment(0, "𝄞 mot", target="𝄞 word", alignment=words),), repair=None)
    opened = watched(content(document))
    opened.hover("#r0 .en")
    opened.hover("#r0 .en .w >> text=word")
    assert lit(opened) == ["mot", "word"]
    assert exported(opened, tmp_path).segments[0].english == "𝄞 word"


# Size.


def test_five_thousand_segments_stay_smooth(watched: Open) -> None:
    """The times are measured by `measure_review_page.py`; here only what they rest on is tested."""
    opened = watched(page(long_document(5000), signature="s", title="long.txt"))
    assert opened.locator("tr.row").count() == 5000
    assert opened.locator(".w").count() == 0  # words are made when somebody looks
    opened.keyboard.press("/")
    started = time.monotonic()
    opened.keyboard.type("regions du pays. 4999")
    opened.locator("#tally", has_text="1 shown").wait_for()
    assert visible_rows(opened) == [4999]
    assert json.loads(opened.evaluate("JSON.stringify(document.querySelectorAll('tbody:not([hidden])').length)")) == 1
    assert time.monotonic() - started < 60  # a page that hangs fails, a slow machine does not
