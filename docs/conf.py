"""Settings of Sphinx for the site of these pages: `make site` writes it to `build/site/`.

The source folder is the root of the repository, so that a link means on the site what it means where the
files are read, and pages from everywhere in it are on the site without copies.
"""

import html
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cleaner.version import __version__

NAV: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Start": {
            "README": "what it is for, what it promises, how good it is, and its limits.",
            "docs/tutorial": "ten minutes, two documents, every command that you need at first.",
        },
        "How to": {
            "docs/crawl": "from a folder of archives to files that a training run loads.",
            "docs/pipeline": "from Python, in datatrove, between two pipes.",
            "docs/site-rules": "phrases and class names that the built-in rules do not know.",
            "docs/validate": "what is checked, and formats that platforms show beside the line.",
            "docs/report": "one page to look at a run with, document by document.",
            "docs/explain": "who decided about one block, and what would have changed it.",
            "docs/diff": "documents and blocks that a new version or setting decides otherwise.",
            "docs/corrections": "keep wrong decisions as cases, and measure with them.",
            "docs/scale": "how the search for copies is cut up, and what it costs.",
        },
        "Reference": {
            "docs/commands": "every command, option and exit status.",
            "docs/settings": "every key, for a file, the environment and the command line.",
            "docs/roles": "what a block can be for, and what the presets do with it.",
            "docs/rules": "every rule, in order, and every other reason.",
            "docs/record": "every key, flag and fix.",
            "docs/inputs": "files, archives, streams and addresses, and what of damaged ones is saved.",
            "docs/outputs": "what each holds, and what loads it.",
            "docs/batch": "workers, limits, resuming, the manifest, events.",
            "docs/dedup": "which copies are dropped, which are marked, and which one stays.",
            "docs/reliability": "every cause of a reject, encodings, limits.",
            "docs/features": "every feature and mark of a block.",
            "docs/glossary": "the words of these pages.",
        },
        "Explanation": {
            "docs/judging": "who has the last word about a block, and what confidence means.",
            "docs/architecture": "the road of a document, and the rooms of the code.",
            "docs/quality": "what is measured, beside which other tools.",
            "docs/errors": "the worst pages one by one, and their causes.",
            "cleaner/classifier/card": "what the models were trained on, what they reach, where they fail.",
            "docs/samples": "the documents that the project wrote for itself.",
        },
        "Project": {
            "docs/decisions/README": "what was decided, what was tried, with numbers.",
            "CONTRIBUTING": "how to add a rule, a phrase, a reader or a format.",
            "SECURITY": "what counts as a vulnerability, and how to report one.",
            "CHANGELOG": "what changed, version by version.",
            "benchmarks/README": "the commands that measure, and how each score is counted.",
            "training/README": "how the weights are made.",
        },
    }
)
"""What stands in the sidebar and on the first page, by kind and in this order; a page that is not there is left out."""

INSIDE: Mapping[str, str] = MappingProxyType(
    {"docs/decisions/README": "docs/decisions/[0-9]*", "benchmarks/README": "benchmarks/results/*"}
)
"""Pages that stand below another one, as a pattern."""

ROOT = Path(__file__).resolve().parents[1]

project = "cleaner"
version = release = __version__
extensions = ["myst_parser"]
root_doc = "docs/README"
include_patterns = ["*.md", "docs/**.md", "benchmarks/**.md", "training/**.md", "cleaner/**.md"]
exclude_patterns = [".*", "build", "cleaned", "seeds", "tests", "schemas", "**/__pycache__"]
nitpicky = True

# The anchors that other places that show Markdown give to headings, and their dialect.
myst_heading_anchors = 4
# Pictures with a width take HTML; so they are checked and brought along as others are.
myst_enable_extensions = ["html_image"]

html_theme = "furo"
html_title = f"cleaner {version}"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
# Search shows no excerpts: they would be fetched, and from `file://` a page may fetch nothing.
html_show_search_summary = False
html_static_path = ["site"]
html_css_files = ["site.css"]
html_theme_options = {"navigation_with_keys": True}


def with_sidebar(_: Any, name: str, source: list[str]) -> None:
    """Add the sidebar to the first page, and what stands below a page to that page.

    Args:
        name: The page that is read.
        source: Its text, as the one item of a list, which is changed in place.
    """
    if name == root_doc:
        source[0] += "".join(_toctree(tuple(pages), caption) for caption, pages in NAV.items())
    elif name in INSIDE:
        source[0] += _toctree((INSIDE[name],), glob=True)


def _toctree(pages: tuple[str, ...], caption: str = "", *, glob: bool = False) -> str:
    there = [page for page in pages if glob or (ROOT / f"{page}.md").exists()]
    options = [":hidden:", *([":glob:"] if glob else []), *([f":caption: {caption}"] if caption else [])]
    return "\n".join(["", "```{toctree}", *options, "", *(f"/{page}" for page in there), "```", ""])


def with_front_door(app: Any, failure: Exception | None) -> None:
    """Write an `index.html` that leads to the first page."""
    if failure is None and app.builder.name == "html":
        to = html.escape(app.builder.get_target_uri(root_doc))
        text = (
            f'<!doctype html>\n<meta charset="utf-8">\n<title>{project}</title>\n'
            f'<meta http-equiv="refresh" content="0; url={to}">\n<a href="{to}">{project}</a>\n'
        )
        (Path(app.outdir) / "index.html").write_text(text, encoding="utf-8")


def setup(app: Any) -> None:
    """Connect what this file adds."""
    app.connect("source-read", with_sidebar)
    app.connect("build-finished", with_front_door)
