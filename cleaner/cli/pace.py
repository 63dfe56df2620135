"""How far a run is, and how fast it goes."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cleaner.batch.plan import size_of
from cleaner.batch.resume import Standing
from cleaner.model import Reject
from cleaner.readers import Found, Input, Skipped


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do."""

    inputs: int
    bytes: int
    """Length of the files as they lie there, packed or not."""


def work_of(find: Callable[[], Iterable[Found]]) -> Work:
    """Go through the inputs and return what there is to do."""
    sizes = [size_of(one) for one in find() if not isinstance(one, Skipped)]
    return Work(len(sizes), sum(sizes))


@dataclass(slots=True)
class Pace:
    """Sums over a run that goes on."""

    work: Work
    written: int = 0
    rejected: int = 0
    whole: int = 0
    """Bytes of inputs that were read to their end."""
    begun: int = 0
    """Bytes that were read of the input after those."""
    began: float = field(default_factory=time.monotonic)

    def stands(self, standing: Standing) -> None:
        """Leave out of the work what stands."""
        self.work = Work(self.work.inputs - standing.inputs, max(0, self.work.bytes - standing.bytes))

    def took(self, member: Input | Reject) -> None:
        """Count an input that was read."""
        self.whole += size_of(member)
        self.begun = 0

    def moved(self, read: int) -> None:
        """Count what was read of an input so far."""
        self.begun = read

    @property
    def bytes(self) -> int:
        """Bytes of inputs that were read."""
        return self.whole + self.begun

    def settled(self, reject: Reject | None) -> None:
        """Count a document."""
        if reject is None:
            self.written += 1
        else:
            self.rejected += 1

    @property
    def rate(self) -> float:
        """Documents a second."""
        return (self.written + self.rejected) / max(time.monotonic() - self.began, 1e-3)

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take if it goes on like this; `None` before anything is read."""
        if not self.bytes:
            return None
        return (time.monotonic() - self.began) * max(0, self.work.bytes - self.bytes) / self.bytes

    def values(self) -> dict[str, float | None]:
        """Return the sums, the rate and the seconds left, by name."""
        left = self.left
        return {
            "written": self.written,
            "rejected": self.rejected,
            "bytes": self.bytes,
            "seconds": round(time.monotonic() - self.began, 1),
            "rate": round(self.rate, 1),
            "left": None if left is None else round(left, 1),
        }
