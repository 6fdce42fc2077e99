"""What the tests of the command line share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRENCH = "Le président a dit oui. Il est à Paris.\n\nUn titre\n"


def command(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "translate.cli", *arguments],
        **{"capture_output": True, "text": True, "encoding": "utf-8", "env": environment, "check": False} | options,
    )


def error_line(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("fr2en: ")
    assert "Traceback" not in lines[0]
    return lines[0]
