"""Processes side by side: the same bytes as one, whoever dies meanwhile."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from translate.run import journal
from translate.run.journal import FOLDER

STAND_IN = Path(__file__).parent / "stand_in.py"
KILLS = int(os.environ.get("KILLS_OF_TESTS", "2"))
"""Runs that are killed at a moment drawn by chance."""
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="sends signals as only POSIX has them")


@pytest.fixture
def french(tmp_path: Path) -> Path:
    folder = tmp_path / "french"
    (folder / "a").mkdir(parents=True)
    for number in range(12):
        (folder / "a" / f"{number}.txt").write_text(
            f"Le chat {number} ATTENDS. Il pleut fort sur toute la ville.", encoding="utf-8"
        )
    return folder


def start(french: Path, *arguments: str, seconds: float = 60, waiting: float = 20) -> "subprocess.Popen[str]":
    command = [sys.executable, str(STAND_IN), "translate", "french", "-o", "english", "-q", *arguments]
    return subprocess.Popen(
        command,
        cwd=french.parent,
        env=os.environ | {"SECONDS": str(seconds), "WAITING": str(waiting)},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finished(run: "subprocess.Popen[str]") -> int:
    run.communicate(timeout=500)
    return run.returncode


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER.parts[0] not in path.relative_to(folder).parts
    }


def done(folder: Path) -> Counter[str]:
    return Counter(str(record["out"]) for record in journal.records(folder) if record["state"] == "done")


def expected(french: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(french).with_suffix(".en.txt")): path.read_text("utf-8").upper().encode()
        for path in french.rglob("*.txt")
    }


def children(process: int) -> list[int]:
    """Return the processes that a process has started and that have a journal or a model, not those of Python's own."""
    told = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in told.stdout.splitlines() if "resource_tracker" not in line]


def test_documents_that_kill_their_worker_are_put_aside(french: Path) -> None:
    good = expected(french)
    for number, text in enumerate(("Il MEURS.", "Il TOURNE.", "Il MANGE."), start=1):
        (french / f"bad{number}.txt").write_text(text, encoding="utf-8")
    run = start(french, "--workers", "2", seconds=5, waiting=100)
    _, told = run.communicate(timeout=500)
    assert run.returncode == 123, told
    assert "bad1.txt: it ended the process" in told
    assert "bad2.txt: it took more than 5 s of the processor" in told
    assert "bad3.txt: there is not enough memory" in told
    english = french.parent / "english"
    assert content(english) == good
    again = start(french, "--workers", "2", seconds=5, waiting=100)
    _, told = again.communicate(timeout=500)
    assert again.returncode == 123 and told.count("not tried again without --retry-failed") == 2
    (french / "bad1.txt").write_text(
        "Il vit dans une très vieille maison.", encoding="utf-8"
    )  # another text is another document
    (french / "bad2.txt").unlink()
    (french / "bad3.txt").unlink()
    assert finished(start(french, "--workers", "2")) == 0
    assert content(english) == expected(french)
    assert set(done(english).values()) == {1}


def test_a_document_on_which_its_worker_waits_for_ever_is_put_aside(french: Path) -> None:
    good = expected(french)
    (french / "bad.txt").write_text("Il DORS.", encoding="utf-8")
    run = start(french, "--workers", "2", seconds=20, waiting=1)
    _, told = run.communicate(timeout=500)
    assert run.returncode == 123 and "bad.txt: it took longer than 20 s" in told, told
    assert content(french.parent / "english") == good


def test_told_to_end_it_ends_soon_and_goes_on_the_next_time(french: Path) -> None:
    run = start(french, "--workers", "2")
    english = french.parent / "english"
    while not content(english) and run.poll() is None:
        time.sleep(0.05)
    workers = children(run.pid)
    run.send_signal(signal.SIGTERM)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 143 and "nothing is half-written" in told
    end = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < end:
        time.sleep(0.05)  # they see that their parent is gone, and go
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert content(english).items() <= expected(french).items()
    assert finished(start(french)) == 0
    assert content(english) == expected(french)


def test_killed_at_any_moment_and_run_again_it_is_as_one_clean_run(french: Path) -> None:
    english, draw = french.parent / "english", random.Random(KILLS)
    for number in range(KILLS):
        run = start(french, "--workers", "2")
        while not content(english) and run.poll() is None:
            time.sleep(0.01)
        time.sleep(draw.random() * 2)
        workers = children(run.pid)
        victims = [[run.pid], workers[:1], [run.pid, *workers], workers][number % 4]
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        run.communicate(timeout=300)
        again = start(french, "--workers", str(number % 2 + 1))
        _, told = again.communicate(timeout=300)
        assert again.returncode == 0, told
        assert content(english) == expected(french), number
        assert done(english) == Counter(expected(french).keys()), number
        shutil.rmtree(english)


def test_two_runs_at_once_on_one_folder_lose_nothing(french: Path) -> None:
    runs = [start(french), start(french)]
    for run in runs:
        _, told = run.communicate(timeout=300)
        assert run.returncode == 0, told
    english = french.parent / "english"
    assert content(english) == expected(french)
    assert done(english).keys() == expected(french).keys()
