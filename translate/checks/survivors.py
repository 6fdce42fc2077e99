"""What must come out letter by letter: addresses, code, hashtags, formulas, tags, references."""

import re
from collections import Counter
from collections.abc import Iterator

from glossary.edits import Span
from glossary.tables import expression
from glossary.terms.literals import find_literals
from translate.checks.base import Check, Example, Pair, finding, quoted
from translate.documents.records import Finding, Severity

_CODE = expression(r"`[^`\n]+`")
_TAG = expression(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]+|#\d+);|\{\{?[\w.]+\}\}?|%(?:\(\w+\))?[sd]\b")
# Letters and digits in one word: H2O, B-52, A320, Covid-19, F1; not 1er, 20h, 3e, 5km, which are French or a measure.
_FORMULA = expression(r"(?<![\w.,])(?=[^\W\d_]*\d)(?:[A-Z][A-Za-z]{0,11}-?\d[\dA-Za-z]{0,9})(?![\w])")
_REFERENCE_PREFIX = expression(r"(?:T[12346]|Q[1-4]|S[12])$")
_LINK_TARGET = expression(r"\]\(([^()\s]+)\)")
_DIGIT_MARKS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹‐‑–", "01234567890123456789---")


def _survivors(text: str) -> list[Span]:
    spans = [*find_literals(text)]
    spans += [Span(*match.span()) for match in _CODE.finditer(text)]
    spans += [Span(*match.span(1)) for match in _LINK_TARGET.finditer(text)]
    spans += [Span(*match.span()) for match in _TAG.finditer(text)]
    spans += [Span(*match.span()) for match in _FORMULA.finditer(text) if not _REFERENCE_PREFIX.match(match[0])]
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
    return chosen


def _same_letters(text: str) -> str:
    return re.sub(r"[\s-]", "", text.translate(_DIGIT_MARKS)).lower()


def check_survivors(pair: Pair) -> Iterator[Finding]:
    """Find what the source has and the target lacks of the things that no translator changes."""
    here = _survivors(pair.source)
    if not here:
        return
    target = _same_letters(pair.target)
    needed: Counter[str] = Counter()
    for span in here:
        text = span.of(pair.source)
        plain = _same_letters(text)
        needed[plain] += 1
        if target.count(plain) < needed[plain] and (needed[plain] == 1 or "<" in text):
            letters = any(map(str.isalnum, text))
            # A formula or a model's number may be written otherwise: CoV-2, Tableau2.
            sure = letters and _FORMULA.fullmatch(text) is None
            severity = Severity.ERROR if sure else Severity.WARNING
            yield finding("kept", severity, f"{quoted(text)} must be in the target, letter by letter", source=span)


SURVIVORS = (
    Check(
        "kept",
        "an address, code, a tag, a hashtag or a formula is lost or changed",
        "E-mail and web addresses, file names, code, tags, placeholders, hashtags, chemical formulas and numbers of "
        "models mean something only letter by letter; hyphens, spaces and small digits are not compared.",
        Example(
            "Écrivez à contact@exemple.fr pour le CO2.",
            "Write to contact@example.fr about CO2.",
            "Write to contact@exemple.fr about CO2.",
        ),
        check_survivors,
    ),
)
