"""Who looks on while a run goes on."""

from collections.abc import Callable
from dataclasses import dataclass

from cleaner.batch.manifest import Line
from cleaner.batch.resume import Standing
from cleaner.model import Reject
from cleaner.readers import Input


@dataclass(frozen=True, slots=True)
class Watch:
    """What is called, and when."""

    stands: Callable[[Standing], None] = lambda _standing: None
    """Before anything is done, where a run is resumed."""
    took: Callable[[Input | Reject], None] = lambda _member: None
    """When an input was read to its end."""
    moved: Callable[[int], None] = lambda _bytes: None
    """When some of a file was read: how many of its bytes so far."""
    settled: Callable[[Reject | None], None] = lambda _reject: None
    """For each document, when it is written; or with the reject."""
    part: Callable[[Line], None] = lambda _line: None
    """When a shard is finished."""
