"""Terms: what a French name or expression is in English, and a glossary of them."""

import enum
import functools
import hashlib
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields


class Kind(enum.Enum):
    """What a term is; it decides how the term is matched in French and written in English."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DEMONYM = "demonym"
    """An adjective or a noun of a people or a place: `nord-coréen`, `les Berlinois`."""
    TITLE = "title"
    """Stands before a name: `Mme`, `le ministre`."""
    ABBREVIATION = "abbreviation"
    """Letters for words: `OTAN`, `PIB`."""
    TERM = "term"
    """A word or expression of a field, of any other kind."""
    KEEP = "do-not-translate"
    """The same in English, letter by letter: a brand, a title of a work, a name that is also a word."""


class Case(enum.Enum):
    """How capitals are compared."""

    SMART = "smart"
    """A capital of the entry must be one in the text; a small letter may be either, as at the start of a sentence."""
    EXACT = "exact"
    """Letter by letter: `MARS` is not `Mars`."""
    ANY = "any"
    """Capitals say nothing."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a glossary.

    `source` is French in the form of a dictionary, `target` the English to be written for it; `variants` are other
    French spellings. `accepted` are other renderings that are right where they stand (`UK` for `Royaume-Uni`) and
    `forbidden` those that never are. `inflect` lets the French stand in other numbers and genders, and gives the
    English a plural. `note` is for readers; `origin` says where the entry comes from: a pack, or a file and its line.

    :raises ValueError: where `source` or `target` is blank.
    """

    source: str
    target: str
    kind: Kind = Kind.TERM
    variants: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    case: Case = Case.SMART
    inflect: bool = True
    note: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        if not self.source.strip() or not self.target.strip():
            raise ValueError("a term needs French and English")

    @property
    def spellings(self) -> tuple[str, ...]:
        """The French that the term is found by: `source`, then the variants."""
        return (self.source, *self.variants)

    @property
    def is_of_pack(self) -> bool:
        """Whether the entry comes with the package and not from a glossary of the user's."""
        return self.origin.startswith("pack ")

    @property
    def is_users(self) -> bool:
        """Whether the entry is the user's own: of no pack, no house style, and not made of a document's names."""
        return self.origin != "document" and not self.origin.startswith(("pack ", "style "))


@dataclass(frozen=True)
class Glossary:
    """Terms in the order of their weight: of two with the same French the later one counts.

    >>> glossary = Glossary((Term("Koursk", "Kursk", Kind.PLACE), Term("OTAN", "NATO", Kind.ABBREVIATION)))
    >>> len(glossary), glossary.digest == Glossary(tuple(glossary)).digest
    (2, True)
    """

    terms: tuple[Term, ...] = ()

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __add__(self, later: Iterable[Term]) -> "Glossary":
        """Return these terms followed by `later`, which win over them."""
        return Glossary((*self.terms, *later))

    @functools.cached_property
    def digest(self) -> str:
        """Eight hexadecimal digits that change with whatever the terms say; notes and origins say nothing."""
        names = [field.name for field in fields(Term) if field.name not in ("note", "origin")]
        # The words of an enumeration are written ten times as fast as its members.
        read = operator.attrgetter(*(f"{name}.value" if name in ("kind", "case") else name for name in names))
        total = hashlib.sha256(repr([read(term) for term in self.terms]).encode("utf-8", "surrogatepass"))
        return total.hexdigest()[:8]
