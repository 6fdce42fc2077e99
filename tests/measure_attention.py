"""Measures how good a word alignment attention is: python tests/measure_attention.py MODEL ALIBI [LAYER HEAD].

The hand-aligned English is given to the decoder; each English word is linked to the French word it looks at most.
"""

import sys
from pathlib import Path

import torch

from glossary.edits import Span
from measure_aligner import error_rate, hand_aligned
from translate.alignment import attention_of_words, piece_shares
from translate.engine.checkpoint import USUAL_HEADS, open_checkpoint
from translate.engine.pieces import Pieces
from translate.training.feed import numbered, tensors
from translate.training.network import load_network


def spans(words: list[str]) -> list[Span]:
    found, at = [], 0
    for word in words:
        found.append(Span(at, at + len(word)))
        at += len(word) + 1
    return found


@torch.inference_mode()
def main(model: str, alibi: str, layer: str | None = None, head: str = "0") -> None:
    checkpoint = open_checkpoint(Path(model))
    network, pieces = load_network(checkpoint), Pieces(checkpoint)
    heads = checkpoint.capabilities.alignment or USUAL_HEADS
    place = (heads.layer, heads.heads[0]) if layer is None else (int(layer), int(head))
    stories = hand_aligned(Path(alibi))
    raw, weighed = [], []
    for french, english, _, _ in stories:
        texts = " ".join(french), " ".join(english)
        (source,), (target,) = pieces.encode([texts[0]]), pieces.encode_target([texts[1]])
        batch = tensors(
            [numbered(source, pieces.source_ids)],
            [numbered(target, pieces.target_ids)],
            pad=network.shape.pad,
            device=torch.device("cpu"),
        )
        scores = network.decode(batch.prefix, network.encode(batch.source, None), None)[1][place[0]]
        attention = scores[0, place[1]].softmax(-1)[:-1, :-1].numpy()
        shares = piece_shares(source, texts[0], spans(french)), piece_shares(target, texts[1], spans(english))
        plain = shares[1] @ attention @ shares[0].T
        raw.append({(int(row.argmax()), number) for number, row in enumerate(plain) if row.any()})
        words = attention_of_words(attention, *shares)
        weighed.append({(int(row.argmax()), number) for number, row in enumerate(words) if row.any()})
    sure, possible = [story[2] for story in stories], [story[3] for story in stories]
    print(f"head {place[1]} of layer {place[0]}: AER {error_rate(raw, sure, possible):.3f}")
    print(f"weighed by what each French word attracts: AER {error_rate(weighed, sure, possible):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
