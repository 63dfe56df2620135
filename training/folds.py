"""Which fold a page belongs to: all pages of one site stand in one fold, in every table."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
from courlan import extract_domain

from benchmarks.data import folder
from benchmarks.folds import KEY

FOLDS = 5

_ADDRESS = re.compile(
    rb"""(?:rel=["']?canonical["']?[^>]*?href|property=["']og:url["'][^>]*?content)=["']?(https?://[^"'\s>]+)"""
)


def main() -> None:
    """Copy the fold models of the last training to where the benchmark finds them, with shorter maps."""
    made, kept = Path(".cache/folds"), Path("benchmarks/folds")
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(made, kept, ignore=shutil.ignore_patterns("*-scores.npz"))
    for kind in ("html", "text"):
        folds = json.loads((kept / f"{kind}.json").read_text(encoding="utf-8"))
        short = {key[:KEY]: fold for key, fold in sorted(folds.items())}
        (kept / f"{kind}.json").write_text(json.dumps(short, separators=(",", ":")) + "\n", encoding="utf-8")


def fold_of(site: str) -> int:
    """Return the fold, 0 to `FOLDS` - 1, of a site as `sites` names it."""
    return int(hashlib.sha256(site.encode()).hexdigest()[:8], 16) % FOLDS


def sites(table: str) -> dict[str, str]:
    """Return the site of every page of a table, by page id as `benchmarks.data` gives it.

    A site is the registrable domain of the page's address. The pages of fundus-dev carry none: there it is the
    address the page names itself, or the publisher where it names none.
    """
    path = folder() / f"{table}.parquet"
    if table == "leftovers-dev":
        rows = pq.read_table(path, columns=["table", "id"]).to_pylist()
        origin = {name: sites(name) for name in {row["table"] for row in rows}}
        return {f"{row['table']}/{row['id']}": origin[row["table"]][row["id"]] for row in rows}
    if table == "fundus-dev":
        rows = pq.read_table(path, columns=["id", "publisher", "html"]).to_pylist()
        return {row["id"]: _own_address(row["html"]) or f"publisher:{row['publisher']}" for row in rows}
    rows = pq.read_table(path, columns=["id", "url"]).to_pylist()
    return {row["id"]: _domain(row["url"]) or f"page:{table}/{row['id']}" for row in rows}


def _own_address(html: bytes) -> str | None:
    found = _ADDRESS.search(html)
    return _domain(found.group(1).decode("ascii", "replace")) if found else None


def _domain(url: str | None) -> str | None:
    return extract_domain(url, fast=True) if url else None


if __name__ == "__main__":
    main()
