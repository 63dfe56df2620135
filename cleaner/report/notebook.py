"""Documents and summaries of runs in a notebook: a piece of HTML without any script."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from cleaner.batch.summary import Summary
from cleaner.model import Action, Document
from cleaner.report.families import FAMILY_OF
from cleaner.terminal import number_of

# Half-transparent, so that they fit a light notebook and a dark one.
_COLOURS: Final = {
    Action.KEEP: ("26, 127, 78", "solid", "✓ kept"),
    Action.LIFT: ("37, 99, 201", "double", "↑ lifted"),
    Action.DROP: ("194, 65, 12", "dashed", "✕ dropped"),
}
_BLOCKS = 200
_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notebook shows: it looks for `_repr_html_`."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def show(value: Document | Summary) -> Shown:
    """Return a document, or the summary of a run, as something that a notebook shows.

    A document is its blocks in their order, each with what became of it, its role, and below its title what the reason
    and the confidence are. All texts are escaped; there is no script, and nothing is loaded.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(value, Document):
        return Shown(_document(value))
    if isinstance(value, Summary):
        return Shown(_summary(value))
    raise TypeError(f"show takes a Document or a Summary, not {type(value).__name__}")


def load_ipython_extension(shell: Any) -> None:
    """Let IPython show every document and summary like that: `%load_ext cleaner.report`."""
    formatter = shell.display_formatter.formatters["text/html"]
    for kind in (Document, Summary):
        formatter.for_type(kind, lambda value: show(value).html)


def _document(document: Document) -> str:
    pairs = list(zip(document.blocks, document.decisions, strict=True))
    numbers = {action: sum(decision.action is action for _, decision in pairs) for action in Action}
    title = document.metadata.headline or document.source.uri
    said = f"{numbers[Action.KEEP]} kept, {numbers[Action.LIFT]} lifted, {numbers[Action.DROP]} dropped"
    name = f"{escape(document.source.uri)} · {number_of(len(pairs), 'block')}: {said}"
    parts = [
        f'<div style="max-width:60em" {_language(document)}>',
        f'<p dir="auto"><b>{escape(title)}</b><br><small>{name}</small></p>',
    ]
    for block, decision in pairs[:_BLOCKS]:
        colour, line, word = _COLOURS[decision.action]
        role = decision.role.value
        hint = f"{decision.reason}, {decision.confidence:.2f} ({FAMILY_OF[role]})"
        text = document.text_of(block)
        more = f" … {number_of(len(text) - _TEXT, 'character', ',')} more" if len(text) > _TEXT else ""
        parts.append(
            f'<div title="{escape(hint)}" style="border-left:4px {line} rgb({colour});background:rgba({colour},.1);'
            f'padding:.2em .6em;margin:.2em 0"><small>{word} · {escape(role)} · {escape(decision.reason)} · '
            f'{decision.confidence:.2f}</small><div dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">'
            f"{escape(text[:_TEXT])}{more}</div></div>"
        )
    if len(pairs) > _BLOCKS:
        parts.append(f"<p>{number_of(len(pairs) - _BLOCKS, 'block', ',')} more</p>")
    return "".join((*parts, "</div>"))


def _language(document: Document) -> str:
    language = document.metadata.language
    return f'lang="{escape(language)}"' if language else ""


def _summary(summary: Summary) -> str:
    roles = sorted({*summary.kept, *summary.lifted, *summary.dropped})
    counters = (summary.kept, summary.lifted, summary.dropped)
    rows = [(role, *(f"{counter[role]:,}" if counter[role] else "" for counter in counters)) for role in roles]
    said = (
        f"{number_of(summary.read, 'document', ',')} read: {summary.written:,} written, {summary.rejected:,} rejected"
    )
    parts = [f"<p><b>{said}</b></p>", _table(("role", "kept", "lifted", "dropped"), rows)]
    for name, counter in (("fix", summary.fixes), ("flag", summary.flags), ("rejected", summary.rejects)):
        if counter:
            parts.append(_table((name, "number"), [(key, f"{counter[key]:,}") for key in sorted(counter)]))
    return "".join(parts)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row" style="text-align:left">{escape(cell)}</th>' if at == 0 else f"<td>{escape(cell)}</td>"
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
