"""Text that a page holds for machines only, where it shows readers none."""

from dataclasses import replace

from cleaner.model import Form
from cleaner.segment.html import Draft, Page
from cleaner.tokens import count_words

# An article that is worth having, a paragraph, and fewer words in paragraphs than any article has.
_LEAST_WORDS = 80
_PARAGRAPH = 15
_SHOWN = 40


def with_embedded(page: Page, body: str | None) -> Page:
    """Add the article that a page embeds as data to its blocks, if the page itself shows none.

    Args:
        page: the segmented page.
        body: the text of its JSON-LD `articleBody`, if there is one.

    Returns:
        The page as it is, or with the paragraphs of `body` below its own blocks and the flag `embedded_content`.
    """
    if not body or count_words(body) < _LEAST_WORDS:
        return page
    shown = sum(words for draft in page.drafts if (words := count_words(draft.text)) >= _PARAGRAPH)
    if shown >= _SHOWN:
        return page
    paragraphs = (line.strip() for line in body.split("\n"))
    drafts = (Draft(text, Form.PARAGRAPH, "script[type=application/ld+json]", None) for text in paragraphs if text)
    return replace(page, drafts=(*page.drafts, *drafts), flags=(*page.flags, "embedded_content"))
