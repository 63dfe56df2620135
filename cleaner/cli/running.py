"""The options that say how a run goes: what is read, who works, what a document may cost."""

import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli import completing

if TYPE_CHECKING:
    from cleaner.batch.across import Search
    from cleaner.batch.run import How
    from cleaner.batch.summary import Summary
    from cleaner.batch.worker import Bounds
    from cleaner.config import Config

_READING = "What is read"
_RUNNING = "How it runs"

_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
_LEAST_MEMORY = 512 * 1024**2  # what a worker has before it sees a document, and some for the document

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="TYPE",
        autocompletion=completing.kinds,
        help="What every input is, whatever its name: text, html, document, json, jsonl, parquet, warc, tar, zip.",
        rich_help_panel=_READING,
    ),
]
TextField = Annotated[
    str | None, typer.Option(metavar="NAME", help="Field of a line or row with text.", rich_help_panel=_READING)
]
HtmlField = Annotated[str | None, typer.Option(metavar="NAME", help="Field with the page.", rich_help_panel=_READING)]
UrlField = Annotated[str | None, typer.Option(metavar="NAME", help="Field with the URL.", rich_help_panel=_READING)]
IdField = Annotated[str | None, typer.Option(metavar="NAME", help="Field with the id.", rich_help_panel=_READING)]
DateField = Annotated[
    str | None, typer.Option(metavar="NAME", help="Field with the date of publication.", rich_help_panel=_READING)
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        "-j",
        min=0,
        metavar="N",
        help="Processes that clean; 0 for none, and no limits. Default: one per CPU.",
        rich_help_panel=_RUNNING,
    ),
]
Timeout = Annotated[
    float, typer.Option(metavar="SECONDS", help="Longest time for one document.", rich_help_panel=_RUNNING)
]
Memory = Annotated[
    str, typer.Option(metavar="SIZE", help="Most memory of a worker, e.g. 512M; 0: any.", rich_help_panel=_RUNNING)
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Do only what is missing or has changed.", rich_help_panel=_RUNNING)
]
MaxRejects = Annotated[
    str, typer.Option(metavar="N|P%", help="Most rejects for exit status 0.", rich_help_panel=_RUNNING)
]
ACROSS = ("exact", "near", "off")
Across = Annotated[
    str,
    typer.Option(
        metavar="|".join(ACROSS),
        autocompletion=completing.among(*ACROSS),
        help="Drop or mark what repeats across documents, when all are clean.",
        rich_help_panel=_RUNNING,
    ),
]
Against = Annotated[
    list[str] | None,
    typer.Option(metavar="INDEX", help="With --across: an old corpus, whose copies stay.", rich_help_panel=_RUNNING),
]
Index = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="With --across: write what a later run is held against.", rich_help_panel=_RUNNING
    ),
]

Progress = Annotated[
    str,
    typer.Option(
        metavar="auto|json|none",
        autocompletion=completing.among("auto", "json", "none"),
        help="A bar or lines, events for a program, or none.",
        rich_help_panel=_RUNNING,
    ),
]
PROGRESS = ("auto", "json", "none")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed for these options."""

    kind: str | None
    fields: tuple[str | None, ...]
    """Names of the fields with text, page, URL, id and date."""
    workers: int | None
    timeout: float
    memory: str
    resume: bool
    max_rejects: str
    across: str
    against: list[str] | None
    index: str | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many documents may be rejected, or may be something else that is counted."""

    number: float
    percent: bool = False

    def covers(self, summary: "Summary") -> bool:
        """Say whether a run rejected no more than that."""
        return self.bears(summary.rejected, summary.read)

    def bears(self, number: int, total: int) -> bool:
        """Say whether a number is no larger than that, out of a total."""
        return number <= (total * self.number / 100 if self.percent else self.number)


def allowance(typed: str, option: str = "--max-rejects") -> Allowance:
    """Return the allowance that `N` or `P%` names for an option.

    Raises:
        typer.BadParameter: It names none.
    """
    text, percent = typed.removesuffix("%").strip(), typed.endswith("%")
    if not re.fullmatch(r"\d+(\.\d+)?" if percent else r"\d+", text):
        raise typer.BadParameter(f"{option} takes a number or a percentage such as 0.5%, not {typed!r}")
    if percent and float(text) > 100:
        raise typer.BadParameter(f"{option} takes at most 100%, not {typed!r}")
    return Allowance(float(text), percent)


def size(typed: str) -> int:
    """Return the bytes that `512M` and the like name.

    Raises:
        typer.BadParameter: It names no size.
    """
    match = _SIZE.fullmatch(typed.strip())
    if match is None:
        raise typer.BadParameter(f"--memory takes a size such as 512M or 2G, not {typed!r}")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def how(config: "Config", asked: Asked) -> "How":
    """Return how the run goes.

    Raises:
        typer.BadParameter: Something that was typed makes no sense.
    """
    from cleaner.batch.run import How  # noqa: PLC0415  `--help` must not wait for it
    from cleaner.cli.options import one_of  # noqa: PLC0415
    from cleaner.readers import KINDS, Fields, ReadOptions  # noqa: PLC0415

    kind = None if asked.kind is None else one_of(asked.kind, KINDS, "type")
    reading = ReadOptions(config.limits, Fields(*asked.fields), kind)
    bounds = _bounds(asked.timeout, asked.memory)
    return How(config, reading, _workers(asked.workers), bounds, asked.resume, across=_across(asked))


def _across(asked: Asked) -> "Search | None":
    """Return what is to be looked for across documents.

    Raises:
        InputError: An index cannot be used.
    """
    from cleaner.batch.across import Search  # noqa: PLC0415  `--help` must not wait for it
    from cleaner.cli.options import one_of  # noqa: PLC0415
    from cleaner.readers.remote import is_remote  # noqa: PLC0415

    wanted = one_of(asked.across, ACROSS, "search")
    # Before any work is done: the search is its last step.
    if wanted == "near" and find_spec("rensa") is None:
        raise typer.BadParameter("--across near needs rensa, which comes with the extra `near` of corpus-cleaner")
    if wanted == "off":
        if asked.against or asked.index:
            raise typer.BadParameter("--against and --index are for --across exact or near")
        return None
    if any(map(is_remote, asked.against or ())):
        raise typer.BadParameter("--against takes files here; `cleaner dedup --against` takes addresses, too")
    index = None if asked.index is None else Path(asked.index)
    search = Search(wanted == "near", against=tuple(map(Path, asked.against or ())), index=index)
    search.made_of()
    return search


def _bounds(timeout: float, memory: str) -> "Bounds":
    """Return what a document may cost."""
    from cleaner.batch.worker import Bounds  # noqa: PLC0415  `--help` must not wait for it

    most = size(memory)
    if 0 < most < _LEAST_MEMORY:
        raise typer.BadParameter(f"--memory must be at least {_LEAST_MEMORY // 1024**2}M: a worker itself needs some")
    try:
        return Bounds(timeout, most)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _workers(wanted: int | None) -> int:
    """Return how many processes clean: where nobody says, one for each CPU that this process may use."""
    if wanted is not None:
        return wanted
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
