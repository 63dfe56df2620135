"""The network of `cleaner.classifier.network`, as something that learns (PyTorch), and its weights as bytes."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from cleaner.classifier.matrix import Measured
from cleaner.classifier.network import LIMIT, ROLES, squeeze
from training.examples import Examples

WIDTH = 48
LAYERS = 5
GROUPS = 3
EPOCHS = 8
_BATCH = 8  # pages or documents
_RATE = 3e-3
_DROPOUT = 0.3
_BLIND = 0.1  # share of the measures that a page does not get to see, so that none is leaned on alone
_DECAY = 0.2
_OTHER = 0.3  # weight of blocks of no particular role, of which there are many
_ROLES = 1.0 / 40
GAP = 1 << (LAYERS - 1)
"""Blocks between two pages of a batch, so that none sees a block of another page."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some pages one behind the other, far enough apart that no block sees a block of another page."""

    inputs: Tensor
    place: Tensor
    total: int
    weight: Tensor
    groups: tuple[tuple[Tensor, Tensor], ...]
    """Per kind of group: the number of each block's group, and the whole weight of each group."""


class _Layer(nn.Module):
    def __init__(self, reach: int, groups: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.near = nn.Conv1d(WIDTH, WIDTH, 3, padding=reach, dilation=reach)
        self.groups = nn.ModuleList(nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(groups))

    def forward(self, known: Tensor, batch: Batch) -> Tensor:
        values = self.norm(known)
        spaced = torch.zeros(batch.total, WIDTH).index_copy(0, batch.place, values)
        said: Tensor = self.near(spaced.t()[None])[0].t()[batch.place]
        weighted = values * batch.weight
        for linear, (numbers, whole) in zip(self.groups, batch.groups, strict=True):
            means = torch.zeros(len(whole), WIDTH).index_add(0, numbers, weighted) / whole
            said = said + linear(means)[numbers]
        return functional.relu(said)


class Module(nn.Module):
    """The network. Takes a `Batch`, returns the log-odds of body and of the roles.

    Args:
        inputs: numbers that it reads of each block.
        groups: kinds of groups that a block belongs to.
        roles: that it tells apart.
        dropout: share of what each layer adds that is left out in training.
    """

    def __init__(self, inputs: int, groups: int = GROUPS, roles: int = len(ROLES), dropout: float = _DROPOUT) -> None:
        super().__init__()
        self.dropout = dropout
        self.first = nn.Linear(inputs, WIDTH)
        self.layers = nn.ModuleList(_Layer(1 << depth, groups) for depth in range(LAYERS))
        self.keep = nn.Linear(WIDTH, 1)
        self.roles = nn.Linear(WIDTH, roles)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return one number per block, and one row per block."""
        seen = functional.dropout(batch.inputs, _BLIND, self.training)
        known = functional.relu(self.first(seen))
        for layer in self.layers:
            known = known + functional.dropout(layer(known, batch), self.dropout, self.training)
        return self.keep(known)[:, 0], self.roles(known)


def repeatable(seed: int) -> None:
    """Let PyTorch do the same every time."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True)


def scale_of(matrix: npt.NDArray[np.float32]) -> tuple[Numbers, Numbers]:
    """Return mean and spread of the squeezed columns of a matrix."""
    values = squeeze(matrix)
    return values.mean(axis=0, dtype=np.float64), values.std(axis=0, dtype=np.float64) + 1e-6


def fit(
    examples: Examples,
    weight: Numbers,
    pages: npt.NDArray[np.intp],
    shares: Numbers | None = None,
    seed: int = 7,
) -> bytes:
    """Train on some pages.

    Args:
        examples: the blocks of all pages.
        weight: of every block.
        pages: numbers of the pages to learn from.
        shares: how much each of all pages counts; all alike where it is `None`.
        seed: of everything that is drawn by chance; the same seed gives the same weights on the same machine.

    Returns:
        The weights, as `cleaner.classifier.network.read` takes them.
    """
    repeatable(seed)
    starts = examples.starts
    shares = np.ones(len(examples.pages)) if shares is None else shares
    pages = np.array([page for page in pages if weight[starts[page] : starts[page + 1]].sum() > 0])
    rows = np.concatenate([np.arange(starts[page], starts[page + 1]) for page in pages])
    scale = scale_of(examples.matrix[rows])
    module = Module(examples.matrix.shape[1] + examples.marks.shape[1])

    def loss_of(chosen: npt.NDArray[np.intp]) -> Tensor:
        return _loss(module, examples, (weight, shares), chosen, scale)

    learn(module, pages, Course(EPOCHS, _DECAY, seed), loss_of)
    return pack(module, *scale)


@dataclass(frozen=True, slots=True)
class Course:
    """How a network is trained."""

    epochs: int
    """Times that every page or document is gone through."""
    decay: float
    """How much weights shrink at every step."""
    seed: int
    """Of the order of the pages or documents."""


def learn(
    module: Module, numbers: npt.NDArray[np.intp], course: Course, loss_of: Callable[[npt.NDArray[np.intp]], Tensor]
) -> None:
    """Train a network, by AdamW (Loshchilov and Hutter 2019) with one cycle of the learning rate (Smith 2018).

    Args:
        module: the network; it is changed.
        numbers: of the pages or documents to learn from.
        course: how.
        loss_of: returns what the network gets wrong on some of them.
    """
    chance = np.random.default_rng(course.seed)
    steps = course.epochs * -(-len(numbers) // _BATCH)
    optimiser = torch.optim.AdamW(module.parameters(), lr=_RATE, weight_decay=course.decay)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps, pct_start=0.15)
    module.train()
    for _ in range(course.epochs):
        order = chance.permutation(numbers)
        for start in range(0, len(order), _BATCH):
            optimiser.zero_grad()
            loss: Any = loss_of(order[start : start + _BATCH])
            loss.backward()
            nn.utils.clip_grad_norm_(module.parameters(), 1.0)
            optimiser.step()
            plan.step()


def _loss(
    module: Module,
    examples: Examples,
    counts: tuple[Numbers, Numbers],
    pages: npt.NDArray[np.intp],
    scale: tuple[Numbers, Numbers],
) -> Tensor:
    """Return what the network gets wrong on some pages; `counts` says how much blocks and pages do."""
    weight, shares = counts
    starts = examples.starts
    rows = [np.arange(starts[page], starts[page + 1]) for page in pages]
    kept, said = module(batch(examples, rows, scale))
    parts = [weight[part] / weight[part].sum() * share for part, share in zip(rows, shares[pages], strict=True)]
    own = torch.tensor(np.concatenate(parts), dtype=torch.float32)
    target = torch.tensor(np.concatenate([examples.target[part] for part in rows]))
    loss = (functional.binary_cross_entropy_with_logits(kept, target, reduction="none") * own).sum()
    roles = torch.tensor(np.concatenate([examples.roles[part] for part in rows]), dtype=torch.long)
    known = roles >= 0
    if bool(known.any()):
        wrong = functional.cross_entropy(said[known], roles[known], reduction="none")
        loss = loss + _ROLES * (wrong * torch.where(roles[known] == 0, _OTHER, 1.0)).sum()
    return loss / len(pages)


def batch(examples: Examples, rows: Sequence[npt.NDArray[np.intp]], scale: tuple[Numbers, Numbers]) -> Batch:
    """Return the blocks of some pages as the network takes them.

    Args:
        examples: the blocks of all pages.
        rows: of each page.
        scale: mean and spread of the squeezed columns of the matrix.
    """
    taken = np.concatenate(rows)
    marks, together = examples.marks[taken].astype(np.float32), tuple(examples.together[taken].T)
    measured = Measured(examples.matrix[taken], marks, together, examples.weight[taken])
    return batch_of(measured, [len(part) for part in rows], scale)


def batch_of(measured: Measured, sizes: Sequence[int], scale: tuple[Numbers, Numbers]) -> Batch:
    """Return the blocks of some pages, one behind the other, as the network takes them.

    Args:
        measured: the blocks of all of them; groups are numbered page by page.
        sizes: blocks of each page.
        scale: mean and spread of the squeezed columns of the matrix.
    """
    mean, spread = scale
    standard = np.clip((squeeze(measured.matrix) - mean) / spread, -LIMIT, LIMIT)
    inputs = torch.tensor(np.concatenate([standard, measured.marks], axis=1), dtype=torch.float32)
    weight = torch.tensor(measured.weight, dtype=torch.float32)[:, None]
    page = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(page)) + page * GAP
    groups: list[tuple[Tensor, Tensor]] = []
    for own in (*measured.groups, np.zeros(len(page), dtype=np.int64)):
        numbers = np.unique(page * (int(own.max()) + 1) + own, return_inverse=True)[1]
        index = torch.tensor(numbers, dtype=torch.long)
        whole = torch.zeros(int(index.max()) + 1, 1).index_add(0, index, weight)
        groups.append((index, whole))
    return Batch(inputs, torch.tensor(place), int(place[-1]) + 1, weight, tuple(groups))


def pack(module: Module, mean: Numbers, spread: Numbers) -> bytes:
    """Return what a network has learned as the bytes of an `.npz` file, in half precision.

    Args:
        module: the trained network.
        mean: of the squeezed columns of the matrix.
        spread: of the same.
    """
    arrays: dict[str, Any] = {
        "first": _numbers(module.first.weight).T,
        "first_bias": _numbers(module.first.bias),
        "keep": _with_bias(module.keep),
        "roles": _with_bias(module.roles),
    }
    for depth, layer in enumerate(module.layers):
        assert isinstance(layer, _Layer)
        arrays |= {
            f"scale{depth}": _numbers(layer.norm.weight),
            f"shift{depth}": _numbers(layer.norm.bias),
            f"taps{depth}": _numbers(layer.near.weight).transpose(2, 1, 0),
            f"bias{depth}": _numbers(layer.near.bias),
            f"groups{depth}": np.stack([_numbers(linear.weight).T for linear in layer.groups]),
        }
    halved: dict[str, Any] = {name: np.ascontiguousarray(values, dtype=np.float16) for name, values in arrays.items()}
    stream = io.BytesIO()
    np.savez_compressed(stream, mean=mean.astype(np.float32), spread=spread.astype(np.float32), **halved)
    return stream.getvalue()


def _numbers(values: Any) -> npt.NDArray[np.float32]:
    array: npt.NDArray[np.float32] = values.detach().numpy()
    return array


def _with_bias(linear: nn.Linear) -> npt.NDArray[np.float32]:
    return np.concatenate([_numbers(linear.weight).T, _numbers(linear.bias)[None]])
