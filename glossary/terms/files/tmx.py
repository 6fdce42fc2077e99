"""TMX, the exchange format of translation memories: its short units as terms, all of them as pairs of texts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from glossary.tables import expression
from glossary.terms.files.base import LISTS, filled, value_of
from glossary.terms.files.xml_reader import (
    XmlFile,
    XmlTerms,
    language_of,
    lines_of,
    stream_xml,
    tag,
    text_of,
    whole_text_of,
)
from glossary.terms.records import Term

LONGEST_TERM = 8
"""Words that either side of a unit may have to be taken for a term; what is longer is a sentence."""

_OWN = "x-fr2en-"
_NATIVE_CODE = ("bpt", "ept", "ph", "it", "ut", "sub")
"""Elements with the codes of the program that a text comes from, and with text within such codes."""
_END_OF_SENTENCE = expression(r"\s.*[.!?…:;]$", re.DOTALL)


class Tmx(XmlTerms):
    """Units of a translation memory with short French and English, without their native code, each as one term.

    Units of sentences are left out: those with more than eight words on a side, or with two words or more and a mark
    at the end of the French. What was written here comes back whole, however long it is: what TMX lacks stands in
    `prop` elements of the types `x-fr2en-...`. `origin` is left out.
    """

    kind = "TMX"
    roots = ("tmx",)
    entries = ("tu",)
    none = f"no unit has French and English of {LONGEST_TERM} words at most, as terms have"

    def values(self, entry: Element) -> dict[str, str | Sequence[str]] | None:
        """Return the fields of a unit, None where it is no term."""
        texts: dict[str, str] = {}
        for variant in entry.iter("tuv"):
            segment = variant.find("seg")
            if segment is not None:
                texts.setdefault(language_of(variant), text_of(segment, without=_NATIVE_CODE))
        values: dict[str, str | Sequence[str]] = {}
        lists: dict[str, list[str]] = {name: [] for name in LISTS}
        for property_ in entry.findall("prop"):
            field = property_.get("type", "")
            if field.startswith(_OWN):
                field = field.removeprefix(_OWN)
                if field in lists:
                    lists[field].append(text_of(property_))
                else:
                    values[field] = text_of(property_)
        source, target = texts.get("fr", ""), texts.get("en", "")
        if "kind" not in values:
            words = max(len(source.split()), len(target.split()))
            if not source or not target or words > LONGEST_TERM or _END_OF_SENTENCE.search(source):
                return None
        note = "\n".join(lines_of(element) for element in entry.findall("note"))
        return {**values, **lists, "source": source, "target": target, "note": note}

    def render(self, terms: Sequence[Term]) -> bytes:
        """Return `terms` as units of TMX 1.4 in UTF-8.

        >>> from glossary.terms.records import Kind
        >>> b'<prop type="x-fr2en-kind">abbreviation</prop>' in TMX.render([Term("ONU", "UN", Kind.ABBREVIATION)])
        True
        """
        return "".join([_head("phrase", "1"), *map(_unit, terms), "</body>\n</tmx>\n"]).encode()

    def written(self, terms: Sequence[Term], file: XmlFile) -> str:
        """Return units for `terms`."""
        return "".join(map(_unit, terms))


TMX = Tmx()


def read_pairs(blocks: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Yield the French and the English of each unit of a translation memory, as they stand there, without native code.

    A side that a unit lacks is empty. Memory does not grow with the file.

    :param blocks: the file, in pieces of any size.
    :raises BadLines: where it is no TMX, is not well formed, or declares entities.

    >>> unit = b'<tu><tuv xml:lang="FR-ca"><seg>Oui<ph/>.</seg></tuv><tuv lang="en"><seg>Yes.</seg></tuv></tu>'
    >>> list(read_pairs([b"<tmx><body>", unit, b"</body></tmx>"]))
    [('Oui.', 'Yes.')]
    """
    for entry in stream_xml(blocks, kind="TMX", roots=("tmx",), entries=("tu",)):
        texts: dict[str, str] = {}
        for variant in entry.iter("tuv"):
            segment = variant.find("seg")
            if segment is not None:
                texts.setdefault(language_of(variant), whole_text_of(segment, without=_NATIVE_CODE))
        yield texts.get("fr", ""), texts.get("en", "")


def render_pairs(pairs: Iterable[tuple[str, str]], version: str) -> bytes:
    """Return pairs of French and English as a translation memory in TMX 1.4.

    :param version: that of the program, for the head of the file.
    """
    units = (f"<tu>{_variant('fr', source)}{_variant('en', target)}</tu>\n" for source, target in pairs)
    return "".join([_head("sentence", version), *units, "</body>\n</tmx>\n"]).encode()


def _head(kind: str, version: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="fr2en" '
        f'creationtoolversion="{version}" segtype="{kind}" o-tmf="fr2en" adminlang="en" srclang="fr" '
        'datatype="plaintext"/>\n<body>\n'
    )


def _unit(term: Term) -> str:
    lines = ["<tu>", tag("prop", value_of(term, "kind"), type=f"{_OWN}kind")]
    for field in filled([term]):
        if field in LISTS:
            lines += [tag("prop", value, type=f"{_OWN}{field}") for value in getattr(term, field)]
        elif field == "note":
            lines.insert(1, tag("note", term.note))
        elif field not in ("source", "target", "kind"):
            lines.append(tag("prop", value_of(term, field), type=f"{_OWN}{field}"))
    lines += [_variant("fr", term.source), _variant("en", term.target)]
    return "\n".join([*lines, "</tu>\n"])


def _variant(language: str, text: str) -> str:
    return f'<tuv xml:lang="{language}">{tag("seg", text)}</tuv>'
