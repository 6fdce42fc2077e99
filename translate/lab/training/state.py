"""What a training run must remember to go on as if it had never been stopped."""

import contextlib
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import torch

from translate.documents.errors import InputError, OutputError
from translate.lab.training.batches import Position

_FORM = 1


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the curve.

    `loss` is the mean negative log-likelihood of a target piece since the point before, no number at the first one.
    `best` says that these weights were better than those of the points before.
    """

    seconds: float
    step: int
    epochs: float
    loss: float
    bleu: float
    chrf: float
    best: bool = False


@dataclass(slots=True)
class Counters:
    """Where a run is, all its parts together.

    `seconds` are those of the clock, `learning` those spent in steps; `pieces` and `pairs` what was learnt from.
    `surprise` is the sum of the negative log-likelihoods of `surprised` target pieces since the last point.
    """

    position: Position = field(default_factory=Position)
    step: int = 0
    seconds: float = 0.0
    learning: float = 0.0
    pieces: int = 0
    pairs: int = 0
    surprise: float = 0.0
    surprised: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """All of a run: `identity` tells runs on other data or with other settings apart; tensors are by parameter name."""

    identity: str
    counters: Counters
    curve: tuple[Point, ...]
    before: dict[str, dict[str, Any]]
    kind: str
    network: dict[str, torch.Tensor]
    average: dict[str, torch.Tensor]
    optimiser: dict[str, Any]
    random: torch.Tensor


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file beside its place and rename it, so that the old one stays until the new one is on the disk.

    :raises OutputError: where the disk refuses; what stood at `path` is still there.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except (OSError, RuntimeError) as error:
        with contextlib.suppress(OSError):
            part.unlink()
        # torch's archive writer hides the system's error behind one of its own.
        cause = error if isinstance(error, OSError) else error.__context__
        why = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(error).splitlines()[0]
        rest = "the last one that was whole stays" if path.exists() else "nothing was kept"
        raise OutputError(f"{path} could not be written: {why}; {rest}; make room and go on with --resume") from error


def save_state(path: Path, state: State) -> None:
    """Write `state` to `path`, whole or not at all.

    :raises OutputError: where the disk refuses.
    """
    data = {
        "form": _FORM,
        "identity": state.identity,
        "counters": asdict(state.counters),
        "curve": [asdict(point) for point in state.curve],
        "before": state.before,
        "kind": state.kind,
        "network": state.network,
        "average": state.average,
        "optimiser": state.optimiser,
        "random": state.random,
    }
    write_whole(path, lambda file: torch.save(data, file))


def load_state(path: Path, *, identity: str) -> State:
    """Return the state in `path`.

    :raises InputError: where there is none, it is damaged, or it is that of a run on other data or with other settings.
    """
    try:
        data = torch.load(path, map_location="cpu", weights_only=True)
        counters = dict(data["counters"])
        counters["position"] = Position(**counters["position"])
        state = State(
            data["identity"],
            Counters(**counters),
            tuple(Point(**point) for point in data["curve"]),
            data["before"],
            data["kind"],
            data["network"],
            data["average"],
            data["optimiser"],
            data["random"],
        )
    except FileNotFoundError:
        raise InputError(f"there is nothing to resume: {path} does not exist; start without --resume") from None
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        raise InputError(f"{path} is damaged and cannot be resumed; delete its folder and start again") from error
    if state.identity != identity:
        raise InputError(
            f"{path} is of a run with other pairs, another model or other settings; repeat the first command as it "
            "was, with --resume, or start in a new folder"
        )
    return state


def remove_working_files(folder: Path) -> None:
    """Delete the state and what else a run that is done has left in its working folder."""
    shutil.rmtree(folder, ignore_errors=True)
