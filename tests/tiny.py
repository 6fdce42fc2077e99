"""A MarianMT checkpoint of a few thousand numbers beside the embedded vocabulary: trains in milliseconds."""

import json
import shutil
from pathlib import Path

from translate.engine.checkpoint import EMBEDDED
from translate.engine.store import DEFAULT_MODEL

VOCABULARY = EMBEDDED / DEFAULT_MODEL
PAIRS = [
    (f"Le {noun} {colour} est à {place}, {number}.", f"The {shade} {english} is in {place}, {number}.")
    for noun, english in (("chat", "cat"), ("chien", "dog"), ("train", "train"))
    for colour, shade in (("noir", "black"), ("blanc", "white"))
    for place in ("Paris", "Rome", "Kursk", "Lyon")
    for number in ("12", "345")
]


def tiny_model(folder: Path, *, separate: bool = False, **sizes: object) -> Path:
    """Write a checkpoint with random weights to `folder`, which must not exist, and return it."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    stated = json.loads((VOCABULARY / "config.json").read_text("utf-8"))
    stated |= {
        "d_model": 16,
        "encoder_layers": 1,
        "decoder_layers": 2,
        "encoder_ffn_dim": 24,
        "decoder_ffn_dim": 20,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "max_position_embeddings": 128,
        "share_encoder_decoder_embeddings": not separate,
        "init_std": 0.3,
    } | sizes
    torch.manual_seed(1)
    model = MarianMTModel(MarianConfig(**stated))
    model.final_logits_bias.normal_()
    model.save_pretrained(folder)
    for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json", "generation_config.json"):
        shutil.copy(VOCABULARY / name, folder / name)
    if separate:
        shutil.copy(VOCABULARY / "vocab.json", folder / "target_vocab.json")
        settings = json.loads((folder / "tokenizer_config.json").read_text("utf-8")) | {"separate_vocabs": True}
        (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def write_pairs(path: Path, pairs: list[tuple[str, str]] = PAIRS) -> Path:
    path.write_text("".join(f"{french}\t{english}\n" for french, english in pairs), encoding="utf-8")
    return path
