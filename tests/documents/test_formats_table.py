import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from contracts import CodedContract, check_ends_soon
from translate.documents.errors import InputError
from translate.documents.formats import format_for, read
from translate.documents.formats.table import Table

CELLS = st.lists(
    st.sampled_from(["Le chat", " dort.", "Où ?", ";", ",", '"', "\n", "{0}", "<i>", "</i>", "1,5", "⟨1⟩", "\t", "="]),
    max_size=5,
).map("".join)


def segments(text: str, columns: str) -> list[tuple[str, str]]:
    return [(segment.place, segment.source) for segment in Table(columns).read(text.encode()).segments]


def translated(text: str, columns: str, *targets: str) -> str:
    document = Table(columns).read(text.encode())
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
    )
    return Table(columns).write(made).decode()


class TestTable(CodedContract):
    format_name = "csv:2"
    files = ("prices.csv", "phrases.tsv")

    def test_is_registered_under_its_name_and_suffixes(self) -> None:
        assert [format_for(Path(f"a{suffix}")).name for suffix in self.format.suffixes] == ["csv"] * 3

    def outside(self, data: bytes) -> object:
        text = data.decode()
        sign = "\t" if text.startswith("id\t") else ";"
        return [[*row[:1], *row[2:]] for row in csv.reader(io.StringIO(text), delimiter=sign)]

    def draw(self, data: st.DataObject) -> bytes:
        rows = data.draw(st.lists(CELLS, min_size=1, max_size=5))
        quoting: int = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
        written = io.StringIO()
        writer = csv.writer(written, delimiter=";", quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
        writer.writerows([["ref", "titre", "fin"], *([str(number), cell, "z"] for number, cell in enumerate(rows))])
        return written.getvalue().encode()


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_sign_between_cells_is_found(sign: str) -> None:
    text = sign.join(["ref", "titre"]) + "\n" + sign.join(["1", "Le chat"]) + "\n" + sign.join(["2", "Le chien"]) + "\n"
    assert segments(text, "titre") == [("row 2, titre", "Le chat"), ("row 3, titre", "Le chien")]


def test_decimal_commas_are_no_sign() -> None:
    assert segments("a;b\n1,5;Oui\n2,5;Non\n3,5;Si\n", "b")[0] == ("row 2, b", "Oui")


def test_columns_by_number_have_text_in_the_first_row() -> None:
    assert segments("Bonjour;x\nMerci;y\n", "1") == [("row 1, column 1", "Bonjour"), ("row 2, column 1", "Merci")]


def test_a_cell_gets_quotes_where_its_english_needs_them() -> None:
    assert translated("a,b\n1,Oui\n2,Non\n", "b", "Yes, sir", "No") == 'a,b\n1,"Yes, sir"\n2,No\n'
    assert translated('a;b\n1;"Le ""chat"""\n', "b", 'The "cat"') == 'a;b\n1;"The ""cat"""\n'


def test_a_cell_becomes_no_formula_by_its_translation() -> None:
    assert translated("a;b\n1;« =A1 » est lu\n2;=B2\n", "b", "=A1 is read", "=B2") == "a;b\n1;'=A1 is read\n2;=B2\n"
    assert translated('a;b\n1;"Moins deux"\n', "b", "-2+3+cmd|' /C calc'!A0") == "a;b\n1;\"'-2+3+cmd|' /C calc'!A0\"\n"
    assert translated("a;b\n1;Moins deux\n", "b", "-2.5 %") == "a;b\n1;-2.5 %\n"


def test_ragged_rows_and_empty_cells_stay() -> None:
    assert segments("a;b\n1\n2;\n3;Oui;trop\n", "b") == [("row 4, b", "Oui")]


def test_columns_have_to_be_named_and_there() -> None:
    with pytest.raises(InputError, match="name the columns to translate with --columns; there are ref, titre"):
        Table().read(b"ref;titre\n1;Oui\n")
    with pytest.raises(InputError, match="no column texte; there are ref, titre"):
        Table("titre,texte").read(b"ref;titre\n1;Oui\n")


def test_a_choice_of_columns_does_not_concern_other_files(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nBonjour.\n")
    assert read(path, format="csv:titre").format == "subtitles"


@pytest.mark.parametrize(
    "text",
    [
        "a;b\n" + '"' * 300_000,
        "a;b\n" + '"x;' * 100_000,
        ";" * 300_000,
        "a;b\n" + "1;mot\n" * 5_000,
        "\n" * 300_000,
        '"' + "a" * 1_000_000,
    ],
)
def test_hostile_files_end_soon(text: str) -> None:
    check_ends_soon(Table("1"), text.encode())
