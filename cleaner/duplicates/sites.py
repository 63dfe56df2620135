"""Blocks that are a site's own: by how many of its documents they stand in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.catalog import Catalog
from cleaner.duplicates.index import SITES
from cleaner.duplicates.job import Job
from cleaner.duplicates.runs import Rows, changes


@dataclass(frozen=True, slots=True)
class Shares:
    """Which normal forms stand in the documents of which sites."""

    items: NDArray[np.int64]
    counts: Rows
    """Of the type `index.SITES`, one row for each item and site, in the order of both."""
    of: NDArray[np.int64]
    """Which of these rows each member is part of."""


def shares_of(members: Rows, catalog: Catalog) -> Shares:
    """Count for each item and site the documents among some members; none of them is of an index."""
    numbers = members["document"]
    items, sites, ranks = members["item"], catalog.sites[numbers], catalog.ranks[numbers]
    order = np.lexsort((ranks, sites, items))
    items, sites, ranks = items[order], sites[order], ranks[order]
    pair = changes(items) | changes(sites)
    distinct = pair | changes(ranks)
    begins = np.flatnonzero(pair)
    counts = np.zeros(len(begins), SITES)
    counts["site"] = sites[begins]
    if len(begins):
        counts["documents"] = np.add.reduceat(distinct, begins, dtype=np.int64)
    of = np.zeros(len(order), np.int64)
    of[order] = np.cumsum(pair) - 1
    return Shares(items[begins].astype(np.int64), counts, of)


def owned(shares: Shares, items: NDArray[np.int64], before: Rows, catalog: Catalog, job: Job) -> NDArray[np.bool_]:
    """Tell for each member whether it is its site's own.

    Args:
        shares: Items and sites of the members.
        items: Item of each row of `before`.
        before: In how many documents of which sites items stood in the indexes.
        catalog: The documents.
        job: The search.
    """
    site = shares.counts["site"]
    counts = shares.counts["documents"].astype(np.int64)
    if len(before):
        order = np.lexsort((np.concatenate((site, before["site"])), np.concatenate((shares.items, items))))
        every = np.concatenate((shares.counts, before))[order]
        item = np.concatenate((shares.items, items))[order]
        begins = np.flatnonzero(changes(item) | changes(every["site"]))
        sums = np.add.reduceat(every["documents"], begins, dtype=np.int64)
        group = np.zeros(len(order), np.int64)
        group[order] = np.repeat(np.arange(len(begins)), np.diff([*begins.tolist(), len(order)]))
        counts = sums[group[: len(site)]]
    totals = catalog.site_documents[np.searchsorted(catalog.known_sites, site)] + catalog.old.documents_of(site)
    across = job.across
    # Documents of no known site have nothing in common that a share could be taken of.
    shared = (site != 0) & (counts >= across.site_least) & (counts >= across.site_share * totals)
    of_site: NDArray[np.bool_] = ((counts >= across.site_documents) | shared)[shares.of]
    return of_site
