"""What the text models learn: boosters for keep and roles, and the words of each role."""

from collections.abc import Sequence
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import SGDClassifier

from cleaner.classifier.text import ROLES
from cleaner.classifier.text_counts import Counts
from cleaner.classifier.text_grams import BITS, TOPIC_BITS, grams
from training.text_data import Sample
from training.text_features import quantised

_SEED = 7
_COMMON: dict[str, Any] = {
    "learning_rate": 0.12,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": _SEED,
    "use_missing": False,
    "max_bin": 63,
    "verbose": -1,
    "lambda_l2": 2.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
}
_KEEP = {"objective": "cross_entropy", "num_leaves": 31, "max_depth": 8, "min_data_in_leaf": 60}
_ROLES = {"objective": "multiclass", "num_class": len(ROLES), "num_leaves": 15, "max_depth": 6, "min_data_in_leaf": 30}
_KEEP_ROUNDS = 120
_ROLE_ROUNDS = 40
_BLOCKS = 250
"""Rows taken of one document for keep; each stands for more where there are more."""
_PER_ROLE = 12_000
VARIANT_WEIGHT = {"leftovers": 4.0, "dump": 1.0}
_OTHER_VARIANTS = 0.5
_TABLE_WEIGHT = {"fundus-dev": 2.0, "news-dev": 1.0, "wcxb-dev": 0.5}
_GOLD_SHARE = (0.3, 1.3)
_TOPIC_ROWS = 12_000
"""Words and pairs that speak for or against a role; the others do not count, so that unknown words say nothing."""
_GOLD_WEIGHT = 4.0


def sample_weight(found: Sequence[Sample], document: NDArray[np.int64], words: NDArray[np.float32]) -> NDArray[Any]:
    """Return the weight of each row: documents count alike, long blocks more."""
    size = np.bincount(document, minlength=len(found))[document]
    cut_off = {(sample.table, sample.id) for sample in found if _cut_off(sample)}
    trust = np.array([_trust(sample) * ((sample.table, sample.id) not in cut_off) for sample in found])[document]
    weight: NDArray[Any] = np.sqrt(np.maximum(words, 1.0)) / np.sqrt(size) * trust
    return weight


def _trust(sample: Sample) -> float:
    """Return how much a document counts: more where its gold names roles and where tables are small."""
    table = _TABLE_WEIGHT.get(sample.table, 1.0) if sample.variant == "leftovers" else 1.0
    return VARIANT_WEIGHT.get(sample.variant, _OTHER_VARIANTS) * table


def _cut_off(sample: Sample) -> bool:
    """Tell whether the gold of an article seems to be cut off, or its text: nothing is to be learned from either."""
    if sample.variant != "leftovers" or sample.table == "fundus-dev":
        return False
    share = len(sample.gold.split()) / max(len(sample.text.split()), 1)
    return not _GOLD_SHARE[0] <= share <= _GOLD_SHARE[1]


def keep_rows(document: NDArray[np.int64], documents: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which rows keep is trained on, and how many rows each of them stands for."""
    size = np.bincount(document, minlength=documents)[document]
    take = np.random.default_rng(_SEED).random(len(document)) < _BLOCKS / size
    return take, np.maximum(1.0, size / _BLOCKS)


def keep_model(matrix: Any, target: Any, weight: Any, columns: Sequence[str]) -> lgb.Booster:
    """Return the booster for keep."""
    data = lgb.Dataset(matrix, target, weight=weight / weight.mean(), feature_name=list(columns))
    return lgb.train({**_COMMON, **_KEEP}, data, _KEEP_ROUNDS)


def role_rows(found: Sequence[Sample], document: NDArray[np.int64]) -> tuple[Any, Any, Any]:
    """Return the rows with a known role, the role's number and the row's weight.

    Of roles with very many rows some are taken, each standing for more.
    """
    number = {str(role): place for place, role in enumerate(ROLES)}
    role = np.array([number.get(name, -1) for sample in found for name in sample.roles])
    size = np.bincount(document, minlength=len(found))[document]
    trusted = np.array(
        [
            (_GOLD_WEIGHT if sample.table == "fundus-dev" else 1.0) * VARIANT_WEIGHT.get(sample.variant, 0.3)
            for sample in found
        ]
    )[document]
    weight = trusted / np.sqrt(size)
    random = np.random.default_rng(_SEED)
    taken = []
    for place in range(len(ROLES)):
        rows = np.flatnonzero(role == place)
        if len(rows) > _PER_ROLE:
            weight[rows] *= len(rows) / _PER_ROLE
            rows = np.sort(random.choice(rows, _PER_ROLE, replace=False))
        taken.append(rows)
    chosen = np.sort(np.concatenate(taken))
    return chosen, role[chosen], weight[chosen]


def role_model(matrix: Any, role: Any, weight: Any, columns: Sequence[str]) -> lgb.Booster:
    """Return the booster for roles."""
    data = lgb.Dataset(matrix, role, weight=weight / weight.mean(), feature_name=list(columns))
    return lgb.train({**_COMMON, **_ROLES}, data, _ROLE_ROUNDS)


def role_words(found: Sequence[Sample], counted: Sequence[Counts], use: Sequence[bool]) -> NDArray[np.float32]:
    """Return the weights of words by role, trained on some of the documents."""
    number = {str(role): place for place, role in enumerate(ROLES)}
    rows, labels = [], []
    for sample, counts, wanted in zip(found, counted, use, strict=True):
        role = np.array([number.get(name, -1) for name in sample.roles])
        known = np.flatnonzero(role >= 0)
        if wanted and sample.variant in VARIANT_WEIGHT and len(known):
            rows.append(_row(counts)[known])
            labels.append(role[known])
    label = np.concatenate(labels)
    often = np.bincount(label, minlength=len(ROLES))
    weight = 1.0 / np.sqrt(np.maximum(often, 1))[label]
    model: Any = SGDClassifier(
        loss="log_loss", alpha=1e-5, max_iter=3, tol=None, random_state=_SEED, average=True, fit_intercept=False
    )
    stacked = vstack(rows, format="csr")
    model.fit(stacked, label, sample_weight=weight / weight.mean())
    weights = np.zeros((1 << TOPIC_BITS, len(ROLES)))
    weights[:, model.classes_] = model.coef_.T
    worth = np.abs(weights).max(axis=1) * np.sqrt(np.bincount(stacked.indices, minlength=len(weights)))
    weights[worth < np.partition(worth, -_TOPIC_ROWS)[-_TOPIC_ROWS]] = 0.0
    return quantised(weights)


def _row(counts: Counts) -> csr_matrix:
    owner, places = grams(counts)
    blocks = len(counts.first)
    root = np.sqrt(np.maximum(np.bincount(owner, minlength=blocks), 1))
    shape = (blocks, 1 << TOPIC_BITS)
    return csr_matrix((1.0 / root[owner], (owner, places >> (BITS - TOPIC_BITS))), shape=shape)
