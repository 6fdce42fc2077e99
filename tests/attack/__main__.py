"""Attacks fr2en for as long as is wanted and prints the table of what was tried.

In the repository: `PYTHONPATH=.:tests python -m attack --minutes 60`
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from attack.descriptors import break_streams
from attack.disks import fail_everywhere
from attack.fuzzing import fuzz
from attack.growth import grow
from attack.hostile import attack_with_files
from attack.kills import kill_everywhere

Found = Iterator[tuple[str, int, list[str]]]


@dataclass(slots=True)
class Tally:
    """What was tried, one line a kind of attack."""

    tried: dict[str, int] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, found: Found, end: float) -> None:
        """Count what comes until the clock says `end`; print what is wrong at once."""
        for name, number, faults in found:
            self.tried[kind] = self.tried.get(kind, 0) + number
            self.faults.setdefault(kind, []).extend(f"{name}: {fault}" for fault in faults)
            for fault in faults:
                print(f"{kind}: {name}: {fault}", flush=True)
            print(f"{kind}: {name}: {number} tried", file=sys.stderr, flush=True)
            if time.monotonic() > end:
                break

    def __str__(self) -> str:
        rows = [f"{kind:32} {number:>9,} {len(self.faults[kind]):>7,}" for kind, number in self.tried.items()]
        return "\n".join([f"{'attack':32} {'tried':>9} {'faults':>7}", *rows])


def main() -> None:
    """Attack in turns, each with more of everything than the one before, until the minutes are over."""
    parser = argparse.ArgumentParser(prog="attack", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long; each turn begun is ended soon after")
    parser.add_argument("--size", type=int, default=20_000, help="bytes of the large hostile texts")
    chosen = parser.parse_args()
    end = time.monotonic() + 60 * chosen.minutes
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(FR2EN_CACHE=f"{home}/cache", FR2EN_DATA=f"{home}/data")
        turn = 0
        while time.monotonic() < end:
            every = max(1, 16 >> turn)
            for kind, attack in _attacks(every, turn, chosen.size).items():
                # A kind has a share of what is left, so that each of them has its turn.
                tally.add(kind, attack(), min(end, time.monotonic() + max(30.0, (end - time.monotonic()) / 3)))
                if time.monotonic() > end:
                    break
            turn += 1
    print(tally)
    sys.exit(any(tally.faults.values()))


def _attacks(every: int, turn: int, size: int) -> dict[str, Callable[[], Found]]:
    return {
        "kills": lambda: kill_everywhere(every=every, by_chance=turn),
        "full and broken disks": lambda: fail_everywhere(every=2 * every),
        "closed and broken streams": lambda: break_streams(every=every),
        "hostile files and environments": lambda: attack_with_files(size=size >> max(0, 3 - turn), every=8 * every),
        "fuzzed inputs": lambda: fuzz(examples=200 << turn, seed=turn),
        "growing texts": lambda: grow(size=1_000, every=2 * every, seconds=True),
    }


if __name__ == "__main__":
    main()
