"""Ids that were there before are counted alike in each of the ways there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.batch import ids
from cleaner.batch.settle import ID_BYTES


@pytest.mark.parametrize(("few", "most"), [(1000, 1000), (-1, 1000), (-1, 3)])
@given(st.lists(st.lists(st.integers(0, 20) | st.integers(0, 2**64 - 1), max_size=9), max_size=9))
def test_each_id_is_counted_once(few: int, most: int, batches: list[list[int]]) -> None:
    found = [one for batch in batches for one in batch]
    packed = [b"".join(one.to_bytes(ID_BYTES, "little") for one in batch) for batch in batches]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "_FEW", few)
        patch.setattr(ids, "_MOST", most)
        assert ids.repeated(packed, len(found)) == len(found) - len(set(found))
