"""The project's alignment tests: facts about pairs of sentences that aligner, checks and model must get right.

Each figure is a share of facts. Those of the last accepted state lie in `figures.json`, beside this file: a change that
lowers one fails here, and one that raises it should write the file again, from the folder of the project:
`PYTHONPATH=. python tests/alignment/test_facts.py`.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from translate.checks.texts import check_texts
from translate.documents.records import Severity, WordLinks
from translate.sentence.alignment import align_texts

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
SLACK = 0.021
"""What a figure may lose before that is called a loss: some few facts hang by a hair."""


def facts() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8"))
    return loaded


def holds(pair: dict[str, Any], links: WordLinks, source: str, target: str) -> bool:
    """Tell whether a word of the source is linked with a word of the target, each found by its first place."""
    here, there = pair["source"].index(source), pair["target"].index(target)
    return any(
        links.source[one].start < here + len(source)
        and here < links.source[one].end
        and links.target[two].start < there + len(target)
        and there < links.target[two].end
        for one, two, _ in links.pairs
    )


def share(truths: Sequence[bool]) -> float:
    return round(sum(truths) / len(truths), 3)


def links_figure(*, model: bool) -> float:
    """Return the share of gold links that the aligner has, with the shipped model or without."""
    pairs = [pair for pair in facts()["pairs"] if "links" in pair]
    engine = None
    if model:
        from translate.engine.checkpoint import open_checkpoint
        from translate.engine.fast import FastEngine
        from translate.engine.store import find_model
        from translate.run.settings import Settings

        engine = FastEngine(open_checkpoint(find_model(Settings().model)), compute_type="int8", threads=1, device="cpu")
    aligned = align_texts([(pair["source"], pair["target"]) for pair in pairs], engine=engine)
    return share(
        [holds(pair, links, *link) for pair, links in zip(pairs, aligned, strict=True) for link in pair["links"]]
    )


def check_figures() -> dict[str, float]:
    """Return the share of faulty pairs with a warning, and of right ones without."""
    pairs = facts()["pairs"]
    # Each pair by itself: in a document its neighbours would tell on it.
    graves = [
        any(found.severity >= Severity.WARNING for found in check_texts([(pair["source"], pair["target"])])[0])
        for pair in pairs
    ]
    faulty = [grave for grave, pair in zip(graves, pairs, strict=True) if "links" not in pair]
    right = [not grave for grave, pair in zip(graves, pairs, strict=True) if "links" in pair]
    return {"faults found by the checks": share(faulty), "right pairs without a warning": share(right)}


def article() -> str:
    return (ROOT / "seeds" / "article.fr.txt").read_text(encoding="utf-8")


def translated_figures() -> dict[str, float]:
    """Return what of names and numbers survives the shipped model: in the pairs and in the seed article."""
    from translate.run.translator import Translator

    translator = Translator(beam=1, threads=1)
    loaded = facts()
    pairs = [pair for pair in loaded["pairs"] if "links" in pair]
    sources = "\n".join(pair["source"] for pair in pairs)
    targets = translator.translate(sources).text.splitlines()
    kept = [
        english.lower() in target.lower()
        for pair, target in zip(pairs, targets, strict=True)
        for french, english in pair["links"]
        if french[0].isupper() or re.search(r"\d", french)
    ]
    english = translator.translate(article()).text.lower()
    return {
        "names and numbers in the model's English of the pairs": share(kept),
        "names and numbers in the model's English of the article": share(
            [wanted.lower() in english for _, wanted in loaded["article"]]
        ),
    }


def figures() -> dict[str, float]:
    return {
        "links without a model": links_figure(model=False),
        "links with the model": links_figure(model=True),
        **check_figures(),
        **translated_figures(),
    }


def kept_figures() -> dict[str, float]:
    loaded: dict[str, float] = json.loads((FOLDER / "figures.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    return figures()


@pytest.mark.parametrize("name", kept_figures())
def test_no_figure_is_lower_than_the_one_that_was_kept(name: str, measured: dict[str, float]) -> None:
    assert measured[name] >= kept_figures()[name] - SLACK


def test_the_gold_facts_are_in_their_texts() -> None:
    loaded = facts()
    assert len(loaded["pairs"]) >= 60
    for pair in loaded["pairs"]:
        assert pair.get("missing", "") in pair["source"]
        for french, english in pair.get("links", ()):
            assert french in pair["source"] and english in pair["target"]
    assert all(french in article() for french, _ in loaded["article"])


def test_the_english_of_the_article_that_people_wrote_is_clean() -> None:
    english = (ROOT / "seeds" / "article.en.txt").read_text(encoding="utf-8")
    assert all(wanted in english for _, wanted in facts()["article"])


if __name__ == "__main__":
    (FOLDER / "figures.json").write_text(json.dumps(figures(), indent=2) + "\n", encoding="utf-8")
