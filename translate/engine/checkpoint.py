"""A MarianMT checkpoint folder: what it can do, whether it is whole, and a digest of its bytes."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from translate.documents.errors import ModelError
from translate.engine.paths import cache_folder
from translate.engine.weights import Shape, check_weights

MANIFEST = "manifest.json"
"""The file that marks a pulled model as complete; `translate.engine.store` reads and writes it."""

EMBEDDED = Path(__file__).resolve().parent / "embedded"
"""The folder of the models that come with the package."""

WEIGHTS = ("model.safetensors", "pytorch_model.bin")
"""The names of weights files that can be used, the better one first."""

_DEFAULT_SOURCE_PIECES = 400
_CHECKS = "checks-1"
"""Counts the changes of what `open_checkpoint` looks for in the files of a model."""
_ABANDONED_SECONDS = 60
"""Writing a few digests takes milliseconds: what is so old was left by a run that was killed."""
_GIT_LFS_POINTER = b"version https://git-lfs"


@dataclass(frozen=True, slots=True)
class AlignmentHeads:
    """The cross-attention heads whose mean is a word alignment; `layer` counts decoder layers, -1 is the last one."""

    layer: int
    heads: tuple[int, ...]


USUAL_HEADS = AlignmentHeads(-1, (0,))
"""The head that serves where a model was trained for none: the first of the last layer, as CTranslate2 has it."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model was trained for.

    `normalisation` names an entry of `translate.engine.normalisation.NORMALISATIONS`. `constraint_markers` are the two
    strings that the model learnt to read around a wanted translation. `max_source_pieces` is the longest sentence in
    source pieces, its end mark not counted, that the model translates well. Texts are empty where nothing is stated.
    """

    name: str
    version: str
    normalisation: str
    constraint_markers: tuple[str, str] | None
    alignment: AlignmentHeads | None
    max_source_pieces: int
    licence: str
    attribution: str
    source_language: str
    target_language: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A MarianMT folder that has been looked through by `open_checkpoint`; `config` is its config.json."""

    folder: Path
    capabilities: Capabilities
    config: Mapping[str, object]
    shape: Shape
    separate_vocabularies: bool

    @property
    def weights(self) -> Path:
        """The weights file."""
        return next((path for name in WEIGHTS if (path := self.folder / name).is_file()), self.folder / WEIGHTS[0])

    @property
    def positions(self) -> int:
        """The number of pieces, end mark included, for which the model has positions."""
        return self.shape.positions

    @property
    def longest_source(self) -> int:
        """The number of source pieces, end mark not included, of the longest sentence to be given to the model."""
        return min(self.capabilities.max_source_pieces, self.positions - 1)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that decide what the model says."""
        names = ["source.spm", "target.spm", "vocab.json", "config.json"]
        names += ["target_vocab.json"] * self.separate_vocabularies
        names += ["capabilities.json"] * (self.folder / "capabilities.json").is_file()
        return (self.weights, *(self.folder / name for name in names))


def open_checkpoint(folder: Path) -> Checkpoint:
    """Return the checkpoint in `folder`, its files looked through without loading the weights.

    What was found whole is looked through again only where the size or the time of a file is another one.

    :raises ModelError: where the folder, or a file that the model needs, is missing, empty, cut short or malformed, or
        where the model is not a MarianMT one.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder} is not a folder; a model is a folder with config.json, weights and vocabularies")
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} is not a model: it has no config.json; name the folder that has one")
    config = _read_object(folder / "config.json")
    if config.get("model_type") != "marian":
        kind = config.get("model_type")
        raise ModelError(
            f"{folder} holds {f'a model of the type {kind!r}' if kind else 'a model of no stated type'}, "
            "and only MarianMT models (model_type 'marian' in config.json) can be used; choose another model"
        )
    try:
        shape = Shape.of(config)
    except ValueError as error:
        raise ModelError(f"{folder / 'config.json'}: {error}; correct it, or {_remedy(folder)}") from None
    tokenizer = _read_object(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").exists() else {}
    separate = tokenizer.get("separate_vocabs") is True
    checkpoint = Checkpoint(folder, read_capabilities(folder), config, shape, separate)
    _check_alignment(checkpoint)
    if not _was_whole(checkpoint):
        for name in ("source.spm", "target.spm"):
            _check_sentencepiece(folder / name)
        _check_vocabulary(folder / "vocab.json", shape.source_pieces)
        if separate:
            _check_vocabulary(folder / "target_vocab.json", shape.target_pieces)
        _check_weights(checkpoint)
    return checkpoint


def read_capabilities(folder: Path) -> Capabilities:
    """Return what `capabilities.json` in `folder` says; fields that are not there, or no file, give the usual values.

    Fields of other names are left alone, so that files made for later versions can be read.

    :raises ModelError: where a field has the wrong type, or the normalisation is not known here.
    """
    from translate.engine.normalisation import NORMALISATIONS

    path = folder / "capabilities.json"
    data = _read_object(path) if path.exists() else {}
    tokenizer = _read_object(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").exists() else {}

    def text(field: str, default: object) -> str:
        value = data.get(field, default if isinstance(default, str) else "")
        if not isinstance(value, str):
            raise _wrong(path, field, "a text")
        return value

    normalisation = text("normalisation", "punct-1")
    if normalisation not in NORMALISATIONS:
        raise ModelError(
            f"{path}: the normalisation {normalisation!r} is not known to this version of fr2en "
            f"(known: {', '.join(sorted(NORMALISATIONS))}); install a newer fr2en or choose another model"
        )
    pieces = data.get("max_source_pieces", _DEFAULT_SOURCE_PIECES)
    if not _is_count(pieces):
        raise _wrong(path, "max_source_pieces", "a whole number above 0")
    return Capabilities(
        name=text("name", folder.name.rpartition("--")[2]),
        version=text("version", ""),
        normalisation=normalisation,
        constraint_markers=_markers(path, data.get("constraint_markers")),
        alignment=_alignment(path, data.get("alignment")),
        max_source_pieces=pieces,
        licence=text("licence", ""),
        attribution=text("attribution", ""),
        source_language=text("source_language", tokenizer.get("source_lang") or "fr"),
        target_language=text("target_language", tokenizer.get("target_lang") or "en"),
    )


def digest(checkpoint: Checkpoint) -> str:
    """Return 16 hexadecimal digits that stand for the bytes of the model, wherever it lies.

    The digest is kept in the cache folder, and is made again where the size or the time of a file is another one.

    :raises ModelError: where a file cannot be read.
    """
    key = str(checkpoint.folder.resolve())
    try:
        state = _state(checkpoint)
        remembered = _read_digests()
        known = remembered.get(key)
        if isinstance(known, dict) and known.get("state") == state and isinstance(known.get("digest"), str):
            return str(known["digest"])
        total = hashlib.sha256()
        for path in checkpoint.files:
            with path.open("rb") as file:
                total.update(f"{path.name} {path.stat().st_size}\n".encode())
                while chunk := file.read(1 << 20):
                    total.update(chunk)
    except OSError as error:
        raise _unreadable(checkpoint.folder, error) from error
    result = total.hexdigest()[:16]
    still_there = {other: entry for other, entry in remembered.items() if Path(other).is_dir()}
    _write_digests({**still_there, key: {"state": state, "digest": result}})
    return result


def _state(checkpoint: Checkpoint) -> str:
    """Return what changes with the files of the model, and with what `open_checkpoint` looks for in them."""
    return " ".join([_CHECKS, *(f"{p.name}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in checkpoint.files)])


def _was_whole(checkpoint: Checkpoint) -> bool:
    """Return whether the files are those that were looked through before their digest was made."""
    try:
        known = _read_digests().get(str(checkpoint.folder.resolve()))
        return isinstance(known, dict) and known.get("state") == _state(checkpoint)
    except OSError:
        return False


def _read_digests() -> dict[str, object]:
    try:
        data = json.loads((cache_folder() / "digests.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _write_digests(digests: Mapping[str, object]) -> None:
    # Only time is lost where the cache cannot be written.
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="digests-", dir=cache_folder())
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(digests, file)
        Path(name).replace(cache_folder() / "digests.json")
        for leftover in cache_folder().glob("digests-*"):
            if leftover.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                leftover.unlink()
    except OSError:
        return


def _remedy(folder: Path) -> str:
    if folder.resolve().parent == EMBEDDED:
        return "install fr2en again"
    if (folder / MANIFEST).is_file():
        return f'run "fr2en models remove {folder.name.replace("--", "/", 1)}" and pull it again'
    return "copy the folder again"


def _damaged(path: Path, what: str) -> ModelError:
    return ModelError(f"{path} {what}; {_remedy(path.parent)}")


def _wrong(path: Path, field: str, wanted: str) -> ModelError:
    return ModelError(f"{path}: the field {field!r} must be {wanted}; correct it, or {_remedy(path.parent)}")


def _unreadable(path: Path, error: OSError) -> ModelError:
    return ModelError(f"{error.filename or path} cannot be read ({error.strerror}); check it and its permissions")


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _read_object(path: Path) -> dict[str, object]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _damaged(path, "is missing") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if not raw:
        raise _damaged(path, "is empty")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise _damaged(path, "is damaged: it is not valid JSON") from None
    if not isinstance(data, dict):
        raise _damaged(path, "is damaged: it is not a JSON object")
    return data


def _markers(path: Path, value: object) -> tuple[str, str] | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and value[0] != value[1]:
        opening, closing = value
        if isinstance(opening, str) and opening and isinstance(closing, str) and closing:
            return opening, closing
    raise _wrong(path, "constraint_markers", "null or a list of two different texts")


def _alignment(path: Path, value: object) -> AlignmentHeads | None:
    if value is None:
        return None
    if isinstance(value, dict):
        layer, heads = value.get("layer"), value.get("heads")
        numbers = [layer, *heads] if isinstance(heads, list) and heads else []
        if numbers and all(isinstance(n, int) and not isinstance(n, bool) for n in numbers) and min(numbers[1:]) >= 0:
            return AlignmentHeads(numbers[0], tuple(numbers[1:]))
    raise _wrong(path, "alignment", 'null or an object such as {"layer": -1, "heads": [0]}')


def _check_alignment(checkpoint: Checkpoint) -> None:
    """Raise where the heads that align are none of the decoder's."""
    stated = checkpoint.capabilities.alignment
    layers, heads = checkpoint.shape.decoder_layers, checkpoint.shape.decoder_heads
    if stated is not None and (not -layers <= stated.layer < layers or max(stated.heads) >= heads):
        wanted = f"a layer and heads of the decoder, which has {layers} layers of {heads} heads"
        raise _wrong(checkpoint.folder / "capabilities.json", "alignment", wanted)


def _check_vocabulary(path: Path, size: int) -> None:
    vocabulary = _read_object(path)
    ids = list(vocabulary.values())
    if not ids or not all(type(number) is int and number >= 0 for number in ids):
        raise _damaged(path, "is damaged: it must map each piece to its number")
    largest = max(number for number in ids if isinstance(number, int))
    if largest >= size:
        raise _damaged(path, f"numbers its pieces up to {largest}, but config.json has room for {size} only")


def _binary(path: Path) -> None:
    """Raise unless the file is there, is not empty and is no pointer to another file."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except FileNotFoundError:
        raise _damaged(path, "is missing") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if not start:
        raise _damaged(path, "is empty")
    if start.startswith(_GIT_LFS_POINTER):
        raise ModelError(f'{path} is a Git LFS pointer, not the file itself; run "git lfs pull" in its folder')


def _check_sentencepiece(path: Path) -> None:
    """Raise unless the file is a row of whole length-delimited fields, as a SentencePiece model is.

    SentencePiece itself takes a model that was cut between two fields without a word.
    """
    _binary(path)
    data = path.read_bytes()
    position, kinds = 0, set()
    try:
        while position < len(data):
            tag, length = data[position], data[position + 1]
            if tag < 0x80 and length < 0x80:  # nearly all pieces; half the time of the general way
                position += 2
            else:
                tag, position = _variable_length(data, position)
                length, position = _variable_length(data, position)
            if tag & 7 != 2:
                raise _damaged(path, "is damaged: it is not a SentencePiece model")
            kinds.add(tag >> 3)
            position += length
    except IndexError:
        raise _damaged(path, "is cut short") from None
    # A trainer's specification (2) and a normaliser's (3) come after the pieces (1) in each model.
    if position != len(data) or not {1, 2, 3} <= kinds:
        raise _damaged(path, "is cut short")


def _variable_length(data: bytes, position: int) -> tuple[int, int]:
    """Return the number at `position` in the variable-length form of Protocol Buffers, and the position behind it."""
    number = shift = 0
    while (byte := data[position]) >= 0x80:
        number |= (byte & 0x7F) << shift
        shift += 7
        position += 1
    return number | byte << shift, position + 1


def _check_weights(checkpoint: Checkpoint) -> None:
    _binary(checkpoint.weights)
    try:
        check_weights(checkpoint.weights, checkpoint.shape)
    except ValueError as error:
        raise _damaged(checkpoint.weights, str(error)) from None
