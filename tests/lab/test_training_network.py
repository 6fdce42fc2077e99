"""The trainer's network says what transformers says, and its loss is what torch's own would be."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
import torch.nn.functional as functional
from transformers import MarianMTModel

import models
import tiny
from translate.documents.errors import ModelError
from translate.engine.base import Decoding
from translate.engine.checkpoint import open_checkpoint
from translate.engine.pieces import Pieces
from translate.lab.training.decoding import translate
from translate.lab.training.feed import numbered, tensors
from translate.lab.training.loss import Batch, Sample, SmoothedCrossEntropy, alignment_loss, loss_of
from translate.lab.training.network import load_network, write_weights

CPU = torch.device("cpu")


def batch_of(folder: Path) -> Batch:
    pieces = Pieces(open_checkpoint(folder))
    sources = [numbered(tokens, pieces.source_ids) for tokens in pieces.encode([pair[0] for pair in tiny.PAIRS[:3]])]
    targets = [
        numbered(tokens, pieces.target_ids) for tokens in pieces.encode_target(["The cat.", "A", "It is in Paris, 12."])
    ]
    return tensors([sources[0][-4:], *sources[1:]], targets, pad=24102, device=CPU)


@pytest.mark.parametrize(
    "sizes",
    [
        None,
        {},
        {"separate": True, "activation_function": "swish", "scale_embedding": False},
        {"activation_function": "gelu", "d_model": 20, "encoder_layers": 3, "decoder_attention_heads": 4},
        {"tie_word_embeddings": False, "separate": True},
    ],
    ids=str,
)
def test_logits_are_those_of_transformers(tmp_path: Path, sizes: dict[str, object] | None) -> None:
    folder = tiny.VOCABULARY if sizes is None else tiny.tiny_model(tmp_path / "model", **sizes)  # type: ignore[arg-type]
    batch = batch_of(folder)
    theirs: Any = MarianMTModel.from_pretrained(folder, dtype=torch.float32)
    theirs.eval()
    with torch.inference_mode():
        expected = theirs(
            input_ids=batch.source, attention_mask=(batch.source != 24102).long(), decoder_input_ids=batch.prefix
        ).logits
        ours = load_network(open_checkpoint(folder)).logits(batch.source, batch.prefix)
    real = batch.label != 24102
    assert torch.allclose(ours[real], expected[real], atol=2e-4)


@pytest.mark.parametrize("separate", [False, True])
def test_what_is_written_is_read_by_both(tmp_path: Path, separate: bool) -> None:
    folder = tiny.tiny_model(tmp_path / "model", separate=separate)
    network = load_network(open_checkpoint(folder))
    changed = {name: (value + 0.25).half() for name, value in network.named_parameters()}
    write_weights(network, changed, folder / "model.safetensors")
    again = dict(load_network(open_checkpoint(folder)).named_parameters())
    assert all(torch.equal(again[name], changed[name].float()) for name in changed)
    loaded: Any = MarianMTModel.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    theirs, missing = loaded
    assert not missing["unexpected_keys"] and not missing["mismatched_keys"]
    assert torch.equal(theirs.final_logits_bias[0], changed["bias"].float())
    assert torch.equal(
        theirs.model.decoder.embed_tokens.weight, changed.get("target_embedding", changed["source_embedding"]).float()
    )


def test_old_weights_files_are_read(tmp_path: Path) -> None:
    folder = tiny.tiny_model(tmp_path / "model")
    before = load_network(open_checkpoint(folder))
    torch.save(MarianMTModel.from_pretrained(folder, dtype=torch.float32).state_dict(), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    after = load_network(open_checkpoint(folder))
    assert torch.equal(before.source_embedding, after.source_embedding)


def test_models_that_cannot_be_trained_are_one_sentence(tmp_path: Path) -> None:
    folder = tiny.tiny_model(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    for change, wanted in (
        ({"activation_function": "quick"}, "activation 'quick' cannot be trained"),
        ({"encoder_layers": 2}, "has no model.encoder.layers.1"),
        ({"encoder_ffn_dim": 30}, "does not fit config.json"),
        ({"d_model": None}, "does not fit config.json"),
    ):
        (folder / "config.json").write_text(json.dumps(config | change), encoding="utf-8")
        with pytest.raises(ModelError, match=wanted) as caught:
            load_network(open_checkpoint(folder))
        assert "\n" not in str(caught.value)


def test_weights_that_ran_away_are_not_written(tmp_path: Path) -> None:
    network = load_network(open_checkpoint(tiny.tiny_model(tmp_path / "model")))
    with pytest.raises(ModelError, match="bias is no longer a finite number"):
        write_weights(network, {"bias": torch.full((3,), 1e6)}, tmp_path / "x.safetensors")
    assert not (tmp_path / "x.safetensors").exists()


def test_greedy_translations_are_those_of_the_reference_engine() -> None:
    sentences = [*models.sentences()[:5], "Oui.", ""]
    expected = [h.text for h in models.reference().translate(sentences[:-1], decoding=Decoding(beam=1))]
    found = translate(load_network(models.checkpoint()), Pieces(models.checkpoint()), sentences[:-1])
    assert found == expected


def test_the_loss_and_its_gradients_are_those_of_torch() -> None:
    torch.manual_seed(2)
    states, weight, bias = (torch.randn(shape, requires_grad=True) for shape in ((700, 8), (30, 8), (30,)))
    label = torch.randint(0, 30, (700,))
    expected = functional.cross_entropy(
        functional.linear(states, weight, bias), label, label_smoothing=0.1, reduction="sum"
    )
    wanted = torch.autograd.grad(expected * 3, (states, weight, bias))
    total, likelihood = SmoothedCrossEntropy.apply(  # type: ignore[no-untyped-call]
        states, weight, bias, torch.ones(30), label, 0.1, torch.float32
    )
    found = torch.autograd.grad(total * 3, (states, weight, bias))
    assert torch.allclose(total, expected, rtol=1e-5)
    surprise = functional.cross_entropy(functional.linear(states, weight, bias), label, reduction="sum")
    assert float(likelihood.detach()) == pytest.approx(float(surprise.detach()), rel=1e-5)
    for ours, theirs in zip(found, wanted, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-4)


def test_a_sampled_soft_max_is_right_on_average(tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = load_network(open_checkpoint(tiny.tiny_model(tmp_path / "model")))
    with torch.no_grad():
        network.bias.add_(torch.randn_like(network.bias))
    batch = batch_of(tmp_path / "model")

    def gradient(sample: Sample | None) -> tuple[float, torch.Tensor]:
        loss = loss_of(
            network, batch, smoothing=0.1, sample=sample, kind=torch.float32, alignment_weight=0.0, head=(-1, 0)
        )
        network.zero_grad()
        loss.total.backward()  # type: ignore[no-untyped-call]
        assert network.bias.grad is not None
        return float(loss.total.detach()), network.bias.grad.clone()

    whole, slope = gradient(None)
    drawn = [gradient(Sample(torch.arange(50), torch.randint(0, 24103, (3000,)))) for _ in range(40)]
    assert sum(total for total, _ in drawn) / len(drawn) == pytest.approx(whole, rel=0.01)
    mean = torch.stack([part for _, part in drawn]).mean(0)
    # The pieces that are no labels: pushed down as much as by the whole soft-max, each of them when it is drawn.
    rest = torch.ones(24103, dtype=torch.bool)
    rest[batch.label.view(-1)] = False
    assert float(mean[rest].sum()) == pytest.approx(float(slope[rest].sum()), rel=0.02)
    assert float(mean[:50].sum()) == pytest.approx(float(slope[:50].sum()), rel=0.02)


def test_a_sampled_soft_max_holds_the_labels_and_never_the_padding(tmp_path: Path) -> None:
    network = load_network(open_checkpoint(tiny.tiny_model(tmp_path / "model")))
    batch = batch_of(tmp_path / "model")
    options = {"smoothing": 0.0, "kind": torch.float32, "alignment_weight": 0.0, "head": (-1, 0)}
    full = loss_of(network, batch, sample=None, **options)  # type: ignore[arg-type]
    few = Sample(torch.tensor([5, 24102]), torch.tensor([7, 5, 24102]))
    sampled = loss_of(network, batch, sample=few, **options)  # type: ignore[arg-type]
    every = Sample(torch.tensor([5]), torch.arange(24103))
    everything = loss_of(network, batch, sample=every, **options)  # type: ignore[arg-type]
    assert sampled.pieces == full.pieces == int((batch.label != 24102).sum())
    assert sampled.likelihood > 0
    assert everything.likelihood == full.likelihood
    assert torch.allclose(everything.total, full.total)
    full.total.backward()  # type: ignore[no-untyped-call]
    assert network.source_embedding.grad is not None
    assert not network.source_embedding.grad[24102].any()


def test_guidance_moves_the_head_it_names_towards_the_guide(tmp_path: Path) -> None:
    network = load_network(open_checkpoint(tiny.tiny_model(tmp_path / "model")))
    batch = batch_of(tmp_path / "model")
    guide = torch.zeros(*batch.label.shape, batch.source.shape[1])
    guide[:, :, 1] = 1
    guide[batch.label == 24102] = 0
    batch = dataclasses.replace(batch, guide=guide)

    def attention_loss() -> float:
        memory = network.encode(batch.source, network.mask(batch.source))
        scores = network.decode(batch.prefix, memory, network.mask(batch.source))[1]
        return float(alignment_loss(scores[0][:, 1].detach(), guide))

    before = attention_loss()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(8):
        loss = loss_of(
            network, batch, smoothing=0.0, sample=None, kind=torch.float32, alignment_weight=50.0, head=(0, 1)
        )
        optimiser.zero_grad()
        loss.total.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert attention_loss() < 0.5 * before


def test_bfloat16_gives_about_the_same_loss(tmp_path: Path) -> None:
    network = load_network(open_checkpoint(tiny.tiny_model(tmp_path / "model")))
    batch = batch_of(tmp_path / "model")
    losses = [
        loss_of(network, batch, smoothing=0.1, sample=None, kind=kind, alignment_weight=0.0, head=(-1, 0))
        for kind in (torch.float32, torch.bfloat16)
    ]
    assert numpy.isclose(float(losses[0].total.detach()), float(losses[1].total.detach()), rtol=0.03)
