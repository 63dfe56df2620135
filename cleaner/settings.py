"""Settings from a file and the environment: which values they give, where each came from, and what they may not be."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cleaner.config import Config
from cleaner.meant import hint
from cleaner.rules import RULES, RulesError, site_rules
from cleaner.toml import loads

OWN_FILE = "cleaner.toml"
PROJECT_FILE = "pyproject.toml"
"""Here the settings stand in the table `tool.cleaner`."""
PREFIX = "CLEANER_"
"""How the names of environment variables begin."""


RULES_FILE = "rules"
"""The key that names a file; the configuration holds what stands in it."""


class SettingsError(Exception):
    """A setting cannot be used; the message names the place and the key."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value, and who says so."""

    value: Any
    origin: str


Layer = Mapping[str, Setting]
"""Settings of one place, by key: `preset`, `limits.bytes` ..."""


def _defaults(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for one in fields(group):
        value = getattr(group, one.name)
        if is_dataclass(value):
            yield from _defaults(value, f"{prefix}{one.name}.")
        else:
            yield prefix + one.name, value


DEFAULTS: Mapping[str, Any] = MappingProxyType(dict(_defaults(Config())))
"""Every key there is, with its default."""


def find_file(folder: Path) -> Path | None:
    """Return the nearest file with settings, going up from a folder.

    In one folder `cleaner.toml` comes before `pyproject.toml`, and one of these without a table `tool.cleaner` does
    not count.

    Raises:
        SettingsError: A `pyproject.toml` on the way cannot be read.
    """
    for place in (folder, *folder.parents):
        # Nothing is found in a folder that must not be looked into: `Path.is_file` would raise there.
        if os.path.isfile(place / OWN_FILE):  # noqa: PTH113
            return place / OWN_FILE
        project = place / PROJECT_FILE
        if os.path.isfile(project) and _table(project) is not None:  # noqa: PTH113
            return project
    return None


def from_file(path: Path) -> Layer:
    """Return the settings that a file gives.

    Raises:
        SettingsError: The file cannot be read, holds a key that there is not, or a value that cannot be.
    """
    table = _table(path)
    if table is None:
        raise SettingsError(f"{path} has no table tool.cleaner")
    found = {}
    for key, value in _flat(table):
        # Where the settings lie, the rules that they name are looked for.
        given = str(path.parent / value) if key == RULES_FILE and isinstance(value, str) else value
        found[key] = Setting(_checked(key, given, str(path)), str(path))
    return found


def from_environment(environment: Mapping[str, str]) -> Layer:
    """Return the settings that environment variables give: `CLEANER_PRESET`, `CLEANER_LIMITS_BYTES` ...

    Names in a list are parted by commas. An empty variable says nothing, and one whose name is not even like that of
    a setting belongs to somebody else.

    Raises:
        SettingsError: A name is nearly one of these, or a value cannot be.
    """
    keys = {key.upper().replace(".", "_"): key for key in DEFAULTS}
    found = {}
    for variable, text in sorted(environment.items()):
        name = variable.removeprefix(PREFIX)
        if name == variable or not text:
            continue
        if name in keys:
            found[keys[name]] = Setting(_checked(keys[name], _parsed(keys[name], text), variable), variable)
        elif near := get_close_matches(name, keys, n=1):
            raise SettingsError(f"the environment has {variable}, which says nothing; did you mean {PREFIX}{near[0]}?")
    return found


def stacked(layers: Sequence[Layer]) -> dict[str, Setting]:
    """Return every setting with the value that holds.

    Args:
        layers: Settings of several places; a later one counts more.

    Returns:
        All keys in the order of `Config`. A role that a later layer keeps is not dropped by an earlier one, nor the
        other way round.
    """
    settings = {key: Setting(value, "default") for key, value in DEFAULTS.items()}
    for layer in layers:
        for name, other in (("keep", "drop"), ("drop", "keep")):
            if name in layer and other not in layer:
                rest = settings[other].value - layer[name].value
                settings[other] = Setting(rest, settings[other].origin)
        settings.update(layer)
    return settings


def to_config(settings: Mapping[str, Setting]) -> Config:
    """Return the configuration of these settings.

    Raises:
        SettingsError: Two values do not go together.
    """
    values = {key: one.value for key, one in settings.items()}
    values[RULES_FILE] = rules_in(values[RULES_FILE])
    try:
        return _built(values)
    except ValueError as error:
        raise SettingsError(str(error)) from None


def rules_in(path: str) -> str:
    """Return what stands in a file of site rules, none for no path.

    Raises:
        SettingsError: The file cannot be read, or holds a rule that cannot be used.
    """
    if not path:
        return ""
    try:
        text = Path(path).read_text(encoding="utf-8")
        site_rules(text, path)
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"cannot read {path}: it is not UTF-8") from None
    except RulesError as error:
        raise SettingsError(str(error)) from None
    return text


def plain(value: Any) -> Any:
    """Return a value as JSON and TOML have it."""
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return str(value) if isinstance(value, StrEnum) else value


def _table(path: Path) -> Mapping[str, Any] | None:
    """Return the settings in a file; `None` for a project's file without any."""
    try:
        content = loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from None
    except RecursionError:
        raise SettingsError(f"{path} is nested too deeply") from None
    if path.name != PROJECT_FILE:
        return content
    tool = content.get("tool")
    table = tool.get("cleaner") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        # No group is within another: what lies deeper is no setting, however deep.
        if isinstance(value, dict) and not prefix:
            yield from _flat(value, f"{key}.")
        else:
            yield prefix + key, value


def _checked(key: str, value: Any, origin: str) -> Any:
    """Return a value as `Config` stores it, or say where and why it cannot be."""
    if key not in DEFAULTS:
        raise SettingsError(f"{origin}: unknown key {key!r}{hint(key, DEFAULTS)}")
    default = DEFAULTS[key]
    wanted, fits = _wanted(default, value)
    if not fits:
        raise SettingsError(f"{origin}: {key} must be {wanted}, not {value!r}")
    try:
        stored = dict(_defaults(_built({key: value})))[key]
        if key == RULES_FILE:
            rules_in(stored)
    except (ValueError, SettingsError) as error:
        raise SettingsError(f"{origin}: {key}: {error}") from None
    if key == "disable":
        known = [rule.id for rule in RULES]
        for rule in stored:
            if rule not in known:
                raise SettingsError(f"{origin}: {key}: unknown rule {rule!r}{hint(rule, known)}")
    return stored


def _wanted(default: Any, value: Any) -> tuple[str, bool]:
    """Return what kind of value a key takes, and whether this is one."""
    # In Python a truth value is a number; in a file of settings it is a mistake.
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(default, frozenset):
        return "a list of names", isinstance(value, list) and all(isinstance(one, str) for one in value)
    if isinstance(default, float):
        return "a number", number
    if isinstance(default, int):
        return "a whole number", number and isinstance(value, int)
    return "a name in quotes", isinstance(value, str)


def _parsed(key: str, text: str) -> Any:
    """Return what an environment variable says, as a file would; what cannot be parsed is left for the check."""
    default = DEFAULTS[key]
    if isinstance(default, frozenset):
        return [name.strip() for name in text.split(",") if name.strip()]
    for kind in (int, float):
        if isinstance(default, kind) or (kind is int and isinstance(default, float)):
            try:
                return kind(text)
            except ValueError:
                continue
    return text


def _built(values: Mapping[str, Any]) -> Config:
    """Return a configuration of some values by key, the rest by default."""
    groups: dict[str, dict[str, Any]] = {}
    top: dict[str, Any] = {}
    for key, value in values.items():
        group, _, name = key.rpartition(".")
        (groups.setdefault(group, {}) if group else top)[name] = value
    for group, given in groups.items():
        top[group] = type(getattr(Config(), group))(**given)
    return Config(**top)


def gathered(file: Path | None, typed: Layer) -> dict[str, Setting]:
    """Return every setting, from the defaults, the file, the environment and the command line, which counts most.

    Args:
        file: The file that was named; `None` to look for one from the working folder upwards.
        typed: What the command line says.

    Raises:
        SettingsError: A setting cannot be used.
    """
    place = file or find_file(Path.cwd())
    below = [from_file(place)] if place is not None else []
    return stacked([*below, from_environment(os.environ), typed])
