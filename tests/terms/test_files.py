"""Term files: what is read from them, what is said of bad ones, and that what was written comes back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.terms.files import (
    FORMATS,
    TermFileError,
    add,
    find_beside,
    format_of,
    load,
    load_all,
    remove,
    render,
    save,
)
from glossary.terms.files.base import CONTROL, KINDS, LONGEST
from glossary.terms.records import Case, Glossary, Kind, Term

CASES = Path(__file__).parents[1] / "cases" / "glossary"
GOOD, BAD, PIECES = (
    json.loads((CASES / f"{name}.json").read_text(encoding="utf-8")) for name in ("good", "bad", "pieces")
)
WRITABLE = [name for name in FORMATS if name != "tbx-2008"]

letters = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff"
) | st.sampled_from("aé'\"|\\,;#=+-@<>&]:* 𝄞")
values = st.text(letters, min_size=1, max_size=12).map(str.strip).filter(bool)
lists = st.lists(values, max_size=3).map(tuple)
terms = st.builds(
    Term,
    values,
    values,
    kind=st.sampled_from(Kind),
    variants=lists,
    accepted=lists,
    forbidden=lists,
    case=st.sampled_from(Case),
    inflect=st.booleans(),
    note=st.text(letters | st.sampled_from("\n\t"), max_size=20).map(str.strip),
)


def term_of(record: dict[str, Any], origin: str) -> Term:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}
    given["kind"] = KINDS[given.get("kind", "term")]
    given["case"] = Case(given.get("case", "smart"))
    return Term(**{"origin": origin, **given})


def said(terms: Any) -> list[Term]:
    """Return terms without where they stand, which a copy cannot share."""
    return [replace(term, origin="") for term in terms]


class TestReading:
    @pytest.mark.parametrize("case", GOOD, ids=lambda case: case["name"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
    def test_good_files(self, case: dict[str, Any], encoding: str, tmp_path: Path) -> None:
        path = tmp_path / case["name"]
        path.write_bytes(case["text"].removeprefix("\ufeff").encode(encoding))
        found = load(path)
        assert len(found) == len(case["terms"])
        assert [replace(term, origin="") for term in found] == [
            replace(term_of(record, ""), origin="") for record in case["terms"]
        ]

    def test_the_origin_is_the_file_and_the_line(self, tmp_path: Path) -> None:
        path = tmp_path / "terms.csv"
        path.write_text('# a list\nsource,target,note,origin\na,b,"x\ny\nz",\nc,d,,\ne,f,,our own\n', encoding="utf-8")
        assert [term.origin for term in load(path)] == [f"{path}:3", f"{path}:6", "our own"]

    def test_tbx_of_2008(self, tmp_path: Path) -> None:
        assert said(load(CASES / "trados.tbx")) == [
            Term(
                "ONU",
                "UN",
                Kind.ABBREVIATION,
                variants=("Organisation des Nations unies",),
                accepted=("United Nations",),
                forbidden=("UNO",),
                note="Used by\nthe press.",
            ),
            Term("drone", "drone", forbidden=("unmanned aircraft",)),
        ]
        assert [term.origin.rpartition(":")[2] for term in load(CASES / "trados.tbx")] == ["10", "33"]

    def test_tbx_of_2019(self) -> None:
        assert said(load(CASES / "linked.tbx")) == [Term("traverse", "sleeper", forbidden=("tie & bar",))]

    def test_the_short_units_of_a_memory(self) -> None:
        found = said(load(CASES / "memory.tmx"))
        assert found == [Term("Mer Noire", "Black Sea", note="a place"), Term("M.", "Mr")]

    @pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "cp1252"])
    def test_xml_says_its_own_encoding(self, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / "terms.tbx"
        text = (CASES / "trados.tbx").read_text(encoding="utf-8").replace("ISO-8859-1", encoding)
        path.write_bytes(text.replace("drone", "aéronef").encode(encoding))
        assert [term.source for term in load(path)] == ["ONU", "aéronef"]

    def test_a_long_or_odd_path_is_no_fault_of_its_terms(self, tmp_path: Path) -> None:
        folder = tmp_path / ("x" * 200) / ("y" * 200) / ("z" * 200)
        folder.mkdir(parents=True)
        path = folder / "odd\x07.tsv"
        path.write_text("ONU\tUN\n", encoding="utf-8")
        assert [term.origin for term in load(path)] == [f"{path}:1"]

    def test_later_files_win_and_conflicts_are_told(self, tmp_path: Path) -> None:
        first, second = tmp_path / "a.tsv", tmp_path / "b.csv"
        first.write_text("Kiev\tKiev\nNice\tNice\n", encoding="utf-8")
        second.write_text("Kiev,Kyiv\n", encoding="utf-8")
        glossary, conflicts = load_all([first, second])
        assert [term.target for term in glossary] == ["Kiev", "Nice", "Kyiv"]
        message = f"'Kiev' is 'Kyiv' ({second}:1), not 'Kiev' ({first}:1), since the later entry counts"
        assert [str(conflict) for conflict in conflicts] == [message]

    def test_the_files_beside_a_document(self, tmp_path: Path) -> None:
        names = ["fr2en.glossary.tsv", "fr2en.glossary.YAML", "fr2en.glossary.txt", "fr2en.glossary.old.tsv", "a.tsv"]
        for name in names:
            (tmp_path / name).touch()
        (tmp_path / "fr2en.glossary.csv").mkdir()
        expected = [tmp_path / "fr2en.glossary.YAML", tmp_path / "fr2en.glossary.tsv"]
        assert find_beside(tmp_path / "article.txt") == find_beside(tmp_path) == expected
        assert find_beside(tmp_path / "none" / "article.txt") == []


class TestBadFiles:
    @pytest.mark.parametrize("case", BAD, ids=lambda case: case["name"])
    def test_each_bad_line_is_told(self, case: dict[str, str], tmp_path: Path) -> None:
        path = tmp_path / case["name"]
        path.write_text(case["text"], encoding="utf-8")
        with pytest.raises(TermFileError) as raised:
            load(path)
        assert str(raised.value) == f"{path} cannot be used: {case['error']}; correct the file"

    def test_ten_lines_are_told_and_the_others_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "terms.tsv"
        path.write_text("a\tb\n" + "seul\n" * 2000, encoding="utf-8")
        with pytest.raises(TermFileError, match=r"line 2: .*line 11: .*; and 1,990 more; correct the file") as raised:
            load(path)
        assert "line 12" not in str(raised.value)

    @pytest.mark.parametrize(("name", "data"), [("a.tsv", b"x\ty\n\xe9\tb\n"), ("a.yaml", b"x: y\n\xe9: b\n")])
    def test_bytes_that_are_not_text(self, name: str, data: bytes, tmp_path: Path) -> None:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(TermFileError, match="line 2: it is not UTF-8; save the file as UTF-8"):
            load(tmp_path / name)
        (tmp_path / name).write_bytes(b"\xff\xfea\0\n\0\x00\xd8")
        with pytest.raises(TermFileError, match="line 2: it is not UTF-16, though the file begins so"):
            load(tmp_path / name)

    @pytest.mark.parametrize("format", WRITABLE)
    def test_a_huge_value_is_refused_in_few_words(self, format: str, tmp_path: Path) -> None:
        path = tmp_path / f"terms.{format}"
        path.write_bytes(render([Term("mot", "word"), Term("ici", "here")], format).replace(b"mot", b"x" * 10_000_000))
        with pytest.raises(TermFileError, match="the French has 10,000,000 characters, 500 are allowed") as raised:
            load(path)
        assert len(str(raised.value)) < 400

    @pytest.mark.parametrize(
        "line", ['"' * 1_000_001, '"a' * 500_000, "\\|" * 500_000, "'=" * 500_000, "\t" * 1_000_000]
    )
    def test_a_huge_line_of_signs_is_refused_at_once(self, line: str, tmp_path: Path) -> None:
        path = tmp_path / "terms.tsv"
        path.write_text(f"source\ttarget\tvariants\na\tb\t{line}\n", encoding="utf-8")
        if line.strip():
            with pytest.raises(TermFileError, match="line 2"):
                load(path)
        else:
            assert len(load(path)) == 1

    @pytest.mark.parametrize("text", ["[" * 1_000_000, "{a: " * 100_000, "- " * 100_000, "&a [*a"])
    def test_bottomless_yaml_is_refused(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "terms.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(TermFileError, match="line 1: "):
            load(path)

    @pytest.mark.parametrize(
        ("name", "text", "reason"),
        [
            ("a.yaml", '"a\\x07": b', r"has the control character U\+0007"),
            ("a.yaml", '"a\\ud800": b', "it is not YAML: "),
            ("a.yaml", "!!binary aGE=: &x b\n? [a]\n: c", "French is needed here, not a list or a mapping"),
            ("a.tmx", "<tmx><body><tu>&#7;</tu></body></tmx>", "it is not valid XML: reference to invalid character"),
            (
                "a.tmx",
                "<tmx><body><tu>&#xD800;</tu></body></tmx>",
                "it is not valid XML: reference to invalid character",
            ),
            ("a.tbx", "\x00\x00", "it is not valid XML: "),
            ("a.tbx", "", "it is not valid XML: no element found"),
            ("a.tsv", "a\tb\ufffe", r"has the control character U\+FFFE"),
            ("a.csv", "source,target,origin\na,b,x\x07", "the origin 'x.x07' has a control character"),
        ],
    )
    def test_characters_that_no_term_has(self, name: str, text: str, reason: str, tmp_path: Path) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(TermFileError, match=reason):
            load(tmp_path / name)

    def test_files_that_are_not_there_or_of_no_format(self, tmp_path: Path) -> None:
        with pytest.raises(TermFileError, match=r"none.tsv: there is no such file; check the name"):
            load(tmp_path / "none.tsv")
        with pytest.raises(TermFileError, match=r"has no suffix of a glossary \(.tsv, .*.tmx\); rename the file"):
            format_of(Path("terms.docx"))
        (tmp_path / "folder.tsv").mkdir()
        with pytest.raises(TermFileError, match="is a folder; name a file with terms"):
            load(tmp_path / "folder.tsv")
        with pytest.raises(TermFileError, match=r"cannot be written: .*; nothing was changed there"):
            save(Glossary(), tmp_path / "folder.tsv")
        with pytest.raises(TermFileError, match="there is no format 'docx' for terms; there are tsv, csv"):
            render([], "docx")


@pytest.mark.parametrize("format", WRITABLE)
@given(
    content=st.lists(st.sampled_from(PIECES), max_size=25).map(lambda pieces: "".join(pieces).encode())
    | st.binary(max_size=40)
)
@settings(deadline=None, max_examples=80)
def test_any_file_is_read_or_refused_and_what_was_read_can_be_written(
    format: str, content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{format}"
    path.write_bytes(content)
    try:
        found = load(path)
    except TermFileError as error:
        assert str(error).startswith(f"{path} cannot be used: line ")
        return
    for other in WRITABLE:
        save(found, path.with_suffix(f".{other}"))
        assert said(load(path.with_suffix(f".{other}"))) == said(found)


class TestWriting:
    @pytest.mark.parametrize("format", FORMATS)
    @given(glossary=st.lists(terms, max_size=5))
    @settings(deadline=None, max_examples=25)
    def test_what_was_written_comes_back(
        self, format: str, glossary: list[Term], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.getbasetemp() / f"terms{(FORMATS[format].suffixes or ('.tbx',))[0]}"
        save(glossary, path, format=format)
        assert said(load(path)) == glossary
        assert Glossary(tuple(load(path))).digest == Glossary(tuple(glossary)).digest

    @settings(deadline=None, max_examples=60)
    @given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=5).filter(str.strip))
    def test_what_cannot_come_back_is_not_written(self, value: str) -> None:
        refused = bool(CONTROL.search(value.strip()) or "\n" in value.strip() or "\t" in value.strip())
        for format in FORMATS:
            if refused:
                with pytest.raises(TermFileError, match=r"the terms cannot be written: term 2: the French .* control"):
                    render([Term("a", "b"), Term(value.strip(), "b")], format)
            else:
                render([Term("a", "b"), Term(value.strip(), "b")], format)
        with pytest.raises(TermFileError, match="the English has 501 characters, 500 are allowed"):
            render([Term("a", "b" * (LONGEST + 1))], "tsv")

    @pytest.mark.parametrize("format", ["tsv", "csv"])
    def test_a_spreadsheet_finds_no_formula(self, format: str, tmp_path: Path) -> None:
        hostile = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "'=1", "''@x", "＝1"]
        glossary = [Term(value, value, variants=(value,), note=value) for value in hostile]
        cells = render(glossary, format).decode().replace("\n", "\t").replace(",", "\t").split("\t")
        assert not [cell for cell in cells if cell.strip('"')[:1] and cell.strip('"')[0] in "=+-@＝"]
        save(glossary, tmp_path / f"terms.{format}")
        assert said(load(tmp_path / f"terms.{format}")) == glossary

    def test_a_file_is_replaced_whole_and_keeps_its_rights(self, tmp_path: Path) -> None:
        path, link = tmp_path / "terms.tsv", tmp_path / "link.tsv"
        save([Term("a", "b")], path)
        path.chmod(0o640)
        link.symlink_to(path)
        save([Term("c", "d")], link)
        assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
        assert path.read_bytes() == b"source\ttarget\nc\td\n"
        assert sorted(each.name for each in tmp_path.iterdir()) == ["link.tsv", "terms.tsv"]


class TestChanging:
    @pytest.mark.parametrize("format", FORMATS)
    @given(before=st.lists(terms, max_size=3), new=st.lists(terms, min_size=1, max_size=2), gone=st.integers(0, 4))
    @settings(deadline=None, max_examples=15)
    def test_adding_and_removing(
        self, format: str, before: list[Term], new: list[Term], gone: int, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.getbasetemp() / f"changed{(FORMATS[format].suffixes or ('.tbx',))[0]}"
        save(before, path, format=format)
        add(path, new)
        assert said(load(path)) == before + new
        source = (before + new)[gone % len(before + new)].source
        removed = remove(path, lambda term: term.source == source)
        assert said(removed) == [term for term in before + new if term.source == source]
        assert said(load(path)) == [term for term in before + new if term.source != source]

    @pytest.mark.parametrize(
        ("name", "before", "added", "removed"),
        [
            ("a.tsv", "# ours\nONU\tUN", "# ours\nONU\tUN\nKiev\tKyiv\n", "# ours\nKiev\tKyiv\n"),
            ("a.csv", "ONU,UN,FR,EN\r\n", "ONU,UN,FR,EN\r\nKiev,Kyiv,FR,EN\r\n", "Kiev,Kyiv,FR,EN\r\n"),
            ("a.csv", "en;fr;note\nUN;ONU;x\n", "en;fr;note\nUN;ONU;x\nKyiv;Kiev;\n", "en;fr;note\nKyiv;Kiev;\n"),
            ("a.yaml", "# ours\nONU: UN # one\n# end", "# ours\nONU: UN # one\n# end\nKiev: Kyiv\n", None),
            ("a.yaml", "  - source: ONU\n    target: UN\n", None, "  - source: Kiev\n    target: Kyiv\n"),
        ],
    )
    def test_all_else_in_a_file_stays(
        self, name: str, before: str, added: str | None, removed: str | None, tmp_path: Path
    ) -> None:
        path = tmp_path / name
        path.write_bytes(before.encode("utf-16"))
        add(path, [Term("Kiev", "Kyiv")])
        assert added is None or path.read_bytes().decode("utf-16") == added
        remove(path, lambda term: term.source == "ONU")
        assert removed is None or path.read_bytes().decode("utf-16") == removed
        assert [term.source for term in load(path)] == ["Kiev"]

    def test_columns_that_are_missing_are_added(self, tmp_path: Path) -> None:
        path = tmp_path / "terms.tsv"
        path.write_text("# list\nONU\tUN\n", encoding="utf-8")
        add(path, [Term("Kiev", "Kyiv", Kind.PLACE), Term("Paul", "Paul", note="-")])
        assert path.read_text(encoding="utf-8").splitlines() == [
            "source\ttarget\tkind\tnote",
            "# list",
            "ONU\tUN",
            "Kiev\tKyiv\tplace\t",
            "Paul\tPaul\tterm\t'-",
        ]

    def test_other_languages_of_a_termbase_stay(self, tmp_path: Path) -> None:
        for encoding in ("iso-8859-1", "utf-16"):
            path = tmp_path / "terms.tbx"
            text = (CASES / "trados.tbx").read_text(encoding="utf-8").replace("ISO-8859-1", encoding)
            path.write_bytes(text.encode(encoding))
            add(path, [Term("œuvre", "work")])
            remove(path, lambda term: term.source == "ONU")
            after = path.read_bytes().decode(encoding)
            assert "Panzer" in after and "Vereinte" not in after and after.startswith(text[:200])
            assert [term.source for term in load(path)] == ["drone", "œuvre"]

    def test_a_layout_that_cannot_be_changed_stays_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "terms.yaml"
        path.write_text("[{source: a, target: b}, {source: c, target: d}]\n", encoding="utf-8")
        for change in (lambda: add(path, [Term("x", "y")]), lambda: remove(path, lambda term: term.source == "a")):
            with pytest.raises(TermFileError, match="cannot be changed safely; change it by hand"):
                change()
        assert path.read_text(encoding="utf-8") == "[{source: a, target: b}, {source: c, target: d}]\n"
        (tmp_path / "x.tbx").write_text("<tbx/>", encoding="utf-8")
        with pytest.raises(TermFileError, match="it has no <body> that entries could be added to"):
            add(tmp_path / "x.tbx", [Term("a", "b")])
