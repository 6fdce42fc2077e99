"""The page of a review: one HTML file that needs no network, no server, and no script to be read."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from glossary.edits import Span
from translate import __version__
from translate.documents.counts import counted
from translate.documents.formats.codes import shown
from translate.documents.records import Document
from translate.review.cells import english_cell, notes_cell, original_cell, repaired_cell
from translate.review.decisions import digest_of
from translate.review.html import Html, data, element, fragment, policy, script, style
from translate.review.overview import Count, Overview, overview, stretches, worst_first
from translate.review.rows import Row, Shape, rows_of

_CHUNK = 20
"""Rows that a browser lays out together, or leaves alone while they are out of sight."""
_MOST_STRETCHES = 400
_WORST, _LEAST_DOUBT = 20, 0.5
"""How many of the sentences that are likeliest to be bad the head of the page names, and from what probability on."""
_SCRIPTS = ("state.js", "rows.js", "words.js", "actions.js", "keys.js")
"""Each uses what those before it define."""

_LEGEND = (
    ("del", "", "damaged", "in the French as it was read"),
    ("ins", "", "repaired", "by a rule, which the notes name"),
    ("ins", "term", "set", "in the English, by the glossary or another rule"),
    ("span", "doubt warning", "doubtful", "by a check"),
    ("span", "lit", "aligned", "with the word that you point at; dotted where it is not sure"),
)


def page(document: Document, *, signature: str, title: str, unrepaired: Mapping[int, str] | None = None) -> str:
    """Return the review of `document` as a page of HTML.

    `signature` is the line that tells how the translation was made, `title` the heading of the page, such as the name
    of the file. `unrepaired` is the English, by the number of the segment, of what repair changed as it was before:
    it is shown where a reviewer rejects the repair.

    >>> from translate.documents.formats import read_text
    >>> document = read_text("Une <b>phrase</b>.", format="text")
    >>> "Une &lt;b&gt;phrase&lt;/b&gt;." in page(document, signature="none", title="<script>")
    True
    """
    rows = rows_of(document)
    counts = overview(rows)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy(style="page.css", scripts=_SCRIPTS)),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="referrer", content="no-referrer"),
        element("meta", name_="generator", content=f"fr2en {__version__}"),
        element("title", f"{title} – review"),
        style("page.css"),
    )
    body = element(
        "body",
        element("a", "Skip to the text", href="#r0", class_="skip"),
        _header(title, signature, counts, document, rows),
        _toolbar(counts, rows),
        _table(rows),
        element("p", "No segment matches.", class_="empty", id="empty", hidden=True),
        fragment("page.html"),
        data("review", _record(document, rows, signature=signature, title=title, unrepaired=unrepaired or {})),
        script(*_SCRIPTS),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _header(title: str, signature: str, counts: Overview, document: Document, rows: Sequence[Row]) -> Html:
    facts = [counted(counts.segments, "segment"), counted(counts.words, "word")]
    if counts.from_memory:
        facts.append(f"{counts.from_memory:,} from memory")
    facts.append(f"{document.format}, {document.encoding}")
    summary = element("p", *(element("span", fact) for fact in facts), class_="facts")
    groups = [
        _group("Findings", counts.findings, "check"),
        _group("Repairs", counts.repairs, "rule"),
        _group("English set by rule", counts.edits, "rule"),
    ]
    shown = [group for group in groups if group]
    legend = [
        element("li", element(tag, name, class_=kind or None), Html(" "), element("span", meaning))
        for tag, kind, name, meaning in _LEGEND
    ]
    about = element(
        "details",
        element("summary", "Legend and signature"),
        element("ul", *legend, class_="legend"),
        element("p", "Signature: ", element("code", signature), class_="signature"),
        class_="about",
    )
    return element(
        "header",
        element("p", "French and English, side by side", class_="kicker"),
        element("h1", title),
        summary,
        element("div", *shown, class_="counts")
        if shown
        else element("p", "Nothing was repaired and nothing is doubtful."),
        _worst(rows),
        about,
    )


def _worst(rows: Sequence[Row]) -> Html:
    """Return the sentences that are likeliest to be bad as links, the worst first; nothing where none is likely so."""
    numbers = worst_first(rows, most=_WORST, least=_LEAST_DOUBT)
    if not numbers:
        return Html("")
    items = [
        element(
            "li",
            element("span", f"{rows[number].doubt:.0%}", class_="number"),
            Html(" "),
            element("a", rows[number].target or "", href=f"#r{number}", lang="en", dir="auto"),
        )
        for number in numbers
    ]
    return element("details", element("summary", "Worst first"), element("ol", *items), class_="worst")


def _group(name: str, counts: Sequence[Count], kind: str) -> Html:
    if not counts:
        return Html("")
    items = [
        element(
            "li",
            element(
                "button",
                element("span", f"{count.number:,}", class_="number"),
                element("span", count.name),
                type="button",
                data_filter=f"{kind}:{count.name}",
                aria_pressed="false",
            ),
            element("span", str(count.severity), class_="level") if count.severity else Html(""),
            class_=str(count.severity) if count.severity else None,
        )
        for count in counts
    ]
    return element("section", element("h2", name), element("ul", *items))


def _toolbar(counts: Overview, rows: Sequence[Row]) -> Html:
    chips = [
        ("all", "All", counts.segments),
        ("doubtful", "Doubtful", counts.doubtful),
        ("repaired", "Repaired", counts.repaired),
        ("glossary", "Glossary", counts.glossary),
        ("open", "To do", counts.segments),
    ]
    buttons = [
        element(
            "button",
            label,
            Html(" "),
            element("span", f"{number:,}", class_="number"),
            type="button",
            data_filter=name,
            aria_pressed="true" if name == "all" else "false",
        )
        for name, label, number in chips
    ]
    search = element(
        "input", type="search", id="search", placeholder="Search", aria_label="Search in French and English"
    )
    return element(
        "div",
        element("div", *buttons, class_="chips", role="group", aria_label="Show"),
        search,
        element("p", Html(""), class_="tally", id="tally", role="status"),
        element("button", "Export", type="button", id="export", class_="main"),
        element("button", "Keys", type="button", id="keys"),
        _map(rows),
        class_="toolbar js",
        role="region",
        aria_label="Tools",
    )


def _map(rows: Sequence[Row]) -> Html:
    stretched = [
        element(
            "a",
            class_=str(stretch.severity) if stretch.severity else "repaired" if stretch.repaired else None,
            href=f"#r{stretch.first}",
            tabindex=-1,
        )
        for stretch in stretches(rows, most=_MOST_STRETCHES)
    ]
    # For the eye and the pointer: whoever reads otherwise has the filters, and the keys n and p.
    return element("div", *stretched, class_="map", aria_hidden="true")


def _table(rows: Sequence[Row]) -> Html:
    columns = (("n", "Line"), ("was", "French as it was"), ("fr", "French"), ("en", "English"), ("notes", "Notes"))
    head = element(
        "thead",
        element(
            "tr",
            *(element("th", name, class_=kind, scope="col", role="columnheader") for kind, name in columns),
            role="row",
        ),
        role="rowgroup",
    )
    # Without any repair there is no text to show beside the French.
    kind = None if any(row.is_repaired for row in rows) else "plain"
    bodies = [
        element(
            "tbody",
            *(_row(start + number, row) for number, row in enumerate(rows[start : start + _CHUNK])),
            role="rowgroup",
        )
        for start in range(0, len(rows), _CHUNK)
    ]
    return element("main", element("table", head, *bodies, class_=kind, role="table", aria_label="Segments"))


def _row(number: int, row: Row) -> Html:
    kinds = ["row", row.shape.value]
    kinds += ["begins"] if row.begins else []
    kinds += ["repaired"] if row.is_repaired else []
    kinds += [f"has-{row.severity}"] if row.severity else []
    cells = [
        element(
            "th",
            element("a", str(row.line), href=f"#r{number}", tabindex=-1),
            element("span", row.place, class_="place") if row.place and row.begins else Html(""),
            class_="n",
            scope="row",
            role="rowheader",
        )
    ]
    if row.is_repaired:
        cells.append(element("td", original_cell(row), class_="was", lang="fr", dir="auto", role="cell"))
        cells.append(
            element(
                "td",
                "taken out" if row.shape is Shape.REMOVED else repaired_cell(row),
                class_="fr",
                lang="fr",
                dir="auto",
                role="cell",
            )
        )
    else:
        cells.append(
            element(
                "td",
                repaired_cell(row),
                class_="fr whole",
                lang="fr",
                dir="auto",
                role="cell",
                colspan=2,
                aria_colspan=2,
            )
        )
    english = Html("") if row.shape is Shape.REMOVED else english_cell(row)
    cells.append(element("td", english, class_="en", lang="en", dir="auto", role="cell"))
    cells.append(element("td", notes_cell(row), class_="notes", role="cell"))
    return element("tr", *cells, id=f"r{number}", class_=" ".join(kinds), role="row", tabindex=-1, data_tags=_tags(row))


def _tags(row: Row) -> str | None:
    """Return what the filters of the page find the row by."""
    tags = {f"rule:{edit.rule}" for edit in (*row.repairs, *row.edits)}
    tags |= {f"check:{finding.check}" for finding in row.findings}
    tags |= {"doubtful"} if row.is_doubtful else set()
    tags |= {"repaired"} if row.is_repaired else set()
    tags |= {"glossary"} if row.edits else set()
    return "\n".join(sorted(tags)) or None


def _record(
    document: Document, rows: Sequence[Row], *, signature: str, title: str, unrepaired: Mapping[int, str]
) -> dict[str, object]:
    """Return what the script of the page needs; lists are shorter than names, and there may be thousands of them."""
    edits = document.repair.edits if document.repair else ()
    return {
        "digest": digest_of(document),
        "english": _digest(row.target for row in rows),
        "name": document.path.name if document.path else None,
        "title": title,
        "format": document.format,
        "encoding": document.encoding,
        "signature": signature,
        "version": __version__,
        "repair": [[edit.span.start, edit.span.end, edit.old, edit.new, edit.rule, edit.reason] for edit in edits],
        "rows": [_row_record(row, unrepaired.get(row.segment)) for row in rows],
    }


def _digest(texts: Iterable[str | None]) -> str:
    """Return 16 hexadecimal digits that change with the English: a browser keeps decisions apart by them."""
    total = hashlib.sha256()
    for text in texts:
        total.update(repr(text).encode())
    return total.hexdigest()[:16]


def _row_record(row: Row, unrepaired: str | None) -> dict[str, object]:
    source, target, original = _Units(row.source), _Units(row.target or ""), _Units(row.original)
    record: dict[str, object] = {"i": row.segment, "p": row.start, "l": row.line, "s": row.source, "t": row.target}
    if row.is_repaired:
        record["o"] = row.original
        record["r"] = [[*original.of(edit.span), edit.new] for edit in row.repairs]
    if row.suggestions:
        record["g"] = [[*source.of(edit.span), edit.new] for edit in row.suggestions]
    if unrepaired is not None:
        record["u"] = unrepaired if row.coded is None else shown(unrepaired).text
    if row.coded is not None:
        record["c"] = row.coded
    if row.words and row.words.pairs:
        record["w"] = [
            [place for span in row.words.source for place in source.of(span)],
            [place for span in row.words.target for place in target.of(span)],
            [value for pair in row.words.pairs for value in (pair[0], pair[1], round(pair[2] * 100))],
        ]
    if any(finding.source_span or finding.target_span for finding in row.findings):
        record["f"] = [
            [
                source.of(finding.source_span) if finding.source_span else None,
                target.of(finding.target_span) if finding.target_span else None,
            ]
            for finding in row.findings
        ]
    if row.tried:
        record["y"] = [english for english, _ in row.tried]
    return record


class _Units:
    """Turns code points, which we count in, into the UTF-16 units that a script counts in."""

    def __init__(self, text: str) -> None:
        self._text = None if max(text, default="") <= "\uffff" else text

    def of(self, span: Span) -> list[int]:
        return [self._unit(span.start), self._unit(span.end)]

    def _unit(self, position: int) -> int:
        if self._text is None:
            return position
        return position + sum(character > "\uffff" for character in self._text[:position])
