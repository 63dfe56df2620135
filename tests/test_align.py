"""Block labels from a gold text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

align = pytest.importorskip("training.align", reason="the training extra is not installed")
targets, tokens = align.targets, align.tokens

WORDS = st.text(alphabet="abcdefgh ", min_size=0, max_size=60)


def kept(blocks: list[str], gold: str) -> list[int]:
    return [index for index, value in enumerate(targets(blocks, gold)) if value >= 0.5]


def test_blocks_of_the_gold_are_kept_and_others_are_not() -> None:
    blocks = ["Home News Sport", "The river rose by two metres.", "Nobody was hurt, officials said.", "Read more"]
    assert kept(blocks, "The river rose by two metres.\n\nNobody was hurt, officials said.") == [1, 2]


def test_a_copy_is_labelled_once() -> None:
    line = "The river rose by two metres overnight."
    assert len(kept([line, "Menu", line], line)) == 1


def test_as_many_copies_are_labelled_as_the_gold_holds() -> None:
    line = "The river rose by two metres overnight."
    assert len(kept([line, line, line], f"{line} {line}")) == 2


def test_common_words_do_not_pull_boilerplate_in() -> None:
    gold = "The end of the road is the start of the sea, and the people of the coast know it."
    assert kept(["The best of the web", "Terms of the service", gold], gold) == [2]


def test_a_block_that_is_partly_gold_says_how_much() -> None:
    values = targets(["one two three four five six seven eight nine ten"], "one two three four five six")
    assert values[0] == pytest.approx(0.6)


def test_a_block_out_of_order_is_added() -> None:
    first, second = "alpha beta gamma delta epsilon", "zeta eta theta iota kappa lambda my ny"
    assert kept([second, first], f"{first} {second}") == [0, 1]


def test_an_empty_gold_keeps_nothing() -> None:
    assert targets(["Log in", "Password"], "  ") == [0.0, 0.0]


def test_blocks_without_words_are_not_labelled() -> None:
    assert targets(["***", "one two"], "one two") == [0.0, 1.0]


def test_lines_of_text_are_labelled_like_blocks() -> None:
    assert kept(["Skip to content", "Ein Satz mit Wörtern.", "© 2020"], "Ein Satz mit Wörtern.") == [1]


@given(st.lists(WORDS, max_size=8), WORDS)
def test_one_number_per_block_within_bounds(blocks: list[str], gold: str) -> None:
    values = targets(blocks, gold)
    assert len(values) == len(blocks)
    assert all(0.0 <= value <= 1.0 for value in values)


@given(st.lists(st.text(alphabet="abcdefgh", min_size=3, max_size=8), min_size=3, max_size=20, unique=True))
def test_a_page_that_is_its_gold_is_kept_whole(words: list[str]) -> None:
    blocks = [" ".join(words[start : start + 3]) for start in range(0, len(words), 3)]
    assert targets(blocks, " ".join(blocks)) == [1.0] * len(blocks)


def test_tokens_are_lower_case_words() -> None:
    assert tokens("It's 3 o'clock — Straße!") == ["it", "s", "3", "o", "clock", "straße"]
