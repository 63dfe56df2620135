"""Files of a search: arrays are written as they are, or an error says why not."""

import errno
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleaner.duplicates.index import ENTRY
from cleaner.duplicates.runs import put, save, write_run


def run(place: Path, array: Any) -> None:
    write_run(place, array, np.zeros(len(array), np.int64), 1)


@pytest.mark.skipif(sys.platform != "linux", reason="a full disk is a device of Linux")
@pytest.mark.parametrize("write", [save, put, run])
@pytest.mark.parametrize("count", [2, 100_000], ids=["when it is closed", "while it is written"])
def test_a_full_disk_is_named(write: Callable[[Path, Any], None], count: int, tmp_path: Path) -> None:
    place = tmp_path / ("a.rows.npy" if write is run else "a")
    place.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        write(tmp_path / "a", np.zeros(count, ENTRY))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(place))


@pytest.mark.parametrize("count", [0, 1, 5000])
def test_what_is_written_is_read(count: int, tmp_path: Path) -> None:
    entries = np.zeros(2 * count, ENTRY)
    entries["low"] = np.arange(2 * count)
    entries["digest"][:, 1] = 7
    for array in (entries, entries[::2], entries["low"], entries["low"][::2]):
        save(tmp_path / "a.npy", array)
        put(tmp_path / "a", array)
        assert np.array_equal(np.load(tmp_path / "a.npy"), array)
        assert (tmp_path / "a").read_bytes() == array.tobytes()
