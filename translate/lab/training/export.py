"""Writes a trained model as a checkpoint folder that `--model` takes."""

import json
import shutil
from pathlib import Path

from torch import Tensor

from translate.documents.errors import OutputError
from translate.engine.checkpoint import Capabilities, Checkpoint, open_checkpoint
from translate.lab.training.network import Network, write_weights
from translate.lab.training.report import Report, curve_svg

_COPIED = ("source.spm", "target.spm", "vocab.json", "target_vocab.json", "tokenizer_config.json")
_OPTIONAL = ("generation_config.json", "special_tokens_map.json")


def export_model(
    out: Path,
    *,
    base: Checkpoint,
    network: Network,
    weights: dict[str, Tensor],
    capabilities: Capabilities,
    damage: bool,
    report: Report,
) -> Checkpoint:
    """Write the folder `out` and return its checkpoint.

    `config.json` comes last: a folder in which it is missing is no model.

    :param damage: whether damaged French was learnt from; recorded beside the capabilities.
    :raises OutputError: where the disk refuses.
    :raises ModelError: where the weights are no finite numbers.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_weights(network, weights, out / "model.safetensors")
        for name in (*_COPIED, *_OPTIONAL):
            if (base.folder / name).exists():
                shutil.copyfile(base.folder / name, out / name)
        if not (out / "tokenizer_config.json").exists():
            _write_json(out / "tokenizer_config.json", _tokenizer(capabilities, base))
        _write_json(out / "capabilities.json", _capabilities(capabilities, damage))
        (out / "curve.svg").write_text(curve_svg(report.curve, title=capabilities.name), encoding="utf-8")
        (out / "report.md").write_text(str(report), encoding="utf-8")
        (out / "README.md").write_text(_card(capabilities, base, report), encoding="utf-8")
        config = {**base.config, "dtype": "float16"}
        config.pop("torch_dtype", None)
        _write_json(out / "config.json", config)
    except OSError as error:
        raise OutputError(
            f"the model could not be written to {out}: {error.strerror}; make room and repeat the command with --resume"
        ) from error
    return open_checkpoint(out)


def _write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _tokenizer(capabilities: Capabilities, base: Checkpoint) -> dict[str, object]:
    return {
        "tokenizer_class": "MarianTokenizer",
        "source_lang": capabilities.source_language,
        "target_lang": capabilities.target_language,
        "model_max_length": base.positions,
        "separate_vocabs": base.separate_vocabularies,
    }


def _capabilities(capabilities: Capabilities, damage: bool) -> dict[str, object]:
    heads = capabilities.alignment
    return {
        "name": capabilities.name,
        "version": capabilities.version,
        "source_language": capabilities.source_language,
        "target_language": capabilities.target_language,
        "normalisation": capabilities.normalisation,
        "constraint_markers": list(capabilities.constraint_markers) if capabilities.constraint_markers else None,
        "alignment": {"layer": heads.layer, "heads": list(heads.heads)} if heads else None,
        "damage": damage,
        "max_source_pieces": capabilities.max_source_pieces,
        "licence": capabilities.licence,
        "attribution": capabilities.attribution,
    }


def _card(capabilities: Capabilities, base: Checkpoint, report: Report) -> str:
    markers = " and ".join(capabilities.constraint_markers) if capabilities.constraint_markers else ""
    heads = capabilities.alignment
    lines = [
        f"# {capabilities.name}",
        "",
        f"A MarianMT model, {capabilities.source_language} to {capabilities.target_language}, made by `fr2en train` "
        f"from {base.capabilities.name}. Use it with `fr2en translate --model FOLDER`.",
        "",
        f"- Text form: `{capabilities.normalisation}`.",
        f"- Wanted translations: {f'between {markers}' if markers else 'not learnt'}.",
        f"- Word alignment: {f'decoder layer {heads.layer}, heads {list(heads.heads)}' if heads else 'not learnt'}.",
        f"- Licence: that of {base.capabilities.name} ({capabilities.licence or 'not stated'}) and of the pairs it "
        f"learnt from. {capabilities.attribution}",
        "",
        str(report).replace("# Training", "## Training", 1),
    ]
    return "\n".join(lines)
