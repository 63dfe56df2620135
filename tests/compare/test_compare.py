"""Two records of one document: which blocks go together, and what changed."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.compare import Tally, compare, paired
from cleaner.compare.data import to_json
from cleaner.compare.lines import to_lines
from cleaner.compare.page import to_page
from tests.compare.records import Part, record

STORY = [Part("The bridge stays shut."), Part("Share this", "drop", "share_prompt", "rule:share-prompt"), Part("End.")]
OTHER_BYTES = "1" * 64


def joined(before: list[Part], after: list[Part], sha256: str = OTHER_BYTES) -> list[tuple[str | None, str | None]]:
    pairs = paired(record("a", before), record("a", after, sha256))
    return [(one["text"] if one else None, two["text"] if two else None) for one, two in pairs]


CASES = {
    "the same": (["one", "two"], ["one", "two"], [("one", "one"), ("two", "two")]),
    "a block more": (["one", "two"], ["one", "new", "two"], [("one", "one"), (None, "new"), ("two", "two")]),
    "a block less": (["one", "old", "two"], ["one", "two"], [("one", "one"), ("old", None), ("two", "two")]),
    "moved": (["one", "two"], ["two", "one"], [("two", "two"), ("one", "one")]),
    "edited": (
        ["top", "the old ferry sank today", "end"],
        ["top", "the old ferry sank on Monday", "end"],
        [("top", "top"), ("the old ferry sank today", "the old ferry sank on Monday"), ("end", "end")],
    ),
    "nothing in common": (
        ["all this goes"],
        ["other words come"],
        [("all this goes", None), (None, "other words come")],
    ),
    "the likest of several": (
        ["a b c d", "w x y z"],
        ["w x y q", "a b c q"],
        [("w x y z", "w x y q"), ("a b c d", "a b c q")],
    ),
    "repeated": (["x", "x", "y"], ["x", "y"], [("x", "x"), ("x", None), ("y", "y")]),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks_that_go_together(name: str) -> None:
    before, after, expected = CASES[name]
    assert joined([Part(text) for text in before], [Part(text) for text in after]) == expected


def test_the_same_bytes_join_by_place_first() -> None:
    """Of two equal lines the first one is another block now: by text alone the second would stand for it."""
    before = record("a", [Part("menu", "drop", "navigation"), Part("menu", "drop", "navigation"), Part("text")])
    after = record("a", [Part("menu", "drop", "navigation"), Part("menu", "drop", "teaser"), Part("text")])
    after["removed"] = after["removed"][1:]
    assert [(one and one["index"], two and two["index"]) for one, two in paired(before, after)] == [
        (0, None),
        (1, 1),
        (2, 2),
    ]


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abcd")), st.booleans())
def test_every_block_is_in_one_pair(before: list[str], after: list[str], same: bool) -> None:
    old = record("a", [Part(text) for text in before])
    new = record("a", [Part(text) for text in after], "0" * 64 if same else OTHER_BYTES)
    pairs = paired(old, new)
    assert sorted(one["index"] for one, _ in pairs if one) == list(range(len(before)))
    assert [two["index"] for _, two in pairs if two] == list(range(len(after)))
    assert all(one is not None or two is not None for one, two in pairs)


@given(st.lists(st.sampled_from("abc")))
def test_what_is_the_same_has_no_changes(texts: list[str]) -> None:
    one = record("a", [Part(text) for text in texts], headline="h")
    assert not compare(one, one).changed


@pytest.mark.parametrize(
    ("after", "lost", "gained"),
    [
        (Part("Share this"), 0, 2),
        (Part("Share this", "drop", "teaser", "rule:share-prompt"), 0, 0),
        (Part("Share this", "drop", "share_prompt", "model:text-2"), 0, 0),
        (Part("Share this", "drop", "share_prompt", "rule:share-prompt", ("a", 0, 1.0)), 0, 0),
    ],
    ids=["action", "role", "reason", "copy"],
)
def test_what_counts_as_a_change_of_a_block(after: Part, lost: int, gained: int) -> None:
    compared = compare(record("a", STORY), record("a", [STORY[0], after, STORY[2]]))
    assert len(compared.changes) == 1
    assert (compared.lost, compared.gained) == (lost, gained)


def test_fields_that_changed() -> None:
    before = record("a", STORY, headline="Old", authors=("A. Reed",))
    after = record("a", STORY, OTHER_BYTES, headline="New", authors=("A. Reed",), site="example.org")
    assert [change[:3] for change in compare(before, after).fields] == [
        ("site", None, "example.org"),
        ("headline", "Old", "New"),
        ("source.sha256", "0" * 64, OTHER_BYTES),
    ]


def tally(most: int = 5) -> Tally:
    found = Tally(most)
    for name, kept in (("a", False), ("b", True)):
        before = record(name, STORY)
        new = Part("Share this", "keep" if kept else "drop", "share_prompt", "rule:share-prompt")
        after = record(name, [STORY[0], new, STORY[2], *[Part("one more")] * kept])
        found.add(compare(before, after), before, after)
    found.alone(record("gone", STORY), before=True)
    return found


def test_a_tally_adds_up() -> None:
    said = to_json(tally())
    assert said["documents"] == {"both": 2, "changed": 1, "only_before": 1, "only_after": 0}
    assert said["blocks"] == {"both": 7, "changed": 2}
    assert said["words"] == {"lost": 0, "gained": 4}
    ways = [(move["before"] and move["before"]["action"], move["after"]["action"]) for move in said["moves"]]
    assert sorted(ways, key=str) == [("drop", "keep"), (None, "keep")]
    roles = {row["name"]: (row["before"], row["after"]) for row in said["roles"]}
    assert roles["share_prompt"][1] == {"keep": 1, "lift": 0, "drop": 1}
    assert said["before"]["alone"] == ["gone"]
    assert tally().different == 2
    assert json.loads(json.dumps(said)) == said


def test_of_documents_only_the_most_changed_are_kept() -> None:
    found = Tally(2)
    for number in range(6):
        before = record(str(number), [Part("start")])
        after = record(str(number), [Part("start"), *[Part(f"word{i}") for i in range(number % 3)]])
        found.add(compare(before, after), before, after)
    assert [compared.uri for compared in found.worst()] == ["2", "5"]
    assert found.changed == 4


INJECTED = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\x1b[31m\u202e"


class Seen(HTMLParser):
    """The elements of a page, and the attributes they have."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def injected() -> Tally:
    found = Tally(5)
    before = record(INJECTED, [Part(INJECTED), Part("gone " + INJECTED)])
    after = record(INJECTED, [Part(INJECTED, "drop", "other"), Part("new " + INJECTED)], headline=INJECTED)
    found.add(compare(before, after), before, after)
    found.alone(record(INJECTED + "2", [Part(INJECTED)]), before=False)
    return found


def test_a_page_holds_no_element_of_a_document() -> None:
    page = "".join(to_page(injected(), (INJECTED, INJECTED)))
    seen = Seen()
    seen.feed(page)
    assert seen.tags <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "table", "tr", "th", "td", "p", "code",
        "details", "summary", "div", "del", "ins",
    }  # fmt: skip
    assert seen.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_lines_name_what_changed() -> None:
    lines = list(to_lines(tally(), ("old", "new")))
    assert lines[2] == "2 documents in both, 1 changed; 1 only before, 0 only after"
    assert "only before: gone" in lines
    assert "    + Share this" in lines
    assert any("drop share_prompt rule:share-prompt -> keep share_prompt rule:share-prompt" in line for line in lines)


def test_long_lists_say_that_they_are_cut() -> None:
    found = Tally(1)
    for number in range(30):
        before = record(str(number), [Part("text", reason=f"rule:r{number}")])
        after = record(str(number), [Part("text", reason=f"rule:s{number}")])
        found.add(compare(before, after), before, after)
    lines = list(to_lines(found, ("old", "new")))
    assert lines.count("and 10 more; --format json has all of them") == 1
    assert lines.count("and 40 more; --format json has all of them") == 1
