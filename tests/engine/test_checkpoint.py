import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub_server import make_checkpoint
from translate.documents.errors import ModelError
from translate.engine.checkpoint import EMBEDDED, MANIFEST, AlignmentHeads, digest, open_checkpoint, read_capabilities


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FR2EN_CACHE", str(tmp_path / "cache"))
    return make_checkpoint(tmp_path / "model")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("checkpoint") / "model")


def write(folder: Path, name: str, data: object) -> None:
    (folder / name).write_text(json.dumps(data), "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        open_checkpoint(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_embedded_model_is_whole_and_says_what_it_can_do() -> None:
    checkpoint = open_checkpoint(EMBEDDED / "fr-en-tiny")
    stated = json.loads((EMBEDDED / "fr-en-tiny" / "capabilities.json").read_text("utf-8"))
    assert checkpoint.capabilities.name == "fr-en-tiny"
    assert checkpoint.capabilities.max_source_pieces == stated["max_source_pieces"]
    assert checkpoint.positions == 512
    assert checkpoint.weights.name == "model.safetensors"


def test_a_model_without_capabilities_has_the_usual_ones(folder: Path) -> None:
    capabilities = open_checkpoint(folder).capabilities
    assert capabilities.name == "model"
    assert capabilities.normalisation == "punct-1"
    assert capabilities.constraint_markers is None
    assert capabilities.alignment is None
    assert capabilities.max_source_pieces == 400
    assert (capabilities.source_language, capabilities.target_language) == ("fr", "en")


def test_a_pulled_folder_has_the_name_behind_its_owner(folder: Path) -> None:
    assert read_capabilities(folder.rename(folder.with_name("Helsinki-NLP--opus-mt-fr-en"))).name == "opus-mt-fr-en"


@pytest.mark.parametrize(("layer", "head"), [(6, 0), (-7, 0), (0, 8)])
def test_alignment_heads_that_are_not_there_are_refused(tmp_path: Path, layer: int, head: int) -> None:
    folder = shutil.copytree(EMBEDDED / "fr-en-tiny", tmp_path / "model")
    write(folder, "capabilities.json", {"alignment": {"layer": layer, "heads": [0, head]}})
    assert "'alignment' must be a layer and heads of the decoder" in refusal(folder)


def test_all_capabilities_are_read_and_unknown_ones_left_alone(folder: Path) -> None:
    stated = {
        "name": "mine",
        "version": "2",
        "constraint_markers": ["⟦", "⟧"],
        "alignment": {"layer": -1, "heads": [0, 3]},
        "max_source_pieces": 30,
        "licence": "MIT",
        "attribution": "me",
        "of_later_versions": {"a": 1},
    }
    write(folder, "capabilities.json", stated)
    capabilities = open_checkpoint(folder).capabilities
    assert (capabilities.name, capabilities.version, capabilities.licence) == ("mine", "2", "MIT")
    assert capabilities.constraint_markers == ("⟦", "⟧")
    assert capabilities.alignment == AlignmentHeads(-1, (0, 3))
    assert capabilities.max_source_pieces == 30


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 3),
        ("licence", None),
        ("constraint_markers", ["⟦"]),
        ("constraint_markers", ["|", "|"]),
        ("constraint_markers", ["", "|"]),
        ("constraint_markers", "⟦⟧"),
        ("alignment", {"layer": 0}),
        ("alignment", {"layer": 0, "heads": []}),
        ("alignment", {"layer": "0", "heads": [0]}),
        ("alignment", {"layer": 0, "heads": [-1]}),
        ("alignment", {"layer": True, "heads": [0]}),
        ("max_source_pieces", 0),
        ("max_source_pieces", True),
        ("max_source_pieces", 40.5),
        ("normalisation", None),
    ],
)
def test_a_capability_of_a_wrong_type_is_named(folder: Path, field: str, value: object) -> None:
    write(folder, "capabilities.json", {field: value})
    message = refusal(folder)
    assert "capabilities.json" in message
    assert field in message


def test_an_unknown_normalisation_asks_for_a_newer_version(folder: Path) -> None:
    write(folder, "capabilities.json", {"normalisation": "punct-99"})
    assert "'punct-99'" in (message := refusal(folder))
    assert "newer fr2en" in message


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["layer", "heads"]), inner),
    max_leaves=6,
)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(["name", "normalisation", "constraint_markers", "alignment", "max_source_pieces"]), json_values)
def test_whatever_a_capability_is_it_is_read_or_refused_in_a_sentence(shared: Path, field: str, value: object) -> None:
    write(shared, "capabilities.json", {field: value})
    try:
        read_capabilities(shared)
    except ModelError as error:
        assert "capabilities.json" in str(error)


def test_a_folder_must_be_a_marian_model(folder: Path, tmp_path: Path) -> None:
    assert "is not a folder" in refusal(tmp_path / "nowhere")
    assert "is not a folder" in refusal(folder / "config.json")
    assert "no config.json" in refusal(tmp_path)
    write(folder, "config.json", {"model_type": "t5"})
    assert "'t5'" in refusal(folder)
    write(folder, "config.json", {})
    assert "no stated type" in refusal(folder)
    write(folder, "config.json", {"model_type": "marian", "vocab_size": "many"})
    assert "'vocab_size'" in refusal(folder)


SIZES = [
    "d_model",
    "vocab_size",
    "max_position_embeddings",
    *(f"{side}_{part}" for side in ("encoder", "decoder") for part in ("layers", "ffn_dim", "attention_heads")),
]


@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin"])
@pytest.mark.parametrize("field", SIZES)
@pytest.mark.parametrize("size", [10**7, 10**18, 0, -1, True, "4"])
def test_sizes_that_the_weights_cannot_have_are_refused_at_once(
    folder: Path, weights: str, field: str, size: object
) -> None:
    if weights == "pytorch_model.bin":
        (folder / "model.safetensors").unlink()
        (folder / weights).write_bytes(b"\x80\x02" + b"x" * 2_000)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    open_checkpoint(folder)
    write(folder, "config.json", config | {field: size})
    message = refusal(folder)
    assert "does not fit config.json" in message or f"{field}" in message or "attention heads" in message


@pytest.mark.parametrize(
    ("field", "size", "words"),
    [
        ("d_model", 8, "model.encoder.embed_tokens.weight has the sizes 3 x 4 where 3 x 8 are stated"),
        ("encoder_layers", 3, "it has no model.encoder.layers.2.self_attn.q_proj.weight"),
        ("decoder_ffn_dim", 5, "fc1.weight has the sizes 4 x 4 where 5 x 4 are stated"),
    ],
)
def test_the_tensor_that_does_not_fit_is_named(folder: Path, field: str, size: int, words: str) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    write(folder, "config.json", config | {field: size})
    assert words in refusal(folder)


@pytest.mark.parametrize("name", ["source.spm", "target.spm", "vocab.json", "model.safetensors"])
def test_a_missing_or_empty_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")
    assert f"{name} is empty" in refusal(folder)
    (folder / name).unlink()
    assert f"{name} is missing; copy the folder again" in refusal(folder)


@pytest.mark.parametrize("name", ["config.json", "vocab.json", "tokenizer_config.json", "capabilities.json"])
@pytest.mark.parametrize("damage", [b'{"a": ', b"[1]", b"\xff\xfe{}", b"[" * 100_000])
def test_broken_json_is_named(folder: Path, name: str, damage: bytes) -> None:
    (folder / name).write_bytes(damage)
    assert f"{name} is damaged" in refusal(folder)


def test_a_vocabulary_must_fit_the_configuration(folder: Path) -> None:
    write(folder, "vocab.json", {"</s>": 0, "a": 3})
    assert "room for 3" in refusal(folder)
    write(folder, "vocab.json", {"</s>": "0"})
    assert "each piece" in refusal(folder)


def test_two_vocabularies_are_wanted_where_they_are_separate(folder: Path) -> None:
    write(folder, "tokenizer_config.json", {"separate_vocabs": True})
    assert "target_vocab.json is missing" in refusal(folder)
    shutil.copy(folder / "vocab.json", folder / "target_vocab.json")
    assert folder / "target_vocab.json" in open_checkpoint(folder).files


def test_a_git_lfs_pointer_is_not_taken_for_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    assert "git lfs pull" in refusal(folder)


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(["model.safetensors", "source.spm"]))
def test_a_file_cut_anywhere_is_found(shared: Path, data: st.DataObject, name: str) -> None:
    whole = (shared / name).read_bytes()
    (shared / "capabilities.json").unlink(missing_ok=True)
    (shared / name).write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    try:
        assert name in refusal(shared)
    finally:
        (shared / name).write_bytes(whole)
    open_checkpoint(shared)


def test_damaged_headers_of_weights_are_found(folder: Path) -> None:
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole + b"\0")
    assert f"has {len(whole) + 1} bytes where its header promises {len(whole)}" in refusal(folder)
    for header in (b"{}", b"[]", b'{"weights": {"data_offsets": "0"}}', b'{"weights": 3}', b"nothing"):
        weights.write_bytes(len(header).to_bytes(8, "little") + header)
        assert "model.safetensors is damaged" in refusal(folder)


@pytest.mark.parametrize(
    ("start", "fits"), [(b"\x80\x02\x8a\x0al", True), (b"PK\x03\x04cut", False), (b"<html>", False)]
)
def test_pytorch_weights_will_do(folder: Path, start: bytes, fits: bool) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(start + b"x" * 2_000)
    if fits:
        assert open_checkpoint(folder).weights.name == "pytorch_model.bin"
    else:
        assert "pytorch_model.bin is" in refusal(folder)


def test_a_damaged_pulled_model_is_to_be_pulled_again(folder: Path) -> None:
    folder = folder.rename(folder.with_name("acme--tiny"))
    write(folder, MANIFEST, {})
    (folder / "source.spm").write_bytes(b"")
    assert 'run "fr2en models remove acme/tiny" and pull it again' in refusal(folder)


def test_the_digest_is_that_of_the_bytes(folder: Path, tmp_path: Path) -> None:
    first = digest(open_checkpoint(folder))
    assert len(first) == 16
    assert set(first) <= set("0123456789abcdef")
    assert digest(open_checkpoint(Path(shutil.copytree(folder, tmp_path / "other")))) == first
    (folder / "README.md").write_text("another text")
    assert digest(open_checkpoint(folder)) == first
    write(folder, "capabilities.json", {"max_source_pieces": 12})
    assert digest(open_checkpoint(folder)) != first


def test_the_digest_is_remembered_until_a_file_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = open_checkpoint(folder)
    first = digest(checkpoint)
    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "sha256", None)
        assert digest(checkpoint) == first
    weights = bytearray(checkpoint.weights.read_bytes())
    weights[-1] ^= 1
    checkpoint.weights.write_bytes(weights)
    assert digest(checkpoint) != first


def spoilt(text: str) -> Callable[[Path], None]:
    def spoil(cache: Path) -> None:
        cache.mkdir(exist_ok=True)
        (cache / "digests.json").write_text(text)

    return spoil


@pytest.mark.parametrize("spoil", [spoilt("{"), spoilt("[]"), spoilt('{"a": 1}'), Path.touch])
def test_a_spoilt_cache_is_no_error(folder: Path, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    checkpoint = open_checkpoint(folder)
    first = digest(checkpoint)
    shutil.rmtree(tmp_path / "cache")
    spoil(tmp_path / "cache")
    assert digest(checkpoint) == first
