"""`python -m benchmarks.quality`: how well pages are cleaned, beside other tools, as tables."""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.data import Gold, folder, golds
from benchmarks.dated import commit_of, keep, origin
from benchmarks.groups import language_tables
from benchmarks.runs import Answers, Request, answers
from benchmarks.systems import versions
from benchmarks.tables import (
    Evidence,
    Scorer,
    Table,
    author_tables,
    failure_table,
    markdown,
    metadata_tables,
    role_tables,
    snippet_tables,
    speed_table,
    word_scores,
    word_tables,
)

_TEXT = ("cleaner-text", "nothing-text", "words5-text", "c4-lines-text")


@dataclass(frozen=True, slots=True)
class Task:
    """One question to ask of one table."""

    name: str
    table: str
    systems: tuple[str, ...]
    score: Scorer


TASKS = (
    Task("html-wcxb", "wcxb-dev", ("cleaner", "trafilatura", "resiliparse", "nothing"), word_tables),
    Task(
        "html-news",
        "news-dev",
        ("cleaner", "trafilatura", "trafilatura-precision", "resiliparse", "nothing"),
        word_tables,
    ),
    Task("text-wcxb", "wcxb-dev", _TEXT, word_tables),
    Task("text-news", "news-dev", _TEXT, word_tables),
    Task("leftovers", "leftovers-dev", _TEXT, word_tables),
    Task("snippets", "trafilatura-dev", ("cleaner", "trafilatura"), snippet_tables),
    Task("roles-html", "fundus-dev", ("cleaner", "trafilatura", "resiliparse"), role_tables),
    Task("roles-text", "leftovers-dev", ("cleaner-text", "nothing-text"), role_tables),
    Task("languages-html", "fundus-dev", ("cleaner", "trafilatura"), language_tables),
    Task("languages-text", "leftovers-dev", ("cleaner-text", "nothing-text"), language_tables),
    Task("metadata-fundus", "fundus-dev", ("cleaner", "trafilatura-metadata"), metadata_tables),
    Task("metadata-news", "news-dev", ("cleaner", "trafilatura-metadata"), metadata_tables),
    Task("authors-text", "leftovers-dev", ("cleaner-text", "nothing-text"), author_tables),
)


_OF_BLOCKS = (role_tables, language_tables)


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked of a run."""

    tasks: tuple[Task, ...]
    sample: int | None
    workers: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tasks, print their tables, write what was asked for; return the exit status."""
    options = _options(arguments)
    try:
        folder()
    except FileNotFoundError as error:
        print(f"quality: {error}", file=sys.stderr)
        return 2
    started = time.monotonic()
    run = Run(_chosen(options.task), options.sample, options.workers)
    evidence = collect(run)
    tables = [table for task in run.tasks for table in task.score(evidence[task.name])]
    seen = list(evidence.values())
    tables += [failure_table(seen), speed_table(seen)]
    text = "\n".join(markdown(table) for table in tables)
    print(text)
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
    record = _record(run, tables)
    if options.json:
        pages = {task.name: _pages(evidence[task.name]) for task in run.tasks if task.score is word_tables}
        Path(options.json).write_bytes(orjson.dumps({**record, "pages": pages}, option=orjson.OPT_INDENT_2))
    if options.save:
        _save(record, text)
    return 0


def collect(run: Run) -> dict[str, Evidence]:
    """Return the evidence of each task by its name; each table is read once for all its tasks."""
    evidence: dict[str, Evidence] = {}
    for table in dict.fromkeys(task.table for task in run.tasks):
        tasks = [task for task in run.tasks if task.table == table]
        truth = golds(table, run.sample)
        names = tuple(dict.fromkeys(name for task in tasks for name in task.systems))
        roles = any(task.score in _OF_BLOCKS for task in tasks)
        request = Request(table, tuple(gold.id for gold in truth), names, roles)
        print(f"{table}: {len(truth)} pages", file=sys.stderr)
        found = answers(request, run.workers)
        evidence.update({task.name: _evidence(task, truth, found) for task in tasks})
    return {task.name: evidence[task.name] for task in run.tasks}


def _evidence(task: Task, truth: list[Gold], found: Answers) -> Evidence:
    # of leftovers-dev only the part made from fundus-dev has gold roles
    picked = tuple(gold for gold in truth if gold.blocks or task.score not in _OF_BLOCKS)
    answered = {name: found[name] for name in task.systems}
    words = word_scores(picked, answered) if task.score is word_tables else {}
    return Evidence(task.name, picked, task.systems, answered, words)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="take N pages of each table, evenly spread")
    parser.add_argument("--task", action="append", metavar="NAME", help=f"a task or its start: {_names()}")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--json", metavar="FILE", help="write the tables and the scores of every page")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-quality.{json,md}")
    options = parser.parse_args(arguments)
    if options.sample is not None and options.sample < 1:
        parser.error("--sample must be at least 1")
    for name in options.task or ():
        if not any(task.name.startswith(name) for task in TASKS):
            parser.error(f"no task {name!r}; there are {_names()}")
    return options


def _names() -> str:
    return ", ".join(task.name for task in TASKS)


def _chosen(names: Sequence[str] | None) -> tuple[Task, ...]:
    if not names:
        return TASKS
    return tuple(task for task in TASKS if any(task.name.startswith(name) for name in names))


def _pages(evidence: Evidence) -> dict[str, dict[str, float]]:
    """Return word F1 by page id and system."""
    pages: dict[str, dict[str, float]] = {gold.id: {} for gold in evidence.golds}
    for name in evidence.systems:
        for page, score in evidence.words[name].items():
            pages[page][evidence.label(name)] = round(score.f1, 4)
    return pages


def _record(run: Run, tables: list[Table]) -> dict[str, Any]:
    return {
        **origin(),
        "versions": versions(),
        "sample": run.sample,
        "tables": [asdict(table) for table in tables],
    }


def _save(record: dict[str, Any], text: str) -> None:
    libraries = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    pages = "all pages" if record["sample"] is None else f"{record['sample']} pages of each table"
    head = f"{commit_of(record)}; {pages}; Python {record['python']}; {libraries}."
    keep("quality", "Quality", f"{head}\n\n{text}", record)


if __name__ == "__main__":
    sys.exit(main())
