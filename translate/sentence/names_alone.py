"""Names by themselves, as in headings, lists and signatures: a model makes words of them (`Trèbes` became Throws)."""

import re

from glossary.bilingual.lexicon import lexicon
from glossary.expressions import expression
from glossary.french.lexicon import form, in_dictionary

_MOST_WORDS = 4
_INITIAL = expression(r"[A-Z]\.(?:-?[A-Z]\.)*")
_JOINING = frozenset(("d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "sous", "sur"))
_NAME = expression(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_BETWEEN = expression(r"[ \u00a0\u202f]+(?![ \u00a0\u202f])")


def is_name_alone(text: str) -> bool:
    """Return whether `text` is a name and nothing else: words with capitals that no dictionary and no lexicon has.

    Initials belong to a name. Places that English calls otherwise are in the lexicon.

    >>> [is_name_alone(text) for text in ("Trèbes", "A. LEFEUVRE", "Horaires", "Londres", "A. Grève", "Le Trébois")]
    [True, True, False, False, False, False]
    """
    words = _BETWEEN.split(text.strip())
    names = [word for word in words if not _INITIAL.fullmatch(word)]
    return 0 < len(names) <= len(words) <= _MOST_WORDS and all(map(_is_name, names))


def _is_name(word: str) -> bool:
    lower = word.lower().replace("’", "'")
    if not _NAME.fullmatch(word) or not word[0].isupper() or len(word) < 3:
        return False
    parts = [lower, *(part for part in re.split("['-]", lower) if part not in _JOINING)]
    known = any(in_dictionary(part) or _is_translated(part) for part in parts)
    return not known and not (form(word) and _is_translated(word.lower()))


def _is_translated(lower: str) -> bool:
    return any(english != lower for english in lexicon().translations(lower))
