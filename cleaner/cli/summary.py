"""The summary of a run, for people."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from cleaner.batch.across import said
from cleaner.batch.summary import Summary
from cleaner.cli.status import say, show_talk
from cleaner.terminal import number_of


def show(summary: Summary) -> None:
    """Print a summary on standard error."""
    skipped = f" ({summary.skipped} skipped: hidden, or no documents by their suffix)" if summary.skipped else ""
    say(f"{number_of(summary.read, 'document')} read: {summary.written} written, {summary.rejected} rejected{skipped}")
    if summary.written:
        # Rich ends the process where a pipe is broken; captured, it leaves that to us.
        console = Console(stderr=True, highlight=False)
        with console.capture() as table:
            console.print(_blocks(summary))
        show_talk(table.get())
    lines = {
        "ids that were there before": str(summary.repeated) if summary.repeated else "",
        "duplicates": str(summary.duplicates) if summary.duplicates else "",
        "fixes": _listed(summary.fixes),
        "flags": _listed(summary.flags),
        "rejects": _listed(summary.rejects),
    }
    for name, line in lines.items():
        if line:
            say(f"{name}: {line}")
    if summary.across is not None:
        for line in said(summary.across):
            say(f"across documents: {line}")
    if summary.undone:
        say("copies across documents that had been dropped or marked are there again: run `cleaner dedup` once more")


def _blocks(summary: Summary) -> Table:
    table = Table("role", show_footer=True)
    table.columns[0].footer = "all"
    for name, sums in (("kept", summary.kept), ("lifted", summary.lifted), ("dropped", summary.dropped)):
        table.add_column(name, justify="right", footer=str(sums.total()))
    for role in sorted({*summary.kept, *summary.lifted, *summary.dropped}):
        counts = (sums[role] for sums in (summary.kept, summary.lifted, summary.dropped))
        table.add_row(role, *(str(count) if count else "" for count in counts))
    return table


def _listed(sums: Counter[str]) -> str:
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered)
