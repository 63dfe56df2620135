"""What a page says about its own text: title, description, and the article as embedded data for machines."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

_NOT_WORD = re.compile(r"[\W_]+")
_ENTITY = re.compile(r"&[#\w]+;")
_MARKUP = re.compile(rf"<[^>]*>|{_ENTITY.pattern}")
_LIMIT = 4_000_000  # characters of one script that are still read
_PROBE = 60
_OPENING = 4 * _PROBE


@dataclass(frozen=True, slots=True)
class Hints:
    """Texts outside the visible page; empty where the page has none."""

    title: str = ""
    description: str = ""
    body: str = ""
    """`articleBody` and the like, folded: letters and digits only, case folded."""

    def holds(self, text: str) -> bool:
        """Tell whether the embedded article holds a text (its opening, for a long one)."""
        # What the opening of a text folds to is the opening of what it folds to.
        folded = _fold(text[:_OPENING])
        if len(folded) < _PROBE and len(text) > _OPENING:
            folded = _fold(text)
        return bool(folded) and folded[:_PROBE] in self.body


def hints(tree: Any, title: str | None = None) -> Hints:
    """Read the hints of a page.

    Args:
        tree: the parsed page (an lxml element).
        title: its `<title>`, where that is known already.

    Returns:
        The hints; whatever cannot be read counts as not there.
    """
    found = {"title": title or tree.findtext(".//title") or "", "description": "", "body": ""}
    bodies: list[str] = []
    for node in tree.iter("meta", "script"):
        if node.tag == "script":
            if (node.get("type") or "").strip().lower().startswith("application/ld+json"):
                bodies.extend(_bodies(node.text or ""))
        elif content := node.get("content"):
            name = (node.get("name") or node.get("property") or "").lower()
            if name in ("description", "og:description") and len(content) > len(found["description"]):
                found["description"] = content
            elif name == "og:title":
                found["title"] = content
    return Hints(found["title"], found["description"], _fold(_without_markup(" ".join(bodies))))


def _without_markup(text: str) -> str:
    # Behind the last ">" no tag ends: to look for its end from each "<" would take the square of the text's length.
    end = text.rfind(">") + 1
    return _MARKUP.sub(" ", text[:end]) + _ENTITY.sub(" ", text[end:])


def _fold(text: str) -> str:
    return _NOT_WORD.sub("", text).casefold()


def _bodies(script: str) -> list[str]:
    """Return the article texts in one JSON-LD script."""
    if "articleBody" not in script or len(script) > _LIMIT:
        return []
    try:
        waiting = [orjson.loads(script.strip().encode("utf-8", "replace"))]
    except orjson.JSONDecodeError:
        return []
    found: list[str] = []
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            body = value.get("articleBody")
            if isinstance(body, str):
                found.append(body)
            waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            waiting.extend(value)
    return found
