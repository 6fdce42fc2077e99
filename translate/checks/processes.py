"""The pairs of a long document are checked on two cores at once, where a process can be forked safely."""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from translate.checks import Pair, check_pair
from translate.documents.records import Finding

FEWEST = 300
"""Pairs that are worth a second process: it costs some twenty milliseconds, a pair one or two."""


def check_pairs(pairs: Sequence[Pair]) -> list[list[Finding]]:
    """Return the findings of each pair by itself, in order, as `check_pair` has them.

    From `FEWEST` pairs on, a forked process checks the first half; if that fails, nothing is lost but time.

    >>> [found.check for found in check_pairs([Pair("Il a 12 ans.", "He is 21 years old.")])[0]]
    ['numbers']
    """
    if len(pairs) < FEWEST or not _may_fork():
        return [check_pair(pair) for pair in pairs]
    half = len(pairs) // 2
    check_pair(pairs[half])  # so that the tables are read before there are two who need them
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    helper = context.Process(target=_send, args=(sender, pairs[:half]), daemon=True)
    try:
        helper.start()
    except OSError:
        return [check_pair(pair) for pair in pairs]
    sender.close()
    second = [check_pair(pair) for pair in pairs[half:]]
    try:
        first: list[list[Finding]] = receiver.recv()
    except EOFError:
        first = [check_pair(pair) for pair in pairs[:half]]
    finally:
        receiver.close()
    helper.join()
    return first + second


def _send(sender: Connection, pairs: Sequence[Pair]) -> None:
    sender.send([check_pair(pair) for pair in pairs])
    sender.close()


def _may_fork() -> bool:
    """Tell whether there is a second core, and no thread that a forked process would be without."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False
