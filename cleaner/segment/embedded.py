"""Text that a page holds for machines only, where it shows readers none or only how it begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.model import Form
from cleaner.segment.html import Draft, Page
from cleaner.segment.prose import LEAST, SHOWN, prose
from cleaner.segment.state import held, paragraphs_of
from cleaner.tokens import count_words

_LINKED_DATA, _STATE = "script[type=application/ld+json]", "script"
# Words in paragraphs: a page that shows more is what it shows.
_OPENING = 400
# Words of any kind: a page that shows fewer shows next to nothing.
_SHELL = 60
# A text is the page's where it holds this share of the telling words of its description or of its title.
_ABOUT = 0.6
_TELLING = re.compile(r"\w{4,}")
_FEW = 4
# A paragraph is on the page where these of its words stand there in a row.
_SAMPLE = slice(1, 9)
# Of two texts that are about as long, the one with more paragraphs is the better one.
_AS_LONG = 0.8


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page says of itself that matters here."""

    body: str | None = None
    """The text of its JSON-LD `articleBody`."""
    description: str | None = None
    title: str | None = None
    article: bool = False
    """Whether it says that it is an article."""


def with_embedded(page: Page, stated: Stated) -> Page:
    """Add the article that a page embeds as data to its blocks, if the page itself shows none.

    JSON-LD counts where the page shows no text. What is there for scripts counts where an article shows no more than
    an opening, or any page next to nothing; where it is longer than all that is shown, most of it is not shown, and it
    is about what the page says of itself. Shops and lists show little text, too, and keep conditions of sale for their
    scripts: of theirs nothing is taken.

    Args:
        page: the segmented page.
        stated: what it says of itself.

    Returns:
        The page as it is, or with the paragraphs of the text below its own blocks and the flag `embedded_content`.
    """
    shown = prose((draft.text for draft in page.drafts), _OPENING)
    if shown >= _OPENING:
        return page
    texts: list[tuple[str, list[str]]] = []
    if stated.body and shown < SHOWN and count_words(stated.body) >= LEAST:
        texts.append((_LINKED_DATA, paragraphs_of(stated.body)))
    if stated.article or sum(count_words(draft.text) for draft in page.drafts) < _SHELL:
        texts += ((_STATE, text) for text in _of_scripts(page, stated, shown))
    if not texts:
        return page
    longest = max(prose(text) for _, text in texts)
    long = [one for one in texts if prose(one[1]) >= _AS_LONG * longest]
    locator, paragraphs = max(long, key=lambda one: len(one[1]))
    drafts = (Draft(text, Form.PARAGRAPH, locator, None) for text in paragraphs)
    return replace(page, drafts=(*page.drafts, *drafts), flags=(*page.flags, "embedded_content"))


def _of_scripts(page: Page, stated: Stated, shown: int) -> Iterator[list[str]]:
    """Yield the texts for scripts that may be the page's own."""
    about = [set(_TELLING.findall((text or "").casefold())) for text in (stated.description, stated.title)]
    telling = [words for words in about if len(words) >= _FEW]
    if not telling:
        return
    on_page = " ".join([" ".join(draft.text.split()) for draft in page.drafts])
    for text in held(page.tree):
        if prose(text) > shown and _is_about(text, telling) and not _stands_in(text, on_page):
            yield text


def _is_about(text: list[str], telling: list[set[str]]) -> bool:
    words = set(_TELLING.findall(" ".join(text).casefold()))
    return any(len(words & wanted) >= _ABOUT * len(wanted) for wanted in telling)


def _stands_in(text: list[str], page: str) -> bool:
    """Tell whether at least half of a text, by its words, stands on the page."""
    there = [count_words(piece) for piece in text if " ".join(piece.split()[_SAMPLE]) in page]
    return 2 * sum(there) >= sum(map(count_words, text))
