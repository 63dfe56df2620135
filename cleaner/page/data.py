"""The facts that a page states about itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageData:
    """What the page's metadata says. Every field may be empty; nothing is guessed from the visible text."""

    title: str | None = None
    """The headline, without the name of the site."""
    authors: tuple[str, ...] = ()
    """People; never the outlet itself."""
    groups: tuple[str, ...] = ()
    """News agencies, teams and organisations that are stated as author; the outlet itself only where it is all."""
    published_at: str | None = None
    """RFC 3339: a full date, or a date-time with offset."""
    modified_at: str | None = None
    site: str | None = None
    url: str | None = None
    """The canonical address, absolute."""
    language: str | None = None
    """BCP 47 tag as the page spells it."""
    description: str | None = None
    article_body: str | None = None
    """The text of the article as JSON-LD carries it, paragraphs separated as they are there."""
    article: bool = False
    """Whether it says that it is an article."""
    outlets: tuple[str, ...] = ()
    """Normal forms of the publisher's names: a byline that is one of them names no person."""
    bylines: tuple[str, ...] = ()
    """Texts of the elements that are marked as bylines, first ones first."""
    dates: tuple[str, ...] = ()
    """Stated publication dates in words, which a calendar has to read, surest first."""
    times: tuple[str, ...] = ()
    """What the first `<time>` elements say, RFC 3339 or in words, those behind the main heading first."""
