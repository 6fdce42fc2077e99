import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.documents.errors import InputError
from translate.lab.training.pairs import Pair, read_pairs, select

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="fr"/><body>
<tu><tuv xml:lang="FR-CA"><seg>Le <bpt i="1">&lt;b&gt;</bpt>chat<ept i="1">&lt;/b&gt;</ept> &amp; lui</seg></tuv>
<tuv xml:lang="en"><seg>The <hi>cat</hi>
 &amp; him</seg></tuv><tuv xml:lang="de"><seg>Die Katze</seg></tuv></tu>
<tu><tuv lang="fr"><seg>Oui</seg></tuv><tuv lang="es"><seg>Sí</seg></tuv></tu>
</body></tmx>
"""


def words(pairs: object) -> list[tuple[int, int]]:
    return [(len(pair.source.split()), len(pair.target.split())) for pair in pairs]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "data",
    [
        b"Oui.\tYes.\nNon.\tNo.\n",
        b"\xef\xbb\xbfOui.\tYes.\r\nNon.\tNo.",
        "\ufeffOui.\tYes.\nNon.\tNo.\n".encode("utf-16-le"),
        b"Oui.\tYes.\n\nNon.\tNo.\n\n",
    ],
    ids=["plain", "mark and CRLF", "UTF-16", "blank lines"],
)
def test_tables(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.tsv").write_bytes(data)
    assert read_pairs([tmp_path / "a.tsv"]) == [Pair("Oui.", "Yes."), Pair("Non.", "No.")]


def test_packed_tables_and_two_texts_in_one_go(tmp_path: Path) -> None:
    (tmp_path / "a.tsv.xz").write_bytes(lzma.compress(b"Oui.\tYes.\n"))
    (tmp_path / "b.fr").write_text("Un.\u2028Deux.\n\n", encoding="utf-8")
    (tmp_path / "b.en").write_text("One. Two.\nThree.\n", encoding="utf-8")
    found = read_pairs([tmp_path / "a.tsv.xz", tmp_path / "b.fr", tmp_path / "b.en"])
    assert found == [Pair("Oui.", "Yes."), Pair("Un.\u2028Deux.", "One. Two."), Pair("", "Three.")]


def test_translation_memories(tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text(TMX, encoding="utf-8")
    (tmp_path / "b.TMX").write_text(TMX.replace("UTF-8", "UTF-16"), encoding="utf-16")
    found = read_pairs([tmp_path / "a.tmx", tmp_path / "b.TMX"])
    assert found == [Pair("Le chat & lui", "The cat & him"), Pair("Oui", "")] * 2


def test_bad_lines_are_listed_ten_at_most(tmp_path: Path) -> None:
    lines = [b"Oui.\tYes."] * 3 + [b"no tab"] + [b"a\tb\tc"] + [b"caf\xe9\tcoffee"] + [b"bad"] * 9
    (tmp_path / "a.tsv").write_bytes(b"\n".join(lines))
    with pytest.raises(InputError) as caught:
        read_pairs([tmp_path / "a.tsv"])
    message = str(caught.value)
    assert (
        "line 4 has no tab in the place of one; line 5 has 2 tabs in the place of one; line 6 is not UTF-8" in message
    )
    assert "line 13 has no tab" in message and "line 14" not in message
    assert "and 2 more; correct the file" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"a.tsv": b""}, "a.tsv is empty"),
        ({"a.tsv": b" \n\n"}, "a.tsv is empty"),
        ({"a.tsv": None}, "a.tsv cannot be read: No such file"),
        ({"a.fr": b"Oui.\n"}, "a.fr is neither .tsv nor .tmx"),
        ({"a.fr": b"Oui.\nNon.\n", "a.en": b"Yes.\n"}, "a.fr has 2 lines and .*a.en 1"),
        ({"a.fr": b"Oui.\n", "a.en": b"caf\xe9\n"}, "a.en cannot be used: line 1 is not UTF-8"),
        ({"a.tsv.gz": b"no gzip"}, "a.tsv.gz cannot be read"),
        ({"a.tsv.xz": lzma.compress(b"Oui.\tYes.\n")[:-9]}, "a.tsv.xz cannot be read"),
        ({"a.tsv": b"\xff\xfea"}, "a.tsv is not UTF-16"),
        ({"a.tmx": TMX[:300].encode()}, "a.tmx, line 6: it is not valid XML"),
        ({"a.tmx": b"<tmx><body/></tmx>"}, "a.tmx has no unit in both French and English"),
        ({"a.tmx": None}, "a.tmx cannot be read"),
    ],
    ids=range(12),
)
def test_files_that_cannot_be_used(tmp_path: Path, files: dict[str, bytes | None], wanted: str) -> None:
    for name, data in files.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=wanted) as caught:
        read_pairs([tmp_path / name for name in files])
    assert "\n" not in str(caught.value)


def test_a_memory_cannot_grow_without_bound(tmp_path: Path) -> None:
    bomb = (
        '<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tmx><tu><tuv lang="fr"><seg>&b;</seg></tuv></tu></tmx>'
    )
    (tmp_path / "a.tmx").write_text(bomb, encoding="utf-8")
    with pytest.raises(InputError, match="it declares entities"):
        read_pairs([tmp_path / "a.tmx"])


def test_what_cannot_be_learnt_from_is_dropped_by_reason() -> None:
    same = "un deux trois quatre cinq"
    pairs = [
        Pair("Oui.", "Yes."),
        Pair("Oui.", "Yes."),
        Pair("", "No."),
        Pair(same, same),
        Pair("Paris", "Paris"),
        Pair("a " * 21, "b " * 20),
        Pair("a", "b " * 12),
    ]
    found = select(pairs, lengths=words, longest=20)
    assert found.pairs == (pairs[0], pairs[4])
    assert found.places == (0, 4)
    assert set(found.dropped.values()) == {1} and len(found.dropped) == 5


@given(st.lists(st.tuples(st.text("ab ", max_size=9), st.text("ab ", max_size=9)), max_size=20))
def test_each_pair_is_kept_once_or_counted(texts: list[tuple[str, str]]) -> None:
    pairs = [Pair(*both) for both in texts]
    found = select(pairs, lengths=words, longest=3)
    assert len(found.pairs) + sum(found.dropped.values()) == len(pairs)
    assert len(set(found.pairs)) == len(found.pairs)
    assert found.pairs == tuple(pairs[place] for place in found.places)
