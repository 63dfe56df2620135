"""The command line: one file per command. It parses, builds a `Config`, calls, and prints.

What most commands need is slow to load, so nothing is loaded here: the root's help stands in `COMMANDS`, and a command
brings only itself.
"""

from __future__ import annotations

import os
import sys
from types import MappingProxyType

TYPE_CHECKING = False  # to import it takes as long as to print the help
if TYPE_CHECKING:
    import typer

    app: typer.Typer

__all__ = ["COMMANDS", "app", "main"]

COMMANDS = MappingProxyType(
    {
        "clean": "Clean documents, with a ledger of removals.",
        "dedup": "Drop or mark what repeats across documents.",
        "validate": "Check records, also for what no schema says.",
        "report": "Make a page of a run: sums, charts, block by block.",
        "explain": "Show one document, block by block.",
        "diff": "Show what changed from one run to another one.",
        "trace": "Show what a document repeats, and what repeats it.",
        "rules": "List the rules, or show one with examples.",
        "eval": "Clean corrected documents again, and count agreement.",
        "schema": "Print the JSON Schema of a record.",
        "config": "Print every setting, its value and where it came from.",
        "doctor": "Check the installation and the machine.",
    }
)
"""Each command, a function in the file of its name (`eval_` for `eval`), with the first line of its help."""

_COMPLETING = "_CLEANER_COMPLETE"


def __getattr__(name: str) -> typer.Typer:
    """Build `app`, the whole command line, when it is asked for."""
    if name == "app":
        from cleaner.cli.tree import tree  # noqa: PLC0415  see above

        globals()[name] = whole = tree(COMMANDS)
        return whole
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Run the command line and end the process with its exit status.

    0 is good, 1 means findings (rejected documents, invalid records), 2 that the work could not be done,
    130 that it was interrupted, 143 that it was told to end.
    """
    given = sys.argv[1:]
    if _COMPLETING not in os.environ and len(given) == 1 and _answered(given[0]):
        return
    from cleaner.cli.status import end_when_told  # noqa: PLC0415  see above
    from cleaner.cli.tree import tree  # noqa: PLC0415
    from cleaner.collector import relax  # noqa: PLC0415

    end_when_told()
    relax()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character must not cost the run.
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    tree([given[0]] if given and given[0] in COMMANDS else list(COMMANDS))(prog_name="cleaner")


def _answered(option: str) -> bool:
    """Answer an option that needs nothing; say whether it was one, and whether the answer could be printed."""
    from cleaner.cli.root import HELP, help_text  # noqa: PLC0415  see above
    from cleaner.version import __version__  # noqa: PLC0415

    if option in HELP:
        text = help_text(COMMANDS)
    elif option == "--version":
        text = f"cleaner {__version__}\n"
    else:
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (AttributeError, OSError):
        return False  # closed or broken: what answers otherwise knows what to do then
    return True
