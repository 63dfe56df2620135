"""Train the plain-text classifier: `python -m training.train_text`. Writes the fold models, the weights, the scores.

`--corrections FILE --documents INPUT...` adds what people said of single blocks.
"""

import io
import json
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import network
from cleaner.classifier.text import PARTS, ROLES
from cleaner.classifier.text_decode import blend
from cleaner.model import Role
from training.corrected import Corrected, asked, sample_of, shares_of, trusted
from training.export import write
from training.folds import FOLDS, fold_of
from training.text_data import Sample, samples
from training.text_features import Table, table
from training.text_models import document_shares
from training.text_network import fit, measured
from training.text_report import keep_report, role_report

WEIGHTS = Path("cleaner/classifier/weights")
CACHE = Path(".cache/folds")

Numbers = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train five models that have each not seen one fold, then one on everything."""
    corrected = [one for one in asked(arguments, __doc__) if not one.is_page]
    found = samples()
    everything, data, shares = lessons(found, corrected)
    _say(f"features: {data.blocks.matrix.shape}")
    kept, roles, networks = _networks(everything, data, shares)
    keep_report(found, kept, data)
    _say("body and roles together")
    blended = blend(kept, roles[:, ROLES.index(Role.BODY)] + roles[:, ROLES.index(Role.SUBHEAD)])
    keep_report(found, blended, data)
    role_report(found, roles, blended, data)
    for held in range(FOLDS + 1):
        folder = WEIGHTS if held == FOLDS else CACHE / f"text-{held}"
        contents = (networks[held], packed(data.lexicons[held]), packed(data.topics[held]))
        for name, content in zip(PARTS, contents, strict=True):
            write(content, folder / f"{name}.npz")
    folds = {sample.key: fold_of(sample.site) for sample in everything}
    (CACHE / "text.json").write_text(json.dumps(folds), encoding="utf-8")
    np.savez(CACHE / "text-scores.npz", kept=kept, roles=roles, document=data.document)


def lessons(
    found: Sequence[Sample], corrected: Sequence[Corrected]
) -> tuple[list[Sample], Table, tuple[Numbers, Numbers]]:
    """Return the labelled documents and behind them the corrected ones, their blocks, and how much each counts.

    Args:
        found: labelled documents.
        corrected: documents of which people corrected blocks.

    Returns:
        The documents, their blocks, and per document how much it and how much its roles count.
    """
    everything = [*found, *(sample_of(one) for one in corrected)]
    data = table(everything)
    data = replace(data, blocks=replace(data.blocks, trust=trusted(data.blocks.trust, corrected)))
    shares, gold = document_shares(found)
    return everything, data, (np.append(shares, shares_of(corrected)), np.append(gold, np.ones(len(corrected))))


def _say(message: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {message}", flush=True)


def _networks(
    found: Sequence[Sample], data: Table, counts: tuple[Numbers, Numbers]
) -> tuple[Numbers, Numbers, list[bytes]]:
    """Return the out-of-fold probabilities of body and of the roles, and the networks of each fold and of all."""
    blocks = data.blocks
    shares, gold = counts
    folds = np.array([fold_of(sample.site) for sample in found])
    kept, roles = np.zeros(len(blocks.target)), np.zeros((len(blocks.target), len(ROLES)))
    with ProcessPoolExecutor(2) as pool:
        others = [np.flatnonzero(folds != held) for held in range(FOLDS + 1)]
        packs = [done.result() for done in [pool.submit(fit, blocks, part, shares, gold) for part in others]]
    for held in range(FOLDS):
        learned = network.read(packs[held])
        for document in np.flatnonzero(folds == held).tolist():
            own = slice(blocks.starts[document], blocks.starts[document + 1])
            odds, roles[own] = network.evaluate(learned, measured(blocks, document))
            kept[own] = 1.0 / (1.0 + np.exp(-odds))
    _say(f"networks of {len(packs[-1])} bytes")
    return kept, roles, packs


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
