"""`fr2en train` as a command: what it says, how it stops, and that its model can be used."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tiny
from command_line import ROOT, command, error_line
from translate.cli.main import run


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with pairs and a tiny model."""
    monkeypatch.chdir(tmp_path)
    tiny.write_pairs(tmp_path / "pairs.tsv")
    tiny.tiny_model(tmp_path / "tiny")
    return tmp_path


def test_a_model_is_trained_and_used(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "train",
        "pairs.tsv",
        "--model",
        "tiny",
        "--out",
        "new",
        "--epochs",
        "1",
        "--constraints",
        "--threads",
        "1",
    ]
    assert run(arguments) == 0
    out, told = capsys.readouterr()
    assert "| validation | 2 |" in out and "target pieces a second" in out
    assert "100%, step" in told and "validation BLEU" in told and "0:00:00 left" in told
    assert told.splitlines()[-1] == "the new model is in new; use it with: fr2en translate --model new FILE"
    (shop / "a.txt").write_text("Le chat est à Paris.\n", encoding="utf-8")
    assert run(["translate", "a.txt", "--model", "./new", "-o", "b.txt", "--beam", "1"]) == 0
    assert (shop / "b.txt").read_text("utf-8").strip()
    # What the model learnt before it goes on to learn.
    assert (
        run(["train", "pairs.tsv", "--model", "./new", "--out", "newer", "--epochs", "0.1", "-q", "--threads", "1"])
        == 0
    )
    assert "wanted translations in: 30% of the pairs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], "either --minutes or --epochs"),
        (["--epochs", "1", "--minutes", "1"], "either --minutes or --epochs"),
        (["--epochs", "-1"], "above 0; give other values"),
        (["--epochs", "1", "--rate", "0"], "out of its range; give other values"),
        (["--epochs", "1", "--model", "no-such"], "no-such"),
        (["--epochs", "1", "--resume"], "nothing to resume"),
        (["--epochs", "1", "--out", "tiny"], "tiny is not empty; name a new folder"),
        (["--epochs", "1", "--out", "pairs.tsv"], "pairs.tsv is a file"),
        (["--epochs", "1", "--validate", "gone.tsv"], "gone.tsv cannot be read"),
    ],
    ids=range(9),
)
def test_what_cannot_be_done_is_one_sentence(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], wanted: str
) -> None:
    options = ["--model", "tiny", "--out", "new", "--quiet", "--threads", "1"]
    assert run(["train", "pairs.tsv", *options, *arguments]) == 2
    assert wanted in error_line(capsys)
    assert not (shop / "new").exists()


def test_bad_pairs_are_one_sentence(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "bad.tsv").write_text("a\tb\nno tab\n", encoding="utf-8")
    assert run(["train", "bad.tsv", "--model", "tiny", "--out", "new", "--epochs", "1", "-q"]) == 2
    assert "bad.tsv cannot be used: line 2 has no tab" in error_line(capsys)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_command_is_resumed(shop: Path, number: signal.Signals) -> None:
    arguments = ["train", "pairs.tsv", "--model", "tiny", "--out", "new", "--save-minutes", "0", "--threads", "1"]
    arguments += ["--batch", "60", "--rate", "0.001"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "translate.cli", *arguments, "--epochs", "200"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and not (shop / "new" / "training" / "state.pt").exists():
        time.sleep(0.05)
    process.send_signal(number)
    told = process.communicate()[1]
    if number == signal.SIGTERM:
        assert process.returncode == 130, told
        assert "stopped; everything is in new, and the same command with --resume goes on" in told
    done = command(*arguments, "--epochs", "0.5", "--resume")
    assert done.returncode == 0, done.stderr
    assert (shop / "new" / "config.json").exists()
    assert not (shop / "new" / "training").exists()


def test_the_command_says_how_to_stop_and_go_on() -> None:
    done = command("train", "--help")
    assert done.returncode == 0
    assert "--resume" in done.stdout and "--constraints" in done.stdout
