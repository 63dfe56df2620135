"""LightGBM models -> the plain arrays that `cleaner.classifier.trees` evaluates."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np


def pack(booster: Any, classes: int = 1) -> bytes:
    """Return a model as the bytes of an `.npz` file. The same model gives the same bytes.

    Args:
        booster: a `lightgbm.Booster` of numerical features, trained with `use_missing=false`.
        classes: number of trees per round.
    """
    model = booster.dump_model()
    nodes: list[tuple[int, float, int, float]] = []
    roots: list[int] = []
    depth = 0
    for tree in model["tree_info"]:
        roots.append(len(nodes))
        nodes.append((0, 0.0, 0, 0.0))
        depth = max(depth, _fill(tree["tree_structure"], nodes))
    feature, threshold, child, value = zip(*nodes, strict=True)
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        feature=np.array(feature, dtype=np.int16),
        threshold=_below(np.array(threshold, dtype=np.float64)),
        child=np.array(child, dtype=np.int32),
        value=np.array(value, dtype=np.float64),
        roots=np.array(roots, dtype=np.int32),
        depth=np.array(depth),
        classes=np.array(classes),
        columns=np.array(booster.feature_name()),
    )
    return stream.getvalue()


def write(content: bytes, path: Path) -> None:
    """Write the bytes of a model to `path` (`NAME.npz`) and their hash to `NAME.json` beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    manifest = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _fill(structure: dict[str, Any], nodes: list[tuple[int, float, int, float]]) -> int:
    """Fill the last node from a tree, its children side by side behind it; return the depth of the tree."""
    waiting = [(structure, len(nodes) - 1, 0)]
    deepest = 0
    while waiting:
        node, place, depth = waiting.pop()
        deepest = max(deepest, depth)
        if "leaf_value" in node:
            nodes[place] = (0, float("inf"), place, node["leaf_value"])
            continue
        if node["decision_type"] != "<=" or node["missing_type"] != "None":
            raise ValueError("only numerical splits without missing values can be exported")
        nodes[place] = (node["split_feature"], node["threshold"], len(nodes), 0.0)
        waiting.append((node["left_child"], len(nodes), depth + 1))
        waiting.append((node["right_child"], len(nodes) + 1, depth + 1))
        nodes.extend([(0, 0.0, 0, 0.0)] * 2)
    return deepest


def _below(threshold: Any) -> Any:
    """Return the greatest 32-bit numbers that are not above the thresholds: 32-bit features compare the same."""
    near = threshold.astype(np.float32)
    return np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)
