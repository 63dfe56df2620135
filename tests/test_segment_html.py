"""HTML -> blocks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Form, RejectedError
from cleaner.segment.cues import CUES, cues_of
from cleaner.segment.elements import OUTSIDE, Inside, own_hints
from cleaner.segment.html import Draft, segment_html
from cleaner.segment.walk import one_line

KATEX = (
    "<span class=katex-mathml><math><mi>n</mi><annotation encoding='application/x-tex'>n^2</annotation></math></span>"
)


def drafts(body: str) -> list[Draft]:
    return list(segment_html(f"<html><head><title>T</title></head><body>{body}</body></html>").drafts)


def texts(body: str) -> list[str]:
    return [draft.text for draft in drafts(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
        ("<p>a <b>bold</b> word, <a href=x>linked</a>.</p>", ["a bold word, linked."]),
        ("<p>one<br>two</p>", ["one", "two"]),
        ("<p>  many \n\t spaces </p>", ["many spaces"]),
        ("<pre>  a\n    b\n</pre>", ["  a\n    b"]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></table>", ["a\tb", "c"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<script>x</script><style>y</style><template>z</template><p>text</p>", ["text"]),
        ("<p>a<!-- no -->b</p>", ["ab"]),
        ("<p>a<script>x</script>b</p>tail", ["ab", "tail"]),
        ("<p>caf&eacute; &amp; bar</p>", ["café & bar"]),
        ("<p>x\x00y</p>", ["xy"]),
        ("<select><option>a</option></select><p>b</p>", ["b"]),
        ("<p>Menu</p></body></html><p>Story</p>", ["Menu", "Story"]),
        ("<p>Menu</p></HTML ><div><p>Story</p></div></Html>\n<p>Bio</p>", ["Menu", "Story", "Bio"]),
        ("<p>Menu</p></html><html><body class=late><p>Story</p>", ["Menu", "Story"]),
        ("<script>x = '</html>'</script><p>Story</p><!-- </html> --><p>Bio</p>", ["Story", "Bio"]),
        ("<pre>&lt;/html&gt;</pre><p></htmlx>Story</p>", ["</html>", "Story"]),
        ("<p>one</br>two</BR>three</p>", ["one", "two", "three"]),
        ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です</p>", ["漢字です"]),
        ("<p>here <math><mi>E</mi><mo>=</mo><mi>m</mi></math> holds</p>", ["here E=m holds"]),
        ("<p>a <math alttext='{\\displaystyle N^{2}}'><mi>N</mi></math>, so</p>", ["a $N^{2}$, so"]),
        ("<p>a <math alttext='\\alpha'><mi>α</mi></math></p>", ["a $\\alpha$"]),
        ("<math display=block><mi>x</mi><annotation encoding='application/x-tex'>x</annotation></math>", ["$$x$$"]),
        ("<p>a <math><mi>x</mi><annotation encoding='MathML-Content'>no</annotation></math></p>", ["a x"]),
        ("<p>a <math></math>b</p>", ["a b"]),
        (f"<p>let <span class=katex>{KATEX}<span class=katex-html><b>n</b>2</span></span> be</p>", ["let $n^2$ be"]),
        ("<p>let <span class=katex><span class=katex-html><b>n</b>2</span></span> be</p>", ["let n2 be"]),
    ],
)
def test_texts(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


def test_forms() -> None:
    body = "<h2>h</h2><p>p</p><li>l</li><blockquote><p>q</p></blockquote><pre>c</pre><figcaption>f</figcaption>"
    assert [draft.form for draft in drafts(body)] == [
        Form.HEADING, Form.PARAGRAPH, Form.LIST_ITEM, Form.QUOTE, Form.CODE, Form.FIGURE,
    ]  # fmt: skip


def test_markup_facts() -> None:
    (draft,) = drafts('<nav class="site-menu"><a href="/" hidden>Front <i>page</i></a></nav>')
    assert draft.markup is not None
    assert {"nav", "a"} <= draft.markup.tags
    assert draft.markup.cues == {"navigation"}
    assert draft.markup.link_characters == len("Frontpage")


def test_hidden_is_a_fact_not_a_removal() -> None:
    kept = drafts('<div hidden>a</div><div style="display: none">b</div><div aria-hidden="true">c</div><p>d</p>')
    assert [(draft.text, draft.markup.hidden if draft.markup else None) for draft in kept] == [
        ("a", True), ("b", True), ("c", True), ("d", False),
    ]  # fmt: skip


def test_locators_tell_siblings_apart() -> None:
    locators = [draft.locator for draft in drafts("<div><p>a</p><p>b</p></div><div><p>c</p></div>")]
    assert locators == ["html[1]/body[1]/div[1]/p[1]", "html[1]/body[1]/div[1]/p[2]", "html[1]/body[1]/div[2]/p[1]"]


def test_common_containers_share_a_path() -> None:
    a, b, c = drafts("<div><p>a</p><p>b</p></div><div><p>c</p></div>")
    assert a.markup is not None
    assert b.markup is not None
    assert c.markup is not None
    assert a.markup.path[:-1] == b.markup.path[:-1] != c.markup.path[:-1]


def test_inline_facts_do_not_leak_into_the_next_block() -> None:
    first, second = drafts("<p><time>Monday</time></p><p>text</p>")
    assert first.markup is not None
    assert second.markup is not None
    assert "time" in first.markup.tags
    assert "time" not in second.markup.tags


def test_title_and_language() -> None:
    page = segment_html("<html lang='pl-PL'><title> A \n B </title><p>x</p></html>")
    assert (page.title, page.language) == ("A B", "pl-PL")


def test_noscript_is_left_out_unless_the_page_has_nothing_else() -> None:
    page = segment_html("<p>short</p><noscript><p>Enable scripts to see the pictures.</p></noscript>")
    assert [draft.text for draft in page.drafts] == ["short"]
    thread = " ".join(["word"] * 40)
    page = segment_html(f"<p>short</p><noscript><p>{thread}</p></noscript>")
    assert [draft.text for draft in page.drafts] == ["short", thread]
    assert page.flags == ("noscript_content",)


def test_a_post_in_noscript_counts_beside_long_menus() -> None:
    menu = "<ul>" + "<li><a href=/>Topic of the week</a></li>" * 80 + "</ul>"
    post = "".join(f"<p>{' '.join(['word'] * 30)} {number}.</p>" for number in range(4))
    assert segment_html(f"{menu}<noscript>{post}</noscript>").flags == ("noscript_content",)
    notice = "<p>This site works best with scripts, so please turn them on in the settings of your browser.</p>"
    assert segment_html(f"{menu}<noscript>{notice}</noscript>").flags == ()
    assert segment_html(f"{menu}{post}<noscript>{post}</noscript>").flags == ()


@pytest.mark.parametrize("depth", [100, 254, 300, 2000, 2100, 30_000])
def test_depth_loses_nothing(depth: int) -> None:
    page = segment_html(f"<p>BEFORE</p>{'<div>' * depth}DEEP{'</div>' * depth}<p>AFTER</p>")
    assert [draft.text for draft in page.drafts] == ["BEFORE", "DEEP", "AFTER"]


def test_what_is_no_page_is_rejected() -> None:
    with pytest.raises(RejectedError):
        segment_html("<!-- only a comment -->")


def test_huge_text_node_is_kept() -> None:
    text = "word " * 2_500_000
    assert sum(len(draft.text) for draft in drafts(f"<p>{text}</p><p>end</p>")) > 12_000_000


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("article-body", {"content"}),
        ("relatedContent", {"related", "content"}),
        ("read-more", {"related"}),
        ("byline", {"author"}),
        ("wp-caption-text", {"caption", "content"}),
        ("uploads", set()),
        ("shadow", set()),
        ("headset", set()),
        ("", set()),
    ],
)
def test_cues(attributes: str, expected: set[str]) -> None:
    assert cues_of(attributes) == expected
    assert expected <= CUES


@given(st.text(alphabet=st.sampled_from("<>/pdivabr \"='&;x\n"), max_size=120))
def test_soup_never_raises_anything_else(soup: str) -> None:
    try:
        page = segment_html(soup)
    except RejectedError:
        return
    assert all(draft.text.strip() for draft in page.drafts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a \n\t\r\f b", "a b"), ("  a", " a"), (" " * 1001, " "), ("a\xa0 \xa0b", "a\xa0 \xa0b"), ("", "")],
)
def test_white_space_collapses_as_in_a_browser(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_elements_that_are_alike_share_their_facts() -> None:
    inside = Inside()
    article = inside[OUTSIDE, True, "article", "class", "content"]
    paragraph, span = inside[article, True, "p"], inside[article, False, "span"]
    assert paragraph is inside[article, True, "p", "id", "p7"], "what hints at nothing makes no other kind"
    assert paragraph.cues == {"content"}
    assert span is article, "a span without cues changes nothing"
    assert inside[article, False, "span", "hidden", ""].hidden


@pytest.mark.parametrize(
    ("attributes", "cues", "hides"),
    [
        ((), set(), False),
        (("class", "byline"), {"author"}, False),
        (("id", "byline", "class", "read-more"), {"author", "related"}, False),
        (("style", "Display : none"), set(), True),
        (("aria-hidden", "false"), set(), False),
    ],
)
def test_own_hints(attributes: tuple[str, ...], cues: set[str], hides: bool) -> None:
    assert own_hints(attributes) == (frozenset(cues), hides)


def test_positions_are_counted_within_the_parent_even_where_it_is_inline() -> None:
    locators = [draft.locator for draft in drafts("<span><div>a</div><div>b</div></span><span><div>c</div></span>")]
    assert locators == [f"html[1]/body[1]/div[{place}]" for place in (1, 2, 1)]


def test_bytes_that_are_known_need_no_encoding() -> None:
    text = "<title>Fähre</title><p>Ein\x1e Absatz über die Fähre\x00.</p>"
    once, again = segment_html(text), segment_html(text, text.encode())
    assert once.drafts == again.drafts
    assert once.title == again.title == "Fähre"


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>Images: 40 years of storms</h1>",
        "<h2>Pictures: What We Saw, Heard and Lost</h2>",
        "<ul><li>Images: 40, all in colour</li></ul>",
        "<pre>Photo = Light</pre>",
        "<p><code>photo: Light.Blue</code></p>",
        "<p>The law of the land says that the © sign must stand on every copy of a book</p>",
        '<div class="media-body"><p>'
        + "The tide was out and the boats lay on their sides. " * 6
        + "(That was in May.)</p></div>",
    ],
)
def test_what_is_no_caption_stays_whole(markup: str) -> None:
    assert len(segment_html(f"<html><body>{markup}</body></html>").drafts) == 1


def test_a_caption_of_very_many_parts_takes_linear_time() -> None:
    page = "<html><body><figcaption>A" + "<span> </span>" * 20_000 + "</figcaption></body></html>"
    started = time.process_time()
    assert [draft.text for draft in segment_html(page).drafts] == ["A"]
    assert time.process_time() - started < 5  # quadratic, it took about a minute
