"""Files of rows: what is read of each row, what stays, and that files are read and written in pieces."""

import csv
import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.documents.errors import InputError
from translate.documents.rows import compression, open_rows, text_rows
from translate.documents.rows.base import Row, is_of_rows, is_packed, suffix_of


def read(path: Path, format: str, *, after: int = 0, encoding: str | None = None) -> list[Row]:
    file = open_rows(path, path, format=format, encoding=encoding, output_encoding=None)
    return [*file.rows(after=after)]


def unchanged(path: Path, format: str) -> bytes:
    """Return what is written for a file of which nothing is translated."""
    file = open_rows(path, path, format=format, encoding=None, output_encoding=None)
    return file.head + file.packed(b"".join(map(file.bytes_of, file.rows(after=0))))


def sources(row: Row) -> list[str]:
    return [segment.source for segment in row.document.segments] if row.document else []


@pytest.mark.parametrize(
    ("name", "format", "content"),
    [
        ("a.jsonl", "json:text", '{"id": 1,  "text": "Le chat."}\r\n\n{"text":"Oui.","n":1.50}'),
        ("a.csv", "csv:text", 'id;text\r\n1;"Le chat\ndort; ""ici""."\r\n2;Oui.\r\n\r\n3;'),
        ("a.tsv", "csv:2", '1\tLe chat "dort".\n2\t"Oui\n'),
        ("marked.csv", "csv:text", "\ufeffid,text\n1,Oui.\n"),
        ("empty.jsonl", "json:text", ""),
    ],
)
def test_every_byte_stays_that_is_no_sentence(tmp_path: Path, name: str, format: str, content: str) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode())
    assert unchanged(path, format) == content.encode()


CELL = st.text(alphabet='ab;"\n\r é', max_size=6)


@given(st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=6), st.integers(1, 7))
def test_rows_of_a_table_are_the_same_however_it_comes(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], chunk: int
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([["x", "y"], *table])
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    path.write_bytes(written.getvalue().encode())
    whole = [row.raw for row in read(path, "csv:x")]
    assert "".join(whole) == written.getvalue()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compression, "_CHUNK", chunk)
        assert [row.raw for row in read(path, "csv:x")] == whole
        for after in range(len(whole) + 1):
            assert [row.raw for row in read(path, "csv:x", after=after)] == whole[after:]


def test_a_row_that_is_damaged_is_that_rows_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        '{"text": "Le château là."}'.encode(),
        b'{"text": "torn',
        b'{"text": "\xff"}',
        b'{"other": "Oui."}',
        b"",
        b"[1]",
        b"{}",
    ]
    path.write_bytes(b"\n".join(lines))
    rows = read(path, "json:text")
    assert [row.error is not None for row in rows] == [False, True, True, True, False, False, False]
    assert sources(rows[0]) == ["Le château là."]
    assert "valid utf-8" in str(rows[2].error) and "no field is text" in str(rows[3].error)
    written = unchanged(path, "json:text").split(b"\n")
    assert written[:3] == [
        lines[0],
        lines[1],
        lines[2][:-1] + b', "fr2en": ' + json.dumps({"error": rows[2].error}).encode() + b"}",
    ]
    assert json.loads(written[3]) == {"other": "Oui.", "fr2en": {"error": rows[3].error}}
    assert written[4:] == lines[4:]


def test_a_row_of_a_table_without_the_column_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,Oui.\n2\n\n3,Non.,x\n", encoding="utf-8")
    assert [(row.number, sources(row), row.error is None) for row in read(path, "csv:text")] == [
        (1, [], True),
        (2, ["Oui."], True),
        (3, [], False),
        (4, [], True),
        (5, ["Non."], True),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-be-sig", "utf-8-sig"])
def test_french_in_any_encoding_becomes_utf_8(tmp_path: Path, encoding: str) -> None:
    from translate.documents.encoding import encode

    path = tmp_path / "a.csv"
    content = "id,text\n1,L’été à Étretat.\n2,Là-bas.\n"
    path.write_bytes(encode(content, encoding))
    assert unchanged(path, "csv:text").decode("utf-8-sig") == content
    assert unchanged(path, "csv:text").startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")


@pytest.mark.parametrize(
    ("name", "format", "content", "said"),
    [
        ("a.jsonl.gz", "json:text", b"no gzip", "cannot be read to its end"),
        (
            "a.jsonl.gz",
            "json:text",
            gzip.compress(b'{"text": "A"}\n' * 9, mtime=0)[:-9],
            "cannot be read to its end",
        ),
        ("a.csv", "csv:titre", b"id,text\n1,Oui.\n", "no column titre; there are id, text"),
        (
            "a.csv.gz",
            None,
            gzip.compress(b"id,text\n1,Oui.\n", mtime=0),
            "name the columns to translate with --columns",
        ),
        ("a.jsonl", "json:text", b'{"text": "' + b"a" * 200 + b'"}\n', "row 1 is longer than 100"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    tmp_path: Path, name: str, format: str | None, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_rows, "LONGEST_ROW", 100)
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read(path, format or "text")


def test_a_quote_that_is_never_closed_takes_no_other_rows_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_rows, "LONGEST_ROW", 50)
    monkeypatch.setattr(compression, "_CHUNK", 16)
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"Le chat.\n' + "2,Oui.\n" * 40, encoding="utf-8")
    assert len(read(path, "csv:text")) == 42


def test_names_say_what_has_rows() -> None:
    assert suffix_of("C.JSON.GZ") == ".json.gz" and suffix_of("a.tar") == ".tar"
    assert is_of_rows(Path("a.csv"), "json:text") and not is_of_rows(Path("a.csv"), "text")
    assert not is_of_rows(Path("a.json"), "json:text") and is_of_rows(Path("a.json.gz"), None)
    assert is_packed(Path("a.parquet")) and is_packed(Path("a.tsv.zst")) and not is_packed(Path("a.jsonl"))


def test_a_file_of_any_size_is_read_in_little_memory(tmp_path: Path) -> None:
    line = json.dumps({"text": "Le chat dort. " * 20}) + "\n"

    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.jsonl.gz"
        path.write_bytes(gzip.compress(line.encode() * rows))
        tracemalloc.start()
        try:
            assert len(read(path, "json:text", after=rows - 1)) == 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(100_000) < 1.5 * peak(10_000)


def test_zstd_is_one_stream_of_frames(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "a.jsonl.zst"
    frames = [b'{"text": "Le chat."}\n{"text": "O', b'ui."}\n']
    path.write_bytes(b"".join(map(zstandard.ZstdCompressor().compress, frames)))
    assert [sources(row) for row in read(path, "json:text")] == [["Le chat."], ["Oui."]]
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(InputError, match="cannot be read to its end"):
        read(path, "json:text")


def test_parquet_keeps_all_other_columns_and_names_the_rows_that_fail(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    texts = ["Le chat.", None, "", "L’été « là ».\nOui."] * 200
    table = pyarrow.table(
        {
            "id": list(range(800)),
            "text": pyarrow.array(texts, pyarrow.large_string()),
            "kind": pyarrow.array(texts).dictionary_encode(),
            "list": [[1.5, None]] * 800,
        }
    )
    path = tmp_path / "a.parquet"
    parquet.write_table(table, path, row_group_size=300)
    file = open_rows(path, path, format="csv:text,kind", encoding=None, output_encoding=None)
    rows = [*file.rows(after=0)]
    assert [*file.rows(after=555)] and [row.number for row in file.rows(after=555)] == [*range(556, 801)]
    assert sources(rows[0]) == ["Le chat.", "Le chat."] and rows[1].document is None
    rows[3] = Row(4, rows[3].raw, None, "too long")
    (tmp_path / "part").write_bytes(b"".join(map(file.bytes_of, rows)))
    made = parquet.read_table(file.finish(tmp_path / "part"))
    assert made.drop_columns(["fr2en_error"]).to_pylist() == table.to_pylist()
    assert made.drop_columns(["fr2en_error"]).schema == table.schema
    assert [error for error in made["fr2en_error"].to_pylist() if error] == ["too long"]
    for format, said in {"csv:": "columns of text are text, kind", "csv:id": "no column of text named id"}.items():
        with pytest.raises(InputError, match=said):
            open_rows(path, path, format=format, encoding=None, output_encoding=None)
    with pytest.raises(InputError, match="Parquet becomes Parquet"):
        open_rows(path, tmp_path / "a.csv", format="csv:text", encoding=None, output_encoding=None)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="no Parquet, or damaged"):
        open_rows(path, path, format="csv:text", encoding=None, output_encoding=None)
