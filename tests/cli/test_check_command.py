"""`fr2en check` and `fr2en checks` as their users meet them."""

import importlib
import json
from pathlib import Path

import pytest

from translate.cli import check_command, checks_command

main = importlib.import_module("translate.cli.main")
for command in (check_command, checks_command):
    if command.__name__.rpartition(".")[2].removesuffix("_command") not in {
        known.name for known in main.app.registered_commands
    }:
        command.add_to(main.app)

FRENCH = "Le maire a 12 chiens.\nIl ne dort pas.\nLe chat dort.\n"
ENGLISH = "The mayor has 21 dogs.\nHe sleeps.\nThe cat is sleeping\n"


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "a.en.txt").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


def check(*arguments: str) -> int:
    code: int = main.run(["check", "a.txt", "a.en.txt", "--no-model", *arguments])
    return code


class TestCheck:
    def test_findings_go_to_stdout_and_the_count_to_stderr(
        self, texts: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert check() == 1
        said = capsys.readouterr()
        assert [line.split(": ")[1:3] for line in said.out.splitlines()[::3]] == [
            ["error", "numbers"],
            ["warning", "negation"],
        ]
        assert said.err == "3 pairs checked: 1 error, 1 warning\n"

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["--fail-on", "never"], 0),
            (["--ignore", "numbers"], 0),
            (["--ignore", "numbers", "--fail-on", "warning"], 1),
            (["--select", "final-mark,spaces", "--fail-on", "warning"], 0),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else None,
    )
    def test_what_counts_for_the_exit_code(self, texts: Path, arguments: list[str], code: int) -> None:
        assert check("-q", *arguments) == code

    def test_notes_are_shown_when_asked_for(self, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
        check("--notes")
        assert "note: final-mark" in capsys.readouterr().out

    @pytest.mark.parametrize("form", ["json", "junit", "sarif", "github"])
    def test_a_report_goes_to_a_file(self, texts: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert check("-q", "--format", form, "-o", "out/report") == 1
        assert capsys.readouterr().out == ""
        written = (texts / "out" / "report").read_text(encoding="utf-8")
        assert "numbers" in written
        if form in ("json", "sarif"):
            json.loads(written)

    def test_the_settings_of_the_working_folder_count(self, texts: Path) -> None:
        (texts / "fr2en-check.toml").write_text('ignore = ["numbers"]', encoding="utf-8")
        assert check("-q") == 0
        (texts / "strict.toml").write_text('[severity]\nnegation = "error"', encoding="utf-8")
        assert check("-q", "--settings", "strict.toml", "--ignore", "numbers") == 1

    def test_a_glossary_is_kept_to(self, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (texts / "terms.tsv").write_text("source\ttarget\nchat\ttomcat\n", encoding="utf-8")
        assert check("-q", "--select", "terms", "--glossary", "terms.tsv") == 1
        assert 'the glossary has "tomcat" for "chat"' in capsys.readouterr().out

    def test_a_model_judges_the_english(self, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (texts / "a.txt").write_text("Le président est arrivé hier soir à Paris.\n", encoding="utf-8")
        (texts / "a.en.txt").write_text("Xylophones zigzag umbrella quickly cactus forty moons.\n", encoding="utf-8")
        assert main.run(["check", "a.txt", "a.en.txt", "-q", "--select", "score", "--fail-on", "warning"]) == 1
        assert "score" in capsys.readouterr().out

    def test_measuring_prints_both_tables_and_writes_the_rates(
        self, texts: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (texts / "a.en.txt").write_text(
            "The mayor has 12 dogs.\nHe is not asleep.\nThe cat sleeps.\n", encoding="utf-8"
        )
        assert check("--measure", "-o", "rates.tsv") == 0
        printed = capsys.readouterr().out
        assert "| false alarms on 3 pairs | error | warning | note |" in printed
        assert "| number changed by a digit | 1 | 100.0 % | numbers 1 |" in printed
        assert "found\tnumbers\tnumber changed by a digit\t1\t1" in (texts / "rates.tsv").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("arguments", "part"),
        [
            (["--format", "html"], "--format is one of"),
            (["--fail-on", "note"], "--fail-on is one of"),
            (["--select", "nmaes"], "did you mean names?"),
            (["--settings", "none.toml"], "cannot be read"),
            (["--model", "x"], "exclude each other"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else None,
    )
    def test_wrong_usage_is_told_in_one_sentence(
        self, texts: Path, arguments: list[str], part: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert check(*arguments) == 2
        assert part in capsys.readouterr().err

    def test_control_characters_never_reach_the_terminal(self, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (texts / "a.en.txt").write_text("The mayor\x1b[2J has 21 dogs.\nHe sleeps.\nThe cat.\n", encoding="utf-8")
        check()
        assert "\x1b" not in capsys.readouterr().out


class TestChecks:
    def test_all_are_listed(self, capsys: pytest.CaptureFixture[str]) -> None:
        from translate.checks import CHECKS, DOCUMENT_CHECKS

        assert main.run(["checks"]) == 0
        names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
        assert names == [*CHECKS, *DOCUMENT_CHECKS]

    def test_one_is_told_with_its_example_limits_and_rates(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main.run(["checks", "omission"]) == 0
        told = capsys.readouterr().out
        parts = (
            "found in:",
            "limit omission-warning",
            "false alarms on 1,497 human",
            "cannot see:",
            "of: clause dropped",
        )
        for part in parts:
            assert part in told

    def test_an_unknown_name_gets_a_hint(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main.run(["checks", "omision"]) == 2
        assert "did you mean omission?" in capsys.readouterr().err
