"""What `translate.engine.conversion` runs in a process of its own."""

from typing import Any

import numpy
from ctranslate2.converters import TransformersConverter
from ctranslate2.specs.model_spec import NumpyVariable, visit_spec

WEIGHT_RANGE = 64
"""Largest magnitude of an int8 weight.

Processors without VNNI multiply unsigned by signed bytes in pairs and add them in 16 bits: 255 * w1 + 255 * w2 must
stay within 32,767 or it is cut without notice, which costs this kind of model more than a BLEU point. 64 keeps it
within on every processor.
"""


class SafeInt8Converter(TransformersConverter):  # type: ignore[misc]
    """CTranslate2's converter with int8 weights that no processor's multiplication overflows on."""

    def _load(self) -> Any:
        spec = super()._load()
        spec.validate()
        visit_spec(spec, _quantize)
        return spec


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
    if compute_type == "int8":
        SafeInt8Converter(checkpoint).convert(out)
    else:
        TransformersConverter(checkpoint).convert(out, quantization=compute_type)
