"""Phrases that were translated apart: displaced adjectives, capitals inside a sentence, lost agreement."""

from collections.abc import Iterator
from random import Random

from glossary.edits import Span
from glossary.french.inflection import dictionary_form, singular
from glossary.french.lexicon import look_up
from translate.lab.damage.base import Change, Family, Passage, shuffled, vocabulary


def _codes(word: str, kind: str) -> set[str]:
    found = look_up(word)
    return {code[1:] for code in found.grammar if code[0] == kind} if found else set()


def _agree(noun: set[str], adjective: set[str]) -> bool:
    return any(
        (a[0] == b[0] or "e" in (a[0], b[0])) and (a[1] == b[1] or "i" in (a[1], b[1])) for a in noun for b in adjective
    )


def _noun_phrases(passage: Passage, random: Random) -> Iterator[tuple[Span, Span, Span]]:
    """Yield article, noun and adjective where all three follow one another and agree; a noun may be elided to its own.

    The article and the noun are one word in `l'armée`: the first span is then that of `l'`.
    """
    text = passage.text
    for first, second in shuffled(passage.neighbours(), random):
        adjective = look_up(second.of(text))
        if adjective is None or not second.of(text).islower() or adjective.has("GVDPRI"):
            continue
        word = first.of(text).replace("’", "'")
        if word.lower().startswith("l'"):
            article, noun = Span(first.start, first.start + 2), Span(first.start + 2, first.end)
        elif before := _word_before(passage, first):
            article, noun = before, first
        else:
            continue
        if article.of(text).replace("’", "'").lower() not in vocabulary("article"):
            continue
        found = look_up(noun.of(text))
        if found and not found.has("GD") and _agree(_codes(noun.of(text), "N"), _codes(second.of(text), "A")):
            yield article, noun, second


def _word_before(passage: Passage, span: Span) -> Span | None:
    """Return the word before `span`, one plain space away."""
    text = passage.text
    if span.start < 2 or text[span.start - 1] != " ":
        return None
    start = text.rfind(" ", 0, span.start - 1) + 1
    # A capital or a mark before it is no reason to refuse an article: `(les`, `qu'une`.
    while start < span.start - 1 and not text[start].isalpha():
        start += 1
    word = text[start : span.start - 1]
    elided = max(word.rfind("'"), word.rfind("’")) + 1
    return Span(start + elided, span.start - 1) if word[elided:].isalpha() else None


def _displace_adjective(passage: Passage, random: Random) -> list[Change]:
    text = passage.text
    for article, noun, adjective in _noun_phrases(passage, random):
        listed = dictionary_form(adjective.of(text))
        # After an elided word the adjective would stand inside it: `qu'Ukrainien une`.
        if listed is None or (article.start > 0 and text[article.start - 1] != " "):
            continue
        small = article.start > 0 and random.random() < 0.3
        moved = listed if small else "-".join(part.capitalize() for part in listed.split("-"))
        phrase = text[article.start : noun.end]
        if article.start == 0:
            phrase = phrase[0].lower() + phrase[1:]
        return [
            Change(
                Span(article.start, adjective.end),
                f"{moved} {phrase}",
                "an adjective before its noun phrase"
                if small
                else "an adjective with a capital before its noun phrase",
            )
        ]
    return []


def _raise_article(passage: Passage, random: Random) -> list[Change]:
    text = passage.text
    # Nearly every stretch has a place for it, few have one for the adjective, which it would outnumber.
    if random.random() < 0.7:
        return []
    for first, second, third in shuffled(passage.neighbours(3), random):
        word, noun = second.of(text), look_up(third.of(text))
        # After a word in small letters, so that no title or name begins here.
        if word in vocabulary("article") and first.of(text).islower() and noun and noun.has("N"):
            capital = Span(second.start, second.start + 1)
            return [Change(capital, word[0].upper(), "a link's own capital inside a sentence")]
    return []


def _lose_number(passage: Passage, random: Random) -> list[Change]:
    text = passage.text
    for article, noun, adjective in _noun_phrases(passage, random):
        if article.of(text).lower() in vocabulary("plural-determiner") and singular(noun.of(text).lower(), "N"):
            one = singular(adjective.of(text))
            if one:
                return [Change(adjective, one, "an adjective that lost its plural")]
    return []


def _lose_gender(passage: Passage, random: Random) -> list[Change]:
    text = passage.text
    for article, noun, adjective in _noun_phrases(passage, random):
        of_noun, of_adjective = _codes(noun.of(text), "N"), _codes(adjective.of(text), "A")
        determined = article.of(text).lower() in vocabulary("feminine-determiner")
        if determined and of_noun | of_adjective == {"fs"}:
            listed = dictionary_form(adjective.of(text))
            if listed:
                return [Change(adjective, listed, "an adjective that lost its feminine")]
    return []


def _lose_number_of_participle(passage: Passage, random: Random) -> list[Change]:
    text = passage.text
    for *before, participle in shuffled([*passage.neighbours(2), *passage.neighbours(3)], random):
        # `sont stationnés`, `ont été arrêtés`, `sont déjà partis`: a plural verb without a plural is no French.
        words = [span.of(text).lower() for span in before]
        adverb = look_up(words[-1])
        if len(words) > 1 and adverb and adverb.grammar == frozenset("D"):
            words.pop()
        if " ".join(words) in vocabulary("plural-auxiliary") and participle.of(text).islower():
            one = singular(participle.of(text), "P")
            if one:
                masculine = one[:-1] if one.endswith(("ée", "ie", "ue")) else one
                return [Change(participle, masculine, "a participle that lost its agreement")]
    return []


FAMILIES = (
    Family(
        "displaced-links",
        "link texts translated apart: an adjective before its noun phrase, a capital inside a sentence",
        ((3, _displace_adjective), (1, _raise_article)),
    ),
    Family(
        "agreement",
        "participles and adjectives that lost their number or gender",
        ((1, _lose_number), (1, _lose_gender), (3, _lose_number_of_participle)),
    ),
)
