"""English words that do not exist: a small model makes them up for rare French words, or leaves the French ones.

What such a word was to be is found from the French words that it is aligned to; the model says which of the possible
words fits its sentence best.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from glossary.bilingual.lexicon import french_parts
from glossary.bilingual.word_choice import Choice, choices
from glossary.edits import Edit, Span, apply
from glossary.english.formation import is_formed
from glossary.english.forms import article, capitalised
from glossary.english.lexicon import is_word, rank
from glossary.french.lexicon import in_dictionary
from glossary.french.words import fold
from glossary.tables import expression, words_in_role
from glossary.terms.literals import find_literals
from glossary.terms.matching import Match
from glossary.terms.names import find_names
from translate.checks import Pair
from translate.checks.base import Word, words
from translate.checks.invented import invented_words
from translate.checks.support import coverage
from translate.documents.records import WordLinks
from translate.engine.base import Engine, Hypothesis, force_where_possible
from translate.sentence.alignment import links_of_all

Doubtful = tuple[Word, Word | None]

RULE = "words"
"""The rule that edits of words that do not exist are recorded under."""

_SHORTEST = 4
_SURE = 0.3
"""How likely the English of a French word is where it is believed against what the word looks like."""
_SHORT_LINE = 3
"""How many words a line has whose words are compared one for one."""
_PLAIN = 0.4
"""How likely the English of a French word is where nothing else can be meant."""
_DOUBTFUL = 0.15
"""How likely a word is at most that is offered for its looks alone."""
_SAME_START = 3
"""How many letters are the same at the start of a French word and of what a model made of it."""
_ALIKE = 0.7
"""How alike the two are at least (`difflib`)."""
_RAREST = 1
"""The rank of words that English has in large lists alone, many of them French."""
_RARE = 3
"""The rank of English words of which a model has seen little."""
_UNLIKELY = 0.05
"""How likely a word is at most that is not believed of a line of one word against one that is as good as `_LIKELY`."""
_LIKELY = 0.35
_LEADS = expression(r"(?:(?:how to|on|the|an?) )(?=[^\W\d_]+\W*$)", re.IGNORECASE)
"""What a model puts before the only word of a line: Lundi is Monday there, not on Monday."""
_MOST_FRENCH = 2
_MOST_CHOICES = 4
_WORTH_ASKING = 0.1
"""The least share of the likelihood of the best choice that another one must have for the model to be asked."""
_LIKENESS = 0.3
"""How much it counts that a word looks like the made-up one, which has the ending that its sentence needs."""
_TRUST = 0.3
"""How much the natural logarithm of a word's likelihood counts beside the model's mean one of a piece."""
_ARTICLE = expression(r"\b([Aa]n?)( +)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A French sentence and its English; `kept` are spans of the English that stay as they are, such as terms.

    `matches` are the terms that were found in the French. `hypothesis` is what the model said, which may differ from
    `target` in a few words: its attention tells which word became which.
    """

    source: str
    target: str
    kept: tuple[Span, ...] = ()
    matches: tuple[Match, ...] = ()
    hypothesis: Hypothesis | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A word of a target that is no English one, the French that it is aligned to, and what may be meant."""

    word: Word
    french: str
    choices: tuple[Choice, ...]


def mend_words(sentences: Sequence[Sentence], *, engine: Engine) -> list[tuple[Edit, ...]]:
    """Return for each sentence the edits of its English that put words in the place of those that do not exist.

    A word that is nobody's name, no term, no code and no English word is one that the model made up, or French. What
    takes its place is a translation of the French that it is aligned to: the one that the engine finds likeliest.
    """
    pairs = [Pair(sentence.source, sentence.target, matches=sentence.matches) for sentence in sentences]
    doubtful = {number: words for number, pair in enumerate(pairs) if (words := doubtful_words(pair))}
    links = links_of_all(
        [(pairs[number].source, pairs[number].target) for number in doubtful],
        [sentences[number].hypothesis for number in doubtful],
    )
    found = [
        (number, slip)
        for number, its_links in zip(doubtful, links, strict=True)
        for slip in slips(replace(pairs[number], links=its_links), doubtful[number], kept=sentences[number].kept)
    ]
    scores = _scores(pairs, [(number, slip) for number, slip in found if len(slip.choices) > 1], engine)
    made: dict[int, list[Edit]] = {}
    for number, slip in found:
        weighed = scores.get((number, slip.word.span))
        choice = best(weighed) if weighed else slip.choices[0]
        made.setdefault(number, []).extend(edits(pairs[number].target, slip, choice))
    for number, pair in enumerate(pairs):
        if number not in made and (lead := _lead(pair)) is not None:
            made[number] = [lead]
    return [tuple(made.get(number, ())) for number in range(len(sentences))]


def _scores(
    pairs: Sequence[Pair], found: Sequence[tuple[int, Slip]], engine: Engine
) -> dict[tuple[int, Span], list[tuple[Choice, float]]]:
    """Return the choices of each slip with the model's score of the sentence that has them, if it can be read."""
    possible = [(number, slip, choice) for number, slip in found for choice in slip.choices]
    texts = [
        (pairs[number].source, apply(pairs[number].target, edits(pairs[number].target, slip, choice)))
        for number, slip, choice in possible
    ]
    scores: dict[tuple[int, Span], list[tuple[Choice, float]]] = {}
    forced = force_where_possible(engine, texts, attention=False)
    for (number, slip, choice), judged in zip(possible, forced, strict=True):
        if judged is not None:
            scores.setdefault((number, slip.word.span), []).append((choice, judged.score))
    return scores


def slips(pair: Pair, doubtful: Sequence[Doubtful], *, kept: Sequence[Span] = ()) -> list[Slip]:
    """Return those of the `doubtful` words of the target for which there is something better.

    :param pair: with its links.
    :param kept: spans of the target that stay as they are, such as terms of a glossary.
    """
    found = []
    for word, source in doubtful:
        if any(map(word.span.overlaps, kept)):
            continue
        parts = [source.text.lower()] if source else _aligned(pair, word)
        offered = {choice.english: choice for part in parts[:_MOST_FRENCH] for choice in reversed(choices(part))}
        for same in (word.plain, f"{word.plain}s"):  # a copy of the French is no translation of it
            offered.pop(same, None)
        if source is None and word.capital and not word.opens:  # of a name (Stalinian), unless it looks like the word
            offered = {english: choice for english, choice in offered.items() if english[0] == word.plain[0]}
        copies = {fold(part) for part in parts}
        if any(one.likelihood >= _SURE for one in offered.values() if one.english not in copies):
            offered = {
                english: one for english, one in offered.items() if english not in copies or one.likelihood > _DOUBTFUL
            }
        best = sorted(offered.values(), key=lambda choice: -_fit(choice, word))[:_MOST_CHOICES]
        likeliest = max((choice.likelihood for choice in best), default=0)
        best = [choice for choice in best if choice.likelihood >= _WORTH_ASKING * likeliest]
        if source and _is_short(pair):
            best = [choice for choice in best if choice.likelihood > _DOUBTFUL] or best
        if source and source.text == pair.source.strip():
            # With no sentence around it a model has nothing to choose by but what looks alike.
            best = sorted(best, key=lambda choice: -choice.likelihood)[:1]
        if best:
            found.append(Slip(word, " ".join(parts[:_MOST_FRENCH]), tuple(best)))
    return found


def doubtful_words(pair: Pair) -> list[Doubtful]:
    """Return the words of the target that do not exist, each with the source word that it is a copy of, or None.

    No links are needed for it.
    """
    alone = _alone(pair)
    if alone is not None:
        return [alone]
    if (mistaken := _mistaken(pair)) is not None:
        return [mistaken]
    sources = {word.plain: word for word in reversed(words(pair.source))}
    found: list[Doubtful] = []
    invented = {invented.word.span for invented in invented_words(pair)}
    literals = find_literals(pair.target)
    for word in words(pair.target):
        if any(map(word.span.overlaps, literals)):
            continue
        source = sources.get(word.plain)
        if source is not None and (_is_left(word, source) or _is_left_at_the_start(word, source, pair.source)):
            found.append((word, source))
        elif spoilt := _spoilt(word, sources.values()):
            found.append((word, spoilt))
        elif word.span in invented:
            found.append((word, None))
    return found


def _alone(pair: Pair) -> Doubtful | None:
    """Return the only word of a target, a heading or a button, where it does not exist or is its French one.

    Beside no other word, a capital makes no name of it. Of some French words English has the spelling, but seldom the
    sense: `Panier`.
    """
    here, there = words(pair.source), words(pair.target)
    if len(here) != 1 or len(there) != 1 or len(there[0].plain) < _SHORTEST:
        return None
    french = here[0].text.lower()
    if not in_dictionary(french):
        return None
    offered = choices(french)[:1]
    is_french = (there[0].plain == here[0].plain or not rank(there[0].plain)) and any(
        choice.likelihood >= _SURE and choice.english != there[0].plain for choice in offered
    )
    return (there[0], here[0]) if is_french or not is_word(there[0].plain) or _is_unheard(there[0], french) else None


def _is_unheard(word: Word, french: str) -> bool:
    """Tell whether texts have a good English word for a French one, and nearly never the one that is there."""
    likely = {choice.english: choice.likelihood for choice in choices(french)}
    return likely.get(word.plain, 0.0) <= _UNLIKELY and max(likely.values(), default=0.0) >= _LIKELY


def _lead(pair: Pair) -> Edit | None:
    """Return the edit that takes away what stands before the only word of a target, where the French has one word."""
    lead = _LEADS.match(pair.target)
    if lead is None or len(words(pair.source)) != 1 or " " in pair.source.strip():
        return None
    rest = pair.target[lead.end() :]
    new = capitalised(rest) if lead[0][0].isupper() else rest
    return Edit(Span(0, len(pair.target)), pair.target, new, RULE, "the French has one word")


def _mistaken(pair: Pair) -> Doubtful | None:
    """Return a word of a short line that stands for none of its French words, where just one lacks its English.

    With so little around it a model makes up what looks alike, or leaves it: `Grève SNCF` became SNCF Graving.
    """
    there = [word for word in words(pair.target) if word.text[0].isalpha()]
    if not _is_short(pair) or len(there) > _SHORT_LINE + 1:
        return None
    sources = {word.plain: word for word in words(pair.source)}
    names = find_names(pair.source)
    left = [
        (word, source)
        for word in there
        if (source := sources.get(word.plain)) is not None
        and word.text.isupper() == source.text.isupper()  # an acronym is no word that was left
        and not any(name.span.overlaps(source.span) for name in names)
    ]
    for word, source in left:
        offered = _offered(source)
        if offered and all(one.english != word.plain or one.likelihood <= _DOUBTFUL for one in offered):
            return word, source
    covered = coverage(pair.source, pair.target)
    if len(covered.lost) != 1 or len(covered.added) != 1:
        return None
    word, source = covered.added[0], covered.lost[0]
    return (word, source) if (rank(word.plain) or 0) <= _RARE and _offered(source) else None


def _is_short(pair: Pair) -> bool:
    return 1 < sum(word.text[0].isalpha() for word in words(pair.source)) <= _SHORT_LINE


def _offered(source: Word) -> tuple[Choice, ...]:
    """Return the choices for a French word of a short line, none where it is no word or it is not plain what it is."""
    if (source.text.isupper() and len(source.text) > 1) or not in_dictionary(source.text.lower()):
        return ()
    offered = choices(source.text.lower())
    return offered if offered and offered[0].likelihood >= _PLAIN else ()


def _is_left(word: Word, source: Word) -> bool:
    """Tell whether a target word is an ordinary French one that was left as it was: no name, and no English word."""
    if len(word.plain) < _SHORTEST - 1 or not source.text.islower() or not (word.text.islower() or word.opens):
        return False
    if (rank(word.plain) or 0) > _RAREST or not in_dictionary(source.text):
        return False
    # Some French words look as if they were made as English ones are (surveiller, of surveil), or stand in large lists.
    offered = choices(source.text)
    least = _PLAIN if is_word(word.plain) else _SURE
    sure = bool(offered) and offered[0].likelihood >= least and offered[0].english != word.plain
    return sure or not (is_word(word.plain) or is_formed(word.plain) or len(word.plain) < _SHORTEST)


def _spoilt(word: Word, sources: Iterable[Word]) -> Word | None:
    """Return the French word that a target word which is no English one looks like, where it is plain what that is."""
    if len(word.plain) <= _SHORTEST or is_word(word.plain) or word.text.isupper():
        return None
    for source in sources:
        if source.plain[:_SAME_START] != word.plain[:_SAME_START] or (source.capital and not source.opens):
            continue
        alike = SequenceMatcher(None, source.plain, word.plain, autojunk=False).ratio()
        offered = choices(source.text.lower()) if alike >= _ALIKE and in_dictionary(source.text.lower()) else ()
        if offered and offered[0].likelihood >= _PLAIN and offered[0].english != word.plain:
            return source
    return None


def _is_left_at_the_start(word: Word, source: Word, french: str) -> bool:
    """Tell whether a French word that a sentence begins with was left as it was: no name, and no known English word."""
    lower = source.text.lower()
    if not (source.opens and word.opens) or source.text != source.text.capitalize() or len(lower) < _SHORTEST:
        return False
    if (
        (rank(word.plain) or 0) > _RAREST
        or not in_dictionary(lower)
        or lower in words_in_role("given", "name-words.tsv")
    ):
        return False
    offered = choices(lower)
    sure = bool(offered) and offered[0].likelihood >= _SURE and offered[0].english != word.plain
    return sure and not any(name.span.overlaps(source.span) for name in find_names(french))


def _aligned(pair: Pair, word: Word) -> list[str]:
    """Return the parts of French words that a target word is linked to, the surest first."""
    links = pair.links or WordLinks()
    here = [number for number, span in enumerate(links.target) if span.overlaps(word.span)]
    sure = sorted(((c, links.source[i].of(pair.source)) for i, j, c in links.pairs if j in here), reverse=True)
    if word.capital and not word.opens and not (sure and sure[0][1].islower()):
        return []  # a name that is spelled otherwise in English, as Aachen is
    parts = [part for _, text in sure for part in french_parts(text) if len(part) >= _SHORTEST]
    if parts:
        return list(dict.fromkeys(parts))
    lost = [
        other.text
        for other in coverage(pair.source, pair.target).lost
        if len(other.text) >= _SHORTEST and other.text.islower()
    ]
    return lost if len(lost) == 1 else []


def _fit(choice: Choice, word: Word) -> float:
    return choice.likelihood + _LIKENESS * SequenceMatcher(None, choice.english, word.plain, autojunk=False).ratio()


def edits(target: str, slip: Slip, choice: Choice) -> list[Edit]:
    """Return the edits that put a choice in the place of a slip, with its capital and the article before it."""
    word = slip.word
    english = capitalised(choice.english) if word.capital else choice.english
    if word.text.isupper() and len(word.text) > 1:
        english = english.upper()
    reason = f"{word.text!r} is no English word; {slip.french} is {choice.english}"
    made = []
    before = _ARTICLE.search(target, 0, word.span.start)
    if before:
        wanted = article(english)
        wanted = wanted.capitalize() if before[1][0].isupper() else wanted
        if wanted != before[1]:
            made.append(Edit(Span(before.start(1), before.end(1)), before[1], wanted, RULE, reason))
    return [*made, Edit(word.span, word.text, english, RULE, reason)]


def best(weighed: Iterable[tuple[Choice, float]]) -> Choice:
    """Return the choice that is the likeliest, by itself and to the model.

    :param weighed: each choice with the model's score of the sentence that has it (natural logarithm, a piece).
    :raises ValueError: where there is none.
    """
    return max(weighed, key=lambda one: one[1] + _TRUST * math.log(one[0].likelihood))[0]
