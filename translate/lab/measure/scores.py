"""BLEU and chrF, by sacrebleu."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from translate.documents.errors import InputError


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores from 0 to 100 (more is better), each with sacrebleu's signature of how it was computed."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


def load_metrics(*, extra: str = "bench") -> Any:
    """Return the module `sacrebleu.metrics`.

    :param extra: the extra of fr2en, for what the user does, that brings sacrebleu.

    :raises InputError: where sacrebleu is not installed.
    """
    try:
        import sacrebleu.metrics
    except ImportError:
        raise InputError(
            "translations are compared with references by sacrebleu, which is not installed; "
            f'run: pip install "fr2en[{extra}]"'
        ) from None
    return sacrebleu.metrics


def score(translations: Sequence[str], references: Sequence[str]) -> Scores:
    """Return the scores of `translations`, of which each has the reference at the same place.

    :raises InputError: where sacrebleu is not installed.
    """
    metrics = load_metrics()
    bleu = metrics.BLEU(force=True)  # without `force` it logs its opinion of texts that look tokenized
    chrf = metrics.CHRF()
    bleu_score = bleu.corpus_score(list(translations), [list(references)]).score
    chrf_score = chrf.corpus_score(list(translations), [list(references)]).score
    return Scores(bleu_score, chrf_score, f"BLEU|{bleu.get_signature()}", f"chrF2|{chrf.get_signature()}")
