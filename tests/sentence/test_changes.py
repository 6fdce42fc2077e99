"""Edits between the model's English and the English that is written: they replay, and each has its reason."""

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import apply
from translate.sentence.changes import Change, edits_between

KURSK = Change("Kursk", "glossary", "Koursk is Kursk")
NUMBER = Change("3.5 billion", "numbers", "3,5 milliards is 3.5 billion")


@given(st.text(max_size=60), st.text(max_size=60))
@settings(deadline=None)
def test_they_replay(draft: str, target: str) -> None:
    assert apply(draft, edits_between(draft, target, [KURSK])) == target


def test_equal_texts_have_none() -> None:
    assert edits_between("the same", "the same", [KURSK]) == ()


def test_each_has_the_reason_of_the_words_it_writes() -> None:
    edits = edits_between("In Koursk 3.5 million fled.", "In Kursk 3.5 billion fled.", [KURSK, NUMBER])
    assert [(edit.old, edit.new, edit.rule) for edit in edits] == [
        ("Koursk", "Kursk", "glossary"),
        ("million", "billion", "numbers"),
    ]


def test_a_word_that_only_moved_has_the_reasons_of_all() -> None:
    edits = edits_between("They in Koursk are", "They are in Kursk", [KURSK, NUMBER])
    assert {edit.rule for edit in edits} >= {"glossary"}
    assert any(edit.rule == "glossary+numbers" for edit in edits)


def test_a_very_long_text_takes_no_square_of_its_length() -> None:
    draft = "one word and another, " * 20_000
    assert apply(draft, edits_between(draft, draft + "Kursk", [KURSK])) == draft + "Kursk"
