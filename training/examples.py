"""Labelled HTML pages -> arrays to train and measure on, one cached file per table."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.data import Gold, Page, golds, pages
from cleaner.classifier.hints import hints
from cleaner.classifier.matrix import Measured
from cleaner.classifier.matrix import measure as measure_blocks
from cleaner.classifier.network import ROLES
from cleaner.classifier.page import plain_odds
from cleaner.classifier.text import PARTS as TEXT_PARTS
from cleaner.classifier.text import TextModel, read_model
from cleaner.classifier.text_counts import count
from cleaner.decode import decode
from cleaner.model import Markup, RejectedError
from cleaner.segment.html import segment_html
from training.align import targets, tokens
from training.folds import FOLDS, fold_of, sites
from training.page_roles import roles_of

CACHE = Path(__file__).resolve().parents[1] / ".cache"
BODY = frozenset({"body", "subhead"})
"""Roles of fundus-dev that make up the gold text."""

_PLACE = {str(role): place for place, role in enumerate(ROLES)}
_CODE = (
    "cleaner/decode.py",
    "cleaner/segment/html.py",
    "cleaner/segment/prose.py",
    "cleaner/segment/source.py",
    "cleaner/segment/elements.py",
    "cleaner/segment/formula.py",
    "cleaner/segment/walk.py",
    "cleaner/segment/credits.py",
    "cleaner/segment/cues.py",
    "cleaner/classifier/columns.py",
    "cleaner/classifier/containers.py",
    "cleaner/classifier/facts.py",
    "cleaner/classifier/hints.py",
    "cleaner/classifier/marks.py",
    "cleaner/classifier/matrix.py",
    "cleaner/classifier/network.py",
    "cleaner/classifier/page.py",
    "cleaner/classifier/places.py",
    "cleaner/classifier/text.py",
    "cleaner/classifier/text_counts.py",
    "cleaner/classifier/text_decode.py",
    "cleaner/classifier/text_grams.py",
    "cleaner/classifier/text_matrix.py",
    "cleaner/classifier/text_place.py",
    "cleaner/classifier/text_repeats.py",
    "cleaner/classifier/wording.py",
    "training/align.py",
    "training/examples.py",
    "training/page_roles.py",
)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """The blocks of the pages of one or several tables, page behind page."""

    pages: npt.NDArray[np.str_]
    """`TABLE/ID`."""
    groups: npt.NDArray[np.str_]
    """Page type, where the table has one."""
    folds: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.str_]
    """sha256 of the bytes of the page."""
    meant: npt.NDArray[np.int64]
    """Tokens of the gold."""
    blocks: npt.NDArray[np.int64]
    """Blocks of the page."""
    matrix: npt.NDArray[np.float32]
    marks: npt.NDArray[np.float16]
    together: npt.NDArray[np.int64]
    """Numbers of the element one step up and of the kind, as `Measured.groups` has them; one column each."""
    weight: npt.NDArray[np.float32]
    plain: npt.NDArray[np.float32]
    """What `cleaner.classifier.page.plain_odds` says, by a model that has not seen the site of the page."""
    roles: npt.NDArray[np.int64]
    """Place in `cleaner.classifier.network.ROLES`, -1 where nobody said."""
    target: npt.NDArray[np.float32]
    sizes: npt.NDArray[np.int64]
    """Tokens of the block."""
    known: npt.NDArray[np.int64]
    """Tokens of the block that the gold holds; `tokens` lists them, numbered by page."""
    tokens: npt.NDArray[np.int32]
    gold: npt.NDArray[np.int32]
    """How often the gold holds each of its different tokens, page behind page."""
    kinds: npt.NDArray[np.int64]
    """Different tokens of the gold of a page."""

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """Return where each page begins, and where the last one ends."""
        return np.concatenate(([0], np.cumsum(self.blocks)))


def gold_text(gold: Gold) -> str | None:
    """Return what should stay of a page, `None` where nobody wrote that down."""
    if gold.blocks:
        return "\n".join(text for role, text in gold.blocks if role in BODY)
    return gold.body


def load(tables: Sequence[str]) -> Examples:
    """Return the examples of the tables, built where the cache does not have them."""
    parts = [_read(table) for table in tables]
    return Examples(**{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _read(table: str) -> dict[str, Any]:
    path = CACHE / "examples" / f"{table}-{_fingerprint()}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **_build(table))
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def _fingerprint() -> str:
    """Return a hash of the code that examples depend on, so that the cache never serves old ones."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    learned = (lexicon(fold).with_name(f"{name}.npz") for fold in range(FOLDS) for name in TEXT_PARTS)
    for path in (*(root / name for name in _CODE), *learned):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _build(table: str) -> dict[str, Any]:
    answers = {gold.id: gold for gold in golds(table)}
    site = sites(table)
    rows: list[dict[str, Any]] = []
    with ProcessPoolExecutor(2) as pool:
        # `map` would read the whole table into its queue: feed it in slices.
        for piece in _slices(pages(table, list(answers)), 64):
            own = [fold_of(site[page.id]) for page in piece]
            measured = pool.map(_measure, piece, [answers[page.id] for page in piece], own, chunksize=4)
            for page, row in zip(piece, measured, strict=True):
                if row:
                    rows.append(row | {"pages": f"{table}/{page.id}", "folds": fold_of(site[page.id])})
    single = {name: np.array([row[name] for row in rows]) for name in ("pages", "groups", "folds", "hashes", "meant")}
    single |= {name: np.array([row[name] for row in rows], dtype=np.int64) for name in ("blocks", "kinds")}
    several = ("matrix", "marks", "together", "weight", "plain", "roles", "target", "sizes", "known", "tokens", "gold")
    return single | {name: np.concatenate([row[name] for row in rows]) for name in several}


def _slices(items: Any, size: int) -> Any:
    piece: list[Any] = []
    for item in items:
        piece.append(item)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


def _measure(page: Page, gold: Gold, fold: int) -> dict[str, Any] | None:
    text = gold_text(gold)
    if text is None or page.html is None:
        return None
    texts, markups, measured = measure(page, text_model(fold).words)
    if measured is None:
        return None
    shares = targets(texts, text)
    meant = Counter(tokens(text))
    number = {word: place for place, word in enumerate(meant)}
    words = [tokens(block) for block in texts]
    known = [[number[word] for word in block if word in number] for block in words]
    return {
        "groups": gold.group,
        "hashes": hashlib.sha256(page.html).hexdigest(),
        "meant": meant.total(),
        "blocks": len(texts),
        "kinds": len(number),
        "matrix": measured.matrix,
        "marks": measured.marks.astype(np.float16),
        "together": np.stack(measured.groups, axis=1).astype(np.int64),
        "weight": measured.weight,
        "plain": plain_odds(count(texts), text_model(fold)).astype(np.float32),
        "roles": np.array([_PLACE.get(role, -1) for role in roles_of(texts, markups, gold, shares)], dtype=np.int64),
        "target": np.array(shares, dtype=np.float32),
        "sizes": np.array([len(block) for block in words], dtype=np.int64),
        "known": np.array([len(block) for block in known], dtype=np.int64),
        "tokens": np.array([place for block in known for place in block], dtype=np.int32),
        "gold": np.array(list(meant.values()), dtype=np.int32),
    }


def lexicon(fold: int) -> Path:
    """Return the file with the weights of words that were learned without the pages of a fold."""
    return CACHE / "folds" / f"text-{fold}" / "text-words.npz"


@cache
def text_model(fold: int) -> TextModel:
    """Return the model for plain text that was trained without the pages of a fold."""
    return read_model(lexicon(fold).parent)


def measure(page: Page, words: npt.NDArray[np.float32]) -> tuple[list[str], list[Markup], Measured | None]:
    """Return the texts, the markup and the measures of a page's blocks; none for a page without markup."""
    try:
        found = segment_html(decode_page(page))
    except RejectedError:
        return [], [], None
    texts = [draft.text for draft in found.drafts]
    markups = [draft.markup for draft in found.drafts if draft.markup is not None]
    if not texts or len(markups) < len(texts):
        return [], [], None
    return texts, markups, measure_blocks(texts, markups, hints(found.tree, found.title), words)


def decode_page(page: Page) -> str:
    """Return the text of a page as the pipeline reads it."""
    if page.html is None:
        return ""
    try:
        return decode(page.html, html=True).text
    except RejectedError:
        return ""
