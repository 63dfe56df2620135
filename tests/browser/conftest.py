"""Debian's Chromium, driven by Playwright; without either there is nothing to test with."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cleaner.report.again import clean_again
from cleaner.report.gather import gather
from cleaner.report.page import render
from tests.report.made import CLEANED, INJECTIONS, SEEDS, poisoned, rejected, written

# What the page could do that it must not: counted before any script of it runs.
_WATCH = """
window.seen = [];
window.hit = () => window.seen.push("hit");
for (const name of ["alert", "confirm", "prompt", "open"]) window[name] = () => window.seen.push(name);
document.addEventListener("securitypolicyviolation", (event) => window.seen.push("policy " + event.violatedDirective));
"""


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def _refuse(odd: list[str], dialog: Any) -> None:
    odd.append(dialog.message)
    dialog.dismiss()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not there: the extra test-browser")
    path = _chromium()
    if path is None:
        pytest.skip("chromium is not there: apt-get install chromium, or name one in CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        # Chromium has no sandbox for root, as whom it runs in a container.
        args = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        with playwright.chromium.launch(executable_path=path, args=args) as launched:
            yield launched


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages to open: of the samples, cleaned again; and of records that hold an attack in every field."""
    folder = tmp_path_factory.mktemp("pages")
    found = gather(str(CLEANED))
    clean_again(found.documents, str(SEEDS))
    (folder / "samples.html").write_text(render(found), encoding="utf-8")
    out = written(folder / "out.jsonl", map(poisoned, INJECTIONS), [rejected(text) for text in INJECTIONS])
    (folder / "poisoned.html").write_text(render(gather(str(out))), encoding="utf-8")
    return {path.stem: path for path in folder.glob("*.html")}


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Callable[..., Any]]:
    """Opens a page by its name; what it asked for, said or did that it must not is found at the end."""
    watched: list[tuple[Any, list[str]]] = []

    def opens(name: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.add_init_script(_WATCH)
        odd: list[str] = []
        address = pages[name].as_uri()
        context.on("request", lambda request: odd.append(request.url) if request.url != address else None)
        context.on("page", lambda _page: odd.append("a new page") if len(context.pages) > 1 else None)
        page = context.new_page()
        page.on("console", lambda message: odd.append(message.text))
        page.on("pageerror", lambda error: odd.append(str(error)))
        page.on("dialog", partial(_refuse, odd))
        page.goto(address)
        watched.append((page, odd))
        return page

    yield opens
    for page, odd in watched:
        seen = page.evaluate("window.seen")
        page.context.close()
        # The icon of the page is data, and asked for as such.
        assert [one for one in odd if one != "data:,"] == []
        assert seen == []
