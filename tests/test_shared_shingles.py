"""The look ahead of the comparison of blocks: it leaves out no block that has enough in common with another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cleaner.duplicates.shared import sharing

_SHARE = 0.6
_BLOCKS = st.lists(st.lists(st.sampled_from("abcd"), max_size=9), max_size=8)


@given(_BLOCKS, st.integers(1, 3))
def test_no_block_that_may_repeat_another_is_left_out(words: list[list[str]], size: int) -> None:
    found = set(sharing(words, size, _SHARE, most=16))
    sets = [{tuple(block[i : i + size]) for i in range(len(block) - size + 1)} for block in words]
    for a, b in combinations(range(len(words)), 2):
        common = len(sets[a] & sets[b])
        if common and common >= _SHARE * min(len(sets[a]), len(sets[b])):
            assert {a, b} <= found


def test_blocks_with_nothing_in_common_are_left_out() -> None:
    assert list(sharing([list("abcd"), list("efgh"), list("abce")], 3, _SHARE, most=16)) == []
    assert list(sharing([list("abcd"), list("efgh"), list("abcd")], 3, _SHARE, most=16)) == [0, 2]


def test_blocks_with_a_shingle_of_many_are_not_left_out() -> None:
    blocks = [list("abcdefgh"), list("abcijklm"), list("abcnopqr"), list("xyz")]
    assert list(sharing(blocks, 3, _SHARE, most=3)) == []
    assert list(sharing(blocks, 3, _SHARE, most=2)) == [0, 1, 2]
