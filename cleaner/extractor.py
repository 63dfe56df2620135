"""What trafilatura says about a page: the only room that imports it.

Its verdict on which text is the article is evidence for labels; its page metadata fills what labels do not.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r"\w+")
# A block counts as kept when this share of its token 4-grams stands in the extracted text.
_SHARE = 0.8
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Extraction:
    """trafilatura's answer for one page. Every field may be empty."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    site: str | None = None
    failed: bool = False
    """trafilatura raised; the page is read without its help."""


def extract(tree: Any, url: str | None) -> Extraction:
    """Ask trafilatura for the article text and the metadata of a page.

    Args:
        tree: the parsed page (an `lxml.html` element). It may be changed.
        url: where the page came from, if known; only used to name the site, never fetched.

    Returns:
        The extraction; `failed` is set where trafilatura raised.
    """
    # A second to import, and plain text never needs it.
    from trafilatura import bare_extraction  # noqa: PLC0415

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        result = bare_extraction(tree, url=url, include_comments=False, with_metadata=True)
    except Exception:  # noqa: BLE001 - whatever it raises on odd pages must not cost the document
        return Extraction(failed=True)
    if result is None:
        return Extraction()
    found = result if isinstance(result, dict) else result.as_dict()
    authors = tuple(name for part in (found.get("author") or "").split(";") if (name := part.strip()))
    return Extraction(
        text=found.get("text") or "",
        title=found.get("title") or None,
        authors=authors,
        date=found.get("date") or None,
        site=found.get("sitename") or found.get("hostname") or None,
    )


def judge(texts: Sequence[str], extraction: Extraction) -> tuple[bool, ...]:
    """Tell for each block whether trafilatura kept it.

    Args:
        texts: the texts of a page's blocks.
        extraction: its verdict on the same page.

    Returns:
        One truth value per block. Short blocks must be a line of the extracted text; for long ones most of their
        token 4-grams must stand in it, since trafilatura joins and trims elements.
    """
    lines = [_TOKEN.findall(line.casefold()) for line in extraction.text.split("\n")]
    whole = {" ".join(tokens) for tokens in lines if tokens}
    grams = {tuple(tokens[i : i + _GRAM]) for tokens in lines for i in range(len(tokens) - _GRAM + 1)}
    return tuple(_kept(_TOKEN.findall(text.casefold()), whole, grams) for text in texts)


def _kept(tokens: list[str], whole: set[str], grams: set[tuple[str, ...]]) -> bool:
    """Tell whether one block's tokens stand in the extracted text."""
    if " ".join(tokens) in whole:
        return bool(tokens)
    if len(tokens) < 2 * _GRAM:
        return False
    own = [tuple(tokens[i : i + _GRAM]) for i in range(len(tokens) - _GRAM + 1)]
    return sum(gram in grams for gram in own) >= _SHARE * len(own)
