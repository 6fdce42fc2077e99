"""Words in an English text: where a sentence begins."""

from glossary.french import words as french
from glossary.tables import words_in_role


def starts_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence, a line or a list item begins with the word at the code point `start`.

    >>> starts_sentence("It is. It was.", 7), starts_sentence("by J. Doe", 6), starts_sentence("no, yes", 4)
    (True, False, False)
    """
    return french.starts_sentence(text, start, can_end=_can_end)


def _can_end(word: str) -> bool:
    """Tell whether a word with its full stop can be the last of a sentence: no title before a name, no initial."""
    return len(word) != 2 and word[:-1] not in words_in_role("before-name", "english-words.tsv")
