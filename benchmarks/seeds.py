"""Check the two documents that the project was asked to clean, through the command line, as a user would.

`python -m benchmarks.seeds` runs `cleaner clean` on them, compares every block with `expected.json`, prints a table
and exits 1 when a target is missed. The documents are not part of the project: where they are absent it says so.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SEEDS = Path(os.environ.get("CLEANER_SEEDS", "../shared/seeds"))
BLOCKS = 42
LEAST_ROLES = 38


def run_cleaner(output: Path) -> dict[str, dict[str, Any]]:
    """Clean the documents of the folder into `output` and return the records by file name."""
    documents = [str(path) for path in sorted(SEEDS.glob("*.txt"))]
    command = [sys.executable, "-m", "cleaner", "clean", *documents, "-o", str(output), "--quiet"]
    subprocess.run(command, check=True)  # noqa: S603 - our own program and file names
    records = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(output.glob("*.json")))
    return {record["source"]["uri"]: record for record in records}


def compare(record: dict[str, Any], expected: dict[str, Any]) -> tuple[int, int, list[str]]:
    """Return how many blocks have the expected keep/drop and role, and a line for each that has not."""
    blocks = {
        entry["index"]: (entry, kept) for key, kept in (("blocks", True), ("removed", False)) for entry in record[key]
    }
    wanted = expected["blocks"]
    decided = named = 0
    wrong = []
    # Two copies of which exactly one stays may change places.
    kept_copies = {b["index"] for b in wanted if not b["keep"] and "either" in b and blocks[b["index"]][1]}
    for block in wanted:
        entry, kept = blocks[block["index"]]
        keep = block["keep"]
        if kept_copies and block["index"] in kept_copies | {
            b["duplicate_of"] for b in wanted if b["index"] in kept_copies
        }:
            keep = not keep
        good = kept == keep and " ".join(entry["text"].split()).startswith(" ".join(block["starts"].split()))
        decided += good
        named += entry["role"] == block["role"]
        if not good or entry["role"] != block["role"]:
            wrong.append(
                f"  block {block['index']}: {entry['role']} {'kept' if kept else 'removed'}, expected {block['role']}"
            )
    return decided, named, wrong


def check_details(records: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong about pointers, authors and headlines."""
    wrong = []
    second = records[1]
    excerpt = next(entry for entry in second["removed"] if entry["index"] == 1)
    stays = {entry["index"] for entry in second["blocks"]} & {3, 4}
    if len(stays) != 1:
        wrong.append(f"exactly one of blocks 3 and 4 stays, not {sorted(stays)}")
    if excerpt["role"] != "excerpt" or not excerpt["duplicate_of"] or {excerpt["duplicate_of"]["block"]} != stays:
        wrong.append(f"block 1 is an excerpt that points at the copy that stayed, not {excerpt}")
    if second["authors"] != ["Daniel W. Drezner"]:
        wrong.append(f"authors: {second['authors']}")
    return wrong


def main() -> int:
    """Run the check; return the exit status."""
    if not (SEEDS / "expected.json").exists():
        print(f"skipped: {SEEDS}/expected.json is not there (set CLEANER_SEEDS)")
        return 0
    expected = json.loads((SEEDS / "expected.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        records = run_cleaner(Path(folder) / "out")
    decided = named = 0
    wrong: list[str] = []
    for document in expected:
        record = records[document["file"]]
        good, right, lines = compare(record, document)
        decided, named = decided + good, named + right
        wrong += [f"{document['file']}:", *lines] if lines else []
        if record["headline"] != document["title"]:
            wrong.append(f"{document['file']}: headline {record['headline']!r}")
        total = record["counts"]["blocks"]
        if len(document["blocks"]) != total["in"] or total["in"] != total["kept"] + total["lifted"] + total["dropped"]:
            wrong.append(f"{document['file']}: blocks {total}")
    details = check_details([records[document["file"]] for document in expected])
    print("\n".join([*wrong, *details]) or "every block as expected")
    print(f"keep/drop right: {decided} of {BLOCKS}; role right: {named} of {BLOCKS} (at least {LEAST_ROLES})")
    return 0 if decided == BLOCKS and named >= LEAST_ROLES and not details else 1


if __name__ == "__main__":
    sys.exit(main())
