"""Fetch a model from the hub: the only module of fr2en that opens a connection."""

# The hub's own client, huggingface_hub, is not used. It has not gone on with a broken download since 2.x (each run
# writes to a file of a new name and deletes it when it fails: 500 MB again after each cut), compares sizes but no
# checksums, writes progress bars and warnings to stderr, sends the versions of installed packages along, and reads the
# environment when imported. Its web interface is small and stable: one address describes a model, one gives a file.

import contextlib
import errno
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

from glossary.tables import expression
from translate.documents.errors import DownloadError, ModelError
from translate.engine import store
from translate.engine.checkpoint import WEIGHTS, open_checkpoint
from translate.engine.weights import Shape, check_size

Progress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes of it that are here and the bytes that it has."""

_HUB = "https://huggingface.co"
_NEEDED = ("config.json", "vocab.json", "source.spm", "target.spm")
_WANTED = (
    *_NEEDED,
    "target_vocab.json",
    "tokenizer_config.json",
    "generation_config.json",
    "capabilities.json",
    "README.md",
)
_TIMEOUT_SECONDS = 30
"""How long an answer may take to begin, and to go on."""
_WINDOW_SECONDS = 60
_FEWEST_BYTES = 60 * 1024
"""What must come in a window: at a kilobyte a second the smallest of the known models takes three and a half days."""
_CHUNK_BYTES = 1 << 16
_LONGEST_DESCRIPTION_BYTES = 1 << 24
_ATTEMPTS = 5
_CHECKSUM = expression("[0-9a-f]{40}|[0-9a-f]{64}")
_GO_ON = "run it again to go on from where it was"


@dataclass(frozen=True, slots=True)
class _Remote:
    """A file on the hub; `checksum` is its SHA-256 (64 digits) or the SHA-1 of its Git blob (40 digits)."""

    name: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class _Listing:
    """What the hub says of a model: `commit` is what the wanted revision is now."""

    commit: str
    licence: str
    files: Mapping[str, _Remote]


def pull(
    name: str, *, progress: Progress | None = None, revision: str = "main", force: bool = False
) -> store.ModelInfo:
    """Fetch the model `name` (a short name or owner/name) and return what is known of it then.

    A model that is here already in this `revision` (a branch, a tag or a commit) is not fetched again unless `force`
    is set, and none that comes with the package ever is. A pull that was cut short or killed goes on where it was. Two
    pulls of a model at once do no harm: the second waits for the first and finds the model there.

    `progress` is called for each file, first with the bytes that are here already, last with all of them.

    The hub is `HF_ENDPOINT`, or huggingface.co; `HF_TOKEN` is sent to it (not to where it redirects) where it is set.
    The usual proxy variables (`HTTPS_PROXY`, `NO_PROXY`...) hold.

    :raises DownloadError: where the hub cannot be reached or refuses, has no such model or revision, or none that is a
        whole MarianMT model; where the connection was cut, a file is not what the hub promised, or the disk is full.
    :raises ModelError: where `name` is no name of a model on a hub.
    """
    hub_id = store.hub_id_of(name)
    if hub_id is None:
        return store.model_info(name)
    try:
        with store.model_lock(hub_id):
            if force or not _is_here(hub_id, revision):
                _pull(hub_id, revision, progress or (lambda file, done, total: None))
    except OSError as error:
        folder = store.pulled_folder(hub_id)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DownloadError(f"the disk that holds {folder} is full; make room and {_GO_ON}") from error
        raise DownloadError(
            f"the model {hub_id} cannot be written to {folder} ({error.strerror or error}); check its permissions, "
            "or set FR2EN_DATA to another folder"
        ) from error
    return store.model_info(name)


def _is_here(hub_id: str, revision: str) -> bool:
    folder = store.pulled_folder(hub_id)
    manifest = store.read_manifest(folder)
    return (
        manifest is not None and revision in (manifest.revision, manifest.commit) and store.is_whole(folder, manifest)
    )


def _pull(hub_id: str, revision: str, progress: Progress) -> None:
    connection = _Connection(hub_id)
    listing = connection.describe(revision)
    folder = store.incoming_folder(hub_id)
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in _WANTED if name in listing.files]
    names += [name for name in WEIGHTS if name in listing.files][:1]
    files = [listing.files[name] for name in names]
    for path in folder.iterdir():  # of another revision, or of a file that is there no more
        if path.name not in {part for file in files for part in (file.name, _part_name(file))}:
            path.unlink()
    try:
        if "config.json" in names:
            _fetch(connection, listing, listing.files["config.json"], folder, progress)
            weights = next((listing.files[name].size for name in WEIGHTS if name in names), None)
            _check_config(hub_id, folder / "config.json", weights)
        missing = [name for name in _NEEDED if name not in names]
        if not any(name in names for name in WEIGHTS):
            missing.append(" or ".join(WEIGHTS))
        if missing:
            raise _UnusableError(
                f"{hub_id} is not a MarianMT checkpoint: it has no {', no '.join(missing)}; name another"
            )
        _check_room(files, folder)
        for file in sorted(files, key=lambda file: file.size):
            if file.name != "config.json":
                _fetch(connection, listing, file, folder, progress)
        records = {file.name: store.FileRecord(file.size, _digest(folder / file.name)) for file in files}
        date = datetime.now(timezone.utc).isoformat(timespec="seconds")
        store.write_manifest(folder, store.Manifest(hub_id, revision, listing.commit, listing.licence, date, records))
        try:
            open_checkpoint(folder)
        except ModelError as error:
            raise _UnusableError(f"{hub_id} was fetched, but cannot be used: {error}") from error
    except _UnusableError:
        shutil.rmtree(folder)
        raise
    store.put_in_place(hub_id)


class _UnusableError(DownloadError):
    """A model that a further attempt would not make better, so that nothing of it is kept."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, with the token to the hub itself only: files lie with other hosts."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        # Python 3.10 knows 307 but not 308, which some mirrors use.
        request = super().redirect_request(req, fp, 307 if code == 308 else code, msg, headers, newurl)
        token = req.unredirected_hdrs.get("Authorization")
        if request and token and urlsplit(newurl)[:2] == urlsplit(req.full_url)[:2]:
            request.add_unredirected_header("Authorization", token)
        return request

    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302


class _Pace:
    """Ends the waiting for a host whose bytes come one by one."""

    def __init__(self, host: str) -> None:
        self._host, self._since, self._bytes = host, time.monotonic(), 0

    def count(self, size: int) -> None:
        """Note that `size` bytes have come.

        :raises DownloadError: where a whole window has passed and too few have.
        """
        self._bytes += size
        seconds = time.monotonic() - self._since
        if seconds >= _WINDOW_SECONDS:
            if self._bytes < _FEWEST_BYTES:
                raise DownloadError(f"{self._host} sent {self._bytes} bytes in {seconds:.0f} seconds; {_GO_ON}")
            self._since, self._bytes = time.monotonic(), 0


class _WatchedConnection(http.client.HTTPConnection):
    """A connection whose answer must begin in time as a whole: the timeout of a socket starts anew with each byte."""

    def getresponse(self) -> http.client.HTTPResponse:
        """Return the answer when all its headers have come.

        :raises TimeoutError: where that takes too long.
        """
        late = threading.Event()
        timer = threading.Timer(_TIMEOUT_SECONDS, self._give_up, [late])
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()
        except (OSError, http.client.HTTPException):
            if late.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()

    def _give_up(self, late: threading.Event) -> None:
        late.set()
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _WatchedSecureConnection(_WatchedConnection, http.client.HTTPSConnection):
    """The same over TLS."""


class _Watched(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """Opens addresses over such connections."""

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open an address without TLS."""
        return self.do_open(_WatchedConnection, req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open an address with TLS."""
        return self.do_open(_WatchedSecureConnection, req)


class _Connection:
    """The hub, as far as one model is concerned; the environment is read when this is made."""

    def __init__(self, hub_id: str) -> None:
        if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
            raise DownloadError(f"HF_HUB_OFFLINE is set, so {hub_id} is not fetched; unset it and run it again")
        self._hub_id = hub_id
        endpoint = os.environ.get("HF_ENDPOINT") or _HUB
        self._hub = endpoint.rstrip("/")
        try:
            address = urlsplit(self._hub)
            scheme, self._host, _ = address.scheme, address.hostname or "", address.port
        except ValueError:  # a port that is no number, a bracket that is not closed
            scheme = ""
        if scheme not in ("http", "https") or not self._host:
            raise DownloadError(f"HF_ENDPOINT is {endpoint!r}; set it to an address such as {_HUB}, or unset it")
        self._token = os.environ.get("HF_TOKEN", "").strip()
        if not re.fullmatch("[!-~]*", self._token):
            raise DownloadError("HF_TOKEN has spaces or characters that no token has; correct it or unset it")
        self._opener = urllib.request.build_opener(_Redirects, _Watched)

    def open(self, path: str, *, start: int = 0) -> http.client.HTTPResponse:
        """Return the answer to a request for `path` on the hub, from the byte `start` on.

        :raises DownloadError: where there is none, or it is not a success.
        """
        request = urllib.request.Request(self._hub + path, headers={"User-Agent": "fr2en"})
        if start:
            request.add_header("Range", f"bytes={start}-")
        try:
            if self._token:
                request.add_unredirected_header("Authorization", f"Bearer {self._token}")
            response: http.client.HTTPResponse = self._opener.open(request, timeout=_TIMEOUT_SECONDS)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._unreachable(error) from error
        return response

    def describe(self, revision: str) -> _Listing:
        """Return the files of the model at `revision`, with sizes and checksums."""
        with self.open(f"/api/models/{self._hub_id}/revision/{quote(revision, safe='')}?blobs=true") as response:
            raw, pace = bytearray(), _Pace(self._host)
            try:
                while len(raw) < _LONGEST_DESCRIPTION_BYTES and (chunk := response.read1(_CHUNK_BYTES)):
                    raw += chunk
                    pace.count(len(chunk))
            except (OSError, http.client.HTTPException) as error:
                raise self._unreachable(error) from error
        try:
            data = json.loads(raw)
            files = [self._remote(file) for file in data["siblings"] if file["rfilename"] in (*_WANTED, *WEIGHTS)]
            card = data.get("cardData") or {}
            licence = card.get("license") or "not stated"
            commit = data["sha"]
            if not re.fullmatch("[0-9a-f]{40}", commit):
                raise ValueError(commit)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise DownloadError(
                f"{self._host} does not describe {self._hub_id} as a model hub does (commit, files, checksums); "
                "check HF_ENDPOINT and the proxy settings"
            ) from None
        licences = [str(item) for item in licence] if isinstance(licence, list) else [str(licence)]
        return _Listing(commit, ", ".join(licences), {file.name: file for file in files})

    def file_path(self, listing: _Listing, file: _Remote) -> str:
        """Return the path of `file`, always of the commit that was described."""
        return f"/{self._hub_id}/resolve/{listing.commit}/{file.name}"

    @property
    def host(self) -> str:
        """The name of the hub's machine, for messages."""
        return self._host

    @property
    def hub_id(self) -> str:
        """The model's id."""
        return self._hub_id

    @staticmethod
    def _remote(file: dict[str, object]) -> _Remote:
        large = file.get("lfs")
        checksum = large["sha256"] if isinstance(large, dict) else file["blobId"]
        size = file["size"]
        if not isinstance(size, int) or size < 0 or not _CHECKSUM.fullmatch(str(checksum)):
            raise ValueError(file)
        return _Remote(str(file["rfilename"]), size, str(checksum))

    def _refusal(self, error: urllib.error.HTTPError) -> DownloadError:
        answer = f"{self._host} answered HTTP {error.code}"
        if error.code == 403 or error.headers.get("X-Error-Code") == "GatedRepo":
            return DownloadError(
                f"{self._host} refuses access to {self._hub_id} (HTTP {error.code}); accept its terms at "
                f"{self._hub}/{self._hub_id} and set HF_TOKEN to your token"
            )
        if error.headers.get("X-Error-Code") == "RevisionNotFound":
            return DownloadError(f"the model {self._hub_id} has no such revision ({answer}); check its name")
        if error.code in (401, 404):
            # The hub says 401 of a model that does not exist, as long as no valid token is sent.
            nearest = store.nearest_name(self._hub_id)
            hint = f"did you mean {nearest!r}?" if nearest and nearest != self._hub_id else "check its name"
            token = "; HF_TOKEN must be right where it is private" if error.code == 401 else ""
            return DownloadError(f"the hub has no public model {self._hub_id} ({answer}); {hint}{token}")
        return DownloadError(f"{answer} to the request for {self._hub_id}; try again later")

    def _unreachable(self, error: Exception) -> DownloadError:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            return DownloadError(
                f"the certificate of {self._host} is not trusted ({reason.verify_message}); "
                "set SSL_CERT_FILE to the certificates of your network or system"
            )
        what = _reason(reason)
        return DownloadError(
            f"{self._host} cannot be reached ({what}); check the network and the proxy settings, then {_GO_ON}"
        )


def _fetch(connection: _Connection, listing: _Listing, file: _Remote, folder: Path, progress: Progress) -> None:
    """Put `file` into `folder`, from what is there of it already; it gets its name when its checksum is right."""
    final, part = folder / file.name, folder / _part_name(file)
    if final.exists():
        if _is_right(final, file):
            progress(file.name, file.size, file.size)
            return
        final.unlink()
    part.touch()
    for attempt in range(1, _ATTEMPTS + 1):
        start = part.stat().st_size
        if start >= file.size:
            progress(file.name, file.size, file.size)
            break
        reason = _append(connection, connection.file_path(listing, file), file, part, progress)
        arrived = part.stat().st_size
        if arrived < file.size and (arrived <= start or attempt == _ATTEMPTS):
            raise DownloadError(
                f"the connection to {connection.host} was cut after {arrived} of {file.size} bytes of {file.name} "
                f"({reason}); {_GO_ON}"
            )
    if not _is_right(part, file):
        part.unlink()
        raise DownloadError(
            f"{file.name} of {connection.hub_id} has another checksum than {connection.host} promised and was removed; "
            "run it again, and if that does not help look for a proxy that changes files"
        )
    part.replace(final)


def _append(connection: _Connection, path: str, file: _Remote, part: Path, progress: Progress) -> str:
    """Add to `part` what comes, and return why nothing more came."""
    done = part.stat().st_size
    with connection.open(path, start=done) as response:
        # A server that does not know ranges, or a proxy, sends the whole file with the status 200.
        if done and not (response.headers.get("Content-Range") or "").startswith(f"bytes {done}-"):
            done = 0
        with part.open("r+b") as output:
            output.truncate(done)
            output.seek(done)
            progress(file.name, done, file.size)
            pace = _Pace(connection.host)
            while done < file.size:
                try:
                    chunk = response.read1(min(_CHUNK_BYTES, file.size - done))
                except (OSError, http.client.HTTPException) as error:
                    return _reason(error)
                if not chunk:
                    return "the other side closed it"
                output.write(chunk)
                pace.count(len(chunk))
                done += len(chunk)
                progress(file.name, done, file.size)
            output.flush()
            os.fsync(output.fileno())
    return ""


def _part_name(file: _Remote) -> str:
    # The checksum in the name: the beginning of one revision is never put before the end of another.
    return f"{file.name}.{file.checksum[:12]}.part"


def _reason(error: object) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer in {_TIMEOUT_SECONDS} seconds"
    text = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return " ".join(text.split())


def _digest(path: Path, start: bytes = b"", algorithm: str = "sha256") -> str:
    total = hashlib.new(algorithm, start, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            total.update(chunk)
    return total.hexdigest()


def _is_right(path: Path, file: _Remote) -> bool:
    if path.stat().st_size != file.size:
        return False
    if len(file.checksum) == 64:
        return _digest(path) == file.checksum
    return _digest(path, f"blob {file.size}\0".encode(), "sha1") == file.checksum


def _check_config(hub_id: str, path: Path, weights: int | None) -> None:
    """Raise where a configuration is not that of a MarianMT model, or of one for which `weights` bytes are too few."""
    try:
        config = json.loads(path.read_bytes())
        kind = config.get("model_type")
    except (ValueError, AttributeError, RecursionError):
        raise _UnusableError(f"{hub_id} has a config.json that is no JSON object; name another model") from None
    if kind != "marian":
        raise _UnusableError(
            f"{hub_id} is a model of the type {kind!r}, and only MarianMT models (type 'marian') can be used; "
            "nothing more of it was fetched, so name another model"
        )
    try:
        shape = Shape.of(config)
    except ValueError as error:
        raise _UnusableError(f"{hub_id} has a config.json that cannot be used: {error}; name another model") from None
    try:
        if weights is not None:
            check_size(weights, shape)
    except ValueError as error:
        raise _UnusableError(f"the weights file of {hub_id} {error}; name another model") from None


def _check_room(files: list[_Remote], folder: Path) -> None:
    here = sum(path.stat().st_size for path in folder.iterdir())
    missing = sum(file.size for file in files) - here
    free = shutil.disk_usage(folder).free
    if missing > free:
        raise DownloadError(
            f"the disk that holds {folder.parent} is full: {missing} bytes are to come and {free} are free; "
            f"make room and {_GO_ON}"
        )
