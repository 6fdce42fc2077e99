"""PowerPoint files (pptx, pptm, ppsx, ppsm, potx, potm): ECMA-376 part 1, chapter 19, transitional and strict.

What is translated: text of slides in their order, with tables, charts, diagrams, notes and comments; what layouts and
masters say; descriptions of images; the title of the document. Fields such as the number of a slide stay.
"""

from collections.abc import Iterator, Mapping

from translate.documents.errors import InputError
from translate.documents.formats.office import (
    DRAWING_COPY,
    DRAWINGS,
    PREFIXES,
    DrawingPart,
    Package,
    Part,
    property_parts,
)
from translate.documents.formats.skeleton import Block, Skeleton, Spliced, with_twins
from translate.documents.formats.xml_events import START, events
from translate.documents.records import Document

_MAIN = (
    "presentationml.presentation.main+xml",
    "presentationml.slideshow.main+xml",
    "presentationml.template.main+xml",
    "ms-powerpoint.presentation.macroEnabled.main+xml",
    "ms-powerpoint.slideshow.macroEnabled.main+xml",
    "ms-powerpoint.template.macroEnabled.main+xml",
)
_SLIDE = "presentationml.slide+xml"
_OF_SLIDES: Mapping[str, str] = {
    "presentationml.notesSlide+xml": "notes",
    **DRAWINGS,
    "presentationml.comments+xml": "comment",
    "ms-powerpoint.comments+xml": "comment",
}
"""Members that belong to a slide, with what they are."""
_PATTERNS: Mapping[str, str] = {
    "presentationml.slideLayout+xml": "layout of slides",
    "presentationml.slideMaster+xml": "master of slides",
    "presentationml.notesMaster+xml": "master of notes",
    "presentationml.handoutMaster+xml": "master of handouts",
}
"""Members that many slides share: what they say stands often once more in another one."""


class Pptx(Spliced):
    """PowerPoint files."""

    name = "pptx"
    suffixes = (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm")

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read a file, whose encodings are its own; see `translate.documents.formats.base.Format.read`."""
        package = Package(data)
        main = package.named(*_MAIN)
        if not main:
            raise InputError("this is no PowerPoint file: its main part is missing; check its name or give --format")
        parts: list[Part] = []
        blocks: list[Block] = []
        for name, place, repeats in _members(package, main[0]):
            part = DrawingPart(name, package.archive.read(name), place)
            part.read()
            if place.endswith("comment"):
                part.read_leaves({"p:text": place})
            found = sorted(part.blocks + part.labels, key=lambda block: block.start)
            parts.append(part)
            blocks, rest = with_twins(blocks, found) if repeats else (blocks, found)
            blocks += rest
        for properties in property_parts(package):
            parts.append(properties)
            blocks += properties.blocks
        members = {part.name: part.member for part in parts}
        return Skeleton(self.name, members, blocks, package.archive.write).document()


def _members(package: Package, main: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the members with text, where each stands, and whether it says again what another one says."""
    slides = package.named(_SLIDE)
    related = package.related(main)
    order = [
        related.get(event.attributes.get("r:id", ""), "")
        for event in events(package.archive.read(main), PREFIXES)
        if event.kind == START and event.name == "p:sldId"
    ]
    shown = [name for name in dict.fromkeys(order) if name in slides]
    kinds = {name: kind for kind in _OF_SLIDES for name in package.named(kind)}
    seen: set[str] = set()
    for number, slide in enumerate([*shown, *(name for name in slides if name not in shown)], 1):
        yield slide, f"slide {number}", False
        for name in package.related(slide).values():
            if name in kinds and name not in seen:
                seen.add(name)
                kind = kinds[name]
                yield name, f"slide {number}, {_OF_SLIDES[kind]}", kind == DRAWING_COPY
    for name, kind in kinds.items():
        if name not in seen:
            yield name, _OF_SLIDES[kind], kind == DRAWING_COPY
    for kind, place in _PATTERNS.items():
        for name in package.named(kind):
            yield name, place, True
