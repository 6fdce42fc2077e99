"""What a reviewer decided on a page, and the document that follows from it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from glossary.edits import Edit, Span, apply
from glossary.repair import Repair
from glossary.tables import expression
from glossary.terms.records import Term
from translate.documents.errors import InputError
from translate.documents.formats import read_text
from translate.documents.formats.codes import carried, markup_of, shown
from translate.documents.records import Document, Gap, Part, Segment, Skeleton
from translate.documents.repairing import repair_document, with_originals

FORM = "fr2en decisions"
VERSION = 1
_MOST_NAMED = 5
"""Segments that an error names by their numbers."""
_STATES = ("open", "accepted", "done")
_DATA_OF_PAGE = expression(r'<script type="application/json" id="review">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one segment.

    `start` is where it begins in the text that was translated, in code points; `source` is its French there and
    `english` what is to stand in its place, None where there is no English. `french` is the French with the repairs
    that were rejected and the suggestions that were accepted, None where it is `source`. `state` is "open", "accepted"
    (the English is right and goes into the translation memory) or "done". What a reviewer of a coded view wrote has no
    codes; `draft` is the English with codes that it was made from.
    """

    segment: int
    start: int
    source: str
    english: str | None
    state: str = "open"
    edited: bool = False
    french: str | None = None
    comment: str = ""
    draft: str | None = None


def is_page(text: str) -> bool:
    """Tell whether a text is a review page, and not any other page of HTML."""
    return text.lstrip()[:15].lower() == "<!doctype html>" and _DATA_OF_PAGE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a review.

    `digest` is that of the text they were made for (see `digest_of`), `name` the name of its file without a folder,
    None where it had none. `repairs` are the edits that the text was repaired by before it was translated.
    """

    digest: str
    name: str | None
    format: str
    encoding: str
    signature: str
    repairs: tuple[Edit, ...]
    segments: tuple[Decision, ...]
    terms: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Decisions":
        """Read the JSON that a page exports, or a page itself, in which nothing is decided yet.

        :raises InputError: where it is neither, or of another version, or damaged.
        """
        found = _DATA_OF_PAGE.search(text) if is_page(text) else None
        try:
            record = json.loads(found[1] if found else text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"this is no JSON ({error}); export the decisions from the review page again") from error
        if found:
            record = _untouched(record)
        if not isinstance(record, dict) or record.get("form") != FORM:
            raise InputError('this is no file of decisions; export one from a review page with its button "Export"')
        if record.get("version") != VERSION:
            raise InputError(
                f"these decisions have version {record.get('version')!r} of their form, and only version {VERSION} is "
                "known; use the fr2en that made the review"
            )
        try:
            return cls(
                digest=_text(record, "digest"),
                name=None if record["name"] is None else _file_name(_text(record, "name")),
                format=_text(record, "format"),
                encoding=_text(record, "encoding"),
                signature=_text(record, "signature"),
                repairs=tuple(_edit(values) for values in record["repair"]),
                segments=tuple(_decision(each) for each in record["segments"]),
                terms=tuple(_term(each) for each in record["terms"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"the decisions are damaged ({error}); export them from the review page again") from error


def digest_of(document: Document) -> str:
    """Return the SHA-256, in hexadecimal, of the text of `document` as it was read, before any repair."""
    return hashlib.sha256(document.original.encode("utf-8", "surrogatepass")).hexdigest()


def decided(document: Document, decisions: Decisions) -> Document:
    """Return `document`, as it was read, with the repairs and the English of `decisions`.

    :raises InputError: where the decisions were made for another text, do not fit its segments or leave some out, or
        have French that does not follow from the text by its repairs.
    """
    if digest_of(document) != decisions.digest:
        raise InputError(
            "the decisions were made for another version of the text, and nothing was written; make a new review, or "
            "give the text that was reviewed with --source"
        )
    try:
        text = apply(document.original, decisions.repairs)
    except ValueError as error:
        raise InputError(f"the repairs of the decisions do not fit the text ({error}); make a new review") from error
    parts = _parts(text, decisions.segments, document.skeleton)
    _require_all(text, decisions)
    found = document
    if decisions.repairs:
        whole = Repair(document.original, text, decisions.repairs, (), ())
        parts, found = with_originals(parts, whole), replace(document, repair=whole)
    found = replace(found, parts=parts)
    _require_derived(found, decisions)
    return found


def require_english(decisions: Decisions) -> None:
    """Make sure that every segment has an English version, if only an empty one that somebody has left so.

    :raises InputError: where one has none: its French would stand in the English text.
    """
    missing = [f"{each.segment + 1}" for each in decisions.segments if each.english is None]
    if missing:
        more = f" and {len(missing) - _MOST_NAMED:,} more" if len(missing) > _MOST_NAMED else ""
        raise InputError(
            f"there is no English for segment {', '.join(missing[:_MOST_NAMED])}{more}; write it on the review page"
        )


def french_of(document: Document, decisions: Decisions) -> Document:
    """Return a `document` that `decided` returned without its English, with the repairs that were kept alone."""
    kept = {each.segment: each.french for each in decisions.segments if each.french is not None}
    return replace(
        document,
        parts=tuple(
            part if isinstance(part, Gap) else _in_french(part, kept.get(part.id), document) for part in document.parts
        ),
    )


def confirmed_pairs(document: Document, decisions: Decisions) -> tuple[tuple[str, str], ...]:
    """Return the pairs that were accepted, in the words of a `document` that `decided` returned, each once."""
    found = []
    for each in decisions.segments:
        segment = document.segments[each.segment]
        if each.state == "accepted" and segment.target is not None and segment.target.strip():
            found.append((_in_french(segment, each.french, document).source, segment.target))
    return tuple(dict.fromkeys(found))


def _in_french(segment: Segment, french: str | None, document: Document) -> Segment:
    """Return a segment without English; where `french` is given, that is what became of its original."""
    bare = replace(segment, target=None)
    if french is None:
        return bare
    original = segment.source if segment.original is None else segment.original
    source = french if document.skeleton is None else carried(segment.source, french)
    edit = Edit(Span(0, len(original)), original, source, "review", "as the reviewer left it")
    return replace(bare, source=source, original=original, edits=(edit,) if source != original else ())


def _require_all(text: str, decisions: Decisions) -> None:
    """Make sure that the decisions leave out no sentence of the text, which would stay French."""
    covered = bytearray(len(text))
    for each in decisions.segments:
        covered[each.start : each.start + len(each.source)] = b"\1" * len(each.source)
    position = 0
    for part in read_text(text, format=decisions.format).parts:
        end = position + len(part.text if isinstance(part, Gap) else part.source)
        if isinstance(part, Segment):
            free = covered.find(0, position, end)
            while free >= 0 and text[free].isspace():
                free = covered.find(0, free + 1, end)
            if free >= 0:
                raise InputError(
                    f"the decisions leave out a sentence of the text, {part.source[:60]!r}; export them from the "
                    "review page again"
                )
        position = end


def _require_derived(document: Document, decisions: Decisions) -> None:
    """Make sure that the French of each segment is that of the text, with repairs taken back or suggestions made."""
    suggestions: Sequence[Edit] | None = None
    for segment, decision in zip(document.segments, _in_order(decisions.segments), strict=True):
        french = decision.french
        if french is None or _derives(french, *_as_shown(segment.original or segment.source, segment.edits, document)):
            continue
        if suggestions is None:
            again = repair_document(document).repair
            suggestions = again.suggestions if again is not None else ()
        inside = [
            replace(edit, span=Span(edit.span.start - decision.start, edit.span.end - decision.start))
            for edit in suggestions
            if decision.start <= edit.span.start and edit.span.end <= decision.start + len(decision.source)
        ]
        if not _derives(french, *_as_shown(segment.source, inside, document)):
            raise InputError(
                f"the French of segment {decision.segment + 1} of the decisions does not follow from the text by its "
                "repairs; export them from the review page again"
            )


def _as_shown(text: str, edits: Sequence[Edit], document: Document) -> tuple[str, Sequence[Edit]]:
    """Return a text of `document` and edits of it as the reviewer saw them: without the codes of a coded view."""
    if document.skeleton is None:
        return text, edits
    seen = shown(text)
    return seen.text, [
        replace(edit, span=seen.shown_span(edit.span), old=shown(edit.old).text, new=shown(edit.new).text)
        for edit in edits
    ]


def _derives(found: str, text: str, edits: Sequence[Edit]) -> bool:
    """Tell whether `found` is `text` with some of the `edits` made.

    >>> _derives("ab c", "abc", [Edit(Span(1, 1), "", " ", "x", ""), Edit(Span(2, 2), "", " ", "x", "")])
    True
    """
    reached, position = {0}, 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < position:
            continue  # two suggestions for one place: the second is only possible without the first
        reached = _after(reached, text[position : edit.span.start], found)
        reached = _after(reached, edit.old, found) | _after(reached, edit.new, found)
        position = edit.span.end
    return len(found) in _after(reached, text[position:], found)


def _after(places: Iterable[int], piece: str, text: str) -> set[int]:
    """Return where `text` goes on behind `piece` from any of `places`."""
    return {place + len(piece) for place in places if text.startswith(piece, place)}


def _in_order(decisions: Sequence[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda each: each.start)


def _parts(text: str, decisions: Sequence[Decision], skeleton: Skeleton | None) -> tuple[Part, ...]:
    parts: list[Part] = []
    position = 0
    for number, decision in enumerate(_in_order(decisions)):
        end = decision.start + len(decision.source)
        if decision.segment != number or decision.start < position or text[decision.start : end] != decision.source:
            raise InputError(
                f"segment {decision.segment + 1} of the decisions is not in the text where it should be; export them "
                "from the review page again"
            )
        if decision.start > position:
            parts.append(Gap(text[position : decision.start]))
        english = decision.english
        if skeleton is not None and english is not None and decision.draft is not None:
            english = carried(decision.draft, english)
        markup = () if skeleton is None else markup_of(decision.source)
        parts.append(Segment(number, decision.source, markup, target=english))
        position = end
    if position < len(text):
        parts.append(Gap(text[position:]))
    return tuple(parts)


def _untouched(record: Any) -> Any:
    """Return the data of a page in the form of its export."""
    try:
        rows = [row for row in record["rows"] if row["i"] >= 0]
        texts = [row.get("c") or (row["s"], row["t"]) for row in rows]
        segments = [
            {"id": row["i"], "start": row["p"], "source": source, "english": english, "state": "open"}
            for row, (source, english) in zip(rows, texts, strict=True)
        ]
        return {**record, "form": FORM, "version": VERSION, "segments": segments, "terms": []}
    except (KeyError, TypeError) as error:
        raise InputError(f"the page of the review is damaged ({error}); make it again") from error


def _file_name(name: str) -> str:
    """Return the last part of a path: decisions come from elsewhere, and may not choose a folder."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text")
    return value


def _number(record: Mapping[str, Any], key: str) -> int:
    value = record[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{key} is no number")
    return value


def _edit(values: Any) -> Edit:
    start, end, *rest = values
    if not (isinstance(start, int) and isinstance(end, int) and all(isinstance(value, str) for value in rest)):
        raise TypeError("a repair is not of the form start, end, old, new, rule, reason")
    old, new, rule, reason = rest
    return Edit(Span(start, end), old, new, rule, reason)


def _decision(record: Mapping[str, Any]) -> Decision:
    state = _text(record, "state")
    if state not in _STATES:
        raise ValueError(f"{state!r} is no state of a segment")
    edited = record.get("edited") is True
    english = None if record["english"] is None else _text(record, "english")
    if edited and english is not None:
        # A line break of the reviewer's would make two segments of one.
        english = " ".join(english.splitlines())
    return Decision(
        segment=_number(record, "id"),
        start=_number(record, "start"),
        source=_text(record, "source"),
        english=english,
        state=state,
        edited=edited,
        french=_text(record, "french") if "french" in record else None,
        comment=_text(record, "comment") if "comment" in record else "",
        draft=_text(record, "draft") if record.get("draft") is not None else None,
    )


def _term(record: Mapping[str, Any]) -> Term:
    source, target = (" ".join(_text(record, key).split()) for key in ("source", "target"))
    note = _text(record, "note") if "note" in record else ""
    return Term(source, target, note=" ".join(note.split()), origin="review")
