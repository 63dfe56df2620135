"""HTML entities in text that is no HTML any more."""

import re

from ftfy.fixes import unescape_html

from cleaner.repair.edits import Edit

_AMPERSAND = r"(?:amp|AMP|\#0{0,6}38|\#[xX]0{0,6}26);"
# Text that was escaped several times has several layers of "amp;", which are one damage.
_ENTITY = re.compile(rf"&(?:{_AMPERSAND})*(?P<last>\#?[0-9A-Za-z]{{1,24}};)", re.VERBOSE)
_LAYER = re.compile(_AMPERSAND, re.VERBOSE)
_URL = re.compile(
    r"""
    (?: \b[a-z][a-z0-9+.-]{1,15}:// | \bwww\. )
    (?: [^\s<>"&\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]
      | & (?! (?: quot|lt|gt|nbsp|apos|\#0{0,6}3[49]|\#[xX]0{0,6}2[27] ); )
    )+
    """,
    re.VERBOSE | re.IGNORECASE,
)


def find(text: str) -> list[Edit]:
    """Return an edit for each entity that ends in a semicolon.

    A text with "<" in it may be HTML after all and gets none. In an address only ampersands are unescaped, so that
    a parameter called `copy` survives.
    """
    if "&" not in text or "<" in text:
        return []
    edits = []
    addresses = iter(urls(text))
    start, end = next(addresses, (len(text), len(text)))
    for match in _ENTITY.finditer(text):
        while match.start() >= end and end < len(text):
            start, end = next(addresses, (len(text), len(text)))
        instead = _resolve(match["last"], inside=start <= match.start() < end)
        if instead != match.group():
            edits.append(Edit(match.start(), match.end(), instead, "html_entity"))
    return edits


def _resolve(last: str, *, inside: bool) -> str:
    if not inside:
        return str(unescape_html("&" + last))
    return "&" if _LAYER.fullmatch(last) else "&" + last


def urls(text: str) -> list[tuple[int, int]]:
    """Return start and end of each address in `text`, in order."""
    if "://" not in text and "www." not in text.lower():
        return []
    return [match.span() for match in _URL.finditer(text)]
