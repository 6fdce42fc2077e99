"""A MarianMT transformer (post-norm) written for fast training, read from and written to any MarianMT checkpoint.

Shapes: B sentences, S source pieces, T target pieces, H heads, d the model's width. The padding piece starts each
target, is never predicted, and its embedding never learns.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from translate.documents.errors import ModelError
from translate.engine.checkpoint import Checkpoint
from translate.engine.weights import Shape, load_pytorch

_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": functional.relu,
    "swish": functional.silu,
    "silu": functional.silu,
    "gelu": functional.gelu,
}
_HIDDEN = -1e4
"""Added to the score of a piece that must not be seen; finite in float16 and bfloat16."""


def sinusoids(length: int, width: int) -> Tensor:
    """Return the encodings of positions, [length, width]: all sines, then all cosines (Vaswani et al. 2017, 3.5)."""
    rates = torch.pow(10000.0, -torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * rates
    return torch.cat([angles.sin(), angles[:, : width // 2].cos()], 1).float()


class Attention(nn.Module):
    """Attention of several heads, by `torch.bmm`: on CPU the backward pass of torch's own kernel is slower."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))

    def split(self, x: Tensor) -> Tensor:
        """Return [B, length, d] as [B * H, length, d / H]."""
        batch, length, width = x.shape
        parts = x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
        return parts.reshape(batch * self.heads, length, width // self.heads)

    def memory(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the keys and the values of `x`, [B * H, length, d / H] each."""
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, hidden: Tensor | None) -> tuple[Tensor, Tensor]:
        """Return what `x`, [B, T, d], finds, and the scores before the soft-max, [B, H, T, S].

        `hidden` is added to the scores.
        """
        batch, length, width = x.shape
        scores = torch.bmm(self.split(self.q_proj(x)) * (width // self.heads) ** -0.5, keys.transpose(1, 2))
        whole = scores.view(batch, self.heads, length, -1)
        if hidden is not None:
            whole = whole + hidden
        weights = torch.softmax(whole, -1, dtype=torch.float32).to(values.dtype).view_as(scores)
        found = torch.bmm(weights, values).view(batch, self.heads, length, -1).transpose(1, 2)
        result: Tensor = self.out_proj(found.reshape(batch, length, width))
        return result, whole


class Layer(nn.Module):
    """One layer of the encoder, or of the decoder, which looks at the source too; names are those of checkpoints."""

    def __init__(self, width: int, hidden: int, heads: int, *, activation: str, cross: bool) -> None:
        super().__init__()
        self.self_attn, self.self_attn_layer_norm = Attention(width, heads), nn.LayerNorm(width)
        if cross:
            self.encoder_attn, self.encoder_attn_layer_norm = Attention(width, heads), nn.LayerNorm(width)
        self.fc1, self.fc2, self.final_layer_norm = (
            nn.Linear(width, hidden),
            nn.Linear(hidden, width),
            nn.LayerNorm(width),
        )
        self.activation = activation

    def look_at_itself(self, x: Tensor, keys: Tensor, values: Tensor, hidden: Tensor | None) -> Tensor:
        """Return `x` with what it finds in the keys and values of its own language."""
        result: Tensor = self.self_attn_layer_norm(x + self.self_attn(x, keys, values, hidden)[0])
        return result

    def look_at_source(self, x: Tensor, keys: Tensor, values: Tensor, hidden: Tensor | None) -> tuple[Tensor, Tensor]:
        """Return `x` with what it finds in the source, and the scores, [B, H, T, S]."""
        found, scores = self.encoder_attn(x, keys, values, hidden)
        return self.encoder_attn_layer_norm(x + found), scores

    def feed_forward(self, x: Tensor) -> Tensor:
        """Return `x` after the two matrices of its own."""
        result: Tensor = self.final_layer_norm(x + self.fc2(_ACTIVATIONS[self.activation](self.fc1(x))))
        return result


class Network(nn.Module):
    """The whole network."""

    positions: Tensor

    def __init__(self, shape: Shape, *, positions: int) -> None:
        super().__init__()
        self.shape = shape
        self.source_embedding = nn.Parameter(torch.zeros(shape.source_pieces, shape.width))
        separate = torch.zeros(shape.target_pieces, shape.width)
        self.target_embedding = self.source_embedding if shape.shared else nn.Parameter(separate)
        self.output = self.target_embedding if shape.tied else nn.Parameter(separate.clone())
        self.bias = nn.Parameter(torch.zeros(shape.target_pieces))

        def layers(count: int, hidden: int, heads: int, *, cross: bool) -> nn.ModuleList:
            return nn.ModuleList(
                Layer(shape.width, hidden, heads, activation=shape.activation, cross=cross) for _ in range(count)
            )

        self.encoder = layers(shape.encoder_layers, shape.encoder_hidden, shape.encoder_heads, cross=False)
        self.decoder = layers(shape.decoder_layers, shape.decoder_hidden, shape.decoder_heads, cross=True)
        self.register_buffer("positions", sinusoids(positions, shape.width), persistent=False)

    def mask(self, source: Tensor) -> Tensor | None:
        """Return what hides the padding of `source`, [B, S], from attention: [B, 1, 1, S], or None without padding."""
        padding = source == self.shape.pad
        return padding[:, None, None, :] * _HIDDEN if bool(padding.any()) else None

    def embed(self, pieces: Tensor, embedding: Tensor, start: int = 0) -> Tensor:
        """Return the vectors, [B, length, d], of pieces that stand from the position `start` on."""
        vectors = functional.embedding(pieces, embedding, padding_idx=self.shape.pad)
        return vectors * self.shape.scale + self.positions[start : start + pieces.shape[1]]

    def encode(self, source: Tensor, hidden: Tensor | None) -> Tensor:
        """Return what the decoder looks at, [B, S, d], for `source`, [B, S]."""
        x = self.embed(source, self.source_embedding)
        for layer in self.encoder:
            assert isinstance(layer, Layer)
            x = layer.feed_forward(layer.look_at_itself(x, *layer.self_attn.memory(x), hidden))
        return x

    def decode(self, prefix: Tensor, memory: Tensor, hidden: Tensor | None) -> tuple[Tensor, list[Tensor]]:
        """Return the states, [B, T, d], after each piece of `prefix`, [B, T], and each layer's scores, [B, H, T, S]."""
        length = prefix.shape[1]
        future = torch.full((length, length), _HIDDEN, device=prefix.device).triu(1)
        x = self.embed(prefix, self.target_embedding)
        scores = []
        for layer in self.decoder:
            assert isinstance(layer, Layer)
            x = layer.look_at_itself(x, *layer.self_attn.memory(x), future)
            x, seen = layer.look_at_source(x, *layer.encoder_attn.memory(memory), hidden)
            x = layer.feed_forward(x)
            scores.append(seen)
        return x, scores

    def logits(self, source: Tensor, prefix: Tensor) -> Tensor:
        """Return the logits of the next piece after each of `prefix`, [B, T, target pieces]."""
        hidden = self.mask(source)
        states, _ = self.decode(prefix, self.encode(source, hidden), hidden)
        return functional.linear(states, self.output, self.bias)


def load_network(checkpoint: Checkpoint) -> Network:
    """Return the network of a checkpoint, its weights in float32.

    :raises ModelError: where the weights cannot be read or do not fit the sizes of `config.json`, or the activation is
        not known here.
    """
    activation = checkpoint.shape.activation
    if activation not in _ACTIVATIONS:
        raise ModelError(
            f"{checkpoint.folder / 'config.json'}: the activation {activation!r} cannot be trained here "
            f"(known: {', '.join(_ACTIVATIONS)}); choose another model"
        )
    network = Network(checkpoint.shape, positions=checkpoint.positions)
    stored = _stored(checkpoint.weights)
    try:
        with torch.no_grad():
            for name, parameter in network.named_parameters():
                found = next(stored[stored_name] for stored_name in _stored_names(name) if stored_name in stored)
                parameter.copy_(found.view_as(parameter))
    except StopIteration:
        raise ModelError(f"{checkpoint.weights} has no {_stored_names(name)[0]}; copy the model again") from None
    except RuntimeError as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{checkpoint.weights} does not fit config.json: {first}; copy the model again") from error
    return network


def _stored(weights: Path) -> dict[str, Tensor]:
    try:
        if weights.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(weights)
        return load_pytorch(weights)
    except (OSError, ValueError) as error:
        raise ModelError(f"{weights} {error}") from error


def write_weights(network: Network, values: Mapping[str, Tensor], path: Path) -> None:
    """Write `values`, by the names of the network's parameters, in float16 to the safetensors file `path`.

    :raises OSError: where the disk refuses.
    :raises ModelError: where a value is too large for float16 or no number at all.
    """
    from safetensors.torch import save

    tensors = {}
    for name, value in values.items():
        half = value.detach().to("cpu", torch.float16)
        if not bool(torch.isfinite(half).all()):
            raise ModelError(f"the training went astray: {name} is no longer a finite number; lower the learning rate")
        tensors[_written_name(name, network.shape)] = half[None] if name == "bias" else half.clone()
    path.write_bytes(save(tensors, metadata={"format": "pt"}))


_EMBEDDINGS = {
    "source_embedding": ("model.shared.weight", "model.encoder.embed_tokens.weight"),
    "target_embedding": ("model.decoder.embed_tokens.weight",),
    "output": ("lm_head.weight",),
    "bias": ("final_logits_bias",),
}


def _stored_names(name: str) -> tuple[str, ...]:
    """Return the names that a parameter may have in a checkpoint."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    side, rest = name.split(".", 1)
    return (f"model.{side}.layers.{rest}",)


def _written_name(name: str, shape: Shape) -> str:
    return _EMBEDDINGS[name][1] if name == "source_embedding" and not shape.shared else _stored_names(name)[0]
