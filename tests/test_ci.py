"""What other projects call in their CI: the pre-commit hook and the GitHub Action."""

import gzip
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from cleaner.cli import app
from cleaner.findings import FORMATS

ROOT = Path(__file__).parent.parent
RECORD = (ROOT / "tests" / "cases" / "record.json").read_text(encoding="utf-8")
LINE = RECORD.replace("\n", "") + "\n"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, Any] = {step["name"]: step for step in ACTION["runs"]["steps"]}
EVIL = ["$(touch pwned)", "`touch pwned`", "; touch pwned", '"; touch pwned; "', "${{ github.token }}", "--format=text"]
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
needs_pre_commit = pytest.mark.skipif(find_spec("pre_commit") is None, reason="needs pre-commit")


# The hook


def hook() -> dict[str, Any]:
    (found,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.jsonl", True),
        ("cleaned/a.jsonl.gz", True),
        ("a.jsonl.zst", True),
        ("a.json", False),
        ("a.jsonl.bak", False),
        ("rejects.jsonl", False),
        ("out/a.rejects.jsonl", False),
        ("out/my-rejects.jsonl", True),
    ],
)
def test_the_hook_takes_files_of_records(name: str, wanted: bool) -> None:
    given = hook()
    taken = re.search(given["files"], name) is not None and re.search(given["exclude"], name) is None
    assert taken is wanted


def test_the_hook_calls_a_command_that_is_there() -> None:
    root: Any = typer.main.get_command(app)
    program, command = hook()["entry"].split()
    assert program == "cleaner"
    assert command in root.commands


@needs_pre_commit
def test_pre_commit_takes_the_hook() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0


@needs_pre_commit
@pytest.mark.skipif(not (ROOT / ".git").exists() or "CI" not in os.environ, reason="installs the whole project")
def test_pre_commit_finds_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "good.jsonl").write_text(LINE)
    (tmp_path / "bad.jsonl.gz").write_bytes(gzip.compress(b"{}\n"))
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "x"]):
        subprocess.run([*git, *words], check=True, timeout=60)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "cleaner-validate", "--all-files"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")},
        timeout=280,
    )
    assert done.returncode == 1
    assert "bad.jsonl.gz:1:1: /:" in done.stdout
    assert "good.jsonl:" not in done.stdout


# The action


def test_the_action_has_the_shape_that_github_wants() -> None:
    assert set(ACTION) == {"name", "description", "inputs", "runs"}
    assert ACTION["runs"]["using"] == "composite"
    for given in ACTION["inputs"].values():
        assert given["description"]
        assert given.get("required") or "default" in given
    assert all({"name", "shell", "run"} <= set(step) for step in STEPS.values())
    listed = re.findall(r"[a-z]+", ACTION["inputs"]["format"]["description"].partition(":")[2])
    assert set(listed) - {"or"} == set(FORMATS)


def test_what_is_given_reaches_the_shell_as_variables_only() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert "eval" not in step["run"]
    passed = "".join(value for step in STEPS.values() for value in step["env"].values())
    assert set(re.findall(r"inputs\.(\w+)", passed)) == set(ACTION["inputs"])


def shell(name: str, place: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a step as a runner does, with stand-ins for what is installed."""
    folder = place / "tools"
    home = place / "temp" / "cleaner" / "bin"
    for path in (folder, home):
        path.mkdir(parents=True, exist_ok=True)
    for path, text in (
        (folder / "python3", f'printf "%s\\n" "venv: $*" >> {place}/log'),
        (home / "python", f'printf "%s\\n" "$@" >> {place}/log'),
        (home / "cleaner", f'exec {sys.executable} -m cleaner "$@"'),
    ):
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    script = place / "script.sh"
    script.write_text(STEPS[name]["run"])
    settings = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(place / "temp"),
        "PYTHONPATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        check=False,
        cwd=place,
        capture_output=True,
        text=True,
        env={**os.environ, **settings, **given},
        timeout=60,
    )


@needs_bash
@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("", "/action[parquet]"),
        ("1.2.3", "corpus-cleaner[parquet]==1.2.3"),
        ("1.0rc1", "corpus-cleaner[parquet]==1.0rc1"),
    ],
)
def test_the_action_installs_what_was_asked_for(tmp_path: Path, version: str, wanted: str) -> None:
    done = shell("Install", tmp_path, CLEANER_VERSION=version, CLEANER_ACTION="/action")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines[0] == f"venv: -m venv {tmp_path}/temp/cleaner"
    assert (lines[1:4], lines[-1]) == (["-m", "pip", "install"], wanted)


@needs_bash
@pytest.mark.parametrize("version", [*EVIL, "1 --index-url=x", "1\n2", "latest", "1.0; python_version > '3'"])
def test_what_is_no_version_installs_nothing(tmp_path: Path, version: str) -> None:
    done = shell("Install", tmp_path, CLEANER_VERSION=version, CLEANER_ACTION="/action")
    assert done.returncode == 2
    assert not (tmp_path / "log").exists()
    assert not (tmp_path / "pwned").exists()


@needs_bash
def test_the_action_validates(tmp_path: Path) -> None:
    (tmp_path / "a b.json").write_text(RECORD)
    (tmp_path / "bad.json").write_text("{}")
    done = shell("Validate", tmp_path, CLEANER_PATHS="a b.json\n", CLEANER_FORMAT="github", CLEANER_OUTPUT="")
    assert done.returncode == 0, done.stderr
    given = {"CLEANER_PATHS": "a b.json\n\nbad.json", "CLEANER_FORMAT": "github", "CLEANER_OUTPUT": ""}
    done = shell("Validate", tmp_path, **given)
    assert done.returncode == 1
    assert "::error file=bad.json,line=1,col=1," in done.stdout
    assert "2 records checked, 1 invalid" in (tmp_path / "summary.md").read_text()
    done = shell("Validate", tmp_path, **{**given, "CLEANER_OUTPUT": "out.sarif", "CLEANER_FORMAT": "sarif"})
    assert (done.returncode, done.stdout) == (1, "")
    assert '"version": "2.1.0"' in (tmp_path / "out.sarif").read_text()


@needs_bash
@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("name", ["CLEANER_PATHS", "CLEANER_FORMAT", "CLEANER_OUTPUT"])
def test_nothing_that_is_given_is_run(tmp_path: Path, name: str, evil: str) -> None:
    (tmp_path / "a.json").write_text(RECORD)
    given = {"CLEANER_PATHS": "a.json", "CLEANER_FORMAT": "github", "CLEANER_OUTPUT": ""}
    done = shell("Validate", tmp_path, **{**given, name: evil})
    assert done.returncode == (0 if name == "CLEANER_OUTPUT" else 2)
    assert not (tmp_path / "pwned").exists()


@needs_bash
@pytest.mark.parametrize("paths", ["", "\n\n"])
def test_no_paths_are_an_error(tmp_path: Path, paths: str) -> None:
    done = shell("Validate", tmp_path, CLEANER_PATHS=paths, CLEANER_FORMAT="text", CLEANER_OUTPUT="")
    assert (done.returncode, "names nothing" in done.stdout) == (2, True)
