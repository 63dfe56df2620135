r"""Role-aware cleaning of scraped text and HTML, with a ledger of every removal.

>>> import cleaner
>>> doc = cleaner.clean("Share this\n\nThe council met on Monday and voted for the new bridge over the river.")
>>> doc.body
'The council met on Monday and voted for the new bridge over the river.'
>>> [decision.role.value for decision in doc.removals]
['share_prompt']
"""

from __future__ import annotations

from cleaner.version import __version__

TYPE_CHECKING = False  # to import it takes as long as `cleaner --help`
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from cleaner.config import Config, Duplicates, Extractor, Limits, Preset
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
        Reject,
        RejectedError,
        Role,
        Source,
        Span,
    )

__all__ = [
    "Action",
    "Block",
    "Config",
    "Decision",
    "Document",
    "Duplicate",
    "Duplicates",
    "Extractor",
    "Fix",
    "Form",
    "Limits",
    "Metadata",
    "Preset",
    "RawDocument",
    "Reject",
    "RejectedError",
    "Role",
    "Source",
    "Span",
    "__version__",
    "clean",
    "clean_many",
    "to_record",
]

if not TYPE_CHECKING:

    def __getattr__(name):  # noqa: ANN001, ANN202  a type checker reads the imports above
        """Load a name when it is first asked for: `cleaner --help` asks for none of them."""
        if name in __all__:
            from cleaner import config, model  # noqa: PLC0415

            for room in (config, model):
                if hasattr(room, name):
                    globals()[name] = getattr(room, name)
                    return globals()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():  # noqa: ANN202  see above
        """Name what can be asked for."""
        return sorted(__all__)


def clean(  # noqa: PLR0913 - what a caller may know of a document, each by its name
    raw: bytes | str,
    *,
    media_type: str | None = None,
    encoding: str | None = None,
    url: str | None = None,
    uri: str = "-",
    id: str | None = None,  # noqa: A002 - the word of the record
    config: Config | None = None,
) -> Document:
    """Clean one document.

    Args:
        raw: the document; bytes are decoded, text is taken as it is.
        media_type: `text/plain`, `text/html` or XHTML, also as a `Content-Type` header spells it
            (`text/html; charset=koi8-r`); found out from the content where it is `None`.
        encoding: the encoding that the bytes are said to be in; it wins over the `charset` of `media_type`. Both are
            hints: bytes that are valid UTF-8 are UTF-8, and a name that nobody knows is passed over.
        url: where the document came from, if known. It is never fetched.
        uri: the name that the document goes by; its id depends on it where `id` is `None`.
        id: the id of the record.
        config: settings; the defaults where it is `None`.

    Returns:
        The cleaned document: `.body` is the text that stays, `.decisions` has one entry for every block.

    Raises:
        RejectedError: the input is empty, binary, too large, or holds no text.
        ValueError: `media_type` is none of these, or `id` is empty or no valid Unicode.
    """
    from cleaner.config import Config  # noqa: PLC0415 - loaded when it is used
    from cleaner.model import RawDocument  # noqa: PLC0415 - see above
    from cleaner.pipeline import clean_raw  # noqa: PLC0415 - parsers are loaded when they are used
    from cleaner.sniff import parse_media_type  # noqa: PLC0415 - see above

    declared = None
    if media_type is not None:
        media_type, declared = parse_media_type(media_type)
    if id is not None and not (id and id.encode("utf-8", "ignore").decode() == id):
        raise ValueError(f"id must be valid Unicode and not empty, not {id!r}")
    given = RawDocument(raw, uri, media_type=media_type, url=url, declared_encoding=encoding or declared, id=id)
    return clean_raw(given, config or Config())


def clean_many(
    documents: Iterable[RawDocument | bytes | str], config: Config | None = None
) -> Iterator[Document | Reject]:
    """Clean documents one by one, as they are asked for; a bad one costs itself.

    >>> for result in clean_many([b"GIF89a", "The council met on Monday and voted for the new bridge."]):
    ...     print(result.cause if isinstance(result, Reject) else result.body)
    binary
    The council met on Monday and voted for the new bridge.

    Args:
        documents: What to clean; the uri of plain bytes and text is their number, from 0.
        config: settings; the defaults where it is `None`.

    Yields:
        For each document, in order, what came of it: the cleaned document, or a reject with stage and cause.
    """
    from cleaner.config import Config  # noqa: PLC0415 - loaded when it is used
    from cleaner.many import clean_each  # noqa: PLC0415 - parsers are loaded when they are used
    from cleaner.model import RawDocument  # noqa: PLC0415 - see above

    numbered = (
        one if isinstance(one, RawDocument) else RawDocument(one, str(number)) for number, one in enumerate(documents)
    )
    yield from clean_each(numbered, config or Config())


def to_record(document: Document) -> dict[str, Any]:
    """Return the JSON-ready record of `document`, as `document-1.schema.json` describes it."""
    from cleaner.record import to_record as build  # noqa: PLC0415 - see above

    return build(document)
