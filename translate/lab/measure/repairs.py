"""How well the repair of French does: on damage made on purpose, and on clean text that it should leave alone."""

import itertools
import lzma
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.edits import Edit, Span, apply
from glossary.french.lexicon import held_out
from glossary.repair import RULES, Notice, Repair, Rule, repair
from glossary.tables import expression
from translate.documents import formats
from translate.documents.errors import InputError
from translate.lab.damage import FAMILIES, inject

DOCUMENT = 25
"""How many lines of a file are repaired together, as those of an article are."""
TABLE = ".tsv.xz"
"""How the name of a compressed table ends, with French in its first column, one passage a line."""
ENOUGH, MOST_PASSES = 300, 8
"""How many damages of a family are wanted, and how often the texts are damaged anew at most to have them."""
TRUSTED = 0.05
"""What share of a family's damages a rule reports at least for its other reports to count as false ones."""

# Kinds of space count as the same: which one stands before a mark is a matter of style.
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
_TOKEN = expression(r"\S+")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many damages there were and were mended, and how many edits were made and were right; all are counts."""

    damages: int = 0
    mended: int = 0
    made: int = 0
    right: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.damages + other.damages, self.mended + other.mended, self.made + other.made, self.right + other.right
        )

    @property
    def precision(self) -> float | None:
        """The share of the edits that were right, from 0 to 1; None where none was made."""
        return self.right / self.made if self.made else None

    @property
    def recall(self) -> float | None:
        """The share of the damages that were mended, from 0 to 1; None where there was none."""
        return self.mended / self.damages if self.damages else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, from 0 to 1; None where one of them is None."""
        if self.precision is None or self.recall is None:
            return None
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """One place where the repair differs from the clean text: `damaged` with its surroundings, what was wanted there
    and what it became; `names` are those of the mechanisms of the damage, or else of the rules."""

    names: tuple[str, ...]
    damaged: str
    wanted: str
    became: str


@dataclass(frozen=True, slots=True)
class FamilyFigures:
    """How one family of damage was repaired: by safe edits, by all edits, and reported in any way.

    In `reported`, a damage counts as mended where an edit, a suggestion or a notice touches its place. Its `made` are
    the reports by the rules that report at least the share `TRUSTED` of the damages, one for each line that a report
    covers. `mechanisms` holds the tally of safe edits for each mechanism, without those that touch no damage.
    `faults` counts the safe edits that are made of the clean text as well: they are left out of all tallies, as they
    are measured by `measure_clean`.
    """

    family: str
    safe: Tally
    everything: Tally
    reported: Tally
    mechanisms: Mapping[str, Tally]
    faults: int
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class CleanFigures:
    """What the safe edits change in one clean text: counts, and each change. `changed_words` are words of the text."""

    name: str
    words: int
    changed_words: int
    rules: Mapping[str, int]
    suggestions: int
    notices: int
    cases: tuple[Case, ...]

    @property
    def per_ten_thousand(self) -> float:
        """Changed words in ten thousand; 0 for a text without words."""
        return 10_000 * self.changed_words / self.words if self.words else 0.0


def read_clean(path: Path, *, most: int | None = None) -> list[str]:
    """Return the lines of a text, or the French of a table of sentence pairs (a name that ends in `TABLE`).

    Of a table only those lines are read that no count of the lexicon has seen (`glossary.french.lexicon.held_out`), so
    that tables the lexicon was made from measure fairly. Each is a paragraph by itself: an empty line follows it.

    :param most: how many lines are returned at most, empty ones among them.
    :raises InputError: where the file cannot be read or decoded.
    """
    if not path.name.endswith(TABLE):
        lines = formats.read(path, format="text").source.splitlines()
        return lines[:most]
    try:
        with lzma.open(path, "rt", encoding="utf-8") as rows:
            french = (row.partition("\t")[0].strip() for row in rows)
            unseen = (line for text in french if held_out(text) for line in (text, ""))
            return list(itertools.islice(unseen, most))
    except (OSError, lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 compressed with xz"
        raise InputError(f"{path}: the table cannot be read ({reason}); check its name and content") from error


def documents(lines: Sequence[str]) -> Iterator[str]:
    """Yield `lines` joined to texts of `DOCUMENT` lines.

    >>> [len(text.split()) for text in documents(["un"] * 30)]
    [25, 5]
    """
    for start in range(0, len(lines), DOCUMENT):
        yield "\n".join(lines[start : start + DOCUMENT])


def measure_family(
    texts: Sequence[str],
    family: str,
    *,
    seed: int = 0,
    rate: float = 0.3,
    rules: Mapping[str, Rule] = RULES,
    faults: Sequence[Sequence[Edit]] | None = None,
) -> FamilyFigures:
    """Damage each of `texts` with `family`, repair it, and compare it with the clean one at the place of each edit.

    The texts are damaged anew, by other draws, until there are `ENOUGH` damages, or `MOST_PASSES` times.
    Edits of the repair and of the damage that touch belong together: all are right where they give the same text, up
    to the kind of spaces, and all are wrong where they do not. Edits that touch no damage are wrong.

    :param texts: documents of clean French.
    :param seed: the number that the draws depend on.
    :param rate: how dense the damage is; see `translate.lab.damage.inject`.
    :param faults: the safe edits of each clean text, where they are known already.
    :raises ValueError: where the family is unknown or the rate is not from 0 to 1.
    """
    if faults is None:
        faults = [repair(text, rules=rules).edits for text in texts]
    left_out = 0
    safe = everything = Tally()
    mechanisms: dict[str, Tally] = {}
    cases: list[Case] = []
    reports: list[tuple[str, bool]] = []
    found = 0
    for number in range(len(texts) * MOST_PASSES):
        text, known = texts[number % len(texts)], faults[number % len(texts)]
        if number % len(texts) == 0 and safe.damages >= ENOUGH:
            break
        damaged = inject(text, [family], seed=seed * 1_000_003 + number, rate=rate)
        result = repair(damaged.text, rules=rules)
        made = _without_faults(result.edits, damaged.gold, known)
        left_out += len(result.edits) - len(made)
        tally, by_mechanism, differing = compare(damaged.text, damaged.gold, made)
        safe += tally
        for mechanism, one in by_mechanism.items():
            mechanisms[mechanism] = mechanisms.get(mechanism, Tally()) + one
        cases += differing
        if result.suggestions:
            bold = repair(damaged.text, rules=rules, unsafe=True)
            tally = compare(damaged.text, damaged.gold, _without_faults(bold.edits, damaged.gold, known))[0]
        everything += tally
        touched, told = _reports(damaged.text, damaged.gold, made, result)
        found += touched
        reports += told
    hits = Counter(rule for rule, hit in reports if hit)
    trusted = {rule for rule, count in hits.items() if count >= TRUSTED * safe.damages}
    counted = [hit for rule, hit in reports if rule in trusted]
    reported = Tally(safe.damages, found, len(counted), sum(counted))
    return FamilyFigures(family, safe, everything, reported, dict(sorted(mechanisms.items())), left_out, tuple(cases))


def _without_faults(made: Sequence[Edit], gold: Sequence[Edit], faults: Sequence[Edit]) -> list[Edit]:
    """Return the edits of a damaged text but for those of `faults`, which are edits of the clean one."""
    known = {(fault.span.start, fault.old, fault.new) for fault in faults}
    kept = []
    shift = number = 0
    for edit in made:
        while number < len(gold) and gold[number].span.end <= edit.span.start:
            shift += len(gold[number].new) - len(gold[number].old)
            number += 1
        if (edit.span.start + shift, edit.old, edit.new) not in known:
            kept.append(edit)
    return kept


def compare(
    text: str, gold: Sequence[Edit], made: Sequence[Edit]
) -> tuple[Tally, Mapping[str, Tally], tuple[Case, ...]]:
    """Compare two lists of edits of `text`; `gold` are those that are wanted.

    Returns the tally, the tally of each mechanism (`reason`) of `gold`, and each place where the two differ.

    :raises ValueError: where the edits of a list overlap, or do not belong to `text`.
    """
    total = Tally()
    mechanisms: dict[str, Tally] = {}
    cases = []
    for wanted, done in _groups(gold, made):
        start = min(edit.span.start for edit in (*wanted, *done))
        end = max(edit.span.end for edit in (*wanted, *done))
        clean, became = (_within(text, Span(start, end), edits) for edits in (wanted, done))
        same = bool(wanted and done) and clean.translate(_SPACES) == became.translate(_SPACES)
        total += Tally(len(wanted), len(wanted) * same, len(done), len(done) * same)
        for edit in wanted:
            mechanisms[edit.reason] = mechanisms.get(edit.reason, Tally()) + Tally(1, int(same), 0, 0)
        if not same:
            names = [edit.reason for edit in wanted] or [edit.rule for edit in done]
            before, after = text[max(0, start - 30) : start], text[end : end + 30]
            around = (f"{before}{middle}{after}" for middle in (text[start:end], clean, became))
            cases.append(Case(tuple(dict.fromkeys(names)), *around))
    return total, mechanisms, tuple(cases)


def _groups(gold: Sequence[Edit], made: Sequence[Edit]) -> Iterator[tuple[list[Edit], list[Edit]]]:
    """Yield the edits of both lists that touch one another, directly or by others between them."""
    items = sorted(
        [(edit.span, 0, edit) for edit in gold] + [(edit.span, 1, edit) for edit in made], key=lambda item: item[:2]
    )
    group: tuple[list[Edit], list[Edit]] = ([], [])
    reach = -1
    for span, side, edit in items:
        if span.start > reach and reach >= 0:
            yield group
            group = ([], [])
        group[side].append(edit)
        reach = max(reach, span.end)
    if reach >= 0:
        yield group


def _within(text: str, span: Span, edits: Iterable[Edit]) -> str:
    moved = (
        Edit(Span(edit.span.start - span.start, edit.span.end - span.start), edit.old, edit.new, edit.rule, edit.reason)
        for edit in edits
    )
    return apply(span.of(text), moved)


def _reports(
    text: str, gold: Sequence[Edit], made: Sequence[Edit], result: Repair
) -> tuple[int, list[tuple[str, bool]]]:
    """Return how many of the `gold` places are reported, and the rule of each line of a report, and if it is one."""
    reports = [(edit.span, edit.rule) for edit in made]
    others: tuple[Edit | Notice, ...] = (*result.suggestions, *result.notices)
    reports += ((result.place_of(other.span), other.rule) for other in others)
    parts = [(part, rule) for span, rule in reports for part in _lines(text, span)]
    places = [_place(text, edit) for edit in gold]
    touched = sum(any(_overlap(place, part) for part, _ in parts) for place in places)
    return touched, [(rule, any(_overlap(place, part) for place in places)) for part, rule in parts]


def _lines(text: str, span: Span) -> Iterator[Span]:
    """Yield the part of `span` on each line; a line of which it has nothing but space is left out."""
    if not span.of(text).strip():
        yield span
        return
    start = span.start
    for line in span.of(text).splitlines(keepends=True):
        if line.strip():
            yield Span(start, start + len(line.rstrip()))
        start += len(line)


def _place(text: str, edit: Edit) -> Span:
    """Return where a damage is seen: in whole lines, at the characters beside it, or in the words around a space."""
    if not edit.old.strip():
        before = text.rfind(" ", 0, max(0, edit.span.start - 1)) + 1
        after = text.find(" ", edit.span.end + 1)
        return Span(before, len(text) if after < 0 else after)
    if "\n" in edit.old:
        # Whole lines were put in, with the line end before them, which belongs to the line before.
        return Span(edit.span.start + len(edit.old) - len(edit.old.lstrip()), edit.span.end)
    # Of `le le` the one or the other may be reported.
    return Span(max(0, edit.span.start - 1), edit.span.end + 1)


def _overlap(first: Span, second: Span) -> bool:
    """Tell whether the spans share a character, or touch where one of them is empty."""
    if len(first) and len(second):
        return first.overlaps(second)
    return first.start <= second.end and second.start <= first.end


def measure_clean(name: str, lines: Sequence[str], *, rules: Mapping[str, Rule] = RULES) -> CleanFigures:
    """Repair clean `lines`, of which nothing should change, and count what does.

    A word is what stands between white space. One that an edit changes a part of counts as changed; an edit that
    changes nothing but space counts as one.
    """
    words = changed = suggestions = notices = 0
    counts: Counter[str] = Counter()
    cases: list[Case] = []
    for text in documents(lines):
        result = repair(text, rules=rules)
        tokens = [match.span() for match in _TOKEN.finditer(text)]
        starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
        words += len(tokens)
        for edit in result.edits:
            changed += max(1, bisect_left(starts, edit.span.end) - bisect_right(ends, edit.span.start))
            counts.update(edit.rule.split("+"))
        cases += compare(text, (), result.edits)[2]
        suggestions += len(result.suggestions)
        notices += len(result.notices)
    return CleanFigures(name, words, changed, dict(counts.most_common()), suggestions, notices, tuple(cases))


def measure_families(
    texts: Sequence[str],
    families: Sequence[str] = tuple(FAMILIES),
    *,
    seed: int = 0,
    rate: float = 0.3,
    progress: Callable[[str], None] | None = None,
) -> list[FamilyFigures]:
    """Return the figures of each of `families` on `texts`, each a document of clean French.

    :param progress: is called with a few words before each family.
    :raises ValueError: where a family is unknown or the rate is not from 0 to 1.
    """
    figures = []
    faults = [repair(text).edits for text in texts]
    for family in families:
        if progress:
            progress(f"measuring {family}")
        figures.append(measure_family(texts, family, seed=seed, rate=rate, faults=faults))
    return figures
