"""Runs systems over tables in worker processes, and keeps what other libraries answered."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import orjson

from benchmarks.data import Page, fingerprint, pages
from benchmarks.systems import SYSTEMS, Answer, Job, System, warm_up, work

Answers = dict[str, dict[str, Answer]]
"""System name, then page id."""

_CACHE = Path(__file__).resolve().parents[1] / ".cache" / "bench"
_FORMAT = 1
"""Goes up when the meaning of cached answers changes: a system's options, the decoding, the fields."""
_CHUNK = 4


@dataclass(frozen=True, slots=True)
class Request:
    """The pages of one table and the systems that have to answer them."""

    table: str
    ids: tuple[str, ...]
    systems: tuple[str, ...]
    blocks: bool = False
    """Answers of this project should carry blocks."""


def answers(request: Request, workers: int) -> Answers:
    """Return what each system answered to each page.

    Answers of other libraries come from the cache where it has them, and go there where it did not.
    """
    cached = {name: _load(SYSTEMS[name], request.table) for name in request.systems}
    if "nothing" not in cached:
        cached["nothing"] = _load(SYSTEMS["nothing"], request.table)
    missing = {page: tuple(name for name in request.systems if page not in cached[name]) for page in request.ids}
    fresh: set[str] = set()
    for page, made in _run(request, missing, cached["nothing"], workers):
        for name, answer in made.items():
            cached[name][page] = answer
            fresh.add(name)
    for name in fresh:
        _store(SYSTEMS[name], request.table, cached[name])
    return {name: {page: cached[name][page] for page in request.ids} for name in request.systems}


def _run(
    request: Request, missing: dict[str, tuple[str, ...]], visible: dict[str, Answer], workers: int
) -> Iterator[tuple[str, dict[str, Answer]]]:
    wanted = [page for page, names in missing.items() if names]
    jobs = (
        Job(_with_text(page, visible.get(page.id)), missing[page.id], request.blocks)
        for page in pages(request.table, wanted)
    )
    if workers <= 1:
        warm_up(request.systems)
        yield from map(work, jobs)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, warm_up, (request.systems,)) as pool:
        yield from pool.imap_unordered(work, jobs, _CHUNK)


def _with_text(page: Page, visible: Answer | None) -> Page:
    """Return the page with its visible text where that is known already."""
    if page.text is not None or visible is None:
        return page
    return replace(page, text=visible.body)


def _path(system: System, table: str) -> Path | None:
    if system.package is None:
        return None
    return _CACHE / f"{table}.{system.name}.{version(system.package)}.{fingerprint(table)}.{_FORMAT}.json"


def _load(system: System, table: str) -> dict[str, Answer]:
    path = _path(system, table)
    if path is None or not path.exists():
        return {}
    rows: dict[str, dict[str, object]] = orjson.loads(path.read_bytes())
    return {page: _answer(row) for page, row in rows.items()}


def _answer(row: dict[str, object]) -> Answer:
    """Return the answer that a cached row holds; other libraries' answers have no blocks."""
    authors = row.pop("authors")
    assert isinstance(authors, list)
    row.pop("blocks")
    return replace(Answer(**row), authors=tuple(authors))  # type: ignore[arg-type]


def _store(system: System, table: str, found: dict[str, Answer]) -> None:
    path = _path(system, table)
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_bytes(orjson.dumps(found))
    partial.replace(path)
