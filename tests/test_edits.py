import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.edits import Edit, Places, Span, apply, compose


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


@st.composite
def edited(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [Span(a, b) for a, b in itertools.pairwise(cuts)][:: draw(st.integers(1, 2))]
    rule = draw(st.sampled_from("ab"))
    return [Edit(span, span.of(text), draw(st.text("xyz ", max_size=3)), rule, rule) for span in spans]


@given(st.data(), st.text("abc é", max_size=12))
def test_composed_edits_do_what_both_do(data: st.DataObject, text: str) -> None:
    first = data.draw(edited(text))
    between = apply(text, first)
    second = data.draw(edited(between))
    composed = compose(first, second)
    assert apply(text, composed) == apply(between, second)
    assert all(edit.old != edit.new for edit in composed)


@given(st.data(), st.text("abc é", max_size=12))
def test_what_no_edit_touched_maps_back_to_itself(data: st.DataObject, text: str) -> None:
    edits = data.draw(edited(text))
    after = apply(text, edits)
    start = data.draw(st.integers(0, len(after)))
    end = data.draw(st.integers(start, len(after)))
    span = Places(edits).original(Span(start, end))
    assert span.end <= len(text)
    shift, written = 0, set()
    for edit in sorted(edits, key=lambda edit: edit.span):
        written |= set(range(edit.span.start + shift, edit.span.start + shift + len(edit.new)))
        shift += len(edit.new) - len(edit.old)
    # Characters that no edit wrote are found again, in their order, in the span they come from.
    kept = iter(span.of(text))
    assert all(after[i] in kept for i in range(start, end) if i not in written)
