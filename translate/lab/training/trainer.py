"""The training run: schedule, steps, validation, checkpoints."""

import copy
import math
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy
import torch
from safetensors.torch import load_file, save
from torch import Tensor

from translate.documents.errors import ModelError
from translate.engine.pieces import Pieces
from translate.lab.measure.scores import Scores
from translate.lab.training.batches import Batches
from translate.lab.training.blending import SHARES, blend, least_share
from translate.lab.training.decoding import evaluate
from translate.lab.training.feed import Feed
from translate.lab.training.loss import Batch, Sample, loss_of
from translate.lab.training.network import Network
from translate.lab.training.pairs import Pair
from translate.lab.training.state import Counters, Point, State, load_state, save_state, write_whole

STATE = "state.pt"
BEST = "best.safetensors"
VALIDATION = "validation"
"""The name of the set that makes the curve and chooses the best weights."""

_LONGEST_AVERAGE = 0.9995
_LATE = 0.75
_CURVE_SENTENCES = 100
_COUNTED = 20_000
_TOLD_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    The budget is `minutes` of wall time, or else `epochs`, whole or in part. `rate` is the highest learning rate,
    reached after `warm_up` steps and falling to zero along a cosine over the budget. A batch has at most `batch` pieces
    a side, padding counted. `smoothing` is the share of label smoothing, `clip` the longest gradient. `sampled` random
    pieces, which stand for the rest of the vocabulary, and the `common` ones are what the soft-max is made over
    besides the labels; 0 takes the whole vocabulary. `save_minutes` lie between checkpoints, `checks` is the number of
    validations.

    :raises ValueError: where a value is out of its range.
    """

    minutes: float | None = None
    epochs: float | None = None
    rate: float = 4e-4
    warm_up: int = 30
    batch: int = 2000
    smoothing: float = 0.1
    clip: float = 1.0
    sampled: int = 4000
    common: int = 1500
    save_minutes: float = 5.0
    checks: int = 10
    seed: int = 1

    def __post_init__(self) -> None:
        budgets = [budget for budget in (self.minutes, self.epochs) if budget is not None]
        if len(budgets) != 1 or budgets[0] <= 0:
            raise ValueError("a run has a budget either of minutes or of epochs, above 0")
        if min(self.rate, self.batch, self.clip) <= 0 or not 0 <= self.smoothing < 1 or self.checks < 1:
            raise ValueError(f"{self} has a value out of its range")


@dataclass(frozen=True, slots=True)
class Status:
    """How far a run has come: `share` of the budget from 0 to 1, `pieces_per_second` of targets, `left` in seconds.

    `loss` is the mean negative log-likelihood of a target piece of late. `point` is there when a validation was made.
    """

    share: float
    step: int
    epochs: float
    loss: float
    rate: float
    pieces_per_second: float
    left: float
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: `weights` by the network's parameter names; scores by the names of the sets.

    `shares` are the chrF of the validation pairs by the shares of the change that were tried, `share` the one kept.
    """

    weights: dict[str, Tensor]
    counters: Counters
    curve: tuple[Point, ...]
    before: dict[str, Scores]
    after: dict[str, Scores]
    kind: str
    share: float
    shares: dict[float, float]


@dataclass(slots=True)
class Trainer:
    """One run. `base_pieces` is the tokenizer of the model as it was, `feed.pieces` that of the one to come.

    `sets` are the pairs to measure with before and after; the one named `validation` makes the curve and chooses the
    best weights, by chrF. `identity` names everything that a resumed run must have in common with its beginning.
    """

    network: Network
    base_pieces: Pieces
    feed: Feed
    lengths: Sequence[int]
    recipe: Recipe
    sets: dict[str, Sequence[Pair]]
    folder: Path
    identity: str
    device: torch.device
    kind: torch.dtype
    progress: Callable[[Status], None] = lambda status: None
    stop: Callable[[], bool] = lambda: False
    _average: Network = field(init=False)
    _first: dict[str, Tensor] = field(init=False)
    _optimiser: torch.optim.Optimizer = field(init=False)
    _random: torch.Generator = field(init=False)
    _counters: Counters = field(init=False)
    _curve: list[Point] = field(init=False)
    _before: dict[str, Scores] = field(init=False)
    _common: Tensor = field(init=False)
    _began: float = field(init=False)
    _recent: deque[tuple[float, int, float]] = field(init=False)

    def run(self, *, resume: bool) -> Outcome | None:
        """Train until the budget is used up, and return what came of it; None where `stop` ended it, its state saved.

        :raises InputError: where there is nothing to resume, or it is not this run; or sacrebleu is not installed.
        :raises OutputError: where a checkpoint cannot be written; the last one stays.
        :raises ModelError: where the numbers of the network run away.
        """
        state = load_state(self.folder / STATE, identity=self.identity) if resume else None
        self._prepare()
        if state is not None:
            self._restore(state)
        else:
            for name, pairs in self.sets.items():
                self._before[name] = evaluate(self.network, self.base_pieces, pairs, form=self.feed.pieces)
            self._curve.append(self._measure(0.0))
            self._save()
        return self._outcome() if self._learn() else None

    def _prepare(self) -> None:
        self.network.to(self.device)
        self._average = copy.deepcopy(self.network).requires_grad_(False)
        # Beside the best weights, which are read from a file: neither stays on a graphics card.
        self._first = {name: value.detach().to("cpu", copy=True) for name, value in self._average.named_parameters()}
        self._optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=self.recipe.rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True
        )
        self._random = torch.Generator().manual_seed(self.recipe.seed)
        self._counters, self._curve, self._before = Counters(), [], {}
        self._began, self._recent = time.monotonic(), deque(maxlen=20)
        counts: Counter[int] = Counter()
        ids = self.feed.pieces.target_ids
        for tokens in self.feed.pieces.encode_target([pair.target for pair in self.feed.pairs[:_COUNTED]]):
            counts.update(ids[token] for token in tokens if token in ids)
        self._common = torch.tensor([number for number, _ in counts.most_common(self.recipe.common)], dtype=torch.long)

    def _learn(self) -> bool:
        """Make steps until the budget is used up, or `stop` says so; tell whether it was the budget."""
        batches = Batches(numpy.asarray(self.lengths), pieces=self.recipe.batch, seed=self.recipe.seed)
        saved = told = time.monotonic()
        for numbers, behind in batches.after(self._counters.position):
            share = self._share(len(batches))
            if share >= 1:
                break
            if self.stop():
                self._save()
                return False
            rate = self._rate(share)
            self._step(self.feed.batch(numbers, epoch=self._counters.position.epoch, device=self.device), rate, share)
            self._counters.position = behind
            self._counters.pairs += len(numbers)
            self._count_time()
            reached = self._share(len(batches))
            point = None
            if int(reached * self.recipe.checks) > int(share * self.recipe.checks):
                point = self._check(len(batches), reached)
            if point or time.monotonic() - told >= _TOLD_SECONDS:
                told = time.monotonic()
                self.progress(self._status(reached, rate, len(batches), point))
            if point or time.monotonic() - saved >= self.recipe.save_minutes * 60:
                self._save()
                saved = time.monotonic()
        return True

    def _share(self, batches: int) -> float:
        """Return which share of the budget is used, from 0 to 1."""
        if self.recipe.minutes is not None:
            return min(1.0, self._counters.seconds / (60 * self.recipe.minutes))
        assert self.recipe.epochs is not None  # `Recipe` has seen to it
        position = self._counters.position
        return min(1.0, (position.epoch * batches + position.batch) / max(1, round(batches * self.recipe.epochs)))

    def _rate(self, share: float) -> float:
        warm = min(1.0, (self._counters.step + 1) / max(1, self.recipe.warm_up))
        return self.recipe.rate * warm * 0.5 * (1 + math.cos(math.pi * share))

    def _step(self, batch: Batch, rate: float, share: float) -> None:
        began = time.monotonic()
        features = self.feed.features
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        loss = loss_of(
            self.network,
            batch,
            smoothing=self.recipe.smoothing,
            sample=self._sample(),
            kind=self.kind,
            alignment_weight=features.alignment,
            head=(features.layer, features.head),
        )
        loss.total.backward()  # type: ignore[no-untyped-call]
        length = torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        if not math.isfinite(float(length)):
            raise ModelError(
                f"the training went astray at step {self._counters.step + 1}: its gradient is no finite number; "
                "start again with a lower --rate"
            )
        self._optimiser.step()
        self._optimiser.zero_grad()
        self._counters.step += 1
        # The average reaches back over about a tenth of the run so far.
        keep = min(_LONGEST_AVERAGE, (1 + self._counters.step) / (10 + self._counters.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self._average.parameters()), list(self.network.parameters()), 1 - keep)
        seconds = time.monotonic() - began
        self._counters.learning += seconds
        self._counters.pieces += loss.pieces
        self._counters.surprise += loss.likelihood
        self._counters.surprised += loss.pieces
        self._recent.append((seconds, loss.pieces, loss.likelihood))

    def _sample(self) -> Sample | None:
        size = self.network.shape.target_pieces
        if not self.recipe.sampled or self.recipe.sampled + len(self._common) >= size:
            return None
        drawn = torch.randint(0, size, (self.recipe.sampled,), generator=self._random)
        return Sample(self._common.to(self.device), drawn.to(self.device))

    def _count_time(self) -> None:
        now = time.monotonic()
        self._counters.seconds += now - self._began
        self._began = now

    def _measure(self, epochs: float) -> Point:
        pairs = self.sets[VALIDATION][:_CURVE_SENTENCES]
        scores = evaluate(self._average, self.feed.pieces, pairs, form=self.feed.pieces)
        self._count_time()
        count = self._counters
        loss = count.surprise / count.surprised if count.surprised else math.nan
        count.surprise, count.surprised = 0.0, 0
        return Point(count.seconds, count.step, epochs, loss, scores.bleu, scores.chrf)

    def _check(self, batches: int, share: float) -> Point:
        """Measure, and keep the weights if they are the best so far."""
        point = self._measure(self._epochs(batches))
        # What the features teach does not show in the scores, so that early weights must not win by chance.
        features = self.feed.features
        first = _LATE if features.constraints or features.alignment else 0.0
        if share >= first and all(point.chrf > other.chrf for other in self._curve[1:] if other.best):
            point = replace(point, best=True)
            weights = {name: value.half() for name, value in self._average.named_parameters()}
            write_whole(self.folder / BEST, lambda file: file.write(save(weights)))
        self._curve.append(point)
        return point

    def _epochs(self, batches: int) -> float:
        return self._counters.position.epoch + self._counters.position.batch / batches

    def _status(self, share: float, rate: float, batches: int, point: Point | None) -> Status:
        seconds, pieces, surprise = (sum(part) for part in zip(*self._recent, strict=True))
        return Status(
            share=share,
            step=self._counters.step,
            epochs=self._epochs(batches),
            loss=surprise / max(pieces, 1),
            rate=rate,
            pieces_per_second=pieces / max(seconds, 1e-9),
            left=self._counters.seconds * (1 - share) / max(share, 1e-9),
            point=point,
        )

    def _save(self) -> None:
        state = State(
            identity=self.identity,
            counters=self._counters,
            curve=tuple(self._curve),
            before={name: asdict(scores) for name, scores in self._before.items()},
            kind=str(self.kind),
            network={name: value.detach() for name, value in self.network.named_parameters()},
            average=dict(self._average.named_parameters()),
            optimiser=self._optimiser.state_dict(),
            random=self._random.get_state(),
        )
        save_state(self.folder / STATE, state)

    def _restore(self, state: State) -> None:
        with torch.no_grad():
            for network, values in ((self.network, state.network), (self._average, state.average)):
                for name, parameter in network.named_parameters():
                    parameter.copy_(values[name])
        self._optimiser.load_state_dict(state.optimiser)
        self._random.set_state(state.random)
        self._counters, self._curve = state.counters, list(state.curve)
        self._before = {name: Scores(**scores) for name, scores in state.before.items()}
        self.kind = torch.bfloat16 if state.kind == str(torch.bfloat16) else torch.float32

    def _outcome(self) -> Outcome:
        best = load_file(self.folder / BEST)
        tried: dict[float, Scores] = {}
        # What the features teach does not show in the scores, so that all of it is kept.
        features = self.feed.features
        for share in (1.0,) if features.constraints or features.alignment else SHARES:
            self._take(blend(self._first, best, share))
            tried[share] = self._scores_of(VALIDATION)
        share = least_share({share: scores.chrf for share, scores in tried.items()})
        weights = blend(self._first, best, share)
        self._take(weights)
        after = {name: tried[share] if name == VALIDATION else self._scores_of(name) for name in self.sets}
        shares = {share: scores.chrf for share, scores in tried.items()}
        return Outcome(weights, self._counters, tuple(self._curve), self._before, after, str(self.kind), share, shares)

    def _take(self, weights: dict[str, Tensor]) -> None:
        with torch.no_grad():
            for name, parameter in self._average.named_parameters():
                parameter.copy_(weights[name])

    def _scores_of(self, name: str) -> Scores:
        return evaluate(self._average, self.feed.pieces, self.sets[name], form=self.feed.pieces)
