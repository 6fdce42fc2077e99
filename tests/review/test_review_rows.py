import pytest

from glossary.edits import Edit, Span
from glossary.repair import Repair
from review_documents import sample
from translate.documents.formats import read_text
from translate.documents.records import Document, Finding, Gap, Segment, Severity
from translate.review.overview import overview, stretches
from translate.review.rows import Shape, rows_of


def test_one_row_for_each_segment_with_its_line_in_the_file() -> None:
    rows = rows_of(sample())
    assert [(row.segment, row.line, row.begins, row.shape.value) for row in rows] == [
        (0, 1, True, "heading"),
        (1, 3, True, "text"),
        (2, 3, False, "text"),
        (3, 5, True, "item"),
        (4, 6, True, "item"),
    ]
    assert [row.is_repaired for row in rows] == [False, True, False, False, False]
    assert [row.is_doubtful for row in rows] == [False, False, False, True, False]
    assert rows[3].severity is Severity.ERROR


def test_rows_know_where_they_begin_in_the_text_that_is_translated() -> None:
    document = sample()
    text = document.source
    assert all(text[row.start :].startswith(row.source) for row in rows_of(document))


@pytest.mark.parametrize(
    ("markdown", "shape"),
    [
        ("# Un titre", Shape.HEADING),
        ("### Un titre", Shape.HEADING),
        ("Un paragraphe.", Shape.TEXT),
        ("Un court paragraphe sans point", Shape.TEXT),
        ("- Un point", Shape.ITEM),
        ("12. Un point", Shape.ITEM),
        ("> Une citation", Shape.QUOTE),
    ],
)
def test_shapes_of_markdown(markdown: str, shape: Shape) -> None:
    [row] = rows_of(read_text(markdown, format="markdown"))
    assert row.shape is shape


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Poutine parle aux Russes\n", Shape.HEADING),
        ("Il a parlé aux Russes.\n", Shape.TEXT),
        ("« Il a parlé aux Russes. »\n", Shape.TEXT),
        ("En savoir plus :\n", Shape.TEXT),
        ("mot " * 40, Shape.TEXT),
        ("- Poutine parle\n", Shape.ITEM),
    ],
)
def test_shapes_of_plain_text(text: str, shape: Shape) -> None:
    assert rows_of(read_text(text, format="text"))[0].shape is shape


def test_what_repair_took_out_has_a_row_and_its_rule() -> None:
    edit = Edit(Span(4, 19), "En savoir plus\n", "", "boilerplate", "a pointer")
    document = Document(
        (Segment(0, "Un.", target="One."), Gap("\n", original="\nEn savoir plus\n"), Segment(1, "Deux.")),
        repair=Repair("Un.\nEn savoir plus\nDeux.", "Un.\nDeux.", (edit,), (), ()),
    )
    rows = rows_of(document)
    assert [(row.shape.value, row.segment, row.line) for row in rows] == [
        ("text", 0, 1),
        ("removed", -1, 2),
        ("text", 1, 3),
    ]
    assert rows[1].original.strip() == "En savoir plus"
    assert [each.rule for each in rows[1].repairs] == ["boilerplate"]


def test_a_joined_line_is_told_with_the_segment_after_it() -> None:
    edit = Edit(Span(3, 4), "\n", " ", "split-lines", "the paragraph goes on")
    document = Document(
        (Segment(0, "Un."), Gap(" ", original="\n"), Segment(1, "Deux.")),
        repair=Repair("Un.\nDeux.", "Un. Deux.", (edit,), (), ()),
    )
    rows = rows_of(document)
    assert [row.segment for row in rows] == [0, 1]
    assert rows[1].findings == (Finding("split-lines", Severity.NOTE, "the paragraph goes on"),)


def test_suggestions_stand_with_their_segment() -> None:
    suggestion = Edit(Span(8, 12), "deux", "Deux", "capitals", "begins a sentence", safe=False)
    document = Document(
        (Segment(0, "Un mot."), Gap("\n"), Segment(1, "deux mots.")),
        repair=Repair("Un mot.\ndeux mots.", "Un mot.\ndeux mots.", (), (suggestion,), ()),
    )
    first, second = rows_of(document)
    assert not first.suggestions
    [found] = second.suggestions
    assert found.span.of(second.source) == suggestion.old == "deux"


def test_overview_counts_what_the_rows_have() -> None:
    counts = overview(rows_of(sample()))
    assert (counts.segments, counts.doubtful, counts.repaired, counts.glossary) == (5, 1, 1, 1)
    assert [(count.name, count.number) for count in counts.repairs] == [("glued-words", 1)]
    assert [(count.name, count.severity) for count in counts.findings] == [
        ("numbers", Severity.ERROR),
        ("omission", Severity.WARNING),
    ]


@pytest.mark.parametrize("most", [1, 2, 5, 400])
def test_the_map_covers_the_whole_document(most: int) -> None:
    rows = rows_of(sample())
    found = stretches(rows, most=most)
    assert len(found) == min(most, len(rows))
    assert found[0].first == 0
    assert [stretch.first for stretch in found] == sorted({stretch.first for stretch in found})
    assert max(stretch.severity or 0 for stretch in found) == Severity.ERROR
