"""XLIFF 1.2 and 2.x, and TMX: files of translators, in which the English stands beside the French.

What has a translation stays, as does what is approved, final or not to be translated. In TMX each unit that has French
and no English gets an English variant. The standards: OASIS XLIFF 1.2 and 2.1, LISA TMX 1.4b.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from translate.documents.errors import InputError
from translate.documents.formats.bilingual import Copy, Translation, filled, text_of
from translate.documents.formats.blocks import Builder
from translate.documents.formats.skeleton import Block, Member, Skeleton, alone, skeleton_of
from translate.documents.formats.xml_events import (
    END,
    OTHER,
    START,
    TEXT,
    Event,
    XmlText,
    encoding_of,
    events,
    is_french,
    tag_name,
)
from translate.documents.records import Document

_PREFIXES: Mapping[str, str] = {
    **{f"urn:oasis:names:tc:xliff:document:{version}": "" for version in ("1.1", "1.2", "2.0", "2.1", "2.2")},
    "http://www.lisa.org/tmx14": "",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_UNITS = frozenset(["trans-unit", "segment", "tu"])
_PAIRS = frozenset(["g", "pc", "mrk", "sub", "hi"])
_RANGES = {
    **{
        name: (("rid", "i", "id"), opens)
        for name, opens in (("bpt", True), ("ept", False), ("bx", True), ("ex", False))
    },
    "sc": (("id",), True),
    "ec": (("startRef", "id"), False),
}
"""Elements that begin or end a pair, with the attributes that tell which."""
_DONE = frozenset(["final", "signed-off", "translated", "reviewed"])
"""States of a translation that a person has seen."""
_CDATA = b"<![CDATA["
_LONGEST_NAME = 40


class Xliff:
    """Files of translators: XLIFF and TMX."""

    name = "xliff"
    suffixes = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".tmx")
    plain = False

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read the units without a translation; see `translate.documents.formats.base.Format.read`.

        :raises InputError: also where nothing in the file is French, or its translations are to be in another language.
        """
        reading = _Reading(Member(data, encoding_of(data)))
        skeleton = Skeleton(self.name, {"": reading.member}, reading.blocks, alone(data))
        return skeleton.document(notices=sorted(reading.notices))

    def translations(self, data: bytes, *, encoding: str | None = None) -> Iterator[Translation]:
        """Yield the French units that have English, with it; `encoding` is of no concern.

        :raises InputError: as `read`.
        """
        yield from _Reading(Member(data, encoding_of(data))).translations

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the file with the English in its place; its encoding is its own.

        :raises OutputError: where a translation has not the codes of its French.
        :raises ValueError: where `document` was not read from a file.
        """
        skeleton = skeleton_of(document)
        if any(segment.target is not None for segment in document.segments):
            document = filled(document, _Reading(skeleton.members[""]).copies)
            skeleton = skeleton_of(document)
        return skeleton.write(document)


class _Reading:
    """One reading of a file: its `blocks`, the `copies` that their English begins as, and the `translations` it has."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.blocks: list[Block] = []
        self.copies: list[Copy] = []
        self.translations: list[Translation] = []
        self.notices: set[str] = set()
        self._lines = self._counted = 0  # line ends, and the bytes before which they are counted
        self.number = 0
        self.old = False
        self._read()

    def _read(self) -> None:
        depth = 0
        may_be = [True]  # for each open element, whether its text is to be translated
        french: set[bool] = set()
        here = True  # whether the file that we are in is French
        unit: list[Event] = []
        unit_depth = 0
        name = ""
        for event in events(self.member.data, _PREFIXES):
            if event.kind == START:
                depth += 1
                if depth == 1 and event.name not in ("xliff", "tmx"):
                    raise InputError("this is no XLIFF or TMX file: it is other XML; check its name or give --format")
                said = event.attributes.get("translate")
                may_be.append(said == "yes" or (said is None and may_be[-1]))
                if event.name in ("xliff", "file"):
                    here = self._is_french(event, here)
                    if event.name == "file":
                        french.add(here)
                elif event.name == "unit":
                    name = event.attributes.get("name") or event.attributes.get("id") or ""
                elif event.name in _UNITS and not unit:
                    unit_depth = depth
            if unit_depth:
                unit.append(event)
            if event.kind == END:
                if depth == unit_depth:
                    self.number += 1
                    if here and may_be[-1]:
                        self._unit(unit, name)
                    unit, unit_depth = [], 0
                may_be.pop()
                depth -= 1
        if french == {False}:
            raise InputError("the file says that its source language is not French, so there is nothing to translate")

    def _is_french(self, event: Event, before: bool) -> bool:
        """Tell whether the source of a file is French.

        :raises InputError: where its translations are to be in another language than English.
        """
        for name in ("target-language", "trgLang"):
            language = event.attributes.get(name, "")
            if language and not language.lower().startswith("en"):
                raise InputError(
                    f"the file says that its translations are in {language[:20]!r}; only English is written"
                )
        source = event.attributes.get("source-language") or event.attributes.get("srcLang")
        if event.name == "file":
            self.old = self.old or "source-language" in event.attributes
        return before if source is None else is_french(source)

    def _unit(self, unit: Sequence[Event], name: str) -> None:
        """Find the French of a unit without English, and where that goes."""
        attributes = unit[0].attributes
        done = attributes.get("approved") == "yes" or attributes.get("state") in _DONE
        label = name or attributes.get("resname") or attributes.get("id") or attributes.get("tuid") or str(self.number)
        place = f"unit {label[:_LONGEST_NAME]}"
        if unit[0].name == "tu":
            self._tmx_unit(unit, place, done=done)
            return
        parts = {part[0].name: part for part in reversed(list(_children(unit)))}
        source = parts.get("seg-source") or parts.get("source")
        target = parts.get("target")
        if source and target and _is_said(target):
            self._say(source, target)
        elif source and not done and not (target and target[0].attributes.get("state") in _DONE):
            self._wait(source, target, place)

    def _say(self, source: Sequence[Event], target: Sequence[Event]) -> None:
        """Note a translation that is there."""
        french, english = (text_of(self._blocks_of(part, "")) for part in (source, target))
        if french.strip() and english.strip():
            self._lines += self.member.data.count(b"\n", self._counted, target[0].start)
            self._counted = target[0].start
            self.translations.append(Translation(french, english, self._lines + 1))

    def _wait(self, source: Sequence[Event], target: Sequence[Event] | None, place: str) -> None:
        """Note a unit whose English is to be written, where there is none."""
        if target:
            before = self.member.text(target[0].start, target[0].end)
            after = self.member.text(target[-1].start, target[-1].end)
            if not after:
                after = f"</{tag_name(self.member, target[0])}>"
                before = re.sub(r"\s*/>$", ">", before)
            self._add(source, place, Copy(_inside(source), target[0].start, target[-1].end, before, after))
        else:
            prefix = tag_name(self.member, source[0]).rpartition(":")[0]
            tag = f"{prefix}:target" if prefix else "target"
            state = ' state="needs-review-translation"' if self.old else ""
            before = f"{self._space_before(source[0])}<{tag}{state}>"
            end = source[-1].end
            self._add(source, place, Copy(_inside(source), end, end, before, f"</{tag}>"))

    def _tmx_unit(self, unit: Sequence[Event], place: str, *, done: bool) -> None:
        variants = [part for part in _children(unit) if part[0].name == "tuv"]
        languages = [part[0].attributes.get("xml:lang") or part[0].attributes.get("lang") or "" for part in variants]
        french = next((part for part, tag in zip(variants, languages, strict=True) if is_french(tag)), None)
        english = next(
            (part for part, tag in zip(variants, languages, strict=True) if tag.lower().startswith("en")), None
        )
        said = _segment(french) if french else None
        if said and english and (there := _segment(english)):
            self._say(said, there)
        if french and said and not english and not done:
            attribute = "xml:lang" if "xml:lang" in french[0].attributes else "lang"
            end = french[-1].end
            before = f'{self._space_before(french[0])}<tuv {attribute}="en"><seg>'
            self._add(said, place, Copy(_inside(said), end, end, before, "</seg></tuv>"))

    def _add(self, source: Sequence[Event], place: str, copy: Copy) -> None:
        if any(event.kind == OTHER and self.member.data.startswith(_CDATA, event.start) for event in source):
            self.notices.add("text in CDATA sections is not translated")
            return
        start, end = _inside(source)
        if start < end and (blocks := self._blocks_of(source, place)):
            self.blocks += blocks
            self.copies.append(copy)

    def _blocks_of(self, element: Sequence[Event], place: str) -> list[Block]:
        return _blocks(element, self.member, Builder("", self.member, XmlText(), _inside(element)[0], place=place))

    def _space_before(self, event: Event) -> str:
        """Return the white space before a tag, with which its neighbour begins a line as well."""
        text = self.member.text(max(0, event.start - 400), event.start)
        return text[len(text.rstrip(" \t\r\n")) :] if self.member.encoding in ("utf-8", "ascii", "cp1252") else ""


def _children(element: Sequence[Event]) -> Iterator[list[Event]]:
    """Yield the elements that stand directly in an element, each with all its events."""
    depth = 0
    child: list[Event] = []
    for event in element[1:-1]:
        depth += event.kind == START
        if depth:
            child.append(event)
        if event.kind == END:
            depth -= 1
            if not depth:
                yield child
                child = []


def _segment(variant: Sequence[Event]) -> list[Event] | None:
    return next((part for part in _children(variant) if part[0].name == "seg"), None)


def _inside(element: Sequence[Event]) -> tuple[int, int]:
    return element[0].end, max(element[0].end, element[-1].start)


def _is_said(element: Sequence[Event]) -> bool:
    """Tell whether there is anything in an element."""
    return any(event.kind != TEXT or event.name.strip() for event in element[1:-1])


def _blocks(source: Sequence[Event], member: Member, builder: Builder) -> list[Block]:
    """Return the blocks of an element: elements in it are pairs, or marks with all that is in them."""
    opened: Event | None = None
    kept = False
    inner = depth = 0
    shown: list[str] = []
    ends: list[bool] = []
    for event in source[1:-1]:
        if event.kind == START:
            depth += 1
            if opened is not None:
                continue
            if event.attributes.get("mtype") == "seg":
                builder.boundary(event.start, event.end)
                ends.append(True)
                continue
            kept = event.attributes.get("translate") == "no" or event.attributes.get("mtype") == "protected"
            if event.name in _PAIRS and not kept:
                builder.open(event.start, event.end)
                ends.append(False)
            else:
                opened, inner = event, depth
                shown.clear()
        elif event.kind == END:
            if opened is not None:
                if depth == inner:
                    if kept and "".join(shown).strip():
                        builder.word(opened.start, event.end, "".join(shown))
                    elif opened.name in _RANGES:
                        names, opens = _RANGES[opened.name]
                        name = next((opened.attributes[each] for each in names if each in opened.attributes), "")
                        builder.range(opened.start, event.end, name, opens=opens)
                    else:
                        builder.mark(opened.start, event.end)
                    opened = None
            elif ends.pop():
                builder.boundary(event.start, event.end)
            else:
                builder.close(event.start, event.end)
            depth -= 1
        elif event.kind == TEXT:
            if opened is None:
                builder.text(event.start, event.end, event.name)
            else:
                shown.append(event.name)
    return builder.finish(_inside(source)[1])
