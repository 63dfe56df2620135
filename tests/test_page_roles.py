"""Roles on pages that only their place gives away: pictures inside and outside the story, headline and dek."""

import pytest

import cleaner
from cleaner.context.headings import linked_headings
from cleaner.context.reading import Reading
from cleaner.evidence import Evidence
from cleaner.features import measure
from cleaner.label import PageFacts, survey
from cleaner.segment.html import segment_html

PARAGRAPHS = [
    (
        "The harbour office said on Monday that the new sluice would stay shut until the silt behind it had been "
        "measured a second time, this time by somebody who had not been paid by the builder."
    ),
    (
        "Two boats were still aground in the inner basin at noon, and their owners had begun to carry the nets ashore "
        "by hand, along a plank that the youngest of them had laid across the mud."
    ),
    (
        "Nobody could say when the gates would move again, and the engineer who had drawn them did not answer the "
        "telephone, which rang for a long time in an empty office above the chandler's shop."
    ),
    (
        "In the afternoon the tide came in as it always does, stood for an hour against the gates, and left again "
        "without having been asked what it thought of them, and a crowd that had come to look went home to tea."
    ),
]
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FIGURE = "<figure><img src='1.jpg'><figcaption>%s</figcaption></figure>"
TEASERS = "".join(
    f"<li><a href='/{i}'>{FIGURE % 'A boat of another story altogether'}</a></li>" for i in range(4)
)  # fmt: skip


def roles(body: str, head: str = "") -> dict[str, str]:
    """Return the role of each block of a page by its text."""
    html = f"<html><head><title>Sluice stays shut for another week</title>{head}</head><body>{body}</body></html>"
    document = cleaner.clean(html.encode(), media_type="text/html")
    pairs = zip(document.blocks, document.decisions, strict=True)
    return {document.text_of(block): decision.role.value for block, decision in pairs}


def page(above: str = "", story: str = STORY, below: str = "") -> str:
    heading = "<h1>Sluice stays shut for another week</h1>"
    return f"<main><article>{heading}{above}<div class='text'>{story}</div></article>{below}</main>"


@pytest.mark.parametrize("place", ["above", "below", "inside"])
def test_a_picture_of_the_story_has_caption_and_credit(place: str) -> None:
    figure = FIGURE % "The basin at low water. Photo: Teague Rowse"
    html = {
        "above": page(above=figure),
        "below": page(story=STORY + figure),
        "inside": page(story=STORY.replace("</p>", f"</p>{figure}", 1)),
    }[place]
    found = roles(html)
    assert found["The basin at low water."] == "caption"
    assert found["Teague Rowse"] == "credit"
    assert found["Photo:"] == "other"


def test_pictures_of_teasers_have_none() -> None:
    found = roles(page(below=f"<section><ul>{TEASERS}</ul></section>"))
    assert found["A boat of another story altogether"] not in ("caption", "credit", "body")


def test_a_lead_in_an_element_of_its_own_is_the_dek_where_the_summary_says_the_same() -> None:
    lead = "The harbour office wants the silt measured again, and the boats will have to wait for it."
    stated = f"<meta name='description' content='{lead}'>"
    found = roles(page(above=f"<div><p>{lead}</p></div>"), head=stated)
    assert found[lead] == "dek"


def test_a_first_paragraph_among_its_kind_is_body_whatever_the_summary_says() -> None:
    found = roles(page(), head=f'<meta name="description" content="{PARAGRAPHS[0]}">')
    assert found[PARAGRAPHS[0]] == "body"


def test_a_heading_in_a_menu_is_no_headline() -> None:
    body = (
        page()
        .replace("<h1>", "<nav><ol><li><h1>Sluice stays shut</h1></li></ol></nav><h2>", 1)
        .replace("</h1><div", "</h2><div")
    )
    found = roles(body.replace("another week</h1>", "another week</h2>"))
    assert found["Sluice stays shut"] != "headline"
    assert found["Sluice stays shut for another week"] == "headline"


def test_a_short_line_above_a_paragraph_of_the_body_is_a_subhead() -> None:
    story = STORY.replace("</p><p>Nobody", "</p><p>An empty office</p><p>Nobody")
    assert roles(page(story=story))["An empty office"] == "subhead"


@pytest.mark.parametrize("line", ["she said, and went", "12:30 Tide", "“Never again”", "The gates:"])
def test_lines_that_begin_or_end_otherwise_are_none(line: str) -> None:
    story = STORY.replace("</p><p>Nobody", f"</p><p>{line}</p><p>Nobody")
    assert roles(page(story=story))[line] != "subhead"


@pytest.mark.parametrize(("confidence", "teasers"), [(0.5, 1), (0.9, 0)])
def test_a_heading_that_is_a_link_is_a_teaser_unless_the_model_is_sure(confidence: float, teasers: int) -> None:
    drafts = segment_html(f"<div>{STORY}{STORY}<h3><a href='/b'>Why the second sluice leaks</a></h3></div>").drafts
    features = measure([d.text for d in drafts], [d.form for d in drafts], [d.markup for d in drafts])
    evidence = Evidence((True,) * len(drafts), (confidence,) * len(drafts), "model:html-4")
    scene = survey(features, PageFacts(), [None] * len(drafts))
    reading = Reading(scene, [None] * len(drafts), evidence, {})
    linked_headings(reading)
    assert sum(label is not None for label in reading.labels) == teasers
