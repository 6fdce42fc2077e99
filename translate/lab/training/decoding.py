"""Greedy translation with the network that is being trained, and its scores."""

from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor

from translate.engine.pieces import Pieces
from translate.lab.measure.scores import Scores, score
from translate.lab.training.feed import numbered, padded
from translate.lab.training.network import Layer, Network
from translate.lab.training.pairs import Pair

_SENTENCES = 256
_SPARE_PIECES = 10


@torch.inference_mode()
def greedy(network: Network, sources: Sequence[list[int]]) -> list[list[int]]:
    """Return the likeliest pieces one after the other, without the end mark, for each source.

    :param sources: numbered pieces with the end mark. A target has at most twice as many pieces and ten more.
    """
    order = sorted(range(len(sources)), key=lambda place: len(sources[place]))
    result: list[list[int]] = [[] for _ in sources]
    for start in range(0, len(order), _SENTENCES):
        places = order[start : start + _SENTENCES]
        for place, pieces in zip(places, _batch(network, [sources[place] for place in places]), strict=True):
            result[place] = pieces
    return result


def _batch(network: Network, sources: list[list[int]]) -> list[list[int]]:
    shape = network.shape
    source = padded(sources, shape.pad).to(network.bias.device)
    hidden = network.mask(source)
    memory = network.encode(source, hidden)
    layers = [layer for layer in network.decoder if isinstance(layer, Layer)]
    seen = [layer.encoder_attn.memory(memory) for layer in layers]
    own = [(keys[:, :0], values[:, :0]) for keys, values in seen]
    pieces = torch.full((len(sources), 1), shape.pad, device=source.device)
    rows: list[list[int]] = [[] for _ in sources]
    active = list(range(len(sources)))
    for step in range(min(2 * source.shape[1] + _SPARE_PIECES, len(network.positions))):
        x = network.embed(pieces, network.target_embedding, step)
        for number, layer in enumerate(layers):
            keys, values = layer.self_attn.memory(x)
            own[number] = torch.cat([own[number][0], keys], 1), torch.cat([own[number][1], values], 1)
            x = layer.look_at_itself(x, *own[number], None)
            x = layer.feed_forward(layer.look_at_source(x, *seen[number], hidden)[0])
        logits = functional.linear(x[:, 0], network.output, network.bias)
        logits[:, shape.pad] = -torch.inf
        best = logits.argmax(-1)
        going = []
        for place, piece in enumerate(best.tolist()):
            if piece != shape.end:
                going.append(place)
                rows[active[place]].append(piece)
        if not going:
            break
        if len(going) < len(active):
            # The longest few take as many steps as all of them: what is done is left out.
            active = [active[place] for place in going]
            keep = torch.tensor(going, device=source.device)
            best, hidden = best[keep], None if hidden is None else hidden[keep]
            own = [_kept(both, keep, shape.decoder_heads) for both in own]
            seen = [_kept(both, keep, shape.decoder_heads) for both in seen]
        pieces = best[:, None]
    return rows


def _kept(both: tuple[Tensor, Tensor], keep: Tensor, heads: int) -> tuple[Tensor, Tensor]:
    """Return the keys and values, [B * H, length, d / H] each, of the sentences to keep."""
    keys, values = (part.view(-1, heads, *part.shape[1:])[keep].flatten(0, 1) for part in both)
    return keys, values


def translate(network: Network, pieces: Pieces, sentences: Sequence[str]) -> list[str]:
    """Return the English of sentences, which are normalised here.

    :raises ValueError: where a sentence is longer than the model's positions.
    """
    sources = pieces.encode(sentences)
    names = {number: piece for piece, number in pieces.target_ids.items()}
    found = greedy(network, [numbered(tokens, pieces.source_ids) for tokens in sources])
    return [
        pieces.decode([names[number] for number in row], source) for row, source in zip(found, sources, strict=True)
    ]


def evaluate(network: Network, pieces: Pieces, pairs: Sequence[Pair], *, form: Pieces) -> Scores:
    """Return the scores of greedy translations of `pairs`; translations and references are compared in one text form.

    :param pieces: those of the network; `form` has the text form of the comparison.
    :raises InputError: where sacrebleu is not installed.
    """
    translations = translate(network, pieces, [pair.source for pair in pairs])
    return score(
        [form.normalise_target(text) for text in translations], [form.normalise_target(pair.target) for pair in pairs]
    )
