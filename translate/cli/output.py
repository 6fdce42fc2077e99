"""What goes to the terminal: data to stdout, everything else to stderr."""

import os
import sys
import time
import unicodedata


def visible(text: str) -> str:
    """Return `text` with control characters made harmless, so that a file name cannot steer the terminal."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else f"\\x{ord(c):02x}" for c in text
    )


def say(message: str) -> None:
    """Print a line for the person at the terminal."""
    print(
        visible(message).encode(sys.stderr.encoding or "utf-8", "replace").decode(sys.stderr.encoding or "utf-8"),
        file=sys.stderr,
    )


def complain(message: str) -> None:
    """Print an error."""
    say(f"fr2en: {message}")


def write_bytes(data: bytes) -> None:
    """Write data to stdout, at once."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


class Progress:
    """One line on stderr that says how far a run has come; nothing where stderr is no terminal.

    `shown` says whether the line is shown at all.
    """

    def __init__(self, *, quiet: bool, unit: str = "sentences") -> None:
        self.shown = not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._unit = unit
        self._began = self._last = time.monotonic()
        self._done = 0

    def advance(self, count: int) -> None:
        """Count `count` more units."""
        self._done += count
        now = time.monotonic()
        if self.shown and now - self._last > 0.2:
            self._last = now
            rate = self._done / max(now - self._began, 1e-9)
            self._line(f"{self._done:,} {self._unit}, {rate:,.0f} a second")

    def show(self, text: str) -> None:
        """Show `text` in the place of the count, five times a second at most."""
        now = time.monotonic()
        if self.shown and now - self._last > 0.2:
            self._last = now
            self._line(text)

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            self._line("")

    def _line(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
