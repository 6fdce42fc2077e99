"""Reads sentence pairs: tab-separated tables, two parallel texts, translation memories (TMX)."""

import bz2
import codecs
import gzip
import lzma
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from glossary.terms.files import tmx
from glossary.terms.files.base import BadLines
from translate.documents.errors import InputError

_MOST_SHOWN = 10
_PACKED = (".gz", ".xz", ".bz2")


@dataclass(frozen=True, slots=True)
class Pair:
    """A French sentence and its English, as they stand in the file."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The pairs to learn from, where each stood among those that were read, and how many fell out, by the reason."""

    pairs: tuple[Pair, ...]
    places: tuple[int, ...]
    dropped: Counter[str]


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """Return the pairs of files, in their order.

    `NAME.tsv` has one pair a line: French, a tab, English. `NAME.tmx` is a translation memory. Any other files come in
    twos, first the French, then the English, with a sentence a line. Text is UTF-8, or UTF-16 with its mark; `.gz`,
    `.xz` and `.bz2` are unpacked.

    :raises InputError: where a file cannot be read, is empty or malformed, or two that belong together have different
        numbers of lines; bad lines are listed by their numbers, ten at most.
    """
    pairs: list[Pair] = []
    waiting: Path | None = None
    for path in paths:
        kind = path.with_suffix("").suffix if path.suffix in _PACKED else path.suffix
        if waiting is not None:
            pairs += _parallel(waiting, path)
            waiting = None
        elif kind.lower() == ".tsv":
            pairs += _table(path)
        elif kind.lower() == ".tmx":
            pairs += _memory(path)
        else:
            waiting = path
    if waiting is not None:
        raise InputError(
            f"{waiting} is neither .tsv nor .tmx and so must be followed by the file with its English, line by line"
        )
    return pairs


def select(
    pairs: Sequence[Pair], *, lengths: Callable[[Sequence[Pair]], list[tuple[int, int]]], longest: int
) -> Selection:
    """Return the pairs that a model can learn from.

    Dropped are pairs with an empty side, pairs that stood before, French that stands untranslated (five words or
    more), and pairs with a side of more than `longest` pieces or with one side more than three times the other.

    :param lengths: gives the numbers of pieces of both sides of pairs, once normalised.

    >>> def words(pairs): return [(len(p.source.split()), len(p.target.split())) for p in pairs]
    >>> found = select([Pair("Oui.", "Yes."), Pair("Oui.", "Yes."), Pair("", "No.")], lengths=words, longest=9)
    >>> len(found.pairs), dict(found.dropped)
    (1, {'the same pair again': 1, 'empty': 1})
    """
    dropped: Counter[str] = Counter()
    seen: set[Pair] = set()
    kept: list[int] = []
    for place, (pair, (source, target)) in enumerate(zip(pairs, lengths(pairs), strict=True)):
        reason = None
        if source == 0 or target == 0:
            reason = "empty"
        elif pair in seen:
            reason = "the same pair again"
        elif pair.source == pair.target and len(pair.source.split()) > 4:
            reason = "not translated"
        elif max(source, target) > longest:
            reason = "too long for the model"
        elif max(source, target) > 3 * min(source, target) + 8:
            reason = "lengths too different"
        seen.add(pair)
        if reason:
            dropped[reason] += 1
        else:
            kept.append(place)
    return Selection(tuple(pairs[place] for place in kept), tuple(kept), dropped)


def _fail(path: Path, problems: list[str]) -> None:
    if problems:
        more = f"; and {len(problems) - _MOST_SHOWN:,} more" if len(problems) > _MOST_SHOWN else ""
        raise InputError(f"{path} cannot be used: {'; '.join(problems[:_MOST_SHOWN])}{more}; correct the file")


def _open(path: Path) -> IO[bytes]:
    packed = {".gz": gzip.GzipFile, ".xz": lzma.LZMAFile, ".bz2": bz2.BZ2File}.get(path.suffix)
    return cast("IO[bytes]", packed(path)) if packed else path.open("rb")


def _lines(path: Path) -> tuple[list[str], list[str]]:
    """Return the lines of a text file and what is wrong with them."""
    try:
        with _open(path) as file:
            data = file.read()
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error) or "it is cut short"
        raise InputError(f"{path} cannot be read: {why}; check the name and the file") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise InputError(f"{path} is not UTF-16 all through, though it begins so; save it as UTF-8") from None
    data = data.removeprefix(codecs.BOM_UTF8).removesuffix(b"\n")
    if not data.strip():
        raise InputError(f"{path} is empty; name a file with sentence pairs")
    lines, problems = [], []
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            lines.append(line.removesuffix(b"\r").decode())
        except UnicodeDecodeError:
            lines.append("")
            problems.append(f"line {number} is not UTF-8")
    return lines, problems


def _table(path: Path) -> list[Pair]:
    lines, problems = _lines(path)
    pairs = []
    unreadable = {problem.split()[1] for problem in problems}
    for number, line in enumerate(lines, 1):
        fields = line.split("\t")
        if len(fields) == 2:
            pairs.append(Pair(*fields))
        elif line.strip() and str(number) not in unreadable:
            problems.append(
                f"line {number} has {len(fields) - 1 or 'no'} tab{'s' * (len(fields) > 2)} in the place of one"
            )
    _fail(path, sorted(problems, key=lambda problem: int(problem.split()[1])))
    return pairs


def _parallel(source: Path, target: Path) -> list[Pair]:
    sides = []
    for path in (source, target):
        lines, problems = _lines(path)
        _fail(path, problems)
        sides.append(lines)
    if len(sides[0]) != len(sides[1]):
        raise InputError(
            f"{source} has {len(sides[0]):,} lines and {target} {len(sides[1]):,}; they must go together line by line"
        )
    return [Pair(*both) for both in zip(*sides, strict=True)]


def _memory(path: Path) -> list[Pair]:
    """Return the units of a translation memory, without their native code, with single spaces.

    A unit that lacks a language counts as a pair with an empty side, so that the report tells of it.
    """
    try:
        with _open(path) as file:
            pairs = [Pair(*(" ".join(text.split()) for text in pair)) for pair in tmx.read_pairs(_blocks(file))]
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}; check it") from error
    except BadLines as error:
        [problem, *_] = error.problems
        raise InputError(f"{path}, line {problem.line}: {problem.reason}; export it again") from None
    if not any(pair.source and pair.target for pair in pairs):
        raise InputError(f"{path} has no unit in both French and English; check the languages of the memory")
    return pairs


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(1 << 16):
        yield block
