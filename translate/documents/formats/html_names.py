"""What the elements and attributes of HTML mean for a translation (html.spec.whatwg.org, sections 4 and 15)."""

from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """What an element is for a sentence.

    `PHRASING` is a part of it; a `FORMAT` is too, and can be opened and closed wherever the words need it. What is
    `KEPT` is a word of it, an `INSET` something with sentences of its own, such as a drawing. `VOID` elements have no
    content. A `BLOCK` is left by no sentence.
    """

    PHRASING = "phrasing"
    FORMAT = "format"
    KEPT = "kept"
    INSET = "inset"
    VOID = "void"
    BLOCK = "block"


_NAMES = {
    Kind.FORMAT: "b big blink cite em font i mark nobr s small span strike strong sub sup tt u",
    Kind.PHRASING: (
        "a abbr acronym bdi bdo data del dfn ins label meter output progress q rb rp rt rtc ruby slot time"
    ),
    Kind.KEPT: "code kbd samp var",
    Kind.INSET: (
        "audio button canvas datalist iframe map math noscript object picture script select style svg template textarea"
        " video"
    ),
    Kind.VOID: ("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"),
    Kind.BLOCK: (
        "address article aside blockquote body caption center colgroup dd desc details dialog dir div dl dt"
        " fieldset figcaption figure footer foreignobject form frameset h1 h2 h3 h4 h5 h6 head header hgroup html"
        " legend li listing main menu nav noembed noframes ol optgroup option p plaintext pre search section"
        " summary table tbody td text tfoot th thead title tr ul xmp"
    ),
}
KINDS: Mapping[str, Kind] = {name: kind for kind, names in _NAMES.items() for name in names.split()}
VOID_IN_SENTENCE = frozenset(["br", "embed", "img", "input", "wbr"])
LOOKS = frozenset(["class", "style", "lang", "xml:lang", "color", "face", "size"])
"""The attributes of a format that is no more than a look."""

ENDS_PARAGRAPH = (
    frozenset(_NAMES[Kind.BLOCK].split())
    .union(["hr"])
    .difference(["body", "caption", "head", "html", "legend", "optgroup", "option", "title"])
)
"""Elements that end a `p` without an end tag (section 13.1.2.4)."""
CLOSED_BY: Mapping[str, frozenset[str]] = {
    "li": frozenset(["li"]),
    **dict.fromkeys(("dt", "dd"), frozenset(["dt", "dd"])),
    **dict.fromkeys(("td", "th"), frozenset(["td", "th"])),
    "tr": frozenset(["tr", "td", "th"]),
    **dict.fromkeys(("tbody", "tfoot", "thead"), frozenset(["tbody", "tfoot", "thead", "tr", "td", "th"])),
    "option": frozenset(["option"]),
    "optgroup": frozenset(["option", "optgroup"]),
}
"""The elements that end where one of this name begins, if they have no end tag."""

ATTRIBUTES: Mapping[str, str] = {
    "alt": "image description",
    "title": "tooltip",
    "placeholder": "hint in a field",
    "aria-label": "label for screen readers",
    "aria-description": "label for screen readers",
    "aria-placeholder": "hint in a field",
    "aria-roledescription": "label for screen readers",
    "aria-valuetext": "label for screen readers",
}
"""Attributes that people read, with what they are."""
ATTRIBUTES_OF: Mapping[tuple[str, str], str] = {
    ("option", "label"): "choice",
    ("optgroup", "label"): "choice",
    ("track", "label"): "name of a track",
    ("table", "summary"): "description of a table",
}
"""Those that people read in elements of this name only."""
BUTTONS = frozenset(["button", "submit", "reset"])
"""Types of `input` whose value is what stands on a button."""
NO_TOOLTIP = frozenset(["link", "style"])
"""Elements whose title nobody reads."""
META: Mapping[str, str] = {
    "description": "page description",
    "og:description": "page description",
    "twitter:description": "page description",
    "dc.description": "page description",
    "dcterms.description": "page description",
    "og:title": "page title",
    "twitter:title": "page title",
    "dc.title": "page title",
    "dcterms.title": "page title",
    "og:image:alt": "image description",
    "twitter:image:alt": "image description",
}
"""Names of `meta` whose content people read."""
META_LANGUAGES = frozenset(["content-language", "language", "dc.language", "dcterms.language", "og:locale"])
"""Names of `meta` that say the language of the page."""
