"""What pages state about themselves, and how that joins with what their blocks say."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleaner.metadata import PageMetadata, gather
from cleaner.model import Action, Decision, Metadata, Role
from cleaner.page import PageData, read_page
from cleaner.page.jsonld import parse
from cleaner.page.names import clean_names, name_from_address
from cleaner.page.titles import choose_title, without_site
from cleaner.page.values import read_date
from cleaner.segment.html import segment_html

CASES = Path(__file__).parent / "cases"
OUTLETS = frozenset({"upper dale herald", "upperdaleherald"})


def table(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def page(html: str) -> Any:
    return segment_html(f"<!doctype html><html><body>{html}</body></html>").tree


@pytest.mark.parametrize("case", table("page.jsonl"), ids=lambda case: case["name"])
def test_pages(case: dict[str, Any]) -> None:
    found = json.loads(json.dumps(asdict(read_page(page(case["html"])))))
    assert {key: found[key] for key in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", table("page_names.jsonl"), ids=lambda case: repr(case["value"]))
def test_names(case: dict[str, Any]) -> None:
    assert list(clean_names([case["value"]], OUTLETS).people) == case["people"]


@pytest.mark.parametrize("case", table("page_dates.jsonl"), ids=lambda case: repr(case["value"]))
def test_dates(case: dict[str, Any]) -> None:
    assert read_date(case["value"]) == case["found"]


def test_the_tree_stays_as_it_was() -> None:
    for case in table("page.jsonl"):
        tree = page(case["html"])
        before = etree.tostring(tree)
        read_page(tree, url="https://dale.example/b")
        assert etree.tostring(tree) == before


def test_relative_canonical_address() -> None:
    tree = page("<link rel='canonical' href='/2024/dam'>")
    assert read_page(tree, url="https://dale.example/x?y").url == "https://dale.example/2024/dam"


def test_host_names_the_outlet() -> None:
    tree = page("<title>Dam opens | Dale Herald</title><meta name='author' content='Dale Herald'>")
    found = read_page(tree, url="https://www.daleherald.example/dam")
    assert (found.title, found.authors) == ("Dam opens", ())


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://dale.example/author/priya-hallam/", "Priya Hallam"),
        ("https://dale.example/autor/jana.kroeger.html", "Jana Kroeger"),
        ("https://dale.example/author/p123", None),
        ("https://dale.example/news/dam-opens", None),
        ("", None),
    ],
)
def test_name_in_an_address(address: str, name: str | None) -> None:
    assert name_from_address(address) == name


def test_deep_and_long_json_costs_nothing() -> None:
    assert parse("[" * 100_000) is None
    assert parse('{"a":' * 100_000) is None
    assert parse('{"a":"' + '\\"' * 100_000) is None
    assert parse("[1]" + " " * 4_000_000) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "name", "author", "headline", "datePublished", "publisher", "url"]
            )
            | st.text(max_size=4),
            inner | st.sampled_from(["Article", "Person", "2024-03-05"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read(value: Any) -> None:
    script = json.dumps(value).replace("<", "\\u003c")
    found = read_page(page(f"<script type='application/ld+json'>{script}</script>"))
    assert isinstance(found, PageData)
    assert all(name.strip() for name in (*found.authors, *found.groups))


@given(st.text(max_size=300))
def test_any_script_is_read(text: str) -> None:
    parse(text)
    parse("{" + text)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(table("page.jsonl")), max_size=3), st.text(max_size=60), st.text(max_size=40))
def test_any_mix_of_pages_is_read(cases: list[dict[str, Any]], text: str, url: str) -> None:
    html = "".join(case["html"] for case in cases)
    root = lxml.html.document_fromstring(f"<html><body>{html}<p>x</p></body></html>")
    for node in root.iter():
        if isinstance(node.tag, str) and text.isprintable():
            node.set("content", text)
    read_page(root, url=url)


@given(st.text(max_size=120), st.lists(st.text(max_size=60), max_size=3))
def test_titles_are_never_invented(title: str, shown: list[str]) -> None:
    assert without_site(title, OUTLETS) in title
    found = choose_title([title], shown, OUTLETS)
    assert found is None or found in title or found in shown


@given(st.text(max_size=40) | st.integers() | st.floats())
def test_dates_are_dates_or_nothing(value: str | float) -> None:
    found = read_date(value)
    assert found is None or len(found) in (10, 25)


def joined(blocks: list[tuple[Role, str]], data: PageData, url: str | None = None) -> Metadata:
    texts = [text for _, text in blocks]
    decisions = [Decision(i, Action.KEEP, role, "test:x", 1.0) for i, (role, _) in enumerate(blocks)]
    return gather(texts, decisions, "body", PageMetadata(url=url, data=data), "en")


ARTICLE = [(Role.HEADLINE, "Dam opens"), (Role.BYLINE, "By Priya Hallam"), (Role.BODY, "The dam opened.")]


@pytest.mark.parametrize(
    ("byline", "stated", "authors"),
    [
        ("By Priya Hallam", (), ("Priya Hallam",)),
        ("By Priya Hallam", ("Tom Okafor",), ("Tom Okafor",)),
        ("By Priya Hallam", ("PRIYA HALLAM",), ("Priya Hallam",)),
        ("By Priya Hallam", ("phallam",), ("Priya Hallam",)),
        ("By Priya Hallam and Tom Okafor", ("Priya Hallam",), ("Priya Hallam", "Tom Okafor")),
        ("Priya Hallam, Dale Reports", ("Priya Hallam",), ("Priya Hallam",)),
        ("By Priya Hallam Photography by Tom Okafor", ("Priya Hallam", "Tom Okafor"), ("Priya Hallam",)),
        ("By Priya Hallam", ("Priya Hallam", "Tom Okafor"), ("Priya Hallam", "Tom Okafor")),
        ("Thursday", ("Priya Hallam",), ("Priya Hallam",)),
    ],
)
def test_authors_of_metadata_and_byline(byline: str, stated: tuple[str, ...], authors: tuple[str, ...]) -> None:
    blocks = [(Role.HEADLINE, "Dam opens"), (Role.BYLINE, byline), (Role.BODY, "The dam opened.")]
    assert joined(blocks, PageData(authors=stated)).authors == authors


def test_bylines_of_other_articles_are_left_alone() -> None:
    blocks = [(Role.HEADLINE, "Dam opens"), (Role.BYLINE, "By Priya Hallam"), *[(Role.BODY, "Text.")] * 9]
    others = [(Role.BYLINE, "By Tom Okafor"), (Role.BYLINE, "By Lin Marsh")]
    assert joined([*blocks, *others], PageData()).authors == ("Priya Hallam",)


def test_an_agency_and_an_outlet_only_where_nobody_else_is_named() -> None:
    plain = [(Role.HEADLINE, "Dam opens"), (Role.BODY, "The dam opened.")]
    assert joined(plain, PageData(groups=("Reuters",))).authors == ("Reuters",)
    assert joined(ARTICLE, PageData(groups=("Reuters",))).authors == ("Priya Hallam",)
    agency = [(Role.HEADLINE, "Dam opens"), (Role.BYLINE, "By The Associated Press"), (Role.BODY, "Text.")]
    assert joined(agency, PageData()).authors == ("The Associated Press",)


@pytest.mark.parametrize(
    ("timestamp", "stated", "url", "published"),
    [
        ("5 March 2024", "2024-03-05T08:30:00+00:00", None, "2024-03-05T08:30:00+00:00"),
        ("5 March 2024", "2024-03-06T02:30:00+00:00", None, "2024-03-05"),
        ("5 March 2024 21:30 EST", "2024-03-06T02:30:00+00:00", None, "2024-03-05T21:30:00-05:00"),
        ("Updated 7 March 2024", "2024-03-05", None, "2024-03-05"),
        ("5 March 2024", None, None, "2024-03-05"),
        ("", None, "https://dale.example/2024/03/05/dam", "2024-03-05"),
        ("", None, "https://dale.example/2024/mar/05/dam", "2024-03-05"),
        ("", None, "https://dale.example/dam-20240305", "2024-03-05"),
        ("", None, "https://dale.example/05-03-2024/dam", "2024-03-05"),
        ("", None, "https://dale.example/2024/13/45/dam", None),
        ("", None, "https://dale.example/item/20240305123456", None),
        ("", None, "http://[broken", None),
    ],
)
def test_publication_date(timestamp: str, stated: str | None, url: str | None, published: str | None) -> None:
    blocks = [(Role.HEADLINE, "Dam opens"), (Role.TIMESTAMP, timestamp), (Role.BODY, "The dam opened.")]
    assert joined(blocks, PageData(published_at=stated), url).published_at == published


def test_dates_in_words_and_of_time_elements() -> None:
    plain = [(Role.HEADLINE, "Dam opens"), (Role.BODY, "The dam opened.")]
    assert joined(plain, PageData(dates=("5 March 2024",), times=("2020-01-01",))).published_at == "2024-03-05"
    assert joined(plain, PageData(times=("2020-01-01",))).published_at == "2020-01-01"
    dated = [(Role.HEADLINE, "Dam opens"), (Role.OTHER, "Dale, 5 March 2024: the dam"), (Role.BODY, "Text.")]
    assert joined(dated, PageData(times=("2020-01-01",))).published_at == "2024-03-05"


def test_headline_of_metadata_where_a_block_repeats_it() -> None:
    blocks = [(Role.HEADLINE, "Dale"), (Role.SUBHEAD, "Dam opens"), (Role.BODY, "The dam opened.")]
    assert joined(blocks, PageData(title="Dam opens")).headline == "Dam opens"
    assert joined(blocks, PageData(title="Dam opens at last")).headline == "Dale"
    assert joined([(Role.BODY, "The dam opened.")], PageData(title="Dam opens")).headline == "Dam opens"
