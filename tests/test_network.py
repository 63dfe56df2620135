"""The network over the blocks of a page: what it sums up, and that it does so as it was trained."""

import io

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.classifier.columns import COLUMNS
from cleaner.classifier.marks import CUES, MARKS, TAGS
from cleaner.classifier.matrix import Measured
from cleaner.classifier.network import ROLES, Network, evaluate, read
from cleaner.classifier.page import shipped
from cleaner.classifier.stored import WeightsError
from cleaner.segment import cues


def measured(blocks: int, seed: int = 1) -> Measured:
    """Return a page of made-up numbers."""
    chance = np.random.default_rng(seed)
    matrix = chance.normal(size=(blocks, len(COLUMNS))).astype(np.float32)
    marks = chance.random((blocks, len(MARKS))).astype(np.float32)
    groups = tuple(chance.integers(0, 3, blocks).astype(np.intp) for _ in range(2))
    return Measured(matrix, marks, groups, np.sqrt(chance.integers(1, 50, blocks)).astype(np.float32))


def changed(page: Measured, block: int) -> Measured:
    """Return the page with other numbers in one block."""
    matrix = page.matrix.copy()
    matrix[block] += 3
    return Measured(matrix, page.marks, page.groups, page.weight)


def alone(page: Measured) -> Measured:
    """Return the page with every block in groups of its own."""
    own = np.arange(len(page.weight), dtype=np.intp)
    return Measured(page.matrix, page.marks, (own, own), page.weight)


def test_names_of_marks_are_unique() -> None:
    assert len(set(MARKS)) == len(MARKS)
    assert set(CUES) == cues.CUES
    assert set(TAGS) >= {"figcaption", "nav", "p"}


def test_the_shipped_one_takes_these_columns() -> None:
    network = shipped().network
    assert network.first.shape[0] == len(COLUMNS) + len(MARKS)
    assert network.mean.shape == (len(COLUMNS),)
    assert network.roles.shape[1] == len(ROLES)


@given(st.integers(1, 80), st.integers(0, 5))
def test_every_block_gets_an_answer(blocks: int, seed: int) -> None:
    odds, roles = evaluate(shipped().network, measured(blocks, seed))
    assert odds.shape == (blocks,)
    assert np.isfinite(odds).all()
    assert np.abs(roles.sum(axis=1) - 1).max() < 1e-9


def test_numbers_of_groups_mean_nothing() -> None:
    page = measured(40)
    other = Measured(page.matrix, page.marks, tuple(7 * (9 - group) for group in page.groups), page.weight)
    assert np.abs(evaluate(shipped().network, page)[0] - evaluate(shipped().network, other)[0]).max() < 1e-9


def test_a_block_is_seen_from_afar_only_through_its_groups() -> None:
    page = alone(measured(200))
    silent = _without_groups(shipped().network)
    before, after = (evaluate(silent, each)[0] for each in (page, changed(page, 100)))
    moved = np.flatnonzero(np.abs(before - after) > 1e-12)
    # Five layers reach 1 + 2 + 4 + 8 + 16 blocks to either side.
    assert moved.min() == 100 - 31
    assert moved.max() == 100 + 31
    together, again = (evaluate(shipped().network, each)[0] for each in (measured(200), changed(measured(200), 100)))
    assert (np.abs(together - again) > 1e-12).all()


def _without_groups(network: Network) -> Network:
    layers = tuple(
        type(layer)(layer.scale, layer.shift, layer.taps, np.zeros_like(layer.groups), layer.bias)
        for layer in network.layers
    )
    return Network(network.mean, network.spread, network.first, network.first_bias, layers, network.keep, network.roles)


def test_other_files_are_refused() -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        read(b"no archive")
    stream = io.BytesIO()
    np.savez(stream, mean=np.zeros(3))
    with pytest.raises(WeightsError, match="cannot be read"):
        read(stream.getvalue())


def test_it_says_what_pytorch_says() -> None:
    torch = pytest.importorskip("torch")
    from training import network as trained  # noqa: PLC0415

    torch.manual_seed(3)
    module = trained.Module(len(COLUMNS) + len(MARKS)).eval()
    with torch.no_grad():  # the weights travel in half precision
        for parameter in module.parameters():
            parameter.copy_(parameter.half().float())
    zero, one = np.zeros(len(COLUMNS)), np.ones(len(COLUMNS))
    page = measured(60)
    odds, roles = evaluate(read(trained.pack(module, zero, one)), page)
    with torch.no_grad():
        kept, said = module(trained.batch(_examples(page), [np.arange(60)], (zero, one)))
    assert np.abs(odds - kept.numpy()).max() < 1e-4
    assert np.abs(roles - torch.softmax(said, dim=1).numpy()).max() < 1e-4


class _Page:
    """What `training.network.batch` reads of the examples."""

    def __init__(self, page: Measured) -> None:
        self.matrix, self.marks, self.weight = page.matrix, page.marks, page.weight
        self.together: npt.NDArray[np.intp] = np.stack(page.groups, axis=1)


def _examples(page: Measured) -> "trained.Examples":  # type: ignore[name-defined]  # noqa: F821
    return _Page(page)
