"""The embedded checkpoint and engines on it, loaded once for all tests."""

import functools
from pathlib import Path

from translate.engine.base import Engine
from translate.engine.checkpoint import EMBEDDED, Checkpoint, open_checkpoint
from translate.engine.fast import FastEngine
from translate.engine.store import DEFAULT_MODEL

SEEDS = Path(__file__).parent.parent / "seeds"


def checkpoint() -> Checkpoint:
    return open_checkpoint(EMBEDDED / DEFAULT_MODEL)


@functools.cache
def fast(compute_type: str = "int8", threads: int = 2) -> FastEngine:
    return FastEngine(checkpoint(), compute_type=compute_type, threads=threads, device="cpu")


@functools.cache
def reference() -> Engine:
    from translate.engine.reference import ReferenceEngine

    return ReferenceEngine(checkpoint(), device="cpu")


def sentences() -> list[str]:
    """Return the sentences of the seed article."""
    from translate.documents.formats import read

    return [segment.source for segment in read(SEEDS / "article.fr.txt").segments]
