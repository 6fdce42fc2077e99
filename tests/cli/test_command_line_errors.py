"""The command when something is wrong, its settings and its models: one sentence, the right code, nothing lost."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command_line import ROOT, command, error_line
from glossary.terms import disk
from hub_server import HubServer
from translate.cli.main import run
from translate.engine.checkpoint import EMBEDDED


class TestErrors:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["missing.txt"], "missing.txt: there is no such file"),
            (["transalte"], "did you mean the command 'translate'?"),
            (["article.txt", "--beem", "3"], "No such option"),
            (["article.txt", "--beam", "0"], "beam"),
            (["article.txt", "--beam", "many"], "'--beam'"),
            (["article.txt", "--engine", "quick"], "quick"),
            (["article.txt", "--model", "fr-en-tny"], "fr-en-tiny"),
            (["article.txt", "--model", "opus-mt-fr-en"], 'run "fr2en models pull opus-mt-fr-en"'),
            (["article.txt", "--model", "."], "config.json"),
            (["article.txt", "--encoding", "utf-9"], "utf-9"),
            (["article.txt", "--encoding", "ascii"], "ascii"),
            (["article.txt", "--format", "word"], "text, markdown"),
            (["article.txt", "-", "-q"], "cannot be mixed"),
            (["article.txt", "-q", "-v"], "exclude each other"),
            (["article.txt", "--json", "-o", "x"], "leave -o away"),
            (["article.pdf"], ".pdf"),
            (["empty"], "holds no file in a known format"),
            (["article.txt", "article.txt", "-o", "article.txt"], "is a file and there are several sources"),
            (["models", "remove", "fr-en-tiny"], "fr-en-tiny"),
            (["models", "path", "nobody/nothing"], "nobody/nothing"),
            (["bench", "article.txt", "--beams", "one"], "--beams takes numbers"),
            (["bench", "article.txt", "--reference", "empty.txt"], "empty.txt"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else None,
    )
    def test_one_sentence_and_code_2(
        self, folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
    ) -> None:
        (folder / "empty").mkdir()
        (folder / "article.pdf").write_bytes(b"%PDF")
        before = sorted(path.name for path in folder.iterdir())
        assert run(arguments) == 2
        assert message in error_line(capsys)
        assert sorted(path.name for path in folder.iterdir()) == before

    def test_a_folder_as_the_output_of_stdin(self, folder: Path) -> None:
        done = command("-", "-o", ".", input="Oui.", cwd=folder)
        assert done.returncode == 2
        assert "is a folder" in done.stderr

    def test_a_file_that_may_not_be_read(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        real = disk.read

        def refuse(path: Path) -> bytes:
            if path.name == "article.txt":
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return real(path)

        monkeypatch.setattr(disk, "read", refuse)
        assert run(["article.txt", "-q"]) == 2
        assert "article.txt: the file cannot be read (Permission denied)" in error_line(capsys)

    @pytest.mark.parametrize("nameless", [True, False])
    @pytest.mark.parametrize("step", ["write", "fsync", "replace"])
    def test_a_full_disk_leaves_what_was_there(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        step: str,
        nameless: bool,
    ) -> None:
        (folder / "article.en.txt").write_text("mine", encoding="utf-8")

        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        if not nameless:
            monkeypatch.delattr(os, "O_TMPFILE", raising=False)
        monkeypatch.setattr({"write": os, "fsync": os, "replace": Path}[step], step, full)
        assert run(["article.txt", "-q", "--force"]) == 2
        assert "article.en.txt could not be written: No space left on device; nothing was changed" in error_line(capsys)
        assert (folder / "article.en.txt").read_text(encoding="utf-8") == "mine"
        assert sorted(path.name for path in folder.iterdir()) == ["article.en.txt", "article.txt"]

    @pytest.mark.parametrize(
        ("file", "damage"),
        [
            ("config.json", lambda data: data[:100]),
            ("model.safetensors", lambda data: data[:1_000_000]),
            ("model.safetensors", lambda data: b""),
            ("source.spm", lambda data: data[: len(data) // 2]),
            ("vocab.json", lambda data: data.replace(b'"', b"", 1)),
            ("capabilities.json", lambda data: data.replace(b"punct-", b"punct-9")),
        ],
        ids=["config", "cut weights", "empty weights", "cut pieces", "vocabulary", "capabilities"],
    )
    def test_a_damaged_model(
        self, folder: Path, capsys: pytest.CaptureFixture[str], file: str, damage: "object"
    ) -> None:
        shutil.copytree(EMBEDDED / "fr-en-tiny", folder / "model")
        path = folder / "model" / file
        path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
        assert run(["article.txt", "--model", "./model"]) == 2
        assert file in error_line(capsys)
        assert not (folder / "article.en.txt").exists()

    def test_ctrl_c(self, folder: Path) -> None:
        (folder / "long.txt").write_text(
            "Le président a dit qu'il est à Paris avec ses amis.\n" * 20000, encoding="utf-8"
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "translate.cli", "long.txt"],
            cwd=folder,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            # A test run in the background has been told to ignore interruptions, and so would its children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert said.decode().strip().splitlines()[-1] == "fr2en: interrupted; nothing is half-written"
        assert sorted(path.name for path in folder.iterdir()) == ["article.txt", "long.txt"]


class TestSettings:
    def test_config_shows_what_is_in_force_and_whence(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "fr2en.toml").write_text("beam = 2\n", encoding="utf-8")
        monkeypatch.setenv("FR2EN_THREADS", "1")
        assert run(["config"]) == 0
        shown = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
        assert "2" in shown["beam"].split() and "fr2en.toml" in shown["beam"]
        assert "FR2EN_THREADS" in shown["threads"]
        assert "default" in shown["model"]
        assert str(os.environ["FR2EN_CACHE"]) in shown["cache"]

    def test_flags_beat_the_environment_which_beats_the_file(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "fr2en.toml").write_text("beam = 2\n", encoding="utf-8")
        for arguments, environment, expected in (([], None, 2), ([], "3", 3), (["--beam", "1"], "3", 1)):
            if environment:
                monkeypatch.setenv("FR2EN_BEAM", environment)
            assert run(["article.txt", "--force", *arguments]) == 0
            assert f"|beam:{expected}|" in capsys.readouterr().err

    def test_a_bad_setting_is_named(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "fr2en.toml").write_text("beem = 2\n", encoding="utf-8")
        assert run(["article.txt"]) == 2
        said = error_line(capsys)
        assert "fr2en.toml" in said and "beem" in said and "beam" in said


class TestModels:
    def test_list_info_and_path(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["models", "list"]) == 0
        listed = capsys.readouterr().out
        assert all(name in listed for name in ("* fr-en-tiny", "opus-mt-fr-en", "opus-mt-tc-big-fr-en"))
        assert run(["models", "info", "fr-en-tiny"]) == 0
        assert "MPL-2.0" in capsys.readouterr().out
        assert run(["models", "path", "fr-en-tiny"]) == 0
        assert (Path(capsys.readouterr().out.strip()) / "model.safetensors").exists()

    def test_a_model_is_pulled_used_and_removed(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("FR2EN_DATA", str(folder / "data"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        with HubServer({"Helsinki-NLP/opus-mt-fr-en": EMBEDDED / "fr-en-tiny"}) as server:
            server.point_at_it(monkeypatch)
            assert run(["models", "pull", "opus-mt-fr-en"]) == 0
        said = capsys.readouterr().err
        assert "licence:" in said
        assert run(["article.txt", "--model", "opus-mt-fr-en", "-q"]) == 0
        pulled = (folder / "article.en.txt").read_bytes()
        assert run(["article.txt", "--force", "-q"]) == 0
        assert (folder / "article.en.txt").read_bytes() == pulled
        assert run(["models", "remove", "opus-mt-fr-en"]) == 0
        capsys.readouterr()
        assert run(["article.txt", "--model", "opus-mt-fr-en", "--force"]) == 2
        assert "models pull opus-mt-fr-en" in error_line(capsys)

    def test_a_pull_that_fails_is_one_sentence(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("FR2EN_DATA", str(folder / "data"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        with HubServer({}) as server:
            server.point_at_it(monkeypatch)
            assert run(["models", "pull", "nobody/nothing"]) == 2
        assert "nobody/nothing" in error_line(capsys)


def test_a_broken_glossary_beside_a_document_is_the_fault_of_that_document(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b", "c"):
        (folder / "in" / name).mkdir(parents=True)
        (folder / "in" / name / "x.txt").write_text("Il pleut.\n", encoding="utf-8")
    (folder / "in" / "b" / "fr2en.glossary.tsv").write_text("a\tb\tc\td\te\tf\tg\n", encoding="utf-8")
    assert run(["in", "-o", "out", "-q", "--beam", "1"]) == 123
    assert "in/b/x.txt: " in error_line(capsys).replace("\\", "/")
    assert sorted(path.parent.name for path in (folder / "out").rglob("*.txt")) == ["a", "c"]
