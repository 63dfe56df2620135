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


def _escape_as_json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def number_of(number: int, noun: str, form: str = "") -> str:
    """Return a number and its noun ("1 document", "2 documents").

    Args:
        number: How many.
        noun: The word for one of them; more have an s behind it.
        form: How the number is written, as `format` takes it.
    """
    return f"{number:{form}} {noun}{'' if number == 1 else 's'}"


def one_line(text: str, most: int) -> str:
    """Return text as one line of at most so many code points; what was cut off shows as an ellipsis.

    Args:
        text: Any text. What a terminal would obey is still in it afterwards.
        most: The longest line in code points, at least 1.
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def safe_json(text: str) -> str:
    r"""Return JSON that can be shown on a terminal.

    Args:
        text: JSON; the line feeds between its values and lines stay.

    Returns:
        JSON that says the same, with whatever `safe_text` would escape as `\uXXXX`.
    """
    # White space aside, all that is unsafe stands inside strings, where an escape says the same.
    return _UNSAFE.sub(lambda match: match[0] if match[0] in "\n\t\r" else _escape_as_json(match), text)


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
