"""A MarianMT checkpoint as a CTranslate2 model: what `translate.engine.conversion` runs in a process of its own."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy
import numpy.typing
from ctranslate2.specs import Activation, TransformerDecoderSpec, TransformerEncoderSpec, TransformerSpec
from ctranslate2.specs.model_spec import NumpyVariable, visit_spec

from translate.engine.checkpoint import AlignmentHeads, Checkpoint, open_checkpoint
from translate.engine.untrained import untrained_signs, write_untrained
from translate.engine.weights import Shape, StoredTensor, load_pytorch, stored_tensors

_Array = numpy.typing.NDArray[Any]

WEIGHT_RANGE = 64
"""Largest magnitude of an int8 weight.

Processors without VNNI multiply unsigned by signed bytes in pairs and add them in 16 bits: 255 * w1 + 255 * w2 must
stay within 32,767 or it is cut without notice, which costs this kind of model more than a BLEU point. 64 keeps it
within on every processor.
"""
_ACTIVATIONS = {
    "relu": Activation.RELU,
    "swish": Activation.SWISH,
    "silu": Activation.SWISH,
    "gelu": Activation.GELU,
    "gelu_new": Activation.GELUTanh,
}
_KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
"""numpy's names for the kinds of numbers in a safetensors file; it has none for BF16."""
_PADDING = "<pad>"


def main(folder: str, out: str, compute_type: str) -> None:
    """Convert the checkpoint in `folder` into the new folder `out`, its weights as "int8" or "float32"."""
    checkpoint = open_checkpoint(Path(folder))
    spec = _specification(checkpoint)
    spec.validate()
    if compute_type == "int8":
        visit_spec(spec, _quantize)
    spec.optimize(quantization=None if compute_type == "int8" else compute_type)
    Path(out).mkdir()
    spec.save(out)
    weights = _Weights(checkpoint)[checkpoint.shape.source_embedding]
    write_untrained(untrained_signs(_pieces(checkpoint.folder / "vocab.json"), weights), Path(out))


def _specification(checkpoint: Checkpoint) -> Any:
    """Return the model as CTranslate2 describes it, with the pieces of both sides."""
    shape, weights = checkpoint.shape, _Weights(checkpoint)
    if shape.activation not in _ACTIVATIONS:
        known = ", ".join(_ACTIVATIONS)
        raise ValueError(f"the activation {shape.activation!r} of config.json is not one of {known}")
    activation = _ACTIVATIONS[shape.activation]
    encoder = TransformerEncoderSpec(shape.encoder_layers, shape.encoder_heads, pre_norm=False, activation=activation)
    decoder = TransformerDecoderSpec(shape.decoder_layers, shape.decoder_heads, pre_norm=False, activation=activation)
    sources = _pieces(checkpoint.folder / "vocab.json")
    targets = _pieces(checkpoint.folder / "target_vocab.json") if checkpoint.separate_vocabularies else sources
    encoder.embeddings[0].weight = weights[shape.source_embedding][: len(sources)]
    decoder.embeddings.weight = weights[shape.target_embedding][: len(targets)]
    decoder.projection.weight = weights[shape.output][: len(targets)]
    bias = weights.get(("final_logits_bias",))
    if bias is not None and bias.any():
        decoder.projection.bias = bias.reshape(-1)[: len(targets)]
    # The padding piece, which starts each target, has no embedding, and is not among the pieces that can be written.
    decoder.start_from_zero_embedding = True
    for side, specification in (("encoder", encoder), ("decoder", decoder)):
        specification.scale_embeddings = shape.scale
        stored = weights.get((f"model.{side}.embed_positions.weight",))
        specification.position_encodings.encodings = _sinusoids(shape, weights.kind) if stored is None else stored
        for number, layer in enumerate(specification.layer):
            _fill_layer(layer, weights, f"model.{side}.layers.{number}.")
    if checkpoint.capabilities.alignment is not None:
        _choose_heads(decoder, checkpoint.capabilities.alignment)
    spec = TransformerSpec(encoder, decoder)
    spec.config.decoder_start_token = spec.config.eos_token
    spec.register_source_vocabulary(sources)
    spec.register_target_vocabulary(targets)
    return spec


def _pieces(path: Path) -> list[str]:
    """Return the pieces of a vocabulary in the order of their numbers, without the padding behind them."""
    numbers: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    pieces = sorted(numbers, key=numbers.__getitem__)
    if [numbers[piece] for piece in pieces] != list(range(len(pieces))):
        raise ValueError(f"{path.name} leaves a number out or gives one twice")
    return pieces[:-1] if pieces[-1] == _PADDING else pieces


class _Weights:
    """The tensors of a checkpoint, by any of their names; `kind` is float16 where `config.json` says so, else float32.

    So transformers and CTranslate2's own converter have it: what stays no int8 is rounded as the model was stored.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        stated = checkpoint.config.get("dtype") or checkpoint.config.get("torch_dtype")
        self.kind = numpy.dtype("float16" if stated == "float16" else "float32")
        self._tensors = _stored(checkpoint.weights)

    def get(self, names: Sequence[str]) -> _Array | None:
        """Return the tensor that has one of `names`, the first that is there, or None."""
        found = next((self._tensors[name] for name in names if name in self._tensors), None)
        return None if found is None else numpy.asarray(found(), dtype=self.kind)

    def __getitem__(self, names: Sequence[str]) -> _Array:
        found = self.get(names)
        if found is None:
            raise ValueError(f"the weights have no {names[0]}")
        return found


def _stored(path: Path) -> Mapping[str, Callable[[], _Array]]:
    """Return what reads each tensor of a weights file."""
    if path.suffix == ".safetensors":
        return {name: partial(_mapped, path, tensor) for name, tensor in stored_tensors(path).items()}
    try:
        return {name: tensor.float().numpy for name, tensor in load_pytorch(path).items()}
    except ValueError as error:
        raise ValueError(f"{path.name} {error}") from None


def _mapped(path: Path, tensor: StoredTensor) -> _Array:
    if tensor.kind == "BF16":  # the upper half of a float32
        halves = numpy.memmap(path, "<u2", "r", tensor.start, tensor.sizes)
        return (halves.astype("<u4") << 16).view("<f4")
    return numpy.memmap(path, _KINDS[tensor.kind], "r", tensor.start, tensor.sizes)


def _sinusoids(shape: Shape, kind: "numpy.dtype[Any]") -> _Array:
    """Return the encodings of positions, [positions, width]: all sines, then all cosines (Vaswani et al. 2017, 3.5)."""
    columns = numpy.arange(shape.width)
    angles = numpy.arange(shape.positions)[:, None] / numpy.power(10000, 2 * (columns // 2) / shape.width)
    both = [numpy.sin(angles[:, 0::2]), numpy.cos(angles[:, 1::2])]
    result: _Array = numpy.concatenate(both, axis=1).astype(numpy.float32).astype(kind)
    return result


def _fill_layer(layer: Any, weights: _Weights, prefix: str) -> None:
    """Set the weights of one layer of the encoder, or of the decoder, which looks at the source too."""

    def linear(spec: Any, *names: str) -> None:
        spec.weight = numpy.concatenate([weights[(f"{prefix}{name}.weight",)] for name in names])
        spec.bias = numpy.concatenate([weights[(f"{prefix}{name}.bias",)] for name in names])

    def norm(spec: Any, name: str) -> None:
        spec.gamma, spec.beta = weights[(f"{prefix}{name}.weight",)], weights[(f"{prefix}{name}.bias",)]

    linear(layer.self_attention.linear[0], *(f"self_attn.{part}_proj" for part in "qkv"))
    linear(layer.self_attention.linear[1], "self_attn.out_proj")
    norm(layer.self_attention.layer_norm, "self_attn_layer_norm")
    if hasattr(layer, "attention"):
        linear(layer.attention.linear[0], "encoder_attn.q_proj")
        linear(layer.attention.linear[1], "encoder_attn.k_proj", "encoder_attn.v_proj")
        linear(layer.attention.linear[2], "encoder_attn.out_proj")
        norm(layer.attention.layer_norm, "encoder_attn_layer_norm")
    linear(layer.ffn.linear_0, "fc1")
    linear(layer.ffn.linear_1, "fc2")
    norm(layer.ffn.layer_norm, "final_layer_norm")


def _choose_heads(decoder: Any, alignment: AlignmentHeads) -> None:
    """Let `decoder` answer with the mean of the heads of `alignment`.

    CTranslate2 takes so many heads from the first one on, so the wanted ones are put there: the rows of the queries,
    keys and values, and the columns of the output, change places, which changes nothing in what the layer computes.
    """
    layer = alignment.layer % len(decoder.layer)
    decoder.alignment_layer = numpy.int16(layer)
    decoder.alignment_heads = numpy.int16(len(alignment.heads))
    queries, keys_values, output = decoder.layer[layer].attention.linear
    heads = int(decoder.num_heads)
    order = [*alignment.heads, *(head for head in range(heads) if head not in alignment.heads)]
    width = len(queries.bias) // heads
    rows = [head * width + place for head in order for place in range(width)]
    both = rows + [len(queries.bias) + row for row in rows]
    queries.weight, queries.bias = queries.weight[rows], queries.bias[rows]
    keys_values.weight, keys_values.bias = keys_values.weight[both], keys_values.bias[both]
    output.weight = output.weight[:, rows]


def _quantize(layer: Any, name: str, value: Any) -> None:
    key = name.rpartition("/")[2]
    if isinstance(value, str) or not hasattr(layer, f"{key}_scale"):
        return
    weight = value.to("float32").numpy()
    largest = numpy.maximum(numpy.abs(weight).max(axis=1), numpy.finfo(numpy.float32).tiny * WEIGHT_RANGE)
    scale = (WEIGHT_RANGE / largest).astype(numpy.float32)
    setattr(layer, key, NumpyVariable(numpy.rint(weight * scale[:, None]).astype(numpy.int8)))
    setattr(layer, f"{key}_scale", NumpyVariable(scale))
