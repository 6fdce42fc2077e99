import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from hub_server import HubServer, make_checkpoint
from translate.documents.errors import DownloadError, ModelError
from translate.engine import hub, store
from translate.engine.checkpoint import EMBEDDED, digest, open_checkpoint
from translate.engine.hub import pull

SMALL = "acme/small"
OPUS = "Helsinki-NLP/opus-mt-fr-en"
WEIGHTS = "model.safetensors"
WEIGHTS_BYTES = 400_000


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FR2EN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FR2EN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "data"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    small = make_checkpoint(tmp_path / "small", weights_bytes=WEIGHTS_BYTES)
    with HubServer({SMALL: small, OPUS: EMBEDDED / "fr-en-tiny"}) as server:
        server.point_at_it(monkeypatch)
        yield server


def refusal(name: str = SMALL, *, revision: str = "main") -> str:
    with pytest.raises(DownloadError) as caught:
        pull(name, revision=revision)
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def part_of(name: str) -> Path:
    (part,) = store.incoming_folder(SMALL).glob(f"{name}.*.part")
    return part


def ranges(server: HubServer) -> list[str]:
    return [request.range for request in server.requests if request.range]


def same_files(folder: Path, other: Path) -> bool:
    return all((folder / path.name).read_bytes() == path.read_bytes() for path in other.iterdir())


def test_a_model_is_pulled_whole_and_in_silence(server: HubServer, capfd: pytest.CaptureFixture[str]) -> None:
    info = pull("opus-mt-fr-en")
    assert info.folder == store.find_model("opus-mt-fr-en")
    assert info.folder is not None
    assert same_files(info.folder, EMBEDDED / "fr-en-tiny")
    assert digest(open_checkpoint(info.folder)) == digest(open_checkpoint(EMBEDDED / "fr-en-tiny"))
    assert info.revision == server.commit(OPUS)
    assert tuple(capfd.readouterr()) == ("", "")


def test_the_manifest_says_what_was_pulled(server: HubServer, data: Path) -> None:
    server.licences[SMALL] = ["mit", "cc-by-4.0"]
    info = pull(SMALL)
    folder = data / "models" / "acme--small"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["hub_id"], manifest["revision"], manifest["commit"]) == (SMALL, "main", server.commit(SMALL))
    assert manifest["licence"] == info.licence == "mit, cc-by-4.0"
    assert manifest["date"].endswith("+00:00")
    assert manifest["files"] == {
        path.name: {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in server.models[SMALL].iterdir()
    }
    assert not store.incoming_folder(SMALL).exists()


def test_only_what_is_needed_is_fetched_and_safetensors_rather_than_pytorch(server: HubServer) -> None:
    for name in ("pytorch_model.bin", "tf_model.h5", "rust_model.ot", "../evil"):
        (server.models[SMALL] / name).resolve().write_bytes(b"not wanted")
    (server.models[SMALL].parent / "evil").unlink()
    folder = pull(SMALL).folder
    assert folder is not None
    assert not {path.name for path in folder.iterdir()} & {"pytorch_model.bin", "tf_model.h5", "rust_model.ot"}
    assert server.downloads[0] == "config.json"
    assert server.downloads[-1] == WEIGHTS


def test_pytorch_weights_are_fetched_where_there_are_no_others(server: HubServer) -> None:
    (server.models[SMALL] / WEIGHTS).unlink()
    (server.models[SMALL] / "pytorch_model.bin").write_bytes(b"\x80\x02 a pickle" + bytes(2_000))
    folder = pull(SMALL).folder
    assert folder is not None
    assert open_checkpoint(folder).weights.name == "pytorch_model.bin"


def test_progress_goes_up_to_the_size_of_each_file(server: HubServer) -> None:
    calls: list[tuple[str, int, int]] = []
    pull(SMALL, progress=lambda name, done, total: calls.append((name, done, total)))
    for name in {name for name, _, _ in calls}:
        size = (server.models[SMALL] / name).stat().st_size
        done = [done for called, done, _ in calls if called == name]
        assert {total for called, _, total in calls if called == name} == {size}
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, size)


def test_what_is_here_is_not_fetched_again(server: HubServer) -> None:
    pull(SMALL)
    server.requests.clear()
    assert pull(SMALL, revision=server.commit(SMALL)) == pull(SMALL)
    assert pull("fr-en-tiny").kind == "embedded"
    assert server.requests == []
    pull(SMALL, force=True)
    assert WEIGHTS in server.downloads


def test_a_damaged_model_is_pulled_again(server: HubServer) -> None:
    folder = store.find_model(pull(SMALL).name)
    (folder / WEIGHTS).write_bytes(b"cut")
    pull(SMALL)
    assert same_files(folder, server.models[SMALL])


def test_a_newer_commit_takes_the_place_of_the_older(server: HubServer) -> None:
    older = pull(SMALL)
    (server.models[SMALL] / "README.md").write_text("a newer card")
    newer = pull(SMALL, force=True)
    assert newer.folder == older.folder
    assert newer.revision == server.commit(SMALL) != older.revision
    assert newer.folder is not None
    assert (newer.folder / "README.md").read_text() == "a newer card"


@pytest.mark.parametrize("redirects", [True, False])
def test_a_cut_download_goes_on_where_it_was(server: HubServer, redirects: bool) -> None:
    server.redirects = redirects
    server.cut_at[WEIGHTS] = 150_000
    message = refusal()
    assert f"cut after 150000 of {(server.models[SMALL] / WEIGHTS).stat().st_size} bytes of {WEIGHTS}" in message
    assert "run it again to go on" in message
    assert part_of(WEIGHTS).stat().st_size == 150_000
    with pytest.raises(ModelError, match="only a part"):
        store.find_model(SMALL)
    server.heal()
    server.requests.clear()
    starts: list[int] = []
    folder = pull(SMALL, progress=lambda name, done, total: starts.append(done) if name == WEIGHTS else None).folder
    assert folder is not None
    assert same_files(folder, server.models[SMALL])
    assert starts[0] == 150_000
    assert set(ranges(server)) == {"bytes=150000-"}
    assert server.downloads == [WEIGHTS]


def test_one_cut_is_mended_within_a_pull(server: HubServer) -> None:
    server.cut_at[WEIGHTS] = 150_000
    folder = pull(SMALL, progress=lambda name, done, total: server.heal() if done == 150_000 else None).folder
    assert folder is not None
    assert same_files(folder, server.models[SMALL])
    assert set(ranges(server)) == {"bytes=150000-"}


def test_a_server_without_ranges_sends_all_again(server: HubServer) -> None:
    server.cut_at[WEIGHTS] = 150_000
    refusal()
    server.heal()
    server.ranges = False
    folder = pull(SMALL).folder
    assert folder is not None
    assert same_files(folder, server.models[SMALL])


def test_parts_of_two_revisions_are_never_mixed(server: HubServer) -> None:
    server.cut_at[WEIGHTS] = 150_000
    refusal()
    server.heal()
    weights = bytearray((server.models[SMALL] / WEIGHTS).read_bytes())
    weights[-40_000:] = bytes(40_000)
    (server.models[SMALL] / WEIGHTS).write_bytes(weights)
    server.requests.clear()
    folder = pull(SMALL).folder
    assert folder is not None
    assert same_files(folder, server.models[SMALL])
    assert ranges(server) == []


def test_a_killed_pull_goes_on_where_it_was(server: HubServer) -> None:
    server.chunk_bytes, server.chunk_seconds = 20_000, 0.05
    code = f"from translate.engine.hub import pull; pull({SMALL!r})"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=Path(hub.__file__).parents[2])
    incoming = store.incoming_folder(SMALL)
    for _ in range(600):
        if any(path.stat().st_size >= 60_000 for path in incoming.glob(f"{WEIGHTS}.*.part")):
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait(30)
    start = part_of(WEIGHTS).stat().st_size
    server.heal()
    server.requests.clear()
    folder = pull(SMALL).folder
    assert folder is not None
    assert same_files(folder, server.models[SMALL])
    assert 60_000 <= start < WEIGHTS_BYTES
    assert set(ranges(server)) == {f"bytes={start}-"}


def test_two_pulls_at_once_fetch_each_file_once(server: HubServer) -> None:
    server.chunk_bytes, server.chunk_seconds = 100_000, 0.05
    results: list[store.ModelInfo] = []
    threads = [threading.Thread(target=lambda: results.append(pull(SMALL))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 2
    assert results[0] == results[1]
    assert sorted(server.downloads) == sorted(path.name for path in server.models[SMALL].iterdir())


@pytest.mark.parametrize("name", [WEIGHTS, "vocab.json"])
def test_a_file_that_is_not_the_promised_one_is_removed(server: HubServer, name: str) -> None:
    server.corrupt.add(name)
    assert f"{name} of {SMALL} has another checksum" in refusal()
    assert not list(store.incoming_folder(SMALL).glob(f"{name}*"))
    server.heal()
    assert pull(SMALL).folder is not None


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (404, None, "no public model acme/small"),
        (401, None, "HF_TOKEN"),
        (401, "GatedRepo", "accept its terms"),
        (403, None, "accept its terms"),
        (429, None, "HTTP 429 to the request for acme/small; try again later"),
        (503, None, "try again later"),
    ],
)
def test_refusals_say_why(server: HubServer, status: int, code: str | None, words: str) -> None:
    server.statuses[SMALL], server.error_code = status, code
    message = refusal()
    assert words in message
    assert f"HTTP {status}" in message


def test_a_refusal_of_a_file_leaves_the_rest(server: HubServer) -> None:
    server.statuses[WEIGHTS] = 503
    assert "HTTP 503" in refusal()
    server.heal()
    server.requests.clear()
    pull(SMALL)
    assert server.downloads == [WEIGHTS]


def test_unknown_models_and_revisions(server: HubServer) -> None:
    assert "did you mean 'Helsinki-NLP/opus-mt-fr-en'?" in refusal("Helsinki-NLP/opus-mt-fr-eng")
    assert "no such revision" in refusal(revision="refs/pr/7")
    with pytest.raises(ModelError, match="did you mean 'opus-mt-fr-en'"):
        pull("opus-mt-fr-eng")


def test_no_other_kind_of_model_is_fetched(server: HubServer) -> None:
    (server.models[SMALL] / "config.json").write_text('{"model_type": "t5"}')
    assert "'t5'" in refusal()
    (server.models[SMALL] / "config.json").write_text("[]")
    assert "no JSON object" in refusal()
    assert set(server.downloads) == {"config.json"}
    assert not store.incoming_folder(SMALL).exists()


@pytest.mark.parametrize("name", ["config.json", "source.spm", WEIGHTS])
def test_an_incomplete_model_is_refused_before_the_large_files(server: HubServer, name: str) -> None:
    (server.models[SMALL] / name).unlink()
    message = refusal()
    assert f"it has no {name}" in message
    assert WEIGHTS not in server.downloads
    assert not store.incoming_folder(SMALL).exists()


def test_a_damaged_model_on_the_hub_is_refused(server: HubServer) -> None:
    (server.models[SMALL] / "source.spm").write_bytes(b"no such thing")
    assert "cannot be used" in refusal()
    with pytest.raises(ModelError, match="not on this machine"):
        store.find_model(SMALL)


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b"{}", b'{"sha": 1, "siblings": []}', b'{"sha": "../..", "siblings": []}']
)
def test_an_answer_of_something_else_is_refused(server: HubServer, body: bytes) -> None:
    server.raw_descriptions[SMALL] = body
    assert "does not describe acme/small as a model hub does" in refusal()


def test_files_without_checksums_are_refused(server: HubServer) -> None:
    description = {**server.description(SMALL), "siblings": [{"rfilename": "config.json", "size": 3}]}
    server.raw_descriptions[SMALL] = json.dumps(description).encode()
    assert "checksums" in refusal()


def test_no_network(monkeypatch: pytest.MonkeyPatch, server: HubServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
    assert "127.0.0.1 cannot be reached (Connection refused)" in refusal()


def test_a_silent_server_is_given_up(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "_TIMEOUT_SECONDS", 0.2)
    server.chunk_bytes, server.chunk_seconds = 10_000, 2
    message = refusal()
    assert "no answer in 0.2 seconds" in message
    assert "go on from where it was" in message


@pytest.mark.parametrize(("chunk", "what"), [(1, "a description"), (10_000, "weights")])
def test_a_server_that_drips_is_given_up(
    server: HubServer, monkeypatch: pytest.MonkeyPatch, chunk: int, what: str
) -> None:
    monkeypatch.setattr(hub, "_WINDOW_SECONDS", 0.2)
    monkeypatch.setattr(hub, "_FEWEST_BYTES", 100 * chunk)
    server.chunk_bytes, server.chunk_seconds = chunk, 0.05
    assert re.search(r"127\.0\.0\.1 sent \d+ bytes in \d+ seconds; run it again to go on", refusal())
    if what == "weights":
        assert part_of(WEIGHTS).stat().st_size > 0


def test_an_answer_that_begins_byte_by_byte_is_given_up(monkeypatch: pytest.MonkeyPatch, server: HubServer) -> None:
    monkeypatch.setattr(hub, "_TIMEOUT_SECONDS", 0.3)
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client, contextlib.suppress(OSError):
            while not over.wait(0.05):
                client.sendall(b"H")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        dripping = threading.Thread(target=drip, args=(listener,))
        dripping.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{listener.getsockname()[1]}")
        assert "cannot be reached (no answer in 0.3 seconds)" in refusal()
        over.set()
        dripping.join()


@pytest.mark.parametrize(
    ("field", "words"), [("d_model", "cannot hold a network"), ("max_position_embeddings", "at most 16,384")]
)
def test_a_model_of_absurd_sizes_is_refused_before_its_weights(server: HubServer, field: str, words: str) -> None:
    config = server.models[SMALL] / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text("utf-8")) | {field: 10**7}), encoding="utf-8")
    assert words in refusal()
    assert server.downloads == ["config.json"]
    assert not store.incoming_folder(SMALL).exists()


@pytest.mark.parametrize("endpoint", ["huggingface.co", "ftp://host", "http://", "http://host:port", "http://[::1"])
def test_a_wrong_endpoint_is_named(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    assert endpoint in refusal()


def test_offline_means_offline(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE" in refusal()
    assert server.requests == []


def test_the_token_goes_to_the_hub_alone(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret\n")
    pull(SMALL)
    for request in server.requests:
        assert request.authorised == (not request.path.startswith("/cdn/"))
    assert any(request.path.startswith("/cdn/") for request in server.requests)
    monkeypatch.setenv("HF_TOKEN", "hf_se cret")
    with pytest.raises(DownloadError, match="HF_TOKEN") as caught:
        pull(SMALL, force=True)
    assert "cret" not in str(caught.value)


def test_proxies_are_used(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    monkeypatch.setenv("http_proxy", server.url)
    assert pull(SMALL).folder is not None
    assert all(request.path.startswith("http://") for request in server.requests)


def test_a_full_disk_keeps_what_is_there(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert "is full; make room and run it again" in refusal()
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=100))
        assert "100 are free" in refusal()
    assert WEIGHTS not in server.downloads
    assert pull(SMALL).folder is not None


def test_a_data_folder_that_cannot_be_written(server: HubServer, data: Path) -> None:
    data.write_text("a file where a folder should be")
    assert "FR2EN_DATA" in refusal()
