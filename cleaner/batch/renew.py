"""The manifest of an output from which copies went, and what the output was before."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib import metadata
from pathlib import Path

import orjson

from cleaner.batch.manifest import HOME, NAME, Line, Manifest, from_bytes, to_bytes
from cleaner.batch.prints import file_digest
from cleaner.batch.records import contents
from cleaner.batch.resume import place_of
from cleaner.batch.summary import Summary, add_counts, counted
from cleaner.batch.swap import READY, begun, finish, swap
from cleaner.duplicates.job import Spread
from cleaner.duplicates.settings import Across
from cleaner.writers import Written
from cleaner.writers.files import sync_path, whole_file

SEARCH = "dedup"
"""Folder in `HOME` for the files of a search."""
ACROSS = "across"
"""What a line of the manifest calls the settings of the search that its part came out of."""

_BEFORE = "before"
_FILES = "files"
_HASH = 16


def fingerprint(across: Across, against: Sequence[str] = (), *, near: bool) -> str:
    """Return what a part depends on from which copies went, beside what it was before.

    Args:
        across: When blocks are copies, and what becomes of them.
        against: Hashes of the indexes that the search was held against.
        near: Whether near-duplicates were looked for, too.
    """
    made = asdict(across) | ({"against": list(against)} if against else {})
    canonical = json.dumps(made, sort_keys=True, separators=(",", ":"))
    kind = f"near rensa {metadata.version('rensa')}" if near else "exact"
    return f"{kind} {hashlib.sha256(canonical.encode()).hexdigest()[:_HASH]}"


@dataclass(frozen=True, slots=True)
class Renewal:
    """An output that is about to change."""

    root: Path
    new: Path
    """The folder with the files that change, under the same names."""
    work: Path
    """A folder for the lines of the manifest, one file each."""
    mark: str
    """What `fingerprint` returns."""
    whole: bool
    """Whether all parts were looked through, so that those that do not change are marked as well."""


def renew(renewal: Renewal, spread: Spread) -> None:
    """Write a manifest for the new files, beside them, and keep what they take the place of.

    An output without a manifest gets none. Lines say what the parts will be: their lengths, hashes and counts, and
    which search they came out of. A part that is not what its line says is no business of the manifest, and its line
    is left as it is.

    Args:
        renewal: What changes.
        spread: What runs the steps.

    Raises:
        OSError: Something cannot be written.
    """
    place = renewal.root / HOME / NAME
    lines = Manifest(place)
    changes = renewal.new.exists()
    if not changes and (not renewal.whole or all(ACROSS in line.made_of for line in lines.values())):
        return
    folder = renewal.work / "lines"
    folder.mkdir()
    places = []
    for at, stem in enumerate(lines):
        places.append(folder / f"{at:08}")
        places[-1].write_bytes(lines.content(stem))
    if not any(spread(partial(_renew_line, renewal), places)):
        return
    _keep(renewal.root, Path(HOME, NAME))
    new = renewal.new / HOME / NAME
    new.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(new, renewal.work) as stream:
        stream.writelines(one.read_bytes() for one in places)


def _renew_line(renewal: Renewal, place: Path) -> bool:
    """Write a line again; tell whether it is another one."""
    line = from_bytes(place.read_bytes())
    assert line is not None
    outputs = tuple(_renewed(one, renewal) for one in line.outputs)
    changed = outputs != line.outputs
    before = line.made_of.get(ACROSS)
    if not changed and (before is not None or not renewal.whole):
        return False
    # Two searches, one after the other, are not the second one alone.
    marks = dict.fromkeys([*([] if before is None else before.split(", ")), renewal.mark])
    made = {**line.made_of, ACROSS: ", ".join(marks)}
    summary = _counted(line, renewal) if changed else line.summary
    place.write_bytes(to_bytes(replace(line, made_of=made, outputs=outputs, summary=summary)))
    return True


def _renewed(one: Written, renewal: Renewal) -> Written:
    new = file_digest(place_of(one, renewal.new))
    if new is None or file_digest(place_of(one, renewal.root)) != (one.bytes, one.sha256):
        return one
    _keep(renewal.root, place_of(one, Path()))
    return Written(one.name, *new)


def _counted(line: Line, renewal: Renewal) -> Summary:
    """Count the records of a shard again."""
    old = line.summary
    summary = Summary(read=old.read, rejected=old.rejected, skipped=old.skipped, rejects=old.rejects)
    for content in _records(line, renewal):
        add_counts(summary, counted(orjson.loads(content)))
    return summary


def _records(line: Line, renewal: Renewal) -> Iterator[bytes]:
    for one in line.outputs:
        new = place_of(one, renewal.new)
        for _, content in contents(new if new.exists() else place_of(one, renewal.root), one.name):
            yield content


def _keep(root: Path, name: Path) -> None:
    """Keep a file under another name; one that is kept already is older, and stays."""
    place = root / HOME / _BEFORE / _FILES / name
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        # A second name for the same bytes: they take no place while the first one is there.
        os.link(root / name, place)
    except OSError:
        with whole_file(place, place.parent) as stream, (root / name).open("rb") as source:
            shutil.copyfileobj(source, stream)
    sync_path(place.parent)


def settle(root: Path) -> None:
    """Bring to its end what a killed run had begun to swap or to restore.

    Raises:
        OSError: It cannot be written.
    """
    finish(root / HOME / SEARCH / "new", root)
    shutil.rmtree(root / HOME / SEARCH, ignore_errors=True)
    if finish(root / HOME / _BEFORE / _FILES, root):
        forget(root)


def searched(root: Path) -> bool:
    """Tell whether copies went from an output already, or are about to: a killed run had begun to swap its files."""
    return begun(root / HOME / SEARCH / "new") or (root / HOME / _BEFORE / _FILES).exists()


def restore(root: Path) -> bool:
    """Make an output what it was before copies went; tell whether any had gone.

    Raises:
        OSError: It cannot be written.
    """
    files = root / HOME / _BEFORE / _FILES
    if not files.exists():
        return False
    swap(files, root)
    forget(root)
    return True


def forget(root: Path) -> None:
    """Remove what an output was before copies went, and what a killed search left."""
    for name in (SEARCH, _BEFORE):
        # First of all: what is left of the files must not be taken for what is left to move.
        (root / HOME / name / READY).unlink(missing_ok=True)
        shutil.rmtree(root / HOME / name, ignore_errors=True)
