"""The examples in the docstrings are run."""

import doctest
import importlib.util
import pkgutil

import pytest

import glossary
import translate

NAMES = [
    module.name
    for package in (glossary, translate)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if not module.name.endswith("__main__")
    and (module.name != "translate.run.datatrove_step" or importlib.util.find_spec("datatrove"))
]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    count = sum(bool(test.examples) for name in NAMES for test in finder.find(importlib.import_module(name)))
    assert count > 20
