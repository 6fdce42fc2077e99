"""A hub of models on this machine: enough of the protocol of huggingface.co for `pull`, with faults to order.

    with HubServer({"Helsinki-NLP/opus-mt-fr-en": folder}) as server:
        server.point_at_it(monkeypatch)
        pull("opus-mt-fr-en")

Only 127.0.0.1 is listened on. The switches (`cut_at`, `corrupt`, `statuses`, `chunk_seconds`...) may be set at any
time. `make_checkpoint` makes a model of a few kB to serve.
"""

import contextlib
import hashlib
import json
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from translate.engine.weights import Shape

LARGE = (".safetensors", ".bin", ".spm")
"""Endings of the files that the hub keeps in Git LFS: known by their SHA-256, and given out by another host."""

_OTHER_VARIABLES = ("HF_TOKEN", "HF_HUB_OFFLINE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `range` is the header, `authorised` whether a token came along."""

    method: str
    path: str
    range: str | None
    authorised: bool


class HubServer:
    """Serves the folders of `models` (hub id -> folder) while the `with` block runs.

    Switches: `cut_at` closes the connection at this byte of a file (file name -> byte); `corrupt` holds the names of
    files of which one byte is changed; `statuses` gives an HTTP status for a hub id or a file name; `error_code` is the
    hub's X-Error-Code that goes with it; `chunk_seconds` is a pause after each `chunk_bytes`; `ranges` false ignores
    Range; `redirects` false gives large files without a redirect; `licences` is the model card's (hub id -> text);
    `raw_descriptions` is sent in the place of the description of a model (hub id -> bytes).
    """

    def __init__(self, models: Mapping[str, Path]) -> None:
        self.models = dict(models)
        self.cut_at: dict[str, int] = {}
        self.corrupt: set[str] = set()
        self.statuses: dict[str, int] = {}
        self.error_code: str | None = None
        self.chunk_seconds = 0.0
        self.chunk_bytes = 1 << 16
        self.ranges = True
        self.redirects = True
        self.licences: dict[str, object] = {}
        self.raw_descriptions: dict[str, bytes] = {}
        self.requests: list[Request] = []

    def __enter__(self) -> "HubServer":
        hub = self

        class Handler(_Handler):
            server_hub = hub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    @property
    def url(self) -> str:
        """The address for `HF_ENDPOINT`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def downloads(self) -> list[str]:
        """The names of the files that were asked for, in order, redirects counted once."""
        return [r.path.rpartition("/")[2] for r in self.requests if r.method == "GET" and "/resolve/" in r.path]

    def point_at_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make this the hub, whatever the environment says of proxies and tokens."""
        for name in _OTHER_VARIABLES:
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.lower(), raising=False)
        monkeypatch.setenv("HF_ENDPOINT", self.url)

    def heal(self) -> None:
        """Set all faults back."""
        self.cut_at, self.corrupt, self.statuses, self.error_code, self.chunk_seconds = {}, set(), {}, None, 0.0
        self.ranges, self.raw_descriptions = True, {}

    def commit(self, hub_id: str) -> str:
        """The commit of a model: another one where a file is another one."""
        files = sorted(path for path in self.models[hub_id].iterdir() if path.is_file())
        return hashlib.sha1(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()

    def description(self, hub_id: str) -> dict[str, object]:
        """What the interface answers about a model."""
        siblings = []
        for path in sorted(self.models[hub_id].iterdir()):
            data = path.read_bytes()
            sibling: dict[str, object] = {"rfilename": path.name, "size": len(data), "blobId": _blob_id(data)}
            if path.suffix in LARGE:
                sibling["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
            siblings.append(sibling)
        card = {"license": self.licences.get(hub_id, "apache-2.0"), "language": ["fr", "en"]}
        return {"id": hub_id, "modelId": hub_id, "sha": self.commit(hub_id), "siblings": siblings, "cardData": card}


def make_checkpoint(folder: Path, *, weights_bytes: int = 4000) -> Path:
    """Make `folder` a MarianMT checkpoint of a few kB that is whole but cannot translate, and return it."""
    import numpy
    from safetensors.numpy import save_file

    folder.mkdir(parents=True)
    config: dict[str, object] = {"model_type": "marian", "vocab_size": 3, "max_position_embeddings": 64, "d_model": 4}
    for side in ("encoder", "decoder"):
        config |= {f"{side}_layers": 2, f"{side}_ffn_dim": 4, f"{side}_attention_heads": 4}
    tokenizer = {"source_lang": "fr", "target_lang": "en", "separate_vocabs": False}
    vocabulary = {"</s>": 0, "<unk>": 1, "<pad>": 2}
    for name, data in (("config", config), ("tokenizer_config", tokenizer), ("vocab", vocabulary)):
        (folder / f"{name}.json").write_text(json.dumps(data), "utf-8")
    for name in ("source.spm", "target.spm"):
        # A piece, a trainer's and a normaliser's specification, each of them one field that is a text.
        (folder / name).write_bytes(b"\x0a\x03\x0a\x01a" + b"\x12\x02\x08\x01" + b"\x1a\x02\x0a\x00")
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n", "utf-8")
    tensors = {names[0]: numpy.zeros(sizes, dtype=numpy.float16) for names, sizes in Shape.of(config).tensors()}
    more = {"more": numpy.arange(weights_bytes // 4, dtype=numpy.float32)}
    save_file(tensors | more, folder / "model.safetensors")
    return folder


def copy_checkpoint(folder: Path, new: Path) -> Path:
    """Copy a checkpoint, so that a test may damage it."""
    return Path(shutil.copytree(folder, new))


def _blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_hub: HubServer

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests look at `HubServer.requests`."""

    def _answer(self) -> None:
        hub = self.server_hub
        hub.requests.append(
            Request(self.command, self.path, self.headers.get("Range"), "Authorization" in self.headers)
        )
        address = urlsplit(self.path)
        parts = [unquote(part) for part in address.path.strip("/").split("/")]
        with contextlib.suppress(ConnectionError):
            match parts:
                case ["api", "models", owner, name, *rest] if not rest or (len(rest) == 2 and rest[0] == "revision"):
                    self._describe(f"{owner}/{name}", rest[-1] if rest else "main", parse_qs(address.query))
                case [owner, name, "resolve", revision, file]:
                    self._resolve(f"{owner}/{name}", revision, file)
                case ["cdn", owner, name, file]:
                    self._give(hub.models[f"{owner}/{name}"] / file, {})
                case _:
                    self._fail(404, "NotFound")

    def _knows(self, hub_id: str, file: str = "") -> bool:
        """Return whether to go on; where not, the refusal has been sent."""
        hub = self.server_hub
        status = hub.statuses.get(file) or hub.statuses.get(hub_id)
        if status is None and hub_id in hub.models and (not file or (hub.models[hub_id] / file).is_file()):
            return True
        known = hub_id in hub.models
        self._fail(status or 404, hub.error_code or ("EntryNotFound" if known else "RepoNotFound"))
        return False

    def _knows_revision(self, hub_id: str, revision: str) -> bool:
        if revision in ("main", self.server_hub.commit(hub_id)):
            return True
        self._fail(404, "RevisionNotFound")
        return False

    def _fail(self, status: int, code: str) -> None:
        self._send(status, json.dumps({"error": code}).encode(), {"X-Error-Code": code})

    def _describe(self, hub_id: str, revision: str, query: Mapping[str, list[str]]) -> None:
        if not (self._knows(hub_id) and self._knows_revision(hub_id, revision)):
            return
        description = self.server_hub.description(hub_id)
        if query.get("blobs", [""])[0].lower() not in ("1", "true"):
            siblings = [{"rfilename": path.name} for path in sorted(self.server_hub.models[hub_id].iterdir())]
            description["siblings"] = siblings
        body = self.server_hub.raw_descriptions.get(hub_id) or json.dumps(description).encode()
        self._send(200, body, {"Content-Type": "application/json"})

    def _resolve(self, hub_id: str, revision: str, file: str) -> None:
        if not (self._knows(hub_id, file) and self._knows_revision(hub_id, revision)):
            return
        path = self.server_hub.models[hub_id] / file
        data = path.read_bytes()
        headers = {"X-Repo-Commit": self.server_hub.commit(hub_id)}
        if path.suffix not in LARGE:
            self._give(path, {**headers, "ETag": f'"{_blob_id(data)}"'})
            return
        tag = f'"{hashlib.sha256(data).hexdigest()}"'
        headers |= {"X-Linked-Etag": tag, "X-Linked-Size": str(len(data)), "ETag": tag}
        if not self.server_hub.redirects:
            self._give(path, headers)
            return
        # Another name of this machine, and so another host as far as the client can see.
        place = f"http://localhost:{urlsplit(self.server_hub.url).port}/cdn/{hub_id}/{file}"
        self._send(302, b"", {**headers, "Location": place})

    def _give(self, path: Path, headers: Mapping[str, str]) -> None:
        hub = self.server_hub
        data = bytearray(path.read_bytes())
        if path.name in hub.corrupt:
            data[len(data) // 2] ^= 0xFF
        start, total = 0, len(data)
        wanted = self.headers.get("Range")
        headers = {**headers, "Accept-Ranges": "bytes"}
        if wanted and hub.ranges:
            start = int(wanted.removeprefix("bytes=").partition("-")[0])
            if start >= total:
                self._send(416, b"", {"Content-Range": f"bytes */{total}"})
                return
            headers["Content-Range"] = f"bytes {start}-{total - 1}/{total}"
        end = max(start, min(total, hub.cut_at.get(path.name, total)))
        status = 206 if "Content-Range" in headers else 200
        self._send(status, bytes(data[start:end]), headers, length=total - start)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], *, length: int | None = None) -> None:
        """Send `body`; where `length` promises more than it has, the connection is cut after it."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command == "HEAD":
            return
        step = self.server_hub.chunk_bytes
        for position in range(0, len(body), step):
            self.wfile.write(body[position : position + step])
            if self.server_hub.chunk_seconds:
                time.sleep(self.server_hub.chunk_seconds)
        if length is not None and length > len(body):
            self.close_connection = True
