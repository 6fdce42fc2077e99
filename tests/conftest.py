import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from command_line import FRENCH

# The same examples in every run: a failure that comes and goes helps nobody.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what the tests convert and pull out of the user's own folders; converted models are shared by all tests."""
    folder = tmp_path_factory.mktemp("home")
    names = {"FR2EN_CACHE": str(folder / "cache"), "FR2EN_DATA": str(folder / "data")}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    yield folder
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is the working folder and holds a French file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(FRENCH, encoding="utf-8")
    return tmp_path
