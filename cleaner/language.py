"""Which language a text is in, offline."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAST_CHARACTERS = 60
# Code points of each of three pieces that are looked at: more changed no answer on labelled pages, and cost more.
_PIECE = 300
# Below this share of the likelihood the text is like no known language.
_LEAST_SCORE = 0.2
# A language with this share is as likely as the likeliest: Galician and Portuguese, Danish and Norwegian.
_NEAR = 0.05
# What the model calls text in no language at all, by its tag of ISO 639.
_NO_LANGUAGE = "zxx"
# The automaton is walked through by pieces of so many bytes side by side. Where it stands depends on the last few
# bytes alone, since no feature is longer: so many before a piece are walked through first.
_SIDE = 12
_BEFORE = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The model of py3langid: naive Bayes over byte n-grams, which an automaton finds (Lui and Baldwin, 2012)."""

    identifier: Any
    next: NDArray[np.uint32]
    """[rows * 256]: the state behind a row and a byte."""
    row: NDArray[np.intp]
    """[states]: where the row of a state begins in `next`."""
    feature: NDArray[np.intp]
    """[states]: the feature that ends in a state; -1 for none."""


def detect_language(text: str, declared: str | None = None) -> tuple[str | None, float | None]:
    """Detect the language of `text`.

    Args:
        text: cleaned text; 300 code points of its beginning, its middle and its end are looked at.
        declared: BCP 47 primary tag that the page gives itself; it decides between languages that are as likely.

    Returns:
        BCP 47 primary tag and a score from 0 to 1 (the share of the likelihood of all languages), or `(None, None)`
        for text that is too short or like no known language.
    """
    if len(text) < _LEAST_CHARACTERS:
        return None, None
    codes, shares = _shares(_pieces(text))
    best = int(shares.argmax())
    if codes[best] == _NO_LANGUAGE or shares[best] < _LEAST_SCORE:
        return None, None
    if declared in codes and shares[codes.index(declared)] >= _NEAR:
        best = codes.index(declared)
    return codes[best], round(float(shares[best]), 4)


def _pieces(text: str) -> str:
    """Return the beginning, the middle and the end of a text, and all of a short one."""
    if len(text) <= 3 * _PIECE:
        return text
    middle = (len(text) - _PIECE) // 2
    return "\n".join((text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]))


def _shares(text: str) -> tuple[list[str], NDArray[np.float32]]:
    """Return the codes of all languages, and the share of the likelihood that each has.

    They are those of `LanguageIdentifier.rank`, which walks byte by byte: with its tables in no cache, as between two
    documents, that took two thirds of the time. A code that stands twice has its share at the first place.
    """
    model = _model()
    known = model.identifier
    data = known._encode(text)  # noqa: SLF001  upper-case text is looked at in lower case, all in form C
    features, counts = _features(model, data)
    scores = np.zeros(len(known.nb_classes), np.float32)
    if len(features):
        scores = np.log1p(counts) @ known.nb_ptc.take(features, axis=0) + known.nb_pc
    scores *= 1.0 / math.sqrt(len(data) or 1)
    np.exp(scores - scores.max(), out=scores)
    scores /= scores.sum()
    for first, again in known._alias_pairs:  # noqa: SLF001  see above
        scores[first] += scores[again]
        scores[again] = 0.0
    return known.nb_classes, scores


def _features(model: _Model, data: bytes) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the features of a text in the order in which they come up, and how often each does."""
    sides = -(-len(data) // _SIDE)
    padded = np.zeros(_BEFORE + sides * _SIDE, np.intp)
    padded[_BEFORE : _BEFORE + len(data)] = np.frombuffer(data, np.uint8)
    states = np.empty((_SIDE, sides), np.intp)
    state = np.zeros(sides, np.intp)
    for step in range(_BEFORE + _SIDE):
        if step == _BEFORE:
            state[:1] = 0  # nothing stands before the first piece
        at = model.row.take(state)
        at += padded[step : step + (sides - 1) * _SIDE + 1 : _SIDE]
        state = model.next.take(at).astype(np.intp)
        if step >= _BEFORE:
            states[step - _BEFORE] = state
    found = model.feature.take(states.T.ravel()[: len(data)])
    features, first, counts = np.unique(found[found >= 0], return_index=True, return_counts=True)
    order = first.argsort()
    return features[order], counts[order].astype(np.float32)


@cache
def _model() -> _Model:
    """Return the detector; its model takes a third of a second to load, so nobody pays who asks nothing."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]  # noqa: PLC0415

    known = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    row = np.asarray(known.tk_row).astype(np.intp) << 8
    return _Model(known, np.asarray(known.tk_nextmove), row, np.asarray(known.tk_output, np.intp))
