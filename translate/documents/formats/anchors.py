"""Links to the headings of the same Markdown document find them again when both are in English.

A heading is named by its words: small letters and figures, hyphens in the place of spaces, `-1` behind the second of
two that are alike. So do GitHub (https://github.com/gjtorikian/html-pipeline, TableOfContentsFilter) and most others;
some leave out the accents.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from glossary.edits import Span, apply
from glossary.french.words import fold
from glossary.tables import expression
from translate.documents.records import Document, Gap, Segment, WordLinks

_LINK = expression(r"(?P<before>\]\(<?|\]:[ \t]*<?|\bhref=[\"'])#(?P<name>[^)\s>\"']+)")
_OWN_NAME = expression(r"\{[^}]*#[^}]*\}\s*$")
_ADDRESS = expression(r"(?<=\])(?:\([^)]*\)|\[[^\]]*\])|<[^>]*>")


def slug(heading: str) -> str:
    """Return the name of a heading in Markdown, as GitHub makes it.

    >>> slug("Mise à jour : `fr2en` et [l'aide](aide.md)")
    'mise-à-jour--fr2en-et-laide'
    """
    text = _ADDRESS.sub("", heading).strip().lower()
    return "".join("-" if letter.isspace() else letter for letter in text if letter in " -_" or letter.isalnum())


def with_new_anchors(document: Document, headings: Callable[[str], Iterable[str]]) -> Document:
    """Return a translated document whose links to its own headings have their new names.

    :param headings: returns the headings of a text, in order.
    """
    if not any("#" in part.text if isinstance(part, Gap) else "#" in part.source for part in document.parts):
        return document
    if not any(map(_LINK.search, _sources(document))):
        return document
    here, there = list(headings(document.source)), list(headings(document.text))
    if len(here) != len(there):
        return document
    names: dict[str, str] = {}
    for plain in (str, fold):
        for french, english in zip(_names(here, plain), _names(there, plain), strict=True):
            if french and english:
                names.setdefault(french, english)

    def renamed(text: str) -> str:
        return _LINK.sub(lambda link: f"{link['before']}#{names.get(_composed(link['name']), link['name'])}", text)

    parts = tuple(
        replace(part, text=renamed(part.text)) if isinstance(part, Gap) else _with_target(part, renamed)
        for part in document.parts
    )
    return replace(document, parts=parts)


def _sources(document: Document) -> Iterator[str]:
    for part in document.parts:
        yield part.text if isinstance(part, Gap) else part.source


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name)).lower()


def _names(headings: Sequence[str], plain: Callable[[str], str]) -> Iterator[str]:
    """Yield the name of each heading, empty where it has one of its own that stays."""
    count: dict[str, int] = {}
    for heading in headings:
        name = plain(slug(unicodedata.normalize("NFC", heading)))
        again = count.get(name, 0)
        count[name] = again + 1
        yield "" if _OWN_NAME.search(heading) else f"{name}-{again}" if again else name


def _with_target(segment: Segment, renamed: Callable[[str], str]) -> Segment:
    """Return a segment with the links of its target renamed, and all that tells of places in it moved along."""
    target = segment.target
    if target is None or (new := renamed(target)) == target:
        return segment

    def moved(span: Span, text: str) -> Span:
        return Span(len(renamed(text[: span.start])), len(renamed(text[: span.end])))

    draft, edits = segment.draft, segment.target_edits
    if draft is not None:
        edits = tuple(
            replace(edit, span=moved(edit.span, draft), old=renamed(edit.old), new=renamed(edit.new)) for edit in edits
        )
        draft = renamed(draft)
        if apply(draft, edits) != new:
            draft, edits = None, ()
    links = segment.alignment
    if links is not None:
        links = WordLinks(links.source, tuple(moved(span, target) for span in links.target), links.pairs)
    findings = tuple(
        replace(one, target_span=moved(one.target_span, target)) if one.target_span else one for one in segment.findings
    )
    return replace(segment, target=new, draft=draft, target_edits=edits, alignment=links, findings=findings)
