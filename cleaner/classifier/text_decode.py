"""Scores of a plain-text document -> one role per block."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.model import Role

Scores = NDArray[np.float64]

_INSIDE = frozenset({Role.BODY, Role.SUBHEAD})
_SINGLE = frozenset({Role.HEADLINE, Role.DEK})
_HEADLINE = 0.15
"""Least probability of the likeliest headline."""
_SURE = 0.6
"""From here on a likely headline stands against the cut."""
_SHARE = 0.4
_EDGE = 1e-4


def blend(keep: Scores, inside: Scores) -> Scores:
    """Return the probability to keep each block, from that of the keep model and from that of the role model.

    Args:
        keep: what the keep model says.
        inside: the role model's probability of body or subhead.

    Returns:
        Their mean on the scale of log-odds, in which the keep model counts for more.
    """
    odds = (1.0 - _SHARE) * log_odds(keep) + _SHARE * log_odds(inside)
    blended: Scores = 1.0 / (1.0 + np.exp(-odds))
    return blended


def log_odds(share: Scores) -> Scores:
    """Return the log-odds of probabilities; one nearer to 0 or 1 than a ten-thousandth counts as that."""
    safe = np.clip(share, _EDGE, 1.0 - _EDGE)
    odds: Scores = np.log(safe / (1.0 - safe))
    return odds


def decode(keep: NDArray[np.bool_], roles: Scores, names: Sequence[Role], forms: Sequence[str]) -> list[Role]:
    """Return the role of each block of one document.

    A block that is kept is body or a subhead, any other is neither. A document has one headline: the likeliest block,
    and those that say the same. It has one dek: the likeliest of those that are a dek before all else, kept or not.

    Args:
        keep: which blocks stay.
        roles: one row of probabilities per block.
        names: what the columns are.
        forms: normal form of each block's text: equal ones are copies.
    """
    inside = np.array([name in _INSIDE for name in names])
    single = np.array([name in _SINGLE for name in names])
    headline = _headline(keep, roles[:, names.index(Role.HEADLINE)], forms)
    best_inside = np.where(inside, roles, -1.0).argmax(axis=1)
    best_outside = np.where(inside | single, -1.0, roles).argmax(axis=1)
    chosen = [names[place] for place in np.where(keep, best_inside, best_outside).tolist()]
    dek = names.index(Role.DEK)
    open_ = roles[:, dek] * (roles.argmax(axis=1) == dek) * ~np.array(headline, dtype=bool)
    if len(open_) and open_.max() > 0.0:
        chosen[int(open_.argmax())] = Role.DEK
    return [Role.HEADLINE if top else role for top, role in zip(headline, chosen, strict=True)]


def _headline(keep: NDArray[np.bool_], likely: Scores, forms: Sequence[str]) -> list[bool]:
    """Return which blocks are the document's headline."""
    open_ = np.where(keep & (likely < _SURE), 0.0, likely)
    if not len(open_) or open_.max() < _HEADLINE:
        return [False] * len(forms)
    form = forms[int(open_.argmax())]
    return [own == form and score > 0.0 for own, score in zip(forms, open_.tolist(), strict=True)]
