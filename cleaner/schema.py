"""The contract of a record: load it, check against it fast, and explain what breaks it.

Two validators read one schema: jsonschema-rs where every record passes on its way out, jsonschema where a
person wants to know what is wrong. Neither fetches anything: a `$ref` to somewhere else is an error.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

import jsonschema_rs

NAME = "document-1.schema.json"
"""File name of the schema."""

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with a record, and where."""

    pointer: str
    """JSON Pointer (RFC 6901) into the record; the empty string is the record itself."""
    message: str
    check: str = "schema"
    """What found it: the schema, or one of the checks of `cleaner/check.py`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a record, with its type and everything below it."""

    name: str
    kind: str
    """`string`, `integer`, `number`, `object` or `array`."""
    nullable: bool
    inner: tuple["Field", ...] = ()
    """The keys of an object; of an array, one field that stands for its items."""


def source() -> str:
    """Return the schema's text as it was written by hand.

    Raises:
        FileNotFoundError: The installation is broken, the schema is not there.
    """
    inside = resources.files("cleaner").joinpath("schemas", NAME)
    if inside.is_file():
        return inside.read_text(encoding="utf-8")
    return (Path(__file__).parent.parent / "schemas" / NAME).read_text(encoding="utf-8")


def load() -> dict[str, Any]:
    """Return the schema, parsed; a new object at each call, so that nobody can change another's."""
    parsed: dict[str, Any] = json.loads(source())
    return parsed


def fields() -> tuple[Field, ...]:
    """Return the keys of a record in the schema's order: what columns of a fixed type are made of."""
    schema = load()
    return _fields(schema, schema["$defs"])


def _fields(part: Mapping[str, Any], defs: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(_field(name, inner, defs) for name, inner in part["properties"].items())


def _field(name: str, given: Mapping[str, Any], defs: Mapping[str, Any]) -> Field:
    part = {**defs[given["$ref"].rsplit("/", 1)[1]], **given} if "$ref" in given else given
    # The lists of allowed values that stand without a type are lists of words.
    kinds = part.get("type", "string")
    named = {kinds} if isinstance(kinds, str) else set(kinds)
    (kind,) = named - {"null"}
    inner: tuple[Field, ...] = ()
    if kind == "object":
        inner = _fields(part, defs)
    elif kind == "array":
        inner = (_field("element", part["items"], defs),)
    return Field(name, kind, "null" in named, inner)


def _refuse(uri: str) -> NoReturn:
    raise LookupError(f"a schema must not point outside itself: {uri}")


@cache
def validator() -> jsonschema_rs.Draft202012Validator:
    """Return the fast validator: `is_valid(record)` says yes or no. It fetches nothing."""
    return jsonschema_rs.Draft202012Validator(load(), retriever=_refuse)


@cache
def _explainer() -> Any:
    return _explainer_of(load())


def _explainer_of(schema: Mapping[str, Any]) -> Any:
    # jsonschema takes a tenth of a second to import, and a clean run never needs it.
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415

    return Draft202012Validator(schema, registry=Registry())


@cache
def _narrow(path: tuple[str | int, ...]) -> Any:
    """Return what explains one keyword of the schema, and looks at nothing below.

    Raises:
        LookupError: The path does not lead to a keyword.
        TypeError: It leads through something that is no part of a schema.
    """
    part: Any = _explainer().schema
    for step in path[:-1]:
        part = part[step]
    keyword = str(path[-1])
    known = {"properties": dict.fromkeys(part["properties"], True)} if keyword == "additionalProperties" else {}
    return _explainer_of({keyword: part[keyword], **known})


def violations(record: object) -> list[Violation]:
    """Explain what is wrong with a record.

    Args:
        record: Any JSON value.

    Returns:
        What breaks the schema, in the order of the pointers; empty where nothing does.
    """
    try:
        errors = list(_explainer().iter_errors(record))
    except RecursionError:
        return [Violation("", "is nested too deeply")]
    return _in_order((tuple(error.absolute_path), error) for error in errors)


def explained(record: object) -> list[Violation]:
    """Explain what is wrong with a record in a fraction of the time that `violations` takes.

    The fast validator gives the verdict and says which keyword broke where; the other one explains that, and looks at
    nothing else.

    Args:
        record: Any JSON value.

    Returns:
        What `violations` returns; empty only where the fast validator finds nothing.
    """
    try:
        if validator().is_valid(record):
            return []
        places = {(tuple(one.instance_path), tuple(one.schema_path)) for one in validator().iter_errors(record)}
        found = _in_order((path, error) for path, rule in places for error in _errors(record, path, rule))
    except (LookupError, RecursionError, TypeError, ValueError):
        found = []  # a place that cannot be followed: the whole record tells
    return found or violations(record) or [Violation("", "breaks the schema")]


def _errors(record: Any, path: tuple[str | int, ...], rule: tuple[str | int, ...]) -> Iterable[Any]:
    for step in path:
        record = record[step]
    errors: Iterable[Any] = _narrow(rule).iter_errors(record)
    return errors


def _in_order(errors: Iterable[tuple[tuple[str | int, ...], Any]]) -> list[Violation]:
    """Return violations in the order of their places."""
    found = [(_order(path), Violation(_pointer(path), _message(error))) for path, error in errors]
    return [violation for _, violation in sorted(found, key=lambda pair: (pair[0], pair[1].message))]


def _order(path: Iterable[str | int]) -> list[tuple[int, int, str]]:
    return [(0, part, "") if isinstance(part, int) else (1, 0, part) for part in path]


def _pointer(path: Iterable[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _message(error: Any) -> str:
    wanted = error.validator_value
    kinds = wanted if isinstance(wanted, list) else [wanted]
    # The value is cut and described: jsonschema's own messages repeat it whole, and it may be megabytes long.
    explained = {
        "type": f"is {_shown(error.instance)}, must be of type {' or '.join(map(str, kinds))}",
        "enum": f"is {_shown(error.instance)}, must be one of {', '.join(map(str, kinds))}",
        "const": f"is {_shown(error.instance)}, must be {_shown(wanted)}",
        "pattern": f"is {_shown(error.instance)}, must match {wanted}",
        "minimum": f"is {_shown(error.instance)}, must be at least {wanted}",
        "maximum": f"is {_shown(error.instance)}, must be at most {wanted}",
        "minLength": "must not be empty",
        "uniqueItems": "holds an item twice",
    }
    return explained.get(error.validator) or _cut(error.message)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    return _cut(json.dumps(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
