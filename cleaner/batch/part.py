"""One shard in, one part of the output out. Nothing here knows of other shards, so that any engine can call it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.batch.errors import UnbalancedError
from cleaner.batch.manifest import HOME
from cleaner.batch.plan import Shard
from cleaner.batch.prints import Digest, digest, stamp
from cleaner.batch.settle import Done
from cleaner.batch.summary import Summary, add_counts
from cleaner.batch.watch import Watch
from cleaner.model import RawDocument, Reject, RejectedError
from cleaner.readers import ReadOptions, Skipped, read
from cleaner.writers import Format, Row, Sink, Written, forget
from cleaner.writers.format import ASIDE, Place
from cleaner.writers.lines import lines
from cleaner.writers.rejects import line_of

REJECTS = ".rejects.jsonl"
KEYS = ".ids"
_HASH = 32

Results = Callable[[Iterable[Any]], Iterator[Any]]
"""Does the job on every document, in order, and passes anything else on: `Pool.run`, or a loop in this process."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Stands before the entries of a shard."""

    shard: Shard


@dataclass(frozen=True, slots=True)
class End:
    """Stands behind the entries of a shard, and says what was read."""

    read: int
    skipped: int
    inputs: tuple[Digest, ...]


@dataclass(slots=True)
class Part:
    """What came of a shard."""

    shard: Shard
    summary: Summary = field(default_factory=Summary)
    inputs: tuple[Digest, ...] = ()
    outputs: tuple[Written, ...] = ()
    notes: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where goes what comes of documents."""

    row: Callable[[Row], None]
    reject: Callable[[Reject], None]
    key: Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Output:
    """A folder that parts go to."""

    folder: Path
    format: Format


def parts(
    shards: Iterable[Shard], output: Output, reading: ReadOptions, results: Results, watch: Watch
) -> Iterator[Part]:
    """Read, clean and write shards, one after another.

    The documents of the next shard are on their way while one is written, so that workers need not wait.

    Args:
        shards: What to do.
        output: Where it goes.
        reading: How inputs are read.
        results: What cleans.
        watch: Who looks on.

    Yields:
        Each part when its files are on the disk under their names.

    Raises:
        OSError: The output cannot be written; no half of a part is left.
        RunError: Something that was read is neither written nor rejected, or there are no workers.
    """
    stream = results(entries(shards, reading, watch))
    for begin in stream:
        yield _written(begin.shard, stream, output, watch)


def _written(shard: Shard, stream: Iterator[Any], output: Output, watch: Watch) -> Part:
    part = Part(shard)
    with ExitStack() as stack:
        sink = stack.enter_context(output.format.open(output.folder, shard.stem))
        rejects = stack.enter_context(_note(output.folder, shard, REJECTS))
        keys = stack.enter_context(_note(output.folder, shard, KEYS))

        def reject(one: Reject) -> None:
            rejects.put(Row("", None, line_of(one)))
            if output.format.name == "json":
                forget(output.folder, one.uri, one.record)

        outlet = Outlet(sink.put, reject, lambda key: keys.put(Row("", None, key)))
        part.inputs = take(stream, outlet, part.summary, watch)
    part.outputs = tuple(sink.files)
    part.notes = (*rejects.files, *keys.files)
    return part


def _note(folder: Path, shard: Shard, ending: str) -> AbstractContextManager[Sink]:
    # A stem may be any text, and of any length.
    name = hashlib.sha256(shard.stem.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    return lines(Place(folder, PurePosixPath(HOME, "parts", f"{name}{ending}"), folder / ASIDE))


def entries(shards: Iterable[Shard], reading: ReadOptions, watch: Watch, *, hashed: bool = True) -> Iterator[Any]:
    """Read shards.

    Args:
        shards: What to read.
        reading: How.
        watch: Who looks on.
        hashed: Whether to take fingerprints of the inputs, which reads each twice.

    Yields:
        For each shard `Begin`, what was read (documents and rejects), and `End`.
    """
    for shard in shards:
        yield Begin(shard)
        count = skipped = 0
        inputs = []
        for member in shard.members:
            before = stamp(member)
            found = digest(member) if hashed else Digest(member.uri, 0, "")
            for one in [member] if isinstance(member, Reject) else read(member, reading, watch.moved):
                if isinstance(one, Skipped):
                    skipped += 1
                    continue
                count += 1
                yield one
            # What was hashed may not be what was read.
            inputs.append(found if stamp(member) == before else Digest(member.uri, 0, ""))
            watch.took(member)
        yield End(count, skipped, tuple(inputs))


def take(stream: Iterator[Any], outlet: Outlet, summary: Summary, watch: Watch) -> tuple[Digest, ...]:
    """Bring the documents of one shard to where they go.

    Args:
        stream: What came of the entries of a shard, the first one read; it is read to the shard's `End`.
        outlet: Where rows, rejects and hashes of ids go.
        summary: The sums that grow.
        watch: Who looks on.

    Returns:
        The fingerprints of what was read.

    Raises:
        OSError: The output cannot be written.
        UnbalancedError: Something that was read is neither written nor rejected.
    """
    for one in stream:
        if isinstance(one, End):
            break
        refused = one if isinstance(one, Reject) else _put(one, outlet, summary)
        if refused is not None:
            summary.rejected += 1
            summary.rejects[refused.cause] += 1
            outlet.reject(refused)
        watch.settled(refused)
    else:
        raise UnbalancedError("the documents of a shard broke off")
    summary.read, summary.skipped = one.read, one.skipped
    balance(summary)
    return one.inputs


def _put(done: Done, outlet: Outlet, summary: Summary) -> Reject | None:
    try:
        outlet.row(done.row)
    except RejectedError as error:
        return Reject(done.row.uri, done.row.record, error.stage, error.cause, str(error))
    outlet.key(done.key)
    add_counts(summary, done.counts)
    return None


def balance(summary: Summary) -> None:
    """Check that everything that was read is written or rejected.

    Raises:
        UnbalancedError: It is not.
    """
    if not summary.complete:
        raise UnbalancedError(
            f"{summary.read} documents read, but {summary.written} written and {summary.rejected} rejected"
        )


def in_this_process(job: Callable[[RawDocument], Any], entries: Iterable[Any]) -> Iterator[Any]:
    """Do a job on every document without workers: a document that kills the process ends the run.

    Args:
        job: What is done.
        entries: Documents, and anything else.

    Yields:
        What the job returns, a reject where memory ran out, and anything else as it is.
    """
    for one in entries:
        if not isinstance(one, RawDocument):
            yield one
            continue
        try:
            yield job(one)
        except MemoryError:
            yield Reject(one.uri, one.record, "clean", "out_of_memory", "there is not enough memory for it")
