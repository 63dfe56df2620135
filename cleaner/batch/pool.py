"""Worker processes that documents cannot take the run down with.

A document that hangs, runs out of memory or kills its process costs itself. Each worker has a connection of its own:
one that is killed at any moment, also while it sends, takes nothing with it that another one waits for. (Pools of
the standard library and pebble share a queue and its locks between workers.)
"""

import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Any, Self

from cleaner.batch.errors import WorkerError
from cleaner.batch.worker import NO_MEMORY, READY, Bounds, Job, packed, serve
from cleaner.model import RawDocument, Reject
from cleaner.readers.ending import ending

_CHUNK = 64  # documents sent to a worker at once
_CHUNK_BYTES = 512 * 1024
_WINDOW = 64 * 1024 * 1024  # bytes of documents and results that wait for one before them
_WINDOW_DOCUMENTS = 10_000
_LIFE = 2_000  # documents that a worker sees before it is replaced: memory that is lost comes back
_GRACE = 10.0  # seconds that a worker may be late before it is killed from outside
_TRIES = 2
_STILLBORN = 3  # workers in a row that die before they are ready
_DYING = 0.1  # seconds
_JOIN = 5.0


@dataclass(slots=True)
class _Slot:
    """The place of one entry in the order of the results."""

    entry: Any
    size: int = 0
    done: bool = False
    result: Any = None
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    process: multiprocessing.process.BaseProcess
    connection: Connection
    place: Any
    """Shared memory: which of the documents that were sent last it is busy with."""
    ready: bool = False
    seen: int = 0
    sent: int = 0
    """Documents that were sent last."""
    busy: deque[_Slot] = field(default_factory=deque)
    """Those of them that have not come back, in order."""
    since: float = field(default_factory=time.monotonic)
    """When it was last heard of, or something was sent."""
    killed: bool = False


@dataclass(slots=True)
class _Queue:
    """Everything between what comes in and what goes out."""

    entries: Iterator[Any]
    slots: deque[_Slot] = field(default_factory=deque)
    """In the order that results go out."""
    ready: deque[_Slot] = field(default_factory=deque)
    """Documents that no worker has."""
    alone: deque[_Slot] = field(default_factory=deque)
    """Documents that a worker died of; each gets a fresh worker for itself."""
    size: int = 0
    exhausted: bool = False

    def fill(self, most: int) -> None:
        """Take entries until so many documents are ready, or the window is full."""
        while not self.exhausted and len(self.ready) < most and self._room():
            try:
                entry = next(self.entries)
            except StopIteration:
                self.exhausted = True
                return
            if isinstance(entry, RawDocument):
                slot = _Slot(entry, len(entry.content))
                self.ready.append(slot)
            else:
                slot = _Slot(None, done=True, result=entry)
            self.size += slot.size
            self.slots.append(slot)

    def _room(self) -> bool:
        return not self.slots or (self.size < _WINDOW and len(self.slots) < _WINDOW_DOCUMENTS)

    def chunk(self, workers: int) -> list[_Slot]:
        """Return what one of so many workers should do next."""
        most = max(1, min(_CHUNK, len(self.ready) // workers))
        chunk, size = [self.ready.popleft()], 0
        while self.ready and len(chunk) < most:
            size += self.ready[0].size
            if size > _CHUNK_BYTES:
                break
            chunk.append(self.ready.popleft())
        return chunk

    def results(self) -> Iterator[Any]:
        """Take out the results that nothing before them is missing of."""
        while self.slots and self.slots[0].done:
            slot = self.slots.popleft()
            self.size -= slot.size
            yield slot.result


class Pool:
    """Processes that do one job on documents.

    A context manager: when its block ends, however it does, no process is left.
    """

    def __init__(self, job: Job, workers: int, bounds: Bounds, weigh: Callable[[Any], int]) -> None:
        """Prepare a pool; processes start with the first documents.

        Args:
            job: What is done on each document, in a process that shares nothing with this one. An exception that it
                raises kills its worker.
            workers: How many processes, at least 1.
            bounds: What one document may cost.
            weigh: Says how many bytes a result holds.
        """
        self._job, self._most, self._bounds, self._weigh = job, workers, bounds, weigh
        self._context = _context()
        self._workers: list[_Worker] = []
        self._stillborn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.connection.close()
            worker.process.join(_JOIN)
        self._workers.clear()

    def prepare(self) -> None:
        """Load what workers share while this process does something else; else they wait for that when they start.

        Only where workers are forked; where the system refuses, the first worker says so.
        """
        if self._context.get_start_method() == "forkserver":
            from multiprocessing import forkserver  # noqa: PLC0415  not on every system

            with suppress(OSError):
                forkserver.ensure_running()

    def run(self, entries: Iterable[Any]) -> Iterator[Any]:
        """Do the job on every document.

        Memory is bounded: entries are taken as far ahead as workers need, and until the documents and results that
        wait for one before them have 64 MiB.

        Args:
            entries: Documents, and anything else.

        Yields:
            In the order of the entries: what the job returns for a document; a `Reject` of stage `clean` and cause
            `timeout`, `out_of_memory` or `crashed` for one that it cannot be done on; anything else as it is.

        Raises:
            WorkerError: Workers die as soon as they are started.
        """
        queue = _Queue(iter(entries))
        while True:
            queue.fill(_CHUNK * self._most)
            yield from queue.results()
            if queue.exhausted and not queue.slots:
                return
            self._hand_out(queue)
            if any(worker.busy or not worker.ready for worker in self._workers):
                self._hear(queue)

    def _hand_out(self, queue: _Queue) -> None:
        wanted = min(self._most, len(queue.ready) + len(queue.alone) + sum(1 for one in self._workers if one.busy))
        while len(self._workers) < wanted:
            self._start()
        for worker in list(self._workers):
            if not worker.ready or worker.busy:
                continue
            if queue.alone and worker.seen == 0:
                self._send(worker, [queue.alone.popleft()], queue)
            elif queue.alone and not any(one.seen == 0 for one in self._workers):
                self._replace(worker)
            elif queue.ready:
                self._send(worker, queue.chunk(self._most), queue)

    def _send(self, worker: _Worker, chunk: Sequence[_Slot], queue: _Queue) -> None:
        worker.busy.extend(chunk)
        worker.sent, worker.place.value = len(chunk), 0
        worker.seen += len(chunk)
        worker.since = time.monotonic()
        try:
            worker.connection.send([packed(slot.entry) for slot in chunk])
        except OSError:
            # It died before it had any of them: no document is at fault.
            queue.ready.extendleft(reversed(worker.busy))
            worker.busy.clear()
            self._replace(worker)

    def _hear(self, queue: _Queue) -> None:
        """Wait for any worker, and take what there is."""
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection), self._patience()):
            self._take(by_connection[connection], queue)  # type: ignore[index]
        now = time.monotonic()
        for worker in self._workers:
            if worker.busy and now - worker.since > self._bounds.seconds + _GRACE and not worker.killed:
                # Its own clock should have ended it; now it is ended from outside, and heard of as dead.
                worker.killed = True
                worker.process.kill()

    def _patience(self) -> float:
        return min(1.0, self._bounds.seconds + _GRACE)

    def _take(self, worker: _Worker, queue: _Queue) -> None:
        try:
            results = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker, queue)
            return
        worker.since = time.monotonic()
        if not worker.ready:
            worker.ready = results == READY
            self._stillborn = 0
            return
        for result in results:
            self._finish(worker.busy.popleft(), result, queue)
        if not worker.busy and (worker.killed or worker.seen >= _LIFE):
            self._replace(worker)

    def _finish(self, slot: _Slot, result: Any, queue: _Queue) -> None:
        weight = self._weigh(result)
        queue.size += weight - slot.size
        slot.entry, slot.result, slot.size, slot.done = None, result, weight, True

    def _bury(self, worker: _Worker, queue: _Queue) -> None:
        """Say what a worker died of, and give what it had left to others."""
        status = self._replace(worker)
        if not worker.ready:
            self._lament(f"a worker {ending(status)} before it was ready; the memory limit may be too low")
        if not worker.busy:
            return
        # The results of those before it were lost with the worker, and are found again. One that dies between two
        # documents dies of the next.
        before = max(0, worker.place.value - (worker.sent - len(worker.busy)))
        slot = worker.busy[before]
        del worker.busy[before]
        queue.ready.extendleft(reversed(worker.busy))
        slot.tries += 1
        late = worker.killed or status == -getattr(signal, "SIGALRM", 0)
        if late or slot.tries >= _TRIES:
            self._finish(slot, self._reject(slot.entry, status, late=late), queue)
        else:
            # The fault may have been another's: what the worker did before, or whoever killed it.
            queue.alone.append(slot)

    def _reject(self, raw: RawDocument, status: int, *, late: bool) -> Reject:
        uri, record = raw.uri, raw.record
        if late:
            return Reject(uri, record, "clean", "timeout", f"not done after {self._bounds.seconds:g} seconds")
        if status == NO_MEMORY:
            says = f"a worker with {self._bounds.memory} bytes of memory ran out of it"
            return Reject(uri, record, "clean", "out_of_memory", says)
        return Reject(uri, record, "clean", "crashed", f"twice the worker {ending(status)}")

    def _start(self) -> None:
        here, there = self._context.Pipe()
        place = self._context.RawValue("l", 0)
        process = self._context.Process(  # type: ignore[attr-defined]
            target=serve, args=(there, place, self._job, self._bounds), daemon=True
        )
        try:
            process.start()
        except (OSError, EOFError) as error:
            # Whoever killed the process that workers are forked from: there will be another one.
            here.close()
            self._lament(str(error) or type(error).__name__)
            # A process that is killed takes a moment to be gone, and until then it is asked again.
            time.sleep(_DYING)
        else:
            self._workers.append(_Worker(process, here, place))
        finally:
            there.close()

    def _lament(self, why: str) -> None:
        """Count a worker that did not come to work; too many in a row end the run."""
        self._stillborn += 1
        if self._stillborn >= _STILLBORN:
            raise WorkerError(f"workers cannot be started: {why}")

    def _replace(self, worker: _Worker) -> int:
        """Let a worker go that is dead or has nothing to do, and return how it ended; another one starts on demand."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join(_JOIN)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()
        status = worker.process.exitcode or 0
        worker.process.close()
        return status


def _context() -> BaseContext:
    # macOS can fork, but its libraries do not bear it.
    if sys.platform == "darwin" or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # A worker imports the main module again, and that of the command imports this one.
    context.set_forkserver_preload(["cleaner.batch.warm", *sorted({"cleaner.cli"} & sys.modules.keys())])
    return context
