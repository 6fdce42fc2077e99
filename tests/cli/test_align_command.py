"""`fr2en align`: links of line-aligned files in three forms, and how near they come to hand-made ones."""

import json
import re
from pathlib import Path

import pytest
import typer

from command_line import error_line
from translate.cli.align_command import add_to
from translate.cli.output import complain
from translate.documents.errors import Fr2enError

FRENCH = "Le chat noir dort.\n\nPierre n'a pas mangé.\n"
ENGLISH = "The black cat sleeps.\n\nPierre did not eat.\n"


def run(arguments: list[str]) -> int:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    add_to(app)
    try:
        return int(app(arguments, prog_name="fr2en", standalone_mode=False))
    except Fr2enError as error:
        complain(str(error))
        return 2


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fr").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "en").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


def aligned(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["align", *arguments, "--quiet", "--no-model"]) == 0
    return capsys.readouterr().out


def test_pharaoh_has_a_line_for_each_pair_and_counts_words(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, third, rest = aligned(capsys, "fr", "en").split("\n")
    assert first == "0-0 1-2 2-1 3-3"
    assert second == rest == ""
    # n' and pas are one negation; n' is a word by itself.
    assert {"0-0", "1-2", "3-2"} <= set(third.split())


def test_tokens_are_what_stands_between_white_space(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "fr").write_text("Le chat , il dort .\n", encoding="utf-8")
    (files / "en").write_text("The cat , it sleeps .\n", encoding="utf-8")
    assert aligned(capsys, "fr", "en", "--tokens") == "0-0 1-1 2-2 3-3 4-4 5-5\n"
    assert aligned(capsys, "fr", "en") == "0-0 1-1 2-2 3-3\n"


def test_json_tells_where_the_words_are_and_how_sure_each_link_is(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, _ = map(json.loads, aligned(capsys, "fr", "en", "--format", "json").splitlines())
    assert first["source"] == "Le chat noir dort." and first["target_words"][1] == [4, 9]
    assert [link[:2] for link in first["links"]] == [[0, 0], [1, 2], [2, 1], [3, 3]]
    assert all(0 < link[2] <= 1 for link in first["links"])
    assert second == {"source": "", "target": "", "source_words": [], "target_words": [], "links": []}


def test_a_table_shows_the_words(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = aligned(capsys, "fr", "en", "--format", "table").split("\n")
    assert [line.split("\t")[:2] for line in lines[1:3]] == [["chat", "cat"], ["noir", "black"]]
    assert lines[4:6] == ["", ""]


def test_reverse_takes_the_english_first(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert aligned(capsys, "en", "fr", "--reverse").split("\n")[0] == "0-0 1-2 2-1 3-3"
    record = json.loads(aligned(capsys, "en", "fr", "--reverse", "--format", "json").splitlines()[2])
    words = [(record["source"][slice(*record["source_words"][i])], record["target"][slice(*record["target_words"][j])])
             for i, j, _ in record["links"]]  # fmt: skip
    assert ("not", "pas") in words and ("not", "n'") in words


def test_the_model_is_asked_by_default(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["align", "fr", "en", "--quiet", "--threads", "1"]) == 0
    assert capsys.readouterr().out.split("\n")[0] == "0-0 1-2 2-1 3-3"


def test_gold_prints_how_near_the_links_come(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "fr").write_text("Le chat dort .\nOui .\n", encoding="utf-8")
    (files / "en").write_text("The cat sleeps .\nYes .\n", encoding="utf-8")
    (files / "gold").write_text("0-0 1-1 2-2 3p3\n0-0\n", encoding="utf-8")
    out = aligned(capsys, "fr", "en", "--gold", "gold")
    # One link of the second pair is not in the gold.
    assert out == "AER 0.100, precision 0.833, recall 1.000, 2 pairs of sentences\n"


def test_numbered_lines_are_matched_by_their_numbers(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "fr").write_text("1\tLe chat dort\n2\tOui\n3\tNon\n", encoding="utf-8")
    (files / "en").write_text("1\tThe cat sleeps\n3\tNo\n", encoding="utf-8")
    (files / "gold").write_text("3\t0-0 \n1\t0-0 1-1 2-2\n", encoding="utf-8")
    assert (
        aligned(capsys, "fr", "en", "--gold", "gold")
        == "AER 0.000, precision 1.000, recall 1.000, 2 pairs of sentences\n"
    )


def test_the_heads_of_a_model_are_tried(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "fr").write_text("Le chat noir dort .\n\nLe président a dit oui .\n", encoding="utf-8")
    (files / "en").write_text("The black cat sleeps .\n\nThe president said yes .\n", encoding="utf-8")
    (files / "gold").write_text("0-0 1-2 2-1 3-3 4-4\n\n0-0 1-1 2p2 3-2 4-3 5-4\n", encoding="utf-8")
    assert run(["align", "fr", "en", "--gold", "gold", "--choose-heads", "--threads", "1"]) == 0
    *rated, last = capsys.readouterr().out.splitlines()
    rates = [float(re.search(r"AER (\d\.\d+) with the lexicon, \d\.\d+ alone", line)[1]) for line in rated]  # type: ignore[index]
    assert len(rated) > 1 and rates == sorted(rates)
    layer, head = re.findall(r"\d+", rated[0])[:2]
    assert last == f'"alignment": {{"layer": {layer}, "heads": [{head}]}}'


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["fr", "missing"], r"missing cannot be read"),
        (["fr", "en", "--format", "xml"], r"--format is one of pharaoh, json, table"),
        (["fr", "en", "--model", "fr-en-tiny"], r"exclude each other"),
        (["fr", "en", "--gold", "bad"], r"bad, line 2: '1:1' is not a link"),
        (["fr", "en", "--choose-heads"], r"--choose-heads needs links made by hand"),
        (["fr", "en", "--gold", "short"], r"fr has 3 lines and short has 1"),
        (["fr", "en", "--encoding", "klingon"], r"klingon"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    arguments: list[str], wanted: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "short").write_text("0-0\n", encoding="utf-8")
    (files / "bad").write_text("0-0\n1:1\n\n", encoding="utf-8")
    assert run(["align", *arguments, "--no-model"]) == 2
    assert re.search(wanted, error_line(capsys))


@pytest.mark.parametrize("counting", ["--words", "--tokens"])
def test_a_line_that_is_no_sentence_is_linked_within_its_sentences(
    counting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    times = 150
    Path("fr").write_text("Le chat noir dort. " * times, encoding="utf-8")
    Path("en").write_text("The black cat sleeps. " * times, encoding="utf-8")
    assert run(["align", "fr", "en", "--no-model", counting]) == 0
    links = capsys.readouterr().out.split()
    assert len(links) == 4 * times
    assert f"{4 * times - 3}-{4 * times - 2}" in links


def test_a_book_in_a_line_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("fr").write_text("a" * 1_000_001, encoding="utf-8")
    assert run(["align", "fr", "fr", "--no-model"]) == 2
    assert "fr, line 1: it has 1,000,001 characters" in error_line(capsys)
