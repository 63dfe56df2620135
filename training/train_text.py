"""Train the plain-text classifier: `python -m training.train_text`. Writes the fold models, the weights, the scores."""

import io
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import trees
from cleaner.classifier.text import PARTS, ROLES
from cleaner.classifier.text_counts import count
from cleaner.classifier.text_decode import blend
from cleaner.classifier.text_grams import topics
from cleaner.classifier.text_order import names, order
from cleaner.model import Role
from training.export import pack, write
from training.folds import FOLDS, fold_of
from training.text_data import Sample, samples
from training.text_features import Table, pieces, table
from training.text_models import keep_model, keep_rows, role_model, role_rows, role_words, sample_weight
from training.text_report import keep_report, role_report

WEIGHTS = Path("cleaner/classifier/weights")
CACHE = Path(".cache/folds")


def main() -> None:
    """Train five models that have each not seen one fold, then one on everything."""
    found = samples()
    data = table(found)
    _say(f"features: {data.matrix.shape}")
    kept, keepers = _keep(found, data)
    keep_report(found, kept, data)
    roles, judges, words = _roles(found, data, kept)
    blended = blend(kept, roles[:, ROLES.index(Role.BODY)] + roles[:, ROLES.index(Role.SUBHEAD)])
    _say("keep and roles together")
    keep_report(found, blended, data)
    role_report(found, roles, blended, data)
    for held in range(FOLDS + 1):
        folder = WEIGHTS if held == FOLDS else CACHE / f"text-{held}"
        contents = (keepers[held], judges[held], packed(data.lexicons[held]), packed(words[held]))
        for name, content in zip(PARTS, contents, strict=True):
            write(content, folder / f"{name}.npz")
    folds = {sample.key: fold_of(sample.site) for sample in found}
    (CACHE / "text.json").write_text(json.dumps(folds), encoding="utf-8")
    np.savez(CACHE / "text-scores.npz", kept=kept, roles=roles, document=data.document)


def _say(message: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {message}", flush=True)


def _keep(found: Sequence[Sample], data: Table) -> tuple[NDArray[np.float64], list[bytes]]:
    """Return the out-of-fold probabilities, and the packed models of each fold and of everything."""
    weight = sample_weight(found, data.document, data.words)
    take, stands_for = keep_rows(data.document, len(found))
    scores = np.zeros(len(data.target))
    models = []
    for held in range(FOLDS + 1):
        rows = np.flatnonzero(take & (data.fold != held) & (weight > 0))
        booster = keep_model(data.matrix[rows], data.target[rows], (weight * stands_for)[rows], data.columns)
        models.append(pack(booster))
        out = np.flatnonzero(data.fold == held)
        if len(out):
            scores[out] = trees.evaluate(trees.read(models[-1]), data.matrix[out])
        _say(f"keep {held}: {len(models[-1])} bytes")
    return scores, models


def _roles(
    found: Sequence[Sample], data: Table, kept: NDArray[np.float64]
) -> tuple[NDArray[np.float64], list[bytes], list[NDArray[np.float32]]]:
    """Return the out-of-fold probabilities of the roles, the packed models, and the words by role."""
    counted = [count(pieces(sample)[0]) for sample in found]
    folds = [fold_of(sample.site) for sample in found]
    words = [role_words(found, counted, [fold != held for fold in folds]) for held in range(FOLDS + 1)]
    _say("words of roles")
    ends = np.cumsum(np.bincount(data.document, minlength=len(found)))
    more = []
    for sample, (counts, fold) in enumerate(zip(counted, folds, strict=True)):
        own = slice(ends[sample] - len(counts.first), ends[sample])
        columns = dict(zip(data.columns, data.matrix[own].T, strict=True))
        more.append(order(kept[own], topics(counts, words[fold]), columns))
    after = np.concatenate(more)
    header = [*data.columns, *names(len(ROLES))]
    rows, role, weight = role_rows(found, data.document)
    scores = np.zeros((len(kept), len(ROLES)))
    models = []
    for held in range(FOLDS + 1):
        use = data.fold[rows] != held
        matrix = np.concatenate([data.matrix[rows[use]], after[rows[use]]], axis=1)
        models.append(pack(role_model(matrix, role[use], weight[use], header), classes=len(ROLES)))
        out = np.flatnonzero(data.fold == held)
        if len(out):
            forest = trees.read(models[-1])
            scores[out] = trees.evaluate(forest, np.concatenate([data.matrix[out], after[out]], axis=1))
        _say(f"roles {held}: {len(models[-1])} bytes")
    return scores, models, words


def packed(table: NDArray[np.float32]) -> bytes:
    """Return a table of quantised weights as the bytes of an `.npz` file: its non-zero rows as small integers."""
    step = np.float32(np.abs(table).max() / 127.0)
    whole = np.round(table / step).astype(np.int8)
    places = np.flatnonzero(whole.reshape(len(whole), -1).any(axis=1))
    arrays: dict[str, Any] = {
        "values": whole[places],
        "skips": np.diff(places, prepend=0).astype(np.uint32),
        "step": np.array(step),
        "places": np.array(len(table)),
    }
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


if __name__ == "__main__":
    main()
