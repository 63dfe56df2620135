"""Strings that a regular expression is slow on, made from the expression itself."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Attack = Callable[[int], str]

_CATEGORIES = {
    code.CATEGORY_DIGIT: "1",
    code.CATEGORY_NOT_DIGIT: "a",
    code.CATEGORY_SPACE: " ",
    code.CATEGORY_NOT_SPACE: "a",
    code.CATEGORY_WORD: "a",
    code.CATEGORY_NOT_WORD: "-",
}
_FEW = 8
_PROBES = "a1 \n-Z.é가\u0301"
"""What stands for a class that says what it does not hold."""
_END = "\n\x01"
"""Belongs to hardly any class of characters, and stands in the way of every end."""


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """Return strings by size, in characters.

    Each thing that the pattern repeats is repeated, behind what leads to it and before what does not belong there;
    so is each of its characters, each two that stand together, and what it would nearly match.
    """
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    loops = list(dict.fromkeys(_loops(list(tree), "")))
    letters = list(dict.fromkeys(_letters(tree)))
    whole = _sample(tree)
    units = [*letters, *(one + other for one, other in pairwise(letters)), whole, whole[:-1], whole[1:]]
    made = [(before, unit, end) for before, unit in loops for end in ("", _END)]
    made += [("", unit, _END) for unit in units]
    return [_repeated(*one) for one in dict.fromkeys(made) if one[1]]


def _repeated(before: str, unit: str, end: str) -> Attack:
    return lambda size: before + unit * (size // len(unit)) + end


def _loops(tree: Sequence[tuple[Any, Any]], before: str) -> Iterator[tuple[str, str]]:
    """Yield what is repeated, and what leads to it."""
    for name, given in tree:
        if name in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            _, most, body = given
            if most > _FEW:
                yield from ((before, unit) for unit in _samples(body))
            yield from _loops(list(body), before)
        for inner in _inside(name, given):
            yield from _loops(list(inner), before)
        before += _one(name, given)


def _inside(name: Any, given: Any) -> list[Any]:
    """Return the parts of a node, but for those of a repetition."""
    if name is code.BRANCH:
        return list(given[1])
    if name is code.SUBPATTERN:
        return [given[3]]
    if name in (code.ASSERT, code.ASSERT_NOT):
        return [given[1]]
    if name is code.ATOMIC_GROUP:
        return [given]
    if name is code.GROUPREF_EXISTS:
        return [part for part in given[1:] if part is not None]
    return []


def _samples(tree: Any) -> list[str]:
    """Return some texts that a part matches: one for each first choice."""
    nodes = list(tree)
    if len(nodes) == 1:
        name, given = nodes[0]
        if name is code.BRANCH:
            return [text for part in given[1] for text in _samples(part)]
        if name is code.SUBPATTERN:
            return _samples(given[3])
        if name is code.IN:
            return list(dict.fromkeys(_class(given)))
    return [_sample(tree)]


def _sample(tree: Any) -> str:
    return "".join(_one(name, given) for name, given in tree)


def _one(name: Any, given: Any) -> str:
    """Return a text that a node matches, as a rule."""
    if name is code.LITERAL:
        return chr(given)
    if name is code.NOT_LITERAL:
        return "a" if given != ord("a") else "b"
    if name is code.ANY:
        return "a"
    if name is code.IN:
        return _class(given)[0]
    if name in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        least: int = given[0]
        return _sample(given[2]) * max(1, least)
    if name is code.BRANCH:
        return _sample(given[1][0])
    if name is code.SUBPATTERN:
        return _sample(given[3])
    if name is code.ATOMIC_GROUP:
        return _sample(given)
    return ""


def _class(members: Sequence[tuple[Any, Any]]) -> list[str]:
    """Return some characters of a class."""
    found = []
    out = members[0][0] is code.NEGATE
    for name, given in members[1:] if out else members:
        if name is code.LITERAL:
            found.append(chr(given))
        elif name is code.RANGE:
            found.append(chr(given[0]))
        elif name is code.CATEGORY:
            found.append(_CATEGORIES[given])
    if not out:
        return found[:6]
    return [one for one in _PROBES if not _held(members[1:], one)] or [chr(0x2603)]


def _held(members: Sequence[tuple[Any, Any]], one: str) -> bool:
    tests = {
        code.CATEGORY_DIGIT: one.isdecimal(),
        code.CATEGORY_NOT_DIGIT: not one.isdecimal(),
        code.CATEGORY_SPACE: one.isspace(),
        code.CATEGORY_NOT_SPACE: not one.isspace(),
        code.CATEGORY_WORD: one.isalnum() or one == "_",
        code.CATEGORY_NOT_WORD: not (one.isalnum() or one == "_"),
    }
    for name, given in members:
        if name is code.LITERAL and ord(one) == given:
            return True
        if name is code.RANGE and given[0] <= ord(one) <= given[1]:
            return True
        if name is code.CATEGORY and tests[given]:
            return True
    return False


def _letters(tree: Any) -> Iterator[str]:
    """Yield the characters of a pattern, and some of each class."""
    for name, given in tree:
        if name is code.LITERAL:
            yield chr(given)
        elif name is code.IN:
            yield from _class(given)
        elif name in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            yield from _letters(given[2])
        for inner in _inside(name, given):
            yield from _letters(inner)
