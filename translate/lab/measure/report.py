"""What a benchmark found, as a table for people and as JSON for programs."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from translate.lab.measure.machine import Machine
from translate.lab.measure.scores import Scores


@dataclass(frozen=True, slots=True)
class Command:
    """A command whose start from cold is measured: `arguments` with the program first, and what it reads.

    It is run in the folder that holds this package, so files need absolute paths.
    """

    name: str
    arguments: Sequence[str]
    standard_input: str = ""


@dataclass(frozen=True, slots=True)
class Footprint:
    """What one engine costs before it translates, and the memory that it took.

    `import_seconds` is for its libraries, `load_seconds` for the model; both were measured once, with the files in the
    system's cache. `conversion_seconds`, spent once and for all at the first use of a model, is in neither; None for an
    engine that needs none. `peak_memory_mb` is the most that its process held, in millions of bytes; None where the
    system does not tell. `torch_loaded` tells whether torch was imported in that process.
    """

    engine: str
    signature: str
    import_seconds: float
    load_seconds: float
    conversion_seconds: float | None
    peak_memory_mb: float | None
    torch_loaded: bool


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one engine translated all sentences with one beam, and how well.

    `seconds` are those of each run, and the rates are those of the median run: target pieces without the ends of
    sentence, source words as white space divides them. `ratio` is the median, over the rounds, of how many times as
    many sentences a second as the reference engine it translated in the same round; None where the reference did not
    take part. `normalised_scores` compare both sides in the text form in which the model writes, `raw_scores` as they
    are; None without references.
    """

    engine: str
    beam: int
    seconds: tuple[float, ...]
    target_pieces: int
    target_pieces_per_second: float
    source_words_per_second: float
    sentences_per_second: float
    ratio: float | None
    normalised_scores: Scores | None
    raw_scores: Scores | None


@dataclass(frozen=True, slots=True)
class ColdStart:
    """The wall time of a command, from the start of its process to the end of it, for each run."""

    command: Command
    seconds: tuple[float, ...]

    @property
    def median_seconds(self) -> float:
        """The median of `seconds`."""
        return statistics.median(self.seconds)


@dataclass(frozen=True, slots=True)
class BenchmarkReport:
    """What a benchmark found; `str()` gives a table for people.

    `signature` names all that the figures depend on. `sentences` counts those that are not blank, `split_sentences`
    those of them that were longer than the model reads and were translated in pieces. `normalisation` names the text
    form of `Speed.normalised_scores`.
    """

    signature: str
    sentences: int
    words: int
    split_sentences: int
    repeats: int
    threads: int
    normalisation: str
    machine: Machine
    footprints: tuple[Footprint, ...]
    speeds: tuple[Speed, ...]
    cold_starts: tuple[ColdStart, ...]

    def to_json(self) -> str:
        """Return all figures as a JSON object; the names are those of the records."""
        data = asdict(self)
        for record, start in zip(data["cold_starts"], self.cold_starts, strict=True):
            record["median_seconds"] = start.median_seconds
        return json.dumps(data, indent=2, ensure_ascii=False)

    def __str__(self) -> str:
        blocks = [self._head(), self._speed_table(), self._footprint_table(), self._cold_start_table(), self._notes()]
        return "\n\n".join(block for block in blocks if block)

    def _head(self) -> str:
        split = f", {self.split_sentences} of them too long for the model and split" if self.split_sentences else ""
        threads = f"{self.threads} thread{'s' * (self.threads != 1)}"
        return f"{self.signature}\n{self.sentences:,} sentences{split}; {self.words:,} words\n{self.machine}; {threads}"

    def _speed_table(self) -> str:
        ratios = any(speed.ratio is not None for speed in self.speeds)
        scored = any(speed.normalised_scores is not None for speed in self.speeds)
        heads = ["engine", "beam", "pieces/s", "words/s", "sentences/s"]
        heads += ["x reference"] * ratios + ["BLEU", "chrF"] * scored
        rows = []
        for speed in self.speeds:
            row = [
                speed.engine,
                str(speed.beam),
                f"{speed.target_pieces_per_second:,.0f}",
                f"{speed.source_words_per_second:,.0f}",
                f"{speed.sentences_per_second:,.1f}",
            ]
            if ratios:
                row.append("-" if speed.ratio is None else f"{speed.ratio:.2f}")
            if speed.normalised_scores is not None:
                row += [f"{speed.normalised_scores.bleu:.2f}", f"{speed.normalised_scores.chrf:.2f}"]
            rows.append(row)
        return table(heads, rows)

    def _footprint_table(self) -> str:
        heads = ["engine", "computes with", "peak memory", "import", "model load", "conversion", "torch"]
        return table(
            heads,
            [
                [
                    footprint.engine,
                    footprint.signature,
                    "-" if footprint.peak_memory_mb is None else f"{footprint.peak_memory_mb:,.0f} MB",
                    f"{footprint.import_seconds:.2f} s",
                    f"{footprint.load_seconds:.2f} s",
                    "-" if footprint.conversion_seconds is None else f"{footprint.conversion_seconds:.1f} s",
                    "loaded" if footprint.torch_loaded else "not loaded",
                ]
                for footprint in self.footprints
            ],
        )

    def _cold_start_table(self) -> str:
        rows = [[start.command.name, f"{start.median_seconds:.2f} s"] for start in self.cold_starts]
        return table(["cold start of", "wall time"], rows) if rows else ""

    def _notes(self) -> str:
        runs = f"the median of {self.repeats} runs" if self.repeats > 1 else "one run"
        lines = [
            f"Speeds are those of {runs} after one that does not count; the engines take turns, each in a process of "
            "its own.",
            "Pieces are those of the target. Conversion happens once, at the first use of a model; it is not a part of "
            "the load.",
        ]
        scored = [speed for speed in self.speeds if speed.normalised_scores and speed.raw_scores]
        if scored and scored[0].normalised_scores:
            raw = "; ".join(
                f"{speed.engine} beam {speed.beam}: {speed.raw_scores.bleu:.2f}, {speed.raw_scores.chrf:.2f}"
                for speed in scored
                if speed.raw_scores
            )
            lines += [
                f"BLEU and chrF compare translations and references both brought into the text form "
                f"{self.normalisation!r}, the model's own (plain quotes, hyphens and spaces).",
                f"As they are, BLEU and chrF would be: {raw}.",
                scored[0].normalised_scores.bleu_signature,
                scored[0].normalised_scores.chrf_signature,
            ]
        return "\n".join(lines)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return `rows` under `heads` in columns: the first to the left, the others to the right.

    :raises ValueError: where a row has more or fewer cells than `heads`.

    >>> print(table(["engine", "beam"], [["fast", "1"], ["reference", "10"]]))
    engine     beam
    fast          1
    reference    10
    """
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for cells in (heads, *rows):
        padded = [
            cells[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)),
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)
