"""Plain text -> blocks: by blank lines, and by lines where lines are what the scraper wrote per block."""

import re
from collections.abc import Iterator

from cleaner.model import Form, Span
from cleaner.segment.credits import credit_start

_BULLET = re.compile(r"(?:[-*•◦▪‣·–—]|\(?\d{1,3}[.)]|[a-zA-Z][.)])[ \t]+\S")
_FENCES = ("```", "~~~")
_INDENT = re.compile(r"(?:\t| {4})\S")
_INDENTS = ("", "\t", " ")
_SENTENCE_END = frozenset(".!?…。！？»”\"'’)")

# One of the first stands in a credit that ends in a full stop, one of the second in or before any credit: among the
# last code points of its block, which is longer than the shortest caption.
_ANNOUNCED = ("©", "（", "|", ":", "/", "by", "(c")
_SIGNS = re.compile(r"[©（|:/)\].!?»”\"']|[bB][yY]")
_CREDIT = 111
_CAPTION = 12

# A line this long (code points) is a paragraph by itself, not one verse of a stack.
_LONG_LINE = 120
# No caption is this long: two equal lines over it are a paragraph that stands twice.
_PARAGRAPH = 450
# Text wrapped by hand keeps its lines, but the last, within this range.
_WRAP_MIN, _WRAP_MAX = 50, 100


def segment_plain(text: str) -> tuple[tuple[Span, Form], ...]:
    r"""Split plain text into blocks.

    Blank lines separate blocks. A run of lines without a blank one between them stays whole when it is one
    paragraph wrapped by hand, code, a table, or a pair (a picture's description above its caption); it is split into
    its lines when each line is a block of its own: three lines or more that are short, or that are whole paragraphs.

    Args:
        text: decoded and repaired text, lines separated by `\n`.

    Returns:
        Span (code points of `text`, without surrounding white space) and form of each block, in order. Every
        non-space code point lies in exactly one span.
    """
    fenced = "```" in text or "~~~" in text
    blocks: list[tuple[Span, Form]] = []
    for run in _fenced_runs(text) if fenced else _runs(text):
        if len(run) == 1:
            blocks.append((run[0], _form(text, run[0])))
        else:
            blocks += _split(text, run)
    parts: list[tuple[Span, Form]] = []
    for block in blocks:
        span, form = block
        if form is Form.PARAGRAPH and span[1] - span[0] > _CAPTION and _may_end_in_credit(text, span):
            parts += _part(text, span)
        else:
            parts.append(block)
    return tuple(parts)


def _runs(text: str) -> Iterator[list[Span]]:
    """Yield the lines that no blank line parts, in a text without fences."""
    run: list[Span] = []
    position = 0
    for line in text.split("\n"):
        size = len(line)
        if stripped := line.strip():
            length = len(stripped)
            start = position if length == size else position + size - len(line.lstrip())
            run.append(Span(start, start + length))
        elif run:
            yield run
            run = []
        position += size + 1
    if run:
        yield run


def _fenced_runs(text: str) -> Iterator[list[Span]]:
    """Yield the lines that no blank line parts; inside a fence only a blank line before the closing mark does."""
    open_ = False
    fence: list[Span] = []
    for run in _runs(text):
        if fence and text.startswith(_FENCES, run[0].start):
            yield fence
            fence = []
        fence += run
        for line in run:
            open_ ^= text.startswith(_FENCES, line.start)
        if not open_:
            yield fence
            fence = []
    if fence:
        yield fence


def _part(text: str, span: Span) -> tuple[tuple[Span, Form], ...]:
    """Cut a caption that ends in a credit in two."""
    start = credit_start(text[span.start : span.end])
    if start is None:
        return ((span, Form.PARAGRAPH),)
    before = text[span.start : span.start + start].rstrip()
    caption, credit = Span(span.start, span.start + len(before)), Span(span.start + start, span.end)
    return (caption, Form.PARAGRAPH), (credit, Form.PARAGRAPH)


def _may_end_in_credit(text: str, span: Span) -> bool:
    """Tell whether `credit_start` can find anything in a block: cheap, and never a wrong no."""
    start, end = span
    floor = max(start, end - _CREDIT)
    if text[end - 1] in ".!?" and text[end - 2] not in ")]":
        tail = text[floor:end].lower()
        return any(sign in tail for sign in _ANNOUNCED)
    return _SIGNS.search(text, floor, end) is not None


def _split(text: str, lines: list[Span]) -> list[tuple[Span, Form]]:
    """Split a run of two lines or more into blocks, or keep it whole."""
    whole = Span(lines[0].start, lines[-1].end)
    if _is_code(text, lines):
        return [(whole, Form.CODE)]
    if _is_table(text, lines):
        return [(whole, Form.TABLE)]
    if _is_wrapped(text, lines) or _is_pair(text, lines):
        return [(whole, _form(text, whole))]
    return [(line, _line_form(text, line)) for line in lines]


def _form(text: str, span: Span) -> Form:
    """Return the form of a block that stands alone."""
    return Form.LIST_ITEM if _BULLET.match(text, span.start, span.end) else Form.PARAGRAPH


def _line_form(text: str, span: Span) -> Form:
    """Return the form of one line of a stack."""
    if _BULLET.match(text, span.start, span.end):
        return Form.LIST_ITEM
    long = span.end - span.start >= _LONG_LINE
    return Form.PARAGRAPH if long or text[span.end - 1] in _SENTENCE_END else Form.LINE


def _is_pair(text: str, lines: list[Span]) -> bool:
    """Two lines that belong together: both short, or the second says the first again."""
    if len(lines) != 2:
        return False
    if all(line.end - line.start < _LONG_LINE for line in lines):
        return True
    if any(line.end - line.start > _PARAGRAPH for line in lines):
        return False
    first, second = (text[line.start : line.end].casefold() for line in lines)
    return first.startswith(second[:_LONG_LINE]) or second.startswith(first[:_LONG_LINE])


def _is_code(text: str, lines: list[Span]) -> bool:
    """Fenced, or every line indented by a tab or four spaces (archive dumps indent menus by two)."""
    start = lines[0].start
    if text.startswith(_FENCES, start):
        return True
    if text[start - 1 : start] not in _INDENTS:
        return False
    return all(_INDENT.match(text, text.rfind("\n", 0, line.start) + 1) for line in lines)


def _is_table(text: str, lines: list[Span]) -> bool:
    """Every line has as many tab- or pipe-separated cells as the others, and at least two."""
    for mark in ("\t", "|"):
        if text.find(mark, lines[0].start, lines[0].end) < 0:
            continue
        counts = {text.count(mark, line.start, line.end) for line in lines}
        if len(counts) == 1 and counts.pop() > 0:
            return True
    return False


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """One paragraph wrapped by hand: full lines that break off in mid-sentence."""
    full = lines[:-1]
    if any(not _WRAP_MIN <= line.end - line.start <= _WRAP_MAX for line in full):
        return False
    if lines[-1].end - lines[-1].start > _WRAP_MAX:
        return False
    broken = sum(text[line.end - 1] not in ".!?…:" for line in full)
    continued = sum(text[line.start].islower() for line in lines[1:])
    return 2 * broken >= len(full) and 3 * continued >= len(full)
