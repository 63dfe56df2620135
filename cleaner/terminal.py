"""Text that is safe to look at: what a terminal would obey or hide becomes a visible escape."""

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: colours, cursor moves, titles, bells
    "\xad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff\ufff9-\ufffb"  # nothing to see
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # bidi: show one order, mean another
    "\u2028\u2029"
    "\ud800-\udfff"
    "\U000e0000-\U000e007f"  # tags: invisible ASCII
    "]"
)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape_within_lines(match: re.Match[str]) -> str:
    return match[0] if match[0] in "\n\t" else _escape(match)


def safe_text(text: str, *, lines: bool = False) -> str:
    r"""Return text that can be shown on a terminal.

    Args:
        text: Any text, a file name or a document's.
        lines: Leave line feeds and tabs as they are; for text that may span lines, never for a name.

    Returns:
        The text with control characters, bidi controls, invisible characters and surrogates as escapes such as
        `\x1b` or `\u202e`.
    """
    return _UNSAFE.sub(_escape_within_lines if lines else _escape, text)
