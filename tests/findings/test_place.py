"""Places of values in a JSON text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.findings.place import places

TEXT = """{
  "a": [1, {"b/c": "x", "d~e": null}],
  "f": {"g": true},
  "\\u0061\\"": 2,
  "twice": 1, "twice": 2
}"""
CASES = [
    ("", (1, 1)),
    ("/a", (2, 8)),
    ("/a/0", (2, 9)),
    ("/a/1", (2, 12)),
    ("/a/1/b~1c", (2, 20)),
    ("/a/1/d~0e", (2, 32)),
    ("/f/g", (3, 14)),
    ('/a"', (4, 15)),
    ("/twice", (5, 24)),
]


@pytest.mark.parametrize(("pointer", "place"), CASES)
def test_a_value_is_found(pointer: str, place: tuple[int, int]) -> None:
    assert places(TEXT, [pointer]) == {pointer: place}


def test_all_are_found_in_one_pass() -> None:
    assert places(TEXT, [pointer for pointer, _ in CASES]) == dict(CASES)


@pytest.mark.parametrize("pointer", ["/b", "/a/2", "/a/x", "/f/g/h"])
def test_a_pointer_that_leads_nowhere_is_left_out(pointer: str) -> None:
    assert places(TEXT, [pointer]) == {}


@pytest.mark.parametrize("text", ["", " ", '{"a": ', '{"a": 1', "[1, 2", '{"a" 1}', "[" * 100_000])
def test_what_is_no_json_has_no_places(text: str) -> None:
    assert places(text, ["/a/b", "/0/0"]) == {}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def pointers(value: Any, above: str = "") -> dict[str, Any]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    found = {above: value}
    for key, one in inside:
        found |= pointers(one, above + "/" + str(key).replace("~", "~0").replace("/", "~1"))
    return found


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
def test_what_stands_at_a_place_is_the_value(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    lines = text.split("\n")
    wanted = pointers(value)
    found = places(text, wanted)
    assert set(found) == set(wanted)
    for pointer, (line, column) in found.items():
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == wanted[pointer]
