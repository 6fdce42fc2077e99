import dataclasses
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import run

import platformdirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.documents.errors import InputError
from translate.run.settings import LoadedSettings, Settings, load_settings

NAMES = [field.name for field in dataclasses.fields(Settings)]


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the settings of whoever runs the tests out of them."""
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "chapters" / "one"
    folder.mkdir(parents=True)
    return folder


def load(folder: Path, environment: Mapping[str, str] | None = None, **flags: object) -> LoadedSettings:
    return load_settings(folder=folder, environment=environment or {}, flags=flags)


def message(folder: Path, environment: Mapping[str, str] | None = None, **flags: object) -> str:
    with pytest.raises(InputError) as caught:
        load(folder, environment, **flags)
    return str(caught.value)


def test_defaults(folder: Path) -> None:
    loaded = load(folder, {"HOME": "/home/someone", "FR2EN_CACHE": "/a", "FR2EN_DATA": "/b"}, beam=None)
    assert loaded.settings == Settings()
    assert dict(loaded.origins) == dict.fromkeys(NAMES, "default")


def test_each_layer_wins_over_the_one_before(folder: Path, user_folder: Path) -> None:
    user = user_folder / "config.toml"
    user.write_text('model = "of-user"\nbeam = 2\nthreads = 2\ndevice = "cpu"\n', encoding="utf-8")
    project = folder / "fr2en.toml"
    project.write_text("beam = 3\nthreads = 3\ndevice = 'cuda'\n", encoding="utf-8")
    loaded = load(folder, {"FR2EN_THREADS": "4", "FR2EN_DEVICE": "cpu"}, device="auto", engine=None)
    assert loaded.settings == Settings(model="of-user", beam=3, threads=4, device="auto")
    assert loaded.origins["model"] == str(user)
    assert loaded.origins["beam"] == str(project)
    assert loaded.origins["threads"] == "environment FR2EN_THREADS"
    assert loaded.origins["device"] == "command line"
    assert loaded.origins["engine"] == "default"


def test_only_the_nearest_folder_counts(folder: Path) -> None:
    (folder.parents[1] / "fr2en.toml").write_text("beam = 2\nthreads = 2\n", encoding="utf-8")
    (folder.parent / "pyproject.toml").write_text("[tool.fr2en]\nbeam = 3\n", encoding="utf-8")
    loaded = load(folder)
    assert (loaded.settings.beam, loaded.settings.threads) == (3, None)
    assert loaded.origins["beam"] == f"pyproject.toml in {folder.parent}"


def test_in_one_folder_fr2en_toml_wins(folder: Path) -> None:
    (folder / "fr2en.toml").write_text("beam = 2\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text("[tool.fr2en]\nbeam = 3\nthreads = 3\n", encoding="utf-8")
    assert load(folder).settings == Settings(beam=2)


@pytest.mark.parametrize("other", ["", "[tool.other]\nbeam = 7\n", "[project]\nname = 'x'\n", "tool = 3\n"])
def test_a_pyproject_without_our_table_is_passed_over(folder: Path, other: str) -> None:
    (folder / "pyproject.toml").write_text(other, encoding="utf-8")
    (folder.parent / "fr2en.toml").write_text("beam = 2\n", encoding="utf-8")
    assert load(folder).settings.beam == 2


def test_a_relative_folder_is_searched_upwards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.parent / "fr2en.toml").write_text("beam = 2\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert load(Path()).settings.beam == 2


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("FR2EN_BEAM", "8", 8),
        ("FR2EN_FORCE", "yes", True),
        ("FR2EN_FORCE", "TRUE", True),
        ("FR2EN_FORCE", "1", True),
        ("FR2EN_FORCE", "no", False),
        ("FR2EN_FORCE", "0", False),
        ("FR2EN_FORCE", "false", False),
        ("FR2EN_OUTPUT_ENCODING", "cp1252", "cp1252"),
        ("FR2EN_REPAIR", "off", "off"),
        ("FR2EN_MODEL", "1", "1"),
        ("FR2EN_MODEL", "", "fr-en-tiny"),
        ("FR2EN_PACKS", "places, people", ("places", "people")),
    ],
)
def test_environment(folder: Path, variable: str, text: str, value: object) -> None:
    loaded = load(folder, {variable: text})
    assert getattr(loaded.settings, variable.removeprefix("FR2EN_").lower()) == value


BAD = [
    ("beam", 0, "a whole number from 1 to 32"),
    ("beam", 33, "a whole number from 1 to 32"),
    ("beam", True, "a whole number from 1 to 32"),
    ("beam", 4.0, "a whole number from 1 to 32"),
    ("threads", 1025, "a whole number from 1 to 1024"),
    ("engine", "slow", "one of fast, reference"),
    ("engine", ["fast"], "one of fast, reference"),
    ("compute_type", 8, "one of int8, float32"),
    ("device", "CPU", "one of auto, cpu, cuda"),
    ("repair", "all", "one of safe, unsafe, off"),
    ("repair", False, "one of safe, unsafe, off"),
    ("model", 3, "a text that is not empty"),
    ("format", " ", "a text that is not empty"),
    ("force", 1, "true or false"),
    ("force", "yes", "true or false"),
]


@pytest.mark.parametrize(("name", "value", "expected"), BAD)
def test_a_value_is_judged_alike_in_a_file_and_on_the_command_line(
    folder: Path, name: str, value: object, expected: str
) -> None:
    written = name.replace("_", "-")
    assert message(folder, None, **{name: value}) == f"command line: --{written} must be {expected}, not {value!r}"
    file = folder / "fr2en.toml"
    file.write_text(f"{name} = {str(value).lower() if isinstance(value, bool) else repr(value)}\n", encoding="utf-8")
    assert message(folder) == f"{file}: {name} must be {expected}, not {value!r}"


@pytest.mark.parametrize("written", ['"terms.tsv"', '["terms.tsv", 3]', '[" "]'])
def test_a_list_in_a_file_is_a_list_of_texts(folder: Path, written: str) -> None:
    file = folder / "fr2en.toml"
    file.write_text(f"glossary = {written}\n", encoding="utf-8")
    assert "glossary must be a list of texts that are not empty" in message(folder)
    file.write_text('glossary = ["terms.tsv", "names.tsv"]\n', encoding="utf-8")
    assert load(folder).settings.glossary == ("terms.tsv", "names.tsv")


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        ("FR2EN_BEAM", "many", "a whole number from 1 to 32"),
        ("FR2EN_BEAM", "99", "a whole number from 1 to 32"),
        ("FR2EN_FORCE", "maybe", "true or false"),
        ("FR2EN_DEVICE", "gpu", "one of auto, cpu, cuda"),
        ("FR2EN_REPAIR", "yes", "one of safe, unsafe, off"),
    ],
)
def test_bad_environment(folder: Path, variable: str, text: str, expected: str) -> None:
    found = message(folder, {variable: text})
    assert found.startswith(f"environment {variable}: {variable} must be {expected}, not ")
    assert text in found


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("FR2EN_BEEM", "did you mean FR2EN_BEAM?"),
        ("FR2EN_beam", "did you mean FR2EN_BEAM?"),
        ("FR2EN_CACHES", "did you mean FR2EN_CACHE?"),
        ("FR2EN_", "there are FR2EN_MODEL, "),
    ],
)
def test_unknown_variables(folder: Path, variable: str, hint: str) -> None:
    assert f"environment: there is no setting {variable}; {hint}" in message(folder, {variable: "1"})


def test_unknown_keys(folder: Path) -> None:
    file = folder / "fr2en.toml"
    file.write_text("compute-type = 'int8'\n", encoding="utf-8")
    assert message(folder) == f"{file}: there is no setting 'compute-type'; did you mean compute_type?"
    file.write_text("[qqqq]\nbeam = 3\n", encoding="utf-8")
    assert f"there is no setting 'qqqq'; there are {', '.join(NAMES)}" in message(folder)


def test_an_unknown_flag_is_a_mistake_of_the_caller(folder: Path) -> None:
    with pytest.raises(ValueError, match="beem"):
        load(folder, beem=3)


def test_all_problems_are_told_at_once(folder: Path, user_folder: Path) -> None:
    (user_folder / "config.toml").write_text("beam = 3\nbeam = 4\n", encoding="utf-8")
    (folder / "fr2en.toml").write_text("beam = 0\nthread = 2\n", encoding="utf-8")
    found = message(folder, {"FR2EN_BEEM": "3", "FR2EN_FORCE": "x"}, threads=0)
    parts = ["config.toml", "beam must be", "'thread'; did you mean threads?", "FR2EN_BEEM", "FR2EN_FORCE", "--threads"]
    assert [part for part in parts if part not in found] == []
    assert found.count("; ") >= len(parts) - 1


@pytest.mark.parametrize(("name", "line"), [("fr2en.toml", "# one"), ("pyproject.toml", "[tool.fr2en]")])
def test_files_that_are_not_toml(folder: Path, name: str, line: str) -> None:
    file = folder / name
    file.write_text(f"{line}\nbeam = = 3\n", encoding="utf-8")
    found = message(folder)
    assert found.startswith(f"{file}: is not valid TOML: ")
    assert "line 2" in found
    file.write_bytes(f"# été\n{line}\n".encode("cp1252"))
    assert message(folder) == f"{file}: is not UTF-8 at byte 2; save it as UTF-8"


@pytest.mark.parametrize("content", [b"[project\nname = 'other'\n", b"[tool.x]\n# \xe9\n", b"a = " + b"[" * 5000])
def test_a_broken_pyproject_of_another_program_is_passed_over(folder: Path, content: bytes) -> None:
    (folder.parent / "fr2en.toml").write_text("beam = 2\n", encoding="utf-8")
    (folder / "pyproject.toml").write_bytes(content)
    loaded = load(folder)
    assert loaded.settings.beam == 2
    [warning] = loaded.warnings
    assert warning.startswith(f"{folder / 'pyproject.toml'}: ") and warning.endswith("; it is passed over")


def test_a_file_that_is_nested_without_end_is_told(folder: Path) -> None:
    (folder / "fr2en.toml").write_text("beam = " + "[" * 5000, encoding="utf-8")
    assert message(folder) == f"{folder / 'fr2en.toml'}: is nested too deeply; take it apart"


class TestTrust:
    GRAVE = ("force = true", 'memory = "m.sqlite"', 'model = "other"')

    @pytest.mark.parametrize("line", GRAVE)
    def test_above_the_project_it_is_refused(self, folder: Path, line: str) -> None:
        name = line.split()[0]
        (folder.parent / "fr2en.toml").write_text(f"{line}\nbeam = 2\n", encoding="utf-8")
        assert f"{name} is refused, since the file lies above the project" in message(folder)
        # Whoever says otherwise in a place of his own is obeyed.
        mine = {"force": "no", "memory": "mine.sqlite", "model": "mine"}[name]
        loaded = load(folder, {f"FR2EN_{name.upper()}": mine})
        assert getattr(loaded.settings, name) == {"no": False}.get(mine, mine)
        assert loaded.settings.beam == 2

    @pytest.mark.parametrize("line", GRAVE)
    def test_within_the_project_it_counts(self, folder: Path, line: str) -> None:
        project = folder.parents[1]
        (project / ".git").mkdir()
        (project / "fr2en.toml").write_text(f"{line}\n", encoding="utf-8")
        name = line.split()[0]
        expected = {"force": True, "memory": str(project / "m.sqlite"), "model": "other"}[name]
        assert getattr(load(folder).settings, name) == expected

    @pytest.mark.parametrize("line", GRAVE)
    @pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files away")
    def test_somebody_elses_file_is_refused(self, folder: Path, line: str) -> None:
        file = folder / "fr2en.toml"
        file.write_text(f"{line}\n", encoding="utf-8")
        os.chown(file, 12345, 12345)
        assert "is refused, since the file belongs to another user" in message(folder)

    @pytest.mark.parametrize("memory", ["../../x.sqlite", "/tmp/x.sqlite", "link/x.sqlite"])
    def test_a_project_names_no_memory_outside_of_it(self, folder: Path, memory: str) -> None:
        (folder / "link").symlink_to(folder.parent)
        (folder / "fr2en.toml").write_text(f'memory = "{memory}"\n', encoding="utf-8")
        assert "lies outside of the project" in message(folder)

    def test_what_changes_nothing_is_not_refused(self, folder: Path) -> None:
        (folder.parent / "fr2en.toml").write_text('force = false\nmodel = "fr-en-tiny"\n', encoding="utf-8")
        assert load(folder).settings == Settings()


def test_paths_start_from_the_file(folder: Path) -> None:
    project = folder.parents[1]
    (project / ".git").mkdir()
    text = 'glossary = ["terms.tsv", "/else/names.tsv"]\nmemory = "tm/m.sqlite"\nmodel = "./model"\n'
    (project / "fr2en.toml").write_text(text, encoding="utf-8")
    found = load(folder).settings
    assert found.glossary == (str(project / "terms.tsv"), "/else/names.tsv")
    assert (found.memory, found.model) == (str(project / "tm" / "m.sqlite"), str(project / "model"))


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    (folder / "fr2en.toml").write_text("beam = 2\n", encoding="utf-8-sig")
    assert load(folder).settings.beam == 2


def test_our_part_of_pyproject_must_be_a_table(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool]\nfr2en = 3\n", encoding="utf-8")
    assert message(folder) == f"pyproject.toml in {folder}: fr2en must be a table, [tool.fr2en], not 3"


@given(st.dictionaries(st.sampled_from(["FR2EN_BEAM", "FR2EN_FORCE", "FR2EN_MODEL", "FR2EN_x"]), st.text(max_size=6)))
@settings(deadline=None)
def test_any_environment_gives_valid_settings_or_an_input_error(environment: dict[str, str]) -> None:
    try:
        loaded = load_settings(folder=Path("/"), environment=environment, flags={})
    except InputError:
        return
    assert 1 <= loaded.settings.beam <= 32
    assert loaded.settings.force in (True, False)
    assert loaded.settings.model.strip()


def test_the_import_is_light() -> None:
    code = "import sys, translate.run.settings; print({'platformdirs', 'tomllib', 'tomli'} & set(sys.modules))"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
