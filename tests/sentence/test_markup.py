"""Whatever the model says, markup and literals come back whole, once each, and nested as they were."""

import re
from dataclasses import dataclass, field

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_engine import FakeEngine
from glossary.edits import Span
from translate.documents.formats import read_text
from translate.documents.formats.markdown_inline import scan
from translate.documents.records import Markup, MarkupKind, Segment
from translate.engine.base import Decoding, Hypothesis
from translate.sentence import markup

_TEXTS = [
    "le",
    "chat",
    "Paris",
    "«",
    "dort.",
    "l'",
    "(",
    ")",
    ",",
    "3,5",
    " ",
    " ",
    "\u00a0",
    '"',
    " a@b.fr ",
    "😀",
    "2.70.41",
]


def restored(plain: markup.PlainText, english: str, hypothesis: Hypothesis | None) -> str | None:
    """Return the English with its markup, and see to it that each of its stretches is what it says it is."""
    found = markup.restore(plain, english, hypothesis)
    if found is None:
        return None
    literals = {literal.stand_in.casefold() for literal in plain.literals}
    for stretch in found.stretches:
        before, after = stretch.plain.of(english), stretch.marked.of(found.text)
        assert before == after or before == " " or before.casefold() in literals
    if found.stretches:
        assert "".join(stretch.plain.of(english) for stretch in found.stretches) == english
    for stretch in plain.stretches:
        before, after = stretch.plain.of(plain.text), stretch.marked.of(plain.source)
        assert after.startswith(before) or before.casefold() in literals
    return found.text


@dataclass
class Built:
    """A segment in which each piece of markup is a private character of its own, so that it is found again for sure."""

    source: str = ""
    markup: list[Markup] = field(default_factory=list)
    pairs: int = 0

    def add(self, kind: MarkupKind, pair: int = -1) -> None:
        start = len(self.source)
        self.source += chr(0xE000 + len(self.markup))
        self.markup.append(Markup(kind, Span(start, start + 1), pair))


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    built = Built()
    opened: list[int] = []
    for part in draw(st.lists(st.sampled_from([*_TEXTS, *MarkupKind]), max_size=24)):
        if isinstance(part, str):
            built.source += part
        elif part is MarkupKind.OPEN:
            opened.append(built.pairs)
            built.add(part, built.pairs)
            built.pairs += 1
        elif part is not MarkupKind.CLOSE:
            built.add(part)
        elif opened:
            built.add(part, opened.pop())
    while opened:
        built.add(MarkupKind.CLOSE, opened.pop())
    return Segment(0, built.source, tuple(built.markup))


def check_law(segment: Segment, plain: markup.PlainText, english: str, result: str) -> None:
    """All markup stands once in `result`, nested, breaks in order; without it the result is `english`."""
    kinds = {item.span.of(segment.source): item for item in segment.markup}
    opened: list[int] = []
    breaks = []
    for item in (kinds[character] for character in result if character in kinds):
        if item.kind is MarkupKind.OPEN:
            opened.append(item.pair)
        elif item.kind is MarkupKind.CLOSE:
            assert opened.pop() == item.pair
        elif item.kind is MarkupKind.BREAK:
            breaks.append(item.span.start)
    assert breaks == sorted(breaks)
    assert sorted(c for c in result if c in kinds) == sorted(kinds)
    for literal in plain.literals:
        # A stand-in counts where it stands alone; inside a longer word or number it is the model's own.
        alone = rf"(?<![^\W_])(?<!\d[.,]){re.escape(literal.stand_in)}(?![^\W_]|[.,]\d)"
        if not literal.stand_in[-1].isalnum():
            alone = re.escape(literal.stand_in)
        english = re.sub(alone, lambda _, text=literal.text: text, english, count=1, flags=re.IGNORECASE)  # type: ignore[misc]
    for insertion in plain.insertions:
        if insertion.kind is not MarkupKind.BREAK:
            assert insertion.text in result
            result = result.replace(insertion.text, "", 1)
        else:
            result = result.replace(insertion.text, " ", 1)
    assert result == english


@given(segments(), st.data())
def test_nothing_is_lost_whatever_the_model_says(segment: Segment, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(markup.STAND_INS) - 1))
    plain = markup.plain(segment, stand_ins=number)
    words = ["the", "cat", "a", "sleeps", "Paris", '"', ",", ".", "(", ")", "“", "3.5", *plain.text.split()]
    said = data.draw(st.lists(st.sampled_from(words), max_size=14))
    for literal in plain.literals:
        if data.draw(st.integers(0, 9)):
            said.insert(data.draw(st.integers(0, len(said))), literal.stand_in)
    english = data.draw(st.sampled_from(["", " "])).join(said) if data.draw(st.booleans()) else " ".join(said)
    pieces = (*data.draw(st.permutations(english.split())), "▁x")
    source_pieces = tuple(plain.text.split()) or ("▁",)
    random = numpy.random.default_rng(data.draw(st.integers(0, 1000)))
    attention = random.random((len(pieces), len(source_pieces)), dtype=numpy.float32)
    for hypothesis in (Hypothesis("", pieces, -1.0, source_pieces, attention), None):
        result = restored(plain, english, hypothesis)
        if result is not None and result != segment.source:
            check_law(segment, plain, english, result)


@given(segments())
def test_an_answer_with_all_stand_ins_and_spaces_is_always_enough(segment: Segment) -> None:
    plain = markup.plain(segment, stand_ins=1)
    english = " ".join(["so", *(literal.stand_in for literal in plain.literals), *["many"] * len(segment.markup)])
    result = restored(plain, english, None)
    assert result is not None
    if plain.text:
        check_law(segment, plain, english, result)
    else:
        assert result == segment.source


@given(segments())
def test_the_model_reads_no_markup_and_no_literal(segment: Segment) -> None:
    plain = markup.plain(segment)
    assert not any("\ue000" <= character <= "\uf000" for character in plain.text)
    assert "a@b.fr" not in plain.text
    for literal in plain.literals:
        assert literal.span.of(plain.text) == literal.stand_in
        assert plain.text.count(literal.stand_in) == 1
    if not plain.text:
        assert not any(map(str.isalpha, segment.source.replace("a@b.fr", "")))


@given(segments())
def test_the_way_that_always_works_gives_the_source_back(segment: Segment) -> None:
    pieces = markup.pieces_between(segment)
    assert "".join(piece.before + piece.text + piece.after for piece in pieces) == segment.source
    assert all("a@b.fr" not in piece.text and piece.text == piece.text.strip() for piece in pieces)


def only(source: str) -> Segment:
    (segment,) = read_text(source, format="markdown").segments
    return segment


def aligned(source: str, english: str, order: list[int] | None = None) -> Hypothesis:
    """Return a hypothesis whose word number i looks at word `order[i]` of `source` only."""
    hypothesis = FakeEngine(lambda _: english).translate([source], decoding=Decoding(attention=True))[0]
    if order is None:
        return hypothesis
    attention = numpy.eye(len(hypothesis.source_tokens), dtype=numpy.float32)[order]
    return Hypothesis(english, hypothesis.tokens, -1.0, hypothesis.source_tokens, attention)


@pytest.mark.parametrize(
    ("source", "english", "order", "expected"),
    [
        ("Le **chat** dort ici", "The cat sleeps here", None, "The **cat** sleeps here"),
        ("La **maison** [bleue](u) brille", "The blue house shines", [0, 2, 1, 3], "The [blue](u) **house** shines"),
        ("Le [chat *noir*](u) dort", "The black cat sleeps", [0, 2, 1, 3], "The [*black* cat](u) sleeps"),
        ("Voici [le lien](u).", "Here is the link.", [0, 0, 1, 2], "Here is [the link](u)."),
        ("**Attention :** un chien", "Warning: a dog", [0, 2, 3], "**Warning:** a dog"),
        ("« **Oui** », dit-il", '"Yes," he said', [1, 3, 3], '"**Yes**," he said'),
        ("**« Oui »**, dit-il", '"Yes," he said', [1, 3, 3], '**"Yes,"** he said'),
        ("**Oui (non) !** dit-il", "Yes (no)! he said", [0, 1, 3, 3], "**Yes (no)!** he said"),
        ("lire [le « Monde » du soir](u) ici", 'read the evening "Monde" here', [0, 1, 6, 3, 7],
         'read [the evening "Monde"](u) here'),
        ("Voir `ls -l` et a@b.fr vite", "See 2.70.41 and 2.70.42 fast", None, "See `ls -l` and a@b.fr fast"),
        ("Voir a@b.fr et `ls -l` vite", "See 2.70.42 and 2.70.41 fast", None, "See `ls -l` and a@b.fr fast"),
        ("Voir [`ls`](u) et **`cd`**", "See 2.70.41 and 2.70.42", None, "See [`ls`](u) and **`cd`**"),
        ("Le mot[^1] est là", "The word is there", None, "The word[^1] is there"),
        ("Le mot [^1] est là", "The word is there", None, "The word [^1] is there"),
        ("Il est là, [^1] oui", "He is there, yes", None, "He is there, [^1] yes"),
        ("Le **mot**[^1] est là", "The word is there", None, "The **word**[^1] is there"),
        ("Le **mot[^1]** est là", "The word is there", None, "The **word[^1]** is there"),
        ("J'aime 😀 ce film 👍 !", "I love this movie!", [0, 0, 1, 2], "I love 😀 this movie 👍!"),
        ("Dupont &amp; Fils et R&amp;D", "Dupont & Sons and R&D", None, "Dupont &amp; Sons and R&amp;D"),
        ("Une phrase sur\ndeux lignes", "A sentence on two lines", None, "A sentence on\ntwo lines"),
        ("Une phrase<br>sur deux\nlignes", "A sentence on two lines", None, "A sentence<br>on two\nlines"),
        ("LE **CHAT** DORT", "THE CAT SLEEPS", None, "THE **CAT** SLEEPS"),
    ],
)  # fmt: skip
def test_markup_goes_with_its_words(source: str, english: str, order: list[int] | None, expected: str) -> None:
    segment = only(source)
    plain = markup.plain(segment)
    result = restored(plain, english, aligned(plain.text, english, order))
    assert result == expected


def test_an_elided_article_is_no_part_of_the_word_in_bold() -> None:
    plain = markup.plain(only("Voici l'**été** ici"))
    attention = numpy.eye(4, dtype=numpy.float32)
    hypothesis = Hypothesis(
        "Here the summer now", ("▁Here", "▁the", "▁summer", "▁now"), -1.0, ("▁Voici", "▁l'", "été", "▁ici"), attention
    )
    assert restored(plain, hypothesis.text, hypothesis) == "Here the **summer** now"


def test_without_the_model_the_places_are_in_proportion() -> None:
    plain = markup.plain(only("un deux **trois quatre** cinq six"))
    assert restored(plain, "one two three four five six", None) == "one two **three four** five six"


def test_a_sentence_that_the_model_was_not_asked_about_stays_as_it_is() -> None:
    segment = only("Это «**текст**»  с `code`")
    plain = markup.plain(segment)
    assert restored(plain, plain.text, None) == segment.source


@pytest.mark.parametrize(
    "english", ["", "lost", "See 2.70.41 and 2.70.41", "2.70.412", "x2.70.41", "12.70.41", "2.70.41.5", "1.2.70.41"]
)
def test_a_stand_in_that_did_not_come_through_is_seen(english: str) -> None:
    plain = markup.plain(Segment(0, "Voir https://a.fr/b ici"))
    assert plain.text == "Voir 2.70.41 ici"
    assert restored(plain, english, aligned(plain.text, english)) is None


@pytest.mark.parametrize("english", ["See www.x1.com.", "SEE WWW.X1.COM!", "See (www.x1.com)", "See Www.x1.com's"])
def test_a_stand_in_may_change_its_case_and_stand_beside_marks(english: str) -> None:
    plain = markup.plain(Segment(0, "Voir https://a.fr/b."), stand_ins=1)
    result = restored(plain, english, None)
    assert result is not None
    assert result.casefold() == english.casefold().replace("www.x1.com", "https://a.fr/b")


def test_too_few_spaces_for_the_line_breaks_are_seen() -> None:
    plain = markup.plain(only("Parce\nque\noui"))
    assert restored(plain, "Because yes", aligned(plain.text, "Because yes")) is None


def test_a_line_never_begins_like_a_list_or_a_heading() -> None:
    plain = markup.plain(only("trois plus\nquatre oui"))
    assert restored(plain, "three + 1. four yes", None) == "three + 1.\nfour yes"


def test_stand_ins_differ_from_the_text_and_from_each_other() -> None:
    source = "2.70.41 est à a@b.fr, WWW.X1.COM à c@d.fr, k7042 à e@f.fr"
    for number in range(len(markup.STAND_INS)):
        plain = markup.plain(Segment(0, source), stand_ins=number)
        stand_ins = [literal.stand_in for literal in plain.literals]
        assert len(set(stand_ins)) == len(stand_ins) >= 3
        assert all(plain.text.casefold().count(stand_in.casefold()) == 1 for stand_in in stand_ins)


def test_there_is_no_other_kind_of_stand_in() -> None:
    with pytest.raises(IndexError):
        markup.plain(Segment(0, "Voir a@b.fr"), stand_ins=len(markup.STAND_INS))


@pytest.mark.parametrize("source", ["https://a.fr", "`x` a@b.fr", "**`x`**", "♪ ♪", "12 : 7"])
def test_a_sentence_of_literals_is_not_translated(source: str) -> None:
    segment = Segment(0, source, scan(source).markup)
    plain = markup.plain(segment)
    assert plain.text == ""
    assert restored(plain, "", None) == source


def test_deep_nesting_is_no_trouble() -> None:
    depth = 3000
    opening = tuple(Markup(MarkupKind.OPEN, Span(i, i + 1), i) for i in range(depth))
    end = depth + len("un mot")
    closing = tuple(Markup(MarkupKind.CLOSE, Span(end + i, end + i + 1), depth - 1 - i) for i in range(depth))
    plain = markup.plain(Segment(0, "(" * depth + "un mot" + ")" * depth, opening + closing))
    assert restored(plain, "a word", None) == "(" * depth + "a word" + ")" * depth
