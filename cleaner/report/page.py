"""From what was gathered to one page of HTML that needs nothing beside itself."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from cleaner.config import Preset
from cleaner.report.families import FAMILIES, FAMILY_OF
from cleaner.report.figures import figures
from cleaner.report.gather import Gathered
from cleaner.report.totals import Totals
from cleaner.rules import RULES
from cleaner.terminal import safe_json, safe_text
from cleaner.version import __version__

_SCRIPTS: Final = ("elements.js", "filters.js", "list.js", "document.js", "start.js")
_CLUSTERS = 10
_MILLION = 1_000_000
_PIECE = re.compile(r"[^_:-]*[_:-]|[^_:-]+")


def render(found: Gathered) -> str:
    """Return the page, as bytes the same for the same records under the same name.

    Every text of a record goes through the template's escaping or into a block of JSON; the policy in its head lets
    no script run but the page's own, and nothing be loaded.
    """
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  `cleaner.report.show` does without them
    from markupsafe import Markup  # noqa: PLC0415

    style, script = _asset("report.css"), "\n".join(_asset(name) for name in _SCRIPTS)
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # The page may be printed, too. What is safe already is no plain `str`.
        finalize=lambda value: safe_text(value, lines=True) if type(value) is str else value,
    )
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["short"] = _short
    environment.filters["breakable"] = lambda name: Markup("<wbr>").join(_PIECE.findall(safe_text(name)))
    return environment.from_string(_asset("report.html")).render(
        style=style,
        script=script,
        data=_embedded(_data(found)),
        style_hash=_hash(style),
        script_hash=_hash(script),
        name=found.name,
        version=__version__,
        totals=found.totals,
        kept=_percent(found.totals),
        figures=figures(found.totals, found.rejects),
        clusters=_clusters(found),
        rejects=found.rejects,
        summary=found.summary,
        invalid=found.invalid,
        shown=len(found.documents),
        exact=sum(one["exact"] for one in found.documents),
        families=FAMILIES,
    )


@cache
def _asset(name: str) -> str:
    return files("cleaner.report").joinpath("assets", name).read_text(encoding="utf-8")


def _short(value: int) -> str:
    """Return a number that fits a narrow column: whole under a million, else in millions."""
    return f"{value:,}" if value < _MILLION else f"{value / _MILLION:,.1f}M"


def _hash(text: str) -> str:
    """Return the hash that a policy names a script or a style sheet by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(value: Any) -> str:
    """Return JSON that cannot end the element that it stands in and that no terminal obeys, whatever its texts hold."""
    text = safe_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _data(found: Gathered) -> dict[str, Any]:
    """Return what the page's script reads."""
    used = {block["reason"] for one in found.documents for block in one["blocks"]}
    return {
        "documents": found.documents,
        "families": dict(FAMILY_OF),
        "why": {f"rule:{rule.id}": rule.why for rule in RULES if f"rule:{rule.id}" in used},
        "presets": [preset.value for preset in Preset],
    }


def _percent(totals: Totals) -> str:
    kept, everything = totals.characters[0], sum(totals.characters)
    return f"{100 * kept / everything:.0f}" if everything else "0"


def _clusters(found: Gathered) -> list[dict[str, Any]]:
    """Return the largest clusters: the copy that stays, how many repeat it, how the text begins."""
    copies = found.totals.copies
    rows: Iterable[tuple[str, list[int]]] = copies.clusters.rows()[:_CLUSTERS]
    return [
        {
            "document": key.rpartition("\n")[0],
            "block": int(key.rpartition("\n")[2]),
            "copies": numbers[0],
            "excerpt": copies.excerpts[key],
        }
        for key, numbers in rows
    ]
