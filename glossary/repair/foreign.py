"""Spans of other languages: no rule of French touches them, and those that a translation left behind are told."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from math import log
from types import MappingProxyType

from glossary.edits import Edit, Span
from glossary.english.lexicon import rank
from glossary.french.lexicon import look_up
from glossary.french.word_model import frequency
from glossary.french.words import fold
from glossary.repair.base import Notice, Rule, Text
from glossary.repair.limits import limit
from glossary.tables import expression, lines_of, rows

FEWEST_WORDS = 4
"""How many words a span has at least that is found without brackets; shorter ones are loanwords and names."""
FEWEST_FOREIGN = 3
"""How many different words of it only the other language has, in small letters."""

_LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese"}
_BRACKET = expression(r"\[([^\[\]\n]{2,80})\]")
_TOKEN = expression(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.!?;:…\n\u2028]|[«»“”\"„()\[\]{}<>=|\\_@/*`]")
_QUOTES = {"«": "»", "“": "”", '"': '"', "„": "“", "(": ")", "[": "]"}
_ARTICLE = expression(
    r"[ \u00a0](les|des|ces|ses|leurs|la|le|une|un|cette|ce|nos|vos|mes|aux|du|au) "
    r"([^\W\d_]+(?:-[^\W\d_]+)*)(?![\w'’-])"
)


@cache
def _table(kind: str) -> Mapping[str, frozenset[str]]:
    """Return the languages that have each word of a kind."""
    languages: dict[str, set[str]] = {}
    for _, (language, name, words) in rows(lines_of("glossary", "foreign-words.tsv"), ("language", "kind", "words")):
        if name == kind:
            for word in words.split(" "):
                languages.setdefault(word, set()).add(language)
    return MappingProxyType({word: frozenset(found) for word, found in languages.items()})


def languages_of(word: str) -> frozenset[str]:
    """Return the languages whose common words `word` is one of and French lacks.

    >>> sorted(languages_of("della"))
    ['it']
    """
    return _table("words").get(word.lower().replace("’", "'"), frozenset())


_WORD = expression(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_QUOTED = expression('[«»“”"()\\[\\]]')
_STEP = log(4)
"""By how much, in natural logarithms, a word of the next rank is more frequent (`glossary.english.lexicon.rank`)."""


@lru_cache(maxsize=1 << 16)
def _leaning(word: str) -> float:
    """Return how much a word speaks for another language (above 0) or for French: a logarithm of rates, within limits.

    >>> _leaning("the") > 3, _leaning("maison") < -3, _leaning("table") < 1
    (True, True, True)
    """
    lower = word.lower().replace("’", "'")
    most = limit("language-word")
    if not lower.isascii() or ("'" in lower and not lower.endswith(("'s", "'re", "'ll", "'ve", "'t", "'m", "'d"))):
        return most / 2 if languages_of(lower) else -most
    french = log(1 + frequency(lower))
    step = rank(lower.replace("'", ""))
    english = 0.0 if step is None else _STEP * step
    if languages_of(lower) - {"en"}:
        english = max(english, most)
    known = look_up(lower)
    if known is None and step is None:
        return 0.0
    # A capital is that of a name as often as not.
    share = 0.5 if word[0].isupper() else 1.0
    return share * max(-most, min(most, english - french))


def other_language(line: Text) -> tuple[Span, ...]:
    """Return where a line is of another language: runs of words that speak for one, with few between that do not.

    >>> text = "Il dit : Just do it, what we can do, et il part."
    >>> [span.of(text) for span in other_language(Text(text))]
    ['Just do it, what we can do']
    """
    found: list[Span] = []
    start = best_end = -1
    total = best = 0.0
    count = 0

    def keep() -> None:
        if best >= limit("language-span") and best_end > start:
            found.append(Span(start, best_end))

    end = 0
    for match in _WORD.finditer(line.text):
        value = _leaning(match.group())
        if total > 0 and _QUOTED.search(line.text, end, match.start()):
            keep()
            total = best = 0.0
        end = match.end()
        if total <= 0:
            if value <= 0:
                continue
            total = best = 0.0
            start, best_end, count = match.start(), -1, 0
        total += value
        count += value > 0
        if total > best:
            best, best_end = total, match.end() if count > 1 else -1
        if total <= 0 or best - total > limit("language-span"):
            keep()
            total = best = 0.0
    keep()
    return tuple(found)


def is_in_other_language(text: Text, span: Span) -> bool:
    """Tell whether a span of `text` lies in one of another language or reaches into it, or in a line among such lines.

    >>> text = Text("It is what we can do.\\nToolchanger abstraction\\nThis is not what they have done.")
    >>> is_in_other_language(text, Span(26, 26))
    True
    """
    start, line = text.part_at(span.start)
    first, last = span.start - start, span.end - start
    # What stands at the edge of such a span is the French around it.
    if any(
        other.start < max(last, first + 1) and first < other.end and last > other.start
        for other in line.once(other_language)
    ):
        return True
    if line.once(_speaks_french):
        return False
    beside = text.beside(start)
    return any(other.once(_is_all_foreign) for other in beside) and not any(one.once(_speaks_french) for one in beside)


def _speaks_french(line: Text) -> bool:
    """Tell whether a line has a word that speaks for French much more than for another language, and for it alone."""
    words = (match.group() for match in _WORD.finditer(line.text))
    return any(_leaning(word) < -_STEP and rank(fold(word)) is None for word in words)


def _is_all_foreign(line: Text) -> bool:
    return 2 * sum(map(len, line.once(other_language))) > len(line.text)


@lru_cache(maxsize=1 << 16)
def _is_french(word: str) -> bool:
    """Tell whether a word speaks against another language: the dictionary has it, and the table has it not."""
    lower = word.lower().replace("’", "'")
    if lower in _table("words") or lower in _table("shared"):
        return False
    if "'" in lower:
        return True
    known = look_up(lower)
    return known is not None and known.has("NAPVIRDG")


def _may_be_both(word: str) -> bool:
    """Tell whether a French word has nothing that speaks against its being of another language as well."""
    known = look_up(word)
    return word.isascii() and "'" not in word and (known is None or not known.has("GD"))


def _find(text: Text) -> Iterator[Edit | Notice]:
    brackets = []
    for match in _BRACKET.finditer(text.text):
        span = Span(*match.span())
        if text.is_free(span) and _is_english(match[1], text.text[max(0, span.start - 1) : span.end + 1]):
            brackets.append(span)
            yield Notice(span, "foreign-span", "English insertion left in the French")
            yield from _moved(text, span)
    yield from _runs(text)


def _is_english(inside: str, around: str) -> bool:
    """Tell whether what stands in brackets is an English insertion and no name, placeholder or French remark."""
    words = inside.split(" ")
    if len(words) > 8 or not all(re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[,.]?", word) for word in words):
        return False
    if (around[0].isalnum() or around[-1].isalnum()) or around[-1] in "(:[=":
        return False
    bare = [word.strip(",.") for word in words]
    people = [word for word in bare if word.lower() in _table("people")]
    foreign = [word for word in bare if "en" in languages_of(word)]
    if any(_is_french(word) and word.lower() not in _table("people") for word in bare):
        return False
    # A single word in brackets is a placeholder of a manual, unless it names a people.
    return bool(people) if len(bare) == 1 else len({*foreign, *people}) >= max(1, len(bare) // 3)


def _moved(text: Text, span: Span) -> Iterator[Edit]:
    """Yield the edit that puts an adjective in brackets behind the noun that it stands before."""
    inside = span.of(text.text)[1:-1]
    match = _ARTICLE.match(text.text, span.end)
    if match is None or inside.split(" ")[-1].lower() not in _table("people"):
        return
    noun = look_up(match[2])
    whole = Span(span.start, match.end())
    if noun is None or not noun.has("N") or not text.is_free(whole):
        return
    new = f"{match[1]} {match[2]} [{inside}]"
    yield Edit(whole, whole.of(text.text), new, "foreign-span", "the insertion belongs to the noun behind it", False)


def _runs(text: Text) -> Iterator[Notice]:
    """Yield a notice for each run of words without a French one between that is long and foreign enough."""
    run: list[Span] = []
    held: list[Span] = []
    closing = ""
    for match in _TOKEN.finditer(text.text):
        token = match[0]
        if token[0].isalpha():
            span = Span(*match.span())
            if not closing and not _is_french(token) and text.is_free(span):
                run += [*held, span]
                held = []
                continue
            if run and not held and not closing and _may_be_both(token):
                # One French word between foreign ones may be a word of both languages, such as “respect”.
                held.append(span)
                continue
        elif token == "\n" or token == closing:
            closing = ""
        elif not closing:
            # What stands in quotation marks or brackets is quoted or glossed on purpose.
            closing = _QUOTES.get(token, "")
        if run:
            yield from _judged(text, run)
            run, held = [], []
    if run:
        yield from _judged(text, run)


def _judged(text: Text, run: list[Span]) -> Iterator[Notice]:
    """Yield the notice of one run of words, where it is one."""
    words = [span.of(text.text) for span in run]
    first, last = 0, len(words)
    # Names and words of both languages at the edges belong to the French.
    while first < last and not languages_of(words[first]) and (not words[first].islower() or look_up(words[first])):
        first += 1
    while first < last and not languages_of(words[last - 1]) and not words[last - 1].islower():
        last -= 1
    words, run = words[first:last], run[first:last]
    counts = Counter(language for word in {word for word in words if word.islower()} for language in languages_of(word))
    if len(words) < FEWEST_WORDS or not counts:
        return
    (language, most), *others = counts.most_common(2)
    if most < FEWEST_FOREIGN or 2 * sum(bool(languages_of(word)) for word in words) < len(words):
        return
    span = Span(run[0].start, run[-1].end)
    # A list of options or of column names is no sentence.
    if 2 * span.of(text.text).count(",") >= len(words):
        return
    # Titles of works and names of bodies have capitals in most of their words.
    if 2 * sum(word[:1].isupper() for word in words) > len(words):
        return
    name = "words of another language" if others and others[0][1] == most else _LANGUAGES[language]
    yield Notice(span, "foreign-span", f"{name} left in the French")


RULES: tuple[Rule, ...] = (
    Rule(
        "foreign-span",
        "Points out words of another language that were left in the French.",
        "Changes nothing by itself; that an adjective in brackets goes behind its noun is only suggested. Quotations, "
        "titles, names and loanwords are no fault.",
        (("Hier, [North Korean] les troupes sont arrivées.", "Hier, les troupes [North Korean] sont arrivées."),),
        _find,
        by_line=True,
    ),
)
