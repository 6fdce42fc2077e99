from itertools import islice

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lab.training.batches import Batches, Position

LENGTHS = st.lists(st.integers(1, 60), min_size=1, max_size=80).map(numpy.array)


@given(LENGTHS, st.integers(1, 200), st.integers(0, 5), st.integers(0, 3))
def test_an_epoch_holds_each_pair_once_in_batches_that_are_not_too_large(
    lengths: numpy.ndarray, pieces: int, seed: int, epoch: int
) -> None:
    batches = Batches(lengths, pieces=pieces, seed=seed)
    found = batches.epoch(epoch)
    assert len(found) == len(batches)
    assert sorted(number for batch in found for number in batch.tolist()) == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * lengths[batch].max() <= pieces for batch in found)


@given(LENGTHS, st.integers(0, 300))
def test_from_any_position_on_the_same_batches_come(lengths: numpy.ndarray, stop: int) -> None:
    batches = Batches(lengths, pieces=100, seed=3)
    whole = list(islice(batches.after(Position()), 2 * len(batches) + 3))
    stop %= 2 * len(batches)
    position = whole[stop][1]
    rest = list(islice(batches.after(position), len(whole) - stop - 1))
    assert [(batch.tolist(), behind) for batch, behind in rest] == [
        (batch.tolist(), behind) for batch, behind in whole[stop + 1 :]
    ]


def test_epochs_and_seeds_have_orders_of_their_own() -> None:
    lengths = numpy.array([5, 5, 5, 5, 5, 5, 9, 9])
    orders = {
        str([batch.tolist() for batch in Batches(lengths, pieces=10, seed=seed).epoch(epoch)])
        for seed, epoch in ((1, 0), (1, 1), (2, 0))
    }
    assert len(orders) == 3


def test_nothing_is_no_epoch() -> None:
    with pytest.raises(ValueError, match="0 pairs cannot be cut"):
        Batches(numpy.array([], dtype=int), pieces=10, seed=1)
