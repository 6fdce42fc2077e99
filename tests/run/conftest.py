"""What the tests of runs share: an engine of a few lines in the place of the model."""

from collections.abc import Iterator

import pytest

from fake_engine import FakeEngine
from translate.cli.translate_run import Run
from translate.run import translator
from translate.run.translator import Translator


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Translator]]:
    """Put an engine of a few lines in the place of the model; the last in the list is the translator of the runs."""
    monkeypatch.setattr(translator, "_engine", lambda *_, **__: FakeEngine())
    translators = [Translator(packs=())]
    monkeypatch.setattr(Run, "translator", lambda _: translators[-1])
    yield translators
