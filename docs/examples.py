"""The examples of a page, run one after the other in one folder that holds a copy of `seeds/`, as a reader would.

What a fence says of itself decides what happens to it:

- `console`: each line that begins with `$ ` is run, and what it prints stands below it;
- `bash`: run as one script, in which nothing may fail;
- `python`: lines with `>>>` print what stands below them, and without such lines it is a script;
- any other language is only shown. A comment `<!-- not run: WHY -->` above a fence has it only shown, too.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FENCE = re.compile(
    r"(?P<above>^<!-- not run: [^\n]+ -->\n)?^(?P<open>```(?P<language>[a-z]*)\n)(?P<lines>.*?)(?P<close>^```$)",
    re.DOTALL | re.MULTILINE,
)
RUN = frozenset({"console", "bash", "python"})
"""Languages of the fences that are run."""

# What no page should ever show: a tool that is broken, or an example that is.
_FAULT = re.compile(r"Traceback|\(clean, exception\)|\(write, invalid_record\)|^jq: error", re.MULTILINE)
_HOME = "/home/you"
_NOT_FOUND = 127
_SECONDS = 120


def rerun(text: str) -> str:
    """Return a page with the output of its `console` fences as it is now.

    A line that names a program that this machine lacks keeps the output it has.

    Raises:
        RuntimeError: An example could not be run, failed, or shows a fault of the cleaner.
    """
    if not any(_is_run(fence) for fence in FENCE.finditer(text)):
        return text
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "here"
        shutil.copytree(ROOT / "seeds", place / "seeds")
        shim = Path(name) / "bin" / "cleaner"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cleaner "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        return FENCE.sub(lambda fence: _rerun(fence, place), text)


def _is_run(fence: re.Match[str]) -> bool:
    return fence["language"] in RUN and not fence["above"]


def _rerun(fence: re.Match[str], place: Path) -> str:
    if not _is_run(fence):
        return fence[0]
    lines = fence["lines"]
    if fence["language"] == "console":
        return f"{fence['open']}{_transcript(lines, place)}{fence['close']}"
    if fence["language"] == "bash":
        command, shown = ["bash", "-euo", "pipefail", "-c", lines], lines
    else:
        # `doctest` takes a file that is no module for a page with examples.
        page = place.parent / ("example.txt" if ">>>" in lines else "example.py")
        page.write_text(lines, encoding="utf-8")
        command = [sys.executable, *(["-m", "doctest"] if page.suffix == ".txt" else []), str(page)]
        shown = lines
    done = _run(command, place)
    said = done.stdout.decode("utf-8")
    if done.returncode or _FAULT.search(said):
        raise RuntimeError(f"status {done.returncode} of\n{shown}{said}")
    return fence[0]


def _transcript(lines: str, place: Path) -> str:
    shown = []
    for step in re.split(r"^(?=\$ )", lines, flags=re.MULTILINE):
        command = step.partition("\n")[0].removeprefix("$ ")
        if not command:
            continue
        if re.search(r"\bjq\b", command) and shutil.which("jq") is None:
            shown.append(step)
            continue
        printed = _printed(command, place)
        shown.append(f"$ {command}\n{printed}" + ("\n" if printed and not printed.endswith("\n") else ""))
    return "".join(shown)


def _printed(command: str, place: Path) -> str:
    done = _run(["sh", "-c", command], place)
    said = done.stdout.decode("utf-8")
    if done.returncode == _NOT_FOUND or _FAULT.search(said):
        raise RuntimeError(f"cannot run {json.dumps(command)}: {said}")
    return "".join(f"{line.rstrip()}\n" for line in said.replace(str(place), _HOME).splitlines())


def _run(command: Sequence[str], place: Path) -> subprocess.CompletedProcess[bytes]:
    settings = {
        "PATH": f"{place.parent / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(  # noqa: S603  the commands of our own pages
        command,
        cwd=place,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_SECONDS,
        check=False,
    )
