"""`python -m docs.generate`: fill in the parts of the documentation that the code already says.

A page keeps such a part between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. `docs/examples.py` runs the examples.
"""

import ast
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import typer.main

from cleaner.classifier.columns import COLUMNS, SAID
from cleaner.classifier.marks import MARKS
from cleaner.cli import app
from cleaner.config import Config, Preset
from cleaner.findings.checks import CHECKS
from cleaner.model import Label, Role
from cleaner.policy import POLICIES, decide
from cleaner.rules import RULES
from cleaner.schema import load
from cleaner.settings import DEFAULTS, PREFIX
from cleaner.writers import FORMATS
from docs import conf, man, meanings, proven
from docs.examples import ROOT, rerun

MEASURED = frozenset({"quality", "worst"})
"""Parts that a benchmark fills, not this script."""

_PART = re.compile(r"(?P<begin><!-- (?P<name>[a-z-]+):begin -->\n).*?(?P<end><!-- (?P=name):end -->)", re.DOTALL)
_DEFAULT = re.compile(r" ?Default: (?P<default>.+?)\.(?=\s|$)")
_MANY = 10


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; bars inside cells are escaped."""
    lines = [list(header), ["---"] * len(header), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def roles() -> str:
    """Return the table of roles: what each is, and what the presets do with it."""
    presets = list(Preset)
    return table(
        ("Role", "What it is", *(f"`{preset}`" for preset in presets)),
        ((f"`{role}`", meanings.ROLES[role], *(_fate(role, preset) for preset in presets)) for role in Role),
    )


def _fate(role: Role, preset: Preset) -> str:
    sure, unsure = (
        decision.action.value
        for decision in decide([Label(role, "rule:none", share) for share in (1.0, 0.0)], Config(preset=preset))
    )
    if sure == unsure:
        return sure
    policy = POLICIES[preset]
    return f"{sure}; {unsure} under {policy.least_confidence if sure == 'keep' else policy.doubtful}"


def rules() -> str:
    """Return the table of rules, in the order in which they are tried."""
    return table(
        ("", "Id", "Role", "Why", "Confidence"),
        ((at, f"`{one.id}`", f"`{one.role}`", one.why, one.confidence) for at, one in enumerate(RULES, 1)),
    )


def _names(known: Mapping[str, str], header: str) -> Callable[[], str]:
    return lambda: table((header, "What it means"), ((f"`{name}`", why) for name, why in sorted(known.items())))


def causes() -> str:
    """Return the table of causes of rejects, stage by stage."""
    return table(
        ("Stage", "Cause", "What happened"),
        ((f"`{stage}`", f"`{cause}`", why) for (stage, cause), why in meanings.CAUSES.items()),
    )


def formats() -> str:
    """Return the table of formats: what a file holds, what its name may end in, what has to be installed."""
    return table(
        ("Format", "What stands in it", "One file for", "Names end in", "Needs"),
        (
            (
                f"`{one.name}`",
                meanings.FORMATS[one.name],
                "each document" if one.name == "json" else "many documents",
                ", ".join(f"`{ending}`" for ending in one.endings),
                f"`corpus-cleaner[{one.needs.extra}]`" if one.needs else "",
            )
            for one in FORMATS.values()
        ),
    )


def checks() -> str:
    """Return the table of what `cleaner validate` checks."""
    return table(
        ("Check", "What it wants", "Finds"), ((f"`{name}`", one.wants, f"{one.level}s") for name, one in CHECKS.items())
    )


def record() -> str:
    """Return the table of the keys of a record, from the schema."""
    schema = load()
    rows = ((f"`{path}`", _kind(part), part["description"]) for path, part in _parts(schema, schema["$defs"], ""))
    return table(("Key", "Type", "Meaning"), rows)


def _parts(schema: Mapping[str, Any], defs: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, raw in schema.get("properties", {}).items():
        part = {**defs[raw["$ref"].rsplit("/", 1)[1]], **raw} if "$ref" in raw else raw
        here = f"{path}{key}"
        yield here, part
        inner, step = (part["items"], "[].") if "items" in part else (part, ".")
        yield from _parts(inner, defs, here + step)


def _kind(part: Mapping[str, Any]) -> str:
    if "const" in part:
        return f'`"{part["const"]}"`'
    if "enum" in part:
        values = part["enum"]
        return "one of the [roles](roles.md)" if len(values) > _MANY else ", ".join(f"`{value}`" for value in values)
    kind = part["type"]
    if "items" in part:
        return f"{kind} of {part['items']['type']}s"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def commands() -> str:
    """Return a section for each command: what it does, its arguments and options, examples."""
    root: Any = typer.main.get_command(app)
    return "\n".join(_command(name, command) for name, command in root.commands.items())


def _command(name: str, command: Any) -> str:
    text, _, rest = command.help.partition("\b\nExamples:\n")
    examples, _, after = rest.partition("\n\n")
    words, options = [], []
    for param in command.params:
        if param.param_type_name == "argument":
            words.append((f"`{param.metavar}`", "", "required" if param.required else "", param.help))
        else:
            value = f" {param.metavar or type(param.default).__name__.upper()}" if not _is_switch(param) else ""
            names = ", ".join(f"`{opt}{value}`" for opt in param.opts)
            options.append((names, "yes" if param.multiple else "", *_told(param)))
    options.append(("`--help`, `-h`", "", "off", "Show the help."))
    listed = table(("Argument or option", "Repeats", "Default", "Meaning"), [*words, *options])
    shown = "".join(f"{line.strip()}\n" for line in examples.split("\n"))
    return f"## `cleaner {name}`\n\n{text.strip()}\n\n```sh\n{shown}```\n\n{listed}" + (f"\n{after}\n" if after else "")


def _is_switch(param: Any) -> bool:
    return bool(param.is_flag)


def _told(param: Any) -> tuple[str, str]:
    """Return the default of an option, which its help may say, and its help without that."""
    said = _DEFAULT.search(param.help)
    help_text = _DEFAULT.sub("", param.help)
    if _is_switch(param):
        return "off", help_text
    if said:
        # A number or a name is typed like this; anything else is a remark.
        word = said["default"]
        return word if " " in word else f"`{word}`", help_text
    value = param.default
    shown = isinstance(value, str | float | int) and not isinstance(value, bool)
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`" if shown else "", help_text


def settings() -> str:
    """Return the table of settings: keys and what is said of them from the source of `cleaner/config.py`."""
    tree = ast.parse((ROOT / "cleaner" / "config.py").read_text(encoding="utf-8"))
    groups = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    options = _typed()
    return table(
        ("Key", "Default", "Environment, option", "Meaning"),
        (
            (
                f"`{key}`",
                _shown(DEFAULTS[key]),
                f"`{PREFIX}{key.upper().replace('.', '_')}` {options.get(key, '')}".rstrip(),
                f"{said} {_values(key)}",
            )
            for key, said in _settings(groups, "Config", "")
        ),
    )


def _settings(groups: Mapping[str, ast.ClassDef], name: str, path: str) -> Iterator[tuple[str, str]]:
    body = groups[name].body
    for at, node in enumerate(body):
        if not isinstance(node, ast.AnnAssign) or node.value is None:
            continue
        field, kind = ast.unparse(node.target), ast.unparse(node.annotation)
        after = body[at + 1] if at + 1 < len(body) else None
        if kind in groups and not isinstance(after, ast.Expr) and ast.unparse(node.value) == f"{kind}()":
            yield from _settings(groups, kind, f"{path}{field}.")
        else:
            # A choice from a list is explained where the list is.
            said = ast.literal_eval(after.value) if isinstance(after, ast.Expr) else ast.get_docstring(groups[kind])
            yield f"{path}{field}", str(said)


def _typed() -> dict[str, str]:
    """Return the option of `cleaner clean` for each setting that has one."""
    root: Any = typer.main.get_command(app)
    names = {param.name: f"`{param.opts[0]}`" for param in root.commands["clean"].params}
    return {key: names[name] for key in DEFAULTS if (name := meanings.OPTIONS.get(key, key)) in names}


def _values(key: str) -> str:
    value = DEFAULTS[key]
    if isinstance(value, StrEnum):
        return f"One of {', '.join(f'`{one}`' for one in type(value))}."
    if isinstance(value, frozenset):
        return "A list of ids." if key == "disable" else "A list of [roles](roles.md)."
    if isinstance(value, str):
        return "The path of a file."
    return "A tag such as `en`." if value is None else "A number." if isinstance(value, float) else "A whole number."


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return "`[]`"
    return "none" if value in (None, "") else f"`{value}`"


def features() -> str:
    """Return the table of what is measured of the blocks of a page."""
    rows = ((f"`{one.name}`", one.measures, _range(one.low, one.high)) for one in (*COLUMNS, SAID))
    return table(("Feature", "What it measures", "Range"), rows)


def _range(low: float, high: float) -> str:
    if low == -math.inf:
        return "any"
    return f"{low:g} and up" if high == math.inf else f"{low:g} to {high:g}"


def marks() -> str:
    """Return the table of the marks, families of equal meaning together."""
    known: dict[str, list[str]] = {}
    for name in MARKS:
        family, _, rest = name.partition("_")
        single = f"{family}_" not in meanings.MARKS
        known.setdefault(name if single else f"{family}_", []).append("" if single else rest)
    return table(
        ("Mark", "What it says", "Of"),
        (
            (f"`{name}`" + "…" * name.endswith("_"), meanings.MARKS[name], ", ".join(rest))
            for name, rest in known.items()
        ),
    )


def promises() -> str:
    """Return the table of promises, each with the tests that prove it."""
    return table(("", "What we promise", "What proves it", "Cases", "Result"), proven.promise_rows())


def limits() -> str:
    """Return the table of limits: defaults from the code, and what becomes of a document that meets one."""
    return table(("Limit", "Default", "Set by", "When it bites", "What shows it"), proven.limit_rows())


def rooms() -> str:
    """Return the table of rooms, lowest level first, each with the first sentence of its docstring."""
    levels = _levels()
    rows = []
    for level in sorted(set(levels.values())):
        for room in (name for name, at in levels.items() if at == level and name != "__main__"):
            folder = ROOT / "cleaner" / room
            path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
            if not path.exists():
                continue  # `tests/test_layers.py` says so itself
            said = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
            rows.append((level, f"`cleaner/{room}{'/' if folder.is_dir() else '.py'}`", " ".join(said.split())))
    return table(("Level", "Room", "What it does"), rows)


def _levels() -> dict[str, int]:
    tree = ast.parse((ROOT / "tests" / "test_layers.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "LEVELS" and node.value is not None:
            levels: dict[str, int] = ast.literal_eval(node.value)
            return levels
    raise LookupError("tests/test_layers.py names no LEVELS")


def contents() -> str:
    """Return a list of all pages, by kind, each under its own title."""
    return "\n".join(f"## {kind}\n\n{''.join(map(_entry, known, known.values()))}" for kind, known in conf.NAV.items())


def _entry(name: str, said: str) -> str:
    page = ROOT / f"{name}.md"
    if not page.exists():
        return ""
    title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    return f"- [{title}]({os.path.relpath(page, ROOT / 'docs')}): {said}\n"


PARTS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "contents": contents,
        "roles": roles,
        "rules": rules,
        "reasons": _names(meanings.REASONS, "Reason"),
        "causes": causes,
        "flags": _names(meanings.FLAGS, "Flag"),
        "fixes": _names(meanings.FIXES, "Fix"),
        "record": record,
        "formats": formats,
        "checks": checks,
        "commands": commands,
        "settings": settings,
        "promises": promises,
        "limits": limits,
        "rooms": rooms,
        "features": features,
        "marks": marks,
    }
)
"""What can be filled in, by the name of the part."""


def filled(text: str) -> str:
    """Return a page with its parts filled in.

    Raises:
        KeyError: The page has a part of a name that nothing fills.
    """

    def fill(match: re.Match[str]) -> str:
        if match["name"] in MEASURED:
            return match[0]
        return f"{match['begin']}{PARTS[match['name']]()}{match['end']}"

    return _PART.sub(fill, text)


def pages() -> list[Path]:
    """Return the pages that parts are filled into."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def main(arguments: Sequence[str]) -> int:
    """Write the pages again; with `--check` only name the stale ones.

    Returns:
        0; 1 where an example cannot be run, or where `--check` finds a stale page.
    """
    check, status = "--check" in arguments, 0
    for page in (*pages(), man.PAGE):
        old = page.read_text(encoding="utf-8")
        new = filled(old)
        try:
            new = man.page() if page == man.PAGE else rerun(new)
        except RuntimeError as error:
            sys.stderr.write(f"{page.relative_to(ROOT)}: {error}\n")
            status = 1
        if new == old:
            continue
        sys.stdout.write(f"{page.relative_to(ROOT)}\n")
        if check:
            status = 1
        else:
            page.write_text(new, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
