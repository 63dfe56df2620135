"""The machine around a run changes no byte of what it writes."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.faults.trees import ROOT, lines, plant, tree

TEXT = "The Überbrücke council met on Monday, 3 March 2025, and put off the vote on the “old” bridge until spring.\n\n"
SURROUNDINGS: dict[str, tuple[str, Mapping[str, str | None]]] = {
    "C locale": ("", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "no locale": ("", {"LC_ALL": None, "LANG": None, "LC_CTYPE": None}),
    "time zone": ("", {"TZ": "Asia/Kathmandu"}),
    "another time zone": ("", {"TZ": "Pacific/Kiritimati"}),
    "umask": ("umask 077; ", {}),
    "few open files": ("ulimit -n 64; ", {}),
    "no home": ("", {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"}),
    "no folder for what is temporary": ("", {"TMPDIR": "/nonexistent"}),
    "optimised": ("", {"PYTHONOPTIMIZE": "2"}),
}


def cleaned(
    source: Path, out: Path, before: str = "", values: Mapping[str, str | None] | None = None
) -> dict[str, str]:
    """Clean a folder in a shell of its own and return a hash of each file that it wrote."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **(values or {})}
    python = f'exec "{sys.executable}" -c "from cleaner.cli import main; main()" "$@"'
    done = subprocess.run(
        ["sh", "-c", before + python, "sh", "clean", str(source), "-o", str(out), "-q", "-j", "2"],
        env={name: value for name, value in environment.items() if value is not None},
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return tree(out)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = (
        f"<html><head><title>Brücke</title></head><body><article><h1>Vote</h1><p>{TEXT * 3}</p></article></body></html>"
    )
    texts = {f"text-{number}.txt": TEXT * number for number in range(1, 9)}
    return plant(
        tmp_path_factory.mktemp("around") / "in",
        {**texts, "über.html": page, "more.jsonl": lines([TEXT * number for number in range(1, 9)])},
    )


@pytest.fixture(scope="module")
def wanted(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return cleaned(source, tmp_path_factory.mktemp("wanted") / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="needs sh")
@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_machine_changes_no_byte(tmp_path: Path, source: Path, wanted: dict[str, str], name: str) -> None:
    assert cleaned(source, tmp_path / "out", *SURROUNDINGS[name]) == wanted
