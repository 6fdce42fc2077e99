"""A MarianMT checkpoint becomes a CTranslate2 model: once, in the user's cache, in a process of its own.

The process of its own keeps torch and transformers, which only the conversion needs, out of the memory of the process
that translates.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from translate.documents.errors import ModelError
from translate.engine.checkpoint import Checkpoint, digest
from translate.engine.paths import cache_folder

COMPUTE_TYPES = ("int8", "float32")
_RECIPE = 3
"""Counts the changes of this module that change what comes out of it."""


_PACKAGES = Path(__file__).resolve().parents[2]
# The folder that the user happens to be in must not be searched for modules; the one that holds this package must.
_PROGRAM = "import sys; sys.path[0] = sys.argv[1]; from translate.engine.converter import main; main(*sys.argv[2:])"


def converted_folder(checkpoint: Checkpoint, *, compute_type: str) -> tuple[Path, str | None]:
    """Return the folder of the CTranslate2 model for `checkpoint`, made now if it is not there, and a warning or None.

    The folder's name holds the checkpoint's digest, the version of CTranslate2 and `compute_type` ("int8" or
    "float32"). It is written beside its place and renamed, so that a killed run leaves nothing half-made, and of two
    first runs at once one wins and both go on. Where the cache cannot be written to, a temporary folder of this user
    serves, with a warning.

    :raises ModelError: where the checkpoint cannot be converted, or there is no room for the result.
    :raises ValueError: where `compute_type` is not known.
    """
    if compute_type not in COMPUTE_TYPES:
        raise ValueError(f"the compute type is one of {', '.join(COMPUTE_TYPES)}, not {compute_type!r}")
    name = f"{digest(checkpoint)}-ct{version('ctranslate2')}-{compute_type}-{_RECIPE}"
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
    workshop = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        result = workshop / "model"
        environment = os.environ | {
            "HF_HUB_OFFLINE": "1",
            "TRANSFORMERS_VERBOSITY": "error",
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "-c", _PROGRAM, str(_PACKAGES), str(checkpoint.folder), str(result), compute_type]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
        if run.returncode:
            last = (run.stderr.strip().splitlines() or ["it said nothing"])[-1]
            if "No space left" in run.stderr:
                raise OSError(28, "No space left on device")
            raise ModelError(
                f"the model in {checkpoint.folder} could not be converted ({last[:200]}); "
                "if it was copied or pulled, do that again"
            )
        files = sorted(result.iterdir())
        (result / "complete").write_text("".join(f"{f.name}\t{f.stat().st_size}\n" for f in files), encoding="utf-8")
        _put_in_place(result, folder)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder


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
            broken = folder.with_name(f".broken-{hashlib.sha256(os.urandom(8)).hexdigest()[:8]}")
            folder.rename(broken)
            shutil.rmtree(broken, ignore_errors=True)
    raise OSError(16, "the folder is in use")
