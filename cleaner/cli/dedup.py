"""`cleaner dedup`."""

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import completing
from cleaner.cli.status import FAILED, ending, say, show_data

if TYPE_CHECKING:
    from cleaner.duplicates.job import Spread
    from cleaner.duplicates.settings import Across

_SEARCHES = ("exact", "near")
_ENGINES = ("local", "ray")
_EXTRAS = MappingProxyType({"rensa": "near", "ray": "ray"})
_TREATMENTS = "drop|mark|off"
_treatments = completing.among("drop", "mark", "off")

_Output = Annotated[
    str, typer.Argument(metavar="OUT", help="What `cleaner clean` wrote: a folder, a file of lines, or an address.")
]
_To = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FOLDER", help="Write to this folder or address; else in place.")
]
_Search = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="exact|near",
        autocompletion=completing.among(*_SEARCHES),
        help="Look for equal blocks only, or for similar ones, too.",
    ),
]
_Clusters = Annotated[str | None, typer.Option(metavar="FILE", help="Write what repeats what, as lines of JSON.")]
_Against = Annotated[
    list[str] | None,
    typer.Option(metavar="INDEX", help="An old corpus, or its address, whose copies stay; can be repeated."),
]
_Index = Annotated[str | None, typer.Option(metavar="FILE", help="Write what a later run is held against.")]
_Exact = Annotated[
    str, typer.Option(metavar=_TREATMENTS, autocompletion=_treatments, help="What becomes of equal long blocks.")
]
_Site = Annotated[
    str, typer.Option(metavar=_TREATMENTS, autocompletion=_treatments, help="What becomes of a site's boilerplate.")
]
_Quotation = Annotated[
    str, typer.Option(metavar=_TREATMENTS, autocompletion=_treatments, help="What becomes of quotations.")
]
_NearDuplicate = Annotated[
    str, typer.Option(metavar=_TREATMENTS, autocompletion=_treatments, help="What becomes of near-duplicates.")
]
_Contained = Annotated[
    str,
    typer.Option(
        metavar="mark|off",
        autocompletion=completing.among("mark", "off"),
        help="What becomes of blocks in longer ones.",
    ),
]
_Near = Annotated[float, typer.Option(help="Least similarity of near-duplicates, 0 to 1.")]
_Documents = Annotated[int, typer.Option(help="A block in so many documents of a site is its boilerplate.")]
_Share = Annotated[float, typer.Option(help="So is a block in this share of a site's documents, 0 to 1.")]
_Ceiling = Annotated[float, typer.Option(help="Largest share of the text that may go, 0 to 1.")]
_Workers = Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes on this machine.")]
_Work = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Where a search lies whose output is an address; shared on a cluster."),
]
_Engine = Annotated[
    str, typer.Option(metavar="local|ray", autocompletion=completing.among(*_ENGINES), help="What runs the steps.")
]
_Address = Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Ray cluster; else one on this machine.")]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


def dedup(  # noqa: PLR0913, PLR0917  each parameter is an option
    output: _Output,
    to: _To = None,
    kind: _Search = "exact",
    clusters: _Clusters = None,
    against: _Against = None,
    index: _Index = None,
    exact: _Exact = "drop",
    site: _Site = "drop",
    quotation: _Quotation = "mark",
    near_duplicate: _NearDuplicate = "mark",
    contained: _Contained = "mark",
    near: _Near = 0.8,
    site_documents: _Documents = 20,
    site_share: _Share = 0.3,
    ceiling: _Ceiling = 0.5,
    work: _Work = None,
    workers: _Workers = 1,
    engine: _Engine = "local",
    address: _Address = None,
    quiet: _Quiet = False,
    as_json: _Json = False,
) -> None:
    """Drop or mark what repeats across documents.

    \b
    Examples:
      cleaner dedup cleaned/
      cleaner dedup cleaned.jsonl --kind near --clusters clusters.jsonl

    Exit status: 0 done, 2 could not be done or too much would go, 130 interrupted, 143 terminated.
    """  # noqa: D301
    with ending():
        from cleaner.batch.across import said  # noqa: PLC0415  `--help` must not wait for it
        from cleaner.cli.options import one_of  # noqa: PLC0415

        treatments = (exact, site, quotation, near_duplicate, contained)
        across = _across(treatments, near=near, site_documents=site_documents, site_share=site_share, ceiling=ceiling)
        wanted = one_of(kind, _SEARCHES, "kind")
        runner = _Runner(one_of(engine, _ENGINES, "engine"), address, workers)
        files = _Files(output, to, clusters, tuple(against or ()), index, work)
        done = _run(files, across, runner, near=wanted == "near")
        if as_json:
            show_data(json.dumps(done) + "\n")
        elif not quiet:
            for line in said(done):
                say(line)


@dataclass(frozen=True, slots=True)
class _Files:
    """What was typed of files."""

    output: str
    to: str | None
    clusters: str | None
    against: tuple[str, ...]
    index: str | None
    work: Path | None


@dataclass(frozen=True, slots=True)
class _Runner:
    """What was typed of how the steps are run."""

    engine: str
    address: str | None
    workers: int

    def open(self) -> "AbstractContextManager[Spread]":
        """Open what runs the steps."""
        if self.engine == "local":
            from cleaner.batch.spread import local  # noqa: PLC0415  `--help` must not wait for it

            return local(self.workers)
        from cleaner.batch.ray_spread import on_ray  # noqa: PLC0415  its library is an extra

        return on_ray(self.address, self.workers)


def _across(treatments: tuple[str, ...], **numbers: float) -> "Across":
    from cleaner.cli.options import one_of  # noqa: PLC0415  `--help` must not wait for it
    from cleaner.duplicates.settings import Across, Policy, Treatment  # noqa: PLC0415

    known = [one.value for one in Treatment]
    try:
        policy = Policy(*(Treatment(one_of(value, known, "treatment")) for value in treatments))
        return Across(policy=policy, **numbers)  # type: ignore[arg-type]  # whole numbers are whole
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _file(typed: str | None, option: str) -> Path | None:
    from cleaner.readers.remote import is_remote  # noqa: PLC0415  `--help` must not wait for it

    if typed is not None and is_remote(typed):
        raise typer.BadParameter(f"--{option} is a file on this machine, not an address")
    return None if typed is None else Path(typed)


def _run(given: _Files, across: "Across", runner: _Runner, *, near: bool) -> dict[str, Any]:
    from cleaner.batch.across import to_json  # noqa: PLC0415  `--help` must not wait for it
    from cleaner.batch.dedup import CeilingError, Output, deduplicate  # noqa: PLC0415
    from cleaner.batch.storage import Remote, root_of  # noqa: PLC0415
    from cleaner.readers import at_hand  # noqa: PLC0415

    path = root_of(given.output)
    if isinstance(path, Path):
        at_hand(given.output)
    clusters, index = (_file(name, option) for name, option in ((given.clusters, "clusters"), (given.index, "index")))
    to = None if given.to is None else root_of(given.to)
    if given.work is not None and not isinstance(to, Remote):
        raise typer.BadParameter("--work is for an output at an address: else the search lies in the output folder")
    files = Output(path, to, clusters, given.work, against=tuple(map(root_of, given.against)), index=index)
    try:
        with runner.open() as spread:
            return to_json(deduplicate(files, across, near=near, spread=spread))
    except CeilingError as error:
        say(f"error: {error}")
        raise typer.Exit(FAILED) from None
    except ModuleNotFoundError as error:
        if error.name is None or error.name not in _EXTRAS:
            raise
        say(f"error: this needs {error.name}, which comes with the extra `{_EXTRAS[error.name]}` of corpus-cleaner")
        raise typer.Exit(FAILED) from None
