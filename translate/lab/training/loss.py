"""What the training makes smaller, with gradients made where the numbers still are in the processor's cache."""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as functional
from torch import Tensor

from translate.lab.training.network import Network

_ROWS = 512
"""Rows of the [target pieces, vocabulary] matrix that are worked on at once."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pieces of pairs, padded at their ends, end marks included.

    `source` is [B, S]; `prefix` and `label` are [B, T], the label one piece ahead. `guide`, [B, T, S], says what share
    each source piece has in a label, rows of zeros where nobody knows; None without guidance.
    """

    source: Tensor
    prefix: Tensor
    label: Tensor
    guide: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss of a batch: `total` a target piece, with its gradient; the others are sums, without.

    `likelihood` is the sum of the negative natural logarithms of the labels' probabilities over `pieces` of them.
    """

    total: Tensor
    likelihood: float
    pieces: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Numbers of the pieces that a soft-max is made over besides the labels, instead of the whole vocabulary.

    `common` stand for themselves; `drawn`, evenly from the vocabulary, for all other pieces.
    """

    common: Tensor
    drawn: Tensor


class SmoothedCrossEntropy(torch.autograd.Function):
    """The sum of the label-smoothed cross-entropy (Szegedy et al. 2016) of linear(states, weight) + bias.

    A piece counts as often as `stands_for` says, where it stands for others that are not there. Works in chunks of rows
    and makes the gradients in the forward pass, so that the large matrix of logits is touched once and never stored.
    """

    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        weight: Tensor,
        bias: Tensor,
        stands_for: Tensor,
        label: Tensor,
        smoothing: float,
        kind: torch.dtype,
    ) -> tuple[Tensor, Tensor]:
        """Return the loss and the negative log-likelihood, both summed over the rows.

        :param states: [N, d]; `weight` is [V, d], `bias` and `stands_for` [V], `label` [N] with numbers below V, whose
            pieces stand for nothing but themselves.
        :param kind: the kind of numbers of the matrix products.
        """
        rows, matrix = states.to(kind), weight.detach().to(kind)
        states_gradient = torch.empty_like(rows)
        weight_gradient = torch.zeros_like(weight, dtype=torch.float32)
        bias_gradient = torch.zeros_like(bias)
        spread = smoothing * stands_for / stands_for.sum()
        # A weight in a sum of exponentials is its logarithm added to the exponent.
        shift = bias.detach() + stands_for.log()
        spread_bias = spread @ bias.detach()
        loss = torch.zeros((), dtype=torch.float64, device=states.device)
        likelihood = torch.zeros_like(loss)
        for start in range(0, len(label), _ROWS):
            part, wanted = rows[start : start + _ROWS], label[start : start + _ROWS, None]
            logits = functional.linear(part, matrix).float()
            smoothed = logits @ spread
            logits.add_(shift)
            total = torch.logsumexp(logits, 1)
            surprise = total - logits.gather(1, wanted)[:, 0]
            likelihood += surprise.sum()
            loss += ((1 - smoothing) * surprise + smoothing * total - spread_bias - smoothed).sum()
            gradient = logits.sub_(total[:, None]).exp_().sub_(spread)
            gradient.scatter_add_(1, wanted, torch.full_like(total[:, None], smoothing - 1))
            bias_gradient += gradient.sum(0)
            narrow = gradient.to(kind)
            states_gradient[start : start + _ROWS] = narrow @ matrix
            if kind == torch.float32:
                weight_gradient.addmm_(narrow.t(), part)
            else:
                weight_gradient += (narrow.t() @ part).float()
        ctx.mark_non_differentiable(likelihood)
        ctx.save_for_backward(states_gradient, weight_gradient, bias_gradient)
        return loss.float(), likelihood

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """Return the gradients made before, times that of the loss."""
        states, weight, bias = ctx.saved_tensors
        factor = gradients[0]
        return states.float() * factor, weight * factor, bias * factor, None, None, None, None


def loss_of(
    network: Network,
    batch: Batch,
    *,
    smoothing: float,
    sample: Sample | None,
    kind: torch.dtype,
    alignment_weight: float,
    head: tuple[int, int],
) -> Loss:
    """Return the loss of `network` on a batch.

    :param sample: the pieces that the soft-max is made over, besides the labels (a sampled soft-max: the drawn ones
        weigh as much as all that they stand for, so that the sum over the vocabulary is right on average; Bengio and
        Senecal 2008); None for all pieces.
    :param kind: float32, or bfloat16 for matrix products in it.
    :param alignment_weight: how much the cross-entropy between the attention of `head` and `Batch.guide` counts,
        averaged over the labels that have one (guided alignment, Chen et al. 2016).
    :param head: the layer of the decoder and the head in it.
    """
    shape = network.shape
    with torch.autocast(batch.source.device.type, dtype=torch.bfloat16, enabled=kind == torch.bfloat16):
        hidden = network.mask(batch.source)
        states, scores = network.decode(batch.prefix, network.encode(batch.source, hidden), hidden)
    known = (batch.label != shape.pad).view(-1)
    label, states = batch.label.view(-1)[known], states.reshape(-1, shape.width)[known]
    chosen, stands_for = _candidates(sample, label, size=shape.target_pieces, pad=shape.pad)
    total, likelihood = SmoothedCrossEntropy.apply(  # type: ignore[no-untyped-call]
        states,
        network.output.index_select(0, chosen),
        network.bias.index_select(0, chosen),
        stands_for,
        torch.searchsorted(chosen, label),
        smoothing,
        kind,
    )
    total = total / len(label)
    if batch.guide is not None and alignment_weight:
        total = total + alignment_weight * alignment_loss(scores[head[0]][:, head[1]], batch.guide)
    return Loss(total, float(likelihood), len(label))


def _candidates(sample: Sample | None, label: Tensor, *, size: int, pad: int) -> tuple[Tensor, Tensor]:
    """Return the numbers of the pieces in the soft-max, in rising order, and how many pieces each stands for."""
    stands_for = torch.zeros(size, device=label.device)
    if sample is None:
        stands_for[:] = 1
    else:
        stands_for[sample.drawn] = -1
        stands_for[sample.common] = 1
        stands_for[label] = 1
    stands_for[pad] = 0
    drawn = stands_for < 0
    if bool(drawn.any()):
        others = size - 1 - (stands_for > 0).sum()
        stands_for[drawn] = others / drawn.sum()
    chosen = stands_for.nonzero()[:, 0]
    return chosen, stands_for[chosen]


def alignment_loss(scores: Tensor, guide: Tensor) -> Tensor:
    """Return the cross-entropy between the soft-max of `scores`, [B, T, S], and `guide`, a row of it on average.

    Rows without guidance do not count.

    >>> far = torch.tensor([[[9.0, -9.0], [0.0, 0.0]]])
    >>> bool(alignment_loss(far, torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])) < 0.001)
    True
    """
    rows = (guide.sum(-1) > 0).sum().clamp(min=1)
    return -(guide * torch.log_softmax(scores.float(), -1)).sum() / rows
