"""Laws of quantities: nothing raises, spans lie in the text, what is rendered is the same, mending settles."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import apply
from glossary.quantities import Kind, Quantity, compare, english_quantities, french_quantities, mend, render, same
from measure_quantities import Case, is_checked, is_note, is_read, written_cases

CASES = [case for case in written_cases() if is_read(case) and is_checked(case)]
PIECES = re.findall(
    r"\S+",
    "1 12 007 1234 2024 1,5 1.5 10,000 10.000 000 3½ ½ € $ £ US$ % °C km km/h h H : / - – − + ( ) . , ' ’ n° No. # "
    "er e ème th st s XIXe XIV I Ve siècle century mai May juillet July deux two cent hundred mille thousand million "
    "millions billion milliards et and de d' a half à to un one demi quarts thirds dozen COVID-19 A320 www. @ a.m. "
    "pm o'clock midi noon heures years fois ² ٣ ０",
)
pieces = st.lists(st.sampled_from([*PIECES, " ", " ", "\u00a0", "\u202f", "\n"]), max_size=25).map("".join)
texts = st.one_of(st.text(max_size=60), pieces)


def all_of(quantities: list[Quantity]) -> list[Quantity]:
    return [one for quantity in quantities for one in (quantity, *quantity.parts)]


@settings(deadline=None, max_examples=150)
@given(texts)
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    for quantities in (french_quantities(text), english_quantities(text)):
        end = 0
        for quantity in quantities:
            assert end <= quantity.span.start < quantity.span.end <= len(text)
            end = quantity.span.end
        for one in all_of(quantities):
            assert one.span.of(text) == one.text
            assert (one.number is None) == (one.kind in (Kind.DATE, Kind.TIME, Kind.RANGE, Kind.OPAQUE))


@settings(deadline=None, max_examples=150)
@given(texts)
def test_whatever_is_found_has_an_english_form(text: str) -> None:
    assert all(render(one) for one in all_of(french_quantities(text)))


@settings(deadline=None, max_examples=100)
@given(texts, texts)
def test_any_texts_can_be_compared_and_mended(source: str, target: str) -> None:
    for mismatch in compare(source, target):
        assert mismatch.french is None or mismatch.french.span.end <= len(source)
        assert mismatch.english is None or mismatch.english.span.end <= len(target)
    edits = mend(source, target)
    mended = apply(target, edits)
    assert (mended == target) == (not edits)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(CASES), st.sampled_from(CASES))
def test_mending_settles(one: Case, other: Case) -> None:
    source, target = f"{one.french} {other.french}", f"{one.faulty or one.english} {other.faulty or other.english}"
    mended = apply(target, mend(source, target))
    assert mend(source, mended) == []


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=4))
def test_right_translations_have_no_mismatch(cases: list[Case]) -> None:
    source, target = " ".join(case.french for case in cases), " ".join(case.english for case in cases)
    assert [mismatch for mismatch in compare(source, target) if not is_note(mismatch)] == []
    in_style = apply(target, mend(source, target))
    assert [mismatch for mismatch in compare(source, in_style) if not is_note(mismatch)] == []
    assert mend(source, in_style) == []


@settings(deadline=None)
@given(st.integers(0, 10**15 - 1), st.integers(0, 4), st.sampled_from(" \u00a0\u202f"))
def test_a_rendered_number_is_the_same_number(number: int, places: int, space: str) -> None:
    decimals = f",{number % 10**places:0{places}}" if places else ""
    [french] = french_quantities(f"{number // 10**places:,}".replace(",", space) + decimals)
    [english] = english_quantities(render(french))
    assert same(french, english)


@settings(deadline=None)
@given(st.dates())
def test_a_rendered_date_is_the_same_date(day: date) -> None:
    [french] = french_quantities(f"le {day:%d/%m/}{day.year:04}")
    [english] = english_quantities(render(french))
    assert same(french, english)


@settings(deadline=None)
@given(st.sampled_from(CASES))
def test_the_quantities_of_real_sentences_are_the_same_when_rendered(case: Case) -> None:
    for quantity in french_quantities(case.french):
        if quantity.soft or quantity.kind is Kind.ROMAN:
            continue
        assert compare(quantity.text, render(quantity)) == []


def test_long_texts_of_one_kind_are_read() -> None:
    for piece in ("1.", "1-", "a-1", "a1-", "1 234 ", "12,5 km, ", "1h", "-", "€", "a@", "½ "):
        text = piece * (900 // len(piece))
        assert compare(text, text) == []
        assert apply(text, mend(text, text))
    # More digits than Python turns into a number at once.
    for text in ("9" * 5000, "9" * 5000 + ",5", "1" + " 234" * 2000, "1.234" * 2000, "A" + "1" * 5000):
        assert compare(text, text) == []


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.one_of(st.sampled_from([7, 12, 24, 365]), st.integers(0, 2100)), min_size=2, max_size=3),
    st.sampled_from(["/", "-", ":", "x", "–", "×", "h/", " h/", "j/", " j/"]),
    st.sampled_from(["", " www.exemple.fr", " https://exemple.fr/24/7", " a.b@exemple.fr", " exemple.fr"]),
    st.booleans(),
)
def test_figures_that_both_texts_have_are_equal(numbers: list[int], sign: str, address: str, first: bool) -> None:
    figures = sign.join(map(str, numbers))
    text = f"{address} : {figures}".strip() if first else f"{figures}{address}."
    assert compare(text, text) == []
