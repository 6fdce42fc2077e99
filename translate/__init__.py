"""fr2en: French documents become English documents. Nothing heavy is imported until it is used."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translate.run.translator import Translator as Translator

__version__ = "0.1.0"
__all__ = ["Translator", "__version__"]


def __getattr__(name: str) -> object:
    if name == "Translator":
        from translate.run.translator import Translator

        return Translator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
