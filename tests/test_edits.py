import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import Edit, Span, apply


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5)), max_size=6))
def test_edits_replay(pieces: list[tuple[str, str, str]]) -> None:
    text, wanted, edits = "", "", []
    for kept, old, new in pieces:
        text, wanted = text + kept, wanted + kept
        edits.append(Edit(Span(len(text), len(text) + len(old)), old, new, "rule", "reason"))
        text, wanted = text + old, wanted + new
    assert apply(text, edits) == wanted
    assert apply(text, []) == text


def test_an_edit_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="stands 'b', not 'x'"):
        apply("abc", [Edit(Span(1, 2), "x", "y", "rule", "reason")])


def test_edits_that_overlap_are_refused() -> None:
    edits = [Edit(Span(0, 2), "ab", "", "rule", "reason"), Edit(Span(1, 3), "bc", "", "rule", "reason")]
    with pytest.raises(ValueError, match="overlap at character 1"):
        apply("abc", edits)


def test_a_span_runs_forward() -> None:
    with pytest.raises(ValueError, match="start <= end"):
        Span(3, 2)
