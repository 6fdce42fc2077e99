"""The attacks in their short form; `__main__` has the long one."""

from itertools import islice

import pytest

from attack import disks, fuzzing, growth, hostile, kills
from attack.commands import COMMANDS
from attack.descriptors import break_streams

_SHARES = 8
"""So many tests an attack, which run beside each other."""


_GROWS = pytest.mark.xfail(reason="some patterns of it take more work than in proportion", strict=False)


def _faults(found: object) -> list[str]:
    return [f"{name}: {fault}" for name, _, faults in found for fault in faults]  # type: ignore[attr-defined]


def test_a_kill_loses_nothing_and_leaves_nothing() -> None:
    assert _faults(kills.kill_everywhere(every=80)) == []


def test_a_disk_that_fails_loses_nothing() -> None:
    assert _faults(disks.fail_everywhere(every=80)) == []


def test_broken_streams_are_told_in_a_sentence() -> None:
    assert _faults(break_streams(every=24)) == []


def test_hostile_files_names_folders_and_environments_are_told_in_a_sentence() -> None:
    assert _faults(hostile.attack_with_files(size=400, every=24)) == []


@pytest.mark.parametrize("target", fuzzing.NAMES)
def test_readers_refuse_or_read_whatever_they_are_given(target: str) -> None:
    assert _faults(fuzzing.fuzz(examples=25, only=target)) == []


@pytest.mark.parametrize("share", [pytest.param(n, marks=_GROWS) if n == 4 else n for n in range(_SHARES)])
def test_the_way_of_a_document_takes_work_in_proportion_to_its_length(share: int) -> None:
    translate = growth.works()["translation"]
    for pattern in islice(growth.patterns(), 3 * share, None, 3 * _SHARES):
        assert growth.growth(translate, pattern, 200) <= growth.MOST_GROWTH, pattern.name


@pytest.mark.parametrize("share", [pytest.param(n, marks=_GROWS) if n in (4, 6) else n for n in range(_SHARES)])
def test_each_reader_takes_work_in_proportion_to_the_length(share: int) -> None:
    for number, (name, work) in enumerate(growth.works().items()):
        if number % _SHARES == share:
            for pattern in islice(growth.patterns(), number % 60, None, 60):
                assert growth.growth(work, pattern, 400) <= growth.MOST_GROWTH, (name, pattern.name)


def test_all_commands_that_write_are_attacked() -> None:
    assert {command.arguments[0] for command in COMMANDS} >= {"clean", "check", "review", "apply", "glossary", "damage"}
    assert len(growth.patterns()) >= 150
