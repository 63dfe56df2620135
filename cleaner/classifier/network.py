"""A small network over the blocks of a page, evaluated with NumPy.

Every layer adds to what is known of a block what its neighbours say, further away from layer to layer (dilated
convolutions, after van den Oord et al., WaveNet, 2016), and the means over the groups it belongs to: the element one
step up, the blocks of its kind, the page. Sums run in double precision: a result must not depend on how a machine
adds up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from cleaner.classifier.matrix import Measured
from cleaner.classifier.stored import unpacked
from cleaner.model import Role

Values = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

ROLES: tuple[Role, ...] = (
    Role.OTHER,
    Role.BODY,
    Role.SUBHEAD,
    Role.HEADLINE,
    Role.DEK,
    Role.CAPTION,
    Role.CREDIT,
)
"""What the columns of the answer about roles stand for."""

LIMIT = 5.0
"""Standard values further from the mean count as this far."""
_FLAT = 1e-5  # added to a variance before its root is taken


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What one layer has learned. `h` is the width of the network."""

    scale: Values
    """[h]: of the values of a block, once they have mean 0 and variance 1."""
    shift: Values
    """[h]"""
    taps: Values
    """[3, h, h]: for the block `reach` places before, the block itself, the one `reach` places behind."""
    groups: Values
    """[groups, h, h]: for the mean over each group a block is in; the last one is the page."""
    bias: Values
    """[h]"""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Everything that the network has learned."""

    mean: Values
    """[matrix columns]: of the squeezed columns of the matrix, then their spread."""
    spread: Values
    first: Values
    """[matrix columns + mark columns, h]"""
    first_bias: Values
    layers: tuple[Layer, ...]
    keep: Values
    """[h + 1, 1]: the last row is the bias."""
    roles: Values
    """[h + 1, roles]: the last row is the bias."""


def squeeze(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return measures without long tails: sign and logarithm."""
    squeezed: npt.NDArray[np.float32] = np.sign(matrix) * np.log1p(np.abs(matrix))
    return squeezed


def evaluate(network: Network, measured: Measured) -> tuple[Values, Values]:
    """Return what the network says about the blocks of a page.

    Args:
        network: the model.
        measured: the blocks as numbers.

    Returns:
        The log-odds that each block belongs to the body, and one row per block with the probability of each of
        `ROLES`.
    """
    # The products are small: threads would wait for one another longer than they compute. The limit holds for the
    # process, so that calls on several threads take turns: each puts back what it found.
    threads, turn = _threads()
    with turn, threads.limit(limits=1, user_api="blas"):
        known = _layers(network, measured)
        kept = known @ network.keep[:-1] + network.keep[-1]
        powers = known @ network.roles[:-1] + network.roles[-1]
    powers = np.exp(powers - powers.max(axis=1, keepdims=True))
    return kept[:, 0], powers / powers.sum(axis=1, keepdims=True)


@cache
def _threads() -> tuple[ThreadpoolController, Lock]:
    return ThreadpoolController(), Lock()


def _layers(network: Network, measured: Measured) -> Values:
    """Return what is known of every block behind the last layer."""
    standard = np.clip((squeeze(measured.matrix) - network.mean) / network.spread, -LIMIT, LIMIT)
    columns = standard.shape[1]
    known = standard @ network.first[:columns]
    del standard  # of a huge page the largest array of all
    known += measured.marks.astype(np.float64) @ network.first[columns:]
    known += network.first_bias
    known = _bent(known)
    weight = measured.weight.astype(np.float64)[:, None]
    groups = [_Group.of(numbers, weight) for numbers in (*measured.groups, np.zeros(len(known), np.intp))]
    for depth, layer in enumerate(network.layers):
        known += _bent(_around(layer, known, groups, 1 << depth))
    return known


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """The blocks that belong together, sorted by their number."""

    numbers: Index
    order: Index
    starts: Index
    share: Values
    """[blocks, 1]: the part each block, in this order, has in the mean of its group."""

    @staticmethod
    def of(numbers: Index, weight: Values) -> "_Group":
        order = np.argsort(numbers, kind="stable")
        ranked = numbers[order]
        starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
        place = np.cumsum(np.append(0, ranked[1:] != ranked[:-1]))
        whole = np.add.reduceat(weight[order], starts)
        number = np.empty_like(place)
        number[order] = place
        return _Group(number, order, starts, weight[order] / whole[place])

    def means(self, values: Values) -> Values:
        """Return the mean of every group, by weight."""
        if len(self.starts) == 1:
            whole: Values = self.share.T @ values
            return whole
        ranked = values.take(self.order, axis=0)
        ranked *= self.share
        sums: Values = np.add.reduceat(ranked, self.starts)
        return sums

    def spread(self, means: Values) -> Values:
        """Return what a row for every group is for every block; one row where that is the same for all."""
        return means if len(means) == 1 else means.take(self.numbers, axis=0)


def _around(layer: Layer, known: Values, groups: Sequence[_Group], reach: int) -> Values:
    """Return what a layer makes of the blocks, of those `reach` places away, and of their groups."""
    values = known - _mean(known)
    values *= 1.0 / np.sqrt(_mean(values * values) + _FLAT)
    values *= layer.scale
    values += layer.shift
    said: Values = values @ layer.taps[1]
    said += layer.bias
    if reach < len(values):
        said[reach:] += values[:-reach] @ layer.taps[0]
        said[:-reach] += values[reach:] @ layer.taps[2]
    for weights, group in zip(layer.groups, groups, strict=True):
        said += group.spread(group.means(values) @ weights)
    return said


def _mean(values: Values) -> Values:
    """Return the mean of every row, as a column."""
    # A product is several times as fast as `mean`, which adds up numbers that stand side by side.
    column: Values = values @ np.full((values.shape[1], 1), 1.0 / values.shape[1])
    return column


def _bent(values: Values) -> Values:
    """Return the values, negative ones as 0; they are changed in place."""
    return np.maximum(values, 0.0, out=values)


def read(content: bytes) -> Network:
    """Return the network that a `.npz` file holds.

    Args:
        content: the bytes of the file.

    Raises:
        WeightsError: the bytes are not such a file.
    """
    return unpacked(content, _network, "the weights")


def _network(stored: Mapping[str, Any]) -> Network:
    arrays = {name: values.astype(np.float64) for name, values in stored.items()}
    layers: list[Layer] = []
    while f"taps{len(layers)}" in arrays:
        parts = {name: arrays[f"{name}{len(layers)}"] for name in Layer.__slots__}
        layers.append(Layer(**parts))
    rest = {name: arrays[name] for name in Network.__slots__ if name != "layers"}
    return Network(layers=tuple(layers), **rest)
