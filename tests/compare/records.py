"""Valid records of made-up documents, small enough to say what is in them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cleaner.model import (
    Action,
    Block,
    Decision,
    Document,
    Duplicate,
    Form,
    Metadata,
    Role,
    Source,
    Span,
)
from cleaner.pipeline import document_id
from cleaner.record import to_record


class Part(NamedTuple):
    """A block and what was decided about it."""

    text: str
    action: str = "keep"
    role: str = "body"
    reason: str = "model:text-2"
    copy_of: tuple[str, int, float] | None = None


def record(name: str, parts: Sequence[Part], sha256: str = "0" * 64, **metadata: Any) -> dict[str, Any]:
    """Return the record of a document whose text is its parts, a blank line between them."""
    blocks, decisions, end = [], [], 0
    for i, part in enumerate(parts):
        blocks.append(Block(i, Span(end, end + len(part.text)), Form.PARAGRAPH))
        copy = None if part.copy_of is None else Duplicate(*part.copy_of)
        decisions.append(Decision(i, Action(part.action), Role(part.role), part.reason, 0.9, copy))
        end += len(part.text) + 2
    return to_record(
        Document(
            id=document_id(name, None),
            source=Source(uri=name, sha256=sha256, bytes=end),
            text="\n\n".join(part.text for part in parts),
            blocks=tuple(blocks),
            decisions=tuple(decisions),
            metadata=Metadata(**metadata),
            config="0" * 16,
        )
    )
