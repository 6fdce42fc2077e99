"""Findings as others read them: text, JSON, JUnit XML, SARIF 2.1.0, annotations of GitHub."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from glossary.edits import LINE_END, Lines, Span
from glossary.tables import expression
from translate.checks import CHECKS, DOCUMENT_CHECKS, Check, DocumentCheck
from translate.checks.texts import Checked, Placed
from translate.documents.counts import counted
from translate.documents.records import Finding, Severity

_NOT_IN_XML = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def _within(span: Span | None, pair: Span) -> Span:
    return pair if span is None else Span(pair.start + span.start, pair.start + span.end)


def located(checked: Checked) -> Iterator[tuple[int, Placed, Finding, Span, Span]]:
    """Yield each finding with the number of its pair, from 1, and its places in both texts (the pair's by default)."""
    for number, pair in enumerate(checked.pairs, start=1):
        for found in pair.findings:
            here, there = _within(found.source_span, pair.source_span), _within(found.target_span, pair.target_span)
            yield number, pair, found, here, there


def summary(results: Sequence[Checked]) -> str:
    """Return one line: pairs, and how many findings of each severity.

    >>> summary([])
    '0 pairs checked: nothing found'
    """
    pairs = sum(len(checked.pairs) for checked in results)
    counts = [
        counted(number, name)
        for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "note"))
        if (number := sum(checked.count(severity) for checked in results))
    ]
    return f"{counted(pairs, 'pair')} checked: {', '.join(counts) or 'nothing found'}"


def as_text(results: Sequence[Checked]) -> str:
    """Return three lines a finding: where and what, the French, the English; the place itself between `[=` and `=]`.

    Control characters are left as they are: who prints to a terminal makes them harmless.
    """
    lines: list[str] = []
    for checked in results:
        places = Lines(checked.target_text)
        for _, pair, found, _, there in located(checked):
            line, column = places.of(there.start)
            lines.append(f"{checked.target_name}:{line}:{column}: {found.severity}: {found.check}: {found.message}")
            lines.append(f"    fr: {_marked(pair.source, found.source_span)}")
            lines.append(f"    en: {_marked(pair.target, found.target_span)}")
    return "".join(line + "\n" for line in lines)


def _marked(text: str, span: Span | None) -> str:
    if span is not None and len(span):
        text = f"{text[: span.start]}[={span.of(text)}=]{text[span.end :]}"
    return LINE_END.sub("⏎", text)


def as_json(results: Sequence[Checked]) -> str:
    """Return one JSON object: `version`, and for each document its names, its pairs and their findings.

    `start` and `end` count the code points of the documents from 0, `line` and `column` from 1.
    """
    return json.dumps({"version": 1, "documents": [_record(checked) for checked in results]}, ensure_ascii=False)


def _record(checked: Checked) -> dict[str, object]:
    lines = {"source": Lines(checked.source_text), "target": Lines(checked.target_text)}
    pairs = []
    for pair in checked.pairs:
        findings = []
        for found in pair.findings:
            places: dict[str, object] = {}
            for side, span, base in (
                ("source", found.source_span, pair.source_span),
                ("target", found.target_span, pair.target_span),
            ):
                if span is not None:
                    whole = _within(span, base)
                    line, column = lines[side].of(whole.start)
                    places[side] = {"start": whole.start, "end": whole.end, "line": line, "column": column}
            findings.append(
                {
                    "check": found.check,
                    "severity": str(found.severity),
                    "message": found.message,
                    "measured": found.measured,
                    "limit": found.limit,
                    **places,
                }
            )
        pairs.append({"source": pair.source, "target": pair.target, "findings": findings})
    return {"source": checked.source_name, "target": checked.target_name, "pairs": pairs}


def as_junit(results: Sequence[Checked]) -> str:
    """Return JUnit XML: a test suite for each document, a test case for each pair; errors and warnings fail."""
    from xml.sax.saxutils import escape, quoteattr  # which loads urllib and email, for this form alone

    suites = []
    for checked in results:
        lines = Lines(checked.target_text)
        cases = []
        failures = 0
        for number, pair in enumerate(checked.pairs, start=1):
            line = lines.of(pair.target_span.start)[0]
            grave = [found for found in pair.findings if found.severity >= Severity.WARNING]
            name = quoteattr(_xml(f"{number} (line {line})"))
            case = f"    <testcase classname={quoteattr(_xml(checked.target_name))} name={name}"
            if grave:
                failures += 1
                messages = quoteattr(_xml("; ".join(f"{found.check}: {found.message}" for found in grave)))
                kind = str(max(found.severity for found in grave))
                detail = escape(_xml(f"fr: {pair.source}\nen: {pair.target}"))
                case += f'>\n      <failure type="{kind}" message={messages}>{detail}</failure>\n    </testcase>'
            else:
                case += "/>"
            cases.append(case)
        head = f'  <testsuite name={quoteattr(_xml(checked.target_name))} tests="{len(cases)}" failures="{failures}">'
        suites.append("\n".join([head, *cases, "  </testsuite>"]))
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites, "</testsuites>"]) + "\n"


def _xml(text: str) -> str:
    """Return `text` without what XML has no form for."""
    return _NOT_IN_XML.sub("\ufffd", text)


def as_sarif(results: Sequence[Checked], *, version: str) -> str:
    """Return a log in SARIF 2.1.0 with one run; `version` is that of this program."""
    checks: list[Check | DocumentCheck] = [*CHECKS.values(), *DOCUMENT_CHECKS.values()]
    rules = [
        {
            "id": check.name,
            "shortDescription": {"text": check.summary},
            "fullDescription": {"text": check.reason},
        }
        for check in checks
    ]
    found_results = []
    for checked in results:
        for _, _, found, here, there in located(checked):
            related = [_sarif_place(checked.source_name, checked.source_text, here)] if len(here) else []
            found_results.append(
                {
                    "ruleId": found.check,
                    "level": _LEVELS[found.severity],
                    "message": {"text": found.message},
                    "locations": [_sarif_place(checked.target_name, checked.target_text, there)],
                    **({"relatedLocations": related} if related else {}),
                }
            )
    driver = {"name": "fr2en", "semanticVersion": version, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found_results}],
    }
    return json.dumps(log, ensure_ascii=False)


def _sarif_place(name: str, text: str, span: Span) -> dict[str, object]:
    from urllib.parse import quote

    lines = Lines(text)
    (line, column), (end_line, end_column) = lines.of(span.start), lines.of(span.end)
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    address = quote(name.replace("\\", "/"), safe="/:~", errors="surrogatepass")
    return {"physicalLocation": {"artifactLocation": {"uri": address}, "region": region}}


def as_github(results: Sequence[Checked]) -> str:
    """Return workflow commands that GitHub shows as annotations of the target's lines."""
    lines: list[str] = []
    for checked in results:
        places = Lines(checked.target_text)
        for _, _, found, _, there in located(checked):
            line, column = places.of(there.start)
            level = "notice" if found.severity == Severity.NOTE else str(found.severity)
            name = _escaped(checked.target_name, more=True)
            title = _escaped(found.check, more=True)
            lines.append(f"::{level} file={name},line={line},col={column},title={title}::{_escaped(found.message)}")
    return "".join(line + "\n" for line in lines)


def _escaped(text: str, *, more: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if more else text


REPORTS: Mapping[str, Callable[[Sequence[Checked]], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "github": as_github,
}
"""The forms of a report that need nothing but the results, by the name of `--format`."""
