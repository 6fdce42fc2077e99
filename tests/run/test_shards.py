"""Parts of a folder for many machines: each document in one of them, whatever else there is."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_engine import FakeEngine
from translate.cli.main import run
from translate.cli.translate_run import Run
from translate.run import journal, translator
from translate.run.shards import Shard, read_manifest
from translate.run.translator import Translator


@settings(max_examples=20)
@given(st.text(), st.integers(1, 50))
def test_each_path_is_in_one_shard(path: str, count: int) -> None:
    assert sum(Shard(index, count).has(path) for index in range(count)) == 1


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(translator, "_engine", lambda *_, **__: FakeEngine())
    shared = Translator(packs=())
    monkeypatch.setattr(Run, "translator", lambda _: shared)
    (tmp_path / "french" / "a").mkdir(parents=True)
    for number in range(20):
        (tmp_path / "french" / "a" / f"{number}.txt").write_text(f"Le chat {number}.", encoding="utf-8")
    return tmp_path


def made(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.rglob("*.en.txt")}


def test_the_shards_together_are_the_whole_also_where_they_overlap_or_their_number_changes(corpus: Path) -> None:
    assert run(["french", "-o", "whole", "-q"]) == 0
    for shard in ("0/3", "1/3", "1/2", "2/3"):
        assert run(["french", "-o", "parts", "-q", "--shard", shard]) == 0
    assert made(corpus / "parts") == made(corpus / "whole")
    done = [record["out"] for record in journal.records(corpus / "parts") if record["state"] == "done"]
    assert len(done) == len(set(done)) == 20


def test_a_shard_without_files_is_fine(corpus: Path) -> None:
    assert run(["french", "-o", "parts", "-q", "--shard", "5/100000"]) == 0


@pytest.mark.parametrize("shard", ["3/3", "-1/3", "1", "1/0", "a/b", "1/3/5"])
def test_a_bad_shard_is_refused_in_a_sentence(corpus: Path, shard: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["french", "-o", "parts", f"--shard={shard}"]) == 2
    assert "--shard is I/N" in capsys.readouterr().err


def test_a_manifest_names_the_files(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "list.txt").write_text("a/3.txt\t17\n\na/5.txt\na/none.txt\n", encoding="utf-8")
    assert run(["french", "-o", "parts", "-q", "--manifest", "list.txt"]) == 123
    assert "none.txt: there is no such file" in capsys.readouterr().err
    assert set(made(corpus / "parts")) == {"3.en.txt", "5.en.txt"}


@pytest.mark.parametrize("line", ["../a.txt", "/etc/passwd", "a/../../b.txt"])
def test_a_manifest_does_not_lead_out_of_the_folder(
    corpus: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "list.txt").write_text(f"a/3.txt\n{line}\n", encoding="utf-8")
    assert run(["french", "-o", "parts", "--manifest", "list.txt"]) == 2
    assert "list.txt, line 2" in capsys.readouterr().err
    assert not (corpus / "parts").exists()


def test_names_in_a_manifest_that_are_the_same_are_one(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("a/b.txt\n./a//b.txt\n", encoding="utf-8")
    assert read_manifest(tmp_path / "list.txt") == ["a/b.txt"]


def test_metrics_are_kept_in_a_file(corpus: Path) -> None:
    assert run(["french", "-o", "parts", "-q", "--metrics", "run.prom"]) == 0
    told = (corpus / "run.prom").read_text("utf-8")
    assert 'fr2en_documents{state="done"} 20\n' in told and "fr2en_words_total 60\n" in told
    assert run(["french", "-o", "parts", "-q", "--metrics", "run.prom"]) == 0
    assert 'fr2en_documents{state="unchanged"} 20\n' in (corpus / "run.prom").read_text("utf-8")
    assert run(["french", "-o", "parts", "-q", "--metrics", "french/a/0.txt"]) == 2


def test_metrics_are_json_in_a_file_that_is_named_so(corpus: Path) -> None:
    files = sum(path.is_file() for path in (corpus / "french").rglob("*.txt"))
    assert run(["french", "-o", "counted", "-q", "--metrics", "run.json"]) == 0
    told = json.loads((corpus / "run.json").read_text("utf-8"))
    assert told["documents"] == {"done": files, "unchanged": 0, "failed": 0, "waiting": 0}
    assert told["segments"] >= files and told["worker_restarts"] == 0 and told["run_seconds"] >= 0


SCRIPT = Path(__file__).parent.parent.parent / "translate" / "run" / "README.md"


@pytest.mark.skipif(shutil.which("bash") is None, reason="the script is one of bash")
def test_the_script_for_slurm_translates_each_document_in_one_task(tmp_path: Path) -> None:
    script = re.search(r"^```bash\n(.*?)^```$", SCRIPT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert script is not None
    (tmp_path / "script.sh").write_text(script[1].replace("shards=100", "shards=2"), encoding="utf-8")
    (tmp_path / "corpus").mkdir()
    for number in range(6):
        text = f"Le chat {number} dort ici. Il pleut fort sur toute la ville."
        (tmp_path / "corpus" / f"{number}.txt").write_text(text, encoding="utf-8")
    command = tmp_path / "bin" / "fr2en"
    command.parent.mkdir()
    stand_in = Path(__file__).parent / "stand_in.py"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{stand_in}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    for task in ("0", "1", "1"):
        environment = os.environ | {"SLURM_ARRAY_TASK_ID": task, "SLURM_CPUS_PER_TASK": "1"}
        environment["PATH"] = f"{command.parent}:{environment['PATH']}"
        done = subprocess.run(
            ["bash", "script.sh"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
    english = tmp_path / "english"
    assert {path.name for path in english.glob("*.txt")} == {f"{number}.en.txt" for number in range(6)}
    made = Counter(str(record["out"]) for record in journal.records(english) if record["state"] == "done")
    assert set(made.values()) == {1} and (english / "shard-1.prom").exists()
