"""The architecture: imports go one way, heavy libraries stay behind one door each, only the command line prints."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*(ROOT / "translate").rglob("*.py"), *(ROOT / "glossary").rglob("*.py")])

# From the top down; a module imports only from layers below its own, or from its own package.
LAYERS = [
    ["translate.__main__"],
    ["translate.cli"],
    ["translate.training"],
    ["translate.benchmark"],
    ["translate.batch"],
    ["translate.translator"],
    ["translate.redecoding", "translate.term_extraction"],
    ["translate.pipeline"],
    ["translate.rendering", "translate.glossaries"],
    ["translate.terminology"],
    [
        "translate.guard",
        "translate.markup",
        "translate.check_reports",
        "translate.term_renderings",
        "translate.word_mending",
    ],
    ["translate.checking", "translate.memory"],
    [
        "translate.check_exceptions",
        "translate.check_processes",
        "translate.exports",
        "translate.sentence_alignment",
    ],
    [
        "translate.alignment",
        "translate.casing",
        "translate.checks",
        "translate.english_edits",
        "translate.house_style",
        "translate.typography",
        "translate.repairs",
        "translate.review",
        "translate.term_places",
        "translate.term_spelling",
    ],
    ["translate.language", "translate.literals"],
    ["translate.formats", "translate.engine"],
    ["translate.encoding", "translate.segmentation", "translate.clauses", "translate.normalisation"],
    ["translate.document", "translate.settings"],
    ["translate.counts", "translate.errors", "translate.paths"],
    ["translate"],
    ["glossary"],
]
# These are imported by one module only: what each of them costs is paid by those who need it.
DOORS = {
    "torch": {"translate.engine.reference", "translate.training"},
    "transformers": {"translate.engine.reference"},
    "ctranslate2": {"translate.engine.fast", "translate.engine.converter"},
    "markdown_it": {"translate.formats.markdown", "translate.formats.markdown_inline"},
    "sacrebleu": {"translate.benchmark.scores"},
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


def layer(module: str) -> int:
    def covers(name: str) -> bool:
        return module == name or (name != "translate" and module.startswith(name + "."))

    found = [number for number, names in enumerate(LAYERS) for name in names if covers(name)]
    assert found, f"{module} belongs to no layer: add it to LAYERS"
    return found[0]


def package(module: str) -> str:
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down(path: Path) -> None:
    module = name_of(path)
    if module == "translate":
        return  # the front door: it names the public classes and imports them when they are asked for
    for imported in imports(path):
        if imported.split(".")[0] not in ("translate", "glossary"):
            continue
        same = package(imported) == package(module) and package(module).count(".")
        both_words = module.startswith("glossary") and imported.startswith("glossary")
        assert same or both_words or layer(imported) > layer(module), f"{module} must not import {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_libraries_stay_behind_their_doors(path: Path) -> None:
    module = name_of(path)
    for imported in imports(path):
        allowed = DOORS.get(imported.split(".")[0])
        if allowed is not None:
            assert any(module == door or module.startswith(door + ".") for door in allowed), f"{module}: {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if name_of(path).startswith("translate.cli") or name_of(path) == "translate.benchmark.worker":
        return  # the worker is a program of its own; its output is how it answers
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("print", "exit", "quit", "sys.exit", "input"), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


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
