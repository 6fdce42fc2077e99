"""`fr2en translate --jsonl`: as many answers as requests, in order, whatever the requests are."""

import io
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_engine import FakeEngine
from translate.cli import line_protocol
from translate.cli.line_protocol import answers
from translate.cli.main import run
from translate.run import translator
from translate.run.translator import Translator


@pytest.fixture(scope="module")
def fake() -> Translator:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translator, "_engine", lambda *_, **__: FakeEngine())
        return Translator(packs=(), checks=False)


def test_all_fields_stay_and_errors_are_answers(fake: Translator) -> None:
    requests = [
        '{"id": 7, "text": "Le chat dort sur le toit.", "page": [1]}',
        "nonsense",
        '{"id": "a"}',
        '{"id": 8, "text": "# Le chat dort sur le toit\\n\\nIl pleut fort sur toute la ville.", "format": "markdown"}',
        '{"text": "Oui.", "format": "docx"}',
        '{"text": ""}',
    ]
    (found,) = answers(["\n".join(requests)], fake)
    assert found[0] == {
        "id": 7,
        "text": "Le chat dort sur le toit.",
        "page": [1],
        "english": "LE CHAT DORT SUR LE TOIT.",
        "findings": [],
    }
    assert [*found[1]] == ["error"] and found[2]["id"] == "a" and "no text" in str(found[2]["error"])
    assert found[3]["english"] == "# LE CHAT DORT SUR LE TOIT\n\nIL PLEUT FORT SUR TOUTE LA VILLE."
    assert "one of text, markdown" in str(found[4]["error"])
    assert found[5]["english"] == ""


@settings(max_examples=20)
@given(
    st.lists(
        st.one_of(st.text(), st.dictionaries(st.sampled_from(["id", "text", "format"]), st.text()).map(json.dumps))
    )
)
def test_there_are_as_many_answers_as_lines(lines: list[str]) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_protocol, "_prepared", lambda *_: "refused")
        (found,) = answers(["\n".join(lines)], None)  # type: ignore[arg-type]
    assert len(found) == sum(bool(line.strip()) for line in lines)


def test_a_request_that_breaks_the_engine_leaves_the_others_alone(fake: Translator) -> None:
    def reply(sentence: str) -> str:
        if "casse" in sentence:
            raise RuntimeError("broken")
        return sentence.upper()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake._tools.holder.engine, "replies", (reply,))
        (found,) = answers(
            ['{"id": 1, "text": "Oui."}\n{"id": 2, "text": "Il casse."}\n{"id": 3, "text": "Non."}'], fake
        )
    assert [record.get("english") for record in found] == ["OUI.", None, "NON."]
    assert "broken" in str(found[1]["error"])


def test_it_reads_standard_input_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert run(["translate", "--jsonl", "a.txt"]) == 2
    assert "--jsonl reads requests from standard input" in capsys.readouterr().err
