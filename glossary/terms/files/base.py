"""What the readers of term files share: bytes to text, values to terms, and one error for all that is wrong."""

import codecs
import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glossary.tables import expression
from glossary.terms.records import Case, Kind, Term

FIELDS = tuple(field.name for field in dataclasses.fields(Term))
"""The names of the fields of a term, which are the columns of tables and the keys of YAML."""

LISTS = ("variants", "accepted", "forbidden")
"""The fields that hold several values."""

LONGEST, LONGEST_NOTE = 500, 5_000
"""Characters that a value, or a note, may have: nothing longer is a term, and a slip in a file can be of any length."""

_MOST_SHOWN = 10
_EXCERPT = 40
# Tabs and line feeds have a place in notes alone; the others break lines, steer terminals or cannot stand in XML.
CONTROL = expression("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BREAK = expression("[\t\n]")
_BREAKS = expression(r"\r\n?")
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


class TermFileError(ValueError):
    """A file of terms that cannot be read, written or changed; `str()` is one sentence fit for a user."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line of a file, counted from 1."""

    line: int
    reason: str


class BadLines(Exception):  # noqa: N818 -- carries problems to the one place that makes an error of them
    """The lines that a reader could not make terms of."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def failure(name: str, problems: Iterable[Problem]) -> TermFileError:
    """Return the one error for all the `problems` of the file `name`: the first ten, then how many more there are.

    >>> print(failure("terms.tsv", [Problem(3, "the English is missing")]))
    terms.tsv cannot be used: line 3: the English is missing; correct the file
    """
    listed = sorted({(problem.line, problem.reason) for problem in problems})
    shown = "; ".join(f"line {line}: {reason}" for line, reason in listed[:_MOST_SHOWN])
    more = f"; and {len(listed) - _MOST_SHOWN:,} more" if len(listed) > _MOST_SHOWN else ""
    return TermFileError(f"{name} cannot be used: {shown}{more}; correct the file")


def excerpt(value: str) -> str:
    """Return `value` in quotes, cut to forty characters, with what cannot be printed spelled out.

    >>> excerpt("x" * 1000)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    return repr(value if len(value) <= _EXCERPT else value[:_EXCERPT] + "…")


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark, without the mark.

    :raises BadLines: where it is not; each line that is not UTF-8 is named.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            number = data[: error.start].decode("utf-16", "replace").count("\n") + 1
            raise BadLines([Problem(number, "it is not UTF-16, though the file begins so; save it as UTF-8")]) from None
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        problems = []
        for number, line in enumerate(data.split(b"\n"), start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                problems.append(Problem(number, "it is not UTF-8; save the file as UTF-8"))
        raise BadLines(problems) from None


def encoded_like(data: bytes, text: str) -> bytes:
    """Return `text` in the encoding of `data`, which `decoded` has read, with the same mark."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    if data.startswith(codecs.BOM_UTF16_BE):
        return codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return (codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b"") + text.encode()


def term_of(values: Mapping[str, str | Sequence[str]], *, origin: str) -> Term:
    """Return the term that the fields of an entry say; values are trimmed, blank ones count as not given.

    A `do-not-translate` term needs no English: it is the French.

    :param values: by the names of fields; those of `LISTS` are sequences, all others strings.
    :raises ValueError: where a value cannot be used; the message is the reason.

    >>> term_of({"source": "Rouge TV", "kind": "do-not-translate"}, origin="names.tsv:2").target
    'Rouge TV'
    """
    given: dict[str, Any] = {}
    for name, value in values.items():
        kept = value.strip() if isinstance(value, str) else tuple(filter(None, map(str.strip, value)))
        if kept:
            given[name] = kept
    if "kind" in given:
        given["kind"] = kind_named(given["kind"])
    if "case" in given:
        given["case"] = Case(_known(given["case"], "case", [case.value for case in Case]))
    if "inflect" in given:
        given["inflect"] = _known(given["inflect"], "inflect", [*_YES, *_NO]) in _YES
    if "note" in given:
        given["note"] = _BREAKS.sub("\n", given["note"])
    if "source" not in given:
        raise ValueError("the French is missing")
    if given.get("kind") is Kind.KEEP:
        given.setdefault("target", given["source"])
    if "target" not in given:
        raise ValueError("the English is missing")
    if "origin" in given and CONTROL.search(given["origin"]):
        raise ValueError(f"the origin {excerpt(given['origin'])} has a control character; take it out")
    given.setdefault("origin", origin)
    term = Term(**given)
    reason = flaw(term)
    if reason:
        raise ValueError(reason)
    return term


def flaw(term: Term) -> str | None:
    """Return why `term` cannot stand in a file, None where it can: a value with a control character, or too long.

    Its origin may be anything: it is the name of a file, or is left out where terms are written.
    """
    lists = (*term.variants, *term.accepted, *term.forbidden)
    all_but_note = "".join((term.source, term.target, *lists))
    if len(all_but_note) <= LONGEST and not (CONTROL.search(all_but_note + term.note) or _BREAK.search(all_but_note)):
        return _too_long("note", term.note, LONGEST_NOTE)
    for field, value in (
        ("French", term.source),
        ("English", term.target),
        *((name, each) for name in LISTS for each in getattr(term, name)),
        ("note", term.note),
    ):
        found = CONTROL.search(value) or (_BREAK.search(value) if field != "note" else None)
        if found:
            return f"the {field} {excerpt(value)} has the control character U+{ord(found[0]):04X}; take it out"
        if reason := _too_long(field, value, LONGEST_NOTE if field == "note" else LONGEST):
            return reason
    return None


def _too_long(field: str, value: str, most: int) -> str | None:
    return (
        None if len(value) <= most else f"the {field} has {len(value):,} characters, {most:,} are allowed; shorten it"
    )


KINDS = {kind.value: kind for kind in Kind}
"""The kinds of terms by their names."""


def kind_named(value: str) -> Kind:
    """Return the kind of this name, in any case.

    :raises ValueError: where there is none; the message names the nearest, or all.
    """
    return KINDS.get(value) or KINDS[_known(value, "kind", list(KINDS))]


def _known(value: str, field: str, known: Sequence[str]) -> str:
    if value.lower() in known:
        return value.lower()
    near = difflib.get_close_matches(value.lower()[:LONGEST], known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(known)}"
    raise ValueError(f"{excerpt(value)} is no value for {field}; {hint}")


def unknown_field(name: str) -> str:
    """Return the sentence for a column or key that is none of `FIELDS`, with the nearest that is.

    >>> unknown_field("varaints")
    "there is no field 'varaints'; did you mean 'variants'?"
    """
    near = difflib.get_close_matches(name.lower()[:LONGEST], FIELDS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(FIELDS)}"
    return f"there is no field {excerpt(name)}; {hint}"


def filled(terms: Iterable[Term]) -> list[str]:
    """Return the names of the fields that one of `terms` at least has a value of its own for, in order.

    `source` and `target` are always among them and `origin`, which says where an entry was read, never is.
    """
    defaults = {field.name: field.default for field in dataclasses.fields(Term)}
    wanted = {"source", "target"}
    rest = [name for name in FIELDS if name not in ("source", "target", "origin")]
    for term in terms:
        wanted.update(name for name in rest if getattr(term, name) != defaults[name])
    return [name for name in FIELDS if name in wanted]


def value_of(term: Term, name: str) -> str:
    """Return a single value of `term` as it is written: `smart`, `no`, `place`..."""
    value = getattr(term, name)
    if isinstance(value, Kind | Case):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
