"""Measures a review page of 5,000 segments in headless Chromium: `python tests/tools/measure_review_page.py`.

It prints the size of the file, the time to the first paint, and how long a letter typed into the search field or into
an edited segment takes until it is painted, the longest and the median of all letters.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from review_documents import long_document
from translate.review import page

SEGMENTS = 5000
PAINTED = """
() => {
    window.latencies = [];
    addEventListener("keydown", () => {
        const began = performance.now();
        requestAnimationFrame(() => setTimeout(() => window.latencies.push(performance.now() - began), 0));
    }, true);
}
"""


def main() -> None:
    """Print the figures."""
    started = time.perf_counter()
    content = page(long_document(SEGMENTS), signature="measured", title="long.txt")
    made = time.perf_counter() - started
    size = len(content.encode())
    print(f"segments {SEGMENTS:,}; made in {made:.2f} s; {size / 1e6:.2f} MB, {size / SEGMENTS:.0f} bytes a segment")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        path = Path(folder) / "review.html"
        path.write_text(content, encoding="utf-8")
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for _ in range(3):
            opened = browser.new_page(viewport={"width": 1440, "height": 900})
            opened.goto(path.as_uri())
            opened.wait_for_timeout(300)
            paint = opened.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            ready = opened.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            print(f"first paint {paint:.0f} ms; ready {ready:.0f} ms")
            opened.close()
        opened = browser.new_page(viewport={"width": 1440, "height": 900})
        opened.goto(path.as_uri())
        opened.evaluate(PAINTED)
        opened.focus("#search")
        _type(opened, "search", "regions du pays")
        opened.fill("#search", "")
        opened.wait_for_timeout(400)
        opened.click("#r40 .n")
        opened.keyboard.press("e")
        _type(opened, "edit", "a long sentence that is typed into a segment")
        opened.keyboard.press("Enter")
        _press(opened, "j", 40)
        browser.close()


def _type(opened: Page, where: str, text: str) -> None:
    opened.evaluate("window.latencies = []")
    opened.keyboard.type(text, delay=60)
    _report(opened, f"typing in {where}")


def _press(opened: Page, key: str, count: int) -> None:
    opened.evaluate("window.latencies = []")
    for _ in range(count):
        opened.keyboard.press(key, delay=30)
    _report(opened, f"key {key}")


def _report(opened: Page, what: str) -> None:
    opened.wait_for_timeout(300)
    found = opened.evaluate("window.latencies")
    print(f"{what}: median {statistics.median(found):.0f} ms, longest {max(found):.0f} ms of {len(found)} keys")


if __name__ == "__main__":
    main()
