"""A MarianMT checkpoint becomes a CTranslate2 model: once, in the user's cache, in a process of its own.

The process of its own keeps torch, which only checkpoints in PyTorch's own files need, out of the process that
translates; and out of itself where the weights are safetensors: CTranslate2 loads torch wherever it describes models,
which costs three times what the conversion does.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from translate.documents.errors import ModelError
from translate.engine.checkpoint import Checkpoint, digest
from translate.engine.library import ctranslate2
from translate.engine.paths import cache_folder

COMPUTE_TYPES = ("int8", "float32")
_RECIPE = 4
"""Counts the changes of this module that change what comes out of it."""


_PACKAGES = Path(__file__).resolve().parents[2]
# The folder that the user happens to be in must not be searched for modules; the one that holds this package must.
_PROGRAM = "import sys; sys.path[0] = sys.argv[1]; {}from translate.engine.converter import main; main(*sys.argv[2:])"
_WITHOUT_TORCH = 'sys.modules["torch"] = None; '
_LONGEST_WAIT_SECONDS = 600
"""Ten times what the largest known model takes on a slow disk: then whoever holds the lock is not converting."""


def converted_folder(checkpoint: Checkpoint, *, compute_type: str) -> tuple[Path, str | None]:
    """Return the folder of the CTranslate2 model for `checkpoint`, made now if it is not there, and a warning or None.

    The folder's name holds the checkpoint's digest, the version of CTranslate2 and `compute_type` ("int8" or
    "float32"). It is written beside its place and renamed, so that a killed run leaves nothing half-made, and what it
    leaves beside it goes at the next conversion; of two first runs at once the second waits for the first. Where the
    cache cannot be written to, a temporary folder of this user serves, with a warning.

    :raises ModelError: where the checkpoint cannot be converted, or there is no room for the result.
    :raises ValueError: where `compute_type` is not known.
    """
    if compute_type not in COMPUTE_TYPES:
        raise ValueError(f"the compute type is one of {', '.join(COMPUTE_TYPES)}, not {compute_type!r}")
    name = f"{digest(checkpoint)}-ct{ctranslate2.__version__}-{compute_type}-{_RECIPE}"
    folder = cache_folder() / "converted" / name
    if _complete(folder):
        return folder, None
    try:
        return _convert(checkpoint, folder, compute_type), None
    except PermissionError:
        pass
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise ModelError(
                f"the model {checkpoint.capabilities.name} could not be converted into {folder.parent}: "
                f"{error.strerror}; free some space, or set FR2EN_CACHE to a folder that has some"
            ) from error
    # A name that others cannot guess would be made again at each run; a folder that only its owner may write is safe.
    spare = Path(tempfile.gettempdir()) / f"fr2en-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"
    warning = f"the cache {cache_folder()} cannot be written to; the converted model is kept in {spare}"
    try:
        spare.mkdir(mode=0o700, exist_ok=True)
        if hasattr(os, "getuid") and spare.stat().st_uid != os.getuid():
            raise ModelError(f"{spare} belongs to somebody else; set FR2EN_CACHE to a folder that you can write to")
        return (spare / name if _complete(spare / name) else _convert(checkpoint, spare / name, compute_type)), warning
    except OSError as error:
        raise ModelError(
            f"the converted model could be written neither to {cache_folder()} nor to {spare}: {error.strerror}; "
            "set FR2EN_CACHE to a folder that you can write to"
        ) from error


_READ_ONLY = (13, 30)  # EACCES, EROFS


def _complete(folder: Path) -> bool:
    """Tell whether the model in `folder` is whole: what was written there says how large its files are."""
    try:
        sizes = dict(line.split("\t") for line in (folder / "complete").read_text(encoding="utf-8").splitlines())
        return bool(sizes) and all((folder / name).stat().st_size == int(size) for name, size in sizes.items())
    except (OSError, ValueError):
        return False


def _convert(checkpoint: Checkpoint, folder: Path, compute_type: str) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent):
        if _complete(folder):
            return folder
        workshop = Path(tempfile.mkdtemp(prefix=_WORKSHOP, dir=folder.parent))
        try:
            _run(checkpoint, workshop / "model", compute_type)
            _put_in_place(workshop / "model", folder)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    return folder


_WORKSHOP, _BROKEN = ".making-", ".broken-"


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from converting into `folder`, and remove what those that were killed there have left."""
    import filelock

    lock = filelock.FileLock(folder / ".lock", timeout=_LONGEST_WAIT_SECONDS)
    try:
        lock.acquire()
    except filelock.Timeout:
        yield
        return
    try:
        for leftover in (*folder.glob(f"{_WORKSHOP}*"), *folder.glob(f"{_BROKEN}*")):
            shutil.rmtree(leftover, ignore_errors=True)
        yield
    finally:
        lock.release()


def _run(checkpoint: Checkpoint, out: Path, compute_type: str) -> None:
    """Convert into the new folder `out`, in a process of its own, and write there how large each file is."""
    program = _PROGRAM.format("" if checkpoint.weights.suffix == ".bin" else _WITHOUT_TORCH)
    command = [sys.executable, "-c", program, str(_PACKAGES), str(checkpoint.folder), str(out), compute_type]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["it said nothing"])[-1].removeprefix("ValueError: ")
        if "No space left" in run.stderr:
            raise OSError(28, "No space left on device")
        raise ModelError(
            f"the model in {checkpoint.folder} could not be converted ({last[:200]}); "
            "if it was copied or pulled, do that again"
        )
    files = sorted(out.iterdir())
    (out / "complete").write_text("".join(f"{f.name}\t{f.stat().st_size}\n" for f in files), encoding="utf-8")


def _put_in_place(result: Path, folder: Path) -> None:
    """Rename `result` to `folder`; a broken model that stands there goes, a whole one made meanwhile stays."""
    for _ in range(2):
        try:
            result.rename(folder)
            return
        except OSError:
            if _complete(folder):
                return
            if not folder.exists():
                raise
            broken = folder.with_name(f"{_BROKEN}{hashlib.sha256(os.urandom(8)).hexdigest()[:8]}")
            folder.rename(broken)
            shutil.rmtree(broken, ignore_errors=True)
    raise OSError(16, "the folder is in use")
