"""`python -m docs.pictures`: take the screenshots again: of a report of `cleaned/` and `seeds/`, and of terminals.

Needs Chromium and the extra `test-browser`.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.report.again import clean_again
from cleaner.report.gather import gather
from cleaner.report.page import render
from docs.terminals import pages

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "docs" / "screenshots"
LARGEST = 150_000
"""Most bytes of a picture."""

_DOCUMENT = "harbour-wall.txt"


@dataclass(frozen=True, slots=True)
class Picture:
    """One screenshot."""

    name: str
    width: int
    height: int
    scheme: str
    address: str = ""
    """What stands behind the `#`; `DOCUMENT` is the place of the document that is shown."""
    preset: str = ""
    """What it is compared with."""
    focus: str = ""
    """What has the focus."""


PICTURES = (
    Picture("overview", 1280, 900, "light"),
    Picture("document", 1180, 800, "dark", "document=DOCUMENT", focus="#block-5 .chip"),
    Picture("presets", 1280, 900, "light", "document=DOCUMENT", preset="recall"),
    Picture("documents-phone", 390, 844, "light", "documents"),
    Picture("document-phone", 390, 844, "dark", "document=DOCUMENT", focus="#block-5 .chip"),
)


def take(browser: Any, page: Path, at: int) -> Iterator[tuple[Picture, bytes]]:
    """Yield each picture with its PNG.

    Args:
        browser: A browser of Playwright.
        page: The report.
        at: The place in it of the document that is shown.
    """
    for picture in PICTURES:
        size = {"width": picture.width, "height": picture.height}
        context = browser.new_context(viewport=size, color_scheme=picture.scheme, reduced_motion="reduce")
        tab = context.new_page()
        tab.goto(f"{page.as_uri()}#{picture.address.replace('DOCUMENT', str(at))}")
        if picture.preset:
            tab.select_option("select[name=preset]", picture.preset)
        if picture.focus:
            tab.locator(picture.focus).focus()
        yield picture, tab.screenshot()
        context.close()


def terminals(browser: Any, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each picture of a terminal with its PNG; commands are run in the folder."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    tab = browser.new_page()
    for name, content in pages(folder):
        tab.set_content(content)
        yield name, tab.locator("pre").screenshot()


def main() -> int:
    """Take all pictures; 1 where one is too large."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  it is an extra

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("chromium is not there\n")
        return 1
    found = gather(str(ROOT / "cleaned"))
    clean_again(found.documents, str(ROOT / "seeds"))
    at = next(at for at, one in enumerate(found.documents) if one["uri"] == _DOCUMENT)
    PLACE.mkdir(exist_ok=True)
    good = True
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        page = Path(name) / "report.html"
        page.write_text(render(found), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        of_report = ((picture.name, content) for picture, content in take(browser, page, at))
        for taken, content in chain(of_report, terminals(browser, Path(name))):
            (PLACE / f"{taken}.png").write_bytes(content)
            good = good and len(content) <= LARGEST
            sys.stdout.write(f"{taken}: {len(content)} bytes\n")
        browser.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
