"""Models that have not seen a page: every figure on a page that was trained on comes from them."""

import hashlib
import json
from functools import cache
from pathlib import Path

from cleaner.classifier import page, text
from cleaner.pipeline import Models

FOLDS = Path(__file__).resolve().parent / "folds"
"""One folder of weights per kind and fold, and per kind a map from the hash of an input to its fold."""

KEY = 16
"""Hexadecimal digits of an input's SHA-256 that name it in the maps."""


@cache
def _fold_of(kind: str) -> dict[str, int]:
    path = FOLDS / f"{kind}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


@cache
def _plain(fold: int) -> text.TextModel:
    return text.read_model(FOLDS / f"text-{fold}")


@cache
def _html_models(fold: int) -> Models:
    return Models(html=page.read_model(FOLDS / f"html-{fold}", _plain(fold)))


def models_for(raw: bytes | str) -> Models:
    """Return the models that have not seen an input: those of its fold, or the shipped ones if nobody trained on it.

    Args:
        raw: the input as it is cleaned; text is found by the hash of its UTF-8 form, a page by that of its bytes.
    """
    page = isinstance(raw, bytes)
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    fold = _fold_of("html" if page else "text").get(hashlib.sha256(data).hexdigest()[:KEY])
    if fold is None:
        return Models()
    return _html_models(fold) if page else Models(text=_plain(fold))
