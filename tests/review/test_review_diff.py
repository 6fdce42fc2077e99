from hypothesis import given, settings

from glossary.edits import Edit, Span, apply, changes, written
from review_documents import edited
from translate.review.diff import Mark, after, before, pieces


@settings(deadline=None)
@given(edited())
def test_pieces_join_to_both_texts(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    found = pieces(text, edits)
    assert before(found) == text
    assert after(found) == apply(text, edits)
    assert all(piece.text for piece in found)
    assert all((piece.edit == -1) == (piece.mark is Mark.SAME) for piece in found)


@settings(deadline=None)
@given(edited())
def test_what_was_written_is_where_it_is_said_to_be(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    made = apply(text, edits)
    assert [span.of(made) for span in written(edits)] == [edit.new for edit in edits]


@settings(deadline=None)
@given(edited())
def test_each_edit_is_in_one_change(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    numbers = [number for change in changes(text, edits) for number in change.edits]
    assert sorted(numbers) == list(range(len(edits)))


def test_changes_are_told_in_whole_words() -> None:
    text = "Il est en Russiemais “là"
    edits = (
        Edit(Span(16, 16), "", " ", "glued-words", ""),
        Edit(Span(21, 22), "“", "« ", "quotes", ""),
    )
    assert [(change.old, change.new) for change in changes(text, edits)] == [
        ("Russiemais", "Russie mais"),
        ("“là", "« là"),
    ]


def test_a_line_break_that_became_a_space_takes_no_words_with_it() -> None:
    [change] = changes("Ils doivent\nagir", (Edit(Span(11, 12), "\n", " ", "split-lines", ""),))
    assert (change.old, change.new) == ("\n", " ")
