"""Finds names in French text: of persons, places, bodies and brands, by capitals, grammar and what stands around them.

A capital alone is no name in French: it opens sentences, and stands at words such as `État` or `Israéliens`. So a word
that French also has in small letters is part of a name only beside a word that is one, or behind a title.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from glossary.edits import Span
from glossary.french.lexicon import ELISIONS, Form, form, is_word
from glossary.french.words import in_capitals, starts_sentence
from glossary.tables import expression, words_in_role
from glossary.terms.records import Kind

_TABLE = "name-words.tsv"
_WORD = expression(
    # Initials, alone or joined: the name follows.
    r"(?P<initials>[^\W\d_](?:\.-?[^\W\d_])*\.(?=[ \u00a0\u202f]?[^\W\d_]))"
    r"|[^\W\d_][^\W_]*(?:-[^\W_]+|[’'][^\W\d_][^\W_]*)*(?:['’](?=[^\W\d_]))?"
)
_NUMERAL = expression(r"(?=[IVX])(?:X{0,2})(?:IX|IV|V?I{0,3})(?:er|ᵉʳ)?")
_GAP = expression(r"[ \u00a0\u202f]")
_LONGEST_RUN = 12


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: `span` in code points, and the words it is made of, without the spaces between them.

    `kind` is PERSON, PLACE, ORGANISATION or ABBREVIATION where something tells, else None.
    """

    span: Span
    parts: tuple[str, ...]
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    span: Span
    starts: bool
    """Whether a sentence, a line or a quotation may start here."""
    initials: bool = False
    capitals_around: bool = False
    """Whether the whole line is in capitals."""


def find_names(text: str, *, known: Callable[[str], bool] | None = None) -> list[Name]:
    """Return the names in `text`, in order and without overlap.

    `known` tells of a word with a capital whether it is a name for sure, as the entries of a glossary are.

    >>> [name.span.of("Selon Mme Ngozi, Pierre Boulanger est à Paris.") for name in find_names(
    ...     "Selon Mme Ngozi, Pierre Boulanger est à Paris.")]
    ['Ngozi', 'Pierre Boulanger', 'Paris']
    """
    names: list[Name] = []
    tokens = list(_tokens(text))
    place = 0
    while place < len(tokens):
        end = _run_end(text, tokens, place)
        if end == place:
            place += 1
            continue
        names += _names_of(tokens, place, end, known or _nobody)
        place = end
    return names


def _nobody(_: str) -> bool:
    return False


def _tokens(text: str) -> Iterator[_Token]:
    lines = re.finditer(r"[^\n\r\u2028\u2029]+", text)
    upper_lines = [Span(*match.span()) for match in lines if in_capitals(match[0])]
    line = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        while line < len(upper_lines) and upper_lines[line].end <= start:
            line += 1
        shouted = line < len(upper_lines) and upper_lines[line].start <= start
        starts = starts_sentence(text, start, loosely=True)
        word = match[0]
        if match["initials"]:
            yield _Token(word, Span(start, end), starts, word[0].isupper(), shouted)
            continue
        elided, mark, rest = word.replace("’", "'").partition("'")
        # Only before a capital may it belong to a name, such as L'Oréal: `J'ai` and `C'est` never do.
        small = elided[:1].islower() or starts or rest[:1].islower()
        if mark and small and rest and elided.lower() + mark in ELISIONS:
            # What follows an elision is as good as the first word where it stands at the start, but for its capital.
            yield _Token(word[: len(elided) + 1], Span(start, start + len(elided) + 1), starts)
            yield _Token(rest, Span(start + len(elided) + 1, end), False, False, shouted)
        else:
            yield _Token(word, Span(start, end), starts, False, shouted)


def _run_end(text: str, tokens: Sequence[_Token], place: int) -> int:
    """Return the place behind the last of the words that can be one name with the word at `place`."""
    if not _has_capital(tokens[place].text) or tokens[place].text.endswith(("'", "’")):
        return place
    end = place + 1
    while end < len(tokens) and end - place < _LONGEST_RUN and not tokens[end].starts:
        gap = text[tokens[end - 1].span.end : tokens[end].span.start]
        if not _joins(gap, tokens[end - 1]):
            break
        if _has_capital(tokens[end].text):
            end += 1
            continue
        # Up to three small words can stand inside a name: Charles de Gaulle, Jean de la Fontaine, van der Bellen.
        behind = end
        while behind < len(tokens) and behind - end < 3 and _is_particle(tokens, place, end, behind):
            behind += 1
        if behind == end or behind >= len(tokens) or not _has_capital(tokens[behind].text) or tokens[behind].starts:
            break
        gaps = (text[tokens[n - 1].span.end : tokens[n].span.start] for n in range(end, behind + 1))
        if not all(_joins(one, tokens[end - 1]) or one == "" for one in gaps):
            break
        end = behind + 1
    return end


def _joins(gap: str, before: _Token) -> bool:
    return bool(_GAP.fullmatch(gap)) or (gap == "" and before.initials)


def _is_particle(tokens: Sequence[_Token], first: int, end: int, place: int) -> bool:
    word = tokens[place].text.lower().replace("’", "'")
    if word in words_in_role("particle", _TABLE):
        return word not in ("y", "e", "and") or end - first == 1
    before = tokens[end - 1]
    if word in ("de", "du") and place == end and place + 1 < len(tokens):
        # Corée du Nord, Rio de Janeiro.
        country = form(before.text)
        if tokens[place + 1].text in words_in_role("point", _TABLE):
            return country is not None and country.has("NX")
    is_given = before.initials or before.text in words_in_role("given", _TABLE)
    return word in words_in_role("of", _TABLE) and end - first <= 2 and is_given and (place > end or word[0] == "d")


def _has_capital(word: str) -> bool:
    # `al-Assad` and `eBay` have theirs inside.
    return any(map(str.isupper, word)) and word[-1] not in "'’"


def _names_of(tokens: Sequence[_Token], start: int, end: int, known: Callable[[str], bool]) -> Iterator[Name]:
    """Yield the name that a run of words with capitals is, or holds."""
    title = start > 0 and _is_title(tokens, start)
    person = title
    while start < end and _is_left_out(tokens[start]):
        person = person or tokens[start].text.lower() in _before_persons()
        title = title or tokens[start].text.lower() in words_in_role("title", _TABLE)
        start += 1
    while end > start and tokens[end - 1].initials and len(tokens[end - 1].text) > 2:
        end -= 1
    if start == end:
        return
    run = tokens[start:end]
    if run[0].capitals_around or all(token.initials for token in run):
        return
    strong = [_is_strong(run, place, known) for place in range(len(run))]
    given = words_in_role("given", _TABLE)
    if not any(strong) and title and not run[0].starts:
        strong[0] = True
    # Neither the first word of a sentence nor `le Russe` is a part of the name behind it.
    while len(run) > 1 and not strong[0] and not _opens_name(run) and (run[0].starts or run[1].text in given):
        run, strong = run[1:], strong[1:]
    if not any(strong):
        return
    parts = tuple(token.text for token in run)
    yield Name(Span(run[0].span.start, run[-1].span.end), parts, _kind(tokens, run, start, person))


def _is_title(tokens: Sequence[_Token], start: int) -> bool:
    before = tokens[start - 1]
    close = tokens[start].span.start - before.span.end <= 2
    return close and before.text.lower() in _before_persons() and not tokens[start].starts


@cache
def _before_persons() -> frozenset[str]:
    titles = words_in_role("title", _TABLE)
    return titles | words_in_role("person", _TABLE)


def _is_left_out(token: _Token) -> bool:
    """Tell whether a word, first of a run, stands before the name and is no part of it."""
    lower = token.text.lower()
    if token.text in words_in_role("common", _TABLE) or lower in _before_persons():
        # Saint-Malo and Saint Louis are names of places too.
        return lower not in ("saint", "sainte")
    if not token.starts or token.text in words_in_role("given", _TABLE):
        return False
    known = form(lower)
    return known is not None and known.has("GD")


def _opens_name(run: Sequence[_Token]) -> bool:
    """Tell whether the first word of a sentence, which French has in small letters, begins the name behind it."""
    first = run[0].text
    if run[0].initials or first in words_in_role("given", _TABLE) or first in words_in_role("body", _TABLE):
        return True
    return run[-1].text in words_in_role("brand-tail", _TABLE)


@lru_cache(maxsize=1 << 14)
def _forms(word: str) -> tuple[Form | None, Form | None]:
    return form(word), form(word.lower())


@lru_cache(maxsize=1 << 14)
def _is_common(word: str) -> bool:
    """Tell whether French has `word` in small letters, or all of its parts."""
    small = form(word.lower())
    if small is not None and small.grammar:
        return True
    if word.isupper():
        return is_word(word.lower())
    return "-" in word and all(
        (part := form(piece.lower())) is not None and part.has("NAPVIRDG") for piece in word.split("-") if piece
    )


def _is_strong(run: Sequence[_Token], place: int, known: Callable[[str], bool]) -> bool:
    """Tell whether the word is a name by itself, not only as part of one."""
    token, word = run[place], run[place].text
    if known(word):
        return True
    if word in words_in_role("opening", _TABLE) and place + 1 < len(run):
        # Le Pen, La Haye: inside a sentence an article has a capital in names alone.
        return not token.starts and run[place + 1].text not in words_in_role("common", _TABLE)
    if token.initials or word in words_in_role("common", _TABLE):
        return False
    if not any(map(str.isupper, word[:1])) and not any(map(str.islower, word[:1])):
        return False
    if word.isupper():
        if len(word) < 2 or (place and _NUMERAL.fullmatch(word)):
            return False
        return not _is_common(word) or (len(word) <= 4 and not token.starts)
    if any(map(str.isupper, word[1:].replace("-", ""))) and not _has_capitals_at_hyphens_only(word):
        return True
    capital, small = _forms(word)
    if word in words_in_role("given", _TABLE):
        # `Rose est arrivée` opens with a name as often as not; with a word behind it, it is one.
        return not token.starts or len(run) > 1 or not (small and small.has("NAPVIRDG")) or _is_more(capital, small)
    listed = capital is not None and capital.has("XN")
    if listed and (small is None or not token.starts or not _is_common(word) or _is_more(capital, small)):
        return True
    if _is_common(word):
        return False
    return not token.starts or small is None or not small.count or _is_more(capital, small)


def _is_more(capital: Form | None, small: Form | None) -> bool:
    return capital is not None and capital.count > (small.count if small else 0)


def _has_capitals_at_hyphens_only(word: str) -> bool:
    return all(piece[:1] + piece[1:].lower() == piece for piece in re.split(r"[-’']", word))


def _kind(tokens: Sequence[_Token], run: Sequence[_Token], start: int, person: bool) -> Kind | None:
    """Return what the name is of, where something tells."""
    first = run[0].text
    before = tokens[start - 1].text.lower() if start else ""
    if first in words_in_role("body", _TABLE) or run[-1].text in words_in_role("brand-tail", _TABLE):
        return Kind.ORGANISATION
    if len(run) == 1 and first.isupper():
        return Kind.ABBREVIATION
    if person or first in words_in_role("given", _TABLE) or run[0].initials:
        return Kind.PERSON
    capital = form(first)
    if len(run) == 1 and capital is not None and capital.has("N") and not capital.has("X"):
        return Kind.PLACE
    if before in words_in_role("place", _TABLE) or (before == "en" and not run[0].starts):
        return Kind.PLACE
    if start > 1 and before in ("de", "d'", "d’") and tokens[start - 2].text.lower() in words_in_role("place", _TABLE):
        return Kind.PLACE
    return None
