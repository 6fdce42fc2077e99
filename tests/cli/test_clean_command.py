"""`fr2en clean` and `fr2en rules` as their users meet them, with small rules of their own, and on the real ones."""

import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import ROOT, command, error_line
from glossary.edits import Edit, Span, changes
from glossary.repair import RULES as REAL_RULES
from glossary.repair import Repair, Rule, repair
from plain_rules import RULES, replacing
from translate.cli import rules_command
from translate.cli.main import run
from translate.cli.output import Places, diff_lines, explained
from translate.documents.repairing import chosen_rules, repair_document, rule_named

DAMAGED = "Un titre\n\nIls doivent\nacte en Russiemais  ici.\n"
REPAIRED = "Un titre\n\nIls doivent acte en Russie mais ici.\n"


@pytest.fixture
def damaged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with a damaged and a sound file; the rules are those of these tests."""
    monkeypatch.setattr("translate.documents.repairing.chosen_rules", functools.partial(chosen_rules, rules=RULES))
    monkeypatch.delenv("NO_COLOR", raising=False)
    (folder / "damaged.txt").write_text(DAMAGED, encoding="utf-8")
    return folder


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


class TestWriting:
    def test_the_text_goes_to_standard_output(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["clean", "damaged.txt"]) == 0
        closing = "Repaired 3 places in 1 file; 1 suggestion (--unsafe makes it)\n"
        assert said(capsys) == (REPAIRED, closing)
        assert run(["clean", "damaged.txt", "-q", "--unsafe"]) == 0
        assert said(capsys) == (REPAIRED.replace("acte", "agir"), "")
        assert (damaged / "damaged.txt").read_text(encoding="utf-8") == DAMAGED

    def test_a_file_that_is_sound_comes_out_byte_for_byte(
        self, damaged: Path, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        data = "Un été.\r\n\r\nÀ bientôt.".encode("utf-16")
        (damaged / "sound.txt").write_bytes(data)
        assert run(["clean", "sound.txt"]) == 0
        captured = capfdbinary.readouterr()
        assert (captured.out, captured.err) == (data, b"Nothing to repair in 1 file\n")

    def test_the_encoding_and_the_line_ends_are_kept(self, damaged: Path) -> None:
        (damaged / "old.txt").write_bytes("Un été  ici.\r\nFin.\r\n".encode("cp1252"))
        assert run(["clean", "old.txt", "-q", "-o", "new.txt"]) == 0
        assert (damaged / "new.txt").read_bytes() == "Un été ici.\r\nFin.\r\n".encode("cp1252")
        assert run(["clean", "old.txt", "-q", "-o", "utf8.txt", "--output-encoding", "utf-8"]) == 0
        assert (damaged / "utf8.txt").read_bytes() == "Un été ici.\r\nFin.\r\n".encode()

    def test_markdown_keeps_its_markup(self, damaged: Path) -> None:
        (damaged / "page.md").write_text("Un  `code  x`\nici,  voilà.\n", encoding="utf-8")
        assert run(["clean", "page.md", "-q", "--in-place"]) == 0
        assert (damaged / "page.md").read_text(encoding="utf-8") == "Un `code  x`\nici, voilà.\n"

    def test_in_place_touches_only_the_files_that_change(
        self, damaged: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = (damaged / "article.txt").stat()
        (damaged / "link.txt").symlink_to(damaged / "damaged.txt")
        assert run(["clean", "article.txt", "link.txt", "--in-place"]) == 0
        assert said(capsys)[1] == "Repaired 3 places in 1 file; 1 suggestion (--unsafe makes it)\n"
        after = (damaged / "article.txt").stat()
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
        assert (damaged / "link.txt").is_symlink()
        assert (damaged / "damaged.txt").read_text(encoding="utf-8") == REPAIRED
        assert sorted(path.name for path in damaged.iterdir()) == ["article.txt", "damaged.txt", "link.txt"]

    def test_a_folder_becomes_the_same_tree(self, damaged: Path) -> None:
        (damaged / "in" / "deep").mkdir(parents=True)
        (damaged / "in" / "one.txt").write_text("Un  chat.\n", encoding="utf-8")
        (damaged / "in" / "deep" / "two.md").write_text("# Sain\n", encoding="utf-8")
        assert run(["clean", "in", "-o", "out", "-q"]) == 0
        assert (damaged / "out" / "one.txt").read_text(encoding="utf-8") == "Un chat.\n"
        assert (damaged / "out" / "deep" / "two.md").read_text(encoding="utf-8") == "# Sain\n"

    def test_nothing_is_overwritten_without_force(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["clean", "damaged.txt", "-o", "article.txt"]) == 2
        assert "article.txt exists already; add --force" in error_line(capsys)
        assert run(["clean", "damaged.txt", "-o", "damaged.txt", "--force"]) == 2
        assert "would overwrite itself" in error_line(capsys)
        assert run(["clean", "damaged.txt", "-o", "article.txt", "--force", "-q"]) == 0
        assert (damaged / "article.txt").read_text(encoding="utf-8") == REPAIRED

    def test_one_bad_file_does_not_stop_the_others(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (damaged / "bad.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
        assert run(["clean", "bad.txt", "missing.txt", "damaged.txt", "--in-place"]) == 123
        lines = said(capsys)[1].splitlines()
        assert [line.split(": ")[1] for line in lines[:-1]] == ["missing.txt", "bad.txt"]
        assert lines[-1].startswith("Repaired 3 places in 1 file; ") and lines[-1].endswith("; 2 failed")

    def test_a_character_that_the_encoding_lacks_is_an_error_of_its_file(
        self, damaged: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rules = {"arrow": replacing("arrow", "->", "→")}
        monkeypatch.setattr("translate.documents.repairing.chosen_rules", functools.partial(chosen_rules, rules=rules))
        (damaged / "old.txt").write_bytes("L'été -> l'hiver\n".encode("cp1252"))
        assert run(["clean", "old.txt", "--in-place"]) == 2
        assert re.search("old.txt: the encoding cp1252 lacks the character '→'.* choose another", error_line(capsys))
        assert (damaged / "old.txt").read_bytes() == "L'été -> l'hiver\n".encode("cp1252")


class TestReports:
    def test_check_writes_nothing_and_tells_by_its_code(
        self, damaged: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["clean", "damaged.txt", "article.txt", "--check"]) == 1
        assert said(capsys) == ("", "Would repair 3 places in 1 file; 1 suggestion (--unsafe makes it)\n")
        assert run(["clean", "article.txt", "--check"]) == 0
        assert said(capsys) == ("", "Nothing to repair in 1 file\n")
        assert run(["clean", "damaged.txt", "missing.txt", "--check"]) == 123
        assert (damaged / "damaged.txt").read_text(encoding="utf-8") == DAMAGED

    def test_diff(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["clean", "damaged.txt", "article.txt", "--diff"]) == 0
        assert said(capsys) == (
            "damaged.txt:3: Ils doivent[-⏎-]{+ +}acte en [-Russiemais  -]{+Russie mais +}ici.\n",
            "Would repair 3 places in 1 file; 1 suggestion (--unsafe makes it)\n",
        )
        assert run(["clean", "damaged.txt", "--diff", "--check"]) == 1

    def test_explain(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (damaged / "damaged.txt").write_text(DAMAGED + "LOOK\n", encoding="utf-8")
        assert run(["clean", "damaged.txt", "--explain"]) == 0
        out, closing = said(capsys)
        assert out.splitlines() == [
            "damaged.txt:3:12: join: a line was split",
            "    Ils doivent[-⏎-]{+ +}acte en Russiemais  ici.",
            "damaged.txt:4:1: doubt (suggestion): a test",
            "    Ils doivent [-acte-]{+agir+} en Russie mais ici.",
            "damaged.txt:4:15: split: a test",
            "    acte en [-Russiemais-]{+Russie mais+}  ici.",
            "damaged.txt:4:19: spaces: a test",
            "    acte en Russiemais[-  -]{+ +}ici.",
            "damaged.txt:5:1: look (notice): look here",
            "    [=LOOK=]",
        ]
        assert closing == "Would repair 3 places in 1 file; 1 suggestion (--unsafe makes it); 1 notice\n"
        assert run(["clean", "damaged.txt", "--explain", "--unsafe", "--in-place", "-q"]) == 0
        assert "damaged.txt:4:1: doubt (unsafe): a test" in said(capsys)[0]
        assert "agir" in (damaged / "damaged.txt").read_text(encoding="utf-8")

    def test_json_has_all_that_is_needed_to_replay(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (damaged / "damaged.txt").write_text("LOOK\n" + DAMAGED, encoding="utf-8")
        assert run(["clean", "damaged.txt", "article.txt", "--json"]) == 0
        one, two = (json.loads(line) for line in said(capsys)[0].splitlines())
        assert (one["source"], one["format"], one["encoding"], one["changed"]) == ("damaged.txt", "text", "utf-8", True)
        original = text = "LOOK\n" + DAMAGED
        for edit in reversed(one["edits"]):
            assert original[edit["start"] : edit["end"]] == edit["old"]
            text = text[: edit["start"]] + edit["new"] + text[edit["end"] :]
        assert one["text"] == text == "LOOK\n" + REPAIRED
        (suggestion,) = one["suggestions"]
        assert one["text"][suggestion["start"] : suggestion["end"]] == suggestion["old"] == "acte"
        assert (suggestion["line"], suggestion["column"], suggestion["safe"]) == (5, 1, False)
        assert [(notice["rule"], notice["line"], notice["column"]) for notice in one["notices"]] == [("look", 1, 1)]
        assert (two["changed"], two["edits"], two["suggestions"], two["notices"]) == (False, [], [], [])

    def test_rules_are_selected_and_ignored(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["clean", "damaged.txt", "--select", "split,spaces", "--ignore", "spaces"]) == 0
        assert said(capsys)[0] == DAMAGED.replace("Russiemais", "Russie mais")
        assert run(["clean", "damaged.txt", "--select", "split", "--select", "spaces"]) == 0
        assert said(capsys)[0] == DAMAGED.replace("Russiemais  ", "Russie mais ")

    @pytest.mark.parametrize(("setting", "word"), [("unsafe", "agir"), ("off", "acte"), ("safe", "acte")])
    def test_unsafe_repairs_can_be_set(
        self, damaged: Path, capsys: pytest.CaptureFixture[str], setting: str, word: str
    ) -> None:
        (damaged / "fr2en.toml").write_text(f'repair = "{setting}"\n', encoding="utf-8")
        assert run(["clean", "damaged.txt"]) == 0
        assert said(capsys)[0] == REPAIRED.replace("acte", word)
        assert run(["clean", "damaged.txt", "--safe"]) == 0
        assert said(capsys)[0] == REPAIRED


class TestErrors:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["missing.txt"], "missing.txt: there is no such file"),
            (["article.txt", "damaged.txt"], "several texts cannot be printed as one"),
            (["."], "several texts cannot be printed as one"),
            (["article.txt", "-", "-q"], "cannot be mixed"),
            (["article.txt", "--select", "splitt"], "there is no rule 'splitt'; did you mean split?"),
            (["article.txt", "--ignore", "split,"], "--ignore takes names of rules with commas"),
            (["article.txt", "--diff", "--json"], "--diff and --json exclude each other"),
            (["article.txt", "--check", "-o", "x"], "-o and --check exclude each other"),
            (["article.txt", "--in-place", "--check"], "--in-place and --check exclude each other"),
            (["article.txt", "-o", "-", "--explain"], "exclude each other"),
            (["article.txt", "damaged.txt", "-o", "damaged.txt"], "is a file and there are several sources"),
            (["article.txt", "--format", "word"], "text, markdown"),
            (["article.txt", "--encoding", "utf-9"], "utf-9"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else None,
    )
    def test_one_sentence_and_code_2(
        self, damaged: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
    ) -> None:
        assert run(["clean", *arguments]) == 2
        assert message in error_line(capsys)
        assert sorted(path.name for path in damaged.iterdir()) == ["article.txt", "damaged.txt"]


class TestStandardInput:
    def test_bytes_come_out_in_the_encoding_they_came_in(self, tmp_path: Path) -> None:
        data = "Il est\u200b là, à l’été.\r\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            program = [sys.executable, "-m", "translate.cli", "clean", "-", "-q"]
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            given = data.encode(encoding)
            done = subprocess.run(program, input=given, capture_output=True, env=environment, cwd=tmp_path, check=False)
            assert (done.returncode, done.stderr) == (0, b"")
            assert done.stdout.decode(encoding).replace("\u200b", "") == data.replace("\u200b", "")

    def test_output_and_errors(self, tmp_path: Path) -> None:
        assert command("clean", "-o", "x.txt", "-q", input="Oui.\n", cwd=tmp_path).returncode == 0
        assert (tmp_path / "x.txt").read_text(encoding="utf-8") == "Oui.\n"
        for arguments, message in (
            (["-o", "x.txt"], "x.txt exists already; add --force"),
            (["-o", "."], "is a folder"),
            (["--in-place"], "no place to write to"),
        ):
            done = command("clean", "-", *arguments, input="Oui.", cwd=tmp_path)
            assert done.returncode == 2
            assert message in done.stderr and len(done.stderr.splitlines()) == 1


class TestTranslate:
    def test_repair_options_reach_the_translation(
        self, damaged: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("translate.run.translator.repair_document", functools.partial(repair_document, rules=RULES))
        assert run(["damaged.txt", "--json", "--beam", "1"]) == 0
        out, closing = said(capsys)
        assert "3 repairs" in closing and "|repair:safe|" in closing
        record = json.loads(out)
        segment = record["segments"][1]
        assert segment["source"] == "Ils doivent acte en Russie mais ici."
        assert segment["original"] == "Ils doivent\nacte en Russiemais  ici."
        assert [(edit["rule"], edit["line"], edit["column"], edit["start"]) for edit in segment["edits"]] == [
            ("join", 3, 12, 11),
            ("split", 4, 15, 26),
            ("spaces", 4, 19, 30),
        ]
        assert [(one["old"], one["line"], one["column"]) for one in record["suggestions"]] == [("acte", 4, 1)]
        assert run(["damaged.txt", "-o", "-", "--beam", "1", "--unsafe-repairs", "-v"]) == 0
        told = said(capsys)[1]
        assert "4 repairs" in told and "|repair:unsafe|" in told
        assert "  damaged.txt:4:1: doubt (unsafe): a test\n" in told
        assert run(["damaged.txt", "--json", "--beam", "1", "--no-repair"]) == 0
        out, closing = said(capsys)
        assert "repairs" not in closing and "|repair:off|" in closing
        record = json.loads(out)
        assert len(record["segments"]) == 3
        assert all(segment["original"] is None and segment["edits"] == [] for segment in record["segments"])

    def test_options_that_contradict_each_other(self, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["damaged.txt", "--no-repair", "--unsafe-repairs"]) == 2
        assert "exclude each other" in error_line(capsys)


class TestRules:
    def test_the_table_has_every_rule(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["rules"]) == 0
        lines = said(capsys)[0].splitlines()
        assert [line.split()[0] for line in lines] == list(REAL_RULES)
        for line, rule in zip(lines, REAL_RULES.values(), strict=True):
            assert line.endswith(rule.summary)

    def test_each_rule_can_be_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        for rule in REAL_RULES.values():
            assert run(["rules", rule.name]) == 0
            told = said(capsys)[0]
            assert told.startswith(f"{rule.name} (")
            assert rule.summary in told and rule.reason in told
            assert told.count("before: ") == told.count("after: ") == len(rule.examples)

    def test_an_unknown_rule_is_an_error(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("translate.documents.repairing.rule_named", functools.partial(rule_named, rules=RULES))
        assert run(["rules", "spacs"]) == 2
        assert "there is no rule 'spacs'; did you mean spaces?" in error_line(capsys)

    def test_kinds_are_what_a_rule_does_with_its_examples(self) -> None:
        def with_examples(name: str, *examples: tuple[str, str]) -> Rule:
            rule = RULES[name]
            return Rule(rule.name, rule.summary, rule.reason, examples, rule.find)

        assert rules_command.kind_of(with_examples("spaces", ("a  b", "a b"))) == "safe"
        assert rules_command.kind_of(with_examples("doubt", ("un acte", "un agir"))) == "unsafe"
        assert rules_command.kind_of(with_examples("look", ("LOOK", "LOOK"))) == "notice"


def repaired(text: str, *edits: Edit) -> Repair:
    rule = Rule("all", "", "", (), lambda given: edits if given.text == text else ())
    return repair(text, rules={"all": rule})


def edit(start: int, old: str, new: str) -> Edit:
    return Edit(Span(start, start + len(old)), old, new, "rule", "why")


class TestShowing:
    @pytest.mark.parametrize(
        ("text", "change", "shown"),
        [
            ("en Russiemais", edit(9, "", " "), "x:1: en [-Russiemais-]{+Russie mais+}"),
            ("un gou vernement", edit(6, " ", ""), "x:1: un [-gou vernement-]{+gouvernement+}"),
            ("un\nchat", edit(2, "\n", " "), "x:1: un[-⏎-]{+ +}chat"),
            ("un  chat", edit(3, " ", ""), "x:1: un [- -]chat"),
            ("un chat", edit(2, " ", "\u202f"), "x:1: un[- -]{+\\u202f+}chat"),
            ("e\u0301t\u00e9", edit(0, "e\u0301", "é"), "x:1: [-e\\u0301té-]{+été+}"),
            ("A\n\nPub\nB", edit(3, "Pub\n", ""), "x:3: [-Pub⏎-]B"),
            ("A“B", edit(1, "“", "« "), "x:1: [-A“B-]{+A« B+}"),
            ("a\x1b[31m b  c", edit(8, " ", ""), "x:1: a\\x1b[31m b[- -] c"),
            ("Z" * 400, edit(200, "", " "), None),
        ],
    )
    def test_changes_are_whole_words_and_nothing_is_hidden(self, text: str, change: Edit, shown: str | None) -> None:
        (line,) = diff_lines("x", repaired(text, change), colour=False)
        assert line == shown or (shown is None and len(line) < 400)

    def test_near_changes_share_a_line_and_long_paragraphs_are_cut(self) -> None:
        filler = "un mot après l'autre " * 50
        text = f"{filler}aa bb cc {filler}dd\n{filler}"
        edits = (edit(len(filler), "aa", "AA"), edit(len(filler) + 6, "cc", "CC"))
        last = edit(len(text) - len(filler) - 3, "dd", "DD")
        near, far = diff_lines("x", repaired(text, *edits, last), colour=False)
        assert "[-aa-]{+AA+} bb [-cc-]{+CC+}" in near
        assert near.startswith("x:1: …") and near.endswith("…") and len(near) < 150
        assert far.endswith("[-dd-]{+DD+}")

    def test_colours(self) -> None:
        (line,) = diff_lines("x", repaired("un  chat", edit(2, "  ", " ")), colour=True)
        assert line == "\x1b[1mx:1:\x1b[0m un\x1b[31m\x1b[7m  \x1b[0m\x1b[32m\x1b[7m \x1b[0mchat"
        first, second = explained("x", repaired("un chat", edit(3, "chat", "chien")), colour=True)
        assert first == "\x1b[1mx:1:4:\x1b[0m rule: why"
        assert second == "    un \x1b[31mchat\x1b[0m\x1b[32mchien\x1b[0m"

    @pytest.mark.parametrize(
        ("terminal", "variables", "coloured"),
        [
            (True, {"TERM": "xterm"}, True),
            (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
            (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
            (True, {"TERM": "dumb"}, False),
            (False, {"TERM": "xterm"}, False),
        ],
    )
    def test_colours_are_for_terminals_that_want_them(
        self,
        damaged: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        terminal: bool,
        variables: dict[str, str],
        coloured: bool,
    ) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert run(["clean", "damaged.txt", "--diff", "-q"]) == 0
        assert ("\x1b" in said(capsys)[0]) == coloured

    def test_edits_that_touch_the_same_word_are_one_change(self) -> None:
        found = changes("aXbXc d", [edit(1, "X", ""), edit(3, "X", "")])
        assert [(change.old, change.new) for change in found] == [("aXbXc", "abc")]

    def test_places_lead_back_to_the_text_as_it_was(self) -> None:
        found = repaired("un\r\ndeux  trois\rq", edit(8, "  ", " "), edit(0, "un", "UNE"))
        places = Places(found)
        assert [places.of(found.original.index(word)) for word in ("deux", "trois", "q")] == [(2, 1), (2, 7), (3, 1)]
        assert [places.of_repaired(found.text.index(word)) for word in ("UNE", "deux", "trois", "q")] == [
            (1, 1),
            (2, 1),
            (2, 7),
            (3, 1),
        ]
