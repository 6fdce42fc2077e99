"""The list of English words, how it is made, and the words that English makes of known ones."""

import lzma
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from english_lexicon_builder import count, listed, main, more
from glossary.english.formation import compound, is_formed
from glossary.english.lexicon import FREQUENT_TABLE, TABLE, is_word, nearest, rank
from glossary.tables import SortedTable, sorted_table


class TestLexicon:
    def test_frequent_and_rare_words_of_all_spellings_are_known(self) -> None:
        for word in ("the", "house", "colour", "color", "realise", "realize", "cafe", "defenestrations"):
            assert is_word(word)
        for word in ("", "maison", "presure", "difficults", "the\t9", "\ud800"):
            assert not is_word(word)

    def test_ranks_follow_use(self) -> None:
        ranks = [rank(word) or 0 for word in ("the", "house", "hedge", "thatching")]
        assert ranks == sorted(set(ranks), reverse=True)

    def test_slips_lead_to_frequent_words(self) -> None:
        for slip in ("shoudl", "shold", "shoould", "shpuld"):
            assert "should" in nearest(slip)
        assert "should" not in nearest("should")

    def test_the_table_on_disk_is_sorted(self) -> None:
        path = Path(__file__).parents[2] / "glossary" / "data" / TABLE
        lines = path.read_bytes().splitlines()
        assert lines == sorted(lines)
        assert len(lines) > 200_000


class TestSortedTable:
    @settings(deadline=None, max_examples=60)
    @given(st.dictionaries(st.text("abcé", max_size=5), st.integers(0, 99), max_size=12), st.text("abcé", max_size=5))
    def test_finds_what_it_holds_and_nothing_else(self, held: dict[str, int], key: str) -> None:
        lines = sorted(f"{word}\t{number}\n".encode() for word, number in held.items())
        table = SortedTable(b"".join(lines))
        for word, number in held.items():
            assert table.find(word) == str(number)
        if key not in held:
            assert table.find(key) is None

    def test_a_table_that_is_not_there_is_told(self) -> None:
        with pytest.raises(FileNotFoundError):
            sorted_table("no-such-table.tsv")


class TestFormation:
    @pytest.mark.parametrize(
        "word",
        [
            "subnational",
            "neuropsychopharmacology",
            "hedgehoglike",
            "aerosolised",
            "digitisable",
            "retweetable",
            "repositionable",
            "lymphocytopenia",
            "postelection",
            "bronchiolitis",
            "hospitalizable",
        ],
    )
    def test_regular_words(self, word: str) -> None:
        assert is_formed(word)

    @pytest.mark.parametrize(
        "word", ["presure", "difficults", "varietys", "tragicly", "imaginated", "regretd", "recaillou", "ab", ""]
    )
    def test_no_words(self, word: str) -> None:
        assert not is_formed(word)

    def test_compounds_are_of_frequent_words(self) -> None:
        assert compound("crewmembers") == ("crew", "members")
        for word in ("", "crew", "crewzork", "abac"):
            assert compound(word) is None

    @settings(deadline=None, max_examples=100)
    @given(st.text(max_size=12))
    def test_any_text_may_be_asked(self, word: str) -> None:
        is_formed(word)
        compound(word)
        nearest(word)


class TestBuilder:
    def scowl(self, folder: Path) -> Path:
        folder.mkdir()
        (folder / "english-words.10").write_text("house\ncafé\nhouse's\n", encoding="utf-8")
        (folder / "british-words.80").write_text("colour\n", encoding="utf-8")
        (folder / "english-words.95").write_text("zyzzle\n", encoding="utf-8")
        (folder / "english-upper.10").write_text("Paris\n", encoding="utf-8")
        return folder

    def text(self, path: Path, english: str) -> Path:
        with lzma.open(path, "wt", encoding="utf-8") as file:
            file.write("".join(f"du français\t{line}\n" for line in english.split("\n")))
        return path

    def test_takes_words_up_to_a_size_without_accents_and_apostrophes(self, tmp_path: Path) -> None:
        assert listed(self.scowl(tmp_path / "scowl")) == {"house", "cafe", "colour"}
        with pytest.raises(ValueError, match="no word list"):
            listed(tmp_path)

    def test_adds_what_several_texts_have_but_slips_and_french(self, tmp_path: Path) -> None:
        texts = [
            self.text(
                tmp_path / "one.tsv.xz", "the keysigning\n" * 3 + "maison huose Keysigning don't\n" * 3 + "house " * 900
            ),
            self.text(tmp_path / "two.tsv.xz", "keysigning maison huose webapp webapp webapp webapp"),
        ]
        counts, seen_in = count(texts)
        assert counts["keysigning"] == 4 and "don" not in counts and "Keysigning" not in counts
        assert more({"house"}, counts, seen_in) == {"keysigning"}

    def test_writes_both_tables(self, tmp_path: Path) -> None:
        text = self.text(tmp_path / "one.tsv.xz", "house " * 20)
        main(self.scowl(tmp_path / "scowl"), tmp_path, [text])
        assert (tmp_path / TABLE).read_text(encoding="utf-8") == "cafe\t0\ncolour\t0\n"
        lines = (tmp_path / FREQUENT_TABLE).read_text(encoding="utf-8").splitlines()
        assert lines[-2:] == ["rank\twords", "3\thouse"]
        assert "# The texts: one." in lines
