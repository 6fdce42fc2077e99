"""One term, one rendering; one name, one spelling: what is told of a document, and what is left alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from judging import found_in
from translate.checks import DOCUMENT_CHECKS, Pair
from translate.checks.base import words
from translate.documents.records import Finding, Severity, WordLinks


def found(check: str, *pairs: tuple[str, str]) -> list[list[Finding]]:
    return found_in([Pair(*pair) for pair in pairs], only=[check])


def messages(check: str, *pairs: tuple[str, str]) -> list[list[str]]:
    return [[one.message for one in each] for each in found(check, *pairs)]


DRINKS = [
    ("La boisson est froide.", "The drink is cold."),
    ("Il aime les boissons.", "He likes the drinks."),
    ("Une boisson, monsieur ?", "A beverage, sir?"),
]


class TestRenderings:
    def test_another_rendering_than_most_is_a_note_with_both_places(self) -> None:
        first, second, [third] = found("renderings", *DRINKS)
        assert not first and not second
        assert third.severity == Severity.NOTE
        assert third.message == '"boisson" is "beverage" here and "drink" 2 times near by'
        assert (third.source_span, third.target_span) == (Span(4, 11), Span(2, 10))

    def test_numbers_of_a_noun_are_one_rendering(self) -> None:
        assert messages("renderings", DRINKS[0], DRINKS[1], DRINKS[1]) == [[], [], []]

    def test_one_against_one_tells_nothing(self) -> None:
        assert messages("renderings", DRINKS[0], DRINKS[2]) == [[], []]

    def test_what_lies_far_away_is_not_compared(self) -> None:
        between = [("Il pleut.", "It rains.")] * 60
        assert not any(messages("renderings", *DRINKS[:2], *between, DRINKS[2]))

    def test_everyday_words_have_several_renderings(self) -> None:
        pairs = [("Il aime sa ville.", f"He loves his {english}.") for english in ("city", "city", "town")]
        assert messages("renderings", *pairs) == [[], [], []]

    def test_an_everyday_noun_with_its_adjective_is_a_term(self) -> None:
        pairs = [
            ("Le droit pénal change.", f"{adjective} law changes.") for adjective in ("Criminal",) * 2 + ("Penal",)
        ]
        assert [len(each) for each in found("renderings", *pairs)] == [0, 0, 1]

    def test_the_alignment_decides_where_there_is_one(self) -> None:
        texts = [Pair(*pair) for pair in DRINKS]
        links = WordLinks((Span(13, 21),), (Span(2, 10),), ((0, 0, 0.9),))
        aligned = [*texts[:2], Pair(texts[2].source, texts[2].target, links=links)]
        assert [len(each) for each in found_in(aligned, only=["renderings"])] == [0, 0, 0]


class TestNameSpellings:
    def test_the_rarer_spelling_is_a_warning(self) -> None:
        pairs = [
            ("Hier, Terechkova parlait.", f"Yesterday {name} spoke.") for name in ("Tereshkova",) * 2 + ("Tereschkova",)
        ]
        first, second, [third] = found("name-spelling", *pairs)
        assert not first and not second
        assert third.severity == Severity.WARNING
        assert third.message == 'the name "Terechkova" is "Tereschkova" here and "Tereshkova" elsewhere'

    def test_peoples_and_plurals_and_names_with_an_english_form_are_left_alone(self) -> None:
        for french, one, other in (
            ("Kowalski", "Kowalski", "Kowalskis"),
            ("Londres", "London", "Londoner"),
            ("Chine", "China", "Chinese"),
        ):
            pairs = [(f"On dit que {french} gagne.", f"They say {english} wins.") for english in (one, one, other)]
            assert messages("name-spelling", *pairs) == [[], [], []]


pieces = st.sampled_from(
    [
        "La boisson",
        "The drink",
        " beverage",
        " Terechkova",
        " Tereshkova",
        " Tereschkova",
        " pénal",
        " ",
        "\ud800",
        "İ",
        "é",
    ]
)
texts = st.lists(pieces | st.text(max_size=3), max_size=8).map("".join)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(texts, texts), max_size=6), st.booleans())
def test_no_document_makes_them_raise_and_spans_lie_in_the_texts(pairs: list[tuple[str, str]], linked: bool) -> None:
    document = []
    for source, target in pairs:
        here, there = (tuple(word.span for word in words(text)) for text in (source, target))
        every = tuple((number, number, 0.5) for number in range(min(len(here), len(there))))
        document.append(Pair(source, target, links=WordLinks(here, there, every) if linked else None))
    for name in ("renderings", "name-spelling"):
        for number, one in DOCUMENT_CHECKS[name].run(document):
            assert one.source_span is not None and one.target_span is not None
            assert one.source_span.end <= len(document[number].source)
            assert one.target_span.end <= len(document[number].target)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(DRINKS[:2]), max_size=8))
def test_one_rendering_is_never_told(pairs: list[tuple[str, str]]) -> None:
    assert not any(found("renderings", *pairs))
