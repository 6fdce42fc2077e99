"""The examples in the docstrings are run."""

import doctest
import importlib
import pkgutil

import pytest

import glossary
import translate

NAMES = [
    module.name
    for package in (glossary, translate)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str) -> None:
    if name == "translate.run.datatrove_step":
        pytest.importorskip("datatrove")
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    count = sum(bool(test.examples) for name in NAMES for test in finder.find(importlib.import_module(name)))
    assert count > 20
