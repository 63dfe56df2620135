"""Every regular expression of the package, tried with strings that are made from it to be slow."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

import pytest

import cleaner
from cleaner import authors, decode
from cleaner.classifier.hints import _without_markup
from cleaner.page import names, titles
from cleaner.rules.lexicon import load
from cleaner.segment import credits as pictures
from tests.attacks import Attack, attacks
from tests.test_complexity import LEAST, RATIO, TIMES, cleaned, held, seconds

Pattern = re.Pattern[Any]
_ROOT = Path(cleaner.__file__).parent
_DEPTH = 8
_OF_EXTRAS = {"cleaner.batch.ray_spread", "cleaner.integrations.datatrove"}
"""Modules that import what only an extra brings; a test says that they hold no pattern."""
_AT_ONCE = {f"re.{name}" for name in ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")}
SIZE = 2_000
"""Characters of the smaller attack."""
BOUNDED = {
    "cleaner.authors:_ASIDE": authors._LONGEST,
    "cleaner.authors:_SEPARATOR": authors._LONGEST,
    "cleaner.authors:_BRACKETS": authors._LONGEST,
    r"cleaner.authors:'\\s*[、，,;；/／|｜&＆・]\\s*'": authors._LONGEST,
    "cleaner.authors:_DEGREE": authors._LONGEST,
    "cleaner.authors:_HANDLE": authors._LONGEST_LINE,
    "cleaner.decode:_COMMENT": decode._PRESCAN,
    "cleaner.page.names:_BRACKETS": names._LONGEST,
    "cleaner.page.names:_SPLIT": names._LONGEST,
    "cleaner.page.titles:_CUT": titles._LONGEST,
    "cleaner.segment.credits:_BAR": pictures._MOST,
    "cleaner.segment.credits:_BRACKETS": pictures._MOST,
    "cleaner.segment.credits:_SIGN": pictures._SIGNED,
    "cleaner.segment.credits:_WORD": pictures._MOST,
}
"""What grows faster than its text, and the code points or bytes of the longest text that it is asked of."""
GUARDED: dict[str, Callable[[str], object]] = {"cleaner.classifier.hints:_MARKUP": _without_markup}
"""What grows faster than its text, and the one function that asks it, which does not."""
SLOW = [r"\s+$", r"<[^>]*>", r"\w+@x", r"x.*y.*z", r"(?:, ?a)+$", r"(?s:<!--.*?-->)"]
FAST = [r"(?<!\s)\s++$", r"<[^<>]{0,80}>", r"\w{1,64}@x", r"(?<!,), ?a"]


@cache
def found() -> dict[str, Pattern]:
    """Return every pattern of the package, by a place where it stands."""
    places: dict[str, Pattern] = {}
    for module in pkgutil.walk_packages([str(_ROOT)], "cleaner."):
        if not module.name.endswith("__main__") and module.name not in _OF_EXTRAS:
            for name, value in vars(importlib.import_module(module.name)).items():
                places.update(_patterns(value, f"{module.name}:{name}", set()))
            for call in _calls(module.name):
                if ast.unparse(call.func) in _AT_ONCE and isinstance(call.args[0], ast.Constant):
                    text: Any = call.args[0].value
                    places[f"{module.name}:{text!r}"] = re.compile(text)
    return places


@cache
def shipped() -> dict[str, Pattern]:
    """Return each pattern once, by the place where it is written down if there is one."""
    places = sorted(found(), key=lambda where: (where in _written(), where))
    distinct = {(found()[where].pattern, found()[where].flags): where for where in places}
    return {where: found()[where] for where in sorted(distinct.values())}


@cache
def _written() -> frozenset[str]:
    """Return the places of the patterns to which a module gives a name."""
    return frozenset(
        f"{module.name}:{target.id}"
        for module in pkgutil.walk_packages([str(_ROOT)], "cleaner.")
        for node in _tree(module.name).body
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("re.compile(")
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _calls(module: str) -> list[ast.Call]:
    return [node for node in ast.walk(_tree(module)) if isinstance(node, ast.Call) and node.args]


def _patterns(value: Any, where: str, seen: set[int], depth: int = 0) -> Iterator[tuple[str, Pattern]]:
    """Yield the patterns that a value holds, in its fields or in what its functions have caught."""
    if isinstance(value, re.Pattern):
        yield where, value
    if id(value) in seen or depth > _DEPTH:
        return
    seen.add(id(value))
    for name, inner in _held(value):
        yield from _patterns(inner, f"{where}.{name}", seen, depth + 1)


def _held(value: Any) -> Iterator[tuple[object, Any]]:
    if isinstance(value, list | tuple | set | frozenset):
        yield from enumerate(value)
    elif isinstance(value, dict):
        yield from list(value.items())
    elif isinstance(value, FunctionType):
        yield from zip(value.__code__.co_freevars, (one.cell_contents for one in value.__closure__ or ()), strict=True)
    elif isinstance(value, MethodType | BuiltinMethodType):
        yield "self", value.__self__
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))


@cache
def _tree(module: str) -> ast.Module:
    path = _ROOT.parent / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def _asked(where: str) -> set[str]:
    """Return the names of the methods by which a pattern is asked; `?` where it is handed on."""
    module, name = where.split(":", 1)
    if name.endswith(".compiled"):  # rules match whole texts
        return {"fullmatch"}
    found = set()
    for node in ast.walk(_tree(module)):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Name) and child.id == name and isinstance(child.ctx, ast.Load):
                found.add(node.attr if isinstance(node, ast.Attribute) else "?")
    return found - {"pattern"} or {"?"}


def _cost(pattern: Pattern, asked: set[str], attack: Attack) -> Callable[[int], float]:
    """Return the CPU time of asking the pattern of an attack, by the attack's size."""
    ask: Callable[[Any], object] = lambda text: sum(1 for _ in pattern.finditer(text))  # noqa: E731
    if asked in ({"match"}, {"fullmatch"}):
        ask = getattr(pattern, *asked)

    def cost(size: int) -> float:
        text = attack(size)
        return seconds(lambda: ask(text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text))

    return cost


def test_a_pattern_costs_what_its_text_is_long() -> None:
    for where, pattern in shipped().items():
        for attack in attacks(pattern) if where not in BOUNDED and where not in GUARDED else ():
            held(_cost(pattern, _asked(where), attack), SIZE, f"{where}, {attack(20)!r}")


@pytest.mark.parametrize("where", BOUNDED)
def test_a_pattern_that_costs_more_is_asked_of_short_texts(where: str) -> None:
    pattern = shipped()[where]
    for attack in attacks(pattern):
        cost = _cost(pattern, {"search"}, attack)
        assert min(cost(BOUNDED[where]) for _ in range(3)) < 0.2


@pytest.mark.parametrize("where", GUARDED)
def test_a_pattern_that_costs_more_is_asked_of_what_it_matches(where: str) -> None:
    for attack in attacks(shipped()[where]):
        held(lambda size, attack=attack: seconds(lambda: GUARDED[where](attack(size))), SIZE, where)  # type: ignore[misc]


@pytest.mark.parametrize("between", [" ", "\n", "\n\n"], ids=["one block", "lines", "blocks"])
def test_texts_that_nearly_match_the_phrases_cost_what_they_are_long(between: str) -> None:
    almost = [entry.phrase.rsplit(" ", 1)[0] for entry in load().entries]

    def cost(size: int) -> float:
        text = between.join(islice(cycle(almost), size // 10))
        return seconds(lambda: cleaned("text/plain", text))

    held(cost, 5 * SIZE)


def test_every_pattern_is_tried() -> None:
    assert not any(ast.unparse(call.func).startswith("re.") for module in _OF_EXTRAS for call in _calls(module))
    assert len(_written()) > 100
    assert _written() <= set(found())
    tried = {(one.pattern, one.flags) for one in shipped().values()}
    assert tried == {(one.pattern, one.flags) for one in found().values()}
    assert set(shipped()) >= BOUNDED.keys() | GUARDED.keys()
    assert sum(where.endswith(".compiled") for where in shipped()) > 10, "the patterns of rules"


@pytest.mark.parametrize("pattern", SLOW)
def test_a_slow_pattern_is_found_out(pattern: str) -> None:
    assert any(_grows(re.compile(pattern), attack) for attack in attacks(re.compile(pattern)))


@pytest.mark.parametrize("pattern", FAST)
def test_a_pattern_that_is_not_slow_passes(pattern: str) -> None:
    assert not any(_grows(re.compile(pattern), attack) for attack in attacks(re.compile(pattern)))


def _grows(pattern: Pattern, attack: Attack) -> bool:
    cost = _cost(pattern, {"search"}, attack)
    large = cost(TIMES * SIZE * 2)
    return large > LEAST and large > RATIO * cost(SIZE * 2)
