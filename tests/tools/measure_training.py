"""Measures the speed of the trainer and where time goes: python tests/tools/measure_training.py TSV [STEPS [BATCH]]."""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "10000")  # as `fr2en train` sets it

import numpy
import torch

from translate.engine.checkpoint import EMBEDDED, open_checkpoint
from translate.engine.pieces import Pieces
from translate.engine.store import DEFAULT_MODEL
from translate.lab.training.batches import Batches
from translate.lab.training.features import Features
from translate.lab.training.feed import Feed
from translate.lab.training.loss import Sample, loss_of
from translate.lab.training.network import load_network
from translate.lab.training.pairs import read_pairs
from translate.lab.training.speed import keep_memory, matrix_numbers

DEVICE = torch.device("cpu")


def main(table: str, steps: str = "20", size: str = "3000") -> None:
    keep_memory()
    checkpoint = open_checkpoint(EMBEDDED / DEFAULT_MODEL)
    pieces = Pieces(checkpoint)
    pairs = [pair for pair in read_pairs([Path(table)])[:5000] if pieces.count(pair.source) < 100]
    lengths = [
        max(pieces.count(pair.source), len(target)) + 1
        for pair, target in zip(pairs, pieces.encode_target([pair.target for pair in pairs]), strict=True)
    ]
    network = load_network(checkpoint)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-5, fused=True)
    feed = Feed(pairs, None, pieces, Features(), network.shape.pad, 1)
    kind = matrix_numbers(DEVICE)
    batches = Batches(numpy.asarray(lengths), pieces=int(size), seed=1).epoch(0)
    times: dict[str, float] = dict.fromkeys(("batch", "forward and loss", "backward", "clip", "optimiser"), 0.0)
    count = 0

    def step(number: int) -> None:
        nonlocal count
        marks = [time.perf_counter()]
        batch = feed.batch(batches[number], epoch=0, device=DEVICE)
        marks.append(time.perf_counter())
        sample = Sample(torch.arange(1500), torch.randint(0, network.shape.target_pieces, (4000,)))
        loss = loss_of(network, batch, smoothing=0.1, sample=sample, kind=kind, alignment_weight=0.0, head=(-1, 0))
        marks.append(time.perf_counter())
        loss.total.backward()  # type: ignore[no-untyped-call]
        marks.append(time.perf_counter())
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        marks.append(time.perf_counter())
        optimiser.step()
        optimiser.zero_grad()
        marks.append(time.perf_counter())
        count += loss.pieces
        for place, name in enumerate(times):
            times[name] += marks[place + 1] - marks[place]

    for number in range(3):
        step(number)
    count = 0
    times = dict.fromkeys(times, 0.0)
    for number in range(3, 3 + int(steps)):
        step(number)
    whole = sum(times.values())
    numbers = str(kind).removeprefix("torch.")
    print(f"{count / whole:,.0f} target pieces a second in {numbers}, {torch.get_num_threads()} threads")
    for name, seconds in times.items():
        print(f"{name:<18} {seconds / whole:4.0%}")
    with torch.profiler.profile() as profile:
        step(4)
    print(profile.key_averages().table(sort_by="self_cpu_time_total", row_limit=14, max_name_column_width=40))


if __name__ == "__main__":
    main(*sys.argv[1:])
