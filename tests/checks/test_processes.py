"""Two processes find what one finds, and one that dies is done without."""

import os
import sys

import pytest

from translate.checks import Pair, check_pair
from translate.checks import processes as check_processes
from translate.checks.processes import FEWEST, check_pairs

PAIRS = [
    Pair(f"Il a vendu {number} maisons à Lyon.", f"He sold {number + number % 3} houses in Lyon.")
    for number in range(2, FEWEST + 12)
]


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("processes are forked on Linux only")
    monkeypatch.setattr(check_processes, "_may_fork", lambda: True)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_two_processes_find_what_one_finds(forks: None) -> None:
    found = check_pairs(PAIRS)
    assert found == [check_pair(pair) for pair in PAIRS]
    assert sum(map(bool, found)) > FEWEST // 2


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_process_that_dies_is_done_without(forks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_processes, "_send", lambda sender, pairs: os._exit(3))
    assert check_pairs(PAIRS) == [check_pair(pair) for pair in PAIRS]


def test_few_pairs_need_one_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_processes, "_may_fork", lambda: pytest.fail("nobody should ask"))
    assert check_pairs(PAIRS[:5]) == [check_pair(pair) for pair in PAIRS[:5]]
