"""A comparison of two runs as one static page: no script, nothing fetched, everything escaped."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from cleaner.compare.blocks import Pair
from cleaner.compare.data import counted, ranked
from cleaner.compare.documents import Compared
from cleaner.compare.lines import changed_rows, fate_name, place_name, way_name
from cleaner.compare.tally import Side, Tally
from cleaner.terminal import number_of, safe_text

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: .5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8886; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; padding: .3rem 0; overflow-wrap: anywhere; }
.block { margin: .5rem 0 .5rem 1rem; padding-left: .8rem; border-left: 4px solid #888; overflow-wrap: anywhere; }
.lost { border-color: #c33; } .gained { border-color: #2a2; }
.block p { margin: .2rem 0; white-space: pre-wrap; }
del { background: #c332; } ins { background: #2a22; text-decoration: none; }
code { font-size: .9em; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def to_page(tally: Tally, names: tuple[str, str]) -> Iterator[str]:
    """Yield the pieces of an HTML page that shows a comparison.

    Args:
        tally: The comparison.
        names: What the two runs are called.
    """
    title = _said(f"{names[0]} and {names[1]}")
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main>\n<h1>{title}</h1>\n"
    )
    yield _table(
        ("", "before", "after"),
        [
            ("run", *names),
            ("documents", tally.before.documents, tally.after.documents),
            ("only here", tally.before.alone, tally.after.alone),
            ("made by", _makers(tally.before), _makers(tally.after)),
        ],
    )
    yield (
        f"<p>Changed of {number_of(tally.in_both, 'document')} in both: {tally.changed}, "
        f"of {number_of(tally.blocks, 'block')}: {tally.blocks_changed}; "
        f"{number_of(tally.lost, 'word')} lost, {tally.gained} gained.</p>\n"
    )
    yield from _tables(tally)
    for what, side in (("Only before", tally.before), ("Only after", tally.after)):
        if side.first_alone:
            rest = side.alone - len(side.first_alone)
            yield _section(what, _table(("Document",), [(uri,) for uri in side.first_alone]))
            yield f"<p>And {rest} more.</p>\n" if rest else ""
    if worst := tally.worst():
        yield f"<h2>Documents that changed most</h2>\n<p>{len(worst)} of {tally.changed}.</p>\n"
        for compared in worst:
            yield _document(compared)
    yield "</main></body></html>\n"


def _tables(tally: Tally) -> Iterator[str]:
    moves = [
        (fate_name(move.before), fate_name(move.after), total.blocks, total.characters, total.documents)
        for move, total in ranked(tally)
    ]
    if moves:
        yield _section("Blocks", _table(("Before", "After", "Blocks", "Characters", "Documents"), moves))
    for what, before, after in (
        ("Roles", tally.before.roles, tally.after.roles),
        ("Reasons", tally.before.reasons, tally.after.reasons),
    ):
        rows = [
            (row["name"], *row["before"].values(), *row["after"].values())
            for row in changed_rows(counted(before, after))
        ]
        head = (what[:-1], "Kept before", "Lifted", "Dropped", "Kept after", "Lifted", "Dropped")
        if rows:
            yield _section(what, _table(head, rows))
    if tally.fields:
        yield _section("Fields", _table(("Field", "Documents"), sorted(tally.fields.items())))


def _section(heading: str, content: str) -> str:
    return f"<h2>{heading}</h2>\n{content}"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    found = list(rows)
    numbers = [bool(found) and all(isinstance(row[at], int) for row in found) for at in range(len(header))]
    lines = ["<table><tr>", *(_cell("th", name, number) for name, number in zip(header, numbers, strict=True)), "</tr>"]
    for row in found:
        lines += ["\n<tr>", *(_cell("td", value, number) for value, number in zip(row, numbers, strict=True)), "</tr>"]
    return "".join((*lines, "</table>\n"))


def _cell(tag: str, value: object, number: bool) -> str:
    return f"<{tag}{' class=n' if number else ''}>{_said(value)}</{tag}>"


def _said(value: object) -> str:
    """Return a value as text of a page: escaped, and what would turn or hide text to be seen as such."""
    text = "nothing" if value is None else value if isinstance(value, str) else str(value)
    return escape(safe_text(text, lines=True))


def _makers(side: Side) -> str:
    return "; ".join(
        f"cleaner {maker.version}, {maker.model or 'no model'}, settings {maker.config}: {number}"
        for maker, number in sorted(side.makers.items(), key=str)
    )


def _document(compared: Compared) -> str:
    fields = [(change.name, change.before, change.after) for change in compared.fields]
    head = f"{_said(place_name(compared))}: {number_of(compared.lost, 'word')} lost, {compared.gained} gained"
    return "".join(
        (
            f"<details><summary>{head}</summary>\n<p><code>{_said(compared.id)}</code></p>\n",
            _table(("Field", "Before", "After"), fields) if fields else "",
            *(_block(pair) for pair in compared.changes),
            "</details>\n",
        )
    )


def _block(pair: Pair) -> str:
    had, has = pair.kept
    kind = " lost" if had and not has else " gained" if has and not had else ""
    said = [_said(text) for text in pair.texts]
    texts = f"<p><del>{said[0]}</del></p><p><ins>{said[1]}</ins></p>" if len(said) > 1 else f"<p>{said[0]}</p>"
    return f'<div class="block{kind}"><div>{pair.number}: <code>{_said(way_name(pair))}</code></div>{texts}</div>\n'
