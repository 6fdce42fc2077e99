import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.documents.errors import InputError, OutputError
from translate.review.exports import tmx
from translate.run.memory import Memory

PAIRS = [("Il pleut.", "It is raining."), ("Il neige.", "It is snowing.")]


def test_what_was_added_is_found_again_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "memory.sqlite"
    with Memory.open(path) as memory:
        assert memory.look_up("Il pleut.") is None
        assert not path.exists()
        assert memory.add(PAIRS) == 2
        assert memory.look_up("Il pleut.") == "It is raining."
    with Memory.open(path) as memory:
        assert list(memory) == sorted(PAIRS)
        assert len(memory) == 2
        assert memory.look_up("il pleut.") is None


def test_the_last_english_counts(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "memory.sqlite") as memory:
        memory.add(PAIRS)
        assert memory.add([("Il pleut.", "It rains."), ("Il neige.", "It is snowing.")]) == 1
        assert memory.look_up("Il pleut.") == "It rains."


def test_blank_texts_are_left_out(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "memory.sqlite") as memory:
        assert memory.add([(" ", "x"), ("x", "\n")]) == 0


def test_nothing_is_added_where_one_pair_cannot_be(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "memory.sqlite") as memory:
        with pytest.raises(OutputError, match="half of a surrogate pair"):
            memory.add([*PAIRS, ("\ud800", "x")])
        assert len(memory) == 0
        assert memory.look_up("\ud800") is None


@settings(deadline=None, max_examples=30)
@given(st.dictionaries(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip), max_size=5))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("memory") / "memory.sqlite"
    with Memory.open(path) as memory:
        memory.add(pairs.items())
    with Memory.open(path) as memory:
        assert dict(memory) == pairs
        assert all(memory.look_up(source) == target for source, target in pairs.items())


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be read as one" * 20, b"SQLite format 3\0x"]
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "memory.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is no translation memory"):
        Memory.open(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE pairs (source, target)")
    connection.close()
    with pytest.raises(InputError, match="a database, but no translation memory"):
        Memory.open(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no translation memory"):
        Memory.open(tmp_path)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with (
        Memory.open(tmp_path / "file" / "memory.sqlite") as memory,
        pytest.raises(OutputError, match="nothing was added"),
    ):
        memory.add(PAIRS)


def test_a_tmx_file_is_read_and_not_written(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    path.write_bytes(tmx(PAIRS))
    with Memory.open(path) as memory:
        assert memory.look_up("Il neige.") == "It is snowing."
        with pytest.raises(OutputError, match="is only read"):
            memory.add(PAIRS)
    path.write_bytes(b"<tmx>")
    with pytest.raises(InputError, match=r"memory\.tmx: line 1 of the TMX cannot be used"):
        Memory.open(path)
    with pytest.raises(InputError, match="cannot be read"):
        Memory.open(tmp_path / "missing.tmx")


def _add(path: Path, number: int) -> None:
    with Memory.open(path) as memory:
        memory.add((f"phrase {number} {each}", "x") for each in range(50))


def test_several_processes_may_add_at_once(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_add, args=(path, number)) for number in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    with Memory.open(path) as memory:
        assert len(memory) == 100
