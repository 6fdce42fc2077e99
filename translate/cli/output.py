"""What goes to the terminal, all of it through this file: data to stdout, everything else to stderr."""

import contextlib
import json
import os
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from glossary import edits
from glossary.edits import LINE_END, Change, Edit, Lines, Span, changes
from glossary.tables import expression
from translate.documents.errors import OutputError

if TYPE_CHECKING:
    from glossary.repair import Repair
    from translate.documents.records import Finding

_HARMFUL = expression(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Control characters but tab and line feed, what steers the direction of writing, what nobody sees, half surrogates."""
_COLOUR = expression(r"(\x1b\[[0-9;]*m)")
_BINARY_WITHIN = 1024
_CONTEXT = 40
"""Characters of context on either side of a change."""
_LONGEST_WORD, _LONGEST_PIECE = 40, 120
_RED, _GREEN, _BOLD, _REVERSED, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[7m", "\x1b[0m"


def visible(text: str) -> str:
    """Return `text` with control characters made harmless, so that a file name cannot steer the terminal."""
    return _HARMFUL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def fit(line: str, *, painted: bool = False) -> str:
    """Return `line` as it may reach a terminal.

    :param painted: it comes from a function that made its texts visible and gave them colours, which stay.
    """
    if not painted:
        return visible(line)
    return "".join(part if _COLOUR.fullmatch(part) else visible(part) for part in _COLOUR.split(line))


def say(message: str) -> None:
    """Print a line for the person at the terminal; where nobody can hear it, nothing happens."""
    with contextlib.suppress(OSError, ValueError):
        encoding = sys.stderr.encoding or "utf-8"
        print(visible(message).encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def complain(message: str) -> None:
    """Print an error: one line, whatever the names in it hold."""
    say(f"fr2en: {' '.join(message.split(chr(10)))}")


def show(line: object, *, painted: bool = False) -> None:
    """Print a line of data for a reader; what the encoding of the terminal lacks becomes a question mark.

    :param painted: see `fit`.
    """
    encoding = sys.stdout.encoding or "utf-8"
    with _to_a_reader():
        print(fit(str(line), painted=painted).encode(encoding, "replace").decode(encoding))


def page(lines: Iterable[str]) -> None:
    """Show painted lines through the user's pager."""
    import pydoc

    # less shows our colours with -R; a LESS of the user's own stays.
    os.environ.setdefault("LESS", "FRX")
    pydoc.pager("\n".join([*(fit(line, painted=True) for line in lines), ""]))


def in_colour() -> bool:
    """Tell whether standard output is a terminal that shows colours to somebody who wants them (see no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_bytes(data: bytes) -> None:
    """Write data to stdout, at once: byte for byte, save to a terminal, which no document may steer.

    :raises OutputError: where it is no text and stdout is a terminal.
    """
    if sys.stdout.isatty():
        if b"\0" in data[:_BINARY_WITHIN]:
            raise OutputError("this file is no text that a terminal could show; give a name to -o")
        text = data.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        data = visible(text).encode(sys.stdout.encoding or "utf-8", "replace")
    with _to_a_reader():
        sys.stdout.flush()  # what was shown before comes before
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


@contextlib.contextmanager
def _to_a_reader() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # What standard output still holds would be tried again at the end.
        silence(1)
        reason = None if isinstance(error, BrokenPipeError) else error.strerror or str(error)
        raise OutputEnds(reason) from error


def silence(handle: int) -> None:
    """Let what is written to the descriptor `handle` from now on vanish."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), handle)


class OutputEnds(BaseException):
    """Standard output takes no more, which ends all work.

    `reason` is the system's; None where the reader has gone, as `head` does when it has enough: that is no error. Of
    no class that code which goes on after an error catches, and of none that Typer knows, which would end with the code
    that means findings.
    """

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason)
        self.reason = reason


def write_json(record: Mapping[str, object]) -> None:
    """Write a record to stdout as one line of JSON in UTF-8, whatever the encoding of the terminal."""
    write_bytes(json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


class Progress:
    """One line on stderr that says how far a run has come; nothing where stderr is no terminal.

    `shown` says whether the line is shown at all.
    """

    def __init__(self, *, quiet: bool, unit: str = "sentences") -> None:
        self.shown = not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._unit = unit
        self._began = self._last = time.monotonic()
        self._done = 0

    def advance(self, count: int) -> None:
        """Count `count` more units."""
        self._done += count
        now = time.monotonic()
        if self.shown and now - self._last > 0.2:
            self._last = now
            rate = self._done / max(now - self._began, 1e-9)
            self._line(f"{self._done:,} {self._unit}, {rate:,.0f} a second")

    def show(self, text: str) -> None:
        """Show `text` in the place of the count, five times a second at most."""
        now = time.monotonic()
        if self.shown and now - self._last > 0.2:
            self._last = now
            self._line(text)

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            self._line("")

    def _line(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"\r\x1b[K{visible(text)}")
            sys.stderr.flush()


class Places(Lines):
    """The lines and columns of a text before its repair.

    >>> from glossary.repair import repair
    >>> Places(repair("un\\r\\ndeux", only=())).of(5)
    (2, 2)
    """

    def __init__(self, found: "Repair") -> None:
        super().__init__(found.original)
        self._repaired = edits.Places(found.edits)

    def of_repaired(self, position: int) -> tuple[int, int]:
        """Return the line and the column, in the original, of what became the character at `position`."""
        return self.of(self._repaired.original(Span(position, position + 1)).start)


def diff_lines(name: str, found: "Repair", *, colour: bool) -> Iterator[str]:
    """Yield what repair changed in the file `name`, word by word, with its line and a few words around it.

    Without colour, `[-this-]` was there and `{+that+}` is there now. Changes that are near to each other share a line.
    """
    places = Places(found)
    near: list[Change] = []
    for change in changes(found.original, found.edits):
        between = found.original[near[-1].span.end : change.span.start] if near else ""
        if near and (len(between) > _CONTEXT or LINE_END.search(between)):
            yield _diff_line(name, found.original, near, places, colour)
            near = []
        near.append(change)
    if near:
        yield _diff_line(name, found.original, near, places, colour)


def _diff_line(name: str, text: str, near: Sequence[Change], places: Places, colour: bool) -> str:
    place = f"{visible(name)}:{places.of(near[0].span.start)[0]}:"
    return (
        f"{_BOLD}{place}{_PLAIN} {_excerpt(text, near, colour)}"
        if colour
        else (f"{place} {_excerpt(text, near, colour)}")
    )


def explained(name: str, found: "Repair", *, colour: bool) -> Iterator[str]:
    """Yield two lines for each edit, suggestion and notice: `name:line:column: rule: reason`, and the place itself.

    Lines and columns are those of the original; an edit is shown in the original, the others in the repaired text.
    """
    places = Places(found)
    told: list[tuple[tuple[int, int], str, str]] = []
    for edit in found.edits:
        excerpt = _excerpt(found.original, changes(found.original, [edit]), colour)
        name_of_rule = edit.rule if edit.safe else f"{edit.rule} (unsafe)"
        told.append((places.of(edit.span.start), f"{name_of_rule}: {edit.reason}", excerpt))
    for edit in found.suggestions:
        excerpt = _excerpt(found.text, changes(found.text, [edit]), colour)
        told.append((places.of_repaired(edit.span.start), f"{edit.rule} (suggestion): {edit.reason}", excerpt))
    for notice in found.notices:
        marked = Change(notice.span, notice.span.of(found.text), notice.span.of(found.text), ())
        excerpt = _excerpt(found.text, [marked], colour)
        told.append((places.of_repaired(notice.span.start), f"{notice.rule} (notice): {notice.message}", excerpt))
    for (line, column), message, excerpt in sorted(told, key=lambda each: each[0]):
        place = f"{visible(name)}:{line}:{column}:"
        yield f"{_BOLD}{place}{_PLAIN} {visible(message)}" if colour else f"{place} {visible(message)}"
        yield f"    {excerpt}"


def _excerpt(text: str, near: Sequence[Change], colour: bool) -> str:
    """Return the changes `near` to each other, which are in order, with what stands around them on their lines."""
    start, end = near[0].span.start, near[-1].span.end
    before = LINE_END.split(text[max(0, start - _CONTEXT) : start])[-1]
    after = LINE_END.split(text[end : end + _CONTEXT])[0]
    if len(before) == _CONTEXT:
        # The rest of a word that is cut off tells nothing, save where it is all that there is.
        before = "…" + (before.partition(" ")[2] or before)
    if len(after) == _CONTEXT:
        after = (after.rpartition(" ")[0].rstrip() or after) + "…"
    pieces = [visible(before)]
    position = start
    for change in near:
        pieces += [visible(text[position : change.span.start]), _shown(change, colour)]
        position = change.span.end
    return "".join([*pieces, visible(after)]).strip()


def _shown(change: Change, colour: bool) -> str:
    old, new = _in_plain_sight(change.old), _in_plain_sight(change.new)
    if old == new:
        return f"{_BOLD}{old}{_PLAIN}" if colour else f"[={old}=]"
    if colour:
        return _coloured(old, _RED) + _coloured(new, _GREEN)
    return (old and f"[-{old}-]") + (new and f"{{+{new}+}}")


def _coloured(text: str, colour: str) -> str:
    """Return `text` in colour; where it is only spaces, on it, since nobody sees the colour of a space."""
    return text and f"{colour}{'' if text.strip() else _REVERSED}{text}{_PLAIN}"


def _in_plain_sight(text: str) -> str:
    """Return `text` with all that cannot be seen, or not be told from a space, spelled out; a long one is cut."""
    if len(text) > _LONGEST_PIECE:
        text = f"{text[: _LONGEST_PIECE // 2]} […] {text[-_LONGEST_PIECE // 2 :]}"
    text = LINE_END.sub("⏎", text)
    return "".join(c if c == " " or not _hidden(c) else f"\\u{ord(c):04x}" for c in text)


def _hidden(character: str) -> bool:
    return unicodedata.category(character)[0] in "CZ" or unicodedata.combining(character) > 0


def edit_record(edit: Edit, place: tuple[int, int]) -> dict[str, object]:
    """Return an edit as it is printed in JSON; `place` is its line and column in the original text."""
    return {
        "rule": edit.rule,
        "safe": edit.safe,
        "line": place[0],
        "column": place[1],
        "start": edit.span.start,
        "end": edit.span.end,
        "old": edit.old,
        "new": edit.new,
        "reason": edit.reason,
    }


def finding_record(finding: "Finding") -> Mapping[str, object]:
    """Return a finding as it is printed in JSON; its spans are [start, end] in the segment's own texts."""
    return {
        "check": finding.check,
        "severity": str(finding.severity),
        "message": finding.message,
        "measured": finding.measured,
        "limit": finding.limit,
        "source_span": span_record(finding.source_span),
        "target_span": span_record(finding.target_span),
    }


def span_record(span: "Span | None") -> list[int] | None:
    """Return a span as [start, end]."""
    return None if span is None else [span.start, span.end]
