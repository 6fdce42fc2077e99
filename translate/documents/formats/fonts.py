"""How documents show program code: in fonts whose letters are all as wide, and in styles that are named after it.

Names of fonts and styles are those that Word, LibreOffice, pandoc and common systems bring.
"""

import re

from glossary.tables import expression

_MONOSPACED = expression(
    r"[\"'\s]*(?:.*\bMono(?:space)?\b|Courier|Consolas|Cascadia Code|Menlo|Monaco|Lucida Console|Inconsolata|Fira Code"
    r"|Source Code Pro|Andale|Letter Gothic|Fixedsys|Terminal\b|Hack\b)",
    re.IGNORECASE,
)
_CODE_STYLE = expression(
    r"(?:HTML )?(?:source ?)?(?:code|listing)(?: (?:char|block|source|listing|text))?(?: (?:char|car))?|source text"
    r"|(?:HTML )?(?:keyboard|sample|typewriter|verbatim|teletype)(?: (?:char|car))?|user entry|program ?listing",
    re.IGNORECASE,
)


def is_monospaced(font: str) -> bool:
    """Tell whether all letters of a font are as wide, as a typewriter's are.

    >>> is_monospaced("Courier New"), is_monospaced("DejaVu Sans Mono"), is_monospaced("Monotype Corsiva")
    (True, True, False)
    """
    return _MONOSPACED.match(font) is not None


def is_code_style(name: str) -> bool:
    """Tell whether a style is one for program code, by its name.

    >>> is_code_style("Source Code"), is_code_style("Verbatim Char"), is_code_style("Code postal")
    (True, True, False)
    """
    return _CODE_STYLE.fullmatch(name.replace("_20_", " ").replace("_", " ").strip()) is not None
