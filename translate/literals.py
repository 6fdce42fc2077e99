"""Stretches of text that mean nothing to a translator and must come out letter by letter: addresses, code, signs."""

import re

from glossary.edits import Span

_TOP_LEVEL = (
    "fr|com|org|net|eu|be|ch|ca|lu|mc|uk|de|es|it|us|io|info|int|gov|edu|tv|media|news|paris|app|dev|ai|co|ru|ua|cn|qc"
)
_SUFFIXES = (
    "txt|md|pdf|docx?|xlsx?|pptx?|od[tps]|csv|tsv|json|xml|html?|ya?ml|toml|ini|cfg|conf|py|js|ts|c|h|cpp|java|rs|go|sh|"
    "png|jpe?g|gif|svg|webp|mp3|mp4|wav|avi|mkv|zip|tar|gz|bz2|xz|7z|deb|rpm|exe|dll|so|iso|epub|srt|log|db|sql"
)
_LITERAL = re.compile(
    rf"""
      (?:https?|ftps?|file)://[^\s<>«»"“”]+ | (?<![\w.])www\.[^\s<>«»"“”]+
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+                                   # e-mail
    | (?<![\w.@-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})\b(?:/[^\s<>«»"“”]*)?         # lemonde.fr/article
    | (?<![\w@])@\w{{2,}}                                                         # @handle
    | (?<![\w\#&])\#\w*[^\W\d_]\w*                                                # hashtag
    | (?<![\w\\])[A-Za-z]:\\[^\s<>«»"“”]+ | (?<![\w/.])(?:~|\.\.?)?/[\w.-]+(?:/[\w.-]*)+
    | (?<![\w./-])[\w-]+(?:\.[\w-]+)*\.(?:{_SUFFIXES})\b
    | (?<![\w-])--[a-z][\w-]*
    | \$\{{\w+\}} | \{{\w*\}} | %\(\w+\)[sdif] | (?<![\w%])%[sdif](?!\w)
    | (?<!\w)[^\W\d]\w*(?:\.\w+)*\(\)                                             # call()
    | (?<!\w)(?=\w*[^\W_])\w+_\w*[^\W_]\w*                                        # snake_case
    | (?<![\w.])v?\d+(?:\.\d+){{2,}}(?![\w.]*\w)                                  # 1.2.3
    | (?<![\w-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,64}}(?![\w-])                 # hash
    | (?:[\U0001F1E6-\U0001FAFF\u2190-\u21FF\u2300-\u27BF\u2B00-\u2BFF][\uFE0F\u200D\U0001F3FB-\U0001F3FF]*)+
    """,
    re.VERBOSE,
)
_AFTER = ".,;:!?…'’)]}>"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def find_literals(text: str) -> list[Span]:
    """Return the literals of `text`, in order; the punctuation after an address is not a part of it.

    >>> [span.of("Écrire à a@b.fr ou voir https://c.fr/d(e), 👍.") for span in find_literals(
    ...     "Écrire à a@b.fr ou voir https://c.fr/d(e), 👍.")]
    ['a@b.fr', 'https://c.fr/d(e)', '👍']
    """
    spans = []
    for match in _LITERAL.finditer(text):
        start, end = match.span()
        while end > start and text[end - 1] in _AFTER:
            opening = _PAIRS.get(text[end - 1])
            if opening and text.count(opening, start, end) >= text.count(text[end - 1], start, end):
                break
            end -= 1
        if end > start:
            spans.append(Span(start, end))
    return spans
