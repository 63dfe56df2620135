r"""Role-aware cleaning of scraped text and HTML, with a ledger of every removal.

>>> import cleaner
>>> doc = cleaner.clean("Share this\n\nThe council met on Monday and voted for the new bridge over the river.")
>>> doc.body
'The council met on Monday and voted for the new bridge over the river.'
>>> [decision.role.value for decision in doc.removals]
['share_prompt']
"""

from typing import Any

from cleaner.config import Config, Duplicates, Limits, Preset
from cleaner.model import (
    Action,
    Block,
    Decision,
    Document,
    Duplicate,
    Fix,
    Form,
    Metadata,
    RawDocument,
    RejectedError,
    Role,
    Source,
    Span,
)
from cleaner.version import __version__

__all__ = [
    "Action",
    "Block",
    "Config",
    "Decision",
    "Document",
    "Duplicate",
    "Duplicates",
    "Fix",
    "Form",
    "Limits",
    "Metadata",
    "Preset",
    "RawDocument",
    "RejectedError",
    "Role",
    "Source",
    "Span",
    "__version__",
    "clean",
    "to_record",
]


def clean(
    raw: bytes | str,
    *,
    media_type: str | None = None,
    url: str | None = None,
    uri: str = "-",
    config: Config | None = None,
) -> Document:
    """Clean one document.

    Args:
        raw: the document; bytes are decoded, text is taken as it is.
        media_type: `text/plain` or `text/html`; found out from the content where it is `None`.
        url: where the document came from, if known. It is never fetched.
        uri: the name that the document goes by; its id depends on it.
        config: settings; the defaults where it is `None`.

    Returns:
        The cleaned document: `.body` is the text that stays, `.decisions` has one entry for every block.

    Raises:
        RejectedError: the input is empty, binary, too large, or holds no text.
        ValueError: `media_type` is neither of the two.
    """
    from cleaner.pipeline import clean_raw  # noqa: PLC0415 - parsers are loaded when they are used

    if media_type not in (None, "text/plain", "text/html"):
        raise ValueError(f"media_type must be text/plain or text/html, not {media_type!r}")
    return clean_raw(RawDocument(raw, uri, media_type=media_type, url=url), config or Config())


def to_record(document: Document) -> dict[str, Any]:
    """Return the JSON-ready record of `document`, as `document-1.schema.json` describes it."""
    from cleaner.record import to_record as build  # noqa: PLC0415 - see above

    return build(document)
