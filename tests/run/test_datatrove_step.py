"""The step for pipelines of datatrove: all documents come out, one model a process, a killed pipeline goes on."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fake_engine import FakeEngine
from translate.run import translator

pytest.importorskip("datatrove")
pytest.importorskip("orjson")
pytestmark = pytest.mark.filterwarnings("ignore")

SCRIPT = """
import sys
from pathlib import Path

import run.stand_in
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from translate.run.datatrove_step import TranslateText

if __name__ == "__main__":
    step = TranslateText(packs=(), checks=False)
    pipeline = [JsonlReader("french"), step, JsonlWriter("english", compression=None)]
    LocalPipelineExecutor(pipeline, tasks=4, workers=1, logging_dir="logs").run()
"""


def test_each_document_gets_its_english_or_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from datatrove.data import Document

    from translate.run.datatrove_step import TranslateText, _translator

    def reply(sentence: str) -> str:
        if "chat 3" in sentence:
            raise RuntimeError("no")
        return sentence.upper()

    loads: list[FakeEngine] = []

    def load(*_: object, **__: object) -> FakeEngine:
        loads.append(FakeEngine(reply))
        return loads[-1]

    monkeypatch.setattr(translator, "_engine", load)
    _translator.cache_clear()
    step = TranslateText(packs=(), checks=False)
    for _ in range(2):
        documents = [Document(text=f"Le chat {number} dort ici.", id=str(number)) for number in range(70)]
        made = [*step.run(iter(documents))]
        assert [document.id for document in made] == [str(number) for number in range(70)]
        assert ["fr2en_error" in document.metadata for document in made] == [
            n in (3, *range(30, 40)) for n in range(70)
        ]
        assert all(document.metadata.get("english", "LE").startswith("LE") for document in made)
    assert len(loads) == 1
    _translator.cache_clear()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as only POSIX has them")
def test_a_pipeline_that_was_killed_goes_on(tmp_path: Path) -> None:
    (tmp_path / "french").mkdir()
    texts = [f"Le chat {number} ATTENDS. Il pleut fort sur toute la ville." for number in range(12)]
    for part in range(4):
        lines = [json.dumps({"text": text, "id": str(n)}) + "\n" for n, text in enumerate(texts) if n % 4 == part]
        (tmp_path / "french" / f"{part}.jsonl").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    tests = Path(__file__).parent.parent
    environment = os.environ | {"PYTHONPATH": f"{tests.parent}:{tests}"}
    command = [sys.executable, "script.py"]
    victim = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    while victim.poll() is None and not [*(tmp_path / "logs").glob("completions/*")]:
        pass
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = {}
    for path in (tmp_path / "english").glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            assert record["id"] not in found
            found[record["id"]] = record["metadata"]["english"]
    assert found == {str(number): text.upper() for number, text in enumerate(texts)}
