"""The network of a MarianMT checkpoint: its sizes by `config.json`, and the tensors that its weights file must have."""

import json
import math
import pickle
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

REFUSED = "holds more than numbers, and reading the rest could run a program; choose a model in safetensors"
"""What is said behind the name of a weights file that only an unsafe unpickling would read."""
_LONGEST_HEADER = 100_000_000
"""Bytes of the header of a safetensors file, as the format's own library bounds it."""
_MOST_POSITIONS = 1 << 14
"""MarianMT models have 256 to 1,024; each engine makes a table of so many rows, whatever the weights file holds."""
_SMALLEST_NUMBER = 2
"""Bytes: no checkpoint stores less for a number than float16 does."""

_SHARED, _OUTPUT = "model.shared.weight", "lm_head.weight"
_SOURCE, _TARGET = "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network; `shared` says that both languages share one embedding, `tied` that the output is it too.

    `scale` is what embeddings are multiplied with, `pad` and `end` are the numbers of pieces.
    """

    source_pieces: int
    target_pieces: int
    width: int
    encoder_layers: int
    decoder_layers: int
    encoder_hidden: int
    decoder_hidden: int
    encoder_heads: int
    decoder_heads: int
    positions: int
    activation: str
    scale: float
    shared: bool
    tied: bool
    pad: int
    end: int

    @classmethod
    def of(cls, config: Mapping[str, object]) -> "Shape":
        """Return the sizes that a `config.json` states; for those it leaves out, what transformers' `MarianConfig` has.

        :raises ValueError: where a size is no whole number above 0, or those of the heads or positions cannot be.

        >>> shape = Shape.of({"d_model": 256, "encoder_attention_heads": 8, "decoder_attention_heads": 8})
        >>> shape.width, shape.encoder_layers, shape.source_pieces == shape.target_pieces
        (256, 12, True)
        """

        def number(name: str, default: int, *, least: int = 1) -> int:
            value = config.get(name)
            if value is None:
                return default
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise ValueError(f"the field {name!r} must be a whole number above {least - 1}")
            return value

        shared = bool(config.get("share_encoder_decoder_embeddings", True))
        width, pieces = number("d_model", 1024), number("vocab_size", 58101)
        shape = cls(
            source_pieces=pieces,
            target_pieces=pieces if shared else number("decoder_vocab_size", pieces),
            width=width,
            encoder_layers=number("encoder_layers", 12),
            decoder_layers=number("decoder_layers", 12),
            encoder_hidden=number("encoder_ffn_dim", 4096),
            decoder_hidden=number("decoder_ffn_dim", 4096),
            encoder_heads=number("encoder_attention_heads", 16),
            decoder_heads=number("decoder_attention_heads", 16),
            positions=number("max_position_embeddings", 1024),
            activation=str(config.get("activation_function", "gelu")),
            scale=math.sqrt(width) if config.get("scale_embedding") else 1.0,
            shared=shared,
            tied=bool(config.get("tie_word_embeddings", True)),
            pad=number("pad_token_id", 58100, least=0),
            end=number("eos_token_id", 0, least=0),
        )
        if width % shape.encoder_heads or width % shape.decoder_heads:
            raise ValueError(
                f"{shape.encoder_heads} and {shape.decoder_heads} attention heads cannot share a width (d_model) "
                f"of {width} evenly"
            )
        if shape.positions > _MOST_POSITIONS:
            raise ValueError(f"the field 'max_position_embeddings' must be at most {_MOST_POSITIONS:,}")
        return shape

    @property
    def source_embedding(self) -> tuple[str, ...]:
        """The names that the embedding of source pieces may have; the first that is there counts."""
        return (_SOURCE, _SHARED, *((_TARGET, _OUTPUT) if self.shared and self.tied else ()))

    @property
    def target_embedding(self) -> tuple[str, ...]:
        """The names that the embedding of target pieces may have."""
        names = {_TARGET: True, _SHARED: self.shared, _OUTPUT: self.tied, _SOURCE: self.shared and self.tied}
        return tuple(name for name, fits in names.items() if fits)

    @property
    def output(self) -> tuple[str, ...]:
        """The names that the projection to target pieces may have."""
        return self.target_embedding if self.tied else (_OUTPUT,)

    def tensors(self) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
        """Yield the names that each tensor may have, and its sizes; what may be left out is not among them."""
        yield self.source_embedding, (self.source_pieces, self.width)
        if not (self.shared and self.tied):
            yield self.target_embedding, (self.target_pieces, self.width)
        if not self.tied:
            yield self.output, (self.target_pieces, self.width)
        for side, layers, hidden in (
            ("encoder", self.encoder_layers, self.encoder_hidden),
            ("decoder", self.decoder_layers, self.decoder_hidden),
        ):
            attentions = ("self_attn", "encoder_attn") if side == "decoder" else ("self_attn",)
            linear = [
                (f"{attention}.{part}_proj", self.width, self.width) for attention in attentions for part in "qkv"
            ]
            linear += [(f"{attention}.out_proj", self.width, self.width) for attention in attentions]
            linear += [("fc1", hidden, self.width), ("fc2", self.width, hidden)]
            norms = [f"{attention}_layer_norm" for attention in attentions] + ["final_layer_norm"]
            for layer in range(layers):
                prefix = f"model.{side}.layers.{layer}."
                for name, rows, columns in linear:
                    yield (f"{prefix}{name}.weight",), (rows, columns)
                    yield (f"{prefix}{name}.bias",), (rows,)
                for name in norms:
                    yield (f"{prefix}{name}.weight",), (self.width,)
                    yield (f"{prefix}{name}.bias",), (self.width,)


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """Where a tensor lies in a safetensors file: `kind` is the format's name of its numbers, `start` a byte."""

    kind: str
    sizes: tuple[int, ...]
    start: int


def check_weights(path: Path, shape: Shape) -> None:
    """Raise where a weights file cannot hold a network of this shape, without loading it.

    Of a safetensors file all names and sizes are compared; of PyTorch's own, whose names only loading would tell, no
    more is known than how much it can hold.

    :raises ValueError: where it is damaged or another network; the message goes behind the name of the file.
    :raises OSError: where it cannot be read.
    """
    if path.suffix == ".safetensors":
        stored = stored_tensors(path)
        for names, sizes in shape.tensors():
            found = next((name for name in names if name in stored), None)
            if found is None:
                raise ValueError(f"does not fit config.json: it has no {names[0]}")
            if stored[found].sizes != sizes:
                raise ValueError(
                    f"does not fit config.json: {found} has the sizes {_written(stored[found].sizes)} "
                    f"where {_written(sizes)} are stated"
                )
        return
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(2)
    # Files of PyTorch before 1.6 are pickles, which only loading could check; later ones are zip archives.
    if start == b"PK":
        if not zipfile.is_zipfile(path):
            raise ValueError("is cut short")
    elif start != b"\x80\x02":
        raise ValueError("is damaged: it is not a PyTorch weights file")
    check_size(size, shape)


def check_size(size: int, shape: Shape) -> None:
    """Raise where a weights file of `size` bytes is too small for a network of this shape, whatever is in it.

    :raises ValueError: as `check_weights` does.
    """
    numbers = 0
    for _, sizes in shape.tensors():
        numbers += math.prod(sizes)
        if numbers * _SMALLEST_NUMBER > size:
            raise ValueError(f"does not fit config.json: {size} bytes cannot hold a network of the stated sizes")


def stored_tensors(path: Path) -> dict[str, StoredTensor]:
    """Return what the header of a safetensors file says of its tensors, by their names.

    The format is described at https://github.com/huggingface/safetensors: the length of the header in 8 bytes, the
    header in JSON, the numbers.

    :raises ValueError: where the header is broken or the file has another size than it promises.
    :raises OSError: where it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or not 2 <= length <= min(size - 8, _LONGEST_HEADER):
            raise ValueError("is damaged or cut short: its header is broken")
        raw = file.read(length)
    try:
        header: dict[str, dict[str, list[int]]] = json.loads(raw)
        found = {
            name: StoredTensor(
                str(tensor["dtype"]), tuple(tensor["shape"]), 8 + length + int(tensor["data_offsets"][0])
            )
            for name, tensor in header.items()
            if name != "__metadata__"
        }
        end = 8 + length + max(header[name]["data_offsets"][1] for name in found)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise ValueError("is damaged: its header is broken") from None
    if size != end:
        raise ValueError(f"has {size} bytes where its header promises {end}")
    return found


def load_pytorch(path: Path) -> "dict[str, torch.Tensor]":
    """Return the tensors of a weights file of PyTorch's own kind, by their names; no program in it is run.

    :raises ValueError: where it holds anything else or is damaged; the message goes behind the name of the file.
    :raises OSError: where it cannot be read.
    """
    import torch

    try:
        found: dict[str, torch.Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise ValueError(REFUSED) from None
    except (RuntimeError, EOFError) as error:
        raise ValueError(f"is damaged: {(str(error).splitlines() or ['it ends too early'])[0]}") from error
    return found


def _written(sizes: tuple[int, ...]) -> str:
    return " x ".join(map(str, sizes))
