import json
import lzma
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Edit, Span
from glossary.french.lexicon import held_out
from glossary.repair import Notice, Rule, Text
from translate.cli import damage_command
from translate.documents.errors import Fr2enError, InputError
from translate.documents.records import Document
from translate.lab.damage import FAMILIES, inject
from translate.lab.measure.repair_gain import Gain, gain_table, gains_to_json, measure_gain
from translate.lab.measure.repair_report import clean_tables, family_tables, to_json
from translate.lab.measure.repairs import (
    ENOUGH,
    MOST_PASSES,
    Tally,
    compare,
    documents,
    measure_clean,
    measure_family,
    read_clean,
)
from translate.lab.measure.scores import Scores

LINES = [
    "Le marché ouvre à huit heures, et les paysans arrivent de toute la vallée.",
    "On y vend des fromages, du miel, des paniers d'osier.",
    "",
    "Une vieille dame affirme que les prix ont doublé depuis l'hiver.",
] * 4


def edit(start: int, old: str, new: str, *, rule: str = "test", safe: bool = True) -> Edit:
    return Edit(Span(start, start + len(old)), old, new, rule, "reason", safe)


def single_spaces(text: Text) -> Iterable[Edit | Notice]:
    for match in re.finditer("(?<= ) +", text.text):
        yield Edit(Span(*match.span()), match[0], "", "single", "doubled")


def rules(*made: Rule) -> dict[str, Rule]:
    return {rule.name: rule for rule in made}


SINGLE = Rule("single", "", "", (), single_spaces)
NOTHING = Rule("nothing", "", "", (), lambda text: ())


@pytest.mark.parametrize(
    ("text", "gold", "made", "tally"),
    [
        ("a  b", [edit(1, " ", "")], [edit(1, " ", "")], Tally(1, 1, 1, 1)),
        # Which of two spaces, or of two words, is taken out is all the same.
        ("a  b", [edit(1, " ", "")], [edit(2, " ", "")], Tally(1, 1, 1, 1)),
        ("le le chat", [edit(2, " le", "")], [edit(0, "le ", "")], Tally(1, 1, 1, 1)),
        # One edit may do what two did, and two what one did.
        ("a  b", [edit(0, "a ", "A"), edit(2, " b", "B")], [edit(0, "a  b", "AB")], Tally(2, 2, 1, 1)),
        ("ab cd", [edit(0, "ab cd", "cd ab")], [edit(0, "ab ", ""), edit(5, "", " ab")], Tally(1, 1, 2, 2)),
        # Kinds of space count as the same, other marks do not.
        ("a!", [edit(1, "", "\u202f")], [edit(1, "", "\u00a0")], Tally(1, 1, 1, 1)),
        ("a-b", [edit(1, "-", "")], [edit(1, "-", " ")], Tally(1, 0, 1, 0)),
        # Nothing made, something made elsewhere, nothing wanted.
        ("a  b", [edit(1, " ", "")], [], Tally(1, 0, 0, 0)),
        ("a  b c", [edit(1, " ", "")], [edit(5, "c", "d")], Tally(1, 0, 1, 0)),
        ("a b", [], [edit(2, "b", "c")], Tally(0, 0, 1, 0)),
        ("", [], [], Tally()),
        # A wrong edit that touches a right one spoils it.
        ("a  bc", [edit(1, " ", "")], [edit(1, " ", ""), edit(2, " b", " d")], Tally(1, 0, 2, 0)),
    ],
)
def test_edits_are_compared_by_the_text_they_give(
    text: str, gold: Sequence[Edit], made: Sequence[Edit], tally: Tally
) -> None:
    found, mechanisms, cases = compare(text, gold, made)
    assert found == tally
    assert sum((one.damages for one in mechanisms.values()), 0) == tally.damages
    assert bool(cases) == (tally.damages > tally.mended or tally.made > tally.right)


@settings(deadline=None, max_examples=30)
@given(st.sets(st.sampled_from(list(FAMILIES)), min_size=1), st.integers(0, 99))
def test_a_perfect_repair_is_perfect_and_none_is_none(families: set[str], seed: int) -> None:
    damaged = inject("\n".join(LINES), sorted(families), seed=seed, rate=0.6)
    count = len(damaged.gold)
    assert compare(damaged.text, damaged.gold, damaged.gold)[0] == Tally(count, count, count, count)
    assert compare(damaged.text, damaged.gold, ())[0] == Tally(count, 0, 0, 0)
    assert compare(damaged.text, (), damaged.gold)[0] == Tally(0, 0, count, 0)


def test_shares() -> None:
    tally = Tally(10, 5, 8, 6)
    assert (tally.precision, tally.recall) == (0.75, 0.5)
    assert tally.f1 == pytest.approx(0.6)
    assert (Tally().precision, Tally().recall, Tally(1).f1) == (None, None, None)
    assert Tally(1, 0, 1, 0).f1 == 0


def test_a_family_is_measured_by_mechanism() -> None:
    figures = measure_family(list(documents(LINES)), "spacing", seed=1, rate=1, rules=rules(SINGLE))
    doubled = figures.mechanisms["a doubled space"]
    assert 0 < doubled.damages == doubled.mended == figures.safe.mended < figures.safe.damages
    assert figures.safe.precision == 1
    assert figures.everything == figures.safe
    others = {"a space before a comma or a point"}
    assert {name for case in figures.cases for name in case.names} == others
    assert all(case.became == case.damaged != case.wanted for case in figures.cases)


def test_a_rule_that_does_nothing_mends_nothing() -> None:
    figures = measure_family(list(documents(LINES)), "spacing", seed=1, rate=1, rules=rules(NOTHING))
    assert figures.safe.damages == len(figures.cases) > 0
    assert (figures.safe.mended, figures.safe.made, figures.reported.made) == (0, 0, 0)


def test_texts_are_damaged_anew_until_there_is_enough() -> None:
    lines = ["Les enfants jouaient dans la cour."] * 40
    figures = measure_family([*documents(lines)], "split-words", seed=0, rate=1, rules=rules(NOTHING))
    assert figures.safe.damages == ENOUGH + 20
    assert len({case.damaged for case in figures.cases}) > 10
    assert measure_family([], "split-words", seed=0, rate=1, rules=rules(NOTHING)).safe == Tally()


def test_faults_of_the_clean_text_are_left_out() -> None:
    lines = ["Un  chat dort, et un  chien aboie."] * 10
    figures = measure_family([*documents(lines)], "spacing", seed=0, rate=1, rules=rules(SINGLE))
    assert figures.faults > 20
    assert (figures.safe.precision, figures.mechanisms["a doubled space"].recall) == (1, 1)


def test_suggestions_count_only_among_all_edits() -> None:
    def suggest(text: Text) -> Iterable[Edit | Notice]:
        return [edit(one.span.start, one.old, "", safe=False) for one in single_spaces(text) if isinstance(one, Edit)]

    figures = measure_family(
        list(documents(LINES)), "spacing", seed=1, rate=1, rules=rules(Rule("test", "", "", (), suggest))
    )
    assert figures.safe.made == 0
    assert figures.everything.recall == figures.reported.recall == figures.everything.mended / figures.safe.damages
    assert figures.everything.precision == figures.reported.precision == 1


def test_reports_are_counted_by_line() -> None:
    teaser = re.compile(r"(?m)^(?:Lire|En savoir|Partager|Publicité).*(?:\n.*)?$")

    def tell(text: Text) -> Iterable[Edit | Notice]:
        yield from (Notice(Span(*match.span()), "told", "") for match in teaser.finditer(text.text))
        # A rule that never finds the damage: its reports are of other things.
        yield from (Notice(Span(*match.span()), "other", "") for match in re.finditer("vieille", text.text))

    figures = measure_family(
        list(documents(LINES * 5)), "boilerplate", seed=2, rate=1, rules=rules(Rule("", "", "", (), tell))
    )
    assert figures.safe.recall == 0
    assert figures.reported.recall is not None and 0 < figures.reported.recall < 1
    # The line after a teaser is one of the article now and then.
    assert figures.reported.precision is not None and 0.5 < figures.reported.precision < 1


def test_a_lost_word_is_reported_between_its_neighbours() -> None:
    lines = ["Elle a promis qu'elle viendra demain matin."] * 5

    def tell(text: Text) -> Iterable[Edit | Notice]:
        yield from (Notice(Span(*match.span()), "told", "") for match in re.finditer("promis elle", text.text))

    figures = measure_family(
        list(documents(lines)), "lost-words", seed=0, rate=1, rules=rules(Rule("", "", "", (), tell))
    )
    assert figures.reported == Tally(40, 40, 40, 40)
    assert figures.safe == Tally(5 * MOST_PASSES)


@pytest.mark.parametrize(
    ("line", "old", "new", "words"),
    [
        ("un chat noir", "chat", "chien", 1),
        ("un chat noir", "chat noir", "chien", 2),
        ("un chat noir", " chat", "", 1),
        ("un chat noir", "ha", "xx", 1),
        ("un chat noir", "at n", "at-n", 2),
        ("un chat noir", " ", "  ", 2),  # two places
        ("un chat noir", "", "", 0),
    ],
)
def test_changed_words_are_counted(line: str, old: str, new: str, words: int) -> None:
    def change(text: Text) -> Iterable[Edit | Notice]:
        places = [match.start() for match in re.finditer(re.escape(old), text.text)] if old else []
        return [edit(place, old, new) for place in places if text.text == line]

    figures = measure_clean("a text", [line], rules=rules(Rule("test", "", "", (), change)))
    assert (figures.words, figures.changed_words) == (3, words)
    assert figures.per_ten_thousand == pytest.approx(words * 10_000 / 3)
    assert sum(figures.rules.values()) == len(figures.cases) == (2 if words and old == " " else int(bool(words)))


def test_the_tables_show_what_was_found() -> None:
    clean = [measure_clean("doubled.txt", ["un  chat\x1b", *LINES], rules=rules(SINGLE))]
    shown = clean_tables(clean)
    assert re.search(r"doubled.txt +\d+ +1 +\d+\.\d\d +0 +0", shown)
    assert "doubled.txt: single: 'un  chat" in shown and "\x1b" not in shown
    assert json.loads(to_json(clean))[0]["per_ten_thousand"] == clean[0].per_ten_thousand
    empty = [measure_clean("empty.txt", [], rules=rules(SINGLE))]
    assert "empty.txt" in clean_tables(empty) and "0.00" in clean_tables(empty)
    figures = [measure_family(list(documents(LINES)), "spacing", seed=1, rate=1, rules=rules(SINGLE))]
    assert re.search(r"spacing +\d+ +1\.000 +0\.\d{3} ", family_tables(figures))
    assert re.search(r"spacing: a doubled space +\d+ +1\.000", family_tables(figures))
    assert json.loads(to_json(figures))[0]["safe"]["precision"] == 1


def test_tables_of_sentence_pairs_are_read(tmp_path: Path) -> None:
    french = [f"Voici la phrase {number}." for number in range(200)]
    path = tmp_path / "pairs.tsv.xz"
    path.write_bytes(lzma.compress("".join(f"{line}\tEnglish.\n" for line in french).encode()))
    lines = read_clean(path)
    assert [line for line in lines if line] == [line for line in french if held_out(line)]
    assert lines[1::2] == [""] * (len(lines) // 2)
    assert read_clean(path, most=3) == lines[:3]
    text = tmp_path / "text.txt"
    text.write_text("Un.\n\nDeux.\n", encoding="utf-8")
    assert read_clean(text) == ["Un.", "", "Deux."]
    assert read_clean(text, most=1) == ["Un."]


def test_tables_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv.xz"
    with pytest.raises(InputError, match=r"pairs\.tsv\.xz: the table cannot be read \(No such file"):
        read_clean(path)
    for data in (b"plain", lzma.compress(b"\xe9t\xe9\n"), lzma.compress(b"Oui.\n" * 99)[:-20]):
        path.write_bytes(data)
        with pytest.raises(InputError, match="not UTF-8 compressed with xz"):
            read_clean(path)


def split_at_lines(texts: Sequence[str]) -> list[str]:
    return [" / ".join(text.split("\n")) for text in texts]


def join_lines(text: Text) -> Iterable[Edit | Notice]:
    for match in re.finditer(r"(?<=[^\n.])\n(?=\S)", text.text):
        yield edit(match.start(), "\n", " ")


def test_what_repair_gives_the_translation() -> None:
    joins = rules(Rule("test", "", "", (), join_lines))
    [gain] = measure_gain(LINES, LINES, split_at_lines, families=["split-lines", "boilerplate"], rules=joins)
    assert (gain.family, gain.recovered_bleu, gain.recovered_chrf) == ("split-lines", 1, 1)
    assert gain.damaged.bleu < 100 == pytest.approx(gain.clean.bleu)
    assert gain.sentences == 12
    [gain] = measure_gain(LINES, LINES, split_at_lines, families=["split-lines"], rules=rules(NOTHING))
    assert gain.recovered_bleu == gain.recovered_chrf == 0


@settings(deadline=None, max_examples=15)
@given(st.sampled_from([name for name in FAMILIES if name not in ("boilerplate", "escapes")]), st.integers(0, 50))
def test_damage_stays_in_its_own_sentence(family: str, seed: int) -> None:
    # Told apart by a mark at each end that no family changes.
    lines = [f"{number}_ {line} _{number}" if line else "" for number, line in enumerate(LINES)]
    seen: list[str] = []

    def keep(texts: Sequence[str]) -> list[str]:
        seen.extend(texts)
        return list(texts)

    gains = measure_gain(lines, lines, keep, families=[family], seed=seed, rate=0.7, rules=rules(NOTHING))
    assert all(gain.sentences <= 12 for gain in gains)
    for text in seen:
        first, last = text.split("_")[0], text.split("_")[-1]
        assert first == last and first.isdecimal(), text


def test_nothing_lost_is_nothing_recovered() -> None:
    gains = measure_gain(LINES, LINES, split_at_lines, families=["spacing"], rules=rules(NOTHING), rate=0)
    assert gains == []
    same = Scores(50.0, 60.0, "BLEU|x", "chrF2|y")
    gain = Gain("spacing", 3, same, same, same)
    assert (gain.recovered_bleu, gain.recovered_chrf) == (None, None)
    assert re.search(r"spacing +3 +50.00 +50.00 +50.00 +- +60.00", gain_table([gain]))
    half = Gain("spacing", 3, same, Scores(40.0, 40.0, "", ""), Scores(45.0, 60.0, "", ""))
    assert "50 %" in gain_table([half]) and "100 %" in gain_table([half])
    assert json.loads(gains_to_json([half]))[0]["recovered_bleu"] == 0.5


def test_sentences_and_references_must_fit() -> None:
    with pytest.raises(InputError, match="16 lines of French but 1 of English"):
        measure_gain(LINES, ["One."], split_at_lines)
    with pytest.raises(InputError, match="one sentence a line"):
        measure_gain(["Un\nDeux"], ["One two"], split_at_lines)


def fr2en(*arguments: str) -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    damage_command.add_to(app)
    app(["damage", *arguments], standalone_mode=False)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def test_the_command_damages_and_keeps_the_gold(
    clean: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    gold, out = tmp_path / "gold.jsonl", tmp_path / "out.txt"
    options = ("--family", "split-words", "--family", "spacing", "--seed", "3", "--rate", "0.8")
    fr2en(str(clean), *options, "--gold", str(gold))
    wanted = inject(clean.read_text(encoding="utf-8"), ["split-words", "spacing"], seed=3, rate=0.8)
    assert capfdbinary.readouterr().out.decode() == wanted.text
    records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    assert [(one["start"], one["end"], one["old"], one["new"], one["family"], one["mechanism"]) for one in records] == [
        (one.span.start, one.span.end, one.old, one.new, one.rule, one.reason) for one in wanted.gold
    ]
    fr2en(str(clean), *options, "-o", str(out))
    assert out.read_text(encoding="utf-8") == wanted.text
    assert capfdbinary.readouterr().out == b""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--family", "glue"], "no family of damage named 'glue'"),
        (["--measure", "--clean"], "exclude each other"),
        (["--reference", "clean.txt"], "--reference belongs to --measure"),
        (["--measure", "-o", "x.txt"], "leave them away with --measure"),
        (["--clean", "--family", "spacing"], "--clean damages nothing"),
        (["--json"], "--sentences and --json belong to"),
        (["--measure", "--model", "fr-en-tiny"], "add --reference"),
        (["clean.txt"], "one text is damaged at a time"),
        (["-o", "clean.txt", "--force"], "would be overwritten by -o"),
        (["--gold", "other.txt"], "exists already; add --force"),
        (["-o", "new.txt", "--gold", "new.txt"], "are one file"),
        (["--clean", "-"], "write standard input"),
        (["--measure", "--reference", "clean.txt", "other.txt"], "name one file"),
    ],
)
def test_what_the_command_refuses(
    arguments: list[str], message: str, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clean.parent)
    (clean.parent / "other.txt").write_text("Autre.\n", encoding="utf-8")
    with pytest.raises(Fr2enError, match=message):
        fr2en("clean.txt", *arguments)
    assert (clean.read_text(encoding="utf-8").splitlines(), Path("new.txt").exists()) == (LINES, False)


def test_the_command_measures(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fr2en("--measure", str(clean), "--family", "spacing", "--sentences", "8", "--rate", "1")
    shown = capsys.readouterr()
    assert shown.out.startswith("8 lines of clean French; seed 0, rate 1.0\n\nfamily")
    assert re.search(r"(?m)^spacing +[1-9]", shown.out)
    assert shown.err == ""
    fr2en("--measure", str(clean), "--family", "spacing", "--json")
    assert [one["family"] for one in json.loads(capsys.readouterr().out)] == ["spacing"]


def test_the_command_counts_changes_of_clean_text(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fr2en("--clean", str(clean), "--sentences", "2", "--json")
    [figures] = json.loads(capsys.readouterr().out)
    assert (figures["name"], figures["words"]) == (str(clean), 24)
    fr2en("--clean", str(clean))
    assert "per 10,000" in capsys.readouterr().out


class Unchanged:
    """A translator that gives its text back."""

    def __init__(self, model: str, *, repair: str) -> None:
        assert (model, repair) == ("fr-en-tiny", "off")

    def translate_documents(self, documents: Iterable[Document]) -> Iterable[Document]:
        return documents


def test_the_command_measures_translations(
    clean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("translate.run.translator.Translator", Unchanged)
    arguments = ["--measure", str(clean), "--reference", str(clean), "--family", "encodings", "--sentences", "4"]
    fr2en(*arguments)
    shown = capsys.readouterr().out
    assert re.search(r"(?m)^encodings +3 +100\.00 +\d", shown)
    assert "nrefs:1" in shown
    fr2en(*arguments, "--json")
    assert json.loads(capsys.readouterr().out)[0]["sentences"] == 3
