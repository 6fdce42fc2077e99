import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from glossary.french import abbreviations
from measure_segmentation import measure, paragraphs
from translate.documents.segmentation import LONGEST, sentences

CASES = json.loads((Path(__file__).parents[1] / "cases" / "segmentation.json").read_text(encoding="utf-8"))["cases"]
# Hypothesis finds the interesting places sooner with the signs that the rules look at.
TEXTS = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text(
        st.sampled_from(list(" .!?…«»\"()[]-–aAéÉ1\n\r\t\u00a0\u2028\u2029\x0b\x1c\x00,:;'’*😀\ud800\udfff")),
        max_size=60,
    ),
    st.lists(
        st.sampled_from(["M.", "etc.", "p.", "A.", "1.", "Le", "chat", "dort.", "»", "«", "(", ")", '"', "\n\n"])
    ).map(" ".join),
)


def split(text: str, *protected: Span) -> list[str]:
    return [span.of(text) for span in sentences(text, protected=protected)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['topic']}: {case['text'][:40]!r}")
def test_case(case: dict[str, Any]) -> None:
    assert split(case["text"]) == case["sentences"]


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_nothing_is_lost(text: str) -> None:
    position = 0
    for span in sentences(text):
        assert span.start >= position
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        position = span.end
    assert not text[position:].strip()


@given(TEXTS)
@settings(deadline=None)
def test_a_blank_line_ends_a_sentence(text: str) -> None:
    both = f"{text}\n\n{text}"
    assert split(both) == split(text) * 2


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
@settings(deadline=None, max_examples=200)
def test_no_boundary_lies_inside_a_protected_stretch(text: str, pairs: list[tuple[int, int]]) -> None:
    protected = [Span(min(pair), max(pair)) for pair in pairs]
    spans = sentences(text, protected=protected)
    assert "".join("".join(span.of(text) for span in spans).split()) == "".join(text.split())
    for before, after in itertools.pairwise(spans):
        for stretch in protected:
            assert not (stretch and stretch.start < after.start and stretch.end > before.end)


def test_marks_inside_a_protected_stretch_are_not_read() -> None:
    text = "Lancez a. B. C puis partez. Revenez."
    assert split(text, Span(7, 14)) == ["Lancez a. B. C puis partez.", "Revenez."]
    assert split(text) != split(text, Span(7, 14))


def test_a_blank_line_inside_a_protected_stretch_does_not_count() -> None:
    assert split("Voir a\n\nb ici.", Span(5, 9)) == ["Voir a\n\nb ici."]


def test_closing_markup_belongs_to_the_sentence_before_it() -> None:
    text = "Il dort.](x.y) Elle part."
    assert split(text, Span(8, 14)) == ["Il dort.](x.y)", "Elle part."]


def test_opening_markup_does_not_hide_the_first_letter() -> None:
    assert split("Il dort. <b>Elle</b> part.", Span(9, 12), Span(16, 20)) == ["Il dort.", "<b>Elle</b> part."]
    assert split("Il dort... <b>puis</b> part.", Span(11, 14), Span(18, 22)) == ["Il dort... <b>puis</b> part."]


def test_a_protected_word_can_start_a_sentence() -> None:
    assert split("Il dort. a.b() sert.", Span(9, 14)) == ["Il dort.", "a.b() sert."]


@pytest.mark.parametrize(
    "piece",
    ["a. ", "A. ", "« ", ". »", "(.", '"', ". . x", "abc.Les", " … (", "a.\n", "[1].", "!? ", ". (a)", "\u2028"],
)
def test_long_odd_lines_come_back(piece: str) -> None:
    text = piece * 20_000
    assert "".join(split(text)).replace(" ", "").replace("\n", "") == "".join(text.split())


def test_measure_counts_right_spurious_and_missed_boundaries() -> None:
    lines = ["Un. Deux.", "trois", "Quatre."]
    assert list(paragraphs(lines, 2)) == [("Un. Deux. trois", {10}), ("Quatre.", set())]
    score, errors = measure(lines, 3)
    assert (score.right, score.spurious, score.missed) == (0, 1, 2)
    assert [error.split()[0] for error in errors] == ["spurious", "missed", "missed"]
    assert measure(["Un chat.", "Deux."], 2)[0].f1 == 1.0


def test_abbreviations_of_the_package() -> None:
    table = abbreviations.abbreviations()
    assert len(table) > 200
    assert not table["M."].ends
    assert table["etc."].ends
    assert table["p."].expects is abbreviations.Expects.NUMBER
    assert table["av. J.-C."].ends
    assert all(form == form.strip() and entry.meaning for form, entry in table.items())


@pytest.mark.parametrize(
    ("form", "found"), [("Art.", "art."), ("ART.", "art."), ("art.", "art."), ("P.", None), ("x.", None)]
)
def test_find_knows_capitals(form: str, found: str | None) -> None:
    entry = abbreviations.find(form)
    assert (entry.form if entry else None) == found


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["form\tends"], "line 1: the columns"),
        (["form\tends\texpects\tmeaning", "a.\tno"], "line 2: 4 columns"),
        (["form\tends\texpects\tmeaning", "a.\tmaybe\t-\ta"], "line 2: ends must"),
        (["form\tends\texpects\tmeaning", "a.\tno\tword\ta"], "line 2: expects must"),
        (["form\tends\texpects\tmeaning", "a.\tno\t-\ta", "# b", "a.\tno\t-\ta"], "line 4: 'a.' stands there twice"),
    ],
)
def test_a_damaged_table_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        abbreviations.read(lines)


@pytest.mark.parametrize("unit", ["a", "a-", "é\u0301", "le chat ", "le chat, ", "« ", "(", "1 000 km "])
def test_what_is_too_long_for_a_sentence_is_cut_and_nothing_is_lost(unit: str) -> None:
    text = unit * (10_000 // len(unit))
    spans = sentences(text)
    assert all(len(span) <= LONGEST for span in spans)
    gaps = text[: spans[0].start] + "".join(text[a.end : b.start] for a, b in itertools.pairwise(spans))
    assert not gaps.strip()
    assert sum(map(len, spans)) + sum(map(str.isspace, text)) >= len(text)


def test_a_long_sentence_is_cut_at_its_clauses_and_never_within_what_is_protected() -> None:
    clause = "le conseil a signé la loi,"
    parts = split(" ".join([clause] * 200))
    assert len(parts) > 1 and all(part.endswith(clause) for part in parts)
    text = "a" * 5_000 + "b" * 5_000 + "a" * 100
    [island] = [span for span in sentences(text, protected=[Span(5_000, 10_000)]) if "b" in span.of(text)]
    assert island.start <= 5_000 and island.end >= 10_000
