"""Counts the work that growing texts make: at twice the length it may be 2.3 times as much.

Work is counted in calls, of Python and of C, since seconds say more of the machine than of the code. What one call
does, such as a search by a regular expression, is not seen so; `by_time` looks at that, where there is time.
"""

import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any

from documents.office_files import docx, paragraph, run
from fake_engine import FakeEngine
from glossary.edits import changes
from glossary.english.spelling import restyle
from glossary.french.opaque import opaque_tokens
from glossary.quantities import compare, english_quantities, french_quantities, mend
from glossary.repair import RULES, repair
from glossary.terms import files
from glossary.terms.document_names import document_terms
from glossary.terms.literals import find_literals
from glossary.terms.matching import Matcher
from glossary.terms.names import find_names
from glossary.terms.packs import load_packs
from glossary.terms.records import Term
from places import CASES
from translate.checks import CHECKS, DOCUMENT_CHECKS, Pair, check_pair, doubts
from translate.checks.sentence_alignment import align_sentences
from translate.checks.settings import default_settings
from translate.checks.texts import check_documents
from translate.documents.clauses import clauses
from translate.documents.encoding import decode
from translate.documents.formats import format_named, read_text
from translate.documents.segmentation import sentences
from translate.lab.damage import inject
from translate.review.exports import tmx
from translate.review.page import page
from translate.review.rows import rows_of
from translate.review.terminal import side_by_side
from translate.run import translator
from translate.sentence.casing import opening_case, to_ordinary_case
from translate.sentence.guard import finish
from translate.sentence.language import foreign
from translate.sentence.typography import apply_style, style_of
from translate.terms.extraction import extract
from translate.terms.observed import pair_texts

MOST_GROWTH = 2.3
"""How much more work twice the text may make: linear work makes 2, and a tenth more is room for lists that grow."""
_WHAT_EVERYTHING_COSTS = 3_000
"""Calls below which a longer text is taken: one of any length costs some."""
_MOST_DOUBLINGS = 5
"""How often a text is doubled: what is bounded by windows of some hundred words grows faster until they are full."""
_LETTERS = "bcdfghklmnpqrtvwxz"
Work = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a text is made of; see `tests/cases/attack/README.md`."""

    name: str
    before: str
    unit: str
    closing: str
    after: str

    def text(self, size: int) -> str:
        """Return a text of about `size` characters.

        >>> Pattern("", "a", "(", ")", ".").text(4)
        'a(()).'
        """
        number = max(1, size // max(1, len(self._one(0)) + len(self.closing)))
        units = "".join(map(self._one, range(number)))
        return f"{self.before}{units}{self.closing * number}{self.after}"

    def _one(self, number: int) -> str:
        if "{w}" not in self.unit and "{n}" not in self.unit:
            return self.unit
        letters = random.Random(number).choices(_LETTERS, k=7)
        return self.unit.replace("{n}", str(number)).replace("{w}", "".join(letters))


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return all patterns."""
    with (CASES / "attack" / "patterns.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return tuple(Pattern(*(str(json.loads(f'"{cell}"')) for cell in row)) for row in rows)


class _Engine(FakeEngine):
    """One that counts pieces as a model does, by letters."""

    def count(self, sentence: str) -> int:
        return len(sentence) // 3 + 1


@cache
def _translator() -> translator.Translator:
    real, translator._engine = translator._engine, lambda *_, **__: _Engine()
    try:
        return translator.Translator()
    finally:
        translator._engine = real


@cache
def _matcher() -> Matcher:
    return Matcher(load_packs())


def _office(text: str) -> object:
    allowed = "".join(character for character in text if character >= " " or character == "\n")
    escaped = (
        allowed.encode("utf-8", "ignore").decode().replace("&", "&amp;").replace("<", "&lt;").replace("\ufffe", "")
    )
    lines = "".join(paragraph(run(line)) for line in escaped.split("\n"))
    found = format_named("docx")
    return found.write(found.read(docx(lines)))


def _written(format: str, text: str) -> object:
    found = format_named(format)
    document = found.read(text.encode("utf-8", "surrogatepass"), encoding="utf-8")
    return found.write(document)


def _terms(format: str, text: str) -> object:
    cells = [cell for cell in text.split("\n")[:2_000] if cell.strip()] or ["a"]
    try:
        return _loaded(format, files.render([Term(source=cell, target="x") for cell in dict.fromkeys(cells)], format))
    except (files.TermFileError, ValueError) as refusal:
        return refusal  # a term that no file can hold


def _as_terms(format: str, text: str) -> object:
    try:
        return _loaded(format, text.encode("utf-8", "replace"))
    except files.TermFileError as refusal:
        return refusal


def _loaded(format: str, data: bytes) -> object:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"terms{(files.FORMATS[format].suffixes or ('.tbx',))[0]}"
        path.write_bytes(data)
        return files.load(path)


def _reviewed(text: str) -> object:
    document = _translator().translate(text)
    rows = rows_of(document)
    list(side_by_side(rows, width=80))
    return page(document, signature="", title="")


def _checked(text: str) -> object:
    source, target = read_text(text, format="text"), read_text(f"{text}\nThe end.", format="text")
    return check_documents(source, target, source_name="a", target_name="b", settings=default_settings())


def _of_lines(run: Callable[[list[Pair]], Any], text: str) -> object:
    return list(run([Pair(line, line) for line in text.split("\n")]))


@cache
def works() -> Mapping[str, Work]:
    """Return all that reads a text, by name."""
    found: dict[str, Work] = {
        "translation": lambda text: _translator().translate(text),
        "translation of Markdown": lambda text: _translator().translate(text, format="markdown"),
        "review": _reviewed,
        "repair": lambda text: repair(text),
        "repair with all edits": lambda text: repair(text, unsafe=True),
        "check of two texts": _checked,
        "check of a pair": lambda text: check_pair(Pair(text, text)),
        "doubts of a pair": lambda text: doubts(Pair(text, text)),
        "the French alone": lambda text: check_pair(Pair(text, "The cat sleeps.")),
        "the English alone": lambda text: check_pair(Pair("Le chat dort.", text)),
        "alignment of sentences": lambda text: align_sentences(text.split(" "), text.split(" ")[::2]),
        "sentences": sentences,
        "clauses": lambda text: clauses(text, fits=lambda part: len(part) < 100),
        "literals": find_literals,
        "opaque tokens": opaque_tokens,
        "names": find_names,
        "terms of a document": lambda text: document_terms(text, load_packs()),
        "matching": lambda text: _matcher().find(text),
        "French quantities": french_quantities,
        "English quantities": english_quantities,
        "quantities compared": lambda text: compare(text, text),
        "quantities mended": lambda text: mend(text, "The 12 cats sleep at 3 p.m."),
        "language": foreign,
        "capitals": lambda text: to_ordinary_case(text, cost=len),
        "opening": lambda text: opening_case(text, source=text),
        "end mark": lambda text: finish(text, source=text, capitals=True),
        "typography": lambda text: apply_style(text, source=text, style=style_of(text)),
        "house style": lambda text: restyle(text, spelling="british"),
        "damage": lambda text: inject(text, ["glued-words"], rate=1) if text else None,
        "changes": lambda text: changes(text, repair(text, unsafe=True).edits),
        "extraction": lambda text: extract(pair_texts([text], [text])),
        "TMX of a review": lambda text: tmx([(text, text)]),
        "UTF-8": lambda text: decode(text.encode("utf-8", "surrogatepass")),
        "UTF-16": lambda text: decode(text.encode("utf-16", "surrogatepass")),
        "Windows-1252": lambda text: decode(text.encode("cp1252", "replace")),
        "plain text": partial(_written, "text"),
        "Markdown": partial(_written, "markdown"),
        "Word": _office,
    }
    found |= {f"rule {name}": partial(_repaired, name) for name in RULES}
    found |= {f"check {name}": partial(_by_check, name) for name in CHECKS}
    found |= {f"check {name}": partial(_of_lines, check.run) for name, check in DOCUMENT_CHECKS.items()}
    found |= {f"terms in {name}": partial(_terms, name) for name in files.FORMATS}
    found |= {f"a file of terms in {name}": partial(_as_terms, name) for name in files.FORMATS}
    return found


def _repaired(rule: str, text: str) -> object:
    return repair(text, only=[rule], unsafe=True)


def _by_check(check: str, text: str) -> object:
    run = CHECKS[check].run
    return [list(run(pair)) for pair in (Pair(text, text), Pair(text, "The cat."), Pair("Le chat.", text))]


def calls(work: Work, text: str) -> int:
    """Return how many calls `work` makes of `text`.

    >>> calls(lambda text: [len(each) for each in text], "abc")
    5
    """
    count = 0

    def look(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return count - 1  # without that of setprofile itself


def growth(work: Work, pattern: Pattern, size: int) -> float:
    """Return how much more work twice the text makes; what is suspicious is seen again, with longer ones.

    :param size: characters of the shorter text.
    """
    work(pattern.text(2 * size))  # what is learnt of words is no work of the second time
    most, more, longer = 0.0, 0, size
    for _ in range(_MOST_DOUBLINGS):
        less, more = more or calls(work, pattern.text(longer)), calls(work, pattern.text(2 * longer))
        most = more / less
        if more > _WHAT_EVERYTHING_COSTS and most <= MOST_GROWTH:
            break
        longer *= 2
    return most if more > _WHAT_EVERYTHING_COSTS else 0.0


def by_time(work: Work, pattern: Pattern, size: int) -> float:
    """Return how much more processor time four times the text takes: the least of several tries, 4 where it is linear.

    Work of less than a twentieth of a second is not looked at.
    """
    least = 99.0
    short, long = pattern.text(size), pattern.text(4 * size)
    for _ in range(4):
        less, more = _seconds(work, short), _seconds(work, long)
        least = min(least, more / max(less, 1e-6)) if more > 0.05 else 0.0
        if least <= 4 * 1.6:
            break
    return least


def _seconds(work: Work, text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start


def grow(*, size: int, every: int = 1, seconds: bool = False) -> Iterator[tuple[str, int, list[str]]]:
    """Yield each kind of work, of how many patterns it was done, and of which it grew too fast.

    :param size: characters of the shortest texts.
    :param every: 1 for all patterns, 2 for every second one...
    :param seconds: look at processor time as well.
    """
    for number, (name, work) in enumerate(works().items()):
        chosen = patterns()[number % every :: every]
        faults = []
        for pattern in chosen:
            if (found := growth(work, pattern, size)) > MOST_GROWTH:
                faults.append(f"{pattern.name}: {found:.1f} times the calls for twice the text")
            if seconds and (found := by_time(work, pattern, 8 * size)) > 4 * 1.6:
                faults.append(f"{pattern.name}: {found:.1f} times the time for four times the text")
        yield name, len(chosen), faults
