"""Headline, authors, dates, site and language: from the labels, and from the page's own metadata."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from cleaner.authors import authors_from_bio, authors_from_byline
from cleaner.extractor import Extraction
from cleaner.language import detect_language
from cleaner.model import Decision, Metadata, Role
from cleaner.rules.lexicon.calendar import find_date

_TAG = re.compile(r"[A-Za-z]{2,3}")
_MODIFIED = re.compile(
    r"updated|modified|aktualisiert|geändert|mis à jour|modifié|actualizado|aggiornato|atualizado|bijgewerkt|"
    r"aktualizacja|zaktualizowano|обновлено",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What the page or its container says about the document, beside the blocks."""

    url: str | None = None
    language: str | None = None
    """`<html lang>`, as it stands there."""
    published_at: str | None = None
    extraction: Extraction = field(default_factory=Extraction)


def gather(
    texts: Sequence[str], decisions: Sequence[Decision], body: str, page: PageMetadata, language: str | None
) -> Metadata:
    """Fill the metadata of a document.

    Args:
        texts: the text of each block.
        decisions: one per block; roles name the sources of the fields.
        body: the cleaned text, whose language is detected.
        page: what the page or its container says.
        language: BCP 47 primary tag that the user named, or `None`.

    Returns:
        The metadata. Blocks come first, the page's own metadata fills what they leave empty.
    """
    by_role: dict[Role, list[str]] = {}
    for decision in decisions:
        by_role.setdefault(decision.role, []).append(texts[decision.block])
    published, modified = _dates(by_role)
    code, score = (language, 1.0) if language else detect_language(body or "\n".join(texts))
    declared = _TAG.match(page.language) if page.language else None
    if code is None and declared is not None:
        code = declared.group().lower()
    metadata = Metadata(
        url=page.url,
        site=page.extraction.site or (urlsplit(page.url).hostname if page.url else None),
        language=code,
        language_score=score,
        headline=_first(by_role, Role.HEADLINE) or page.extraction.title,
        kicker=_first(by_role, Role.KICKER),
        dek=_first(by_role, Role.DEK),
        authors=_authors(by_role) or page.extraction.authors,
        published_at=published,
        modified_at=modified,
    )
    return replace(metadata, published_at=published or page.published_at or page.extraction.date)


def _first(by_role: dict[Role, list[str]], role: Role) -> str | None:
    """Return the first block of a role on one line."""
    return " ".join(by_role[role][0].split()) if role in by_role else None


def _authors(by_role: dict[Role, list[str]]) -> tuple[str, ...]:
    """Collect the names of all bylines, in order; from a bio where no byline holds one."""
    names = [name for text in by_role.get(Role.BYLINE, ()) for name in authors_from_byline(text)]
    if not names:
        names = [name for text in by_role.get(Role.AUTHOR_BIO, ()) for name in authors_from_bio(text)]
    return tuple(dict.fromkeys(names))


def _dates(by_role: dict[Role, list[str]]) -> tuple[str | None, str | None]:
    """Return when the document was published and modified, as its timestamps and bylines say."""
    published = modified = None
    for text in (*by_role.get(Role.TIMESTAMP, ()), *by_role.get(Role.BYLINE, ())):
        for part in re.split(r"[|\n]|(?=" + _MODIFIED.pattern + r")", text, flags=re.IGNORECASE):
            found = find_date(part)
            if found is None:
                continue
            if _MODIFIED.search(part):
                modified = modified or found.iso
            else:
                published = published or found.iso
    return published, modified
