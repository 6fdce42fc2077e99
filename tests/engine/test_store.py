import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hub_server import copy_checkpoint, make_checkpoint
from translate.documents.errors import ModelError
from translate.engine import store
from translate.engine.checkpoint import open_checkpoint
from translate.engine.store import (
    DEFAULT_MODEL,
    FileRecord,
    Manifest,
    find_model,
    list_models,
    model_info,
    remove_model,
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setenv("FR2EN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def put(hub_id: str) -> Path:
    """Make a pulled model as a pull does."""
    folder = make_checkpoint(store.pulled_folder(hub_id))
    files = {path.name: FileRecord(path.stat().st_size, "0" * 64) for path in folder.iterdir()}
    store.write_manifest(folder, Manifest(hub_id, "main", "c" * 40, "mit", "2026-01-01T00:00:00+00:00", files))
    return folder


def refusal(name: str) -> str:
    with pytest.raises(ModelError) as caught:
        find_model(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_default_model_is_always_there() -> None:
    info = model_info(DEFAULT_MODEL)
    assert info.kind == "embedded"
    assert info.folder == find_model(DEFAULT_MODEL)
    assert info.licence == "MPL-2.0"
    assert info.size > 1_000_000
    assert open_checkpoint(find_model(DEFAULT_MODEL)).capabilities.version == info.revision


def test_known_models_are_listed_before_they_are_here_with_whom_to_thank() -> None:
    infos = {info.name: info for info in list_models()}
    assert next(iter(infos)) == DEFAULT_MODEL
    assert infos["opus-mt-fr-en"].folder is None
    for name in ("opus-mt-fr-en", "opus-mt-tc-big-fr-en"):
        assert "CC-BY 4.0" in infos[name].licence
        assert "Helsinki-NLP" in infos[name].attribution
        assert infos[name].hub_id == f"Helsinki-NLP/{name}"


def test_pulled_models_are_found_by_both_names_and_listed() -> None:
    folder = put("Helsinki-NLP/opus-mt-fr-en")
    other = put("acme/tiny")
    assert find_model("opus-mt-fr-en") == find_model("Helsinki-NLP/opus-mt-fr-en") == folder
    assert find_model("acme/tiny") == other
    assert [info.name for info in list_models()][3:] == ["acme/tiny"]
    info = model_info("acme/tiny")
    assert (info.kind, info.licence, info.revision, info.folder) == ("hub", "mit", "c" * 40, other)
    assert info.size == sum(path.stat().st_size for path in other.iterdir())


def test_a_folder_of_ones_own_is_a_model(tmp_path: Path) -> None:
    folder = make_checkpoint(tmp_path / "models" / "mine")
    assert find_model(str(folder)) == folder
    assert find_model("models/mine") == Path("models/mine")
    info = model_info("models/mine")
    assert (info.kind, info.hub_id, info.licence) == ("folder", None, "not stated")


def test_a_pulled_model_goes_before_a_folder_of_its_name(tmp_path: Path) -> None:
    make_checkpoint(tmp_path / "acme" / "tiny")
    assert find_model("acme/tiny") == Path("acme/tiny")
    assert find_model("acme/tiny") != put("acme/tiny") == find_model("acme/tiny")
    assert find_model("./acme/tiny") == Path("acme/tiny")


def test_what_is_not_here_says_how_to_get_it() -> None:
    assert refusal("opus-mt-fr-en") == (
        "model 'opus-mt-fr-en' is not on this machine; run \"fr2en models pull opus-mt-fr-en\""
    )
    assert 'run "fr2en models pull acme/tiny"' in refusal("acme/tiny")
    assert "did you mean 'opus-mt-fr-en'?" in refusal("opus-mt-fr-eng")
    assert "did you mean 'Helsinki-NLP/opus-mt-fr-en'?" in refusal("helsinki-nlp/opus-mt-fr-en")


@pytest.mark.parametrize("name", ["zzz", "", "./zzz", "/zzz/q", "~nobody-at-all/q", "a\0b", "x" * 5000, "../..//zz"])
def test_names_of_nothing_are_refused_with_the_known_ones(name: str) -> None:
    assert DEFAULT_MODEL in refusal(name)


def test_paths_that_are_no_model_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "is a file" in refusal("./file")
    assert "no config.json" in refusal(str(tmp_path))


def test_an_unfinished_download_is_no_model() -> None:
    folder = put("Helsinki-NLP/opus-mt-fr-en")
    manifest = folder / "manifest.json"
    for damage in ("", "{", "[]", '{"hub_id": 1}', manifest.read_text().replace("Helsinki-NLP/", "other/")):
        manifest.write_text(damage)
        assert "not on this machine" in refusal("opus-mt-fr-en")
        assert model_info("opus-mt-fr-en").folder is None
    store.incoming_folder("Helsinki-NLP/opus-mt-fr-en").mkdir(parents=True)
    assert "only a part" in refusal("opus-mt-fr-en")
    assert len(list_models()) == 3


def test_a_pulled_model_is_removed_and_the_room_counted(data: Path) -> None:
    folder = put("acme/tiny")
    size = model_info("acme/tiny").size
    assert remove_model("acme/tiny").size == size
    assert not folder.exists()
    assert [path for path in data.rglob("*") if path.is_file() and path.suffix != ".lock"] == []
    assert "not on this machine" in refusal("acme/tiny")


def test_what_an_unfinished_pull_left_is_removed() -> None:
    incoming = store.incoming_folder("Helsinki-NLP/opus-mt-fr-en")
    incoming.mkdir(parents=True)
    (incoming / "model.safetensors.0.part").write_bytes(b"1234")
    assert remove_model("opus-mt-fr-en").size == 4
    assert not incoming.exists()


def test_only_pulled_models_are_removed(tmp_path: Path) -> None:
    folder = copy_checkpoint(find_model(DEFAULT_MODEL), tmp_path / "mine")
    for name, reason in (
        (DEFAULT_MODEL, "part of fr2en"),
        (str(folder), "not pulled by fr2en"),
        ("opus-mt-fr-en", "nothing to remove"),
        ("acme/tiny", "nothing to remove"),
        ("opus-mt-fr-eng", "did you mean"),
        ("..", "not pulled by fr2en"),
    ):
        with pytest.raises(ModelError, match=reason):
            remove_model(name)
    assert open_checkpoint(folder)
    assert open_checkpoint(find_model(DEFAULT_MODEL))


def test_a_model_that_is_being_pulled_is_not_removed() -> None:
    put("acme/tiny")
    with store.model_lock("acme/tiny"), pytest.raises(ModelError, match="being pulled"):
        remove_model("acme/tiny")
    assert remove_model("acme/tiny").size > 0


@pytest.mark.parametrize("name", ["acme/../x", "acme/a--b", "acme", "a/b/c", "-a/b", "é/b"])
def test_only_owner_and_name_make_a_hub_id(name: str) -> None:
    with pytest.raises(ModelError):
        store.hub_id_of(name)


def test_hub_ids_of_known_models() -> None:
    assert store.hub_id_of(DEFAULT_MODEL) is None
    assert store.hub_id_of("opus-mt-fr-en") == "Helsinki-NLP/opus-mt-fr-en"
    assert store.hub_id_of("acme/tiny_1.5") == "acme/tiny_1.5"


def test_finding_models_imports_nothing_heavy() -> None:
    code = (
        "import sys; from translate.engine import hub, store; store.list_models(); store.find_model('fr-en-tiny');"
        "print([n for n in ('huggingface_hub', 'torch', 'transformers', 'ctranslate2') if n in sys.modules])"
    )
    root = Path(store.__file__).parents[2]
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert (result.stdout.strip(), result.stderr) == ("[]", "")
