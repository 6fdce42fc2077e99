"""The converted model in the cache: made once, whole or not at all."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import models
from translate.documents.errors import ModelError
from translate.engine import conversion
from translate.engine.checkpoint import open_checkpoint
from translate.engine.conversion import converted_folder

ROOT = Path(__file__).parents[2]
SCRIPT = """
from pathlib import Path
from translate.engine.checkpoint import EMBEDDED, open_checkpoint
from translate.engine.conversion import converted_folder
print(converted_folder(open_checkpoint(EMBEDDED / "fr-en-tiny"), compute_type="int8")[0])
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FR2EN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def quick_converter(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
    """Stand in for the converter's process: a model that is only a few bytes."""
    out = Path(command[-2])
    out.mkdir()
    (out / "model.bin").write_bytes(b"weights")
    return subprocess.CompletedProcess(command, 0, "", "")


def test_two_first_runs_at_once_agree(cache: Path) -> None:
    environment = os.environ | {"FR2EN_CACHE": str(cache)}
    runs = [
        subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    folders = {run.communicate()[0].strip() for run in runs}
    assert [run.returncode for run in runs] == [0, 0]
    assert len(folders) == 1
    assert sorted(path.name for path in (cache / "converted").iterdir()) == [Path(folders.pop()).name]


def test_made_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", quick_converter)
    folder, warning = converted_folder(models.checkpoint(), compute_type="int8")
    assert warning is None
    assert (folder / "model.bin").read_bytes() == b"weights"
    monkeypatch.setattr(subprocess, "run", None)
    assert converted_folder(models.checkpoint(), compute_type="int8") == (folder, None)


def test_a_damaged_model_is_made_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", quick_converter)
    folder, _ = converted_folder(models.checkpoint(), compute_type="int8")
    (folder / "model.bin").write_bytes(b"we")
    assert converted_folder(models.checkpoint(), compute_type="int8")[0] == folder
    assert (folder / "model.bin").read_bytes() == b"weights"
    assert len(list(folder.parent.iterdir())) == 1


def test_the_compute_type_has_a_folder_of_its_own(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", quick_converter)
    first, second = (converted_folder(models.checkpoint(), compute_type=kind)[0] for kind in ("int8", "float32"))
    assert first != second
    with pytest.raises(ValueError, match="int8, float32, not 'int4'"):
        converted_folder(models.checkpoint(), compute_type="int4")


def test_a_cache_that_cannot_be_written_is_one_warning(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", quick_converter)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    real = tempfile.mkdtemp

    def refuse_cache(prefix: str, dir: Path) -> str:
        if cache in dir.parents:
            raise OSError(errno.EROFS, "Read-only file system")
        return real(prefix=prefix, dir=dir)

    monkeypatch.setattr(tempfile, "mkdtemp", refuse_cache)
    folder, warning = converted_folder(models.checkpoint(), compute_type="int8")
    assert cache not in folder.parents
    assert (folder / "model.bin").exists()
    assert warning is not None and str(cache) in warning and "\n" not in warning


def test_a_full_disk_is_one_sentence(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "Traceback\nOSError: [Errno 28] No space left on device")

    monkeypatch.setattr(subprocess, "run", full)
    with pytest.raises(ModelError, match="No space left on device; free some space"):
        converted_folder(models.checkpoint(), compute_type="int8")
    assert list((cache / "converted").iterdir()) == []


def test_weights_of_the_wrong_shape_are_one_sentence(cache: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(models.checkpoint().folder, broken)
    config = (broken / "config.json").read_text(encoding="utf-8")
    (broken / "config.json").write_text(config.replace('"d_model": 256', '"d_model": 128'), encoding="utf-8")
    with pytest.raises(ModelError, match=r"could not be converted \(.*\)") as caught:
        converted_folder(open_checkpoint(broken), compute_type="int8")
    assert "\n" not in str(caught.value)


def test_the_recipe_is_part_of_the_name(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", quick_converter)
    first, _ = converted_folder(models.checkpoint(), compute_type="int8")
    monkeypatch.setattr(conversion, "_RECIPE", conversion._RECIPE + 1)
    assert converted_folder(models.checkpoint(), compute_type="int8")[0] != first
