"""The README is true: its commands run, its links lead somewhere."""

import gzip
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from documents.office_files import docx, paragraph, run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SETUP = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]
COMMANDS = [
    line for language, block in BLOCKS if language == "console" for line in block.splitlines() if line[:2] == "$ "
]


def test_the_first_two_commands_install_translate_and_test() -> None:
    """`.ci/run` runs these two word for word in a fresh clone; here only their parts are looked at."""
    translate, test = SETUP
    assert translate.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert translate.endswith("&& .venv/bin/fr2en seeds/article.fr.txt -o -")
    assert ".venv/bin/pip install " in test and '".[test]"' in test
    assert test.endswith("&& .venv/bin/python -m pytest -q")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the README's commands speak of."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copy(ROOT / "seeds" / "article.fr.txt", folder / "article.txt")
    (folder / "notes.md").write_text("# Notes\n\nVoir [le site](https://exemple.fr).\n", encoding="utf-8")
    (folder / "articles").mkdir()
    (folder / "articles" / "un.txt").write_text("Il pleut à Paris.\n", encoding="utf-8")
    (folder / "fr.txt").write_text("Il pleut à Paris.\nLe chat dort.\n", encoding="utf-8")
    (folder / "en.txt").write_text("It is raining in Paris.\nThe cat is sleeping.\n", encoding="utf-8")
    (folder / "terms.tsv").write_text("source\ttarget\nKoursk\tKursk\n", encoding="utf-8")
    (folder / "old.txt").write_bytes("L'été est là, à côté.\n".encode("cp1252"))
    (folder / "rapport.docx").write_bytes(docx(paragraph(run("Il est en Russiemais il revient."))))
    (folder / "film.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nIl pleut à Paris.\n", encoding="utf-8")
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress('{"text": "Il pleut à Paris."}\n'.encode()))
    command = folder / "bin" / "fr2en"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m translate.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


@pytest.mark.parametrize("line", COMMANDS)
def test_commands(line: str, workshop: Path) -> None:
    command = line[2:].partition("   #")[0]
    if "models pull" in command:
        pytest.skip("needs the hub; tests/test_command_line.py pulls from a server of its own")
    environment = os.environ | {"PATH": f"{workshop / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", command], cwd=workshop, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_python_examples() -> None:
    examples = [block for language, block in BLOCKS if language == "python"]
    assert examples
    for example in examples:
        done = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


def test_links_to_files_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
