"""French spellings of names from other scripts, and the spelling that English has for them.

French writes `Khrouchtchev` and `Choïgou` where English writes `Khrushchev` and `Shoigu`, while `Boucher`, `Ouattara`
and `Bouteflika` are the same in both. A model of letters for each of some twenty languages tells which it is, the words
near the name help it, and rules of the language write the English. All is read once, when it is first needed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from math import exp, log

from glossary.french.letter_model import LetterModel
from glossary.french.lexicon import form
from glossary.tables import expression, lines_of, rows, words_in_role

CONFIDENT = 0.93
"""From this confidence on, a name can be written in its English form without being shown to anyone."""

_LIKELIER_THAN_NOT = 0.5
_COLUMNS = ("language", "role", "french", "english")
# Evidence is added up as natural logarithms; the figures were set with the developing half of the test names. The
# letters of a name are no independent witnesses: together they count for less than their full weight.
_WEIGHT = 0.75
_NEAR = 3.0
_LISTED = 5.0
_FRENCH_WORD = 6.0
# Whoever has a first name that is kept has a surname that is: Michel Karabadjakian lives in France.
_COMPANY = 2.5
_MOST_VARIANTS = 24
_LONGEST = 80

_PART = expression(r"[^\s-]+|[\s-]+")


@dataclass(frozen=True, slots=True)
class Transliteration:
    """What English writes for a name: `confidence` (0 to 1) is how likely it is right to change the French so.

    `language` is the one whose rules made it, such as `russian`.
    """

    english: str
    language: str
    confidence: float


@dataclass
class _Language:
    """What is known of one language."""

    prior: float = 0.0
    kept: bool = False
    rules: list[tuple[str, str]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    like: set[str] = field(default_factory=set)
    pattern: re.Pattern[str] = re.compile("(?!)")
    written: list[str] = field(default_factory=list)

    @cached_property
    def letters(self) -> LetterModel:
        """How the names of the language are spelled."""
        return LetterModel.of(self.like)

    def write(self, part: str) -> str:
        """Return the English letters for a part of a name, in small letters."""
        return self.pattern.sub(lambda match: self.written[(match.lastindex or 1) - 1], part)


@cache
def _languages() -> dict[str, _Language]:
    """Read the table."""
    found: dict[str, _Language] = defaultdict(_Language)
    for _, (name, role, french, english) in rows(lines_of("glossary", "transliteration.tsv"), _COLUMNS):
        language = found[name]
        if role in ("prior", "kept"):
            language.prior, language.kept = int(french) / 1000, role == "kept"
        elif role == "rule":
            language.rules.append((french, english.replace("-", "")))
        elif role == "also":
            language.also.append(french)
        elif role == "name":
            language.names[french.lower()] = tuple(english.split("|"))
        elif role == "near":
            language.near += tuple(french.split(" "))
        elif role == "like":
            language.like.update(french.lower().split(" "))
    for language in found.values():
        together = language.rules + [rule for name in language.also for rule in found[name].rules]
        if together:
            language.pattern = re.compile("|".join(f"({pattern})" for pattern, _ in together))
            language.written = [english for _, english in together]
    return {name: language for name, language in found.items() if language.prior}


@cache
def _variants() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    table = rows(lines_of("glossary", "transliteration.tsv"), _COLUMNS)
    return [
        (re.compile(french), tuple(english.split(" "))) for _, (_, role, french, english) in table if role == "variant"
    ]


@cache
def _foreign() -> re.Pattern[str]:
    table = rows(lines_of("glossary", "transliteration.tsv"), _COLUMNS)
    return re.compile("|".join(french for _, (_, role, french, _) in table if role == "foreign"))


def english_form(name: str, *, context: Sequence[str] = (), conventional: bool = True) -> Transliteration | None:
    """Return the English form of `name`, one or more French words with capitals; None where English has the same.

    `context` are words near the name, in any order: those of a country (`russe`, `libyen`, `Kiev`) tell its language.
    `conventional` writes Russian and Ukrainian `-ski` as `-sky`, as English has long done. A name longer than 80
    characters is none.

    >>> english_form("Loukachenko").english, english_form("Boucher")
    ('Lukashenko', None)
    """
    return _english_form(unicodedata.normalize("NFC", name).replace("’", "'"), tuple(context), conventional)


@lru_cache(maxsize=1 << 14)
def _english_form(name: str, context: tuple[str, ...], conventional: bool) -> Transliteration | None:
    if len(name) > _LONGEST or not any(map(str.isupper, name)):
        return None
    parts = _PART.findall(name)
    if any(_foreign().search(part.lower()) or _is_mixed(part) for part in parts):
        return None
    forms = {label: _written(name, label, conventional) for label in _languages()}
    if all(one == name for one in forms.values()):
        return None
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for label, chance in _chances(name, context).items():
        found[forms[label]][label] = chance
    found.pop(name, None)
    english, shares = max(found.items(), key=lambda item: (sum(item[1].values()), item[0]))
    label = max(shares, key=lambda one: shares[one])
    # What two languages write in two ways that both are right speaks for either.
    same = {english, *_spellings(english), *_languages()[label].names.get(name.lower(), ())}
    chance = sum(sum(other.values()) for one, other in found.items() if one in same)
    return Transliteration(english, label, min(1.0, chance))


def _is_mixed(part: str) -> bool:
    """Tell whether a word has capitals inside, as brands do."""
    return any(map(str.isupper, part[1:])) and not part.isupper()


def accepted(name: str, *, context: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the English forms of `name` that are right, the preferred one first; at most 24.

    Of a name that is the same in French and English but of another script, they are its usual spellings.

    >>> accepted("Iouri"), accepted("Boucher")
    (('Yuri', 'Yury', 'Yuriy', 'Yurii'), ('Boucher',))
    """
    name = unicodedata.normalize("NFC", name).replace("’", "'")
    best = english_form(name, context=context)
    if best is not None and best.confidence < _LIKELIER_THAN_NOT:
        best = None
    if best is None and (len(name) > _LONGEST or _foreign_chance(name, tuple(context)) < CONFIDENT):
        return (name,)
    english = name if best is None else best.english
    names = _languages()[best.language].names if best else {}
    if name.lower() in names:
        return names[name.lower()]
    forms = [english]
    for word in name.split():
        known = names.get(word.lower(), ())
        forms += [one.replace(known[0], other) for one in tuple(forms) for other in known[1:] if known[0] in one]
    fixed = {one for word in name.split() for one in names.get(word.lower(), ())}
    for one in tuple(forms):
        forms += _spellings(one, fixed)
    return tuple(dict.fromkeys(forms))[:_MOST_VARIANTS]


def _foreign_chance(name: str, context: tuple[str, ...]) -> float:
    chances = _chances(name, context)
    return sum(chance for label, chance in chances.items() if not _languages()[label].kept)


def _spellings(english: str, fixed: Collection[str] = ()) -> list[str]:
    """Return forms of `english` that differ in one habit of spelling, then in two; the words `fixed` stay."""
    one = list(_respelt(english, fixed))
    two = [second for number, first in one for other, second in _respelt(first, fixed) if other > number]
    return list(dict.fromkeys([first for _, first in one] + two))


def _respelt(english: str, fixed: Collection[str]) -> Iterable[tuple[int, str]]:
    """Yield forms with one habit of spelling changed in one word, each with the number of the habit."""
    parts = _PART.findall(english)
    for place, part in enumerate(parts):
        if part in fixed:
            continue
        for number, (pattern, others) in enumerate(_variants()):
            if pattern.search(part.lower()):
                for other in others:
                    changed = _capitals_of(part, pattern.sub(other, part.lower(), count=1))
                    yield number, "".join([*parts[:place], changed, *parts[place + 1 :]])


def _chances(name: str, context: tuple[str, ...]) -> dict[str, float]:
    """Return how likely each language is, 0 to 1, in all 1."""
    languages = _languages()
    near = [word.lower() for word in context]
    words = [word.lower() for word in name.split() if word[:1].isupper()]
    telling = [word for word in words if not _is_kept(word)] or words
    company = len(telling) < len(words)
    scores = {}
    for label, language in languages.items():
        score = log(language.prior) + _COMPANY * (company and language.kept)
        score += _NEAR * any(word.startswith(language.near) for word in near)
        for word in telling:
            score += _WEIGHT * language.letters.log_probability(word)
            listed = word in language.names or word in language.like
            score += _LISTED * listed
            score += _FRENCH_WORD * (label == "french" and _is_french_word(word))
        scores[label] = score
    top = max(scores.values())
    weights = {label: exp(score - top) for label, score in scores.items()}
    total = sum(weights.values())
    return {label: weight / total for label, weight in weights.items()}


@lru_cache(maxsize=1 << 14)
def _is_kept(word: str) -> bool:
    """Tell whether `word`, in small letters, is a name that English spells alike and no name of another script."""
    languages = _languages().values()
    listed = any(word in one.like for one in languages if one.kept) or word in _given_names()
    return listed and not any(word in one.names or word in one.like for one in languages if not one.kept)


@cache
def _given_names() -> frozenset[str]:
    """Return the first names that French has, in small letters, but those with letters that English would change."""
    names = words_in_role("given", "name-words.tsv")
    return frozenset(name.lower() for name in names if not re.search("ï|ou|tch|^I[aeo]", name))


@lru_cache(maxsize=1 << 14)
def _is_french_word(word: str) -> bool:
    known, name = form(word), form(word.capitalize())
    # As a name it may be far more frequent: Poutine.
    return known is not None and known.has("NAPVIRDG") and (name is None or known.count >= name.count)


def _written(name: str, label: str, conventional: bool) -> str:
    """Return `name` as the rules of a language write it in English."""
    language = _languages()[label]
    if language.kept:
        return name
    known = language.names.get(name.lower())
    if known and "-" in name:
        return known[0].upper() if name.isupper() else known[0]
    parts = _PART.findall(name)
    written = []
    for part in parts:
        if not part[0].isalpha() or (part.islower() and label != "efeo") or _is_kept(part.lower()):
            written.append(part)
            continue
        names = language.names.get(part.lower())
        english = names[0] if names else language.write(part.lower())
        if not conventional and part.lower().endswith("ski"):
            english = re.sub("sky$", "ski", english)
        written.append(_capitals_of(part, english))
    # Chinese given names of two syllables are one word in English.
    return _joined(written) if label == "efeo" else "".join(written)


def _joined(parts: list[str]) -> str:
    """Return the parts without the hyphens between them, capitals only at the start of words."""
    text = parts[0]
    for before, part in pairwise(parts):
        if part != "-":
            text += part.lower() if before == "-" else part
    return text


def _capitals_of(french: str, english: str) -> str:
    """Return `english` with capitals where `french` has them: all, the first, or as they are."""
    if french.isupper() and len(french) > 1:
        return english.upper()
    return english[:1].upper() + english[1:] if french[:1].isupper() else english
