"""A run that was killed anywhere, and run again, ends as one clean run does; nothing of anybody's is lost."""

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from killing import full_at, killed_at
from translate.cli.main import run
from translate.run import journal, ledger
from translate.run.journal import FOLDER, Known, names_of
from translate.run.translator import Translator

FORMATS = Path(__file__).parent.parent / "cases" / "formats"
DOCUMENTS = int(os.environ.get("DOCUMENTS_OF_TESTS", "5"))
"""Files of the runs that are killed at each step."""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: list[Translator]) -> Path:
    """Return the working folder, in which `french` has documents of several formats in folders."""
    monkeypatch.chdir(tmp_path)
    for number in range(DOCUMENTS):
        folder = tmp_path / "french" / f"part{number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        text = f"Le chat numéro {number} dort. Il pleut fort sur toute la ville."
        name, content = [
            ("a.txt", text),
            ("b.md", f"# Titre\n\n{text}\n"),
            ("c.html", f"<p>{text}</p>"),
            ("d.srt", f"1\n00:00:01,000 --> 00:00:04,000\n{text}\n"),
            ("e.po", f'msgid "{text}"\nmsgstr ""\n'),
        ][number % 5]
        (folder / f"{number}{name}").write_text(content, encoding="utf-8")
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder but the journals."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER.parts[0] not in path.relative_to(folder).parts
    }


def states(folder: Path) -> Counter[tuple[str, str]]:
    return Counter((str(record["state"]), str(record.get("out"))) for record in journal.records(folder))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as only POSIX has them")
@pytest.mark.parametrize("torn", [False, True], ids=["whole", "torn"])
def test_killed_at_each_step_and_run_again_it_is_as_one_clean_run(work: Path, torn: bool) -> None:
    assert run(["french", "-o", "clean", "-q"]) == 0
    expected = content(work / "clean")
    assert len(expected) == DOCUMENTS
    number = 0
    while True:
        number += 1
        if killed_at(number, ["french", "-o", "english", "-q"], torn=torn):
            break
        assert run(["french", "-o", "english", "-q"]) == 0, number
        assert content(work / "english") == expected, number
        done = {key: count for key, count in states(work / "english").items() if key[0] == "done"}
        assert len(done) == DOCUMENTS and set(done.values()) == {1}, number
        shutil.rmtree(work / "english")
    assert number > 5 * DOCUMENTS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as only POSIX has them")
def test_killed_at_each_step_of_a_run_with_other_settings(work: Path, engine: list[Translator]) -> None:
    assert run(["french", "-o", "before", "-q"]) == 0
    engine.append(Translator(packs=(), beam=1))
    engine[-1]._tools.holder.engine.replies = (lambda sentence: sentence[::-1],)  # type: ignore[attr-defined]
    assert run(["french", "-o", "clean", "-q"]) == 0
    number = 0
    while True:
        number += 1
        shutil.copytree(work / "before", work / "english")
        if killed_at(number, ["french", "-o", "english", "-q"]):
            break
        assert run(["french", "-o", "english", "-q"]) == 0, number
        assert content(work / "english") == content(work / "clean"), number
        shutil.rmtree(work / "english")


def test_what_is_done_is_left_and_what_has_changed_is_made_anew(work: Path, engine: list[Translator]) -> None:
    assert run(["french", "-o", "english"]) == 0
    fake = engine[-1]._tools.holder.engine
    fake.asked.clear()  # type: ignore[attr-defined]
    assert run(["french", "-o", "english"]) == 0
    assert fake.asked == []  # type: ignore[attr-defined]
    (work / "french" / "part0" / "0a.txt").write_text("Un autre texte est là maintenant.", encoding="utf-8")
    assert run(["french", "-o", "english"]) == 0
    assert {sentence for sentence, _ in fake.asked} == {"Un autre texte est là maintenant."}  # type: ignore[attr-defined]
    assert (work / "english" / "part0" / "0a.en.txt").read_text("utf-8") == "UN AUTRE TEXTE EST LÀ MAINTENANT."


def test_a_glossary_beside_documents_concerns_those_alone(work: Path, engine: list[Translator]) -> None:
    assert run(["french", "-o", "english", "-q"]) == 0
    fake = engine[-1]._tools.holder.engine
    fake.asked.clear()  # type: ignore[attr-defined]
    (work / "french" / "part0" / "fr2en.glossary.tsv").write_text("source\ttarget\nchat\tcat\n", encoding="utf-8")
    engine.append(engine[-1])
    assert run(["french", "-o", "english", "-q"]) == 0
    made = {out for (state, out), count in states(work / "english").items() if state == "done" and count == 2}
    assert made == {out for _, out in states(work / "english") if out.startswith("part0/")}


def test_english_that_somebody_edited_is_kept_and_named(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["french", "-o", "english", "-q"]) == 0
    edited = work / "english" / "part0" / "0a.en.txt"
    edited.write_text("My own words.", encoding="utf-8")
    (work / "french" / "part0" / "0a.txt").write_text("Un autre texte est là maintenant.", encoding="utf-8")
    assert run(["french", "-o", "english"]) == 0
    assert "0a.en.txt was edited" in capsys.readouterr().err
    assert edited.read_text("utf-8") == "My own words."
    assert run(["french", "-o", "english", "-q", "--force"]) == 0
    assert edited.read_text("utf-8") == "UN AUTRE TEXTE EST LÀ MAINTENANT."


def test_a_file_that_nobody_has_written_down_is_refused_or_adopted(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = work / "english" / "part0" / "0a.en.txt"
    strange.parent.mkdir(parents=True)
    strange.write_text("Somebody's.", encoding="utf-8")
    assert run(["french", "-o", "english", "-q"]) == 123
    assert "0a.en.txt exists already" in capsys.readouterr().err
    assert run(["french", "-o", "english", "-q", "--adopt"]) == 0
    assert run(["french", "-o", "english", "-q"]) == 0
    assert strange.read_text("utf-8") == "Somebody's."


def test_two_folders_into_one_do_not_take_each_others_english(work: Path) -> None:
    (work / "other" / "part0").mkdir(parents=True)
    (work / "other" / "part0" / "0a.txt").write_text("Autre chose.", encoding="utf-8")
    assert run(["french", "-o", "english", "-q"]) == 0
    before = content(work / "english")
    assert run(["other", "-o", "english", "-q"]) == 2
    assert content(work / "english") == before


def test_what_is_deleted_is_made_again(work: Path) -> None:
    assert run(["french", "-o", "english", "-q"]) == 0
    before = content(work / "english")
    (work / "english" / "part0" / "0a.en.txt").unlink()
    assert run(["french", "-o", "english", "-q"]) == 0
    assert content(work / "english") == before


def test_bad_input_is_named_again_and_not_tried_again(
    work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "french" / "bad.docx").write_bytes(b"PK\x03\x04nothing")
    assert run(["french", "-o", "english", "-q"]) == 123
    first = capsys.readouterr().err
    assert run(["french", "-o", "english", "-q"]) == 123
    assert capsys.readouterr().err.startswith(first.strip())
    assert run(["french", "-o", "english", "-q", "--retry-failed"]) == 123
    assert capsys.readouterr().err == first
    assert run(["failed", "english"]) == 0
    assert capsys.readouterr().out.startswith("refused\t../french/bad.docx\t")
    assert run(["status", "english", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["states"] == {"done": DOCUMENTS, "unfinished": 0, "refused": 1, "crashed": 0, "failed": 0}


def test_a_journal_that_is_cut_off_at_any_byte_loses_nothing(work: Path) -> None:
    for path in (work / "french").rglob("*.*"):
        if path.name != "0a.txt":
            path.unlink()
    assert run(["french", "-o", "english", "-q"]) == 0
    before = content(work / "english")
    (path,) = (work / "english" / FOLDER).glob("*")
    whole = path.read_bytes()
    started = whole.index(b'"started"')
    for end in range(whole.index(b"\n", started) + 1, len(whole), 7):
        for other in (work / "english" / FOLDER).glob("*"):
            other.unlink()
        path.write_bytes(whole[:end])
        assert run(["french", "-o", "english", "-q"]) == 0, end
        assert content(work / "english") == before
        assert states(work / "english")["done", "part0/0a.en.txt"] == 1, end


def test_a_journal_of_a_newer_version_is_refused_in_a_sentence(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["french", "-o", "english", "-q"]) == 0
    (path,) = (work / "english" / FOLDER).glob("*")
    path.write_bytes(path.read_bytes() + b'{"v":2,"state":"done"}\n')
    capsys.readouterr()
    before = content(work / "english")
    assert run(["french", "-o", "english", "-q"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert content(work / "english") == before
    assert run(["status", "english"]) == 2


def test_a_full_disk_loses_nothing(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["french", "-o", "clean", "-q"]) == 0
    for number in range(1, 2 + 4 * DOCUMENTS):
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full_at(number))
            assert run(["french", "-o", "english", "-q"]) in (2, 123), number
        assert content(work / "english").items() <= content(work / "clean").items(), number
        assert run(["french", "-o", "english", "-q"]) == 0, number
        assert content(work / "english") == content(work / "clean"), number
        shutil.rmtree(work / "english")


def test_what_the_journals_say_is_found_by_hashes_alone(work: Path) -> None:
    assert run(["french", "-o", "english", "-q"]) == 0
    known = Known(work / "english")
    source, target = work / "french" / "part0" / "0a.txt", work / "english" / "part0" / "0a.en.txt"
    names = names_of(source, target, work / "english")
    digest = journal.digest_of(target.read_bytes())
    assert known.is_ours(names, digest) and not known.is_ours(names, journal.digest_of(b""))
    assert known.was_written(names) and known.was_started(names)
    assert not known.is_done(names, "another key", digest)
    assert ledger.Ruling(ledger.Verdict.DONE).findings == "never"
