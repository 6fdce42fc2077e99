"""Which models there are and where they lie; nothing here opens a connection or loads a model.

A model is named by a short name of `models.json`, by its id on the hub (`owner/name`) or by the path of its folder.
Pulled models lie in `data_folder()/models/<owner>--<name>`, each with a manifest: a folder without one is no model.
"""

import contextlib
import difflib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from glossary.tables import expression
from translate.documents.errors import ModelError
from translate.engine.checkpoint import EMBEDDED, MANIFEST, open_checkpoint, read_capabilities
from translate.engine.paths import data_folder

DEFAULT_MODEL = "fr-en-tiny"
"""The name of the model that is used unless another one is named."""

_HUB_ID = expression(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model, here or to be pulled.

    `kind` is "embedded" (comes with the package), "hub" or "folder" (one of the user's own). `folder` is None where the
    model is not on this machine. `revision` is the commit of a pulled model, the version of the others. `size` is in
    bytes: those on the disk, or about those that a pull will fetch.
    """

    name: str
    kind: str
    hub_id: str | None
    licence: str
    attribution: str
    description: str
    folder: Path | None
    revision: str | None
    size: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The size in bytes and the SHA-256, in hexadecimal digits, of one pulled file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was pulled: `revision` is what was asked for, `commit` what that was on `date` (ISO 8601, UTC)."""

    hub_id: str
    revision: str
    commit: str
    licence: str
    date: str
    files: Mapping[str, FileRecord]


def list_models() -> list[ModelInfo]:
    """Return the known models, the default one first, then everything else that was pulled, by name."""
    known = _known_models()
    pulled = (read_manifest(folder) for folder in sorted(_models_folder().glob("*--*")))
    others = {manifest.hub_id for manifest in pulled if manifest} - {info.hub_id for info in known.values()}
    return [*(_present(info) for info in known.values()), *(model_info(hub_id) for hub_id in sorted(others))]


def model_info(name: str) -> ModelInfo:
    """Return what is known of the model `name`: a short name, an id on the hub or the path of a folder.

    :raises ModelError: where there is no such model, it was never pulled and nothing is known of it, or the folder is
        damaged.

    >>> model_info("fr-en-tiny").kind
    'embedded'
    """
    if known := _known(name):
        return _present(known)
    folder = find_model(name)
    if manifest := _manifest_of(name):
        return _present(ModelInfo(name, "hub", name, manifest.licence, name.partition("/")[0], "", None, None, 0))
    capabilities = open_checkpoint(folder).capabilities
    return ModelInfo(
        name=name,
        kind="folder",
        hub_id=None,
        licence=capabilities.licence or _NOT_STATED,
        attribution=capabilities.attribution or _NOT_STATED,
        description="",
        folder=folder,
        revision=capabilities.version or None,
        size=_size(folder),
    )


def find_model(name: str) -> Path:
    """Return the folder of the model `name`: a short name, an id on the hub or the path of a folder.

    A short name comes first, then a pulled model, then a folder: write `./name` for a folder of the same name.

    :raises ModelError: where it is not on this machine, or the path is not that of a model.
    """
    known = _known(name)
    if known and known.kind == "embedded":
        return EMBEDDED / known.name
    hub_id = known.hub_id if known else name
    if hub_id and _manifest_of(hub_id):
        return pulled_folder(hub_id)
    folder = None if known else _existing(name)
    if folder is None:
        raise _absence(name, known)
    if not folder.is_dir():
        raise ModelError(f"{name} is a file, not a model; name a folder with config.json, weights and vocabularies")
    if not (folder / "config.json").is_file():
        raise ModelError(f"the folder {name} is not a model: it has no config.json; name the folder that has one")
    return folder


def remove_model(name: str) -> ModelInfo:
    """Delete a pulled model, or what an unfinished pull left of it, and return what is known of it now.

    `size` of the result is the number of bytes that were freed.

    :raises ModelError: where `name` is not a pulled model (embedded models and folders of the user are never deleted),
        is being pulled at this moment, or cannot be deleted.
    """
    known = _known(name)
    if known and known.kind == "embedded":
        raise ModelError(f"the model {name!r} is a part of fr2en and cannot be removed; name a model that was pulled")
    identifier = (known.hub_id if known else name) or name
    is_hub_id = _HUB_ID.fullmatch(identifier) is not None
    if not is_hub_id or not (pulled_folder(identifier).exists() or _leftovers(identifier)):
        if not known and _existing(name):
            raise ModelError(f"{name} was not pulled by fr2en and so is not removed; delete the folder yourself")
        if is_hub_id:
            raise ModelError(f"there is nothing to remove: the model {name!r} is not on this machine")
        raise _absence(name, known)
    info = known or ModelInfo(name, "hub", identifier, _NOT_STATED, _NOT_STATED, "", None, None, 0)
    try:
        with model_lock(identifier, wait=False):
            _set_aside(identifier)
            leftovers = _leftovers(identifier)
            freed = sum(_size(folder) for folder in leftovers)
            for folder in leftovers:
                shutil.rmtree(folder)
    except OSError as error:
        raise ModelError(
            f"the model {name!r} cannot be removed ({error.strerror}); check {_models_folder()}"
        ) from error
    return replace(info, size=freed)


def hub_id_of(name: str) -> str | None:
    """Return the id on the hub of the model `name`, None for one that comes with the package.

    :raises ModelError: where `name` is neither a known name nor of the form owner/name.
    """
    if known := _known(name):
        return known.hub_id
    if not _HUB_ID.fullmatch(name) or "--" in name or ".." in name:
        if _existing(name):
            raise ModelError(f"{name} is on this machine already; a model is pulled by its name on the hub, owner/name")
        raise _absence(name, None)
    return name


def nearest_name(name: str) -> str | None:
    """Return the known name or hub id that looks most like `name`, None where none does.

    >>> nearest_name("opus-mt-fr-em")
    'opus-mt-fr-en'
    """
    known = _known_models().values()
    names = [info.hub_id for info in known if info.hub_id] if "/" in name else [info.name for info in known]
    return next(iter(difflib.get_close_matches(name, names, n=1)), None)


def pulled_folder(hub_id: str) -> Path:
    """Return where the model `hub_id` lies, or will lie, once it is pulled."""
    return _models_folder() / hub_id.replace("/", "--")


def incoming_folder(hub_id: str) -> Path:
    """Return where the files of `hub_id` are put while they come in, on the same disk as `pulled_folder`."""
    return _models_folder() / ".incoming" / hub_id.replace("/", "--")


def put_in_place(hub_id: str) -> None:
    """Make the complete incoming folder of `hub_id` the pulled model, in the place of an earlier one.

    :raises OSError: where the disk refuses.
    """
    _set_aside(hub_id)
    incoming_folder(hub_id).rename(pulled_folder(hub_id))
    shutil.rmtree(_discarded(hub_id), ignore_errors=True)


@contextlib.contextmanager
def model_lock(hub_id: str, *, wait: bool = True) -> Iterator[None]:
    """Keep other processes and threads from pulling or removing `hub_id`; the lock of a killed process is free again.

    :raises ModelError: where `wait` is false and another one has the lock.
    :raises OSError: where the folder cannot be written.
    """
    import filelock

    folder = incoming_folder(hub_id).parent
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / f"{hub_id.replace('/', '--')}.lock", timeout=-1 if wait else 0)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise ModelError(f"the model {hub_id} is being pulled at this moment; wait until that has ended") from None
    try:
        yield
    finally:
        lock.release()


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a pulled model; None where there is none, it is damaged or that of another folder."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        texts = {field: data[field] for field in ("hub_id", "revision", "commit", "licence", "date")}
        files = {name: FileRecord(int(file["size"]), str(file["sha256"])) for name, file in data["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    return Manifest(**texts, files=files) if pulled_folder(texts["hub_id"]).name == folder.name else None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest` into `folder`.

    :raises OSError: where the disk refuses.
    """
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", "utf-8")


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Return whether each file of `manifest` is in `folder` and has its size."""
    return all(_has_size(folder / name, file.size) for name, file in manifest.files.items())


def _models_folder() -> Path:
    return data_folder() / "models"


def _discarded(hub_id: str) -> Path:
    return incoming_folder(hub_id).with_name(hub_id.replace("/", "--") + ".discarded")


def _set_aside(hub_id: str) -> None:
    """Rename a pulled model before it is deleted: whatever stops that, no half of a model passes for a whole one."""
    pulled, discarded = pulled_folder(hub_id), _discarded(hub_id)
    if pulled.exists():
        if discarded.exists():
            shutil.rmtree(discarded)
        pulled.rename(discarded)


def _leftovers(hub_id: str) -> list[Path]:
    return [folder for folder in (incoming_folder(hub_id), _discarded(hub_id)) if folder.exists()]


def _known_models() -> dict[str, ModelInfo]:
    records = json.loads(Path(__file__).with_name("models.json").read_text("utf-8"))["models"]
    defaults = {"hub_id": None, "licence": _NOT_STATED, "attribution": _NOT_STATED, "size": 0}
    return {record["name"]: ModelInfo(folder=None, revision=None, **{**defaults, **record}) for record in records}


def _known(name: str) -> ModelInfo | None:
    known = _known_models()
    return known.get(name) or next((info for info in known.values() if name and info.hub_id == name), None)


def _manifest_of(hub_id: str) -> Manifest | None:
    return read_manifest(pulled_folder(hub_id)) if _HUB_ID.fullmatch(hub_id) else None


def _present(info: ModelInfo) -> ModelInfo:
    """Return `info` with what the disk has to add to it."""
    if info.kind == "embedded":
        folder = EMBEDDED / info.name
        stated = read_capabilities(folder)
        return replace(
            info,
            licence=stated.licence,
            attribution=stated.attribution,
            folder=folder,
            revision=stated.version,
            size=_size(folder),
        )
    manifest = _manifest_of(info.hub_id or "")
    if manifest is None:
        return info
    folder = pulled_folder(manifest.hub_id)
    return replace(info, folder=folder, revision=manifest.commit, size=_size(folder))


def _existing(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if name and path.exists() else None
    except (OSError, RuntimeError, ValueError):  # a name that no file can have, an unknown ~user, a null character
        return None


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _absence(name: str, known: ModelInfo | None) -> ModelError:
    hub_id = known.hub_id if known else name
    if hub_id and _HUB_ID.fullmatch(hub_id):
        command = f'run "fr2en models pull {name}"'
        if incoming_folder(hub_id).exists():
            return ModelError(f"only a part of the model {name!r} is on this machine; {command} to fetch the rest")
        nearest = None if known else nearest_name(name)
        hint = f", or did you mean {nearest!r}?" if nearest else ""
        return ModelError(f"model {name!r} is not on this machine; {command}{hint}")
    if nearest := nearest_name(name):
        return ModelError(f"there is no model {name!r}; did you mean {nearest!r}?")
    return ModelError(
        f"there is no model and no folder {name!r}; use {', '.join(_known_models())}, an id on the hub (owner/name) "
        "or the path of a folder"
    )
