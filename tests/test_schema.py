"""The schema, and that both validators read it alike."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cleaner import schema
from cleaner.model import Action, Form, Role

RECORD = json.loads((Path(__file__).parent / "cases" / "record.json").read_text(encoding="utf-8"))
SCHEMA = schema.load()

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["", "en", "1.0", "2024-01-01", "2024-01-01\n", "rule:x", "rule:x\n", "body", "٢٠٢٤-٠١-٠١", "drop"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.lists(st.integers(0, 3), max_size=3),
    st.dictionaries(st.sampled_from(["index", "role", "x"]), st.integers(0, 3), max_size=2),
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a JSON value."""
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    return [path] + [place for key, child in children for place in places(child, (*path, key))]


PLACES = [place for place in places(RECORD) if place]


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@st.composite
def broken(draw: st.DrawFn) -> Any:
    record = copy.deepcopy(RECORD)
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(PLACES))
        try:
            parent = at(record, tuple(above))
            how = draw(st.sampled_from(["set", "remove", "add"]))
            if how == "remove":
                del parent[last]
            elif how == "add" and isinstance(parent, dict):
                parent[draw(st.text("abc/~", max_size=3))] = draw(JUNK)
            elif how == "add":
                parent.append(copy.deepcopy(parent[last]))
            else:
                parent[last] = draw(JUNK)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took the place away
    return record


@given(broken())
def test_both_validators_give_the_same_verdict(record: Any) -> None:
    assert schema.validator().is_valid(record) is (not schema.violations(record))


@given(JUNK)
def test_both_validators_agree_on_what_is_no_record(value: Any) -> None:
    assert not schema.validator().is_valid(value)
    assert schema.violations(value)


def test_the_sample_is_valid() -> None:
    assert schema.validator().is_valid(RECORD)
    assert schema.violations(RECORD) == []


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert jsonschema_rs.meta.is_valid(SCHEMA)


def test_enums_are_the_model_s() -> None:
    defs = SCHEMA["$defs"]
    assert defs["role"]["enum"] == [role.value for role in Role]
    assert defs["form"]["enum"] == [form.value for form in Form]
    assert set(defs["action"]["enum"]) == {action.value for action in Action} - {Action.KEEP.value}


def objects(value: Any) -> list[dict[str, Any]]:
    return [found for place in places(value) if isinstance(found := at(value, place), dict) and "properties" in found]


def test_every_object_is_closed_and_wants_every_key() -> None:
    for one in objects(SCHEMA):
        if isinstance(one["properties"], dict) and "type" in one and "object" in one["type"]:
            assert one["additionalProperties"] is False
            assert one["required"] == list(one["properties"])


def test_every_property_has_a_description() -> None:
    for one in objects(SCHEMA):
        for name, value in one["properties"].items():
            assert re.fullmatch(r"[A-Z0-9`].*[.]", value["description"]), name


def test_the_sample_has_the_order_of_the_schema() -> None:
    assert list(RECORD) == list(SCHEMA["properties"])
    assert list(RECORD["blocks"][0]) == list(SCHEMA["properties"]["blocks"]["items"]["properties"])
    assert list(RECORD["removed"][0]) == list(SCHEMA["properties"]["removed"]["items"]["properties"])


def test_load_gives_a_new_object() -> None:
    schema.load().clear()
    assert schema.load() == SCHEMA


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.json", "file:///etc/hostname", "https://example.org/s.json"])
def test_a_reference_to_elsewhere_is_never_fetched(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pointing = {"$ref": url}
    monkeypatch.setattr(schema, "load", lambda: pointing)
    fast, slow = schema.validator.__wrapped__, schema._explainer.__wrapped__
    with pytest.raises(ValueError, match=r"must not point"):
        fast()
    with pytest.raises(Exception, match="Unresolvable"):
        list(slow().iter_errors({}))


@pytest.mark.parametrize(
    ("path", "value", "pointer", "says"),
    [
        (("blocks", 0, "role"), "boddy", "/blocks/0/role", '"boddy", must be one of'),
        (("schema_version",), "2.0", "/schema_version", 'must be "1.0"'),
        (("source", "bytes"), -1, "/source/bytes", "at least 0"),
        (("blocks", 1, "confidence"), 2, "/blocks/1/confidence", "at most 1"),
        (("published_at",), "yesterday", "/published_at", "must match"),
        (("text",), None, "/text", "is null, must be of type string"),
        (("url",), [], "/url", "is an array, must be of type string or null"),
        (("dek",), {}, "/dek", "is an object"),
        (("flags",), ["a", "a"], "/flags", "twice"),
        (("id",), "", "/id", "must not be empty"),
        (("a/b~c",), 1, "", "a/b~c"),
    ],
)
def test_violations_say_where_and_what(path: tuple[str | int, ...], value: Any, pointer: str, says: str) -> None:
    record = copy.deepcopy(RECORD)
    at(record, path[:-1])[path[-1]] = value
    (violation,) = schema.violations(record)
    assert violation.pointer == pointer
    assert says in violation.message


def test_a_missing_key_is_named() -> None:
    record = {key: value for key, value in RECORD.items() if key != "url"}
    (violation,) = schema.violations(record)
    assert violation.message == "'url' is a required property"


def test_messages_stay_short() -> None:
    (violation,) = schema.violations({**RECORD, "language": "x" * 1_000_000})
    assert len(violation.message) < 300


def test_deep_nesting_is_a_violation() -> None:
    value: Any = 0
    for _ in range(900):
        value = [value]
    assert schema.violations({**RECORD, "text": value})
    for _ in range(9000):
        value = [value]
    # From 3.12 on, what is written in C may go deeper than Python itself.
    (found,) = schema.violations({**RECORD, "text": value})
    assert found.message in {"is nested too deeply", "is an array, must be of type string"}


def test_violations_come_in_document_order() -> None:
    record = copy.deepcopy(RECORD)
    record["blocks"] = [copy.deepcopy(RECORD["blocks"][0]) for _ in range(12)]
    for block in record["blocks"]:
        block["role"] = 1
    assert [one.pointer for one in schema.violations(record)] == [f"/blocks/{n}/role" for n in range(12)]


@given(broken())
def test_the_quick_explanation_is_the_slow_one(record: Any) -> None:
    assert schema.explained(record) == schema.violations(record)


@given(JUNK)
def test_what_is_no_record_is_explained_quickly(value: Any) -> None:
    assert schema.explained(value) == schema.violations(value) != []
