"""Agreement that machine translation lost: participles after être, adjectives after their nouns."""

from collections.abc import Iterator, Sequence

from glossary.edits import Edit, Span
from glossary.english.lexicon import is_word as is_english
from glossary.french.inflection import inflect, readings
from glossary.french.lexicon import form, pair_count
from glossary.french.words import fold
from glossary.repair.base import Rule, Text
from glossary.repair.limits import limit
from glossary.repair.phrases import Words, words_in
from glossary.tables import expression, words_of_role

_CLAUSE_WORDS = 14
"""How many words before a verb its subject is looked for, and before an adjective its noun."""
_BETWEEN = 2
"""How many adverbs may stand between être and the participle."""
_MANY_TIMES = 4
_PARTICIPLE = expression(r"(?:é|i|u|is|it|t|ée|ie|ue|ise|ite|te|és|us|its|ts|ées|ies|ues|ises|ites|tes)$")


def _is_small(words: Words, number: int) -> bool:
    return words.written(number).islower()


def _genders_of_subject(words: Words, verb: int, number: str) -> set[str]:
    """Return the genders of the nouns with determiners of `number` (s, p) that stand before a verb in its clause."""
    determiners = words_of_role("plural" if number == "p" else "singular", "determiners.tsv")
    genders: set[str] = set()
    position = verb
    while position > 0 and verb - position < _CLAUSE_WORDS:
        if not words.follows(position):
            break
        position -= 1
        if words.forms[position] in ("elles", "elle"):
            return {"f"}
        if words.forms[position] in ("ils", "il"):
            return {"m"}
        if words.forms[position] in determiners and position + 1 < verb:
            for noun in range(position + 1, min(position + 3, verb)):
                codes = [code for code in readings(words.forms[noun], "N") if code[2] in (number, "i")]
                if codes:
                    genders |= _genders_of_noun(words, noun, codes, number)
                    break
    return genders


def _genders_of_noun(words: Words, noun: int, codes: list[str], number: str) -> set[str]:
    """Return the genders of a noun; those of what is counted where it says how many: des centaines de civils."""
    counts = words.has_role(noun, "quantity", "determiners.tsv") and words.follows(noun + 2)
    if counts and words.forms[noun + 1] in ("de", "d'"):
        counted = {code[1] for code in readings(words.forms[noun + 2], "N") if code[2] in ("p", "i")}
        return counted or {code[1] for code in codes}
    return {code[1] for code in codes}


def _participle_after(words: Words, verb: int) -> int | None:
    """Return the number of the participle that goes with the verb être at `verb`."""
    for number in range(verb + 1, min(verb + 2 + _BETWEEN, len(words))):
        if not words.follows(number) or not _is_small(words, number):
            return None
        found = form(words.forms[number])
        if found is None:
            return None
        if found.has("P") and readings(words.forms[number], "AP") and _PARTICIPLE.search(words.forms[number]):
            adverb = found.has("D") or words.has_role(number, "adverb", "determiners.tsv")
            return None if adverb else number
        if not (found.has("D") and not found.has("NAV")):
            return None
    return None


def _verb_number(words: Words, number: int) -> str | None:
    """Return the number (s, p) of the form of être that ends at `number`, None where there is none to judge by."""
    word = words.forms[number].removeprefix("n'").removeprefix("qu'")
    before = words.forms[number - 1] if words.follows(number) else ""
    if before in words_of_role("no-agreement", "determiners.tsv"):
        return None
    for kind in ("p", "s"):
        if word in words_of_role(f"be-{kind}", "determiners.tsv"):
            return kind
        if word == "été" and before.removeprefix("n'") in words_of_role(f"have-{kind}", "determiners.tsv"):
            earlier = words.forms[number - 2] if number > 1 and words.follows(number - 1) else ""
            return None if earlier in words_of_role("no-agreement", "determiners.tsv") else kind
    return None


def _is_only(word: str, number: str) -> bool:
    codes = readings(word, "AP")
    numbers = {code[2] for code in codes} - {"i"}
    return numbers == {number}


def _participles(text: Text) -> Iterator[Edit]:
    words = words_in(text)
    for verb in range(len(words)):
        kind = _verb_number(words, verb)
        if kind is None:
            continue
        place = _participle_after(words, verb)
        if place is None:
            continue
        word = words.forms[place]
        start = verb - (words.forms[verb] == "été")
        codes = readings(word, "AP")
        own = {code[1] for code in codes} - {"e"}
        if kind == "p" and _is_only(word, "s"):
            genders = {"f"} if own == {"f"} else _genders_of_subject(words, start, "p")
            gender = "f" if genders == {"f"} else "m"
            yield from _change(
                words, place, gender, "p", len(genders) == 1 and "e" not in genders, "its verb is plural"
            )
            continue
        if kind == "s":
            yield from _singular(words, place, start, own)


def _singular(words: Words, place: int, verb: int, own: set[str]) -> Iterator[Edit]:
    """Yield the edit of the participle at `place` where its subject, right before the verb, is one noun singular."""
    word = words.forms[place]
    if verb < 2 or not words.follows(verb) or not words.follows(verb - 1):
        return
    noun, determiner = words.forms[verb - 1], words.forms[verb - 2]
    if determiner not in words_of_role("singular", "determiners.tsv"):
        return
    if words.follows(verb - 2) and words.forms[verb - 3] in words_of_role("joins-nouns", "determiners.tsv"):
        return  # the subject is longer: le chef de la police est arrivé
    if words.follows(verb - 2) and _takes_object(words, verb - 3):
        return  # accusé d'avoir posé la bombe, l'homme est arrêté
    if _is_inverted(words, verb - 2):
        return  # le livre dans lequel est citée la loi est vendu
    codes = readings(noun, "N")
    genders = {code[1] for code in codes}
    if not codes or any(code[2] != "s" for code in codes) or len(genders) != 1:
        return
    feminine = determiner in words_of_role("feminine", "determiners.tsv")
    gender = "f" if feminine else "m"
    if genders == {"e"}:
        genders = {gender} if len(determiner) > 1 else set(own)
    if genders != {gender}:
        return
    if _is_only(word, "p"):
        yield from _change(words, place, gender, "s", True, f"“{determiner} {noun}” is singular")
    elif gender == "f" and own == {"m"} and _is_only(word, "s"):
        yield from _change(words, place, "f", "s", True, f"“{determiner} {noun}” is feminine")


def _is_inverted(words: Words, determiner: int) -> bool:
    """Tell whether the noun phrase at `determiner` follows the verb of a relative clause, whose subject it then is."""
    verb = False
    for number in range(determiner - 1, max(-1, determiner - 7), -1):
        if not words.follows(number + 1):
            return False
        word = words.forms[number]
        if word in words_of_role("relative", "determiners.tsv") or word.startswith("qu'"):
            return verb
        found = form(word.rpartition("'")[2])
        verb = verb or (found is not None and found.has("VP"))
    return False


def _takes_object(words: Words, number: int) -> bool:
    """Tell whether the noun phrase behind word `number` can be its object and not the subject of a later verb."""
    if words.follows(number) and words.forms[number - 1].removeprefix("n'") in ("avoir", "d'avoir", "l'avoir", "ayant"):
        return True
    negated = words.forms[number] in ("pas", "plus", "jamais") and words.follows(number)
    known = form(words.forms[number - negated])
    return known is not None and known.has("IR") and (negated or not known.has("NG"))


def _change(words: Words, place: int, gender: str, number: str, safe: bool, why: str) -> Iterator[Edit]:
    word = words.forms[place]
    new = inflect(word, gender, number)
    if new is not None and new != word:
        span = words.spans[place]
        yield Edit(span, span.of(words.text), new, "agreement", f"“{word}” does not agree: {why}", safe)


def _adjectives(text: Text) -> Iterator[Edit]:
    """Yield edits of adjectives that do not agree with the noun right before them and its determiner."""
    words = words_in(text)
    for number in range(2, len(words)):
        if not (words.follows(number) and words.follows(number - 1) and _is_small(words, number)):
            continue
        count = next((kind for kind in _NUMBERS if words.has_role(number - 2, kind, "determiners.tsv")), None)
        if words.has_role(number, "adverb", "determiners.tsv"):
            continue
        noun, adjective = words.forms[number - 1], words.forms[number]
        found, nouns = form(adjective), readings(noun, "N")
        if count is None or found is None or not found.has("A") or found.has("DGRX"):
            continue
        kind = _NUMBERS[count]
        genders = {code[1] for code in nouns}
        if not nouns or any(code[2] != kind for code in nouns) or len(genders) > 1 or genders == {"e"}:
            continue
        codes = readings(adjective, "AP")
        gender = next(iter(genders))
        if any(code[1] in (gender, "e") and code[2] in (kind, "i") for code in codes):
            continue
        if found.count < limit("agreement-count") and is_english(fold(adjective)):
            continue  # a rare word that is English as well
        # What lost its agreement has the form of the dictionary, or lost the mark of the plural alone.
        if not any(code[2] in "si" and code[1] in ("m", "e", gender if kind == "p" else "m") for code in codes):
            continue
        new = inflect(adjective, gender, kind)
        if new is None or new == adjective or _is_shared(words, number) or _goes_with_earlier(words, number):
            continue
        if not ((written := form(new)) and written.count):
            continue  # a form that nobody writes: what stands there is another word (bot, bote)
        seen, wrong = pair_count(noun, new), pair_count(noun, adjective)
        often = seen >= _MANY_TIMES * max(wrong, 2)
        people = _PEOPLE.search(adjective) is not None
        sure = wrong == 0 and not found.has("V") and (people or not found.has("N"))
        span = words.spans[number]
        reason = f"“{adjective}” does not agree with “{noun}”"
        # A name may be no more than the end of what the adjective goes with: l'île des Brumes dévasté.
        safe = (often or sure) and _is_small(words, number - 1) and not _fits_head(words, number)
        safe = safe and not _is_whole_line(words.text, words.spans[number - 2], span)
        yield Edit(span, span.of(words.text), new, "agreement", reason, safe)


def _is_whole_line(content: str, first: Span, last: Span) -> bool:
    """Tell whether a determiner, its noun and an adjective are all of a line: La propriété transparent."""
    before, after = content[: first.start].rpartition("\n")[2], content[last.end :].partition("\n")[0]
    return not before.strip() and not after.strip()


_NUMBERS = {"plural": "p", "singular": "s"}
_PEOPLE = expression(r"(?:ain|ais|ois|éen|and|ol)e?$|ien(?:ne)?$")


def _goes_with_earlier(words: Words, number: int) -> bool:
    """Tell whether the adjective at `number` may go with a noun before the one that it follows.

    It may where that one is joined to another (le projet de la ville, des lois et des mesures), or stands behind a
    noun without a verb between, and the adjective agrees with what stands there.
    """
    determiner = number - 2
    if not words.follows(determiner):
        return False
    before = words.forms[determiner - 1]
    if before in ("et", "ou", "ni"):
        return True
    joined = words.has_role(determiner - 1, "joins-nouns", "determiners.tsv")
    if not joined and words.forms[determiner] not in ("des", "aux", "du", "au"):
        return False
    place = determiner - 2 if joined else determiner - 1
    if joined and not words.follows(determiner - 1):
        return False
    own = readings(words.forms[number], "AP")
    if joined and any(code[0] == "P" for code in own):
        return True
    if any(code[0] == "P" for code in readings(words.forms[place], "P")):
        return False  # a verb: ils ont signé des accords
    return _fits_noun(words, place, own)


def _fits_noun(words: Words, place: int, own: Sequence[str]) -> bool:
    """Tell whether an adjective with the readings `own` agrees with what stands at `place`, or nobody knows."""
    earlier = readings(words.forms[place], "NA")
    if not earlier:
        known = form(words.forms[place])
        return known is None or not known.grammar
    return any(
        (a[1] == b[1] or "e" in (a[1], b[1])) and (a[2] == b[2] or "i" in (a[2], b[2])) for a in own for b in earlier
    )


def _fits_head(words: Words, number: int) -> bool:
    """Tell whether the adjective at `number` agrees with a noun further off: appareil de levage des pièces motorisé.

    Between that one and its own noun stand nouns that prepositions join to it, with determiners and adjectives.
    """
    own, place = readings(words.forms[number], "AP"), number - 1
    joined = False
    while place > 0 and number - place < _CLAUSE_WORDS and words.follows(place):
        place -= 1
        word = words.forms[place]
        if word in words_of_role("joins-nouns", "determiners.tsv"):
            joined = True
        elif readings(word, "N") and joined:
            if _fits_noun(words, place, own):
                return True
            joined = False
        elif not (readings(word, "AP") or words.has_role(place, "plural") or words.has_role(place, "singular")):
            return False
    return False


def _is_shared(words: Words, number: int) -> bool:
    """Tell whether an adjective is one of several that share a plural noun, or is itself modified."""
    after = words.forms[number + 1] if words.follows(number + 1) else ""
    following = form(after) if after else None
    if following is not None and following.has("N") and not following.has("GV"):
        return True  # it goes with the next noun: des entrepôts longue durée
    end = words.spans[number].end
    return after in words_of_role("shares-nouns", "determiners.tsv") or words.text[end : end + 1] in (",", "-", "/")


def _agreement(text: Text) -> Iterator[Edit]:
    yield from _participles(text)
    yield from _adjectives(text)


RULES = (
    Rule(
        "agreement",
        "Makes participles after être, and adjectives after their nouns, agree in gender and number.",
        "Safe where the verb or the determiner leaves no doubt of the number and all nouns that can be the subject "
        "have one gender; otherwise a suggestion.",
        (
            ("Des milliers de soldats sont stationné ici.", "Des milliers de soldats sont stationnés ici."),
            ("La ministre est arrivé hier.", "La ministre est arrivée hier."),
        ),
        _agreement,
        by_line=True,
        brakes=True,
    ),
)
