"""The features of the HTML classifier: name, what it measures, range. One table, in the order of the matrix."""

from typing import NamedTuple

_INF = float("inf")
_SURE = 9.3


class Feature(NamedTuple):
    """One column of the matrix."""

    name: str
    measures: str
    low: float
    high: float


# Prose is the text of long blocks with few links that are no headings, outside navigation, footers and forms, weighted
# by what the words around it say; where that leaves too little, all such blocks. Distances to something that is not
# there are 999 blocks.
COLUMNS = (
    Feature("stops", "signs that end a sentence, logarithm", 0, 20),
    Feature("words", "words, logarithm", 0, 20),
    Feature("ending", "2 when the text ends like a sentence, 1 with a comma or colon, else 0", 0, 2),
    Feature("heading", "level of the heading, 0 for none", 0, 6),
    Feature("lexical", "what its words say for body (linear score)", -_INF, _INF),
    Feature("likely", "what its words and its shape say", -_INF, _INF),
    Feature("lexical_near2", "mean of `lexical` within two blocks, by root of words", -_INF, _INF),
    Feature("likely_near4", "mean of `likely` within four blocks, by root of words", -_INF, _INF),
    Feature("likely_near12", "mean of `likely` within twelve blocks, by root of words", -_INF, _INF),
    Feature("likely_up1", "mean of `likely` in the element one step up, by root of words", -_INF, _INF),
    Feature("likely_up2", "mean of `likely` in the element two steps up, by root of words", -_INF, _INF),
    Feature("likely_page", "mean of `likely` over the page, by root of words", -_INF, _INF),
    Feature("tag", "nearest block-level element, as a rank", 0, 17),
    Feature("in_nav", "stands inside `nav`", 0, 1),
    Feature("in_footer", "stands inside `footer`", 0, 1),
    Feature("in_aside", "stands inside `aside`", 0, 1),
    Feature("in_main", "stands inside `main`", 0, 1),
    Feature("in_form", "stands inside `form` or `button`", 0, 1),
    Feature("in_figcaption", "stands inside `figcaption` or `caption`", 0, 1),
    Feature("in_li", "stands inside `li`", 0, 1),
    Feature("cue_navigation", "elements above hint at navigation: 2 nearby, 1 further up", 0, 2),
    Feature("cue_footer", "elements above hint at a footer: 2 nearby, 1 further up", 0, 2),
    Feature("cue_comment", "elements above hint at comments: 2 nearby, 1 further up", 0, 2),
    Feature("cue_caption", "elements above hint at captions or credits: 2 nearby, 1 further up", 0, 2),
    Feature("cue_media", "elements above hint at pictures and players: 2 nearby, 1 further up", 0, 2),
    Feature(
        "cue_share",
        "elements above hint at sharing, newsletters, paywalls, cookies, advertisements: 2 nearby, 1 further up",
        0,
        2,
    ),
    Feature("text_before", "share of the page's characters before", 0, 1),
    Feature("prose_before", "share of the page's prose before", 0, 1),
    Feature("prose_up1", "share of the page's prose inside the element one step up", 0, 1),
    Feature("links_up1", "share of characters in links in the element one step up", 0, 1),
    Feature("mean_up1", "mean characters of the blocks in, logarithm: the element one step up", 0, 20),
    Feature("text_up1", "share of the page's characters in the element one step up", 0, 1),
    Feature("children_up1", "children with text of, logarithm: the element one step up", 0, 20),
    Feature("prose_up2", "share of the page's prose inside the element two steps up", 0, 1),
    Feature("links_up2", "share of characters in links in the element two steps up", 0, 1),
    Feature("text_up2", "share of the page's characters in the element two steps up", 0, 1),
    Feature("prose_up3", "share of the page's prose inside the element three steps up", 0, 1),
    Feature("links_up3", "share of characters in links in the element three steps up", 0, 1),
    Feature("text_up3", "share of the page's characters in the element three steps up", 0, 1),
    Feature("blocks_up3", "blocks in, logarithm: the element three steps up", 0, 20),
    Feature("links_up4", "share of characters in links in the element four steps up", 0, 1),
    Feature("blocks_up4", "blocks in, logarithm: the element four steps up", 0, 20),
    Feature(
        "up50",
        "steps from the common ancestor down to the main element (deepest with 50 % of the prose); 0 inside",
        0,
        _INF,
    ),
    Feature("size50", "share of the page's characters in the main element (deepest with 50 % of the prose)", 0, 1),
    Feature("children50", "children with text of the main element (deepest with 50 % of the prose), logarithm", 0, 20),
    Feature(
        "up80",
        "steps from the common ancestor down to the main element (deepest with 80 % of the prose); 0 inside",
        0,
        _INF,
    ),
    Feature(
        "down80",
        "steps from the common ancestor with the main element (deepest with 80 % of the prose) down to the block",
        0,
        _INF,
    ),
    Feature("size80", "share of the page's characters in the main element (deepest with 80 % of the prose)", 0, 1),
    Feature("children80", "children with text of the main element (deepest with 80 % of the prose), logarithm", 0, 20),
    Feature(
        "branch50_prose",
        "share of its prose in the child of the 50 % main element the block stands in, -1 outside",
        -1,
        1,
    ),
    Feature(
        "branch50_links",
        "share of characters in links in the child of the 50 % main element the block stands in, -1 outside",
        -1,
        1,
    ),
    Feature(
        "branch50_children",
        "children with text of, logarithm: the child of the 50 % main element the block stands in, -1 outside",
        -1,
        20,
    ),
    Feature(
        "branch80_prose",
        "share of its prose in the child of the 80 % main element the block stands in, -1 outside",
        -1,
        1,
    ),
    Feature(
        "branch80_links",
        "share of characters in links in the child of the 80 % main element the block stands in, -1 outside",
        -1,
        1,
    ),
    Feature(
        "branch80_blocks",
        "blocks in, logarithm: the child of the 80 % main element the block stands in, -1 outside",
        -1,
        20,
    ),
    Feature("look_blocks", "blocks with the same tag and cues, logarithm", 0, 20),
    Feature("look_text", "share of the page's characters in blocks with the same tag and cues", 0, 1),
    Feature("look_prose", "share of the page's prose in blocks with the same tag and cues", 0, 1),
    Feature("look_ratio", "share of prose in blocks with the same tag and cues", 0, 1),
    Feature("look_links", "share of characters in links in blocks with the same tag and cues", 0, 1),
    Feature("kind_blocks", "blocks with the same tag, tags above, near cues and depth, logarithm", 0, 20),
    Feature(
        "kind_text",
        "share of the page's characters in blocks with the same tag, tags above, near cues and depth",
        0,
        1,
    ),
    Feature(
        "kind_prose",
        "share of the page's prose in blocks with the same tag, tags above, near cues and depth",
        0,
        1,
    ),
    Feature("kind_ratio", "share of prose in blocks with the same tag, tags above, near cues and depth", 0, 1),
    Feature(
        "kind_links",
        "share of characters in links in blocks with the same tag, tags above, near cues and depth",
        0,
        1,
    ),
    Feature("copies", "other blocks of the page with the same text", 0, 9),
    Feature("copies_before", "of those, the ones before", 0, 9),
    Feature("from_title", "distance to the likely headline in blocks, signed logarithm", -20, 20),
    Feature("up_title", "steps from the common ancestor down to the likely headline", 0, _INF),
    Feature("down_title", "steps from the common ancestor of block and likely headline down to the block", 0, _INF),
    Feature("since_heading", "blocks since the last heading, logarithm", 0, 7),
    Feature("until_heading", "blocks until the next heading, logarithm", 0, 7),
    Feature("since_h1", "blocks since the last h1, logarithm", 0, 7),
    Feature("section_text", "characters between the headings around the block, logarithm", 0, 20),
    Feature("section_blocks", "blocks between the headings around the block, logarithm", 0, 20),
    Feature("section_links", "share of characters in links, there", 0, 1),
    Feature("heading_level", "level of the last heading, 0 for none", 0, 6),
    Feature("links_near3", "share of characters in links within three blocks", 0, 1),
    Feature("links_near8", "share of characters in links within eight blocks", 0, 1),
    Feature("page_blocks", "blocks of the page, logarithm", 0, 20),
    Feature("page_text", "characters of the page, logarithm", 0, 20),
    Feature("page_links", "share of the page's characters in links", 0, 1),
    Feature("page_prose", "share of the page's characters in prose", 0, 1),
    Feature("page_paragraphs", "blocks of prose on the page, logarithm", 0, 20),
    Feature("page_longest", "characters of the longest block, logarithm", 0, 20),
    Feature("page_headings", "headings of the page, logarithm", 0, 20),
    Feature("page_heading_links", "mean share of the headings inside links", 0, 1),
    Feature("described", "share of word pairs in common with the page's description", 0, 1),
    Feature(
        "stated",
        "2 when embedded data for machines hold the text, 1 when they hold another article, 0 when they hold none",
        0,
        2,
    ),
)
"""What forest and network look at."""

SAID = Feature("text_says", "what the model for plain text says for body, log-odds", -_SURE, _SURE)
"""The last column of the forest. The network does without: its weights would have to be learned anew, and the mean of
both is no better for it."""
