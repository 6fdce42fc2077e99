"""Terms in YAML: a list of entries with the fields of a term, or French and English as keys and values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from glossary.edits import Span
from glossary.terms.files.base import (
    CONTROL,
    FIELDS,
    LISTS,
    BadLines,
    Problem,
    decoded,
    encoded_like,
    filled,
    term_of,
    unknown_field,
    value_of,
)
from glossary.terms.records import Term


class Yaml:
    """Lists of mappings with the fields of `Term` as keys, or mappings from French to English or to such a mapping.

    `variants`, `accepted` and `forbidden` are a list or a single value. Every value is read as it is written: `no`,
    `1.0` and `null` are words here. Aliases (`*name`) are refused, since they can be made to grow without bound.
    """

    def parse(self, data: bytes, *, name: str) -> list[Term]:
        """Return the terms of the file `name`.

        :raises BadLines: with each line that makes no term.

        >>> [first, second] = YAML.parse(b"ONU: UN\\nOTAN: {target: NATO, kind: abbreviation}", name="terms.yaml")
        >>> first.target, second.kind.value, second.origin
        ('UN', 'abbreviation', 'terms.yaml:2')
        """
        return [term for term, _ in _entries(data, name)]

    def places(self, data: bytes) -> list[Span]:
        """Return where the terms of a YAML file stand, in characters of its decoded text, whole lines each.

        >>> YAML.places(b"# ours\\nONU: UN\\n")
        [Span(start=7, end=15)]
        """
        return [place for _, place in _entries(data, "")]

    def render(self, terms: Sequence[Term]) -> bytes:
        """Return `terms` as a YAML list in UTF-8, each with the fields that it uses; `origin` is not written.

        >>> print(YAML.render([Term("non", "no", variants=("nan", "nenni"))]).decode(), end="")
        - source: non
          target: 'no'
          variants:
          - nan
          - nenni
        """
        return _dumped([_record(term) for term in terms]).encode() if terms else b"[]\n"

    def added(self, data: bytes, terms: Sequence[Term]) -> bytes:
        """Return the YAML file `data` with `terms` at its end, as items or keys like those that are there.

        >>> YAML.added(b"ONU: UN  # since 1945\\n", [Term("OTAN", "NATO")])
        b'ONU: UN  # since 1945\\nOTAN: NATO\\n'
        """
        text = decoded(data)
        if text.strip() in ("", "[]", "{}"):
            return encoded_like(data, self.render(terms).decode())
        text += "" if text.endswith("\n") else "\n"
        first = next(
            (line for line in text.split("\n") if line.strip() and line.strip()[0] not in "#%" and line != "---"), ""
        )
        records = [_record(term) for term in terms]
        if first.lstrip().startswith("- "):
            indent = " " * (len(first) - len(first.lstrip()))
            new = "".join(f"{indent}{line}\n" for line in _dumped(records).split("\n")[:-1])
        else:
            new = "".join(_dumped(_as_key(record)) for record in records)
        return encoded_like(data, text + (new.replace("\n", "\r\n") if "\r\n" in text else new))


YAML = Yaml()


def _entries(data: bytes, name: str) -> list[tuple[Term, Span]]:
    text = decoded(data)
    problems = [
        Problem(number, f"it has the control character U+{ord(found[0]):04X}; take it out")
        for number, line in enumerate(text.split("\n"), start=1)
        if (found := CONTROL.search(line.removesuffix("\r")))
    ]
    if problems:
        raise BadLines(problems)
    return _Reader(text, name).entries()


class _Refusal(Exception):  # noqa: N818 -- leads from the depth of a file to the one place that counts problems
    pass


class _Reader:
    """Reads the events of the parser, which never make more of a file than there is in it."""

    def __init__(self, text: str, name: str) -> None:
        import yaml

        self._yaml: Any = yaml
        self._text, self._name = text, name
        self._events: Iterator[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._entries: list[tuple[Term, Span]] = []
        self._problems: list[Problem] = []
        self._last = 0

    def entries(self) -> list[tuple[Term, Span]]:
        """Return the entries.

        :raises BadLines: with each line that makes no term; what stands behind one that is not YAML is not read.
        """
        yaml = self._yaml
        documents = 0
        try:
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._refuse(event, "a second document begins; put all entries into one")
                elif isinstance(event, yaml.SequenceStartEvent):
                    self._list()
                elif isinstance(event, yaml.MappingStartEvent):
                    self._mapping()
                elif isinstance(event, yaml.NodeEvent) and getattr(event, "value", None) != "":
                    self._refuse(event, "a list of entries is needed, or French: English")
        except _Refusal:
            pass
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._problems.append(Problem(mark.line + 1 if mark else 1, f"it is not YAML: {error.problem}"))
        except yaml.YAMLError as error:
            self._problems.append(Problem(1, f"it is not YAML: {getattr(error, 'reason', 'it cannot be read')}"))
        if self._problems:
            raise BadLines(self._problems)
        return self._entries

    def _refuse(self, event: Any, reason: str) -> NoReturn:
        """Give up reading: what follows has no place where it could belong."""
        self._problems.append(Problem(event.start_mark.line + 1, reason))
        raise _Refusal

    def _next(self) -> Any:
        event = next(self._events)
        if isinstance(event, self._yaml.AliasEvent):
            self._refuse(event, "an alias (*) has no place in a glossary; write the value out")
        if isinstance(event, self._yaml.ScalarEvent) and event.end_mark.index > event.start_mark.index:
            self._last = event.end_mark.index
        return event

    def _list(self) -> None:
        while not isinstance(event := self._next(), self._yaml.SequenceEndEvent):
            if not isinstance(event, self._yaml.MappingStartEvent):
                self._refuse(event, "an entry with its fields is needed here, such as: - source: OTAN")
            self._entry(event, self._fields({}))

    def _mapping(self) -> None:
        while not isinstance(key := self._next(), self._yaml.MappingEndEvent):
            if not isinstance(key, self._yaml.ScalarEvent):
                self._refuse(key, "French is needed here, not a list or a mapping")
            event = self._next()
            if isinstance(event, self._yaml.MappingStartEvent):
                self._entry(key, self._fields({"source": key.value}))
            elif isinstance(event, self._yaml.ScalarEvent):
                self._entry(key, {"source": key.value, "target": event.value})
            else:
                self._refuse(event, "English is needed here, or a mapping with the fields of the term")

    def _fields(self, values: dict[str, str | Sequence[str]]) -> dict[str, str | Sequence[str]]:
        """Read the rest of a mapping whose keys are fields."""
        while not isinstance(key := self._next(), self._yaml.MappingEndEvent):
            field = key.value.strip().lower() if isinstance(key, self._yaml.ScalarEvent) else ""
            if field not in FIELDS:
                self._problems.append(Problem(key.start_mark.line + 1, unknown_field(field)))
            elif field in values:
                self._problems.append(Problem(key.start_mark.line + 1, f"the entry gives {field!r} twice"))
            if not isinstance(key, self._yaml.ScalarEvent):
                self._refuse(key, "the name of a field is needed here")
            value = self._value(field)
            values[field] = value
        return values

    def _value(self, field: str) -> str | list[str]:
        event = self._next()
        if isinstance(event, self._yaml.ScalarEvent):
            return [event.value] if field in LISTS else str(event.value)
        if not isinstance(event, self._yaml.SequenceStartEvent) or (field in FIELDS and field not in LISTS):
            self._refuse(event, f"a single value is needed for {field!r}")
        values = []
        while not isinstance(event := self._next(), self._yaml.SequenceEndEvent):
            if not isinstance(event, self._yaml.ScalarEvent):
                self._refuse(event, f"a single value is needed in the list {field!r}")
            values.append(event.value)
        return values

    def _entry(self, first: Any, values: Mapping[str, str | Sequence[str]]) -> None:
        """Take in an entry that begins with the event `first`; it stands on whole lines."""
        line = first.start_mark.line + 1
        start = self._text.rfind("\n", 0, first.start_mark.index) + 1
        end = self._last if self._text[self._last - 1 : self._last] == "\n" else self._text.find("\n", self._last) + 1
        if any(name not in FIELDS for name in values):
            return  # told already
        try:
            term = term_of(values, origin=f"{self._name}:{line}")
            self._entries.append((term, Span(start, end or len(self._text))))
        except ValueError as error:
            self._problems.append(Problem(line, str(error)))


def _record(term: Term) -> dict[str, object]:
    return {name: list(getattr(term, name)) if name in LISTS else value_of(term, name) for name in filled([term])}


def _dumped(value: object) -> str:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(
        value, Dumper=dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=1_000_000
    )
    return text


def _as_key(record: dict[str, object]) -> dict[object, object]:
    rest = {name: value for name, value in record.items() if name != "source"}
    return {record["source"]: record["target"] if rest.keys() == {"target"} else rest}
