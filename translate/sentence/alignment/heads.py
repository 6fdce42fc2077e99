"""Which of a model's attention heads tells best what became which word."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from translate.engine.base import Attention, Hypothesis
from translate.sentence.alignment.gold import Agreement, Gold, agreement
from translate.sentence.alignment.pieces import attention_of_words, piece_shares
from translate.sentence.alignment.texts import links_of
from translate.sentence.alignment.words import token_spans


class HeadsEngine(Protocol):
    """An engine that shows each of its heads."""

    def heads(self, pair: tuple[str, str]) -> tuple[Hypothesis, dict[tuple[int, int], Attention]]:
        """Return what `Engine.force` gives, and the attention of each head by the numbers of its layer and itself."""


@dataclass(frozen=True, slots=True)
class HeadRating:
    """How near the links of one head come to hand-made ones: `alone`, and `combined` with all other evidence.

    `layer` counts decoder layers from 0, `head` the heads of that layer from 0.
    """

    layer: int
    head: int
    alone: Agreement
    combined: Agreement


def rate_heads(pairs: Sequence[tuple[str, str]], gold: Sequence[Gold], engine: HeadsEngine) -> list[HeadRating]:
    """Return the ratings of all heads, the best combined one first; words are what stands between white space.

    :raises ValueError: where there are not as many of `gold` as of `pairs`, or a pair is too long for the model.
    """
    alone: dict[tuple[int, int], list[set[tuple[int, int]]]] = defaultdict(list)
    combined: dict[tuple[int, int], list[set[tuple[int, int]]]] = defaultdict(list)
    judged: list[Gold] = []
    for (source, target), hand_made in zip(pairs, gold, strict=True):
        hypothesis, heads = engine.heads((source, target))
        if not heads:
            continue
        judged.append(hand_made)
        shares = (
            piece_shares(hypothesis.source_tokens, source, token_spans(source)),
            piece_shares(hypothesis.tokens, target, token_spans(target)),
        )
        for place, attention in heads.items():
            table = attention_of_words(attention, *shares)
            alone[place].append({(int(row.argmax()), number) for number, row in enumerate(table) if row.any()})
            links = links_of(source, target, replace(hypothesis, attention=attention), tokens=True)
            combined[place].append({(here, there) for here, there, _ in links.pairs})
    ratings = [
        HeadRating(*place, agreement(alone[place], judged), agreement(combined[place], judged)) for place in alone
    ]
    return sorted(ratings, key=lambda rating: (rating.combined.error_rate, rating.layer, rating.head))
