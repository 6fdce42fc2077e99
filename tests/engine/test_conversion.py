"""The converted model in the cache: made once, whole or not at all."""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from pathlib import Path

import pytest
import torch
from ctranslate2.converters import TransformersConverter
from safetensors.torch import load_file, save_file

import models
import tiny
from translate.documents.errors import ModelError
from translate.engine import conversion, converter
from translate.engine.checkpoint import open_checkpoint
from translate.engine.conversion import converted_folder
from translate.engine.reference import ReferenceEngine
from translate.lab.training.network import load_network

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


def models_in(cache: Path) -> list[str]:
    """Return what lies beside the lock in the folder of the converted models."""
    return sorted(path.name for path in (cache / "converted").iterdir() if path.name != ".lock")


def convert(folder: Path, out: Path, compute_type: str = "int8") -> dict[str, bytes]:
    """Convert as the program for the cache does, and return the files."""
    converter.main(str(folder), str(out), compute_type)
    return {path.name: path.read_bytes() for path in out.iterdir()}


MODELS: dict[str, dict[str, object]] = {
    "as it comes": {},
    "another activation, nothing scaled": {"activation_function": "swish", "scale_embedding": False},
    "an output of its own": {"tie_word_embeddings": False},
    "two embeddings": {"separate": True},
    "two embeddings and an output": {"separate": True, "tie_word_embeddings": False},
    "odd sizes in float16": {"d_model": 20, "encoder_layers": 3, "decoder_attention_heads": 2, "dtype": "float16"},
}


@pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
@pytest.mark.parametrize("name", MODELS)
def test_a_conversion_is_the_one_that_ctranslate2_makes_with_torch_and_transformers(name: str, tmp_path: Path) -> None:
    folder = tiny.tiny_model(tmp_path / "model", **MODELS[name])  # type: ignore[arg-type]
    TransformersConverter(str(folder)).convert(str(tmp_path / "theirs"), quantization="float32")
    theirs = {path.name: path.read_bytes() for path in (tmp_path / "theirs").iterdir()}
    ours = convert(folder, tmp_path / "ours", "float32")
    assert ours.pop("untrained.json")  # which is our own
    assert ours == theirs


def test_old_weights_files_and_half_numbers_are_converted_alike(tmp_path: Path) -> None:
    folder = tiny.tiny_model(tmp_path / "model")
    tensors = {name: tensor.bfloat16() for name, tensor in load_file(folder / "model.safetensors").items()}
    save_file({name: tensor.float() for name, tensor in tensors.items()}, folder / "model.safetensors")
    expected = convert(folder, tmp_path / "float32")
    save_file(tensors, folder / "model.safetensors")
    assert convert(folder, tmp_path / "bfloat16") == expected
    (folder / "model.safetensors").unlink()
    torch.save(tensors, folder / "pytorch_model.bin")
    assert convert(folder, tmp_path / "pytorch") == expected


def test_each_side_has_its_own_pieces_and_the_padding_is_none_of_them(tmp_path: Path) -> None:
    folder = tiny.tiny_model(tmp_path / "model", separate=True)
    pieces = json.loads((folder / "vocab.json").read_text("utf-8"))
    turned = dict(zip(pieces, [*list(pieces.values())[-2::-1], pieces["<pad>"]], strict=True))
    (folder / "target_vocab.json").write_text(json.dumps(turned), encoding="utf-8")
    files = convert(folder, tmp_path / "out")
    source, target = (json.loads(files[f"{side}_vocabulary.json"]) for side in ("source", "target"))
    assert source == list(pieces)[:-1]
    assert target == source[::-1]


@pytest.mark.parametrize("damage", [{"</s>": 1}, {"</s>": 50_000}])
def test_a_vocabulary_with_gaps_is_one_sentence(cache: Path, tmp_path: Path, damage: dict[str, int]) -> None:
    folder = tiny.tiny_model(tmp_path / "model", vocab_size=60_000)
    pieces = json.loads((folder / "vocab.json").read_text("utf-8"))
    (folder / "vocab.json").write_text(json.dumps(pieces | damage), encoding="utf-8")
    with pytest.raises(ModelError, match=r"\(vocab.json leaves a number out or gives one twice\)"):
        converted_folder(open_checkpoint(folder), compute_type="int8")


def test_neither_torch_nor_transformers_takes_part(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("torch", "transformers"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('loaded')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    folder, _ = converted_folder(models.checkpoint(), compute_type="int8")
    assert (folder / "model.bin").stat().st_size > 1 << 20


class _Program:
    """What runs a program where it is unpickled without care."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("engine", ["fast", "reference", "training"])
def test_a_weights_file_with_a_program_in_it_is_refused(cache: Path, tmp_path: Path, engine: str) -> None:
    folder = tiny.tiny_model(tmp_path / "model")
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    torch.save(tensors | {"program": _Program(tmp_path / "trace")}, folder / "pytorch_model.bin")
    checkpoint = open_checkpoint(folder)
    loads: dict[str, Callable[[], object]] = {
        "fast": lambda: converted_folder(checkpoint, compute_type="int8"),
        "reference": lambda: ReferenceEngine(checkpoint),
        "training": lambda: load_network(checkpoint),
    }
    with pytest.raises(ModelError, match=r"pytorch_model.bin holds more than numbers") as caught:
        loads[engine]()
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "trace").exists()


def test_what_a_killed_conversion_left_goes_with_the_next(cache: Path) -> None:
    environment = os.environ | {"FR2EN_CACHE": str(cache)}
    run = subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(cache.glob("converted/.making-*/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert [name[:8] for name in models_in(cache)] == [".making-"]
    folder, _ = converted_folder(models.checkpoint(), compute_type="int8")
    assert models_in(cache) == [folder.name]


def test_what_a_running_conversion_makes_is_left_alone(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow_converter(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        begun.set()
        assert go_on.wait(60)
        return quick_converter(command, **options)

    monkeypatch.setattr(subprocess, "run", slow_converter)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(converted_folder, models.checkpoint(), compute_type="int8")
        assert begun.wait(60)
        second = pool.submit(converted_folder, models.checkpoint(), compute_type="float32")
        with pytest.raises(TimeoutError):
            second.result(0.3)
        assert [name[:8] for name in models_in(cache)] == [".making-"]
        go_on.set()
        made = [run.result()[0].name for run in (first, second)]
    assert models_in(cache) == sorted(made)


def test_two_first_runs_at_once_agree(cache: Path) -> None:
    environment = os.environ | {"FR2EN_CACHE": str(cache)}
    runs = [
        subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    folders = {run.communicate()[0].strip() for run in runs}
    assert [run.returncode for run in runs] == [0, 0]
    assert len(folders) == 1
    assert models_in(cache) == [Path(folders.pop()).name]


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
    assert models_in(cache) == [folder.name]


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
    assert models_in(cache) == []


def test_the_recipe_is_part_of_the_name(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", quick_converter)
    first, _ = converted_folder(models.checkpoint(), compute_type="int8")
    monkeypatch.setattr(conversion, "_RECIPE", conversion._RECIPE + 1)
    assert converted_folder(models.checkpoint(), compute_type="int8")[0] != first
