"""The command as its users meet it: what it writes, what it says, and the code it ends with."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import FRENCH, ROOT, command, error_line
from translate import __version__
from translate.cli.main import COMMANDS, run
from translate.engine.processor import instruction_set


class TestFiles:
    def test_a_file_becomes_a_file_beside_it(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["translate", "article.txt"]) == 0
        english = (folder / "article.en.txt").read_text(encoding="utf-8")
        assert english.count("\n") == FRENCH.count("\n")
        assert english.splitlines()[1] == ""
        assert "president" in english
        said = capsys.readouterr()
        assert said.out == ""
        assert "1 file, 3 sentences, 11 words" in said.err
        assert f"engine:ct2-int8-{instruction_set()}|model:fr-en-tiny@" in said.err
        assert f"version:{__version__}" in said.err
        assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []

    def test_translate_may_be_left_out(self, folder: Path) -> None:
        assert run(["article.txt", "-q"]) == 0
        assert (folder / "article.en.txt").exists()

    def test_output_to_a_name_a_folder_and_stdout(
        self, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        (folder / "there").mkdir()
        assert run(["article.txt", "-q", "-o", "deep/er/english.txt"]) == 0
        assert run(["article.txt", "-q", "-o", "there"]) == 0
        assert run(["article.txt", "-q", "-o", "-"]) == 0
        written = (folder / "deep" / "er" / "english.txt").read_bytes()
        assert (folder / "there" / "article.en.txt").read_bytes() == written
        assert capfdbinary.readouterr().out == written

    def test_nothing_is_overwritten_without_force(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "article.en.txt").write_text("mine", encoding="utf-8")
        assert run(["article.txt"]) == 2
        assert "exists already; add --force" in error_line(capsys)
        assert (folder / "article.en.txt").read_text(encoding="utf-8") == "mine"
        assert run(["article.txt", "--force"]) == 0
        assert (folder / "article.en.txt").read_text(encoding="utf-8") != "mine"

    def test_input_as_output_is_refused_even_with_force(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "link.txt").symlink_to(folder / "article.txt")
        for out in ("article.txt", "link.txt"):
            assert run(["article.txt", "-o", out, "--force"]) == 2
            assert "would overwrite itself" in error_line(capsys)
        assert (folder / "article.txt").read_text(encoding="utf-8") == FRENCH

    def test_a_tree_is_mirrored(self, folder: Path) -> None:
        (folder / "in" / "a" / "b").mkdir(parents=True)
        (folder / "in" / "one.txt").write_text("Bonjour à tous.\n", encoding="utf-8")
        (folder / "in" / "a" / "b" / "two.md").write_text("# Le titre\n\n- Un *chat*.\n", encoding="utf-8")
        (folder / "in" / "a" / "old.en.txt").write_text("English.\n", encoding="utf-8")
        (folder / "in" / "corpus.fr").write_text("Le chat dort.\n", encoding="utf-8")
        (folder / "in" / "other.en").write_text("English.\n", encoding="utf-8")
        (folder / "in" / ".hidden.txt").write_text("Non.\n", encoding="utf-8")
        (folder / "in" / "picture.png").write_bytes(b"\x89PNG")
        assert run(["in", "-o", "out", "-q"]) == 0
        found = sorted(str(path.relative_to(folder / "out")) for path in (folder / "out").rglob("*.*"))
        assert [name for name in found if ".fr2en" not in name] == ["a/b/two.en.md", "corpus.en", "one.en.txt"]
        markdown = (folder / "out" / "a" / "b" / "two.en.md").read_text(encoding="utf-8")
        assert markdown.startswith("# ") and "\n\n- " in markdown and markdown.count("*") == 2

    def test_one_bad_file_does_not_stop_the_others(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "bad.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
        assert run(["bad.txt", "missing.txt", "article.txt"]) == 123
        lines = capsys.readouterr().err.splitlines()
        assert sum(line.startswith("fr2en: bad.txt: ") for line in lines) == 1
        assert sum(line.startswith("fr2en: missing.txt: there is no such file") for line in lines) == 1
        assert "1 file, 3 sentences, 11 words, 2 failed" in lines[-1]
        assert (folder / "article.en.txt").exists()
        assert not (folder / "bad.en.txt").exists()

    def test_two_files_with_the_same_name_do_not_meet(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "other").mkdir()
        shutil.copy("article.txt", "other/article.txt")
        assert run(["article.txt", "other/article.txt", "-o", "out", "-q"]) == 123
        assert "would both become" in capsys.readouterr().err

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "latin-1"])
    def test_encodings_are_found_and_utf_8_comes_out(self, folder: Path, encoding: str) -> None:
        text = "Le président était là à l’été, ça va de soi.\r\n\r\nÀ côté du théâtre."
        (folder / "f.txt").write_bytes(text.replace("’", "'").encode(encoding))
        assert run(["f.txt", "-q"]) == 0
        english = (folder / "f.en.txt").read_bytes()
        assert english.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
        assert english.decode("utf-8").count("\r\n\r\n") == 1
        assert "Ã" not in english.decode("utf-8")

    def test_another_output_encoding(self, folder: Path) -> None:
        assert run(["article.txt", "-q", "--output-encoding", "utf-16"]) == 0
        assert "president" in (folder / "article.en.txt").read_bytes().decode("utf-16")

    def test_json_is_a_line_a_file_and_nothing_is_written(
        self, folder: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "en.txt").write_text("The president said that he would not come to the meeting.\n", encoding="utf-8")
        assert run(["article.txt", "en.txt", "--json", "-q"]) == 0
        first, second = (json.loads(line) for line in capfd.readouterr().out.splitlines())
        assert first["source"] == "article.txt"
        assert [segment["source"] for segment in first["segments"]] == [
            "Le président a dit oui.",
            "Il est à Paris.",
            "Un titre",
        ]
        assert all(segment["score"] <= 0 and segment["tokens"] for segment in first["segments"])
        (english,) = second["segments"]
        assert english["target"] == english["source"] and english["score"] is None
        assert "foreign-language" in [finding["check"] for finding in english["findings"]]
        assert sorted(path.name for path in folder.iterdir()) == ["article.txt", "en.txt"]

    def test_beam_and_engine_are_used(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["article.txt", "--engine", "reference", "--beam", "1"]) == 0
        assert "engine:transformers-float32|" in capsys.readouterr().err
        reference = (folder / "article.en.txt").read_bytes()
        assert run(["article.txt", "--compute-type", "float32", "--beam", "1", "--force"]) == 0
        assert f"engine:ct2-float32-{instruction_set()}|" in capsys.readouterr().err
        assert (folder / "article.en.txt").read_bytes() == reference


class TestStandardInput:
    def test_a_pipe(self, folder: Path) -> None:
        done = command("-q", input=FRENCH, cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert run(["article.txt", "-q"]) == 0
        assert done.stdout == (folder / "article.en.txt").read_text(encoding="utf-8")

    def test_each_line_is_answered_before_the_next_comes(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "translate.cli", "-", "-q"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        ) as process:
            assert process.stdin and process.stdout
            for line in ("Le président a dit oui.\n", "\n", "Il est à Paris.\n"):
                process.stdin.write(line.encode())
                process.stdin.flush()
                answer = process.stdout.readline().decode()
                assert answer.endswith("\n") and bool(answer.strip()) == bool(line.strip())
            process.stdin.write(b"Sans fin de ligne")
            process.stdin.close()
            last = process.stdout.read().decode()
            assert last and not last.endswith("\n")
        assert process.returncode == 0

    def test_latin_1_and_utf_16(self) -> None:
        for encoding in ("cp1252", "utf-16"):
            data = "Le président est passé à côté du théâtre.\nOui.\n".encode(encoding)
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            program = [sys.executable, "-m", "translate.cli", "-", "-q"]
            done = subprocess.run(program, input=data, capture_output=True, env=environment, check=False)
            assert (done.returncode, done.stderr) == (0, b"")
            assert b"president" in done.stdout.lower()
            assert done.stdout.count(b"\n") == 2

    def test_markdown_and_a_file_for_the_result(self, folder: Path) -> None:
        text = "---\ntitle: x\n---\n\n# Le titre\n\n```\nle code\n```\n"
        done = command("-", "--format", "markdown", "-q", input=text, cwd=folder)
        assert done.stdout.startswith("---\ntitle: x\n---\n\n# ")
        assert done.stdout.endswith("\n\n```\nle code\n```\n")
        assert command("-", "--format", "markdown", "-q", "-o", "x.md", input=text, cwd=folder).returncode == 0
        assert (folder / "x.md").read_text(encoding="utf-8") == done.stdout

    def test_a_reader_that_goes_away_is_no_error(self, folder: Path) -> None:
        (folder / "long.txt").write_text("Il est à Paris.\n" * 20000, encoding="utf-8")
        with (folder / "long.txt").open("rb") as source:
            process = subprocess.Popen(
                [sys.executable, "-m", "translate.cli", "-", "-q"],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
            assert process.stdout and process.stderr
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
            process.stderr.close()
            assert process.wait() == 0


@contextlib.contextmanager
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    opened: list[object] = []

    class Blocked(socket.socket):
        def __init__(self, *arguments: object, **_: object) -> None:
            opened.append(arguments)
            raise OSError("a socket was opened")

    with monkeypatch.context() as patch:
        patch.setattr(socket, "socket", Blocked)
        patch.setattr(socket, "create_connection", Blocked)
        patch.setattr(socket, "getaddrinfo", Blocked)
        yield opened


def test_translation_opens_no_socket(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FR2EN_CACHE", str(folder / "new-cache"))
    with no_network(monkeypatch) as opened:
        assert run(["article.txt", "-q"]) == 0
        assert run(["article.txt", "-q", "--engine", "reference", "--beam", "1", "--force"]) == 0
        assert run(["models", "list"]) == 0
        assert run(["article.txt", "--model", "opus-mt-fr-en", "--force"]) == 2
    assert opened == []


def test_conversion_opens_no_socket_either(folder: Path) -> None:
    """The conversion runs in a process of its own, so the system itself is asked."""
    strace = shutil.which("strace")
    if strace is None:
        # Without strace: an empty network namespace, in which any connection would fail.
        unshare = shutil.which("unshare")
        if unshare is None or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
            pytest.skip("neither strace nor network namespaces here")
        prefix = [unshare, "-rn"]
    else:
        prefix = [strace, "-f", "-qq", "-e", "trace=connect", "-o", str(folder / "calls")]
    environment = os.environ | {"FR2EN_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "translate.cli", "article.txt", "-q"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if strace:
        calls = (folder / "calls").read_text(encoding="utf-8").splitlines()
        assert [call for call in calls if "AF_INET" in call] == []


def test_a_hostile_file_name_does_not_reach_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["\x1b[31mred.txt"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"fr2en {__version__}\n"
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("translate", "models", "config", "bench", "123"))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_command_says(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert COMMANDS[name].removesuffix("...") in shown


def test_the_list_of_commands_is_whole() -> None:
    modules = {path.name.removesuffix("_command.py") for path in (ROOT / "translate/cli").glob("*_command.py")}
    assert modules - {"extract"} == set(COMMANDS)  # extract is one of the glossary's


def test_an_unforeseen_processor_is_one_sentence(folder: Path) -> None:
    environment = os.environ | {"CT2_FORCE_CPU_ISA": "bogus", "PYTHONPATH": str(ROOT)}
    done = command("article.txt", "-q", cwd=folder, env=environment)
    assert done.returncode == 2
    said = "CTranslate2 cannot run the model on cpu: Invalid CPU ISA: bogus; CT2_FORCE_CPU_ISA is 'bogus', unset it"
    assert done.stderr == f"fr2en: {said}\n"


def test_the_version_is_the_same_everywhere() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{__version__}"' in project
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_completion_can_be_had() -> None:
    # Typer looks for the shell among its parent processes, where a test run may have none.
    environment = os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = command("--show-completion", "bash", cwd=ROOT, env=environment)
    assert "complete" in done.stdout
