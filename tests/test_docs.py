"""The documentation says what the code does: generated parts are fresh, all names are explained, links lead somewhere.

`test_docs_examples.py` runs the examples.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import cleaner
from cleaner.cli import app
from cleaner.cli.status import FAILED, FINDINGS, INTERRUPTED, TERMINATED
from cleaner.duplicates import settings
from cleaner.duplicates.within import Kind
from cleaner.model import Role
from cleaner.rules import RULES
from cleaner.settings import DEFAULTS, SettingsError, from_environment
from cleaner.writers import FORMATS
from docs import conf, meanings
from docs.examples import ROOT
from docs.generate import MEASURED, PARTS, filled, pages, table

PAGES = pages()
FOREIGN = ("seeds/*.md", "benchmarks/*.md", "training/*.md", "cleaner/**/*.md", "docs/decisions/*.md", "*.md")
LINKED = sorted({*PAGES, *(path for pattern in FOREIGN for path in ROOT.glob(pattern))})
REFRESH = "run `python -m docs.generate`"
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"<!-- ([a-z-]+):(begin|end) -->")
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
_FILE = re.compile(r"`((?:cleaner|docs|seeds|tests|schemas|benchmarks|training|cleaned|\.ci)/[\w./-]*)`")
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)+")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(page: str | Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


# What is generated


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_generated_parts_are_fresh(page: Path) -> None:
    assert filled(read(page)) == read(page), f"{name_of(page)} is stale: {REFRESH}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_marks_come_in_pairs_that_somebody_fills(page: Path) -> None:
    marks = _MARK.findall(read(page))
    assert [edge for _, edge in marks] == ["begin", "end"] * (len(marks) // 2)
    for (begin, _), (end, _) in zip(marks[::2], marks[1::2], strict=True):
        assert begin == end
        assert begin in PARTS or begin in MEASURED


def test_every_part_stands_on_one_page() -> None:
    placed = [name for page in PAGES for name, edge in _MARK.findall(read(page)) if edge == "begin"]
    assert sorted(name for name in placed if name not in MEASURED) == sorted(PARTS)


def test_the_readme_opens_with_two_commands() -> None:
    commands = re.findall(r"^make ([a-z]+)", read("README.md").split("```")[1], flags=re.MULTILINE)
    assert commands == ["demo", "test"]


# What is documented


def test_every_role_is_explained() -> None:
    assert set(meanings.ROLES) == {role.value for role in Role}
    assert list(meanings.FORMATS) == list(FORMATS)


def test_every_rule_is_listed() -> None:
    listed = re.findall(r"^\| \d+ \| `([a-z-]+)`", read("docs/rules.md"), flags=re.MULTILINE)
    assert listed == [rule.id for rule in RULES]


def test_every_command_and_option_is_listed() -> None:
    text = read("docs/commands.md")
    root: Any = typer.main.get_command(app)
    for param in root.params:
        assert all(f"`cleaner {opt}`" in text for opt in param.opts), param.opts
    for name, command in root.commands.items():
        section = text.split(f"## `cleaner {name}`\n")[1].split("\n## ")[0]
        for param in command.params:
            names = [param.metavar] if param.param_type_name == "argument" else param.opts
            row = next(line for line in section.splitlines() if re.search(rf"`{re.escape(names[0])}[ `]", line))
            assert all(re.search(rf"`{re.escape(word)}[ `]", row) for word in names), (name, names)
            _, shown, said = re.split(r"(?<!\\) \| ", row.strip("| "))[-3:]
            assert said.rstrip("."), (name, names)
            if isinstance(param.default, str | float) and not isinstance(param.default, bool):
                assert (
                    shown.strip("`") == f"{param.default:g}" if isinstance(param.default, float) else str(param.default)
                )


def test_every_exit_status_is_listed() -> None:
    statuses = {FINDINGS, FAILED, INTERRUPTED, TERMINATED, 0}
    listed = read("docs/commands.md").split("## Exit status\n")[1].split("\n## ")[0]
    assert {int(number) for number in re.findall(r"^\| (\d+) \|", listed, flags=re.MULTILINE)} == statuses


def test_every_setting_is_listed_with_its_variable() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|.*?\| `(CLEANER_[A-Z_]+)`", read("docs/settings.md"), flags=re.MULTILINE)
    assert [key for key, _ in rows] == list(DEFAULTS)
    for key, variable in rows:
        # Whatever the value, this variable is about this key.
        with pytest.raises(SettingsError, match=f"{variable}: {key}|{key} must be"):
            from_environment({variable: "no such value!"})


def test_the_options_of_settings_are_options() -> None:
    root: Any = typer.main.get_command(app)
    options = {opt: param for param in root.commands["clean"].params for opt in param.opts}
    rows = re.findall(r"^\| `([a-z_.]+)` \|.*?` `(--[a-z-]+)` \|", read("docs/settings.md"), flags=re.MULTILINE)
    assert {key for key, _ in rows} >= {"preset", "keep", "drop", "language", "disable", "extractor", "duplicates.near"}
    assert all(option in options for _, option in rows)


def test_every_key_of_a_record_is_listed() -> None:
    listed = set(re.findall(r"^\| `([a-z_0-9.\[\]]+)` \|", read("docs/record.md"), flags=re.MULTILINE))
    record = cleaner.to_record(cleaner.clean((ROOT / "seeds" / "harbour-wall.txt").read_bytes()))
    assert set(keys(record, "")) <= listed


def keys(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}{key}"
            yield from keys(inner, f"{path}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, f"{path.removesuffix('.')}[].")


def sources(folder: str = "") -> Iterator[ast.Module]:
    for path in sorted((ROOT / "cleaner" / folder).rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def constants(node: ast.AST | None) -> set[str]:
    return {
        one.value
        for one in (ast.walk(node) if node is not None else ())
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def calls(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.args


def rejections(tree: ast.Module) -> set[tuple[str, str]]:
    """Return stage and cause of every reject that a module can make."""
    named = {"RejectedError": (0, 1), "Reject": (2, 3), "_reject": (None, 1), "reject": (None, 1), "Damage": (None, 0)}
    found: set[tuple[str, str]] = set()
    for name, args in calls(tree):
        if name == "failure":
            found |= {(stage, "exception") for stage in constants(args[2])}
        if name not in named or len(args) < 3:
            continue
        at, cause_at = named[name]
        causes = constants(args[cause_at])
        if isinstance(args[cause_at], ast.Name):
            causes = assigned(tree, ast.unparse(args[cause_at]))
        stages = {"read"} if at is None else constants(args[at])
        found |= {(stage, cause) for stage in stages for cause in causes}
    return found


def assigned(tree: ast.Module, name: str) -> set[str]:
    """Return the values that a name is given anywhere in a module, conditions aside."""
    values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and _is(node.targets[0], name)]
    branches = [
        part for value in values for part in ((value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,))
    ]
    return {text for branch in branches if isinstance(branch, ast.Constant) for text in constants(branch)}


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_every_cause_is_explained() -> None:
    made = {pair for tree in sources() for pair in rejections(tree)}
    assert made == set(meanings.CAUSES), "CAUSES in docs/meanings.py"


def marks(node: ast.AST) -> set[str]:
    """Return the names that stand in tuples or are added to a set in a statement: that is how flags are raised."""
    lists = [one.elts for one in ast.walk(node) if isinstance(one, ast.Tuple)]
    lists += [one.args for one in ast.walk(node) if isinstance(one, ast.Call) and ast.unparse(one.func) == "flags.add"]
    words = {one.value for found in lists for one in found if isinstance(one, ast.Constant)}
    return {word for word in words if isinstance(word, str) and _NAME.fullmatch(word)}


def test_every_flag_is_explained() -> None:
    raised: set[str] = set()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Return) or (
                isinstance(node, ast.Assign | ast.Expr) and "flags" in ast.unparse(node)
            ):
                raised |= marks(node)
    assert raised == set(meanings.FLAGS), "FLAGS in docs/meanings.py"


def test_every_fix_is_explained() -> None:
    named: set[str] = set()
    for path in (ROOT / "cleaner" / "repair").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if "def find(" in text and path.name == "characters.py":
            named |= set(re.findall(r"\(\?P<(\w+)>", text))
        named |= {word for name, args in calls(tree) if name == "Edit" and len(args) > 3 for word in constants(args[3])}
    named |= {name for name in meanings.FIXES if name == "mojibake"}
    assert named == set(meanings.FIXES), "FIXES in docs/meanings.py"


def models(tree: ast.Module) -> set[str]:
    """Return the names of models that a module defines."""
    named = [
        node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("_MODEL")
    ]
    return {name for node in named for name in constants(node.value)}


def test_every_reason_is_explained() -> None:
    kinds = re.compile(r"(?:context|extractor|model):[a-z0-9-]+")
    given = {text for tree in sources() for text in constants(tree) if kinds.fullmatch(text)}
    given |= {f"duplicate:{kind.value}" for kind in Kind}
    # What stands in a longer text is only ever marked.
    given |= {f"duplicate:{kind.value}" for kind in settings.Kind if kind is not settings.Kind.CONTAINED}
    given |= {f"model:{name}" for tree in sources() for name in models(tree)}
    assert given == set(meanings.REASONS), "REASONS in docs/meanings.py"


# What the pages name


@pytest.mark.parametrize("page", LINKED, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", read(page))
    for target, fragment in _LINK.findall(text):
        if "://" in target or target.startswith("mailto:"):
            continue
        path = page.parent / target if target else page
        assert path.exists(), f"{name_of(page)} links to {target}"
        if fragment:
            assert fragment in anchors(path), f"{name_of(page)} links to {target}#{fragment}"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", read(page)), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", LINKED, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    for name in _FILE.findall(_FENCE.sub("", read(page))):
        assert (ROOT / name).exists(), f"{name_of(page)} names {name}"


def test_every_page_stands_in_the_sidebar_once() -> None:
    placed = [name for names in conf.NAV.values() for name in names]
    assert len(placed) == len(set(placed))
    there = {name_of(page).removesuffix(".md") for page in (ROOT / "docs").glob("*.md")} - {conf.root_doc}
    assert not there - set(placed), "NAV in docs/conf.py"


def test_every_sample_is_described() -> None:
    text = read("docs/samples.md")
    listed = re.findall(r"^\| `([\w.-]+)` \|", text, flags=re.MULTILINE)
    assert listed == sorted(path.name for path in (ROOT / "seeds").iterdir())


def test_no_word_of_the_glossary_stands_twice_under_one_heading() -> None:
    for section in read("docs/glossary.md").split("\n## ")[1:]:
        words = re.findall(r"^\| ([^|]+) \|", section, flags=re.MULTILINE)
        assert len(words) == len(set(words)), section.partition("\n")[0]


# How parts are filled in


def test_a_part_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="riddles"):
        filled("<!-- riddles:begin -->\n<!-- riddles:end -->")


def test_what_a_benchmark_measures_is_left_alone() -> None:
    text = "<!-- quality:begin -->\n| F1 |\n<!-- quality:end -->\n"
    assert filled(text) == text


def test_bars_in_cells_are_escaped() -> None:
    assert table(("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |\n"
