"""The start of the command line: what is loaded, what it costs, what shells complete."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from benchmarks.startup import cpu, ratio
from cleaner.cli import COMMANDS, app
from cleaner.cli.root import OPTIONS
from cleaner.model import Role
from cleaner.rules import RULES
from cleaner.writers import FORMATS
from tests.test_cli import call

ROOT = Path(__file__).parent.parent
HEAVY = {"typer", "click", "rich", "pydantic", "numpy", "lxml", "pyarrow", "orjson", "jsonschema", "trafilatura"}
SHELLS = ["bash", "zsh", "fish"]


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=60,
    )
    return done.stdout


# What is loaded


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_an_option_of_the_root_loads_nothing(option: str) -> None:
    code = "import sys, cleaner.cli; sys.argv = ['cleaner', {!r}]; cleaner.cli.main(); print(sorted(sys.modules))"
    text, _, loaded = python(code.format(option)).rstrip().rpartition("\n")
    assert text + "\n" == call(option)[1]
    modules = set(json.loads(loaded.replace("'", '"')))
    assert not modules & HEAVY
    assert {name for name in modules if name.startswith("cleaner")} <= {
        "cleaner",
        "cleaner.cli",
        "cleaner.cli.root",
        "cleaner.version",
    }


def test_a_command_brings_no_other() -> None:
    code = (
        "import sys, cleaner.cli; sys.argv = ['cleaner', 'schema', '--help']\n"
        "try: cleaner.cli.main()\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    )
    loaded = set(json.loads(python(code).rpartition("\n[")[2].join(["[", ""]).replace("'", '"')))
    assert {name.split(".")[2] for name in loaded if name.startswith("cleaner.cli.")} & set(COMMANDS) == {"schema"}
    assert not loaded & (HEAVY - {"typer", "click", "rich", "pydantic"})


def test_the_library_loads_a_name_when_it_is_asked_for() -> None:
    code = "import sys, cleaner; print('cleaner.config' in sys.modules, cleaner.Config().preset, dir(cleaner)[:2])"
    assert python(code) == "False article ['Action', 'Block']\n"
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = __import__("cleaner").no_such_name


# The text that stands for all of that


def test_the_help_of_the_root_says_what_the_commands_say() -> None:
    root: Any = typer.main.get_command(app)
    assert {name: command.help.partition("\n")[0] for name, command in root.commands.items()} == dict(COMMANDS)
    opts = {opt for param in root.params for opt in param.opts} | {"-h", "--help"}
    assert {name for names, _ in OPTIONS for name in names.split(", ")} == opts
    version = next(param for param in root.params if "--version" in param.opts)
    assert dict(OPTIONS)["--version"] == version.help


def test_the_help_of_the_root_fits_and_has_two_examples() -> None:
    _, out, _ = call("--help")
    assert max(map(len, out.splitlines())) <= 82
    assert len([line for line in out.split("Examples:\n")[1].split("\n\n")[0].splitlines() if "cleaner " in line]) == 2


# What it costs


def test_help_takes_no_more_than_three_times_bare_python() -> None:
    assert ratio(["-m", "cleaner", "--help"], rounds=7) < 3
    assert cpu(["-c", "pass"]) > 0


# Completion


def complete(shell: str, *words: str) -> list[str]:
    """Return what a shell would offer for the last word."""
    line = " ".join(["cleaner", *words])
    given = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words))},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    code = "import sys, cleaner.cli; sys.argv = ['cleaner']; cleaner.cli.main()"
    out = python(code, _CLEANER_COMPLETE=f"complete_{shell}", **given)
    if shell == "zsh":
        return re.findall(r'"([^":]+)":', out)
    return [line.partition("\t")[0] for line in out.splitlines()]


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_are_completed(shell: str) -> None:
    assert set(complete(shell, "")) >= set(COMMANDS)
    assert complete(shell, "val") == ["validate"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["validate", "--format", ""], {"text", "json", "jsonl", "github", "gitlab", "sarif", "junit"}),
        (["clean", "--format", ""], set(FORMATS)),
        (["clean", "--preset", ""], {"article", "precision", "recall"}),
        (["clean", "--keep", ""], set(map(str, Role))),
        (["clean", "--drop", "by"], {"byline"}),
        (["explain", "--disable", ""], {rule.id for rule in RULES}),
        (["clean", "--compress", "z"], {"zst"}),
        (["clean", "--from", "w"], {"warc"}),
        (["dedup", "--kind", ""], {"exact", "near"}),
        (["rules", "share"], {rule.id for rule in RULES if rule.id.startswith("share")}),
    ],
    ids=" ".join,
)
def test_values_are_completed(words: list[str], names: set[str]) -> None:
    assert set(complete("bash", *words)) == names


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_for_shells_are_printed(shell: str) -> None:
    code = f"import sys, cleaner.cli; sys.argv = ['cleaner', '--show-completion', {shell!r}]; cleaner.cli.main()"
    script = python(code, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert f"_CLEANER_COMPLETE=complete_{shell}" in script
    if shutil.which(shell) is not None and shell != "fish":
        subprocess.run([shell, "-n"], input=script, text=True, check=True, timeout=60)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_with_the_script_that_is_installed(tmp_path: Path) -> None:
    code = "import sys, cleaner.cli; sys.argv = ['cleaner', '--install-completion', 'bash']; cleaner.cli.main()"
    python(code, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1", HOME=str(tmp_path))
    shim = tmp_path / "bin" / "cleaner"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cleaner "$@"\n')
    shim.chmod(0o755)
    lines = (
        f"source {tmp_path}/.bash_completions/cleaner.sh",
        "COMP_WORDS=(cleaner clean --preset ''); COMP_CWORD=3; _cleaner_completion cleaner",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", "\n".join(lines)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert done.stdout.split() == ["article", "precision", "recall"]
