"""Is it HTML or plain text? Asked only where neither the caller nor the file name says so."""

import re

# Comments and an XML declaration may come first. A comment ends at its first `-->`: nothing to backtrack over.
_HTML = re.compile(
    rb"\s*(?:<!--(?:[^-]|-(?!->))*-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
_LOOKED_AT = 4096


def sniff_media_type(content: bytes) -> str:
    """Return `text/html` when the bytes begin as a page does, else `text/plain`.

    UTF-16 content is looked at without its NUL bytes; a byte order mark is skipped.
    """
    head = content[:_LOOKED_AT].replace(b"\x00", b"")
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return "text/html" if _HTML.match(head) else "text/plain"
