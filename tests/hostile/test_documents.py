"""Documents of any code points and of any shape: a valid record, on one line, with the text in it."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.writers.encode import encode
from tests import invariants
from tests.hostile.payloads import names

PROSE = "The council met on Monday evening in the old hall and put off the vote on the bridge until the spring."
ANY = st.text(st.characters(exclude_categories=()), max_size=200)
"""All code points, surrogates too."""
WIDE = {
    "attributes": "<p " + " ".join(f"a{number}='{number}'" for number in range(5_000)) + ">wide</p>",
    "classes": f"<p class='{' '.join(f'c{number}' for number in range(20_000))}'>wide</p>",
    "cells": "<table>" + "<tr>" + "<td>wide</td>" * 100 + "</tr>" * 100 + "</table>",
    "columns": "<table><tr><td colspan='9000000000000000' rowspan='9000000000000000'>wide</td></tr></table>",
    "entities": "<p>wide" + "&amp;&#x41;&nosuch;&#9999999999;" * 5_000 + "</p>",
    "marks": "<p>wide" + "e" + "\u0301" * 20_000 + "</p>",
    "directions": "<p>wide" + "\u202e\u202d\u2066" * 5_000 + "</p>",
    "open tags": "<b><i><p>wide" * 3_000,
}


@given(ANY, st.sampled_from(["text/plain", "text/html"]))
@example("half \ud800 of a pair", "text/plain")
@example("\udc00", "text/html")
@settings(max_examples=60)
def test_any_code_points_are_one_line_of_a_valid_record(text: str, media_type: str) -> None:
    whole = f"<p>{PROSE}</p><p>{text}</p>" if media_type == "text/html" else f"{PROSE}\n\n{text}"
    document = cleaner.clean(whole, media_type=media_type)
    invariants.check(document)
    line = encode(cleaner.to_record(document), indent=False)
    # Line feeds alone end a line, for whoever reads bytes.
    assert line.count(b"\n") == 1
    assert json.loads(line.decode())["id"] == document.id


@pytest.mark.parametrize("name", names("terminal"))
def test_what_harms_a_terminal_harms_no_record(name: str) -> None:
    document = cleaner.clean(f"{PROSE}\n\n{names('terminal')[name]} {PROSE}")
    invariants.check(document)
    assert encode(cleaner.to_record(document), indent=False).count(b"\n") == 1


@pytest.mark.parametrize("name", WIDE)
def test_a_page_of_any_width_is_read(name: str) -> None:
    page = f"<html><body><p>BEFORE {PROSE}</p>{WIDE[name]}<p>AFTER {PROSE}</p></body></html>"
    document = cleaner.clean(page, media_type="text/html")
    invariants.check(document)
    assert all(word in document.text for word in ("BEFORE", "wide", "AFTER"))
