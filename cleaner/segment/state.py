"""The text that a page hands to its scripts: templates, and the state of the application that draws the page."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from lxml import etree

from cleaner.model import Form, RejectedError
from cleaner.segment.elements import BLOCK_LEVEL
from cleaner.segment.prose import LEAST, prose

Paragraphs = list[str]

_MARKUP = re.compile(rf"<(?:{'|'.join(sorted(BLOCK_LEVEL))})\b[^<>]*+>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*+>", re.IGNORECASE)
# What stands in templates that are still to be filled in, and in code.
_CODE = re.compile(r"\{\{|<%|<#|\$\{|\bfunction\s*+\(|[{;]\s*+\}")
_ASSIGNED = re.compile(r"(?:^|[\w\]\"')])\s*+=\s*+(JSON\.parse\(\s*+)?(?=[\[{\"'])")
# What editors call a piece of running text: `p`, `paragraph`, `core/paragraph`, `text-block`, `h2`, `list-item`.
_PIECE = re.compile(
    r"paragraph|text|^(?:p|block|h[1-6]|heading|header|subhead|li|list.?item|quote|blockquote)$", re.IGNORECASE
)
_KINDS = ("type", "_type", "nodeType", "__typename", "tag", "kind", "name")
_INNER = ("children", "content", "text", "value", "data", "html", "attributes")
_LEAST_SOURCE = 400
"""Code points; a shorter script or attribute holds no text that is worth having."""
_LEAST_PIECE = 40
"""Code points of an untyped string in a list that may be a paragraph."""
_LONGEST_SOURCE = 4_000_000
_MOST_SOURCES = 200
_NEAR = 2_000
"""Code points from the beginning of a script in which its first equals sign is looked for."""
_MOST_NODES = 100_000
_MOST_DEPTH = 40


def held(tree: Any) -> Iterator[Paragraphs]:
    """Yield the texts that a page holds for its scripts, each as its paragraphs, in the order of the page.

    Looked at are scripts that hold HTML or JSON (JSON-LD is not one of them), what scripts assign, and `data-`
    attributes that hold JSON. In JSON a text is a string of HTML, or a list whose members are strings or nodes of rich
    text such as `{"type": "paragraph", "content": [...]}`.

    Args:
        tree: the parsed page (an `lxml` element); it is not changed.

    Yields:
        Texts of at least `LEAST` words in paragraphs. Menus and settings are no texts; notices may be.
    """
    for count, (kind, source) in enumerate(_sources(tree)):
        if count == _MOST_SOURCES:
            return
        if kind == "html":
            found: Iterator[Paragraphs] = iter((paragraphs_of(source),))
        else:
            found = (text for value in _values(kind, source) for text in _texts(value))
        for text in found:
            clean = [piece for piece in text if not _CODE.search(piece)]
            if prose(clean) >= LEAST:
                yield clean


def paragraphs_of(text: str) -> Paragraphs:
    """Cut a string that may be HTML into paragraphs.

    Args:
        text: with block-level tags, also with escaped ones, it is read as HTML; without any, each line is a paragraph,
            entities are characters and inline tags go.
    """
    if "&" in text and not _MARKUP.search(text):
        text = html.unescape(text)
    if not _MARKUP.search(text):
        return [line for part in text.split("\n") if (line := " ".join(_TAG.sub("", part).split()))]
    return [draft for draft in _drafts(text) if draft]


def _drafts(text: str) -> Iterator[str]:
    from cleaner.segment.html import segment_html  # noqa: PLC0415 - it imports nothing of this module's users

    try:
        page = segment_html(f"<html><body>{text}</body></html>")
    except RejectedError:
        return
    yield from (draft.text for draft in page.drafts if draft.form is not Form.CODE)


def _sources(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield kind (`html`, `json` or `script`) and text of everything that may hold data."""
    for element in tree.iter(etree.Element):
        if element.tag == "script":
            text, kind = element.text or "", (element.get("type") or "").lower()
            if _LEAST_SOURCE <= len(text) <= _LONGEST_SOURCE and "ld+json" not in kind:
                marked = "template" in kind or "html" in kind
                yield "html" if marked else "json" if "json" in kind else "script", text
            continue
        for name, value in element.attrib.items():
            if name.startswith("data-") and len(value) >= _LEAST_SOURCE and value.lstrip()[:1] in ("{", "["):
                yield "json", value


def _values(kind: str, source: str) -> Iterator[Any]:
    """Yield the values that stand in JSON, or behind the first equals sign of a script."""
    if kind == "json":
        yield from _parsed(source)
        return
    found = _ASSIGNED.search(source, 0, _NEAR)
    if found is None:
        return
    try:
        value, _ = json.JSONDecoder().raw_decode(source, found.end())
    except (ValueError, RecursionError):
        return
    yield from _parsed(value) if isinstance(value, str) else (value,)


def _parsed(source: str) -> Iterator[Any]:
    try:
        yield orjson.loads(source)
    except orjson.JSONDecodeError:
        return


def _texts(value: Any) -> Iterator[Paragraphs]:
    """Yield the texts inside a value of JSON, outer ones first."""
    waiting: list[Any] = [value]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, str):
            if len(node) >= _LEAST_SOURCE and ("&lt;" in node or _MARKUP.search(node)):
                yield paragraphs_of(node)
        elif isinstance(node, Mapping):
            waiting.extend(reversed([inner for inner in node.values() if _may_hold(inner)]))
        elif isinstance(node, list):
            yield [piece for member in node for piece in _pieces(member)]
            waiting.extend(reversed([inner for inner in node if _may_hold(inner)]))


def _may_hold(node: Any) -> bool:
    return isinstance(node, dict | list) or (isinstance(node, str) and len(node) >= _LEAST_SOURCE)


def _pieces(member: Any) -> Paragraphs:
    """Return the paragraphs that a member of a list is."""
    if isinstance(member, str):
        return paragraphs_of(member) if len(member) >= _LEAST_PIECE else []
    if not isinstance(member, Mapping):
        return []
    kinds = [kind for name in _KINDS if isinstance(kind := member.get(name), str)]
    if not any(_PIECE.search(kind) for kind in kinds):
        return []
    return paragraphs_of(_inner(member, _MOST_DEPTH))


def _inner(node: Any, depth: int) -> str:
    """Return the text of a node of rich text: of its first field that has any."""
    if isinstance(node, str):
        return node
    if depth == 0:
        return ""
    if isinstance(node, list):
        return "".join(_inner(part, depth - 1) for part in node)
    if isinstance(node, Mapping):
        return next((text for name in _INNER if (text := _inner(node.get(name), depth - 1))), "")
    return ""
