"""What a run needs of the installation and of the machine, and whether it is there."""

import base64
import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from cleaner.classifier.stored import WeightsError, verified
from cleaner.schema import source, validator
from cleaner.version import __version__

_DISTRIBUTION = "corpus-cleaner"
_DEVELOPERS = frozenset({"bench", "dev", "docs", "network", "test", "test-loading", "train"})
_REQUIREMENT = re.compile(r"""(?P<name>[\w.-]+)(?P<rest>[^;]*)(?:;(?P<marker>.*))?""")
_EXTRA = re.compile(r"""extra == ["']([\w.-]+)["']""")
_PYTHON = (3, 11)
_FILES = 256
"""Fewest open files that are enough: a part, its input and a pipe for each worker, and the libraries."""
_GIB = 1024**3
_MEMORY = _GIB
_DISK = _GIB // 4


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    found: str
    problem: str | None = None
    """What is wrong; `None` where nothing is."""


def examine(output: Path) -> list[Check]:
    """Look at everything that a run needs.

    Args:
        output: The folder that documents will be written to; it need not be there yet.

    Returns:
        One check for each thing, in a fixed order.
    """
    return [
        _python(),
        *_libraries(),
        _installation(),
        _schema(),
        *_weights(),
        _open_files(),
        _memory(),
        _cpus(),
        _disk("temporary folder", Path(tempfile.gettempdir())),
        _disk("output folder", output),
    ]


def _python() -> Check:
    problem = None if sys.version_info >= _PYTHON else f"Python {'.'.join(map(str, _PYTHON))} or later is needed"
    return Check("python", f"{platform.python_version()} {platform.platform()}", problem)


def _libraries() -> Iterator[Check]:
    """Yield a check for each library that is always needed, and one for each extra."""
    needed = _requirements()
    if not needed:
        yield Check(_DISTRIBUTION, __version__, "it is not installed, so what it needs is not known")
    extras: dict[str, list[str]] = {}
    for requirement in needed:
        match = _REQUIREMENT.match(requirement)
        assert match is not None
        extra = _EXTRA.search(match["marker"] or "")
        version = _version(match["name"])
        if extra is None:
            # With a marker it may be for another Python or another system.
            missing = None if version or match["marker"] else f"{requirement} is needed"
            yield Check(match["name"], version or "absent", missing)
        elif extra[1] not in _DEVELOPERS:
            extras.setdefault(extra[1], []).append(f"{match['name']} {version or 'absent'}")
    for extra_name, names in sorted(extras.items()):
        yield Check(f"extra {extra_name}", ", ".join(names))


def _requirements() -> list[str]:
    """Return what the package says it needs: as it was installed, or as it is declared beside its source."""
    try:
        return metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        declared = Path(__file__).parent.parent / "pyproject.toml"
    try:
        project = tomllib.loads(declared.read_text(encoding="utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        return []
    extras = project.get("optional-dependencies", {}).items()
    return [*project["dependencies"], *(f'{one}; extra == "{extra}"' for extra, needed in extras for one in needed)]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _installation() -> Check:
    """Compare the files of the package with the hashes that were written down when it was installed."""
    name = "installed files"
    try:
        listed = metadata.files(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        listed = []
    hashed = [one for one in listed if one.hash is not None and one.parts[0] == "cleaner"]
    if not hashed:
        return Check(name, "not from a wheel, so there are no hashes")
    changed = [str(one) for one in hashed if _digest(Path(str(one.locate()))) != (one.hash and one.hash.value)]
    problem = f"changed since they were installed: {', '.join(changed[:3])}" if changed else None
    return Check(name, f"{len(hashed)}, {len(changed)} changed", problem)


def _digest(path: Path) -> str:
    """Return the hash of a file as wheels write it, empty where it cannot be read."""
    try:
        found = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return ""
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode()


def _schema() -> Check:
    try:
        text = source()
        validator()
    except (OSError, ValueError) as error:
        return Check("schema", "unusable", f"the schema cannot be loaded: {error}")
    return Check("schema", f"sha256 {hashlib.sha256(text.encode()).hexdigest()}")


def _weights() -> Iterator[Check]:
    folder = resources.files("cleaner.classifier") / "weights"
    names = sorted(one.name.removesuffix(".json") for one in folder.iterdir() if one.name.endswith(".json"))
    if not names:
        yield Check("models", "none", "the files of the models are not there")
    for name in names:
        try:
            content = verified(folder, name)
        except WeightsError as error:
            yield Check(f"model {name}", "unusable", str(error))
        else:
            yield Check(f"model {name}", f"sha256 {hashlib.sha256(content).hexdigest()}")


def _open_files() -> Check:
    try:
        import resource  # noqa: PLC0415  there is none on Windows
    except ImportError:
        return Check("open files", "no limit is known")
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return Check("open files", "no limit")
    problem = f"at least {_FILES} are needed: raise the limit with ulimit -n" if most < _FILES else None
    return Check("open files", str(most), problem)


def _memory() -> Check:
    """Look at how much memory this process may still take, by the machine, its container and its own limit."""
    known = [size for size in (_available(), _of_container(), _of_process()) if size is not None]
    if not known:
        return Check("memory", "not known")
    least = min(known)
    problem = f"a worker may need up to {_amount(_MEMORY)}" if least < _MEMORY else None
    return Check("memory", f"{_amount(least)} available", problem)


def _available() -> int | None:
    """Return the bytes that the machine has left, where it says so as Linux does."""
    match = re.search(r"MemAvailable:\s+(\d+) kB", _said_by(Path("/proc/meminfo")))
    return int(match[1]) * 1024 if match else None


def _of_container() -> int | None:
    """Return the bytes that the control group has left, where there is one with a limit."""
    group = Path("/sys/fs/cgroup")
    most, used = (_said_by(group / name).strip() for name in ("memory.max", "memory.current"))
    return int(most) - int(used) if most.isdigit() and used.isdigit() else None


def _of_process() -> int | None:
    try:
        import resource  # noqa: PLC0415  there is none on Windows
    except ImportError:
        return None
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if most == resource.RLIM_INFINITY else most


def _said_by(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _cpus() -> Check:
    usable: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    count = os.cpu_count() or 1
    return Check("cpus", f"{len(usable(0)) if usable else count} usable of {count}")


def _disk(name: str, folder: Path) -> Check:
    """Look at the folder, or at the nearest one above it that is there."""
    place = next((one for one in (folder.absolute(), *folder.absolute().parents) if one.exists()), Path("/"))
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        return Check(name, str(folder), f"cannot look at the disk: {error.strerror}")
    found = f"{folder}: {_amount(free)} free"
    if not place.is_dir():
        return Check(name, found, f"this is no folder: {place}")
    if not os.access(place, os.W_OK | os.X_OK):
        return Check(name, found, f"nothing can be written to {place}")
    return Check(name, found, f"less than {_amount(_DISK)} is free" if free < _DISK else None)


def _amount(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"
