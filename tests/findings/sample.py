"""Records with something wrong, and what each format makes of them. `python -m tests.findings.sample` writes that."""

import copy
import gzip
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

from cleaner.batch.validate import findings
from cleaner.findings import FORMATS, Finding, Level, Tally
from cleaner.version import __version__

GOLDEN = Path(__file__).parent / "golden"
RECORD: dict[str, Any] = json.loads((GOLDEN.parent.parent / "cases" / "record.json").read_text(encoding="utf-8"))
ODD = "odd, 50% [x]:\u202e&.json"
"""A name that means something to every format."""
EVIL = "\r\n::error::a%0A<b>\u001b[2J\u202e\"'&]]>\ufffe\x00|`@x` ![y](http://z)"
"""A value that means something to every format."""
_NOT_JSON = re.compile(r"(?<=is not JSON: )[\w ,]+")


def record(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(RECORD), **changes}


def plant(place: Path) -> None:
    """Write the records."""
    broken = record(url=7)
    broken["removed"][0]["role"] = EVIL
    broken.pop("flags")
    odd = record(id="odd", flags=["b", "a"], published_at="2026-02-30")
    strange = record(id="strange")
    strange["removed"][0]["reason"] = "rule:no-such-rule"
    lines = [record(id="first"), strange, record(id="first"), record(id="last", text="other")]
    packed = [json.dumps(one).encode() for one in lines]
    (place / "one.json").write_text(json.dumps(broken, indent=2), encoding="utf-8")
    (place / os.fsdecode(ODD.encode())).write_text(json.dumps(odd), encoding="utf-8")
    (place / "more").mkdir()
    (place / "more" / "lines.jsonl.gz").write_bytes(gzip.compress(b"\n".join([*packed[:2], b"{oops", *packed[2:]])))


def printed(name: str) -> str:
    """Return what a format makes of the records in the current folder."""
    tally = Tally()
    text = "".join(FORMATS[name].write(findings(["."], tally), tally))
    # What a library says, and the version, may change.
    return _NOT_JSON.sub("WHY", text.replace(f'"{__version__}"', '"VERSION"'))


def many(count: int) -> Iterator[Finding]:
    """Yield as many findings as are asked for."""
    for number in range(count):
        yield Finding(f"part-{number % 7}.jsonl", number + 1, 3, f"d{number}", "/text", "text", Level.ERROR, "is wrong")


def main() -> int:
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, chdir(name):
        plant(Path())
        for form in FORMATS:
            (GOLDEN / f"{form}.txt").write_bytes(printed(form).encode())
    return 0


if __name__ == "__main__":
    os.environ.pop("GITHUB_STEP_SUMMARY", None)
    sys.exit(main())
