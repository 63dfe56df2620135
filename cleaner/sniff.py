"""Is it HTML or plain text? Asked only where neither the caller nor the file name says so."""

import re

_LOOKED_AT = 4096
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SPACE = re.compile(rb"\s*")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_OPENING = re.compile(rb"<([a-z][a-z0-9]*)((?:[\s/][^<>]*)?)>", re.IGNORECASE)
_BLOCKS = frozenset(
    b"article aside blockquote center details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hgroup li"
    b" main nav noscript ol p pre script section style summary table tbody td th title tr ul".split()
)
_INLINE = frozenset(b"a b em font i small span strong".split())
_VOID = frozenset(b"base br hr img link meta".split())
# The end of a block-level element has markup or nothing behind it; in a sentence about tags it has words.
_CLOSING = re.compile(rb"</([a-z][a-z0-9]*)\s*>(?=\s*(?:<|\Z))", re.IGNORECASE)

_MEDIA_TYPES = {"text/plain": "text/plain", "text/html": "text/html", "application/xhtml+xml": "text/html"}


def sniff_media_type(content: bytes) -> str:
    """Return `text/html` when the bytes begin as a page or as a piece of one, else `text/plain`.

    White space, comments, an XML declaration and a byte order mark before it are passed over. A piece begins with a
    tag of HTML that is closed in the first 4096 bytes. UTF-16 content is looked at without its NUL bytes.
    """
    if b"\x00" in content[:_LOOKED_AT]:
        content = content.replace(b"\x00", b"")
    for mark in _MARKS:
        content = content.removeprefix(mark)
    start, xml = _begin(content)
    head = content[start : start + _LOOKED_AT]
    if _PAGE.match(head) or (not xml and _is_piece(head)):
        return "text/html"
    return "text/plain"


def parse_media_type(value: str) -> tuple[str, str | None]:
    """Read a media type as a `Content-Type` header spells it.

    Args:
        value: the media type, in any case, with or without parameters.

    Returns:
        `text/plain` or `text/html`, and the value of the `charset` parameter.

    Raises:
        ValueError: it is neither of the two, nor XHTML.
    """
    name, *parameters = value.split(";")
    media_type = _MEDIA_TYPES.get(name.strip().lower())
    if media_type is None:
        raise ValueError(f"media_type must be text/plain or text/html, not {value!r}")
    for parameter in parameters:
        key, _, charset = parameter.partition("=")
        if key.strip().lower() == "charset":
            return media_type, charset.strip().strip("\"'").strip() or None
    return media_type, None


def _begin(content: bytes) -> tuple[int, bool]:
    """Return where white space, comments and an XML declaration end, and whether there was a declaration."""
    at, xml = 0, False
    while True:
        at = _SPACE.match(content, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        if content.startswith(b"<!--", at):
            # "<!-->" is a whole comment: its dashes open it and close it.
            end, length = content.find(b"-->", at + 2), 3
        elif content[at : at + 5].lower() == b"<?xml":
            end, length, xml = content.find(b">", at), 1, True
        else:
            return at, xml
        if end < 0:
            return at, xml
        at = end + length


def _is_piece(head: bytes) -> bool:
    """Say whether a piece of a page begins here, rather than text that begins with something in angle brackets."""
    opening = _OPENING.match(head)
    if opening is None:
        return False
    name, attributes = opening[1].lower(), opening[2]
    inside = head[opening.end() :]
    if b"xmlns" in attributes and b"/xhtml" not in attributes:
        return False
    if name in _VOID:
        return any(closing[1].lower() in _BLOCKS for closing in _CLOSING.finditer(inside))
    end = re.search(rb"</" + name + rb"\s*>", inside, re.IGNORECASE)
    if end is None or name not in _BLOCKS | _INLINE:
        return False
    text = inside[: end.start()]
    # Words between tags that are spoken about have spaces around them.
    if b"=" in attributes or (text != b"" and text == text.strip()):
        return True
    return name in _BLOCKS and any(closing[1].lower() == name for closing in _CLOSING.finditer(inside))
