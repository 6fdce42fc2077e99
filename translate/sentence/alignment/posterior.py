"""From evidence to probabilities of links: hidden Markov models in both directions (Vogel, Ney and Tillmann 1996)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import numpy.typing

from translate.engine.base import Attention
from translate.sentence.alignment.evidence import Evidence

_Array = numpy.typing.NDArray[Any]

_TOGETHER = 64
"""How many sentences go through a model at once."""
_TINY = 1e-30
_BEGIN = 0.1
"""The first word may come from far inside: e to this divides the chance for each word skipped there."""
_FARTHEST = 1e-5
"""The chance of a jump to any distance, against one word on."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts.

    `floor` is the probability of words that nothing joins, `likeness` what equal spelling counts for, `attention` the
    power to which attention is taken and `attention_floor` what is added to it. `nothing` is the probability of any
    word that comes from nothing, `to_nothing` that of going there. Between one word and the next the other side moves
    one word on, best; each word more or less divides the chance by e to the `jump`, or, for a share `far` of the moves,
    by e to the `far_jump`. `stay` is the chance of not moving.
    """

    floor: float
    likeness: float
    nothing: float
    to_nothing: float
    jump: float
    far: float
    far_jump: float
    stay: float
    attention: float = 0.0
    attention_floor: float = 0.0


WITH_ATTENTION = Weights(
    floor=1.1e-3,
    likeness=0.9,
    nothing=2e-4,
    to_nothing=0.165,
    jump=1.0,
    far=0.044,
    far_jump=0.016,
    stay=0.15,
    attention=0.64,
    attention_floor=0.015,
)
"""Found by random search on two of the five hand-aligned stories of ALIBI, "Le Chat botté" and "La Vision"."""

WITHOUT_ATTENTION = Weights(
    floor=3.6e-4, likeness=1.0, nothing=6e-5, to_nothing=0.2, jump=1.13, far=0.0085, far_jump=0.49, stay=0.33
)
"""The same for the lexicon, spelling and order alone."""


def posteriors(
    found: Sequence[Evidence], attentions: Sequence[Attention | None], weights: Weights
) -> list[tuple[Attention, Attention]]:
    """Return for each pair the probability of each link, [target words, source words], by each of the two directions.

    The first is that the target word comes from the source word (rows sum to 1 at most), the second the reverse.
    """
    both = [_emissions(each, attention, weights) for each, attention in zip(found, attentions, strict=True)]
    toward = _markov([each[0] for each in both], weights)
    back = _markov([each[1].T for each in both], weights)
    return [(here, there.T) for here, there in zip(toward, back, strict=True)]


def _emissions(found: Evidence, attention: Attention | None, weights: Weights) -> tuple[Attention, Attention]:
    alike = weights.likeness * found.likeness
    toward = numpy.maximum(found.forward, alike) + weights.floor
    back = numpy.maximum(found.backward, alike) + weights.floor
    if attention is not None and attention.size:
        columns = attention / numpy.maximum(attention.sum(axis=0, keepdims=True), _TINY)
        toward *= (attention + weights.attention_floor) ** weights.attention
        back *= (columns + weights.attention_floor) ** weights.attention
    return toward, back


def _markov(emissions: Sequence[_Array], weights: Weights) -> list[Attention]:
    """Return the probability of each state at each step, [steps, states], for sequences of such emissions."""
    results = [numpy.zeros(emission.shape, dtype=numpy.float32) for emission in emissions]
    order = sorted((n for n, emission in enumerate(emissions) if emission.size), key=lambda n: emissions[n].shape)
    for start in range(0, len(order), _TOGETHER):
        numbers = order[start : start + _TOGETHER]
        steps = max(emissions[n].shape[0] for n in numbers)
        states = max(emissions[n].shape[1] for n in numbers)
        batch = numpy.zeros((steps, len(numbers), states))
        for place, number in enumerate(numbers):
            rows, columns = emissions[number].shape
            batch[:rows, place, :columns] = emissions[number]
        found = _forward_backward(batch, weights)
        for place, number in enumerate(numbers):
            rows, columns = emissions[number].shape
            results[number][:] = found[:rows, place, :columns]
    return results


def _forward_backward(emission: _Array, weights: Weights) -> _Array:
    """Return the probabilities of [steps, sequences, states]; what is padded has emissions of 0.

    Each state has a twin that stands for nothing and remembers the place (Och and Ney 2003).
    """
    steps, sequences, states = emission.shape
    move = numpy.arange(states)[None, :] - numpy.arange(states)[:, None]
    far = weights.far * numpy.exp(-weights.far_jump * numpy.abs(move - 1)) + _FARTHEST
    jumps = numpy.exp(-weights.jump * numpy.abs(move - 1)) + far
    jumps[move == 0] = weights.stay
    jumps *= (1 - weights.to_nothing) / (weights.stay + 2 / weights.jump)
    away = weights.nothing * weights.to_nothing
    real = numpy.zeros_like(emission)
    nothing = numpy.zeros_like(emission)
    before = numpy.zeros((sequences, states))
    for step in range(steps):
        if step:
            real[step] = emission[step] * (before @ jumps)
            nothing[step] = away * before
        else:
            begin = numpy.exp(-_BEGIN * numpy.arange(states)) + _FARTHEST
            real[0] = emission[0] * begin
            nothing[0] = away * begin * (emission.any(axis=0))
        total = real[step].sum(axis=1) + nothing[step].sum(axis=1)
        scale = 1 / numpy.maximum(total, _TINY)[:, None]
        real[step] *= scale
        nothing[step] *= scale
        before = real[step] + nothing[step]
    after = numpy.ones((sequences, states))
    for step in range(steps - 1, -1, -1):
        real[step] *= after
        nothing[step] *= after
        real[step] /= numpy.maximum(real[step].sum(axis=1) + nothing[step].sum(axis=1), _TINY)[:, None]
        after = (emission[step] * after) @ jumps.T + away * after
        after /= numpy.maximum(after.max(axis=1), _TINY)[:, None]
    return real
