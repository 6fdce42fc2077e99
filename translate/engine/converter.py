"""What `translate.engine.conversion` runs in a process of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
from ctranslate2.converters import TransformersConverter
from ctranslate2.specs.model_spec import NumpyVariable, visit_spec

from translate.engine.checkpoint import AlignmentHeads, read_capabilities

WEIGHT_RANGE = 64
"""Largest magnitude of an int8 weight.

Processors without VNNI multiply unsigned by signed bytes in pairs and add them in 16 bits: 255 * w1 + 255 * w2 must
stay within 32,767 or it is cut without notice, which costs this kind of model more than a BLEU point. 64 keeps it
within on every processor.
"""


class AligningConverter(TransformersConverter):  # type: ignore[misc]
    """CTranslate2's converter, with the attention that `alignment` names as the one that is asked for."""

    def __init__(self, checkpoint: str, *, alignment: AlignmentHeads | None) -> None:
        super().__init__(checkpoint)
        self._alignment = alignment

    def _load(self) -> Any:
        spec = super()._load()
        if self._alignment is not None:
            _choose_heads(spec.decoder, self._alignment)
        return spec


class SafeInt8Converter(AligningConverter):
    """The same with int8 weights that no processor's multiplication overflows on."""

    def _load(self) -> Any:
        spec = super()._load()
        spec.validate()
        visit_spec(spec, _quantize)
        return spec


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
    rows = _rows(order, width)
    both = rows + [len(queries.bias) + row for row in rows]
    queries.weight, queries.bias = queries.weight[rows], queries.bias[rows]
    keys_values.weight, keys_values.bias = keys_values.weight[both], keys_values.bias[both]
    output.weight = output.weight[:, rows]


def _rows(heads: Sequence[int], width: int) -> list[int]:
    return [head * width + place for head in heads for place in range(width)]


def _quantize(layer: Any, name: str, value: Any) -> None:
    key = name.rpartition("/")[2]
    if isinstance(value, str) or not hasattr(layer, f"{key}_scale"):
        return
    weight = value.to("float32").numpy()
    largest = numpy.maximum(numpy.abs(weight).max(axis=1), numpy.finfo(numpy.float32).tiny * WEIGHT_RANGE)
    scale = (WEIGHT_RANGE / largest).astype(numpy.float32)
    setattr(layer, key, NumpyVariable(numpy.rint(weight * scale[:, None]).astype(numpy.int8)))
    setattr(layer, f"{key}_scale", NumpyVariable(scale))


def main(checkpoint: str, out: str, compute_type: str) -> None:
    """Convert the folder `checkpoint` into the new folder `out`."""
    alignment = read_capabilities(Path(checkpoint)).alignment
    if compute_type == "int8":
        SafeInt8Converter(checkpoint, alignment=alignment).convert(out)
    else:
        AligningConverter(checkpoint, alignment=alignment).convert(out, quantization=compute_type)
