"""Repair before translation: a document as it was read becomes one whose sentences are mended.

Repair comes before a text is cut into sentences, since a line that is joined or a space that comes back changes them.
So the text of the document is repaired and read once more; what each part of the new document was before, and the
edits that made it, are kept with it.
"""

import difflib
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from glossary.edits import Edit, Span, apply
from glossary.repair import RULES, Notice, Repair, Rule, repair
from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats import format_named, read_text
from translate.documents.formats.codes import BETWEEN, Shown, shown, view_parts
from translate.documents.records import Document, Finding, Gap, Part, Segment, Severity

_LINE = expression(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SPACE = expression(r"\s+")
_MOST_TRIES = 4
"""How often the text of a document with markup is repaired, each time without the edit that broke the markup."""


def chosen_rules(
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    drop_boilerplate: bool = False,
    rules: Mapping[str, Rule] = RULES,
) -> dict[str, Rule]:
    """Return the rules named in `select`, all where it is empty, without those named in `ignore`; in their order.

    :param drop_boilerplate: take out the lines that the rule `boilerplate` only marks, whether it is selected or not.
    :raises InputError: where there is no rule of a name, or no rule is left.

    >>> chosen_rules(ignore=["glued-word"])
    Traceback (most recent call last):
    translate.documents.errors.InputError: there is no rule 'glued-word'; did you mean glued-words?
    """
    for name in (*select, *ignore):
        rule_named(name, rules)
    chosen = {name: rule for name, rule in rules.items() if (not select or name in select) and name not in ignore}
    if drop_boilerplate:
        from glossary.repair.boilerplate import boilerplate_edits

        marking = rules["boilerplate"]
        chosen["boilerplate"] = replace(
            marking, find=lambda text: [replace(edit, safe=True) for edit in boilerplate_edits(text)]
        )
        chosen = {name: chosen[name] for name in rules if name in chosen}
    if not chosen and rules:
        raise InputError("no rule is left: all that are selected are ignored as well; select or ignore fewer")
    return chosen


def rule_named(name: str, rules: Mapping[str, Rule] = RULES) -> Rule:
    """Return the rule of this name.

    :raises InputError: where there is none; the message has the nearest name, or all names.
    """
    if name in rules:
        return rules[name]
    near = difflib.get_close_matches(name, rules, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(rules)}"
    raise InputError(f"there is no rule {name!r}; {hint}")


def repair_document(document: Document, *, unsafe: bool = False, rules: Mapping[str, Rule] = RULES) -> Document:
    """Return `document`, as it was read, with its text repaired and cut into sentences anew.

    The parts of the result know what they were made from, `Document.repair` has the edits, suggestions and notices,
    and a notice is also a finding of the segment that it begins in. Only prose is repaired: markup, code, addresses
    and line breaks of a format with markup stay, and no edit may turn prose into markup.

    :param unsafe: make the edits that are only suggested otherwise.

    >>> from translate.documents.formats import read_text
    >>> document = repair_document(read_text("Il est en Russiemais il revient.", format="text"))
    >>> document.segments[0].source, document.segments[0].original
    ('Il est en Russie mais il revient.', 'Il est en Russiemais il revient.')
    """
    text = document.source
    if document.skeleton is not None:
        return _repaired_view(document, unsafe=unsafe, rules=rules)
    if format_named(document.format).plain:
        found = repair(text, unsafe=unsafe, rules=rules)
        return _rebuilt(document, found, _parts(document, found))
    protected = _protected(document)
    markup = _markup_text(document.parts)
    for _ in range(_MOST_TRIES):
        found = repair(text, protected=protected, line_breaks=False, unsafe=unsafe, rules=rules)
        parts = _parts(document, found)
        if _markup_text(parts) == markup:
            return _rebuilt(document, found, parts)
        edit = _first_harm(document, markup, found.edits)
        # An edit of no length may stand at the edge of what is protected, so that its neighbours are protected too.
        around = Span(max(0, edit.span.start - 1), min(len(text), edit.span.end + 1))
        protected = _merged([*protected, around])
    return _rebuilt(document, repair(text, rules=rules, only=()), document.parts)


def _repaired_view(document: Document, *, unsafe: bool, rules: Mapping[str, Rule]) -> Document:
    """Return a document with a coded view repaired: the rules read its text without the codes, which all stay."""
    seen = shown(document.source)
    between = [Span(match.start(), match.end()) for match in re.finditer(BETWEEN, seen.text)]
    protected = sorted([*seen.kept, *between])
    found = repair(seen.text, protected=protected, line_breaks=False, unsafe=unsafe, rules=rules)
    edits = tuple(seen.edits(found.edits))
    text = apply(document.source, edits)
    after = shown(text)
    whole = Repair(
        document.source,
        text,
        edits,
        tuple(after.edits(found.suggestions)),
        tuple(replace(notice, span=after.span(notice.span)) for notice in found.notices),
    )
    parts = view_parts(text, document.skeleton.places if document.skeleton else ()) if edits else document.parts
    return _rebuilt(document, whole, parts)


def shown_repair(document: Document) -> Repair:
    """Return the repair of a document as people are told of it: without the codes of a coded view, a line a block.

    :raises ValueError: where the document was not repaired.
    """
    found = document.repair
    if found is None:
        raise ValueError("the document was not repaired")
    if document.skeleton is None:
        return found
    before, after = shown(found.original), shown(found.text)
    return Repair(
        before.text.replace(BETWEEN, "\n"),
        after.text.replace(BETWEEN, "\n"),
        tuple(_shown_edits(before, found.edits)),
        tuple(_shown_edits(after, found.suggestions)),
        tuple(replace(notice, span=_shown_span(after, notice.span)) for notice in found.notices),
    )


def _shown_edits(seen: Shown, edits: Iterable[Edit]) -> Iterator[Edit]:
    return (replace(edit, span=_shown_span(seen, edit.span)) for edit in edits)


def _shown_span(seen: Shown, span: Span) -> Span:
    there = seen.shown_span(span)
    lines = seen.text.count(BETWEEN, 0, there.start) * (len(BETWEEN) - 1)
    return Span(there.start - lines, there.end - lines)


def repair_lines(document: Document, *, unsafe: bool = False, rules: Mapping[str, Rule] = RULES) -> Document:
    """Return the plain text `document` with each of its lines repaired by itself, as `repair_document` does.

    No line is joined to another, and what is made of a line does not depend on its neighbours: this is for streams, of
    which nobody knows how much comes at a time.

    >>> from translate.documents.formats import read_text
    >>> repair_lines(read_text("Il est en\\nRussiemais\\n", format="text")).source
    'Il est en\\nRussie mais\\n'
    """
    known: dict[str, Repair] = {}
    pieces: list[str] = []
    edits: list[Edit] = []
    suggestions: list[Edit] = []
    notices: list[Notice] = []
    text = document.source
    position = length = 0
    for line in _LINE.finditer(text):
        if line[0] not in known:
            known[line[0]] = repair(line[0], line_breaks=False, unsafe=unsafe, rules=rules)
        found = known[line[0]]
        pieces += [text[position : line.start()], found.text]
        length += line.start() - position
        edits += (replace(edit, span=_moved(edit.span, line.start())) for edit in found.edits)
        suggestions += (replace(edit, span=_moved(edit.span, length)) for edit in found.suggestions)
        notices += (replace(notice, span=_moved(notice.span, length)) for notice in found.notices)
        length += len(found.text)
        position = line.end()
    repaired = "".join([*pieces, text[position:]])
    whole = Repair(text, repaired, tuple(edits), tuple(suggestions), tuple(notices))
    return _rebuilt(document, whole, _parts(document, whole))


def _parts(document: Document, found: Repair) -> tuple[Part, ...]:
    """Return the parts of the repaired text."""
    return read_text(found.text, format=document.format).parts if found.edits else document.parts


def _moved(span: Span, distance: int) -> Span:
    return Span(span.start + distance, span.end + distance)


def _protected(document: Document) -> list[Span]:
    """Return where the text of `document` is not prose; of the white space, only that within a line is."""
    spans: list[Span] = []
    position = 0
    for part in document.parts:
        end = position + len(part.text)
        if isinstance(part, Segment):
            spans += (_moved(item.span, position) for item in part.markup)
        elif part.text.strip() or position == 0 or len(part.text.splitlines()) > 1 or part.text.endswith(("\n", "\r")):
            spans.append(Span(position, end))
        position = end
    return _merged(spans)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _markup_text(parts: Iterable[Part]) -> str:
    """Return all that is not prose, without white space: it stays the same when only words change."""
    pieces: list[str] = []
    for part in parts:
        if isinstance(part, Segment):
            pieces += (item.span.of(part.source) for item in part.markup)
        else:
            pieces.append(part.text)
    return _SPACE.sub("", "".join(pieces))


def _first_harm(document: Document, markup: str, edits: Sequence[Edit]) -> Edit:
    """Return the first of `edits` with which the text has another `markup`; with all of them, it has."""

    def harms(count: int) -> bool:
        changed = read_text(apply(document.source, edits[:count]), format=document.format)
        return _markup_text(changed.parts) != markup

    harmless, harmful = 0, len(edits)
    while harmful - harmless > 1:
        middle = (harmless + harmful) // 2
        if harms(middle):
            harmful = middle
        else:
            harmless = middle
    return edits[harmless]


def _rebuilt(document: Document, found: Repair, parts: tuple[Part, ...]) -> Document:
    """Return `document` as it is after a repair, with `parts` that know their origin and the notices in them."""
    if found.edits:
        parts = with_originals(parts, found)
    return replace(document, parts=_with_findings(parts, found.notices), repair=found)


def with_originals(parts: Sequence[Part], found: Repair) -> tuple[Part, ...]:
    """Give each of `parts`, which make up the repaired text, its stretch of the original and the edits in between.

    What was taken out at the edge of a segment belongs to the gap beside it: to an empty one, if there is none.
    """
    around = [part for part in (*parts[:1], *parts[-1:]) if isinstance(part, Segment)]
    padded = [Gap(""), *parts, Gap("")] if around or not parts else list(parts)
    result: list[Part] = []
    texts = [part.text if isinstance(part, Gap) else part.source for part in padded]
    pieces = _pieces(texts, [isinstance(part, Gap) for part in padded], found)
    for part, text, (original, edits) in zip(padded, texts, pieces, strict=True):
        if not text and not original:
            continue
        if isinstance(part, Segment):
            result.append(replace(part, original=original, edits=edits) if edits else part)
        else:
            result.append(replace(part, original=original) if edits else part)
    return tuple(result)


def _pieces(texts: Sequence[str], are_gaps: Sequence[bool], found: Repair) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    """Yield the original of each of `texts`, and its edits; an edit that crosses the end of one is made into two."""
    waiting = deque(sorted(found.edits, key=lambda edit: edit.span))
    start = 0
    for text, is_gap in zip(texts, are_gaps, strict=True):
        edits: list[Edit] = []
        position, left = start, len(text)
        while waiting:
            edit = waiting[0]
            before = edit.span.start - position
            if before > left or (before == left and (edit.new or not is_gap)):
                break
            waiting.popleft()
            room = left - before
            if len(edit.new) > room:
                edit, rest = _divided(edit, room)
                if rest.old != rest.new:
                    waiting.appendleft(rest)
            if edit.old != edit.new:
                edits.append(replace(edit, span=_moved(edit.span, -start)))
            position = edit.span.end
            left = room - len(edit.new)
        end = position + left
        yield found.original[start:end], tuple(edits)
        start = end


def _divided(edit: Edit, length: int) -> tuple[Edit, Edit]:
    """Return `edit` as two, of which the first writes the first `length` characters; what stayed, stays."""
    head, tail = edit.new[:length], edit.new[length:]
    if edit.old.startswith(head):
        kept = len(head)
    elif edit.old.endswith(tail):
        kept = len(edit.old) - len(tail)
    else:
        kept = len(edit.old)
    middle = edit.span.start + kept
    return (
        replace(edit, span=Span(edit.span.start, middle), old=edit.old[:kept], new=head),
        replace(edit, span=Span(middle, edit.span.end), old=edit.old[kept:], new=tail),
    )


def _with_findings(parts: Sequence[Part], notices: Iterable[Notice]) -> tuple[Part, ...]:
    """Add each notice to the segment that it begins in, or to the first one that it reaches."""
    result = list(parts)
    places: list[tuple[int, int, int]] = []
    position = 0
    for number, part in enumerate(parts):
        if isinstance(part, Segment):
            places.append((position, position + len(part.source), number))
        position += len(part.text)
    ends = [end for _, end, _ in places]
    for notice in notices:
        place = bisect_right(ends, notice.span.start)
        if place == len(places) or places[place][0] > max(notice.span.start, notice.span.end - 1):
            continue
        start, end, number = places[place]
        segment = result[number]
        assert isinstance(segment, Segment)  # `places` holds no others
        first, last = max(notice.span.start, start) - start, min(notice.span.end, end) - start
        finding = Finding(notice.rule, Severity.NOTE, notice.message, source_span=Span(first, max(first, last)))
        result[number] = replace(segment, findings=(*segment.findings, finding))
    return tuple(result)


def english_without_repairs(
    document: Document, *, translate: Callable[[Iterable[Document]], Iterator[Document]]
) -> dict[int, str]:
    """Return the English, by the number of the segment, of what repair changed as it was before.

    `translate` gets a document for each such segment, which says that it was repaired already.
    """
    repaired = [segment for segment in document.segments if segment.original is not None]
    nothing = Repair("", "", (), (), ())
    texts = (replace(read_text(segment.original or "", format=document.format), repair=nothing) for segment in repaired)
    return {segment.id: english.text for segment, english in zip(repaired, translate(texts), strict=True)}
