"""A file of rows that was killed anywhere, and run again, goes on at the row and ends as one clean run does."""

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from killing import full_at, killed_at
from translate.cli.main import run
from translate.run import journal, row_by_row
from translate.run.journal import FOLDER
from translate.run.translator import Translator

STAND_IN = Path(__file__).parent / "stand_in.py"
ROWS = int(os.environ.get("ROWS_OF_TESTS", "9"))
"""Rows of the files that are killed at each step."""
STEP = int(os.environ.get("STEP_OF_TESTS", "3"))
"""1 to kill at each call of the system, 2 at every second one..."""
KILLS = int(os.environ.get("KILLS_OF_TESTS", "3"))
"""Runs that are killed at a moment drawn by chance."""


def texts() -> list[str]:
    return [f"Le chat {number} dort ici. Il pleut fort sur toute la ville." for number in range(ROWS)]


def lines() -> bytes:
    made = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts())]
    made[2] = '{"id": 2, "text": "torn'
    made[4] = '{"id": 4, "note": "Le chat."}'
    return "".join(f"{line}\n" for line in made).encode()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: list[Translator]) -> Path:
    """Return the working folder, in which `french` has files of rows; two rows are a window."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(row_by_row, "_SEGMENTS", 4)
    french = tmp_path / "french"
    (french / "a").mkdir(parents=True)
    (french / "b.jsonl").write_bytes(lines())
    (french / "a" / "c.jsonl.gz").write_bytes(gzip.compress(lines()))
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder but the journals, hidden ones and empty folders too."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if FOLDER.parts[0] not in path.relative_to(folder).parts
    }


def records(data: bytes) -> list[Mapping[str, object] | None]:
    found: list[Mapping[str, object] | None] = []
    for line in data.decode().splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            found.append(None)
    return found


def test_rows_come_out_one_for_one_and_bad_ones_with_their_error(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["french", "-o", "english", "--fields", "text"]) == 0
    told = capsys.readouterr().err
    assert f"b.jsonl: 2 rows of {ROWS} could not be translated: row 3: it is no JSON" in told
    found = records((work / "english" / "b.en.jsonl").read_bytes())
    assert len(found) == ROWS
    for number, (record, text) in enumerate(zip(found, texts(), strict=True)):
        if number == 2:
            assert record is None
        elif number == 4:
            assert record == {"id": 4, "note": "Le chat.", "fr2en": {"error": "no field is text; there are $.note"}}
        else:
            assert record == {"id": number, "text": text.upper()}
    assert (
        gzip.decompress((work / "english" / "a" / "c.en.jsonl.gz").read_bytes())
        == (work / "english" / "b.en.jsonl").read_bytes()
    )
    assert run(["french", "-o", "english", "--fields", "text", "-q", "--fail-on", "error"]) == 1
    done = Counter(record["out"] for record in journal.records(work / "english") if record["state"] == "done")
    assert done == {"b.en.jsonl": 1, "a/c.en.jsonl.gz": 1}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as only POSIX has them")
@pytest.mark.parametrize("torn", [False, True], ids=["whole", "torn"])
def test_killed_at_each_step_and_run_again_it_is_as_one_clean_run(work: Path, torn: bool) -> None:
    command = ["french", "-q", "--fields", "text", "-o"]
    assert run([*command, "clean"]) == 0
    expected = content(work / "clean")
    number = 1 + torn
    while not killed_at(number := number + STEP, [*command, "english"], torn=torn):
        assert run([*command, "english"]) == 0, number
        assert content(work / "english") == expected, number
        done = Counter(record["out"] for record in journal.records(work / "english") if record["state"] == "done")
        assert len(done) == 2 and set(done.values()) == {1}, number
        shutil.rmtree(work / "english")
    assert number > 4 * ROWS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as only POSIX has them")
def test_killed_again_and_again_it_comes_to_its_end(work: Path) -> None:
    command = ["french/b.jsonl", "-q", "--fields", "text", "-o"]
    assert run([*command, "clean.jsonl"]) == 0
    kills = 0
    while not (work / "english.jsonl").exists():
        killed_at(12, [*command, "english.jsonl"])
        kills += 1
        assert kills < 10 * ROWS
    assert run([*command, "english.jsonl"]) in (0, 2)  # done already, or in the way of itself
    assert kills > 2 and (work / "english.jsonl").read_bytes() == (work / "clean.jsonl").read_bytes()
    assert [path.name for path in work.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as only POSIX has them")
def test_it_goes_on_at_the_row(work: Path, engine: list[Translator]) -> None:
    command = ["french/b.jsonl", "-q", "--fields", "text", "-o", "english.jsonl"]
    asked = engine[-1]._tools.holder.engine.asked  # type: ignore[attr-defined]
    killed_at(16, command)
    (progress,) = work.glob(".*.fr2en-rows")
    row = json.loads((progress / "rows.jsonl").read_text("utf-8").splitlines()[-1])["row"]
    assert 0 < row < ROWS
    assert run(command) == 0
    assert not any(text.partition(".")[0] in sentence for text in texts()[:row] for sentence, _ in asked)
    assert any(texts()[-1].partition(".")[0] in sentence for sentence, _ in asked)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as only POSIX has them")
@pytest.mark.parametrize("change", ["source", "settings"])
def test_what_has_changed_since_is_begun_anew(work: Path, engine: list[Translator], change: str) -> None:
    command = ["french/b.jsonl", "-q", "--fields", "text", "-o"]
    killed_at(16, [*command, "english.jsonl"])
    if change == "source":
        path = work / "french" / "b.jsonl"
        path.write_bytes(path.read_bytes().replace(b"chat", b"chien"))
    else:
        engine.append(Translator(packs=(), beam=1))
        engine[-1]._tools.holder.engine.replies = (str.title,)  # type: ignore[attr-defined]
    assert run([*command, "clean.jsonl"]) == 0
    assert run([*command, "english.jsonl"]) == 0
    assert (work / "english.jsonl").read_bytes() == (work / "clean.jsonl").read_bytes()


def test_a_full_disk_loses_nothing(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["french", "-q", "--fields", "text", "-o"]
    assert run([*command, "clean"]) == 0
    for number in range(1, 3 * ROWS, 2):
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full_at(number))
            assert run([*command, "english"]) in (2, 123), number
        assert run([*command, "english"]) == 0, number
        assert content(work / "english") == content(work / "clean"), number
        shutil.rmtree(work / "english")


def test_a_second_run_on_the_same_file_is_told_so(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with row_by_row.Progress(work / "english.jsonl", "key"):
        assert run(["french/b.jsonl", "-q", "--fields", "text", "-o", "english.jsonl"]) == 2
    assert "another run is translating it" in capsys.readouterr().err
    assert run(["french/b.jsonl", "-q", "--fields", "text", "-o", "english.jsonl"]) == 0


def test_rows_are_the_same_whatever_stands_beside_them(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["french/b.jsonl", "-q", "--fields", "text", "-o"]
    assert run([*command, "a.jsonl"]) == 0
    monkeypatch.setattr(row_by_row, "_SEGMENTS", 1000)
    assert run([*command, "b.jsonl"]) == 0
    assert (work / "a.jsonl").read_bytes() == (work / "b.jsonl").read_bytes()


def test_a_row_that_the_engine_cannot_do_stays_french(work: Path, engine: list[Translator]) -> None:
    def reply(sentence: str) -> str:
        if "chat 7" in sentence:
            raise RuntimeError("no")
        return sentence.upper()

    engine[-1]._tools.holder.engine.replies = (reply,)  # type: ignore[attr-defined]
    assert run(["french/b.jsonl", "-q", "--fields", "text", "-o", "english.jsonl"]) == 0
    found = records((work / "english.jsonl").read_bytes())
    assert found[7] is not None and found[7]["text"] == texts()[7] and "error" in str(found[7]["fr2en"])
    assert found[8] == {"id": 8, "text": texts()[8].upper()}


def test_a_field_that_no_row_has_is_told_at_once(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["french/b.jsonl", "-q", "--fields", "texte", "-o", "english.jsonl"]) == 2
    assert "no field is texte; there are $.text" in capsys.readouterr().err
    assert not (work / "english.jsonl").exists()


def test_what_is_packed_is_refused_where_a_whole_document_is_needed(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in (["-o", "-"], ["--json"], ["--report", "r.json"]):
        assert run(["french/a/c.jsonl.gz", "-q", "--fields", "text", *more]) == 2
        assert "row by row" in capsys.readouterr().err
    assert run(["clean", "french/a/c.jsonl.gz", "-q", "--fields", "text"]) == 2
    assert "row by row" in capsys.readouterr().err


def test_a_table_and_parquet_go_through_a_run(work: Path) -> None:
    with (work / "t.tsv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([["id", "text"], *enumerate(texts())])
    assert run(["t.tsv", "-q", "--columns", "text"]) == 0
    with (work / "t.en.tsv").open(encoding="utf-8", newline="") as file:
        assert [*csv.reader(file, delimiter="\t")] == [
            ["id", "text"],
            *([str(number), text.upper()] for number, text in enumerate(texts())),
        ]
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"text": texts(), "n": [*range(ROWS)]}), work / "p.parquet")
    assert run(["p.parquet", "-q", "--columns", "text", "-o", "clean.parquet"]) == 0
    found = parquet.read_table(work / "clean.parquet").to_pydict()
    assert found == {"text": [text.upper() for text in texts()], "n": [*range(ROWS)], "fr2en_error": [None] * ROWS}
    for number in (9, 14, 20, 26):
        killed_at(number, ["p.parquet", "-q", "--columns", "text", "-o", "english.parquet"])
        if not (work / "english.parquet").exists():
            assert run(["p.parquet", "-q", "--columns", "text", "-o", "english.parquet"]) == 0
        assert (work / "english.parquet").read_bytes() == (work / "clean.parquet").read_bytes(), number
        (work / "english.parquet").unlink()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="sends signals as only POSIX has them")
def test_workers_that_are_killed_at_any_moment_go_on_at_the_row(tmp_path: Path) -> None:
    french = tmp_path / "french"
    french.mkdir()
    made = [
        json.dumps({"text": f"Le chat {number} ATTENDS. Il pleut fort sur toute la ville."}) + "\n"
        for number in range(30)
    ]
    for name in ("a.jsonl", "b.jsonl"):
        (french / name).write_text("".join(made), encoding="utf-8")
    command = [sys.executable, str(STAND_IN), "translate", "french", "-o", "english", "-q", "--workers", "2"]
    command += ["--fields", "text"]
    for number in range(KILLS):
        victim = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
        time.sleep(3 + 2.0 * number)
        victim.kill()
        victim.communicate()
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert again.returncode == 0, again.stderr
    expected = "".join(made).upper().replace("TEXT", "text").encode()
    assert content(tmp_path / "english") == {"a.en.jsonl": expected, "b.en.jsonl": expected}
