"""Makes the pictures of the README: `python tests/tools/make_screenshots.py [PAGE.html]`; they go to `tests/pictures`.

Without a page, the review of `seeds/article.fr.txt` is made first, with the model that ships. The pictures are of the
size of the window, in 256 colours at most, so that they stay small.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "tests" / "pictures"
SHOTS: tuple[tuple[str, int, int, Literal["light", "dark"]], ...] = (
    ("review-light.png", 1440, 1330, "light"),
    ("review-dark.png", 1440, 1330, "dark"),
    ("review-phone.png", 400, 860, "light"),
)


def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        page = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else _made(Path(folder) / "review.html")
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        PICTURES.mkdir(exist_ok=True)
        for name, width, height, scheme in SHOTS:
            _take(browser, page, PICTURES / name, (width, height), scheme)
        browser.close()


def _made(path: Path) -> Path:
    article = ROOT / "seeds" / "article.fr.txt"
    command = [sys.executable, "-m", "translate.cli", "review", str(article), "-o", str(path), "--quiet"]
    subprocess.run(command, check=True, cwd=ROOT)
    return path


def _take(browser: Browser, page: Path, picture: Path, size: tuple[int, int], scheme: Literal["light", "dark"]) -> None:
    """Take a picture of the first repaired row, with a word of it pointed at."""
    viewport = ViewportSize(width=size[0], height=size[1])
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    opened = context.new_page()
    opened.goto(page.as_uri())
    row = opened.locator("tr.repaired").first
    row.locator(".n").click()
    if size[0] > 600:
        opened.locator("summary").first.click()
        opened.evaluate("scrollTo(0, 0)")
        row.locator(".en").hover()
        row.locator(".en .w").nth(6).hover()
    else:
        opened.evaluate("scrollTo(0, document.querySelector('tr.repaired').offsetTop - 20)")
    opened.screenshot(path=picture)
    context.close()
    _reduce(picture)


def _reduce(picture: Path) -> None:
    """Write the picture again with a palette, which a page of text loses nothing by."""
    from PIL import Image

    with Image.open(picture) as image:
        smaller = image.convert("RGB").quantize(colors=256, dither=Image.Dither.NONE)
    smaller.save(picture, optimize=True)


if __name__ == "__main__":
    main()
