"""Names by themselves, as in headings, lists and signatures: a model makes words of them (`Trèbes` became Throws)."""

import re

from glossary.bilingual.lexicon import lexicon
from glossary.french.lexicon import form, in_dictionary
from glossary.tables import expression

_MOST_WORDS = 4
_INITIAL = expression(r"[A-Z]\.(?:-?[A-Z]\.)*")
_JOINING = frozenset(("d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "sous", "sur"))
_NAME = expression(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*")
# Nothing else is joined so: Brive-la-Gaillarde, Villeneuve-sur-Lot.
_PLACE = expression(r"[^\W\d_]+(?:-[^\W\d_]+)*-(?:en|la|le|les|lès|sous|sur)-[A-ZÀ-Ý][^\W\d_]+(?:['’-][^\W\d_]+)*")
_BETWEEN = expression(r"[ \u00a0\u202f]+(?![ \u00a0\u202f])")


def is_name_alone(text: str) -> bool:
    """Return whether `text` is a name and nothing else: words with capitals that no dictionary and no lexicon has.

    Initials belong to a name. Places that English calls otherwise are in the lexicon.

    >>> [is_name_alone(text) for text in ("Trèbes", "A. LEFEUVRE", "Horaires", "Londres", "A. Grève", "Le Trébois")]
    [True, True, False, False, False, False]
    """
    words = _BETWEEN.split(text.strip())
    names = [word for word in words if not _INITIAL.fullmatch(word)]
    if not 0 < len(names) <= len(words) <= _MOST_WORDS:
        return False
    with_initial = len(names) == 1 < len(words) and names[0].isupper()
    return all(_is_name(name) or (with_initial and _is_rare(name)) for name in names)


def _is_rare(word: str) -> bool:
    """Whether a word in capitals is hardly one of French, as family names that are also rare words are."""
    found = form(word.lower())
    return found is not None and not found.count


def _is_name(word: str) -> bool:
    lower = word.lower().replace("’", "'")
    if not _NAME.fullmatch(word) or not word[0].isupper() or len(word) < 3:
        return False
    if _PLACE.fullmatch(word):
        return not _is_translated(lower)
    parts = [lower, *(part for part in re.split("['-]", lower) if part not in _JOINING)]
    known = any(in_dictionary(part) or _is_translated(part) for part in parts)
    return not known and not (form(word) and _is_translated(word.lower()))


def _is_translated(lower: str) -> bool:
    return any(english != lower for english in lexicon().translations(lower))
