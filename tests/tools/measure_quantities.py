"""Measure how quantities are read, compared, written in English, restored and translated, by kind.

    python tests/tools/measure_quantities.py [--part kept|open] [--show] [--model NAME] [--pairs FRENCH ENGLISH]

The cases are the tables of `tests/cases/quantities/`; each counts once in a column:

- `read`: each quantity is found and written in English as the table says, and nothing else would be written otherwise;
- `checked`: `compare` says nothing of the right English, and something of the faulty one;
- `restored`: of the right English each quantity in turn is dropped, its digits are changed, or its unit is lost, as by
  the worst of engines; `mend`, told the place, gives the right English back;
- `dropped` and `garbled`: what the code alone delivers of an engine that drops all figures, or gets all of them wrong;
- `translated`, with `--model`: the whole translator says each quantity as the table does (one in words by its value).

`--part` takes one half of the cases: `kept` ones were written before the code that they try was looked at, `open` ones
beside it. `--show` lists what is wrong. `--pairs` gives two files of a human translation, one sentence a line: printed
are the false alarms on them, what `mend` changes, and how many of the faults put into the English are found.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.edits import Span, apply
from glossary.quantities import Mismatch, Quantity, compare, french_quantities, mend, render
from glossary.quantities.crossing import crossing
from glossary.quantities.lexicon import units
from glossary.tables import rows

CASES = Path(__file__).parents[1] / "cases" / "quantities"
SEED = 20240714
_NUMBER = re.compile(r"(?<![\w.,:/-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![:/\w-]|[.,]\d)")
_FIGURES = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True, slots=True)
class Case:
    """A French sentence, the English of its quantities, its right English, and a faulty one (empty: none)."""

    kind: str
    part: str
    french: str
    renders: dict[str, str]
    english: str
    faulty: str


@dataclass(slots=True)
class Share:
    """How many of how many were right."""

    right: int = 0
    all: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.all += 1

    def __str__(self) -> str:
        return f"{self.right}/{self.all}"


def written_cases(part: str = "") -> list[Case]:
    """Return the cases of all tables, or of one part of them."""
    found = []
    for path in sorted(CASES.glob("*.tsv")):
        table = rows(path.read_text(encoding="utf-8").split("\n"), ("part", "french", "renders", "english", "faulty"))
        for _, (name, french, renders, english, faulty) in table:
            pairs = dict(pair.split(" => ") for pair in renders.split(" | ") if pair)
            found.append(Case(path.stem, name, french, pairs, english, faulty))
    return [case for case in found if part in ("", case.part)]


def is_read(case: Case) -> bool:
    """Whether each quantity of `case` is written as it should be, and no other would change."""
    quantities = french_quantities(case.french)
    everything: dict[str, Quantity] = {}
    for quantity in quantities:
        for one in (quantity, *quantity.parts):
            everything.setdefault(one.text, one)
    listed = all(text in everything and render(everything[text]) == english for text, english in case.renders.items())
    rest = [one for one in quantities if not any(text in one.text or one.text in text for text in case.renders)]
    return listed and all(one.soft or render(one) == one.text for one in rest)


def is_checked(case: Case) -> bool:
    """Whether nothing is found in the right English of `case`, and something in the faulty one.

    A number in words that one side only has, as in `couper les cheveux en quatre`, is worth no more than a note.
    """
    found = [mismatch for mismatch in compare(case.french, case.english) if not is_note(mismatch)]
    return not found and (not case.faulty or bool(compare(case.french, case.faulty)))


def is_note(mismatch: Mismatch) -> bool:
    """Whether a mismatch is a number in words that only one side has: it may be a way of speaking."""
    only = mismatch.french if mismatch.english is None else mismatch.english if mismatch.french is None else None
    return only is not None and not any(map(str.isdigit, only.text))


def damages(quantity: Quantity, rendering: str) -> Iterator[str]:
    """Yield what a bad engine makes of a quantity: nothing, other digits, no unit."""
    yield ""
    figures = _FIGURES.search(rendering)
    if figures:
        yield rendering.translate({ord("0") + digit: str((digit + 3) % 10) for digit in range(10)})
        alone = not (quantity.shared or quantity.parts)
        needed = alone and quantity.unit in units() and units()[quantity.unit].needed
        if needed and figures[0] != rendering:
            yield figures[0]


def is_restored(case: Case) -> bool | None:
    """Whether all damage is put right; None where no quantity of `case` stands in its English letter by letter."""
    places = {
        one: found
        for one in french_quantities(case.french)
        for text, english in case.renders.items()
        if one.text == text and (found := re.search(rf"(?<!\w){re.escape(english)}(?!\w)", case.english))
    }
    results = []
    for french, found in places.items():
        for instead in damages(french, found[0]):
            damaged = case.english[: found.start()] + instead + case.english[found.end() :]
            place = Span(found.start(), found.start() + len(instead))
            edits = mend(case.french, damaged, aligned=_here(french, place))
            results.append(apply(damaged, edits) == case.english)
    return all(results) if results else None


def _here(quantity: Quantity, place: Span) -> Callable[[Span], Span | None]:
    """Return an alignment that knows the place of one quantity, and of the ends of a range, and of nothing else."""
    return lambda span: place if quantity.span.start <= span.start and span.end <= quantity.span.end else None


def is_translated(case: Case, english: str) -> bool:
    """Whether `english`, a translation of the French of `case`, says its quantities as the table does."""
    if any(not is_note(mismatch) for mismatch in compare(case.french, english)):
        return False
    return all(wanted in english or not any(map(str.isdigit, wanted)) for text, wanted in case.renders.items())


def translations(model: str, cases: Sequence[Case]) -> list[str]:
    """Return what the whole translator makes of the French of `cases`."""
    from translate.documents.formats import read_text
    from translate.run.translator import Translator

    translator = Translator(model) if model else Translator()
    documents = [read_text(case.french, format="text") for case in cases]
    return [document.text for document in translator.translate_documents(documents)]


def dropping(text: str) -> str:
    """Return what the worst of engines says: all words, and nothing that has a figure."""
    return " ".join(word for word in text.split(" ") if not any(map(str.isdigit, word)))


def garbling(text: str) -> str:
    """Return what an engine says that gets each figure wrong."""
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text)


def is_delivered(case: Case, engine: Callable[[str], str]) -> bool | None:
    """Whether the quantities of `case` stand in what comes of an engine; None where it has none in figures.

    Those that a model reads as they are, since it does so well, are left out: they are put in as `is_restored` tells.
    """
    from fake_engine import FakeEngine
    from translate.documents.records import Segment
    from translate.engine.base import Decoding
    from translate.run.pipeline import translate_segments
    from translate.run.steps import Task, Tools
    from translate.sentence.typography import Style
    from translate.terms.holding import Holder

    held = [one.english for one in crossing(case.french).held]
    wanted = [english for english in case.renders.values() if english in held]
    if not wanted:
        return None
    tools = Tools(Holder(FakeEngine(engine), Decoding(beam=1)), longest=400, checks=False)
    target = translate_segments([Task(Segment(0, case.french), Style())], tools)[0].target or ""
    return all(english.casefold() in target.casefold() for english in wanted)


def faults(english: str, chance: random.Random) -> dict[str, str]:
    """Return `english` with one fault of each kind that it has a number for."""
    numbers = list(_NUMBER.finditer(english))
    if not numbers:
        return {}
    found = {}
    number = chance.choice(numbers)
    place = chance.choice([index for index in range(number.start(), number.end()) if english[index].isdigit()])
    digit = chance.choice([digit for digit in "123456789" if digit != english[place]])
    found["a digit changed"] = english[:place] + digit + english[place + 1 :]
    found["a number dropped"] = english[: number.start()] + english[number.end() :].lstrip()
    marked = [number for number in numbers if "." in number[0]]
    if marked:
        number = chance.choice(marked)
        whole, _, decimals = number[0].partition(".")
        moved = f"{whole}{decimals[0]}" + (f".{decimals[1:]}" if decimals[1:] else "")
        found["a decimal mark moved"] = english[: number.start()] + moved + english[number.end() :]
    return found


def measure_pairs(french: Sequence[str], english: Sequence[str]) -> Iterator[str]:
    """Yield lines on a human translation: false alarms, harm done by `mend`, and the share of faults found."""
    chance = random.Random(SEED)
    certain = likely = mended = 0
    shares: dict[str, Share] = {}
    for source, target in zip(french, english, strict=True):
        mismatches = compare(source, target)
        certain += any(mismatch.certain for mismatch in mismatches)
        likely += bool(mismatches) and not any(mismatch.certain for mismatch in mismatches)
        mended += bool(mend(source, target))
        if not mismatches:
            for name, faulty in faults(target, chance).items():
                shares.setdefault(name, Share()).add(bool(compare(source, faulty)))
    count = max(len(french), 1)
    yield f"{len(french)} pairs: certain {certain / count:.2%}, likely only {likely / count:.2%}, mended {mended}"
    yield from (f"  {name}: found {share}" for name, share in shares.items())


def measure_cases(cases: Sequence[Case], *, model: str | None, show: bool) -> Iterator[str]:
    """Yield a line for each kind, after one for each case that is wrong where `show` is set."""
    table: dict[str, dict[str, Share]] = {}
    judges: dict[str, Callable[[Case], bool | None]] = {"read": is_read, "checked": is_checked, "restored": is_restored}
    judges |= {
        "dropped": lambda case: is_delivered(case, dropping),
        "garbled": lambda case: is_delivered(case, garbling),
    }
    texts: dict[str, str] = {}
    if model is not None:
        texts = dict(zip((case.french for case in cases), translations(model, cases), strict=True))
        judges["translated"] = lambda case: is_translated(case, texts[case.french])
    for case in cases:
        for name, judge in judges.items():
            right = judge(case)
            if right is None:
                continue
            for kind in (case.kind, "all"):
                table.setdefault(kind, {}).setdefault(name, Share()).add(right)
            if show and not right:
                yield f"{case.kind}, not {name}: {case.french} | {texts.get(case.french, case.english)}"
    yield from (
        f"{kind:10}" + "  ".join(f"{name} {share!s:8}" for name, share in sorted(columns.items()))
        for kind, columns in table.items()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("kept", "open"), default="")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--model", nargs="?", const="", metavar="NAME", help="translate too; the model in the package")
    parser.add_argument("--pairs", nargs=2, type=Path, metavar=("FRENCH", "ENGLISH"))
    arguments = parser.parse_args()
    cases = written_cases(arguments.part)
    print(*measure_cases(cases, model=arguments.model, show=arguments.show), sep="\n")
    if arguments.pairs:
        french, english = (path.read_text(encoding="utf-8").removesuffix("\n").split("\n") for path in arguments.pairs)
        print(*measure_pairs(french, english), sep="\n")


if __name__ == "__main__":
    main()
