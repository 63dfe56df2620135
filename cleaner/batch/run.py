"""One run: every input is read, cleaned and written, or rejected; nothing falls between."""

import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.batch.across import Search
from cleaner.batch.errors import RunError
from cleaner.batch.finish import Keys, list_rejects, order_lines
from cleaner.batch.ids import repeated
from cleaner.batch.lock import held
from cleaner.batch.manifest import HOME, NAME, Line, Manifest, appending
from cleaner.batch.part import Outlet, Output, Part, Results, balance, entries, in_this_process, parts, take
from cleaner.batch.plan import Shard, one_by_one, plan, several
from cleaner.batch.pool import Pool
from cleaner.batch.prints import made_of
from cleaner.batch.renew import forget, restore, settle
from cleaner.batch.resume import Standing, judge, sweep
from cleaner.batch.settle import Clean, Settle, shipped, weight
from cleaner.batch.summary import Summary, add
from cleaner.batch.watch import Watch
from cleaner.batch.worker import Bounds
from cleaner.config import Config
from cleaner.model import RawDocument
from cleaner.readers import Found, ReadOptions, Skipped
from cleaner.writers import Format, Target, open_target, reject_list, write_card
from cleaner.writers.files import inside, naming
from cleaner.writers.format import ASIDE

Find = Callable[[], Iterable[Found]]
"""Walks the inputs; each call begins anew."""

_LOOK = 1000  # entries that are looked through for a second document


@dataclass(frozen=True, slots=True)
class How:
    """How a run goes."""

    config: Config = field(default_factory=Config)
    reading: ReadOptions = field(default_factory=ReadOptions)
    workers: int = 0
    """How many processes clean; 0 to clean in this one, where nothing bounds a document."""
    bounds: Bounds = field(default_factory=Bounds)
    resume: bool = False
    """Whether to leave alone what an earlier run finished in the folder, as far as nothing has changed since."""
    clean: Clean = shipped
    across: Search | None = None
    """Which copies across documents go when everything is cleaned; only in a folder."""


def run(find: Find, target: Target, how: How, watch: Watch | None = None) -> Summary:
    """Clean everything that is found.

    One bad document costs itself: it becomes a reject, and the run goes on. In a folder, what an earlier run left
    there is removed, or resumed.

    Args:
        find: Finds what to read, and what cannot be.
        target: Where records go.
        how: How it goes.
        watch: Who looks on.

    Returns:
        What the output holds, and what was rejected on the way.

    Raises:
        OSError: The output cannot be written any more. In a folder, what is finished stands and can be resumed.
        RunError: The run cannot go on, or something that was read is neither written nor rejected; or more of the text
            would go across documents than may, then the records stand as they were cleaned.
    """
    watch = watch or Watch()
    if target.path is None or not target.folder:
        return _alone(find, target, how, watch)
    home = target.path / HOME
    if not inside(target.path, target.path / ASIDE):
        raise RunError(f"a link in the output folder leads out of it: {home}")
    home.mkdir(exist_ok=True)
    with held(home):
        _ignored(home / ".gitignore")
        _clear(target.path)
        return _Folder(find, target, target.path, how, watch).run()


def _alone(find: Find, target: Target, how: How, watch: Watch) -> Summary:
    """Write one file, or standard output."""
    summary = Summary()
    keys = array("Q")
    with (
        reject_list(target.rejects) as reject,
        open_target(target) as sink,
        _workers(how, target.format, early=several(find(), how.reading.kind)) as results,
    ):
        outlet = Outlet(sink.put, reject, keys.frombytes)
        shards = _counted(one_by_one(find()), summary)
        stream = results(entries(shards, how.reading, watch, hashed=False))
        for _begin in stream:
            shard = Summary()
            take(stream, outlet, shard, watch)
            add(summary, shard)
    balance(summary)
    summary.repeated = repeated([keys.tobytes()], len(keys))
    return summary


@dataclass(slots=True)
class _Folder:
    """A run into a folder that nobody else writes to."""

    find: Find
    target: Target
    folder: Path
    how: How
    watch: Watch
    summary: Summary = field(default_factory=Summary)
    order: list[str] = field(default_factory=list)
    finished: bool = False
    """Whether every shard stands."""
    searched: bool = False
    """Whether what is there is what the search for copies across documents would give."""

    def run(self) -> Summary:
        if self.how.across is not None:
            self.how.across.check(self.folder)
        place = self.folder / HOME / NAME
        made = made_of(self.how.config, self.target.format, self.how.reading)
        kept = self._resume(place, made) if self.how.resume else self._begin(place)
        shards = self._shards(kept)
        output = Output(self.folder, self.target.format)
        early = not self.finished and several(self.find(), self.how.reading.kind)
        with appending(place) as add_line, _workers(self.how, self.target.format, early=early) as results:
            for part in parts(shards, output, self.how.reading, results, self.watch):
                line = _line(part, made, self.how.bounds)
                add_line(line)
                self.watch.part(line)
        self._finish(place)
        return self.summary

    def _begin(self, place: Path) -> set[str]:
        """Remove what an earlier run left."""
        forget(self.folder)
        sweep(Manifest(place), set(), self.folder)
        place.unlink(missing_ok=True)
        return set()

    def _resume(self, place: Path, made: dict[str, str]) -> set[str]:
        """Return the stems of the shards that stand, and remove what does not."""
        settle(self.folder)
        standing = None
        if self.how.across is not None:
            standing = self._judge(place, made | self.how.across.made_of())
            # A shard that is gone may have held the copy that others point at.
            same = not standing.changed and standing.kept == set(Manifest(place))
            self.searched = same and self.how.across.noted()
        if standing is None or not self.searched:
            self.summary.undone = restore(self.folder) and self.how.across is None
            standing = self._judge(place, made)
        self.finished = not standing.changed
        self.watch.stands(standing)
        lines = Manifest(place)
        sweep(lines, standing.kept, self.folder)
        if not lines.sound or len(lines) != len(standing.kept):
            order_lines(lines, [stem for stem in lines if stem in standing.kept], self.folder, place)
        return standing.kept

    def _judge(self, place: Path, made: dict[str, str]) -> Standing:
        shards = (one for one in plan(self.find(), self.how.reading.kind) if isinstance(one, Shard))
        return judge(shards, Manifest(place), made, self.how.bounds, self.folder)

    def _shards(self, kept: set[str]) -> Iterator[Shard]:
        for shard in _counted(plan(self.find(), self.how.reading.kind), self.summary):
            self.order.append(shard.stem)
            if shard.stem not in kept:
                yield shard

    def _finish(self, place: Path) -> None:
        order_lines(Manifest(place), self.order, self.folder, place)
        assert self.target.rejects is not None
        list_rejects(Manifest(place), self.order, self.folder, self.target.rejects)
        write_card(self.target)
        if self.how.across is not None and not self.searched:
            self.summary.across = self.how.across.run(self.folder, max(1, self.how.workers))
        lines = Manifest(place)
        for line in lines.values():
            add(self.summary, line.summary)
        balance(self.summary)
        self.summary.repeated = repeated(Keys(lines, self.folder), self.summary.written)


def _clear(folder: Path) -> None:
    """Remove what a killed run had begun to write, and the file it tried the folder with."""
    shutil.rmtree(folder / ASIDE, ignore_errors=True)
    for left in folder.glob(".cleaner-*.tmp"):
        left.unlink(missing_ok=True)


def _ignored(place: Path) -> None:
    """Let a folder say that nobody wants to have it under version control."""
    says = b"*\n"
    if not place.exists() or place.read_bytes() != says:
        with naming(place):
            place.write_bytes(says)


def _counted(plan: Iterable[Shard | Skipped], summary: Summary) -> Iterator[Shard]:
    for one in plan:
        if isinstance(one, Skipped):
            summary.skipped += 1
        else:
            yield one


def _line(part: Part, made: dict[str, str], bounds: Bounds) -> Line:
    return Line(part.shard.stem, made, bounds, part.inputs, part.outputs, part.notes, part.summary)


@contextmanager
def _workers(how: How, format_: Format, *, early: bool) -> Iterator[Results]:
    """Give what cleans; processes are started only where there is more than one document.

    `early` has what they share loaded while the inputs are looked at.
    """
    job = Settle(how.config, format_, how.clean)
    if not how.workers:
        yield partial(in_this_process, job)
        return
    with Pool(job, how.workers, how.bounds, weight) as pool:
        if early:
            pool.prepare()

        def results(given: Iterable[Any]) -> Iterator[Any]:
            rest = iter(given)
            first = list(_until_second(rest))
            several = sum(isinstance(one, RawDocument) for one in first) > 1 or len(first) >= _LOOK
            yield from pool.run(chain(first, rest)) if several else in_this_process(job, first)

        yield results


def _until_second(given: Iterator[Any]) -> Iterator[Any]:
    documents = 0
    for number, one in enumerate(given, 1):
        yield one
        documents += isinstance(one, RawDocument)
        if documents > 1 or number >= _LOOK:
            return
