"""Stretches that are no words of any language and stay letter by letter: keys, checksums, encoded data, commands."""

from glossary.edits import Span
from glossary.tables import expression

_SHORTEST = 16
"""Characters of the shortest one: in fewer, no rule tells a key from a glued name with a number."""
_RUN = expression(rf"(?<![\w+/=.-])[A-Za-z0-9+/=_.-]{{{_SHORTEST},}}(?![^\W\d_])")
_PIECE = expression(r"[A-Za-z0-9+/]+")
_HUMP, _STEP = expression(r"[a-z](?=[A-Z])"), expression(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_INNER_NUMBER = expression(r"(?<=[A-Za-z])[0-9]+(?=[A-Za-z])")
_SHARE_OF_STEPS = 0.22
"""Share of characters behind which small letters become capitals, or letters digits. Of random
base64, 95 of 100 tokens of 24 characters are found so and all of 64; of newstest2013, with its words glued, split and
garbled in all the ways of `fr2en damage`, no stretch is."""
_SHARE_OF_DIGITS, _FEWEST_DIGITS = 0.6, 12
_LONG = 20


_COMMAND = expression(r"\\[A-Za-z@]+\*?(?=[\[{])(?:\[[^\]\n]{0,200}\])?(?:\{[\w:.@/-]{1,80}\})?")
_FEWEST_COMMANDS = 2
"""So many commands with arguments make a source of TeX; a path of Windows has none."""


def tex_commands(text: str) -> list[Span]:
    r"""Return the commands of a source of TeX, each with its options and a name that is its first argument, in order.

    >>> text = r"\\usepackage[utf8]{inputenc} Un \\emph{mot d'esprit}."
    >>> [span.of(text) for span in tex_commands(text)]
    ['\\usepackage[utf8]{inputenc}', '\\emph']
    """
    found = [Span(*match.span()) for match in _COMMAND.finditer(text)]
    return found if len(found) >= _FEWEST_COMMANDS else []


def opaque_tokens(text: str) -> list[Span]:
    """Return the opaque stretches of `text`, as spans in code points, in order; time grows with the text only.

    >>> text = "La clé AKIAIOSFODNN7EXAMPLE, le jeton dGhlIHF1aWNrIGJyb3duIGZveA== et le PremierMinistreManuelValls."
    >>> [span.of(text) for span in opaque_tokens(text)]
    ['AKIAIOSFODNN7EXAMPLE', 'dGhlIHF1aWNrIGJyb3duIGZveA==']
    """
    spans = []
    for match in _RUN.finditer(text):
        found = match[0].rstrip(".-")
        start = match.start() + len(found) - len(found := found.lstrip(".-=+/_"))
        if _is_opaque(found):
            spans.append(Span(start, start + len(found)))
    return spans


def _is_opaque(run: str) -> bool:
    return any(len(piece) >= _SHORTEST and _is_opaque_piece(piece) for piece in _PIECE.findall(run))


def _is_opaque_piece(piece: str) -> bool:
    digits = sum(map(str.isdigit, piece))
    if digits >= _FEWEST_DIGITS and digits >= _SHARE_OF_DIGITS * len(piece):
        return True
    numbers = len(_INNER_NUMBER.findall(piece))
    if not numbers:
        return False
    humps = len(_HUMP.findall(piece))
    if not humps:  # letters of one size, and numbers
        return numbers > 2 or (len(piece) >= _LONG and piece.isupper() and piece.isalnum())
    return humps + len(_STEP.findall(piece)) >= _SHARE_OF_STEPS * len(piece)
