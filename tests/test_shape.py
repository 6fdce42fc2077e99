"""The architecture: imports go one way, heavy libraries stay behind one door each, only the command line prints."""

import ast
import graphlib
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.tables import Expression

ROOT = Path(__file__).parent.parent
MODULES = sorted([*(ROOT / "translate").rglob("*.py"), *(ROOT / "glossary").rglob("*.py")])

# From the top down: a module imports only from rooms below its own, or from its own room.
ROOMS = [
    "translate.cli",
    "translate.lab.training",
    "translate.lab.measure",
    "translate.lab.damage",
    "translate.run",
    "translate.terms",
    "translate.checks",
    "translate.sentence",
    "translate.review",
    "translate.engine",
    "translate.documents",
    "translate",
    "glossary.repair",
    "glossary.quantities",
    "glossary.terms",
    "glossary.bilingual",
    "glossary.english",
    "glossary.french",
    "glossary",
]
MOST_ENTRIES = 10
"""How many files and folders, besides `__init__.py`, a newcomer sees at the top of a package."""
# These are imported by one module only: what each of them costs is paid by those who need it.
DOORS = {
    "torch": {"translate.engine.reference", "translate.engine.weights", "translate.lab.training"},
    "transformers": {"translate.engine.reference"},
    "ctranslate2": {"translate.engine.library", "translate.engine.converter"},
    "markdown_it": {"translate.documents.formats.markdown", "translate.documents.formats.markdown_inline"},
    "pypdfium2": {"translate.documents.formats.pdf"},
    "pyarrow": {"translate.documents.rows.parquet"},
    "datatrove": {"translate.run.datatrove_step"},
    "zstandard": {"translate.documents.rows.compression"},
    "sacrebleu": {"translate.lab.measure.scores"},
    "typer": {"translate.cli"},
    "click": {"translate.cli"},
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                inside = ROOT / (full.replace(".", "/") + ".py")
                package = ROOT / full.replace(".", "/") / "__init__.py"
                yield full if inside.exists() or package.exists() else str(node.module)


def room(module: str) -> int:
    """Return the number of the room of a module, from the top."""
    return next(number for number, name in enumerate(ROOMS) if module == name or module.startswith(name + "."))


GRAPH = {
    name_of(path): {found for found in imports(path) if found.split(".")[0] in ("translate", "glossary")}
    for path in MODULES
}


@pytest.mark.parametrize("module", GRAPH)
def test_imports_go_down(module: str) -> None:
    if module == "translate":
        return  # the front door: it names the public classes and imports them when they are asked for
    for imported in GRAPH[module]:
        assert room(imported) >= room(module), f"{module} must not import {imported}"


def test_no_module_leads_back_to_itself() -> None:
    order = graphlib.TopologicalSorter({name: found for name, found in GRAPH.items() if name != "translate"})
    order.prepare()  # raises CycleError, which names the modules


@pytest.mark.parametrize("package", ["translate", "glossary"])
def test_the_top_of_a_package_can_be_read(package: str) -> None:
    listed = subprocess.run(
        ["git", "ls-files", package], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()
    entries = {Path(name).parts[1] for name in listed} - {"__init__.py"}
    assert len(entries) <= MOST_ENTRIES, sorted(entries)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_libraries_stay_behind_their_doors(path: Path) -> None:
    module = name_of(path)
    for imported in imports(path):
        allowed = DOORS.get(imported.split(".")[0])
        if allowed is not None:
            assert any(module == door or module.startswith(door + ".") for door in allowed), f"{module}: {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if name_of(path).startswith("translate.cli") or name_of(path) == "translate.lab.measure.worker":
        return  # the worker is a program of its own; its output is how it answers
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("print", "exit", "quit", "sys.exit", "input"), f"{path}:{node.lineno}"


@pytest.mark.parametrize(
    "path", [path for path in MODULES if "expression(" in path.read_text(encoding="utf-8")], ids=name_of
)
def test_expressions_that_are_compiled_when_they_are_used_can_be_compiled(path: Path) -> None:
    for value in vars(importlib.import_module(name_of(path))).values():
        if isinstance(value, Expression):
            assert re.compile(value.pattern, value.flags)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["translate", "--help"],
        ["models", "list"],
        ["config"],
        ["--version"],
        ["rules"],
        ["clean", "--quiet", "seeds/article.fr.txt"],
        ["clean", "--quiet", "--json", "README.md"],
    ],
    ids=" ".join,
)
def test_the_command_line_without_a_model_loads_no_heavy_library(arguments: list[str], tmp_path: Path) -> None:
    script = (
        "import sys; from translate.cli.main import run; code = run(sys.argv[1:]);"
        "heavy = {'torch', 'transformers', 'ctranslate2', 'sentencepiece', 'huggingface_hub', 'rich', 'numpy'};"
        "sys.stderr.write(f'{code} {sorted(heavy & set(sys.modules))}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stderr == "0 []"
    assert done.stdout
