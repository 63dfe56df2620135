"""How many documents of a run have the id of another one, in bounded memory."""

from array import array
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cleaner.batch.settle import ID_BYTES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEW = 20_000  # hashes that cost less than numpy does to load, in time and in memory
_MOST = 8_000_000  # hashes that are looked at together: 64 MB, and as much again while they are put together


def repeated(batches: Iterable[bytes], documents: int) -> int:
    """Count the ids that were there before.

    Two different ids count as one with a chance of 1 in 37 million among a million documents.

    Args:
        batches: Hashes of ids, `ID_BYTES` each, one after another. It is gone through several times where there are
            many documents, so it must not be an iterator.
        documents: How many hashes there are.

    Returns:
        Documents, less different ids.
    """
    if documents <= _FEW:
        few: set[int] = set()
        for batch in batches:
            few.update(array("Q", batch))
        return documents - len(few)
    rounds = 1 + documents // _MOST
    return documents - sum(_different(batches, number, rounds) for number in range(rounds))


def _different(batches: Iterable[bytes], number: int, rounds: int) -> int:
    """Count the different hashes whose remainder is `number`."""
    import numpy as np  # noqa: PLC0415  the run is at its end when it is needed

    chosen = list(_chosen(batches, number, rounds))
    if not chosen:
        return 0
    hashes = np.concatenate(chosen)
    # In place: `np.unique` takes a copy or two more.
    hashes.sort()
    return int(np.count_nonzero(hashes[1:] != hashes[:-1])) + bool(hashes.size)


def _chosen(batches: Iterable[bytes], number: int, rounds: int) -> "Iterator[NDArray[np.uint64]]":
    import numpy as np  # noqa: PLC0415  see above

    for batch in batches:
        hashes = np.frombuffer(batch, dtype=f"<u{ID_BYTES}")
        yield hashes if rounds == 1 else hashes[hashes % rounds == number]
