"""The sentences of a French paragraph.

One pass over the marks `.`, `!`, `?` and `…`; what stands before and after each decides whether a sentence ends there.
Where the signs disagree the sentence goes on: half a sentence translates worse than two at once.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from glossary.edits import Span
from glossary.french.abbreviations import Expects, find
from glossary.tables import expression, words_of_role
from translate.documents.clauses import clauses

_WORDS = "sentence-words.tsv"
_LINE_BREAK = "(?:\r\n|[\n\x85\u2028]|\r(?!\n))"
_PARAGRAPH_BREAK = expression(f"{_LINE_BREAK}[^\\S\r\n\x85\u2028\u2029]*{_LINE_BREAK}|\u2029")

_LETTER = r"[^\W\d_]"
_EMOJI = "\u2600-\u27bf\U0001f300-\U0001faff"
_SPACE = expression(r"\s*")
# A spaced ellipsis (`. . .`) or a run such as `! ! !` is one mark.
_MARK = expression(r"[.!?…‽]+(?:[ \u00a0\u202f][.!?…‽]+(?![\w.!?…‽]))*")
_MARKS = ".!?…‽"
# What may stand between a mark and the end of its sentence: quotes, brackets, numbers of notes, smileys.
_CLOSER = expression(
    rf"\s*[»”)\]]|[’'*}}]|\[\d{{1,3}}\]|[¹²³⁰⁴-⁹]+|\s?[:;]-?[)(DP](?!\w)|\s?[{_EMOJI}][\ufe0f\u200d{_EMOJI}]*"
)
_CLOSING_STRAIGHT_QUOTE = expression(r'\s*"')
# A remark without a mark of its own between two sentences belongs to the first: `… jours. (Bremer, 1998) Le …`
_REMARK = expression(r"\s+(?:\((?!\w{1,3}\))[^().!?…]{1,150}\)|\[[^\[\].!?…]{1,150}\])(?=\s|$)")
_OPENERS = expression(r"(?:[«“„\"‘'(\[{—–‒―*_•·▪■►→¿¡\s-]|\.{1,3}(?=\w)|…){0,20}")
_DASHES = "—–‒―-"
LONGEST = 2_000
"""Characters of a sentence: of the 7,068 lines of newstest2013, FLORES and TICO-19 the longest has 1,890, and none of
140,000 of Canadian law more than 1,080. Each step after this one is made for sentences, and may cost their square."""
_PAIRED = expression(r'[«»“”"()\[\]]')
_OPENING_OF = {"»": "«", "”": "“", ")": "(", "]": "["}
# In characters. Beyond these lengths a pair is more likely a slip than one unit of meaning.
_LONGEST_PAIR = 300
_LONGEST_QUOTATION = 120
_LOOK_BACK = 80
# In runs; without a limit a text of nothing but opening marks would take quadratic time.
_MOST_OPENERS = 8

_WORD_CHARACTER = expression(r"[^\W_]")
_WORD = expression(rf"{_LETTER}+")
_INVERSION = expression(rf"{_LETTER}+-(?:t-)?(?:il|elle|on|ils|elles|vous|nous|je|tu|ce)\b")
_SPEECH_TAG = expression(rf"{_LETTER}+-(?:t-)?(?:il|elle|on|ils|elles|je)\b")
_PARTICLE = expression(rf"({_LETTER}+)(?:['’]|\s+)({_LETTER})(?=[a-zà-öø-ÿœ])")
_MIXED_CASE = expression(r"[a-z]{1,2}[A-Z]")
_LABEL = expression(rf"\d{{1,3}}(?:\.\d{{1,3}})*|{_LETTER}|X{{0,3}}(?:IX|IV|V?I{{0,3}})|x{{0,3}}(?:ix|iv|v?i{{0,3}})")
_NUMBER = expression(r"[\d°§]|[IVXLCDM]+\b(?!['’-])|[A-Z](?=[.,;)]|\s?\d)")
_INITIAL = expression(rf"{_LETTER}[hlr]?|{_LETTER}\.?-{_LETTER}")
_BEFORE_INITIAL = expression(rf"{_LETTER}\.|M\.|MM\.|Mmes?|Mlles?|Mgr|Dr|Pr|Me", re.IGNORECASE)
_ACRONYM = expression(rf"{_LETTER}{{1,2}}(?:\.-?{_LETTER}{{1,2}})+")
_GLUED_LEFT = expression(rf"[«“\"'(\[]*(?:{_LETTER}+['’-])*([a-zà-öø-ÿœ]{{3,}})")
_GLUED_RIGHT = expression(rf"{_LETTER}+(?:['’-]{_LETTER}+)*[,;:!?…)»”\"]*\.{{0,3}}(?=\s|$)")
_GLUED_OPENER = expression(rf"[«“—–]\s?(?={_LETTER})")


def sentences(text: str, *, protected: Sequence[Span] = ()) -> list[Span]:
    """Return the sentences of one block of French text, as spans in code points, in order.

    The spans do not overlap, none is empty or starts or ends with white space, and what lies outside them is white
    space. A line break is white space; a blank line always ends a sentence. No boundary lies inside one of the
    `protected` spans of `text`, which may come in any order; a mark inside one is not read. What is longer than
    `LONGEST` characters is cut as `clauses` does, in the middle of a word where there is nothing better. Takes time in
    proportion to the length of `text`.

    >>> text = "Mme Dupont paie 3.5 % p. ex. en 2004. « Où ? » dit-il."
    >>> [span.of(text) for span in sentences(text)]
    ['Mme Dupont paie 3.5 % p. ex. en 2004.', '« Où ? » dit-il.']
    """
    islands = _Islands(protected)
    spans: list[Span] = []
    start = 0
    for cut in [*_paragraph_breaks(text, islands), len(text)]:
        first = _skip_space(text, start, cut)
        if first < cut:
            end = first + len(text[first:cut].rstrip())
            for span in _Block(text, first, end, islands).sentences():
                spans.extend(_cut(text, span, islands) if len(span) > LONGEST else [span])
        start = cut
    return spans


def _cut(text: str, sentence: Span, islands: "_Islands") -> list[Span]:
    """Return the clauses of a sentence that is too long to be one; a protected stretch stays whole."""
    spans: list[Span] = []
    for piece in clauses(sentence.of(text), fits=lambda part: len(part) <= LONGEST):
        start, end = sentence.start + piece.start, sentence.start + piece.end
        if spans and islands.cut_by(spans[-1].end, start):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans


def _paragraph_breaks(text: str, islands: "_Islands") -> Iterator[int]:
    for found in _PARAGRAPH_BREAK.finditer(text):
        if not islands.cut_by(found.start(), found.end()):
            yield found.end()


def _skip_space(text: str, start: int, end: int) -> int:
    found = _SPACE.match(text, start, end)
    return found.end() if found else start


class _Islands:
    """The protected stretches, put together where they overlap."""

    def __init__(self, protected: Sequence[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(protected):
            if not span:
                continue
            if self._ends and span.start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def cut_by(self, end: int, start: int) -> bool:
        """Tell whether a boundary whose white space is `end:start` would lie inside a stretch, or take some of one."""
        index = bisect_left(self._starts, start) - 1
        return index >= 0 and self._ends[index] > end

    def end_at(self, position: int) -> int | None:
        """Return where the stretch around the character at `position` ends, None where there is none."""
        index = bisect_left(self._starts, position + 1) - 1
        return self._ends[index] if index >= 0 and self._ends[index] > position else None


class _Block:
    """One paragraph: `text[start:end]` without white space around it."""

    def __init__(self, text: str, start: int, end: int, islands: _Islands) -> None:
        self.text = text
        self.end = end
        self.islands = islands
        self.sentence = start
        self.closing_quotes: set[int] = set()
        self.pairs: list[tuple[int, int]] = []
        self.opening_of: dict[int, int] = {}
        self._find_pairs(start)
        self.first_word = self._first_word(start)

    def _find_pairs(self, start: int) -> None:
        """Find the quotes and brackets that belong together; a straight quote opens or closes by its neighbours."""
        text = self.text
        open_marks: list[tuple[str, int]] = []
        straight_open = False
        for found in _PAIRED.finditer(text, start, self.end):
            mark, position = found.group(), found.start()
            opening = _OPENING_OF.get(mark)
            if mark == '"':
                before = position == start or text[position - 1].isspace() or text[position - 1] in "([«“'’—–-"
                after = position + 1 == self.end or not text[position + 1].isalnum()
                closes = straight_open if before == after else after
                if closes and before and text[max(start, position - 2) : position].rstrip().endswith(":"):
                    closes = False
                straight_open = not closes
                if closes:
                    self.closing_quotes.add(position)
                    opening = '"'
            if opening is None:
                open_marks.append((mark, position))
                continue
            # A mark that was never closed must not hide the pair around it.
            for back in range(1, min(3, len(open_marks)) + 1):
                other, place = open_marks[-back]
                if other == opening:
                    del open_marks[-back:]
                    if position - place <= _LONGEST_PAIR:
                        self.pairs.append((place, position))
                        self.opening_of[position] = place
                    break
        self.pairs.sort()

    def _first_word(self, start: int) -> int:
        found = _WORD_CHARACTER.search(self.text, start, self.end)
        return found.start() if found else self.end

    def sentences(self) -> Iterator[Span]:
        """Yield the sentences of this block."""
        active: list[tuple[int, int]] = []
        number = 0
        for found in _MARK.finditer(self.text, self.sentence, self.end):
            mark, at = found.start(), found.end()
            if at <= self.sentence or self.first_word >= mark or self.islands.end_at(mark) is not None:
                continue
            while number < len(self.pairs) and self.pairs[number][0] < mark:
                active.append(self.pairs[number])
                number += 1
            active = [pair for pair in active if pair[1] > mark]
            tail = self._tail(at)
            if tail >= self.end:
                break
            after = self._after_remark(tail)
            if self._is_boundary(mark, at, tail, after) and not self._splits_pair(active, tail):
                following = _skip_space(self.text, after, self.end)
                if following >= self.end:
                    break
                if self.islands.cut_by(after, following):
                    continue
                yield Span(self.sentence, after)
                self.sentence = following
                self.first_word = self._first_word(following)
        yield Span(self.sentence, self.end)

    def _tail(self, at: int) -> int:
        """Return where the quotes, brackets and notes that belong to the mark before `at` end."""
        while at < self.end:
            island = self.islands.end_at(at)
            if island is not None and not self.text[at].isspace():
                at = min(island, self.end)
                continue
            found = _CLOSER.match(self.text, at, self.end)
            if found is None:
                found = _CLOSING_STRAIGHT_QUOTE.match(self.text, at, self.end)
                if found is None or found.end() - 1 not in self.closing_quotes:
                    break
            at = found.end()
        return at

    def _after_remark(self, tail: int) -> int:
        """Return where the remark in brackets after `tail` ends, `tail` where there is none or it starts a sentence."""
        remark = _REMARK.match(self.text, tail, self.end)
        return tail if remark is None or self._goes_on(remark.end()) else remark.end()

    def _splits_pair(self, active: list[tuple[int, int]], tail: int) -> bool:
        """Tell whether a boundary at `tail` would cut a remark in brackets or a quotation inside a longer sentence."""
        for opening, closing in active:
            if closing < tail or opening < self.first_word:
                continue
            if self.text[opening] in "([":
                return True
            if closing - opening <= _LONGEST_QUOTATION and self._goes_on(closing + 1):
                return True
        return False

    def _goes_on(self, at: int) -> bool:
        at = _skip_space(self.text, at, self.end)
        return at < self.end and (self.text[at] in ",;" or self.text[at].islower())

    def _is_boundary(self, mark: int, at: int, tail: int, after: int) -> bool:
        """Tell whether the sentence of the mark `mark:at`, with all that belongs to it up to `after`, ends there."""
        text = self.text
        if after >= self.end:
            return True
        if not text[after].isspace():
            return text[after] not in _MARKS and self._is_glued_boundary(mark, at, after)
        following = _skip_space(text, after, self.end)
        if text[following] in ",;:)]»":
            return False
        first = self._first_character(following)
        if first is not None and (first >= self.end or text[first] in _MARKS + "=<>+/&|~\\^%"):
            return False
        ellipsis = "…" in text[mark:at] or text.count(".", mark, at) > 2
        if first is not None and text[first].islower() and not _MIXED_CASE.match(text, first, self.end):
            return not ellipsis and self._is_boundary_before_lower_case(mark, at, tail, following, first)
        starts = first is not None and self._is_start(first)
        for position in range(at, tail):
            opening = self.opening_of.get(position, mark)
            if text[position] in ")]" and self.first_word < opening < mark:
                return starts and (ellipsis or _WORD_CHARACTER.search(text, opening, mark) is not None)
        if text[mark:at] == ".":
            if text[following] in _DASHES and self._is_heading(mark):
                return False
            return self._ends_at_full_stop(mark, tail, first, starts)
        if ellipsis:
            return not (first is not None and text[first].isdigit())
        return starts or find(self._tokens(mark)[1] + text[mark:at]) is None

    def _first_character(self, at: int) -> int | None:
        """Return where the first word after `at` starts; None where a protected stretch stands for a word."""
        for _ in range(_MOST_OPENERS):
            if at >= self.end:
                break
            island = self.islands.end_at(at)
            if island is not None:
                at = island
                if at >= self.end or self.text[at].isspace():
                    return None
                continue
            found = _OPENERS.match(self.text, at, self.end)
            if found is None or found.end() == at:
                break
            at = found.end()
        return at

    def _is_start(self, first: int) -> bool:
        """Tell whether the word at `first` is one that with a capital nearly always starts a sentence."""
        word = _WORD.match(self.text, first, self.end)
        if word is None or word.group()[0].islower():
            return False
        if _INVERSION.match(self.text, first, self.end):
            return True
        elided = self.text[word.end() : word.end() + 1] in ("'", "’")
        letters = word.group().lower()
        return letters in words_of_role("start", _WORDS) and (len(letters) > 1 or elided or letters in "ày")

    def _tokens(self, mark: int) -> tuple[str, str]:
        """Return the last two stretches between white space before `mark`, the last one empty where it is not adjacent.

        Opening quotes and brackets are taken off.
        """
        left = self.text[max(self.sentence, mark - _LOOK_BACK) : mark]
        pieces = ["", "", *(piece.lstrip("«“\"‘'([{—–*_") for piece in left.split())]
        if not left or left[-1].isspace():
            pieces.append("")
        return pieces[-2], pieces[-1]

    def _ends_at_full_stop(self, mark: int, tail: int, first: int | None, starts: bool) -> bool:
        """Tell whether a full stop before a capital, a digit or another sign that can start a sentence ends one."""
        before, token = self._tokens(mark)
        if not token or token[-1] in '»”")]':
            return True
        at_start = mark - len(token) <= self.first_word
        if _LABEL.fullmatch(token) and (at_start or before == ";" or (before[-1:] == ":" and token in "1aAI")):
            return False
        if any(self.text[position] in '»”"' for position in range(mark + 1, tail)):
            return True
        word, before = _without_elision(token), _without_elision(before)
        abbreviation = find(f"{before} {word}.") or find(f"{word}.")
        if len(word) == 1 and word.isupper() and _BEFORE_INITIAL.fullmatch(before):
            return starts  # `Mme S. L. Martin`
        if word in ("F", "fr", "frs") and before[-1:].isdigit() and first and self.text[first : first + 1].isdigit():
            return False  # `3 fr. 50`
        if abbreviation is not None:
            if abbreviation.expects is Expects.NUMBER and abbreviation.ends:
                return first is None or not _NUMBER.match(self.text, first, self.end)
            return abbreviation.ends and not at_start and (starts or abbreviation.expects is Expects.NOTHING)
        if _ACRONYM.fullmatch(word):
            return starts and not at_start
        if _INITIAL.fullmatch(word) and word[0].isupper():
            if before.lower() in words_of_role("label", _WORDS) or before.endswith("°"):
                return True
            return starts and not (first is not None and self._is_family_name(first))
        return True

    def _is_heading(self, mark: int) -> bool:
        """Tell whether a heading such as `Art. L. 12` is all that stands in the sentence before `mark`."""
        if mark - self.first_word > _LOOK_BACK:
            return False
        words = self.text[self.first_word : mark].split()
        return (
            len(words) in (2, 3)
            and _NUMBER.match(words[-1]) is not None
            and words[0].rstrip(".").lower() in words_of_role("heading", _WORDS)
        )

    def _is_family_name(self, first: int) -> bool:
        """Tell whether a name of the form Le Goff stands at `first`."""
        found = _PARTICLE.match(self.text, first, self.end)
        return (
            found is not None
            and found.group(1).lower() in words_of_role("particle", _WORDS)
            and found.group(2).isupper()
        )

    def _is_boundary_before_lower_case(self, mark: int, at: int, tail: int, following: int, first: int) -> bool:
        """Tell whether a sentence ends at the mark although the next word has a small first letter."""
        token = _without_elision(self._tokens(mark)[1])
        if token and (len(token) < 3 or not token.isalpha() or find(f"{token}.") is not None):
            return False
        if any(character in '«“"' for character in self.text[following:first]):
            return self.text[mark:at] == "."
        # Who starts one sentence without a capital does so with the next; but `dit-il` belongs to the speech before it.
        careless = self.text[self.first_word].islower()
        return careless and at == tail and not _SPEECH_TAG.match(self.text, first, self.end)

    def _is_glued_boundary(self, mark: int, at: int, after: int) -> bool:
        """Tell whether a sentence ends at `after` although no white space follows: only where no doubt is left."""
        text = self.text
        token = self._tokens(mark)[1]
        if token and not _GLUED_LEFT.fullmatch(token):
            return False
        opener = _GLUED_OPENER.match(text, after, self.end)
        if opener is not None:
            return text[opener.end()].isupper()
        if not text[after].isupper() or not _GLUED_RIGHT.match(text, after, min(self.end, after + _LOOK_BACK)):
            return False
        if after > at:
            return text[after - 1] in "»”"
        if text[mark:at] == ".":
            return token != "" and find(f"{token}.") is None and self._is_start(after)
        return True


def _without_elision(token: str) -> str:
    return token.replace("’", "'").rpartition("'")[2]
