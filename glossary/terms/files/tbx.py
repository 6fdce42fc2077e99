"""Terms in TBX, the exchange format of termbases: ISO 30042 of 2008 (`martif`) and of 2019 (`tbx`)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from glossary.terms.files.base import LISTS, filled, value_of
from glossary.terms.files.xml_reader import XmlFile, XmlTerms, language_of, lines_of, local, tag, text_of
from glossary.terms.records import Term

_OWN = "fr2en-"
_LANGUAGES, _SECTIONS = ("langSet", "langSec"), ("tig", "ntig", "termSec")
_PREFERRED, _ADMITTED, _DEPRECATED = "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"
_NEVER = ("deprecatedTerm", "supersededTerm")
_SHORT_FORMS = ("abbreviation", "acronym", "initialism")
_HEADS = {
    "tbx": (
        '<tbx style="dca" type="TBX-Basic" xml:lang="fr" xmlns="urn:iso:std:iso:30042:ed-2">\n<tbxHeader>',
        "</tbxHeader>",
    ),
    "martif": (
        '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n<martif type="TBX-Basic" xml:lang="fr">\n<martifHeader>',
        "</martifHeader>",
    ),
}
_NAMES = {"tbx": ("conceptEntry", "langSec", "termSec"), "martif": ("termEntry", "langSet", "tig")}


@dataclass(frozen=True)
class Tbx(XmlTerms):
    """Concepts that have French and English, each as one term; `root` is that of the dialect that is written.

    Of the French, the preferred or else the first is the source and the others are variants. Of the English likewise,
    but the others are accepted, and deprecated or superseded ones forbidden. A French acronym or abbreviation makes the
    term one. `kind`, `case` and `inflect` have no place in TBX; where they are not the usual ones they stand in `admin`
    elements of the types `fr2en-kind`, `fr2en-case` and `fr2en-inflect`, which other programs pass over. `origin` is
    left out.

    >>> b"<conceptEntry" in Tbx("tbx").render([Term("ONU", "UN")])
    True
    """

    root: Literal["tbx", "martif"]

    kind = "TBX"
    roots = ("tbx", "martif")
    entries = ("conceptEntry", "termEntry")
    none = "no concept has both French (fr) and English (en)"

    def values(self, entry: Element) -> dict[str, str | Sequence[str]] | None:
        """Return the fields of a concept, None where it lacks a language."""
        french = [section for language in _of(entry, _LANGUAGES, "fr") for section in _of(language, _SECTIONS)]
        english = [section for language in _of(entry, _LANGUAGES, "en") for section in _of(language, _SECTIONS)]
        if not french or not english:
            return None
        sources = _ranked(french)
        allowed = [section for section in english if not _status(section).startswith(_NEVER)]
        targets = _ranked(allowed)
        values: dict[str, str | Sequence[str]] = {
            "source": _term(sources[0]),
            "target": _term(targets[0]) if targets else "",
            "variants": [_term(section) for section in sources[1:]],
            "accepted": [_term(section) for section in targets[1:]],
            "forbidden": [_term(section) for section in english if _status(section).startswith(_NEVER)],
            "note": "\n".join(lines_of(note) for note in entry.findall("note")),
        }
        if _note(sources[0], "termType") in _SHORT_FORMS:
            values["kind"] = "abbreviation"
        for admin in entry.findall("admin"):
            own = admin.get("type", "")
            if own.startswith(_OWN):
                values[own.removeprefix(_OWN)] = text_of(admin)
        return values

    def render(self, terms: Sequence[Term]) -> bytes:
        """Return `terms` in TBX-Basic, in UTF-8."""
        head, tail = _HEADS[self.root]
        lines = [
            f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<fileDesc><sourceDesc><p>French-English terms of fr2en</p>',
            f"</sourceDesc></fileDesc>{tail}\n<text><body>\n",
            *(_concept(term, self.root, f"c{number}") for number, term in enumerate(terms, start=1)),
            f"</body></text>\n</{self.root}>\n",
        ]
        return "".join(lines).encode()

    def written(self, terms: Sequence[Term], file: XmlFile) -> str:
        """Return concepts for `terms` in the dialect of `file`, with names that it does not have."""
        taken = {entry.element.get("id") for entry in file.entries}
        free = (name for number in itertools.count(len(taken) + 1) if (name := f"c{number}") not in taken)
        return "".join(_concept(term, file.root, next(free)) for term in terms)


TBX, TBX_2008 = Tbx("tbx"), Tbx("martif")


def _of(element: Element, names: Sequence[str], language: str | None = None) -> list[Element]:
    return [
        found for found in element.iter() if found.tag in names and (language is None or language_of(found) == language)
    ]


def _ranked(sections: Sequence[Element]) -> list[Element]:
    """Return the sections of terms, the preferred ones first, those never to be used last."""

    def rank(section: Element) -> int:
        status = _status(section)
        return 0 if status.startswith("preferredTerm") else 2 if status.startswith(_NEVER) else 1

    return sorted(sections, key=rank)


def _term(section: Element) -> str:
    found = next(section.iter("term"), None)
    return "" if found is None else text_of(found)


def _status(section: Element) -> str:
    return _note(section, "administrativeStatus")


def _note(section: Element, name: str) -> str:
    """Return what is noted of a term, as `<termNote type="name">` or, in the style of 2019, `<min:name>`."""
    for element in section.iter():
        if (element.tag == "termNote" and element.get("type") == name) or local(element.tag) == name:
            return text_of(element)
    return ""


def _concept(term: Term, root: str, identifier: str) -> str:
    concept, language, section = _NAMES[root]
    lines = [f'<{concept} id="{identifier}">']
    for field in filled([term]):
        if field == "note":
            lines.append(tag("note", term.note))
        elif field not in ("source", "target", *LISTS):
            lines.append(tag("admin", value_of(term, field), type=f"{_OWN}{field}"))
    sides = {
        "fr": [(term.source, _PREFERRED), *((each, _ADMITTED) for each in term.variants)],
        "en": [
            (term.target, _PREFERRED),
            *((each, _ADMITTED) for each in term.accepted),
            *((each, _DEPRECATED) for each in term.forbidden),
        ],
    }
    for code, words in sides.items():
        lines.append(f'<{language} xml:lang="{code}">')
        for word, status in words:
            note = tag("termNote", status, type="administrativeStatus")
            lines.append(f"<{section}>{tag('term', word)}{note}</{section}>")
        lines.append(f"</{language}>")
    return "\n".join([*lines, f"</{concept}>\n"])
