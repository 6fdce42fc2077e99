"""CTranslate2, loaded without asyncio: it imports that for iterators that nothing here calls, for 45 ms of CPU."""

import importlib
import sys
import types


def _attribute(name: str) -> object:
    return getattr(importlib.import_module("asyncio"), name)


if "asyncio" in sys.modules:
    import ctranslate2
else:
    # What CTranslate2 holds for asyncio passes everything on to the real one, which is loaded when somebody asks.
    sys.modules["asyncio"] = _stand_in = types.ModuleType("asyncio")
    _stand_in.__getattr__ = _attribute  # type: ignore[method-assign]
    try:
        import ctranslate2
    finally:
        del sys.modules["asyncio"]

__all__ = ["ctranslate2"]
