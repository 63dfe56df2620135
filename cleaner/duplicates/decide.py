"""Last step of the search: what becomes of each copy, bucket by bucket."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.catalog import Catalog, Names, open_catalog
from cleaner.duplicates.equal import LONG, QUOTATION, SITE
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import Rows, changes, save
from cleaner.duplicates.settings import Kind, Treatment

DECISION = np.dtype(
    [
        ("document", "<i8"),  # number in the catalog
        ("block", "<u4"),
        ("kind", "u1"),
        ("drop", "?"),
        ("length", "<u4"),  # code points
        ("of_document", "<i8"),
        ("of_block", "<u4"),
        ("similarity", "<f8"),
    ]
)
"""What becomes of one copy: it goes, or it stays and is marked; and which copy it repeats."""

LIKE = np.dtype(
    [
        ("item", "<u4"),
        ("kind", "u1"),
        ("document", "<i8"),
        ("block", "<u4"),
        ("length", "<u4"),
        ("traits", "u1"),
        ("of_document", "<i8"),
        ("of_block", "<u4"),
        ("similarity", "<f8"),
    ]
)
"""An item that is like another one: its representative, and that of the other."""

KINDS = tuple(Kind)
"""Every kind; its place in it stands for it in a table."""

_EXACT, _SITE, _QUOTATION, _NEAR = (KINDS.index(k) for k in (Kind.EXACT, Kind.SITE, Kind.QUOTATION, Kind.NEAR))


_NONE = len(KINDS)
_SITES = 20


@dataclass(slots=True)
class Sums:
    """What decisions come to."""

    dropped: Counter[str] = field(default_factory=Counter)
    """Blocks that go, by kind."""
    marked: Counter[str] = field(default_factory=Counter)
    """Blocks that stay and are marked, by kind."""
    documents: Counter[str] = field(default_factory=Counter)
    """Documents that are marked as a whole, by kind."""
    characters: int = 0
    """Code points of the blocks that go."""
    texts: Counter[str] = field(default_factory=Counter)
    """Code points that go, by how the copy that stays begins: those that take most."""
    sites: Counter[int] = field(default_factory=Counter)
    """Code points that go, by the number of the site: those that lose most."""

    def add(self, other: "Sums") -> None:
        """Add what other decisions come to."""
        for mine, theirs in (
            (self.dropped, other.dropped),
            (self.marked, other.marked),
            (self.documents, other.documents),
            (self.texts, other.texts),
            (self.sites, other.sites),
        ):
            mine.update(theirs)  # type: ignore[arg-type]  # the keys of each pair are of one type
        self.characters += other.characters


def decide(table: Table, bucket: int, job: Job) -> Sums:
    """Decide about the copies of a bucket.

    Writes `decisions/TABLE-BUCKET`, in the order of the documents and blocks.

    Args:
        table: What was compared.
        bucket: Which bucket.
        job: The search; `equal` is there, and `like` where near-duplicates are looked for.

    Returns:
        What the decisions come to.
    """
    name = f"{table}-{bucket:05}"
    members: Rows = np.load(job.place("equal", f"{name}.npy"))
    likes: Rows = np.load(job.place("like", f"{name}.npy")) if job.near else np.zeros(0, LIKE)
    if table is Table.DOCUMENTS:
        # A document that repeats another one is for its reader to leave out: nothing of it goes for that.
        found = np.concatenate((_equal(members, np.full(len(members), _EXACT)), _alone(likes)))
        return _written(found, members, table, bucket, job)
    policy = job.across.policy
    gone = likes[(likes["kind"] == _NEAR)] if policy.near is Treatment.DROP else likes[:0]
    kinds = np.full(len(members), _NONE)
    traits = members["traits"]
    kinds[traits & LONG != 0] = _EXACT
    kinds[traits & SITE != 0] = _SITE
    kinds[traits & QUOTATION != 0] = _QUOTATION
    of_gone = np.isin(members["item"], gone["item"])
    kinds[of_gone] = _NONE
    stays = _alone(likes[~np.isin(likes["item"], gone["item"])])
    found = np.concatenate((_equal(members, kinds), stays, _with_all(gone, members[of_gone])))
    treated = np.array([list(Treatment).index(policy.of(kind)) for kind in KINDS])[found["kind"]]
    found["drop"] = treated == list(Treatment).index(Treatment.DROP)
    return _written(found[treated != list(Treatment).index(Treatment.OFF)], members, table, bucket, job)


def _equal(members: Rows, kinds: NDArray[np.int64]) -> Rows:
    """Point the blocks that are copies of a kind at the representative of their normal form."""
    first = changes(members["item"])
    heads = np.maximum.accumulate(np.where(first, np.arange(len(members)), 0))
    copies = np.flatnonzero(~first & (kinds != _NONE))
    found = np.zeros(len(copies), DECISION)
    for name in ("document", "block", "length"):
        found[name] = members[name][copies]
    found["kind"] = kinds[copies]
    found["of_document"], found["of_block"] = members["document"][heads[copies]], members["block"][heads[copies]]
    found["similarity"] = 1.0
    return found


def _alone(likes: Rows) -> Rows:
    """Point the representatives that are like others at those."""
    found = np.zeros(len(likes), DECISION)
    for name in ("document", "block", "length", "kind", "of_document", "of_block", "similarity"):
        found[name] = likes[name]
    return found


def _with_all(likes: Rows, members: Rows) -> Rows:
    """Point the representatives that go, and all that have their normal form, at what those are like.

    What stands in quotation marks is a quotation of that, whoever else says it.
    """
    heads = _alone(likes)
    heads["kind"][likes["traits"] & QUOTATION != 0] = _QUOTATION
    order = np.argsort(likes["item"])
    others = members[~changes(members["item"])]
    of = likes[order][np.searchsorted(likes["item"][order], others["item"])]
    found = _alone(of)
    for name in ("document", "block", "length"):
        found[name] = others[name]
    found["kind"] = np.where(others["traits"] & QUOTATION != 0, _QUOTATION, of["kind"])
    return np.concatenate((heads, found))


def _written(found: Rows, members: Rows, table: Table, bucket: int, job: Job) -> Sums:
    """Write the decisions of a bucket and return what they come to."""
    name = f"{table}-{bucket:05}"
    catalog = open_catalog(job)
    # What stands in an index stays as it is.
    found = found[found["document"] < catalog.documents]
    found = found[~_itself(found, catalog, job)]
    found = found[np.lexsort((found["block"], found["document"]))]
    save(job.place("decisions", f"{name}.npy"), found)
    marked, dropped = (_by_kind(found["kind"][found["drop"] == drop]) for drop in (False, True))
    if table is Table.DOCUMENTS:
        return Sums(documents=marked)
    gone = found[found["drop"]]
    heads = json.loads(job.place("equal", f"{name}.json").read_text("utf-8"))
    characters = int(gone["length"].sum(dtype=np.int64))
    return Sums(dropped, marked, Counter(), characters, _texts(gone, members, heads), _sites(gone, job))


def _itself(found: Rows, catalog: Catalog, job: Job) -> NDArray[np.bool_]:
    """Tell which decisions point at a document of the same id: that is no copy, but the document once more."""
    one, other = found["document"], found["of_document"]
    same: NDArray[np.bool_] = (one != other) & (catalog.ranks[one] == catalog.rank(other))
    old = np.flatnonzero(other >= catalog.documents)
    if len(old):
        names = Names(job, catalog)
        pairs, at = np.unique(np.stack((one[old], other[old])), axis=1, return_inverse=True)
        equal = [names[new] == names[known] for new, known in pairs.T.tolist()]
        same[old] = np.array(equal)[at.ravel()]
    return same


def _by_kind(kinds: NDArray[np.uint8]) -> Counter[str]:
    counts = np.bincount(kinds, minlength=len(KINDS)).tolist()
    return +Counter({kind.value: count for kind, count in zip(KINDS, counts, strict=True)})


def _texts(gone: Rows, members: Rows, heads: Mapping[str, str]) -> Counter[str]:
    """Return how many code points go with the copies of what stands most often."""
    sums: Counter[str] = Counter()
    for item, text in heads.items():
        head = members[np.searchsorted(members["item"], int(item))]
        of = (gone["of_document"] == head["document"]) & (gone["of_block"] == head["block"])
        sums[text] += int(gone["length"][of].sum(dtype=np.int64))
    return +sums


def _sites(gone: Rows, job: Job) -> Counter[int]:
    """Return how many code points go from the sites that lose most."""
    sites, at = np.unique(open_catalog(job).sites[gone["document"]], return_inverse=True)
    lost = np.bincount(at, gone["length"], minlength=len(sites)).astype(np.int64)
    most = np.argsort(-lost, kind="stable")[:_SITES]
    return Counter(dict(zip(sites[most].tolist(), lost[most].tolist(), strict=True)))
