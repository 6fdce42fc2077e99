"""Stretches of text that mean nothing to a translator and must come out letter by letter: addresses, code, keys, signs.

Each kind has its own pattern, tried in order at each character. None of them can look at a character again and again:
parts that repeat are told apart by a character that cannot stand in the other part, so time grows with the text only.
Most words of a text hold no sign that any of the patterns needs, and are passed over.
"""

import re
from collections.abc import Iterator
from functools import cache

from glossary.edits import Span, united
from glossary.french.opaque import opaque_tokens
from glossary.tables import expression

# Top-level domains that no sentence glued to the one before looks like (`fini.de plus` is not an address) ...
_DOMAINS = "fr|com|org|net|eu|be|ch|ca|uk|io|edu|gov|info|tv|mc|jp|br|pl|nl|ru|ua|qc|gouv"
# ... and those that are read as such only with a path behind them.
_DOMAINS_WITH_PATH = f"{_DOMAINS}|de|es|it|us|int|media|news|paris|app|dev|ai|co|cn|me|be|biz|blog|online|shop|tech"
_LONG_SUFFIXES = (
    "txt|pdf|docx?|xlsx?|pptx?|od[tpsg]|csv|tsv|json|xml|html?|ya?ml|toml|ini|cfg|conf|cpp|java|png|jpe?g|gif|svg|webp|"
    "tiff?|mp[34]|wav|ogg|avi|mkv|mov|zip|tar|bz2|deb|rpm|exe|dll|iso|epub|srt|vtt|log|sql|css|php|ipynb|bak|tmp|lock"
)
_SHORT_SUFFIXES = "c|h|r|md|py|js|ts|rs|sh|gz|xz|7z|rb|vb|qmd|rst|tex|bib"
_IN_ADDRESS = r"[^\s<>«»\"“”„]"
_ROOTS = "bin|boot|dev|etc|home|lib|mnt|opt|proc|root|run|srv|sys|tmp|usr|var"
_INVERTED = "(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous|ce)"
_EMOJI = r"\U0001F1E6-\U0001FAFF\u2190-\u21FF\u2300-\u27BF\u2B00-\u2BFF"

# What stands between white space and holds a sign that every literal has.
_SUSPECT = expression(rf"(?<!\S)\S*?(?:[@#\\{{_.:$%(<-](?=\S)|[/\d\u20E3\u203C\u2049{_EMOJI}])\S*")


_LITERAL = rf"""
      (?<![^\W_])(?i:https?|ftps?|sftp|ssh|git|file)://{_IN_ADDRESS}+
    | (?<![\w.@-])(?i:www)\.{_IN_ADDRESS}+
    | (?<![^\W_])(?i:mailto|tel|doi|urn|isbn):[\w+]{_IN_ADDRESS}*
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+                                      # mail
    | (?<![\w.@/-])(?:[\w-]+\.)+(?:{_DOMAINS_WITH_PATH})(?::\d+)?/{_IN_ADDRESS}+    # lemonde.fr/article
    | (?<![\w.@/-])(?:[\w-]+\.)+(?:{_DOMAINS})(?![\w@-]|['’]\w)                     # lemonde.fr
    | (?<![\w@.])@\w[\w-]*(?:@[\w-]+(?:\.[\w-]+)+|/[\w.-]+)?                        # @handle, @scope/package
    | (?<![\w\#&])\#\w*[^\W\d_]\w*                                                  # #hashtag
    | (?<![\w\\])(?:[A-Za-z]:|\\\\[\w.-]+)\\{_IN_ADDRESS}+                          # C:\folder\file
    | (?<![\w/.~])(?:
        (?:~|\.\.?)/[\w.@+~-]*(?:/[\w.@+~-]*)* | /[\w.@+-]+(?:/[\w.@+-]+)+/?
        | (?<!\S)/[a-z]{{2,}}(?!\S) | /(?:{_ROOTS})(?!\w)/?
      )
    | (?<![\w./-])(?:[\w.-]+/)*[\w-]+(?:\.[\w-]+)*\.(?:
        {_LONG_SUFFIXES}|{_LONG_SUFFIXES.upper()} | (?<=[\w-]{{2}}\.)(?:{_SHORT_SUFFIXES})
      )(?![\w-]|['’]\w)                                                             # report_final.pdf
    | (?<![\w-])--(?!\w+-{_INVERTED}(?![\w-]))[a-z]\w*(?:-\w+)*(?![\w-])(?:=[^\s,;]+)?  # --long-option
    | (?<![\w-])--?[A-Za-z][\w-]*=[^\s,;]+                                        # --OPTION=value
    | \$\{{[^\s{{}}]+\}} | \$\([^\s()]+\) | \$(?!CAN|USD|AUD)[A-Z][A-Z_]{{2,}}(?!\w)
    | \{{\{{[^{{}}\n]{{1,60}}\}}\}} | \{{[\w.:!-]*\}}
    | (?<![`\w])`[^`\n]+`(?![`\w])                                                    # code in plain text
    | \{{\w+,[ ]?\w+(?:,[ ]?[\w.:\#-]+)?\}} | (?<!\w)__[^\W_]+__(?!\w)                # {{count, number}}, __count__
    | (?<![\w%])%(?:\(\w+\)|\d+\$)?[sdif@](?![\w'’])
    | (?<![\w.>])(?<!::)[^\W\d]\w*(?:(?:\.|::|->)[^\W\d]\w*)*\(\)                  # camelCase()
    | (?<!\w)_*[^\W_]+(?:_+[^\W_]+)+_*(?!\w)                                        # snake_case
    | (?<![\w.,])v\d+(?:\.\d+)+(?:-[\w.]+)?(?!\w)                                   # v1.2
    | (?<![\w.,])(?!\d{{1,2}}\.(?:0?[1-9]|1[0-2])\.(?:\d\d){{1,2}}(?![\w.])|\d{{1,3}}(?:\.\d{{3}})+(?!\d))
      \d+(?:\.\d+){{2,}}(?:-[a-z][\w.]*)?(?!\w|[.,]\d)                         # 1.2.3; no date, no 1.000.000
    | (?<![\w-])[0-9A-Fa-f]{{8}}(?:-[0-9A-Fa-f]{{4}}){{3}}-[0-9A-Fa-f]{{12}}(?![\w-])
    | (?<!\w)\w+(?:<su[bp]>[\d+−-]{{1,8}}</su[bp]>\w*)+                            # H<sub>2</sub>O
    | (?<![\w-])(?:0x[0-9A-Fa-f]+|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,128}})(?![\w-])
    | (?:[{_EMOJI}\u203C\u2049]|[\d\#*]\uFE0F?\u20E3)[{_EMOJI}\uFE0E\uFE0F\u200D\u20E3\U000E0020-\U000E007F]*
    """
_AFTER = ".,;:!?…'’)]}>*~"
_OPENING_OF = {")": "(", "]": "[", "}": "{"}


@cache
def _literal() -> re.Pattern[str]:
    """Return the pattern, which takes some milliseconds to compile: many a text has no use for it."""
    return re.compile(_LITERAL, re.VERBOSE)


def find_literals(text: str) -> list[Span]:
    """Return the literals of `text`, as spans in code points, in order; none overlaps another or is empty.

    The punctuation after an address is not a part of it, nor is a closing bracket that the address has not opened.
    Takes time in proportion to the length of `text`.

    >>> text = "Écrire à a@b.fr ou voir https://c.fr/d_(e), 👍."
    >>> [span.of(text) for span in find_literals(text)]
    ['a@b.fr', 'https://c.fr/d_(e)', '👍']
    """
    found = opaque_tokens(text)
    for match in _found(text):
        end = match.end() - _marks_after(match.group())
        if end > match.start():
            found.append(Span(match.start(), end))
    return united(found)


def _found(text: str) -> Iterator[re.Match[str]]:
    if "{{" in text or "`" in text:
        yield from _literal().finditer(text)  # white space may stand between double braces, and in no other literal
        return
    for suspect in _SUSPECT.finditer(text):
        yield from _literal().finditer(text, *suspect.span())


def _marks_after(found: str) -> int:
    """Return how many characters at the end of `found` belong to the sentence around it."""
    unopened = {closing: found.count(closing) - found.count(opening) for closing, opening in _OPENING_OF.items()}
    end = len(found)
    while end and found[end - 1] in _AFTER:
        last = found[end - 1]
        if last in unopened:
            if unopened[last] <= 0:
                break
            unopened[last] -= 1
        end -= 1
    return len(found) - end
