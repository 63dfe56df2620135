"""HTML -> blocks: the page parsed, walked, and freed of what browsers do not show."""

from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml import etree

from cleaner.model import Form, RejectedError
from cleaner.segment.prose import LEAST, SHOWN, prose
from cleaner.segment.source import mend
from cleaner.segment.walk import CELL, Draft, one_line, walk

__all__ = ["Draft", "Page", "segment_html"]

# lxml.html looks up a class by name for each element that is touched; nobody here asks a form for its fields.
_ELEMENTS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)


@dataclass(frozen=True, slots=True)
class Page:
    """A segmented page: blocks in document order, and the parsed tree for whoever reads the head."""

    drafts: tuple[Draft, ...]
    tree: Any
    title: str | None
    language: str | None
    flags: tuple[str, ...]


def _visible(drafts: list[Draft]) -> tuple[list[Draft], tuple[str, ...]]:
    """Leave `<noscript>` out, unless that is where the page keeps its text.

    Browsers with scripts do not show it; some forums put the whole thread there, and some blogs the post.
    """
    fallback = [draft for draft in drafts if draft.markup is not None and "noscript" in draft.markup.tags]
    if not fallback:
        return drafts, ()
    shown = [draft for draft in drafts if draft.markup is None or "noscript" not in draft.markup.tags]
    words = sum(len(draft.text.split()) for draft in shown)
    more = sum(len(draft.text.split()) for draft in fallback) >= max(3 * words, 20)
    # Beside long menus, too.
    if more or (_prose(fallback) >= LEAST and _prose(shown) < SHOWN):
        return drafts, ("noscript_content",)
    return shown, ()


def _prose(drafts: list[Draft]) -> int:
    return prose(draft.text for draft in drafts)


def _too_deep(text: str) -> tuple[list[Draft], tuple[str, ...]]:
    """Read a page whose nesting libxml2 cuts off with a parser that does not, without its structure."""
    # Loaded only for such pages: one in millions.
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415

    plain = extract_plain_text(HTMLTree.parse(text), main_content=False, alt_texts=False, links=False)
    lines = (line.strip() for line in str(plain).split("\n"))
    return [Draft(line, Form.PARAGRAPH, None, None) for line in lines if line], ("depth_limit",)


def segment_html(text: str, encoded: bytes | None = None) -> Page:
    """Split an HTML page into blocks.

    Args:
        text: the decoded page. Its visible text comes out in document order; scripts, styles and the head do not.
        encoded: the same in UTF-8, where it is known already.

    Returns:
        The page's blocks (texts with white space collapsed as a browser does, except in `<pre>`), its parsed tree,
        `<title>`, the language declared on `<html>`, and flags: `noscript_content`, `depth_limit`.

    Raises:
        RejectedError: the parser finds no element at all.
    """
    clean = mend(text.encode("utf-8", "replace") if encoded is None else encoded)
    clean = clean.replace(CELL.encode(), b"")  # the cell marker is ours
    parser = lxml.html.HTMLParser(
        huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = lxml.html.document_fromstring(clean, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise RejectedError("segment", "no_markup", f"no HTML element found: {error}") from error
    drafts, flags = _visible(walk(tree))
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        drafts, flags = _too_deep(clean.decode("utf-8"))
    title = tree.findtext(".//title")
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Page(tuple(drafts), tree, one_line(title).strip() if title else None, language, flags)
