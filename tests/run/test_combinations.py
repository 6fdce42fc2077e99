"""What only shows when several things come together: terms of two glossaries, documents in one run, a stream's bits."""

import dataclasses
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fake_engine import FakeEngine
from glossary.terms.matching import Matcher
from glossary.terms.records import Glossary, Kind, Term
from translate import Translator
from translate.checks import Pair
from translate.documents.errors import InputError
from translate.documents.formats import read, read_text
from translate.documents.records import Finding, Segment, Severity
from translate.engine.base import Decoding
from translate.run import pipeline, steps
from translate.run.memory import Memory
from translate.run.settings import Settings
from translate.run.steps import Task, Tools
from translate.run.translator import SIGNATURE_OF
from translate.sentence.typography import Style
from translate.terms.holding import Holder, Terms

COORSK = Term("Koursk", "Coorsk", Kind.PLACE, origin="terms.tsv:1")


def tasks(*sources: str, terms: Terms | None = None, findings: tuple[Finding, ...] = ()) -> list[Task]:
    return [
        Task(Segment(number, source, findings=findings), Style(), terms or Terms())
        for number, source in enumerate(sources)
    ]


def tools(reply: Callable[[str], str], *others: Callable[[str], str]) -> Tools:
    return Tools(Holder(FakeEngine(reply, others=others), Decoding(beam=1)), 100)


@pytest.fixture(scope="module")
def held_to_a_glossary() -> Translator:
    return Translator(beam=1, threads=2, glossary=[COORSK])


@pytest.mark.parametrize(
    "sentence",
    [
        "Madame la Ministre et Monsieur le Maire sont à Koursk.",
        "Monsieur le Président est arrivé à Koursk avec Mme Dupont.",
        "M. Poutine et M. Macron se sont vus à Koursk.",
        "Le ministre a quitté Koursk, puis le ministre est revenu.",
        "La Russie défend Koursk, et la Russie attaque.",
        "Madame, la route de Koursk est fermée.",
        "L'OTAN observe Koursk et l'OTAN se tait.",
        "M. le Maire, où est Koursk ?",
    ],
)
def test_the_users_term_is_set_beside_titles_and_second_mentions(held_to_a_glossary: Translator, sentence: str) -> None:
    english = held_to_a_glossary.translate(sentence).text
    assert english.count("Coorsk") == 1, english


def test_documents_in_one_run_are_checked_apart() -> None:
    one, two = pipeline.translate_documents(
        [tasks("Le maire a signé."), tasks("Le conseil a voté.")], tools(lambda _: "The mayor has signed it.")
    )
    assert not [found for segment in (*one, *two) for found in segment.findings if found.check == "doubled"]


def test_a_document_longer_than_a_window_is_checked_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW", 1)
    segments = pipeline.translate_segments(
        tasks("Le maire a signé.", "Le conseil a voté."), tools(lambda _: "The mayor has signed it.")
    )
    assert "doubled" in [found.check for found in segments[1].findings]


def test_a_retry_that_is_as_wrong_does_not_win_by_a_notice_of_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    error = Finding("loop", Severity.ERROR, "wrong")
    monkeypatch.setattr(steps, "check_pair", lambda pair: [error])
    notice = Finding("foreign-words", Severity.NOTE, "noticed by the repair")
    (segment,) = pipeline.translate_segments(
        tasks("Le chat dort", findings=(notice,)), tools(lambda _: "The cat sleeps", lambda _: "A cat sleeps")
    )
    assert segment.target == "The cat sleeps"
    assert [found.check for found in segment.findings] == ["foreign-words", "loop"]
    assert [text for text, _ in segment.tried] == ["A cat sleeps"]


def test_a_retry_without_the_error_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(pair: Pair) -> list[Finding]:
        return [] if pair.target.startswith("A ") else [Finding("loop", Severity.ERROR, "wrong")]

    monkeypatch.setattr(steps, "check_pair", wrong)
    (segment,) = pipeline.translate_segments(
        tasks("Le chat dort"), tools(lambda _: "The cat sleeps", lambda _: "A cat sleeps")
    )
    assert segment.target == "A cat sleeps"
    assert ("The cat sleeps", "wrong") in segment.tried


def test_a_missing_term_is_told_once() -> None:
    terms = Terms(Matcher(Glossary((COORSK,))), has_users=True)
    made = tools(lambda _: "They are gone.")
    made = dataclasses.replace(made, holder=dataclasses.replace(made.holder, steps=frozenset()))
    (segment,) = pipeline.translate_segments(tasks("Ils sont à Koursk.", terms=terms), made)
    told = [found for found in segment.findings if found.check in ("terms", "glossary")]
    assert [found.check for found in told] == ["terms"]


LINES = ["Il est là.\n", "L’homme dort, c'est ça…\n", 'Il dit « oui » et "non".\n', "L'autre aussi...\n"]


def test_the_typography_of_a_stream_hangs_on_the_stream_and_not_on_its_bits() -> None:
    translator = Translator(beam=1, threads=2, checks=False)
    bits = ([line] for line in LINES)
    ways = [
        "".join(document.text for document in translator.translate_stream(map("".join, some)))
        for some in (bits, [LINES], [LINES[:2], LINES[2:]], [LINES[:1], LINES[1:]])
    ]
    assert len(set(ways)) == 1


ARGUMENTS: dict[str, Any] = {
    "compute_type": "float32",
    "engine": "reference",
    "beam": 2,
    "repair": "off",
    "glossary": [COORSK],
    "packs": ("none",),
    "style": ("american",),
    "checks": False,
    "steps": ("markers",),
    "names": False,
}


def test_every_argument_of_a_translator_is_in_its_signature(tmp_path: Path) -> None:
    parameters = set(inspect.signature(Translator.__init__).parameters) - {"self", "threads"}
    assert parameters == SIGNATURE_OF.keys()
    with Memory.open(tmp_path / "memory.sqlite") as memory:
        memory.add([("Oui.", "Yes.")])
    base = Translator(beam=1).signature
    parts = dict(part.split(":", 1) for part in base.split("|"))
    assert set(SIGNATURE_OF.values()) | {"normalisation", "version"} == parts.keys()
    assert parts["engine"].startswith("ct2-int8-") and parts["repair"] == "safe"
    changed = {name: {"beam": 1} | {name: value} for name, value in ARGUMENTS.items()}
    changed["memory"] = {"beam": 1, "memory": tmp_path / "memory.sqlite"}
    for name, arguments in changed.items():
        other = dict(part.split(":", 1) for part in Translator(**arguments).signature.split("|"))
        assert other[SIGNATURE_OF[name]] != parts[SIGNATURE_OF[name]], name


def test_every_setting_is_in_the_signature_or_does_not_change_the_english() -> None:
    names = {field.name for field in dataclasses.fields(Settings)}
    assert names - SIGNATURE_OF.keys() == {"threads", "encoding", "output_encoding", "format", "fail_on", "force"}


def test_an_empty_memory_is_none_in_the_signature(tmp_path: Path) -> None:
    assert "|memory:none|" in Translator(beam=1, memory=tmp_path / "none.sqlite").signature


def test_a_glossary_beside_a_document_is_in_the_signature_of_that_document_alone(tmp_path: Path) -> None:
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    for folder in ("with", "without"):
        (tmp_path / folder / "a.txt").write_text("Ils sont à Koursk.", encoding="utf-8")
    (tmp_path / "with" / "fr2en.glossary.tsv").write_text("source\ttarget\nKoursk\tCoorsk\n", encoding="utf-8")
    translator = Translator(beam=1)
    one, two = (translator.prepare(read(tmp_path / folder / "a.txt")) for folder in ("with", "without"))
    assert translator.signature_of(two) == translator.signature
    assert translator.signature_of(one).startswith(translator.signature + "|beside:")


def test_a_broken_glossary_beside_a_document_fails_that_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Oui.", encoding="utf-8")
    (tmp_path / "fr2en.glossary.tsv").write_text("no such table", encoding="utf-8")
    translator = Translator(beam=1)
    with pytest.raises(InputError, match="glossary"):
        translator.prepare(read(tmp_path / "a.txt"))
    assert translator.prepare(read_text("Oui.", format="text")).tasks
