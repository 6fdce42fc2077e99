"""Where the time of a translation goes: the steps of the way, against the model alone on the same sentences."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from translate.documents.formats import read_text
from translate.engine.base import Decoding
from translate.engine.checkpoint import open_checkpoint
from translate.engine.fast import FastEngine
from translate.engine.store import find_model
from translate.run.settings import Settings
from translate.run.translator import Translator
from translate.sentence import guard

_WARM_UP = "Il pleut à Paris."
_DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Stages:
    """Processor seconds of all threads: of the model alone, and of each step of the way.

    `bare` are the steps without checks and repair.
    """

    sentences: int
    model: float
    full: Mapping[str, float]
    bare: Mapping[str, float]

    def __str__(self) -> str:
        """Return a table in Markdown."""
        lines = [
            f"{self.sentences:,} sentences; the model alone takes {self.model:.2f} processor seconds, as much as 1.00",
            "",
            "| step | with everything | without checks and repair |",
            "|---|---|---|",
        ]
        for step, seconds in self.full.items():
            lines.append(f"| {step} | {self._share(seconds)} | {self._share(self.bare.get(step, 0.0))} |")
        total = [self._share(sum(stages.values())) for stages in (self.full, self.bare)]
        return "\n".join([*lines, f"| all | {total[0]} | {total[1]} |"])

    def _share(self, seconds: float) -> str:
        return f"{seconds / self.model:.2f}"


def measure_stages(
    sentences: Sequence[str], *, model: str = _DEFAULTS.model, beam: int = _DEFAULTS.beam, threads: int | None = None
) -> Stages:
    """Return how long each step takes for a text of these sentences, one a line, and how long the model alone.

    The model alone reads what the step `say` gives it, in one go and with the same search. What is read from the disk
    once (the model, the tables of words that a first sentence needs) is read before and does not count.
    """
    checkpoint = open_checkpoint(find_model(model))
    engine = FastEngine(checkpoint, threads=threads)
    units = [
        unit
        for sentence in sentences
        for unit in guard.plan(sentence, engine=engine, longest=checkpoint.longest_source).units
    ]
    engine.translate([_WARM_UP], decoding=Decoding(beam=beam))
    began = time.process_time()
    engine.translate(list(dict.fromkeys(units)), decoding=Decoding(beam=beam))
    alone = time.process_time() - began
    return Stages(
        len(sentences),
        alone,
        _steps(sentences, Translator(model, beam=beam, threads=threads)),
        _steps(sentences, Translator(model, beam=beam, threads=threads, checks=False, repair="off")),
    )


def _steps(sentences: Sequence[str], translator: Translator) -> dict[str, float]:
    translator.translate(_WARM_UP)
    before = dict(translator.seconds)
    document = read_text("\n".join(sentences), format="text")
    next(translator.translate_documents([document]))
    return {step: seconds - before.get(step, 0.0) for step, seconds in translator.seconds.items()}
