"""Text that pages hold for scripts: taken where the page shows none, and left where it does."""

import json
import time
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.segment.embedded import Stated, with_embedded
from cleaner.segment.html import Page, segment_html
from cleaner.segment.state import held, paragraphs_of
from tests import invariants

STORY = (
    """\
The ferry to the outer islands will sail again from Monday, the harbour office said on Friday, after divers
had spent three weeks mending the pier that the January storm tore away.
|
Farmers had brought their milk across in small boats, and the school on the largest island taught its older
pupils by radio, as it last did forty years ago.
|
“We never thought it would be this quick,” said the harbour master, who had asked the county for a new pier
every spring since she took the post, and was told every autumn that there was no money.
|
The county now wants to set the pier on piles of steel. Work is to begin when the geese have left, so that the
marsh behind the harbour stays undisturbed.
""".replace("\n", " ")
    .strip()
    .split(" | ")
)
TITLE = "Ferry to the outer islands sails again"
STATED = Stated(title=TITLE, description=STORY[0], article=True)
NOTICE = (
    """\
We and our partners store and read information on your device, such as cookies, and process personal data for
advertisements, for measuring how content is used, and for research about those who visit us.
|
You may agree to all of it, or choose one by one what you allow. Your choice holds for this site alone, and
you may change it at any time in the settings at the bottom of every page.
|
Some of our partners process your data without asking, on the ground of legitimate interest. You may object to
that in the list of partners, which also says how long each of them keeps what it has stored.
""".replace("\n", " ")
    .strip()
    .split(" | ")
)


def _text(value: str, name: str = "text") -> dict[str, Any]:
    return {"type": "text", name: value}


NODES: dict[str, Any] = {
    "content and value": [{"type": "paragraph", "data": {}, "content": [_text(one, "value")]} for one in STORY],
    "children and data": [{"type": "p", "children": [_text(one, "data")]} for one in STORY],
    "parts": [
        {"_type": "block", "children": [{"_type": "span", "text": half} for half in (one[:40], one[40:])]}
        for one in STORY
    ],
    "data and text": [{"type": "paragraph", "data": {"text": one}} for one in STORY],
    "html in elements": [{"type": "text", "content": f"<p>{one} <a href='/x'>More</a></p>"} for one in STORY],
    "named blocks": [{"name": "core/paragraph", "attributes": {"content": one}} for one in STORY],
    "strings": STORY,
    "one string": {"body": "".join(f"<p>{one}</p>" for one in STORY)},
    "one escaped string": {"body": escape("".join(f"<p>{one}</p>" for one in STORY))},
    "between pictures": [
        part
        for one in STORY
        for part in ({"type": "image", "caption": "Caption " * 9}, {"type": "paragraph", "text": one})
    ],
}


def shell(inside: str, shown: str = "<div id=root>Loading</div>") -> Page:
    return segment_html(f"<html><head><title>{TITLE}</title></head><body>{shown}{inside}</body></html>")


def scripts(value: Any) -> dict[str, str]:
    data = json.dumps({"props": {"menu": ["Home", "News"] * 30, "story": value}})
    safe, quoted = (text.replace("</", "<\\/") for text in (data, json.dumps(data)))
    return {
        "json": f'<script type="application/json">{safe}</script>',
        "assigned": f"<script>window.__STATE__ = {safe};(function(){{}})();</script>",
        "parsed": f"<script>window['x'] = JSON.parse({quoted});</script>",
        "attribute": f'<div data-props="{escape(data)}"></div>',
    }


def added(page: Page, stated: Stated = STATED) -> list[str]:
    after = with_embedded(page, stated)
    return [draft.text for draft in after.drafts[len(page.drafts) :]]


@pytest.mark.parametrize("form", NODES)
@pytest.mark.parametrize("place", ["json", "assigned", "parsed", "attribute"])
def test_the_state_of_an_application_holds_the_story(form: str, place: str) -> None:
    found = added(shell(scripts(NODES[form])[place]))
    assert [text.removesuffix(" More") for text in found] == STORY


@pytest.mark.parametrize("kind", ["text/template", "text/x-template", "text/html"])
def test_a_template_holds_the_story(kind: str) -> None:
    inside = "".join(f"<p>{one}</p>" for one in STORY)
    assert added(shell(f"<script type={kind}><div><h2>At sea again</h2>{inside}</div></script>")) == [
        "At sea again",
        *STORY,
    ]


def test_an_opening_is_shown_and_the_rest_is_state() -> None:
    page = shell(scripts(NODES["content and value"])["json"], f"<p>{STORY[0]}</p>")
    assert added(page) == STORY


def quiet() -> dict[str, tuple[Page, Stated]]:
    """Return pages whose scripts hold text that is not to be taken."""
    story = scripts(STORY)["json"]
    whole = "".join(f"<p>{one}</p>" for one in STORY)
    menu = "".join(f"<li><a href=/>Offer number {number}</a></li>" for number in range(40))
    filled = "".join(f"<p>{{{{ name{number} }}}} {one}</p>" for number, one in enumerate(STORY))
    return {
        "shown": (shell(story, whole), STATED),
        "most of it shown": (shell(story, "".join(f"<p>{one}</p>" for one in STORY[:3])), STATED),
        "shown, more than an opening": (shell(story, whole.replace("ferry", "boat") * 4), STATED),
        "a shop": (shell(story, f"<ul>{menu}</ul>"), Stated(title=TITLE, description=STORY[0])),
        "about something else": (shell(story), Stated(title="Five soups for cold evenings", article=True)),
        "about nothing": (shell(story), Stated(article=True)),
        "a notice": (shell(scripts(NOTICE)["json"]), STATED),
        "a notice in a template": (
            shell(f"<script type=text/template>{''.join(f'<p>{one}</p>' for one in NOTICE)}</script>"),
            STATED,
        ),
        "an unfilled template": (shell(f"<script type=text/template>{filled}</script>"), STATED),
        "too short": (shell(scripts(STORY[:1])["json"]), STATED),
        "lines": (shell(scripts([f"{TITLE}, part {number}" for number in range(60)])["json"]), STATED),
        "captions": (shell(scripts([{"type": "image", "caption": one} for one in STORY])["json"]), STATED),
        "code": (shell(f"<script>var story = function() {{ return {json.dumps(STORY)} }}</script>"), STATED),
        "a broken value": (shell(story.replace("]", "", 1)), STATED),
        "linked data of another page": (shell(story.replace("application/json", "application/ld+json")), STATED),
        "fewer words than are shown": (shell(story, f"<p>{'Tides and winds of the week. ' * 40}</p>"), STATED),
    }


@pytest.mark.parametrize("case", quiet())
def test_what_is_shown_stays_alone(case: str) -> None:
    page, stated = quiet()[case]
    assert with_embedded(page, stated) is page


def test_linked_data_gives_way_to_paragraphs() -> None:
    page = shell(scripts(STORY)["json"])
    assert added(page, Stated(" ".join(STORY), STORY[0], TITLE, article=True)) == STORY
    assert added(page, Stated(" ".join([*STORY, *STORY[1:], *STORY]), STORY[0], TITLE)) != STORY


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("It&rsquo;s <b>here</b>.\nTwo &amp; three.", ["It’s here.", "Two & three."]),
        ("<p>One <i>more</i>.</p><p>Two.</p>", ["One more.", "Two."]),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;It&#039;s two.&lt;/p&gt;", ["One.", "It's two."]),
        ("One.<br>Two.", ["One.", "Two."]),
        ("a < b and c > d", ["a < b and c > d"]),
        ("<script>x</script><p>One.</p><pre>code</pre>", ["One."]),
        (" \n ", []),
        ("<p></p>", []),
    ],
)
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    assert paragraphs_of(text) == paragraphs


def test_a_record_says_so() -> None:
    page = f'<html><head><meta property="og:type" content="article"><meta name=description content="{STORY[0]}">'
    document = cleaner.clean(f"{page}<title>{TITLE}</title><body>{scripts(STORY)['json']}", media_type="text/html")
    assert "embedded_content" in document.flags
    assert document.body.split("\n\n") == STORY
    invariants.check(document)


@pytest.mark.parametrize(
    "data",
    [
        "[" * 200_000,
        '{"a":' * 100_000,
        "[" * 900 + "]" * 900,
        '[{"type":"text","content":' * 300 + '"x"' + "}]" * 300,
        json.dumps([{"type": "text", "content": [{"type": "text", "text": "word " * 100}] * 500}] * 40),
        json.dumps(["<p>" * 20_000]),
        json.dumps(["<p " * 100_000]),
        json.dumps(["{ " * 200_000]),
        json.dumps(["&lt;" * 100_000]),
    ],
    ids=range(9),
)
def test_hostile_state_is_bounded_work(data: str) -> None:
    started = time.process_time()
    for inside in (f'<script type="application/json">{data}</script>', f"<script>a = {data}</script>"):
        list(held(shell(inside).tree))
    assert time.process_time() - started < 10


_VALUES = st.recursive(
    st.none() | st.integers() | st.text() | st.sampled_from(["<p>" + STORY[0] * 3, "paragraph", *STORY]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "text", "children", "x"]), inner),
    max_leaves=30,
)


@given(_VALUES)
def test_any_value_is_read(value: Any) -> None:
    for inside in scripts(value).values():
        assert all(isinstance(piece, str) and piece for text in held(shell(inside).tree) for piece in text)
