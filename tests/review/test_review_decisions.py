import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_documents import hostile, sample
from translate.documents.errors import InputError
from translate.documents.formats import read_text
from translate.documents.records import Document
from translate.documents.repairing import repair_document
from translate.review import Decisions, confirmed_pairs, decided, digest_of, french_of, page, paired, rows_of

Record = dict[str, Any]


def read(document: Document) -> Document:
    """Return the document as a reader of its file would have it: not repaired, not translated."""
    return read_text(document.original, format="text")


def export(document: Document, **changes: Any) -> Record:
    """Return what the page of `document` exports where nothing was decided, with some fields changed."""
    edits = document.repair.edits if document.repair else ()
    record: Record = {
        "form": "fr2en decisions",
        "version": 1,
        "digest": digest_of(document),
        "name": "article.fr.txt",
        "format": "text",
        "encoding": "utf-8",
        "signature": "none",
        "repair": [[e.span.start, e.span.end, e.old, e.new, e.rule, e.reason] for e in edits],
        "segments": [
            {"id": row.segment, "start": row.start, "source": row.source, "english": row.target, "state": "open"}
            for row in rows_of(document)
            if row.segment >= 0
        ],
        "terms": [],
    }
    return record | changes


def parsed(record: object) -> Decisions:
    return Decisions.parse(json.dumps(record))


def test_decisions_give_the_document_back() -> None:
    document = sample()
    found = decided(read(document), parsed(export(document)))
    assert found.text == document.text
    assert found.original == document.original
    assert [(s.source, s.original, s.edits) for s in found.segments] == [
        (s.source, s.original, s.edits) for s in document.segments
    ]


def test_a_page_stands_for_the_decisions_of_nobody() -> None:
    document = sample()
    found = Decisions.parse(page(document, signature="s", title="t"))
    assert decided(read(document), found).text == document.text
    assert found.name == "article.fr.txt"
    assert not confirmed_pairs(decided(read(document), found), found)


def test_a_page_of_hostile_texts_can_be_read() -> None:
    found = Decisions.parse(page(hostile(), signature="s", title="t"))
    assert [each.source for each in found.segments] == [segment.source for segment in hostile().segments]


def test_what_was_edited_stands_in_the_english() -> None:
    document = sample()
    record = export(document)
    record["segments"][4] |= {"english": "A simple\nsentence.", "edited": True, "state": "accepted"}
    chosen = parsed(record)
    assert decided(read(document), chosen).text == document.text.replace("A phrase.", "A simple sentence.")
    confirmed = confirmed_pairs(decided(read(document), chosen), chosen)
    assert confirmed == (("Une phrase simple.", "A simple sentence."),)


def test_french_without_a_repair_can_be_written() -> None:
    document = sample()
    record = export(document)
    record["segments"][1] |= {"french": "Le soldat est en Russiemais il revient.", "state": "accepted"}
    chosen = parsed(record)
    made = decided(read(document), chosen)
    assert french_of(made, chosen).text == document.original
    assert confirmed_pairs(made, chosen)[0][0] == "Le soldat est en Russiemais il revient."


def test_decisions_for_another_version_are_refused() -> None:
    document = sample()
    other = read_text(document.original + " ", format="text")
    with pytest.raises(InputError, match="made for another version of the text, and nothing was written"):
        decided(other, parsed(export(document)))


@pytest.mark.parametrize("name", ["../../secret.txt", "/etc/passwd", "C:\\windows\\x.txt", "a/b/c.txt"])
def test_decisions_choose_no_folder(name: str) -> None:
    found = parsed(export(sample(), name=name)).name
    assert found is not None and "/" not in found and "\\" not in found


def _without(key: str) -> Callable[[Record], object]:
    return lambda record: record.pop(key)


def _segment(**values: object) -> Callable[[Record], object]:
    return lambda record: record["segments"][1].update(values)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_without("form"), "no file of decisions"),
        (lambda record: record.update(version=2), "version 2 of their form"),
        (_without("digest"), "damaged"),
        (_without("segments"), "damaged"),
        (lambda record: record.update(segments=3), "damaged"),
        (lambda record: record.update(repair=[[1]]), "damaged"),
        (lambda record: record.update(repair=[["a", 1, "", "", "", ""]]), "damaged"),
        (lambda record: record.update(repair=[[5, 1, "", "", "", ""]]), "damaged"),
        (lambda record: record.update(repair=[[0, 2, "xx", "y", "", ""]]), "do not fit the text"),
        (lambda record: record.update(repair=[]), "not in the text where it should be"),
        (lambda record: record.update(terms=[{"source": " ", "target": "x"}]), "damaged"),
        (_segment(state="maybe"), "damaged"),
        (_segment(id=True), "damaged"),
        (_segment(id=7), "not in the text where it should be"),
        (_segment(start=-1), "damaged"),
        (_segment(start=3), "not in the text where it should be"),
        (_segment(source="Autre"), "not in the text where it should be"),
        (_segment(english=5), "damaged"),
        (_segment(comment=None), "damaged"),
    ],
)
def test_damaged_decisions_are_refused_in_one_sentence(damage: Callable[[Record], object], message: str) -> None:
    document = sample()
    record = copy.deepcopy(export(document))
    damage(record)
    with pytest.raises(InputError, match=message) as caught:
        decided(read(document), parsed(record))
    assert "\n" not in str(caught.value) and "Error" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", "[" * 100_000, "<!doctype html><p>", "\x00"])
def test_what_is_no_export_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no JSON|no file of decisions|is damaged"):
        Decisions.parse(text)


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda s: st.lists(s) | st.dictionaries(st.sampled_from(list(export(Document(())))), s),
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    record = export(Document(())) | value if isinstance(value, dict) else value
    try:
        parsed(record)
    except InputError as error:
        assert "\n" not in str(error)


def lines(source: str, target: str) -> list[tuple[str, str | None]]:
    document = paired(
        repair_document(read_text(source, format="text")),
        read_text(target, format="text"),
        align=lambda a, b: [(range(len(a)), range(len(b)))],
    )
    assert document.source == repair_document(read_text(source, format="text")).source
    return [(segment.source, segment.target) for segment in document.segments]


def test_sentences_are_paired_by_their_order_in_each_line() -> None:
    assert lines("Un. Deux.\nTrois.\n", "One. Two.\nThree.\n") == [
        ("Un.", "One."),
        ("Deux.", "Two."),
        ("Trois.", "Three."),
    ]


def test_a_line_with_more_sentences_on_one_side_is_aligned_apart() -> None:
    assert lines("Un. Deux.\nTrois.\n", "One and two.\nThree.\n") == [
        ("Un. Deux.", "One and two."),
        ("Trois.", "Three."),
    ]
    assert lines("Un.\nDeux.\n", "One. And.\nTwo.\n") == [("Un.", "One. And."), ("Deux.", "Two.")]


def test_other_numbers_of_lines_are_aligned_as_a_whole() -> None:
    assert lines("Un.\nDeux.\n", "One. Two.") == [("Un.\nDeux.", "One. Two.")]


def test_english_of_its_own_goes_to_its_neighbour() -> None:
    source, target = read_text("Un.\nDeux.", format="text"), read_text("Zero.\nOne.\nHm.\nTwo.", format="text")
    beads = [(range(0), range(1)), (range(1), range(1, 2)), (range(1, 1), range(2, 3)), (range(1, 2), range(3, 4))]
    document = paired(source, target, align=lambda _, __: beads)
    assert [segment.target for segment in document.segments] == ["Zero.\nOne.\nHm.", "Two."]


def test_french_without_english_has_none() -> None:
    source, target = read_text("Un.\nDeux.", format="text"), read_text("One.", format="text")
    document = paired(source, target, align=lambda _, __: [(range(1), range(1)), (range(1, 2), range(0))])
    assert [segment.target for segment in document.segments] == ["One.", None]


def test_joined_segments_keep_their_repairs() -> None:
    source = repair_document(read_text("Il est en Russiemais là. Il dort.", format="text"))
    document = paired(
        source, read_text("He is there.", format="text"), align=lambda a, b: [(range(len(a)), range(len(b)))]
    )
    [segment] = document.segments
    assert segment.original == "Il est en Russiemais là. Il dort."
    assert segment.source == "Il est en Russie mais là. Il dort."
    assert [edit.rule for edit in segment.edits] == ["glued-words"]
