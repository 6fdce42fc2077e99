"""How processors are made to round alike, and that the signature says it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from translate.documents.errors import ModelError
from translate.engine import processor
from translate.engine.processor import PINS, instruction_set, pin


def test_the_signature_says_what_is_forced_and_what_is_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PINS:
        monkeypatch.delenv(name, raising=False)
    own = instruction_set()
    monkeypatch.setenv("CT2_FORCE_CPU_ISA", "AVX2")
    assert instruction_set() == "avx2"
    for name, value in PINS.items():
        monkeypatch.setenv(name, value)
    assert instruction_set() == "avx2-pinned" != own


def test_a_processor_is_told_by_its_widest_instructions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CT2_FORCE_CPU_ISA", raising=False)
    for features, name in (({"AVX2", "X86_V3"}, "avx2"), ({"AVX2", "X86_V4"}, "avx512_skx"), ({"ASIMD"}, "asimd")):
        monkeypatch.setattr(processor, "_features", lambda features=features: dict.fromkeys(features, True))
        assert instruction_set() == name


def test_what_cannot_be_pinned_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PINS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(processor, "_features", dict)
    monkeypatch.setitem(sys.modules, "ctranslate2", sys)
    with pytest.raises(ModelError, match="loaded already"):
        pin()
    monkeypatch.delitem(sys.modules, "ctranslate2")
    with pytest.raises(ModelError, match="has no AVX2"):
        pin()
    assert not PINS.keys() & os.environ.keys()


@pytest.mark.skipif(not processor._features().get("AVX2"), reason="this processor has no AVX2")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_that_is_the_same_everywhere_says_so(tmp_path: Path, workers: str) -> None:
    (tmp_path / "french").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "french" / name).write_text("Le chat dort.", encoding="utf-8")
    command = [sys.executable, "-m", "translate.cli", "translate", "french", "--same-everywhere", "--workers", workers]
    environment = {name: value for name, value in os.environ.items() if name not in PINS}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0 and "engine:ct2-int8-avx2-pinned|" in done.stderr, done.stderr
