"""The only place where text meets HTML: whatever is not HTML already is escaped, and what cannot be seen is named."""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from importlib.resources import files

from glossary.tables import expression

_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_ESCAPE = str.maketrans(_SPECIAL)
# Controls, soft hyphens, marks of direction, zero-width characters, line separators, tags, halves of surrogate pairs.
HIDDEN = expression(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_NAMES = {
    "\r": "CR",
    "\xad": "SHY",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u2028": "LS",
    "\u2029": "PS",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
    "\u061c": "ALM",
}
_VOID = frozenset({"meta", "input"})
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_IN_SCRIPT_PATTERN = expression("[<>&\u2028\u2029\ud800-\udfff]")


class Html(str):
    """Text that is HTML already; made by this module alone, from text that it escaped."""

    __slots__ = ()


def text(value: str) -> Html:
    """Return `value` as HTML that shows it: markup is escaped, and each hidden character stands there by its name.

    >>> text("<b>\\u202e")
    '&lt;b&gt;<span class="hidden" title="U+202E RIGHT-TO-LEFT OVERRIDE" data-n="1">RLO</span>'
    """
    if not HIDDEN.search(value):
        return Html(value.translate(_ESCAPE))
    shown: list[str] = []
    position = 0
    for match in HIDDEN.finditer(value):
        if _joins_emoji(value, match.start()):
            continue
        shown += (value[position : match.start()].translate(_ESCAPE), _named(match[0]))
        position = match.end()
    return Html("".join([*shown, value[position:].translate(_ESCAPE)]))


def in_plain_sight(value: str) -> str:
    """Return `value` with the name of each hidden character in brackets, for places that hold text only.

    >>> in_plain_sight("a\\u202eb")
    'a[RLO]b'
    """
    return HIDDEN.sub(lambda match: match[0] if _joins_emoji(value, match.start()) else f"[{label(match[0])}]", value)


def label(character: str) -> str:
    """Return the short name by which a hidden character is shown."""
    return _NAMES.get(character) or f"U+{ord(character):04X}"


def element(name: str, *content: str, **attributes: "str | int | bool | None") -> Html:
    """Return an element; content that is not HTML is escaped, as are all attributes.

    An attribute that is None or False is left out; of its name, underscores become hyphens and one at the end goes.

    >>> element("a", "1 < 2", href="#x", class_='"')
    '<a href="#x" class="&quot;">1 &lt; 2</a>'
    """
    written = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        written.append(key if value is True else f'{key}="{in_plain_sight(str(value)).translate(_ESCAPE)}"')
    start = f"<{' '.join(written)}>"
    if name in _VOID:
        return Html(start)
    return Html(f"{start}{joined(content)}</{name}>")


def joined(content: Iterable[str]) -> Html:
    """Return pieces of content as one; those that are not HTML are escaped."""
    return Html("".join(piece if isinstance(piece, Html) else text(piece) for piece in content))


def data(identifier: str, value: object) -> Html:
    """Return `value` as JSON in an element that no browser runs and no text can close.

    >>> data("d", "</script>")
    '<script type="application/json" id="d">"\\\\u003c/script\\\\u003e"</script>'
    """
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    safe = _IN_SCRIPT_PATTERN.sub(lambda m: _IN_SCRIPT.get(m[0]) or f"\\u{ord(m[0]):04x}", written)
    return element("script", Html(safe), type="application/json", id=identifier)


def shipped(name: str) -> str:
    """Return the text of a file that ships with the pages, with line feeds alone at the ends of its lines."""
    return files("translate.review").joinpath("assets", name).read_text(encoding="utf-8").replace("\r\n", "\n")


def fragment(name: str) -> Html:
    """Return the HTML that ships under this name."""
    return Html(shipped(name))


def style(name: str) -> Html:
    """Return the style that ships under this name as an element."""
    return Html(f"<style>{shipped(name)}</style>")


def script(*names: str) -> Html:
    """Return the scripts that ship under these names as one element; they share a scope of their own."""
    return Html(f"<script>{_one_script(names)}</script>")


def policy(*, style: str, scripts: Sequence[str]) -> str:
    """Return the Content-Security-Policy of a page with the style and the scripts that ship under these names.

    Nothing else runs, and nothing is fetched or sent: no other style or script, no picture, no form.
    """
    return (
        f"default-src 'none'; style-src '{_hash(shipped(style))}'; script-src '{_hash(_one_script(scripts))}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _one_script(names: Sequence[str]) -> str:
    return "\n".join(['"use strict";', "{", *map(shipped, names), "}"])


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return element(
        "span",
        Html(label(character)),
        class_="hidden",
        title=f"U+{ord(character):04X} {name}".strip(),
        data_n=_units(character),
    )


def _units(character: str) -> int:
    """Return the length of a character for a script: beyond U+FFFF it is two."""
    return 2 if ord(character) > 0xFFFF else 1


def _joins_emoji(value: str, position: int) -> bool:
    """Whether a zero-width joiner stands between two emoji, as in a picture of a family, where it belongs."""
    around = value[max(0, position - 2) : position], value[position + 1 : position + 2]
    return value[position] == "\u200d" and all(any(unicodedata.category(c) in ("So", "Sk") for c in a) for a in around)
