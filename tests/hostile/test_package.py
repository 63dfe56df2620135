"""What the package holds: nothing that makes code of data, and no library that nobody declared."""

import ast
import pickle
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions, requires
from itertools import chain
from pathlib import Path

import pytest

import cleaner
from cleaner.classifier.stored import WeightsError, verified
from cleaner.writers import FORMATS

PACKAGE = Path(cleaner.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
DANGEROUS = frozenset({"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "dbm", "code", "codeop", "yaml"})
CALLS = frozenset({"eval", "exec", "__import__", "os.system", "os.popen", "torch.load", "joblib.load", "yaml.load"})
OWN_PROCESSES = frozenset({"readers/parquet.py", "readers/rows.py"})
"""A table is read in a process of our own; what goes between the two is pickled. No file holds a pickle."""
_NAME = re.compile(r"[\w.-]+")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_data_becomes_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set(imported(tree)) & DANGEROUS
    assert found <= ({"pickle"} if name_of(path) in OWN_PROCESSES else set())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in CALLS
            words = {one.arg: ast.unparse(one.value) for one in node.keywords}
            assert words.get("allow_pickle", "False") == "False"
            assert words.get("shell", "False") == "False"


def test_pickles_go_between_our_own_processes_alone() -> None:
    """The one that reads gets its job on its command line and answers through a pipe; neither opens a file of them."""
    calls = {
        ast.unparse(node)
        for name in OWN_PROCESSES
        for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("pickle.")
    }
    assert calls == {
        "pickle.dumps(job)",
        "pickle.loads(base64.b64decode(written))",
        "pickle.dump(one, out)",
        "pickle.dump(None, out)",
        "pickle.load(stream)",
    }


class Planted:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("it was unpickled",))


def test_a_pickle_for_weights_is_not_opened(tmp_path: Path) -> None:
    content = pickle.dumps(Planted())
    (tmp_path / "x.npz").write_bytes(content)
    (tmp_path / "x.json").write_text('{"sha256": "0"}', encoding="utf-8")
    with pytest.raises(WeightsError, match="have the hash"):
        verified(tmp_path, "x")


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("classifier/weights/*.npz")), ids=lambda path: path.stem)
@pytest.mark.parametrize("at", [0, 0.5, 1])
def test_a_changed_byte_of_the_weights_is_refused(tmp_path: Path, path: Path, at: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(at * (len(content) - 1))] ^= 1
    (tmp_path / path.name).write_bytes(content)
    (tmp_path / f"{path.stem}.json").write_bytes(path.with_suffix(".json").read_bytes())
    with pytest.raises(WeightsError, match="have the hash"):
        verified(tmp_path, path.stem)


def canonical(requirements: Iterable[str]) -> set[str]:
    return {match[0].lower().replace("_", "-") for one in requirements if (match := _NAME.match(one))}


def test_every_library_that_is_imported_is_declared() -> None:
    """By the project, or by a library that it declares and whose values those are: `Markup`, a registry of schemas."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = canonical([*project["dependencies"], *chain(*project["optional-dependencies"].values())])
    declared |= canonical(chain(*(requires(name) or () for name in ("jinja2", "jsonschema"))))
    brought = packages_distributions()
    for path in MODULES:
        for name in set(imported(ast.parse(path.read_text(encoding="utf-8")))) - sys.stdlib_module_names - {"cleaner"}:
            # One that is not installed here is called like its distribution, but for these.
            assert canonical(brought.get(name, [name])) & declared or name in {"re2", "backports", "compression"}, name


def test_nothing_is_written_as_csv() -> None:
    """A spreadsheet takes some texts in it for formulas; no format is of that kind."""
    assert not {ending for one in FORMATS.values() for ending in one.endings} & {".csv", ".tsv", ".xlsx"}
    for path in MODULES:
        assert "csv" not in set(imported(ast.parse(path.read_text(encoding="utf-8"))))
