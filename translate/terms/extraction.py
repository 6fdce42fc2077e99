"""Proposes the names and terms of a French text for a glossary, with what they became in its English."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from glossary.edits import Span
from glossary.french.abbreviations import find
from glossary.french.inflection import dictionary_form, inflect, readings, singular
from glossary.french.lexicon import WORDS, form, look_up
from glossary.french.words import starts_sentence
from glossary.tables import expression, words_in_role
from glossary.terms.records import Kind
from translate.sentence.alignment import word_spans
from translate.terms.observed import Place, Renderer, SentencePair

_TABLE = "extraction-words.tsv"
_LONGEST_NAME, _LONGEST_TERM = 8, 6
_ROMAN = expression(r"[IVXLCDM]+(?:er|e|ème)?")
# How often a noun must be used, against how often French has it on the whole, to be a term of its own.
_RARE = 60
_LEAST_ALONE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name or a term that is proposed: its French in the form of a dictionary, how often it stands there, and where.

    `renderings` are what it became and how often, the most frequent first. `sentence` is the first that it stands in.
    """

    source: str
    kind: Kind
    count: int
    renderings: tuple[tuple[str, int], ...]
    sentence: str


@dataclass(slots=True)
class _Found:
    """The places of a candidate, and its spellings."""

    kind: Kind
    places: list[Place] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)


def extract(pairs: Sequence[SentencePair], *, least: int = 2) -> list[Candidate]:
    """Return the names and the terms of sentences, the most frequent first, then names first.

    Names are runs of words with capitals that no start of a sentence explains, and acronyms, however rare; terms are
    groups of a noun with others and adjectives that stand there `least` times or more, and single nouns that are far
    more frequent than in French on the whole. English is found by the links, by spelling that is alike and by which
    words come and go with the French.

    >>> text = ["Le chat de Koursk dort.", "Il fuit vers Koursk."]
    >>> [(found.source, found.count) for found in extract([SentencePair(one) for one in text])]
    [('Koursk', 2)]
    """
    sentences = [_Sentence(pair.source) for pair in pairs]
    names = _names(sentences)
    taken: dict[int, list[Span]] = defaultdict(list)
    for found in names.values():
        for place in found.places:
            taken[place.pair].append(place.span)
    terms = _terms(sentences, taken, least)
    renderer = Renderer(pairs)
    candidates = []
    for key, found in {**names, **terms}.items():
        source = key if key in terms or found.kind is Kind.DEMONYM else found.spellings.most_common(1)[0][0]
        places = sorted(found.places)
        named = found.kind is not Kind.TERM or any(map(_capital, found.spellings))
        renderings = renderer.renderings(places, is_name=named)
        candidates.append(Candidate(source, found.kind, len(places), renderings, pairs[places[0].pair].source))
    return sorted(candidates, key=lambda candidate: -candidate.count)


class _Sentence:
    """The words of a French sentence: where they stand, and what is between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = word_spans(text, elisions=True)
        self.words = [span.of(text) for span in self.spans]
        self.lower = [word.lower().replace("’", "'") for word in self.words]
        self.shouts = text.isupper()

    def joined(self, number: int) -> bool:
        """Tell whether nothing but a space stands between the word `number` and the one before it."""
        return number > 0 and self.text[self.spans[number - 1].end : self.spans[number].start] in ("", " ", "\u00a0")

    def opens(self, number: int) -> bool:
        """Tell whether the word `number` may have its capital from its place."""
        return starts_sentence(self.text, self.spans[number].start, loosely=True)

    def span(self, first: int, last: int) -> Span:
        """Return the span from the word `first` to the word `last`."""
        return Span(self.spans[first].start, self.spans[last].end)


def _capital(word: str) -> bool:
    return word[:1].isupper() and not word.endswith(("'", "’"))


def _is_acronym(word: str) -> bool:
    letters = [letter for letter in word if letter.isalnum()]
    return len(letters) > 1 and all(letter.isupper() or letter.isdigit() for letter in letters)


def _common(word: str) -> bool:
    """Tell whether a word with a capital is one of the language in small letters."""
    found = form(word.lower().replace("’", "'"))
    return found is not None and bool(found.grammar) and not found.grammar <= {"X"}


def _names(sentences: Sequence[_Sentence]) -> dict[str, _Found]:
    # A capital in the middle of a sentence also explains the same words at the start of another.
    sure = {
        words
        for sentence in sentences
        for number, word in enumerate(sentence.words)
        if not sentence.shouts and _capital(word) and not sentence.opens(number)
        for words in (word, " ".join(sentence.words[number : number + 2]))
    }
    found: dict[str, _Found] = {}
    demonyms: set[str] = set()
    for place, sentence in enumerate(sentences):
        if sentence.shouts:
            continue
        number = 0
        while number < len(sentence.words):
            last = _name_at(sentence, number, sure)
            if last is None:
                number += 1
                continue
            first, last = _widened(sentence, number, last)
            span = sentence.span(first, last)
            spelling = span.of(sentence.text)
            kind = _kind(sentence, first, last)
            key = spelling.replace("’", "'")
            if kind is Kind.DEMONYM:
                key = _lemma(spelling)
                demonyms.add(key)
            one = found.setdefault(key, _Found(kind))
            one.places.append(Place(place, span))
            one.spellings[spelling] += 1
            number = last + 1
    for place, sentence in enumerate(sentences):
        for number, word in enumerate(sentence.words):
            if word.islower() and len(word) > 3 and (lemma := _lemma(word)) in demonyms:
                found[lemma].places.append(Place(place, sentence.span(number, number)))
    return found


def _name_at(sentence: _Sentence, first: int, sure: set[str]) -> int | None:
    """Return the last word of the name that begins with the word `first`, None where none does."""
    words = sentence.words
    if not _capital(words[first]) or _is_title(sentence, first):
        return None
    particles = words_in_role("particle", _TABLE)
    last = number = first
    while number + 1 < len(words) and number + 1 - first < _LONGEST_NAME and sentence.joined(number + 1):
        number += 1
        if _capital(words[number]):
            if number > last + 1 and _is_acronym(words[number]):
                break
            last = number
        elif sentence.lower[number] not in particles or _is_acronym(words[last]):
            break
    if sentence.opens(first) and _common(words[first]):
        # `Charles Michel` is a name at the start of a sentence too, `Le Kremlin` has only one word of a name.
        known = look_up(words[first])
        hollow = len(words[first]) == 1 or (known is not None and known.has("GDV"))
        followed = last > first and words[first + 1][:1].isupper()
        seen = " ".join(words[first : first + 2]) in sure or (words[first] in sure and not hollow)
        if not seen and (hollow or not followed):
            return None
    alone = first == last
    if alone and (len(words[first]) < 2 or _ROMAN.fullmatch(words[first]) or not words[first][0].isalpha()):
        return None
    return last


def _widened(sentence: _Sentence, first: int, last: int) -> tuple[int, int]:
    """Return the words of a name with those in small letters that it is made of: `ministère de la Défense`."""
    heads = words_in_role("organisation", _TABLE) | words_in_role("place", _TABLE)
    if all(_common(word) for word in sentence.words[first : last + 1] if _capital(word)):
        begin = first
        while begin > 0 and sentence.joined(begin) and sentence.lower[begin - 1] in words_in_role("particle", _TABLE):
            begin -= 1
        if begin > 0 and sentence.joined(begin) and sentence.lower[begin - 1] in heads:
            first = begin - 1
    if sentence.lower[first] in heads:
        alone = first == last
        last = _last_adjective(sentence, last)
        if alone and (noun := _noun_behind(sentence, last)):
            last = _last_adjective(sentence, noun)
    return first, last


def _last_adjective(sentence: _Sentence, number: int) -> int:
    """Return the place of the last of the adjectives behind the word `number`, that of the word where there is none."""
    while number + 1 < len(sentence.words) and sentence.joined(number + 1) and _is_adjective(sentence, number + 1):
        number += 1
    return number


def _noun_behind(sentence: _Sentence, number: int) -> int | None:
    """Return the place of the noun in small letters that `de` joins to the word `number`: `Conseil de sécurité`."""
    noun = number + 2
    if noun < len(sentence.words) and sentence.joined(number + 1) and sentence.joined(noun):
        joins = sentence.lower[number + 1] in words_in_role("joins-nouns", _TABLE)
        return noun if joins and _is_noun(sentence, noun) else None
    return None


def _is_title(sentence: _Sentence, number: int) -> bool:
    word = sentence.words[number]
    dot = sentence.text[sentence.spans[number].end : sentence.spans[number].end + 1] == "."
    return (dot and len(word) < 4 and find(f"{word}.") is not None) or word.lower() in words_in_role("title", _TABLE)


def _kind(sentence: _Sentence, first: int, last: int) -> Kind:
    word = sentence.words[first]
    before = sentence.lower[first - 1] if first else ""
    if first == last:
        if _is_acronym(word):
            return Kind.ABBREVIATION
        known = form(sentence.lower[first])
        people = _lemma(word).endswith(tuple(words_in_role("demonym-ending", _TABLE)))
        if people and known is not None and known.has("A") and known.has("N"):
            return Kind.DEMONYM
        if before in words_in_role("locative", _TABLE) and sentence.joined(first):
            return Kind.PLACE
    if sentence.lower[first] in words_in_role("organisation", _TABLE):
        return Kind.ORGANISATION
    if sentence.lower[first] in words_in_role("place", _TABLE) or sentence.lower[first].startswith(
        ("saint-", "sainte-")
    ):
        return Kind.PLACE
    if before in words_in_role("person", _TABLE) or (first and _is_title(sentence, first - 1)):
        return Kind.PERSON
    capitals = [_capital(word) for word in sentence.words[first : last + 1]]
    if any(map(all, pairwise(capitals))) and not all(map(_common, sentence.words[first : last + 1])):
        return Kind.PERSON
    return Kind.TERM


def _lemma(word: str) -> str:
    """Return the masculine singular in small letters of an adjective of a people."""
    lower = word.lower().replace("’", "'")
    return dictionary_form(lower) or lower


def _terms(sentences: Sequence[_Sentence], taken: dict[int, list[Span]], least: int) -> dict[str, _Found]:
    """Return the groups of nouns that are frequent enough, by their singular."""
    found: dict[str, _Found] = {}
    for place, sentence in enumerate(sentences):
        for first in range(len(sentence.words)):
            for last in _groups(sentence, first):
                span = sentence.span(first, last)
                if any(map(span.overlaps, taken[place])):
                    break
                key = _singular(sentence.lower[first : last + 1], span.of(sentence.text))
                one = found.setdefault(key, _Found(Kind.TERM))
                one.places.append(
                    Place(place, span, plural=_singular_noun(sentence.lower[first]) != sentence.lower[first])
                )
                one.spellings[span.of(sentence.text)] += 1
    total = sum(len(sentence.words) for sentence in sentences)
    frequent = {key: one for key, one in found.items() if _is_frequent(key, len(one.places), total, least)}
    # What stands nowhere but within a longer term of the same frequency is no term of its own.
    longest: dict[tuple[int, int], int] = {}
    for one in frequent.values():
        for here in one.places:
            for position in range(here.span.start, here.span.end):
                longest[here.pair, position] = max(longest.get((here.pair, position), 0), len(here.span))
    return {
        key: one
        for key, one in frequent.items()
        if sum(longest[here.pair, here.span.start] == len(here.span) for here in one.places)
        >= min(least, len(one.places))
    }


def _is_frequent(key: str, count: int, total: int, least: int) -> bool:
    if " " in key or "'" in key:
        return count >= least
    known = form(key)
    rate = ((known.count if known else 0) + 1) / WORDS
    return count >= max(least, _LEAST_ALONE) and count / total > _RARE * rate


def _groups(sentence: _Sentence, first: int) -> Iterator[int]:
    """Yield the last words of the terms that begin with the word `first`, a noun: alone, with what follows."""
    if not _is_noun(sentence, first) or _is_verbal(sentence, first):
        return
    yield first
    number = first + 1
    while number < min(len(sentence.words), first + _LONGEST_TERM) and sentence.joined(number):
        if _is_adjective(sentence, number):
            yield number
        elif sentence.lower[number] in words_in_role("joins-nouns", _TABLE):
            number += 1
            article = number < len(sentence.words) and sentence.lower[number] in words_in_role("article", _TABLE)
            number += article and sentence.joined(number)
            if number < len(sentence.words) and sentence.joined(number) and _is_adjective(sentence, number):
                number += 1  # arme à longue portée
            if number >= len(sentence.words) or not sentence.joined(number) or not _is_noun(sentence, number):
                return
            yield number
        else:
            return
        number += 1


def _is_noun(sentence: _Sentence, number: int) -> bool:
    word = sentence.words[number]
    if not word.islower() or len(word) < 3 or word in words_in_role("hollow", _TABLE):
        return False
    known = form(sentence.lower[number])
    if known is None or not known.grammar:
        return word.isalpha() and len(word) > 4
    return known.has("N") and not known.has("GD")


def _is_verbal(sentence: _Sentence, number: int) -> bool:
    """Tell whether a noun that is a participle too is one here, as none behind a determiner is: `les blessés`."""
    known = form(sentence.lower[number])
    before = form(sentence.lower[number - 1]) if number else None
    return known is not None and known.has("P") and (before is None or not before.has("G") or before.has("V"))


def _is_adjective(sentence: _Sentence, number: int) -> bool:
    known = form(sentence.lower[number])
    return sentence.words[number].islower() and known is not None and known.has("AP") and not known.has("GDV")


def _singular(words: Sequence[str], text: str) -> str:
    """Return a term with its first noun, and the adjectives behind that, in the singular."""
    head = _singular_noun(words[0])
    if head == words[0]:
        return text.replace("’", "'")
    gender = next((code[1] for code in readings(head, "N") if code[1] in "mf"), "m")
    parts = [head]
    for number, word in enumerate(words[1:], start=1):
        if word in words_in_role("joins-nouns", _TABLE):
            parts += words[number:]
            break
        parts.append(inflect(word, gender, "s") or word)
    return " ".join(parts).replace("' ", "'")


def _singular_noun(word: str) -> str:
    if any(code[2] in "si" for code in readings(word, "N")):
        return word
    return singular(word, kinds="N") or word
