"""Which word became which: from a model's pieces to the user's characters, and from its attention to words."""

from translate.sentence.alignment.attention import LEAST_SHARE, WordAlignment, align_words
from translate.sentence.alignment.pieces import (
    attention_between,
    attention_of_words,
    piece_owners,
    piece_shares,
    word_costs,
)
from translate.sentence.alignment.texts import Anchors, align_texts, joined_links, links_of, links_of_all, turned
from translate.sentence.alignment.words import token_spans, word_spans

__all__ = [
    "LEAST_SHARE",
    "Anchors",
    "WordAlignment",
    "align_texts",
    "align_words",
    "attention_between",
    "attention_of_words",
    "joined_links",
    "links_of",
    "links_of_all",
    "piece_owners",
    "piece_shares",
    "token_spans",
    "turned",
    "word_costs",
    "word_spans",
]
