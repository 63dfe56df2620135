"""What is installed and shipped: the locks say what pyproject.toml asks for, and a commit gives one wheel."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.audit import read, told

ROOT = Path(__file__).parent.parent
LOCKS = ("dev", "lowest", "tools")
PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)")
FLOOR = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?(?:>=|==)([0-9.]+)")
needs_hatchling = pytest.mark.skipif(
    find_spec("hatchling") is None or not (ROOT / ".git").exists() or shutil.which("git") is None,
    reason="needs hatchling, git and a checkout",
)


def lock(name: str) -> list[str]:
    """Return what a lock asks for, each with its hashes on one line."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(name: str) -> dict[str, set[str]]:
    """Return the versions of every name in a lock: one, or one for each kind of machine."""
    found: dict[str, set[str]] = {}
    for line in lock(name):
        given = PINNED.match(line)
        assert given is not None, line
        found.setdefault(given[1], set()).add(given[2])
    return found


def parts(version: str) -> tuple[int, ...]:
    numbers = [int(one) for one in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def floors(*extras: str) -> dict[str, str]:
    """Return the lowest version that the project promises of each of its dependencies."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = list(project["dependencies"])
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    return {normal(given[1]): given[2] for one in asked if (given := FLOOR.match(one))}


@pytest.mark.parametrize("name", LOCKS)
def test_everything_in_a_lock_has_a_version_and_a_hash(name: str) -> None:
    for line in lock(name):
        assert PINNED.match(line)
        assert re.search(r" --hash=sha256:[0-9a-f]{64}(?:\s|$)", line), line


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place(name: str) -> None:
    assert not any("//" in line or line.startswith("-") or " @ " in line for line in lock(name))


def test_the_lowest_lock_is_what_is_promised() -> None:
    """Where this fails after a change of pyproject.toml, run `make lock`."""
    found = pinned("lowest")
    for name, floor in floors("parquet", "remote", "patterns", "test").items():
        (version,) = found[name]
        assert parts(version) == parts(floor), f"{name}: promised {floor}, tested {version}"


def test_the_lock_of_ci_holds_everything_and_is_no_older() -> None:
    found = pinned("dev")
    for name, floor in floors("parquet", "remote", "patterns", "test", "dev", "docs").items():
        assert all(parts(version) >= parts(floor) for version in found[name]), name


@needs_hatchling
def test_one_commit_gives_one_wheel(tmp_path: Path) -> None:
    """Checkouts at other paths, with other permissions, at another time of the files."""
    hashes = set()
    for place, umask in (("a", 0o022), ("a/very/long/path", 0o077)):
        clone = tmp_path / place / "clone"
        git = ["git", "-c", "advice.detachedHead=false", "clone", "--quiet", "--no-hardlinks"]
        subprocess.run([*git, str(ROOT), str(clone)], check=True, umask=umask)
        os.utime(clone / "cleaner" / "model.py", (umask, umask))
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / place / "dist")],
            check=True, cwd=clone, umask=umask, capture_output=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        )  # fmt: skip
        (wheel,) = (tmp_path / place / "dist").iterdir()
        hashes.add(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert len(hashes) == 1


FINE = {"name": "a", "version": "1", "vulns": []}
FLAWED = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}
SKIPPED = {"name": "c", "skip_reason": "not there"}


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ([FINE], 0, "1 names, 0 flaws"),
        ([FINE, FLAWED], 1, "b 2: CVE-2"),
        ([FINE, SKIPPED], 2, "NOT looked up: 1, for example c: not there"),
        ([FLAWED, SKIPPED], 1, "2 flaws"),
    ],
)
def test_an_audit_says_what_it_could_not_look_up(
    given: list[object], status: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(Path("x.txt"), read({"dependencies": given})) == status
    assert says in capsys.readouterr().out


def test_an_audit_without_an_answer_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(Path("x.txt"), None) == 2
    assert "NOT looked up" in capsys.readouterr().out
