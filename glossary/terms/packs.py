"""The packs of terms that ship with fr2en, and the house styles that choose between English forms of a name.

A pack is a table `data/packs/NAME.tsv`; `data/packs/index.tsv` lists them, with their titles, sources and licences, in
the order in which they are loaded: of two with the same French the later one counts. A house style is a small table of
the same columns in `data/styles`, loaded after all packs.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from glossary.tables import rows
from glossary.terms.records import Case, Glossary, Kind, Term

COLUMNS = ("source", "target", "kind", "variants", "accepted", "forbidden", "case", "inflect", "note")
"""The columns of a pack. Several values in a cell stand with `|` between them."""

_KINDS = {kind.value: kind for kind in Kind}
_CASES = {case.value: case for case in Case}
_INFLECT = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Pack:
    """A table of terms that can be switched on and off; `count` is the number of its terms.

    `source` says where the facts are from, `licence` under which terms the table may be used; `default` packs are those
    that are loaded where nobody names any.
    """

    name: str
    title: str
    count: int
    source: str
    licence: str
    default: bool


@dataclass(frozen=True, slots=True)
class Style:
    """A choice between English forms that are all right: `Kiev` in place of `Kyiv`.

    Of the styles with the same `subject` only one can be chosen.
    """

    name: str
    title: str
    subject: str


@cache
def packs() -> Mapping[str, Pack]:
    """Return the packs by name, in the order of their loading.

    >>> packs()["countries"].title, packs()["countries"].default
    ('Countries', True)
    """
    found = {}
    for name, title, default, source, licence in _table("packs", "index.tsv", "name title default source licence"):
        found[name] = Pack(name, title, len(_pack(name)), source, licence, default == "yes")
    return MappingProxyType(found)


@cache
def styles() -> Mapping[str, Style]:
    """Return the house styles by name.

    >>> styles()["kiev"].subject
    'Ukrainian places'
    """
    found = _table("styles", "index.tsv", "name title subject")
    return MappingProxyType({name: Style(name, title, subject) for name, title, subject in found})


def load_packs(names: Collection[str] | None = None, *, styles: Collection[str] = ()) -> Glossary:
    """Return the terms of packs, each with the origin `pack NAME`, and then those of house styles, `style NAME`.

    :param names: the packs, in any order; None for those that are on by default.
    :param styles: the house styles; a term of theirs takes the place of a pack's with the same French.
    :raises ValueError: where there is no such pack or style, or two styles decide the same question.

    >>> [term.target for term in load_packs(["cities"], styles=["kiev"]) if term.source == "Kiev"]
    ['Kyiv', 'Kiev']
    """
    chosen = tuple(names) if names is not None else tuple(name for name, pack in packs().items() if pack.default)
    _refuse_unknown("pack", chosen, packs())
    return _loaded(frozenset(chosen), _checked_styles(styles))


@cache
def _loaded(names: frozenset[str], chosen_styles: tuple[str, ...]) -> Glossary:
    terms = [term for name in packs() if name in names for term in _pack(name)]
    return Glossary((*terms, *(term for name in chosen_styles for term in _style(name))))


def _checked_styles(names: Collection[str]) -> tuple[str, ...]:
    """Return the names of known styles without repeats, in the order of the index."""
    known = styles()
    _refuse_unknown("style", names, known)
    decided: dict[str, str] = {}
    for name in known:
        if name in names:
            other = decided.setdefault(known[name].subject, name)
            if other != name:
                raise ValueError(f"the styles {other} and {name} both decide about {known[name].subject}: choose one")
    return tuple(decided.values())


def _refuse_unknown(what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise ValueError(f"there is no {what} {name!r}: {hint}")


@cache
def _pack(name: str) -> tuple[Term, ...]:
    return tuple(_terms("packs", name, f"pack {name}"))


@cache
def _style(name: str) -> tuple[Term, ...]:
    """Return the terms of a style; what a pack says of the same French stays, but for its English."""
    known = {term.source: term for pack in packs() for term in _pack(pack)}
    return tuple(
        replace(
            known.get(term.source, term),
            target=term.target,
            accepted=term.accepted,
            forbidden=term.forbidden,
            origin=term.origin,
        )
        for term in _terms("styles", name, f"style {name}")
    )


def _table(folder: str, file: str, columns: str) -> Iterator[tuple[str, ...]]:
    text = files("glossary").joinpath("data", folder, file).read_text(encoding="utf-8")
    return (values for _, values in rows(text.split("\n"), columns.split()))


def _terms(folder: str, name: str, origin: str) -> Iterator[Term]:
    for values in _table(folder, f"{name}.tsv", " ".join(COLUMNS)):
        source, target, kind, variants, accepted, forbidden, case, inflect, note = values
        yield Term(
            source,
            target,
            _KINDS[kind],
            tuple(variants.split("|")) if variants else (),
            tuple(accepted.split("|")) if accepted else (),
            tuple(forbidden.split("|")) if forbidden else (),
            _CASES[case],
            _INFLECT[inflect],
            note,
            origin,
        )
