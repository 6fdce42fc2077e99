"""Starts each command with standard input, output and error closed, full or without a reader."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from attack.commands import COMMANDS, Command, make_files
from attack.sandbox import copy_of, lost, state_of

CLOSED = ("<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-")
FULL = (">/dev/full", "2>/dev/full", ">/dev/full 2>/dev/full")
UNREAD = ("| true", "2>&1 | true", "| head -c 1", "2>/dev/null | head -n 1")
PRINTING = (
    Command("help", ("--help",)),
    Command("help of a command", ("translate", "--help")),
    Command("version", ("--version",)),
    Command("rules", ("rules",)),
    Command("a rule", ("rules", "glued-words")),
    Command("checks", ("checks",)),
    Command("config", ("config",)),
    Command("models", ("models", "list")),
    Command("a model", ("models", "info", "fr-en-tiny")),
    Command("packs", ("glossary", "packs")),
    Command("glossary list", ("glossary", "list")),
    Command("glossary list as JSON", ("glossary", "list", "--json")),
    Command("glossary show", ("glossary", "show", "Koursk", "-g", "g.tsv")),
    Command("glossary to standard output", ("glossary", "export", "-g", "g.tsv")),
    Command("clean", ("clean", "article.txt")),
    Command("clean --diff", ("clean", "article.txt", "--diff")),
    Command("clean --explain", ("clean", "article.txt", "--explain")),
    Command("clean --json", ("clean", "in", "--json")),
    Command("clean standard input", ("clean",)),
    Command("check", ("check", "article.txt", "english.txt", "--no-model", "--fail-on", "never")),
    Command("check as SARIF", ("check", "article.txt", "english.txt", "--no-model", "--format", "sarif")),
    Command("align", ("align", "article.txt", "english.txt", "--no-model")),
    Command("diff", ("diff", "article.txt", "english.txt", "--markdown")),
    Command("damage", ("damage", "article.txt")),
)
"""Commands that print. Findings are none, so that the code that means findings is a fault."""


def break_streams(*, every: int = 1) -> Iterator[tuple[str, int, list[str]]]:
    """Yield each way to break the streams, how often it was tried, and what was wrong.

    :param every: 1 to try each way with each command, 2 with every second one...
    """
    with tempfile.TemporaryDirectory() as place:
        files = Path(place) / "files"
        make_files(files)
        # No model is loaded: what is closed, full or unread is the same with one.
        writing = [command for command in COMMANDS if command.arguments[0] in ("clean", "check", "apply", "glossary")]
        ways = [(way, [*PRINTING, *writing]) for way in (*CLOSED, *FULL)] + [(way, [*PRINTING]) for way in UNREAD]
        for number, (way, commands) in enumerate(ways):
            chosen = commands[number % every :: every]
            faults = [f"{each.name}: {fault}" for each in chosen if (fault := _break(each, way, files))]
            yield f"fr2en … {way}", len(chosen), faults


def _break(command: Command, way: str, files: Path) -> str | None:
    program = f"{sys.executable} -m translate.cli " + " ".join(command.arguments)
    with copy_of(files) as folder:
        # The sentences go where they can be read, unless it is they that are attacked; the code comes in a file.
        said = "" if "2>" in way else "2>said"
        before = state_of(files)
        line = f"{{ {program} {'' if '|' in way else way} {said}; echo $? >code; }} {way if '|' in way else ''}"
        if "2>&1" in way:
            line = f"{{ {program}; echo $? >code; }} {way}"
        source = (folder / "article.txt").open("rb")
        with source:
            done = subprocess.run(
                ["bash", "-c", line], cwd=folder, env=environment(), stdin=source, capture_output=True, check=False
            )
        code = int((folder / "code").read_text(encoding="ascii"))
        err = (folder / "said").read_text(encoding="utf-8") if said else done.stderr.decode("utf-8", "replace")
        now = {name: content for name, content in state_of(folder).items() if name not in ("code", "said")}
    if "Traceback" in err or "Exception ignored" in err:
        return err.strip().splitlines()[-1]
    if command in PRINTING and "|" in way and code not in (0, 128 + 13):
        return f"exit code {code}"
    if command in PRINTING and ">" in way.replace("2>", "") and "|" not in way and code != 2:
        return f"what it had to say was lost, and its exit code is {code}"
    if code not in (0, 2):
        return f"exit code {code}: {err.strip()[-200:]}"
    changed = {name: content for name, content in now.items() if before.get(name) != content}
    return lost(now, before, {**now, **changed}) if command in COMMANDS else None


def environment() -> dict[str, str]:
    """Return the environment of a command that finds this checkout."""
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
