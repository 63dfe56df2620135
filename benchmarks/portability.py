"""`python -m benchmarks.portability`: the tests on machines that are set up oddly, and on every Python that is there.

    python -m benchmarks.portability                     every setting, each by itself, and every Python
    python -m benchmarks.portability together            all settings at once, as CI does
    python -m benchmarks.portability --python PATH       with that Python, in an environment of its own
    python -m benchmarks.portability --whole locale      with the whole suite

The tests are those of `tests/quick.txt`: whatever reads, decodes, sorts, tells the time, writes, names files or starts
processes. How a block is judged hangs on none of this; the samples, which are among them, show that all the same.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os import environ
from pathlib import Path

from benchmarks.processes import children_cpu

ROOT = Path(__file__).resolve().parents[1]
QUICK = ROOT / "tests" / "quick.txt"
VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.15")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a machine is set up."""

    variables: Mapping[str, str] = field(default_factory=dict)
    umask: int = -1
    """Permissions that new files do not get; -1 for what holds anyway."""
    files: int = 0
    """Most open files; 0 for what holds anyway."""


SETTINGS: Mapping[str, Setting] = {
    "usual": Setting(),
    # Without the last one Python takes a locale with UTF-8 by itself.
    "locale": Setting({"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "utf8-mode": Setting({"PYTHONUTF8": "1"}),
    "east": Setting({"TZ": "Asia/Kathmandu"}),
    "west": Setting({"TZ": "America/St_Johns"}),
    "umask": Setting(umask=0o077),
    "files": Setting(files=64),
    "home": Setting({"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"}),
    "hash-0": Setting({"PYTHONHASHSEED": "0"}),
    "hash-1": Setting({"PYTHONHASHSEED": "4294967295"}),
    "terminal": Setting({"COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"}),
}
TOGETHER = ("locale", "east", "umask", "files", "home", "hash-1")
"""Settings that do not exclude each other."""


def together(names: Sequence[str]) -> Setting:
    """Return several settings as one."""
    variables: dict[str, str] = {}
    for name in names:
        variables |= SETTINGS[name].variables
    umask = max(SETTINGS[name].umask for name in names)
    return Setting(variables, umask, max(SETTINGS[name].files for name in names))


def run(python: str, setting: Setting, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run tests, and return how that ended and what was said."""
    limit = [f'ulimit -n {setting.files} && exec "$@"'] if setting.files else ['exec "$@"']
    # Each has a folder of its own: pytest looks through the usual one, which other runs change meanwhile.
    with tempfile.TemporaryDirectory() as place:
        command = [python, "-m", "pytest", "-p", "no:cacheprovider", "--basetemp", f"{place}/tests", *tests]
        return subprocess.run(  # noqa: S603  our own
            ["/bin/sh", "-c", *limit, "sh", *command],
            check=False, cwd=ROOT, env={**environ, **setting.variables}, umask=setting.umask,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        )  # fmt: skip


def row(name: str, python: str, setting: Setting, tests: Sequence[str]) -> bool:
    """Run tests, print a row of the table, and below it what failed; say whether all passed."""
    before, began = children_cpu(), time.monotonic()
    done = run(python, setting, tests)
    last = done.stdout.rstrip().rpartition("\n")[2].strip("= ")
    print(f"{name:12} {children_cpu() - before:6.0f} s of CPU {time.monotonic() - began:6.0f} s  {last}", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def pythons() -> list[str]:
    """Return the supported versions of Python that start here, but for the one that runs."""
    versions = Path(environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for version in VERSIONS:
        if version == "{}.{}".format(*sys.version_info):
            continue
        # What pyenv leaves in the path for a version only says that it is switched off.
        paths = [shutil.which(f"python{version}"), *versions.glob(f"{version}.*/bin/python")]
        found += [str(path) for path in paths if path is not None and starts(str(path))][-1:]
    return found


def starts(python: str) -> bool:
    """Tell whether a Python starts."""
    return subprocess.run([python, "-c", ""], check=False, stderr=subprocess.DEVNULL).returncode == 0  # noqa: S603


def elsewhere(python: str, tests: Sequence[str]) -> bool:
    """Install the project for another Python, and run tests with that."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([python, "-m", "venv", place], check=True)  # noqa: S603
        own = str(Path(place) / "bin" / "python")
        install = [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ".[test]"]
        subprocess.run(install, check=True, cwd=ROOT)  # noqa: S603
        version = subprocess.run([own, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
        return row(version.strip(), own, Setting(), tests)


def main() -> int:
    """Run what is asked for, and print the table; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.portability",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("settings", nargs="*", metavar="SETTING", help=f"together, {', '.join(SETTINGS)}")
    parser.add_argument("--python", action="append", default=[], metavar="PATH", help="a Python; may be repeated")
    parser.add_argument("--whole", action="store_true", help="run the whole suite")
    parser.add_argument("--tests", nargs="+", metavar="TEST", help="run these tests")
    options = parser.parse_args()
    if unknown := set(options.settings) - {*SETTINGS, "together"}:
        parser.error(f"no setting: {', '.join(sorted(unknown))}")
    tests = options.tests or ([] if options.whole else QUICK.read_text(encoding="utf-8").split())
    everything = not (options.settings or options.python)
    good = True
    for name in options.settings or (SETTINGS if everything else ()):
        good &= row(name, sys.executable, together(TOGETHER) if name == "together" else SETTINGS[name], tests)
    for python in options.python or (pythons() if everything else ()):
        good &= elsewhere(python, tests)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
