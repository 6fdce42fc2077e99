"""The benchmark: the same sentences and the same weights through each engine, in turn, in one run."""

import contextlib
import itertools
import platform
import statistics
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import translate
from translate.documents.clauses import clauses
from translate.documents.errors import InputError
from translate.engine.checkpoint import Checkpoint, digest, open_checkpoint
from translate.engine.normalisation import NORMALISATIONS
from translate.engine.store import DEFAULT_MODEL, find_model
from translate.lab.measure.machine import Machine, this_machine
from translate.lab.measure.processes import EngineProcess, cold_start
from translate.lab.measure.report import BenchmarkReport, ColdStart, Command, Footprint, Speed
from translate.lab.measure.scores import Scores, load_metrics, score

REFERENCE = "reference"
"""The name of the engine that the others are compared with."""

COMPUTE_TYPES: Mapping[str, str | None] = {REFERENCE: None, "fast": "int8", "fast-float32": "float32"}
"""The engines that can be measured, with what CTranslate2 is to compute with; None is the reference engine."""


def sample_sentences() -> tuple[str, ...]:
    """Return the French sentences that come with the package, for a benchmark without a text of one's own.

    >>> len(sample_sentences()) >= 200
    True
    """
    text = files("translate.lab.measure").joinpath("data", "bench-sample.fr.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


def run_benchmark(
    sentences: Sequence[str],
    *,
    references: Sequence[str] | None = None,
    model: str | Path = DEFAULT_MODEL,
    engines: Sequence[str] = (REFERENCE, "fast"),
    beams: Sequence[int] = (1,),
    threads: int | None = None,
    repeats: int = 3,
    commands: Sequence[Command] = (),
    progress: Callable[[str], None] | None = None,
) -> BenchmarkReport:
    """Measure `engines` on `sentences`, each in a process of its own on the processor (no graphics card).

    After one run that does not count, the engines take turns `repeats` times for each of `beams`. A sentence that is
    longer than the model reads is translated in pieces and joined again; the splitting is not a part of the times. The
    converted model is made in a temporary folder and deleted at the end, so that its making can be timed.

    :param references: an English translation of each sentence, for BLEU and chrF.
    :param model: a name for `translate.engine.store.find_model`, or the folder of a checkpoint.
    :param engines: keys of `COMPUTE_TYPES`, none twice.
    :param beams: hypotheses kept in the search, each at least 1.
    :param threads: cores for each engine; None for all that this process may use.
    :param commands: commands whose start from cold is timed, `repeats` times after one that does not count; they find
        the converted model in their cache.
    :param progress: is called with a few words before each step.
    :raises InputError: where an engine is unknown or named twice, there is no engine or no beam, `beams`, `threads` or
        `repeats` are below 1, there is no sentence with anything in it, there are more or fewer references than
        sentences, references are given without sacrebleu to compare with, or a command fails.
    :raises ModelError: where the model is missing, or damaged, or cannot be converted.
    :raises Fr2enError: where the process of an engine dies.
    """
    _check_settings(engines, beams, threads, repeats)
    _check_texts(sentences, references)
    if references is not None:
        load_metrics()
    checkpoint = open_checkpoint(model if isinstance(model, Path) else find_model(model))
    machine = this_machine()
    bench = _Bench(checkpoint, sentences, references, threads or machine.usable_cores, repeats, progress or _silent)
    with tempfile.TemporaryDirectory(prefix="fr2en-benchmark-") as cache:
        environment = {"FR2EN_CACHE": cache, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
        footprints, speeds = bench.engines(engines, beams, environment)
        cold_starts = bench.cold_starts(commands, environment)
    return BenchmarkReport(
        signature=_signature(checkpoint, beams, bench.threads, machine),
        sentences=bench.sentence_count,
        words=bench.words,
        split_sentences=bench.split_sentences,
        repeats=repeats,
        threads=bench.threads,
        normalisation=checkpoint.capabilities.normalisation,
        machine=machine,
        footprints=footprints,
        speeds=speeds,
        cold_starts=cold_starts,
    )


def _check_settings(engines: Sequence[str], beams: Sequence[int], threads: int | None, repeats: int) -> None:
    if not engines or len(set(engines)) < len(engines) or not set(engines) <= set(COMPUTE_TYPES):
        named = ", ".join(engines) or "none"
        raise InputError(f"the engines to measure are some of {', '.join(COMPUTE_TYPES)}, none twice, not: {named}")
    if not beams or len(set(beams)) < len(beams) or min(beams) < 1:
        named = ", ".join(map(str, beams)) or "none"
        raise InputError(f"the beams to measure are whole numbers of at least 1, none twice, not: {named}")
    for name, value in (("threads", threads), ("repeats", repeats)):
        if value is not None and value < 1:
            raise InputError(f"the number of {name} must be at least 1, not {value}")


def _check_texts(sentences: Sequence[str], references: Sequence[str] | None) -> None:
    if not any(sentence.strip() for sentence in sentences):
        raise InputError("there is no sentence to measure with; give a French text, one sentence a line")
    if references is not None and len(references) != len(sentences):
        raise InputError(
            f"there are {len(sentences)} sentences but {len(references)} references; "
            "give one line of English for each line of French"
        )


def _silent(message: str) -> None:
    return


def _signature(checkpoint: Checkpoint, beams: Sequence[int], threads: int, machine: Machine) -> str:
    fields = {
        "model": f"{checkpoint.capabilities.name}@{digest(checkpoint)[:8]}",
        "beam": ",".join(map(str, beams)),
        "ct2": version("ctranslate2"),
        "torch": ".".join(version("torch").split(".")[:2]),
        "threads": str(threads),
        "cpu": machine.processor,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "version": translate.__version__,
    }
    return "|".join(["fr2en", *(f"{name}:{value.replace('|', ' ')}" for name, value in fields.items())])


@dataclass(frozen=True, slots=True)
class _Run:
    seconds: float
    target_pieces: int
    texts: tuple[str, ...]


class _Bench:
    """One benchmark: what all engines are given, and what is done with what they return."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        sentences: Sequence[str],
        references: Sequence[str] | None,
        threads: int,
        repeats: int,
        progress: Callable[[str], None],
    ) -> None:
        from translate.engine.pieces import Pieces

        self.checkpoint = checkpoint
        self.references = references
        self.threads = threads
        self.repeats = repeats
        self.progress = progress
        self.sentence_count = sum(1 for sentence in sentences if sentence.strip())
        self.words = sum(len(sentence.split()) for sentence in sentences)
        count = Pieces(checkpoint).count
        longest = checkpoint.longest_source
        self._parts = [readable(sentence, count, longest) for sentence in sentences]
        self.split_sentences = sum(len(parts) > 1 for parts in self._parts)

    def engines(
        self, names: Sequence[str], beams: Sequence[int], environment: Mapping[str, str]
    ) -> tuple[tuple[Footprint, ...], tuple[Speed, ...]]:
        """Measure the engines `names`."""
        conversions = {name: self._conversion(name, environment) for name in names}
        with contextlib.ExitStack() as stack:
            processes = {name: stack.enter_context(EngineProcess(name, environment=environment)) for name in names}
            loads = {name: self._load(process) for name, process in processes.items()}
            speeds = tuple(speed for beam in beams for speed in self._speeds(processes, beam))
            footprints = []
            for name, process in processes.items():
                answer = process.ask("footprint")
                peak = answer["peak_bytes"]
                footprints.append(
                    Footprint(
                        engine=name,
                        **loads[name],
                        conversion_seconds=conversions[name],
                        peak_memory_mb=None if peak is None else peak / 1e6,
                        torch_loaded=answer["torch_loaded"],
                    )
                )
        return tuple(footprints), speeds

    def cold_starts(self, commands: Sequence[Command], environment: Mapping[str, str]) -> tuple[ColdStart, ...]:
        """Time the commands, in turn."""
        seconds: list[list[float]] = [[] for _ in commands]
        for number in range(self.repeats + 1):
            for command, measured in zip(commands, seconds, strict=True):
                self.progress(f"cold start of {command.name}{self._of(number)}")
                measured.append(cold_start(command, environment=environment))
        return tuple(ColdStart(command, tuple(runs[1:])) for command, runs in zip(commands, seconds, strict=True))

    def _conversion(self, name: str, environment: Mapping[str, str]) -> float | None:
        compute_type = COMPUTE_TYPES[name]
        if compute_type is None:
            return None
        self.progress(f"{name}: conversion of the model")
        with EngineProcess(name, environment=environment) as process:
            answer = process.ask("convert", folder=self._folder, compute_type=compute_type)
        seconds: float = answer["seconds"]
        return seconds

    def _load(self, process: EngineProcess) -> dict[str, Any]:
        self.progress(f"{process.name}: loading")
        return process.ask(
            "load",
            folder=self._folder,
            compute_type=COMPUTE_TYPES[process.name],
            threads=self.threads,
            sentences=[part for parts in self._parts for part in parts],
        )

    def _speeds(self, processes: Mapping[str, EngineProcess], beam: int) -> Iterable[Speed]:
        runs: dict[str, list[_Run]] = {name: [] for name in processes}
        for number in range(self.repeats + 1):
            for name, process in processes.items():
                self.progress(f"{name}, beam {beam}{self._of(number)}")
                answer = process.ask("translate", beam=beam)
                runs[name].append(_Run(answer["seconds"], answer["target_pieces"], tuple(answer["texts"])))
        seconds = {name: tuple(run.seconds for run in measured[1:]) for name, measured in runs.items()}
        for name, measured in runs.items():
            middle = statistics.median(seconds[name])
            target_pieces = measured[-1].target_pieces
            normalised_scores, raw_scores = self._scores(measured[-1].texts)
            yield Speed(
                engine=name,
                beam=beam,
                seconds=seconds[name],
                target_pieces=target_pieces,
                target_pieces_per_second=target_pieces / middle,
                source_words_per_second=self.words / middle,
                sentences_per_second=self.sentence_count / middle,
                ratio=paired_ratio(seconds.get(REFERENCE), seconds[name]),
                normalised_scores=normalised_scores,
                raw_scores=raw_scores,
            )

    def _scores(self, texts: Sequence[str]) -> tuple[Scores, Scores] | tuple[None, None]:
        """Return the scores in the model's text form, and of the texts as they are."""
        if self.references is None:
            return None, None
        rest = iter(texts)
        translations = [" ".join(itertools.islice(rest, len(parts))) for parts in self._parts]
        plain = NORMALISATIONS[self.checkpoint.capabilities.normalisation].english
        normalised = score([plain(text) for text in translations], [plain(text) for text in self.references])
        return normalised, score(translations, self.references)

    def _of(self, number: int) -> str:
        return f", run {number} of {self.repeats}" if number else ", warm-up"

    @property
    def _folder(self) -> str:
        return str(self.checkpoint.folder.resolve())


def paired_ratio(reference: Sequence[float] | None, other: Sequence[float]) -> float | None:
    """Return how many times as fast as the reference an engine was: the median over the rounds, None without it.

    Both took part in each round, so that what else the machine did in it slowed both.

    :raises ValueError: where the two were not measured in the same number of rounds.

    >>> paired_ratio([4.0, 9.0, 6.0], [2.0, 3.0, 3.0])
    2.0
    """
    if reference is None:
        return None
    return statistics.median(slow / quick for slow, quick in zip(reference, other, strict=True))


def readable(sentence: str, count: Callable[[str], int], longest: int) -> tuple[str, ...]:
    """Return `sentence` where it has at most `longest` pieces, else the clauses of it."""
    if count(sentence) <= longest:
        return (sentence,)
    return tuple(span.of(sentence) for span in clauses(sentence, fits=lambda text: count(text) <= longest))
