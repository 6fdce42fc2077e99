"""A headless Chromium for the tests of the page; they are skipped where none is installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return a browser for all tests."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
    )
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watched:
    """A page of a review, and all that should not happen on it."""

    def __init__(self, page: "Page", path: Path) -> None:
        self.page, self.path = page, path
        self.console: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("dialog", lambda dialog: self.console.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self) -> "Page":
        """Load the page from its file."""
        self.page.goto(self.path.as_uri())
        return self.page

    def assert_quiet(self) -> None:
        """Check that nothing was logged and nothing asked for but the file itself."""
        assert self.console == []
        outside = [url for url in self.requests if url != self.path.as_uri() and not url.startswith("blob:null/")]
        assert outside == []


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    """Return a browser's session of its own."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True, reduced_motion="reduce")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def watched(context: "BrowserContext", tmp_path: Path) -> "Iterator[Any]":
    """Return a function that writes a page and opens it; what it logs or asks for fails the test."""
    opened: list[Watched] = []

    def open_page(content: str) -> "Page":
        path = tmp_path / f"review-{len(opened)}.html"
        path.write_text(content, encoding="utf-8", errors="replace")
        opened.append(Watched(context.new_page(), path))
        return opened[-1].open()

    yield open_page
    for each in opened:
        each.assert_quiet()
