"""How much of a training is kept: weights between those at its beginning and the best ones it reached.

On the straight line between a model and the same model trained further on few pairs lie models that do as well on text
like these pairs, and forget far less of everything else (Wortsman et al. 2022, Robust fine-tuning of zero-shot models).
"""

from collections.abc import Mapping

from torch import Tensor

SHARES = (1.0, 0.85, 0.7, 0.55)
"""The shares of the change that are tried: all of it, and less."""

WORTH = 0.2
"""So much chrF on the validation pairs a smaller share of the change may cost: about what chance does to 500 pairs."""


def blend(first: Mapping[str, Tensor], last: Mapping[str, Tensor], share: float) -> dict[str, Tensor]:
    """Return the weights that lie at `share`, from 0 to 1, of the way from `first` to `last`, in float16.

    >>> import torch
    >>> blend({"w": torch.tensor([1.0])}, {"w": torch.tensor([3.0])}, 0.5)["w"].tolist()
    [2.0]
    """
    return {name: first[name].float().lerp(weights.float(), share).half() for name, weights in last.items()}


def least_share(chrf: Mapping[float, float]) -> float:
    """Return the smallest share whose chrF is at most `WORTH` below that of the best one.

    >>> least_share({1.0: 57.4, 0.85: 57.8, 0.7: 57.9, 0.55: 57.5})
    0.7
    """
    best = max(chrf.values())
    return min(share for share, value in chrf.items() if value >= best - WORTH)
