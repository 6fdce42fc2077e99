"""What the processor rounds by, and how all processors are made to round alike.

A model's sums of floating-point numbers come out otherwise in another order, and the libraries below CTranslate2 choose
the order by the instructions that they find. A token that is nearly as likely as another one may win then.
"""

import os
import platform
import sys
from importlib import import_module

from translate.documents.errors import ModelError

PINS = {"CT2_FORCE_CPU_ISA": "AVX2", "CT2_USE_MKL": "0", "ONEDNN_MAX_CPU_ISA": "AVX2"}
"""What CTranslate2 and oneDNN read when they are loaded: the instructions of all x86 processors since 2015, and oneDNN
instead of Intel's MKL, which CTranslate2 takes on Intel's processors alone."""
_INSTRUCTIONS = {
    "AVX512_SPR": "avx512_spr",
    "AVX512_ICL": "avx512_icl",
    "AVX512_CLX": "avx512_clx",
    "AVX512_SKX": "avx512_skx",
    "X86_V4": "avx512_skx",
    "AVX2": "avx2",
    "AVX": "avx",
    "SVE": "sve",
    "ASIMDDP": "asimddp",
    "ASIMD": "asimd",
}
"""Instructions as numpy names them, the widest first; X86_V4 is its newer name for what AVX512_SKX has."""


def instruction_set() -> str:
    """Return the widest instructions of this processor that matter to matrix products, such as `avx2`.

    It is `avx2-pinned` where `pin` was called. Of 80 sentences of newstest2013 eight came out otherwise with AVX than
    with AVX2, and 21 with neither (int8, beam 4). The environment variable `CT2_FORCE_CPU_ISA` of CTranslate2 chooses
    narrower ones.
    """
    forced = os.environ.get("CT2_FORCE_CPU_ISA")
    if forced:
        pinned = all(os.environ.get(name) == value for name, value in PINS.items())
        return f"{forced.lower()}-pinned" if pinned else forced.lower()
    features = _features()
    return next((said for name, said in _INSTRUCTIONS.items() if features.get(name)), platform.machine() or "cpu")


def pin() -> None:
    """Let this process, and those that it starts, round as all processors with AVX2 do.

    :raises ModelError: where this processor has no AVX2, or CTranslate2 has been loaded by other rules.
    """
    if all(os.environ.get(name) == value for name, value in PINS.items()):
        return
    if "ctranslate2" in sys.modules:
        raise ModelError("CTranslate2 is loaded already; ask for the same everywhere before anything is translated")
    if not _features().get("AVX2"):
        raise ModelError(
            f"this processor ({platform.machine()}) has no AVX2, by which the same comes out everywhere; translate on "
            "another machine, or without --same-everywhere"
        )
    os.environ.update(PINS)


def _features() -> dict[str, bool]:
    # numpy knows, but has no public way to say it.
    found: dict[str, bool] = import_module("numpy._core._multiarray_umath").__cpu_features__
    return found
