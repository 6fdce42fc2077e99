"""Reports of findings in each form, the settings file, and how two documents become pairs."""

import json
import xml.etree.ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.checks.reports import REPORTS, as_github, as_junit, as_sarif, as_text, summary
from translate.checks.settings import default_settings, load_check_settings, with_choice
from translate.checks.texts import Checked, check_documents, pairs_of
from translate.documents.errors import InputError
from translate.documents.formats import read_text
from translate.documents.records import Severity

FRENCH = "Le maire a 12 chiens.\nIl ne dort pas.\n"
ENGLISH = "The mayor has 21 dogs.\nHe sleeps.\n"
HOSTILE = st.text(st.sampled_from("ab é<>&\"'\n\r:,%[]\x1b\x00\ud800"), max_size=20)


def checked(french: str = FRENCH, english: str = ENGLISH, *, format: str = "text", name: str = "a.en.txt") -> Checked:
    return check_documents(
        read_text(french, format=format),
        read_text(english, format=format),
        source_name="a.fr.txt",
        target_name=name,
        settings=default_settings(),
    )


class TestPairs:
    def test_lines_belong_together_where_both_have_as_many(self) -> None:
        source, target = read_text("Un.\n\n  Deux.  \r\n", format="text"), read_text("One.\n\nTwo.\n\n", format="text")
        assert [(pair.source, pair.target) for pair in pairs_of(source, target)] == [("Un.", "One."), ("Deux.", "Two.")]

    def test_a_line_without_its_counterpart_stands_beside_nothing(self) -> None:
        source = read_text("Le chat dort.\nLe président signe la loi.\nIl pleut.\n", format="text")
        target = read_text("The cat is sleeping.\nIt is raining.\n", format="text")
        assert [(pair.source, pair.target) for pair in pairs_of(source, target)] == [
            ("Le chat dort.", "The cat is sleeping."),
            ("Le président signe la loi.", ""),
            ("Il pleut.", "It is raining."),
        ]

    def test_markdown_is_paired_by_its_sentences(self) -> None:
        found = checked(
            "# Le titre\n\nLe chat **dort**.\n", "# The title\n\nThe cat is **asleep**.\n", format="markdown"
        )
        assert [(pair.source, pair.target) for pair in found.pairs] == [
            ("Le titre", "The title"),
            ("Le chat **dort**.", "The cat is **asleep**."),
        ]

    @settings(deadline=None, max_examples=60)
    @given(HOSTILE, HOSTILE)
    def test_spans_of_pairs_are_places_of_the_documents(self, french: str, english: str) -> None:
        found = checked(french, english)
        for pair in found.pairs:
            assert pair.source_span.of(found.source_text) == pair.source
            assert pair.target_span.of(found.target_text) == pair.target


class TestReports:
    def test_text_names_the_place_and_shows_both_sides(self) -> None:
        lines = as_text([checked()]).splitlines()
        assert lines[0].startswith("a.en.txt:1:15: error: numbers: ")
        assert lines[1:3] == ["    fr: Le maire a [=12=] chiens.", "    en: The mayor has [=21=] dogs."]
        assert lines[3].startswith("a.en.txt:2:1: warning: negation: ")

    def test_json_gives_the_places_in_the_documents(self) -> None:
        [document] = json.loads(REPORTS["json"]([checked()]))["documents"]
        [finding] = document["pairs"][1]["findings"]
        place = finding["source"]
        assert FRENCH[place["start"] : place["end"]] == "ne dort pas"
        assert (place["line"], place["column"]) == (2, 4)

    def test_junit_fails_the_pairs_with_warnings(self) -> None:
        suite = xml.etree.ElementTree.fromstring(as_junit([checked()]).encode())[0]
        assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
        failure = suite[0].find("failure")
        assert failure is not None and failure.get("type") == "error"

    def test_sarif_has_a_rule_and_a_region_for_each_result(self) -> None:
        [run] = json.loads(as_sarif([checked()], version="1.0.0"))["runs"]
        rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        assert {result["ruleId"] for result in run["results"]} == {"numbers", "negation"} <= rules
        region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": 1, "startColumn": 15, "endLine": 1, "endColumn": 17}

    def test_github_escapes_what_would_end_a_command(self) -> None:
        lines = as_github([checked(name="a,b:c%\n.txt")]).splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("::error file=a%2Cb%3Ac%25%0A.txt,line=1,col=15,title=numbers::")

    def test_the_summary_counts(self) -> None:
        assert summary([checked()]) == "2 pairs checked: 1 error, 1 warning"

    @settings(deadline=None, max_examples=60)
    @given(HOSTILE, HOSTILE)
    def test_any_text_gives_a_report_that_can_be_read(self, french: str, english: str) -> None:
        found = checked(french, english, name=english)
        json.loads(REPORTS["json"]([found]))
        json.loads(as_sarif([found], version="1"))
        xml.etree.ElementTree.fromstring(as_junit([found]).encode())
        assert all(line.startswith("::") for line in as_github([found]).splitlines())


SETTINGS = """
ignore = ["spaces"]
[severity]
negation = "error"
[[files]]
path = "legal/*.txt"
select = ["numbers"]
[[except]]
check = "numbers"
source = "Le maire a   12 chiens."
reason = "the French is wrong here"
"""


class TestSettings:
    def write(self, folder: Path, text: str) -> Path:
        path = folder / "checks.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def test_severities_exceptions_and_files(self, tmp_path: Path) -> None:
        loaded = load_check_settings(self.write(tmp_path, SETTINGS))
        found = checked()
        first, second = (loaded.judged("a.en.txt", pair.source, pair.target, pair.findings) for pair in found.pairs)
        assert first == []
        assert [(one.check, one.severity) for one in second] == [("negation", Severity.ERROR)]
        assert loaded.for_file("texts/legal/a.txt").checks == {"numbers"}
        assert "spaces" not in loaded.for_file("a.txt").checks

    def test_all_mistakes_are_named_in_one_sentence(self, tmp_path: Path) -> None:
        text = 'ignroe = []\nselect = ["numbrs"]\n[severity]\nnames = "fatal"\n[[except]]\ncheck = "names"\n'
        with pytest.raises(InputError) as caught:
            load_check_settings(self.write(tmp_path, text))
        message = str(caught.value)
        for part in ("'ignroe'", "did you mean numbers?", "'fatal'", "except entry 1: source must be a text"):
            assert part in message
        assert "\n" not in message

    @pytest.mark.parametrize(
        ("text", "part"),
        [("x = ", "not valid TOML"), ("files = 3", "[[files]]"), ('ignore = "names"', "a list of names"),
         ("severity = 1", "a table"), ("[[files]]\npath = 1", "path must be a text"),
         ('[[files]]\npath = "*"\nx = 1', "no key 'x'")],
    )  # fmt: skip
    def test_what_means_nothing_is_refused(self, tmp_path: Path, text: str, part: str) -> None:
        with pytest.raises(InputError, match=part.replace("[", r"\[")):
            load_check_settings(self.write(tmp_path, text))

    def test_files_that_cannot_be_read_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="cannot be read"):
            load_check_settings(tmp_path / "none.toml")
        (tmp_path / "latin.toml").write_bytes(b"# \xe9")
        with pytest.raises(InputError, match="not UTF-8"):
            load_check_settings(tmp_path / "latin.toml")

    def test_the_choice_of_the_command_line_counts_in_every_file(self, tmp_path: Path) -> None:
        chosen = with_choice(load_check_settings(self.write(tmp_path, SETTINGS)), ignore=["numbers"])
        assert chosen.for_file("legal/a.txt").checks == frozenset()
        assert with_choice(chosen, select=["names"]).for_file("a.txt").checks == {"names"}
        with pytest.raises(InputError, match="no check named 'nmaes'; did you mean names"):
            with_choice(chosen, select=["nmaes"])
        with pytest.raises(InputError, match="lists those there are"):
            with_choice(chosen, select=["xyzzy"])
