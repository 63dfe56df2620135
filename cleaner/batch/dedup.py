"""Copies across the documents of an output: found, decided about, and written."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from cleaner.batch.dedup_files import Change, New, Part, find_parts, read_part, write_part
from cleaner.batch.lock import held
from cleaner.batch.manifest import HOME
from cleaner.batch.records import holds_records
from cleaner.batch.renew import SEARCH, Renewal, fingerprint, renew, searched, settle
from cleaner.batch.storage import Remote, Root, named, on_disk, send, size_of
from cleaner.batch.swap import begun, finish, swap
from cleaner.duplicates.catalog import build
from cleaner.duplicates.ceiling import CeilingError, check_ceiling
from cleaner.duplicates.clusters import write_clusters
from cleaner.duplicates.decide import Sums, decide
from cleaner.duplicates.equal import group
from cleaner.duplicates.fates import fates_of
from cleaner.duplicates.index import Index, IndexFileError, check_whole, is_index, settings_of
from cleaner.duplicates.job import Job, Spread, Table
from cleaner.duplicates.keep import write_index
from cleaner.duplicates.rewrite import rewrite
from cleaner.duplicates.scan import Scanned, reads, scan
from cleaner.duplicates.settings import Across
from cleaner.readers import InputError
from cleaner.readers.names import uri_of
from cleaner.writers.files import whole_file

__all__ = ["CeilingError", "Deduplicated", "Output", "deduplicate"]

_BUCKET_BYTES = 64 * 1024 * 1024
"""About how many bytes of input there are for a bucket."""
_MOST_BUCKETS = 4096


@dataclass(frozen=True, slots=True)
class Output:
    """Records that were written, and where they go."""

    path: Root
    """A folder, or one file of lines; or the address of one."""
    to: Root | None = None
    """Another folder or address for all files; `None` to put changed files in the places of those that are there."""
    clusters: Path | None = None
    """A file that gets a line for each block that has copies."""
    work: Path | None = None
    """The folder in which the files of a search lie whose output has an address; `None` for one of the system."""
    against: tuple[Root, ...] = ()
    """Indexes of earlier searches, or their addresses: what stands there stays."""
    index: Path | None = None
    """A file that gets the index of this search."""

    @property
    def root(self) -> Root:
        """What holds the records. Absolute: a step may run where the current folder is another one."""
        if isinstance(self.path, Remote):
            whole, _, name = self.path.address.rpartition("/")
            return Remote(whole) if holds_records(name) else self.path
        return (self.path if self.path.is_dir() else self.path.parent).absolute()

    @property
    def only(self) -> str | None:
        """The one file that is meant."""
        if isinstance(self.path, Remote):
            return None if self.root == self.path else self.path.address.rpartition("/")[2]
        return None if self.path.is_dir() else self.path.name


@dataclass(slots=True)
class Deduplicated:
    """What came of it."""

    documents: int = 0
    blocks: int = 0
    """Blocks in the texts before."""
    characters: int = 0
    """Their code points."""
    changed: int = 0
    """Documents that were changed."""
    repeated: int = 0
    """Documents with the id of another one."""
    late: bool = False
    """Whether an index was made of records from which copies had gone."""
    sums: Sums = field(default_factory=Sums)


def deduplicate(output: Output, across: Across, *, near: bool, spread: Spread) -> Deduplicated:
    """Drop or mark what repeats across the documents of an output, which nobody else writes to meanwhile.

    The same records and settings give the same bytes, however many run at once, and a second run drops nothing more.
    Nothing is written before everything is decided. Files in place are swapped together at the end; a run that was
    killed in the middle of that is brought to its end first.

    Args:
        output: The records.
        across: When blocks are copies, and what becomes of them.
        near: Whether near-duplicates are looked for, too.
        spread: What runs the steps.

    Returns:
        What was done.

    Raises:
        InputError: There are no records, or something is none; or a file of the search would lie where another one is.
        CeilingError: More of the text would go than the settings allow; nothing is written.
        BusyError: Another run writes to the output.
        OSError: Something cannot be written.
    """
    root, to = output.root, output.to or output.root
    if isinstance(to, Remote) and output.to is None:
        # Many files at an address cannot be replaced together, and a part alone points at what may not be there.
        raise InputError(f"records at an address are not changed in place: name an output for {root}")
    if output.to is not None and _inside(output.to, root):
        raise InputError(f"the output lies inside what is read: {named(output.to)}")
    with ExitStack() as stack:
        if isinstance(to, Path):
            stack.enter_context(_alone(to.absolute()))
        home = None if (place := on_disk(root)) is None else place / HOME
        if home is not None and to != root and home.is_dir() and os.access(home, os.W_OK):
            stack.enter_context(held(home))
        return deduplicate_held(output, across, near=near, spread=spread)


def _inside(to: Root, root: Root) -> bool:
    if isinstance(to, Remote) and isinstance(root, Remote) and to.within(root):
        return True
    place, folder = on_disk(to), on_disk(root)
    return place is not None and folder is not None and place.is_relative_to(folder)


def deduplicate_held(output: Output, across: Across, *, near: bool, spread: Spread) -> Deduplicated:
    """Do what `deduplicate` does in an output that the caller holds.

    Raises:
        InputError: There are no records, or something is none; or a file of the search would lie where another one is.
        CeilingError: More of the text would go than the settings allow; nothing is written.
        OSError: Something cannot be written.
    """
    check_places(output)
    root = output.root
    late = output.index is not None and isinstance(root, Path) and searched(root)
    with _workplace(output, root) as work:
        parts = find_parts(root, output.only)
        known = _at_hand(output.against, work / "against")
        hashes = check_indexes(known, across, near=near, called=output.against)
        job = Job(work, buckets_for(root, parts), near, across, None, known, output.index is not None)
        scanned, done = search(root, parts, job, spread)
        done.late = late
        check_ceiling(done.sums, done.characters, job)
        if output.clusters is not None:
            write_clusters(output.clusters, job)
        if output.index is not None:
            # Before anything is swapped: from records without their copies it could not be made again.
            with whole_file(output.index, output.index.parent) as stream:
                write_index(stream, job, spread)
        tasks = zip(parts, scanned, strict=True)
        new = New(work / "new", work, every=output.to is not None)
        remote = output.to if isinstance(output.to, Remote) else None
        done.changed = sum(spread(partial(_apply, root, job, new, remote), tasks))
        if output.to is None and isinstance(root, Path):
            mark = fingerprint(across, hashes, near=near)
            renew(Renewal(root, new.folder, work, mark, output.only is None), spread)
        to = output.to or root
        if new.folder.exists() and isinstance(to, Path):
            swap(new.folder, to)
    return done


def search(root: Root, parts: list[Part], job: Job, spread: Spread) -> tuple[list[Scanned], Deduplicated]:
    """Find all copies and decide about them; nothing is written but into the folder of the search.

    Returns:
        What is to be known of each part, and what the decisions come to.

    Raises:
        InputError: Something is no record.
        ImportError: Near-duplicates are looked for, and the library that signs them is not installed.
    """
    scanned = spread(partial(_scan, root, job), parts)
    repeated = build(scanned, job)
    tasks = [(table, bucket) for table in job.tables for bucket in range(job.buckets)]
    spread(partial(_group, job), tasks)
    if job.near:
        from cleaner.duplicates.likeness import find_likes  # noqa: PLC0415  its library is an extra

        for table in job.tables:
            find_likes(table, job, spread)
    sums = Sums()
    for one in spread(partial(_decide, job), tasks):
        sums.add(one)
    return scanned, Deduplicated(
        documents=sum(sum(one.documents) for one in scanned),
        blocks=sum(one.blocks for one in scanned),
        characters=sum(one.characters for one in scanned),
        repeated=repeated,
        sums=sums,
    )


def check_places(output: Output) -> None:
    """Make sure that the clusters and the index of a search take the place of nothing that is needed.

    Raises:
        InputError: They would.
    """
    written = (output.path,) if output.to is None else (output.path, output.to)
    folders = [place for one in written if (place := on_disk(one)) is not None]
    others = [place for one in output.against if (place := on_disk(one)) is not None]
    for what, place in (("clusters", output.clusters), ("index", output.index)):
        if place is None:
            continue
        name, real = uri_of(str(place)), place.resolve()
        if any(real.is_relative_to(folder) for folder in folders):
            raise InputError(f"the {what} would lie among the records: {name}")
        if real in others:
            raise InputError(f"the {what} would take the place of what is read or written, too: {name}")
        others.append(real)
    if output.index is None or not output.index.exists() or output.index.is_dir():
        return
    # A device or a pipe would be replaced by a file.
    if not output.index.is_file() or (output.index.stat().st_size and not is_index(output.index)):
        raise InputError(f"the index would take the place of something that is none: {uri_of(str(output.index))}")


def _at_hand(against: Sequence[Root], folder: Path) -> tuple[Path, ...]:
    """Return indexes as files that are mapped; what lies at an address is copied into a folder of the search first."""
    places = []
    for at, one in enumerate(against):
        if not isinstance(one, Remote):
            places.append(one.absolute())
            continue
        folder.mkdir(exist_ok=True)
        places.append(folder / str(at))
        try:
            one.fetch(places[-1])
        except InputError as error:
            raise InputError(f"cannot use the index {one}: {error}") from error
    return tuple(places)


def check_indexes(
    places: Sequence[Path], across: Across, *, near: bool, called: Sequence[Root] | None = None
) -> list[str]:
    """Make sure that a search can be held against some indexes; return a hash of each one.

    Args:
        places: The indexes.
        across: The settings of the search.
        near: Whether it looks for near-duplicates, too.
        called: What a message calls each of them; the places where it is `None`.

    Raises:
        InputError: One cannot be read, is not whole, or was made by other settings.
    """
    hashes = []
    for place, name in zip(places, called or places, strict=True):
        try:
            hashes.append(check_whole(place))
            Index(place).check(settings_of(across, near=near))
        except (OSError, IndexFileError) as error:
            says = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"cannot use the index {named(name)}: {says}") from error
    return hashes


def buckets_for(root: Root, parts: list[Part]) -> int:
    """Return how many buckets there are to be: a power of two, so that one fits into memory."""
    size = size_of(root, (name for part in parts for name in part.files))
    return min(1 << max(0, (size // _BUCKET_BYTES).bit_length()), _MOST_BUCKETS)


@contextmanager
def _workplace(output: Output, root: Root) -> Iterator[Path]:
    """Have an empty folder for the search, and take it away again."""
    to = output.to or root
    if isinstance(to, Remote):
        with tempfile.TemporaryDirectory(prefix="cleaner-", dir=output.work) as folder:
            yield Path(folder)
        return
    place = (to / HOME / SEARCH).absolute()
    finish(place / "new", to)
    if output.to is None:
        settle(to)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        # A swap that was broken off has to be brought to its end, and this is all there is of the new files.
        if not begun(place / "new"):
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    """Hold the folder that is written to; one that no run holds otherwise shows nothing of that afterwards."""
    home = to / HOME
    made, empty = not home.exists(), not to.exists()
    home.mkdir(parents=True, exist_ok=True)
    try:
        with held(home):
            yield
    finally:
        if made and not begun(home / SEARCH / "new"):
            shutil.rmtree(home, ignore_errors=True)
        if empty:
            with suppress(OSError):  # something was written
                to.rmdir()


def _scan(root: Root, job: Job, part: Part) -> Scanned:
    return scan(read_part(root, part, reads(job)), part.name, job)


def _group(job: Job, task: tuple[Table, int]) -> None:
    group(*task, job)


def _decide(job: Job, task: tuple[Table, int]) -> Sums:
    return decide(*task, job)


def _apply(root: Root, job: Job, new: New, remote: Remote | None, task: tuple[Part, Scanned]) -> int:
    """Write the files of a part that change, and return how many documents do."""
    part, scanned = task
    fates = fates_of(scanned.runs, job)
    touched = fates.blocks.keys() | fates.documents.keys()
    if not touched and not new.every:
        return 0
    changes: dict[int, Change] = {
        at: partial(rewrite, fates=fates.blocks.get(at, ()), whole=fates.documents.get(at)) for at in touched
    }
    if remote is not None:
        new = replace(new, folder=new.folder / part.name)
    counted = write_part(root, part, new, changes)
    if counted.records != sum(scanned.documents):
        raise InputError(f"{part.files[0]} was changed while it was read")
    if remote is not None:
        send(new.folder, remote)
    return counted.changed
