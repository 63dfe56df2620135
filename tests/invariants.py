"""What must hold for every document, whatever went in. Golden tests and properties both call `check`."""

import cleaner
from cleaner.check import check as check_record
from cleaner.model import Action, Document
from cleaner.repair import replay
from cleaner.rules import RULES

REASON_KINDS = {
    "context": {
        "above-body", "above-credit", "above-headline", "begins-with-author", "below-caption", "below-headline",
        "between-body", "caseless-prose", "comment-section", "conversation", "cut-off-copy", "described-picture",
        "heads-body", "last-words", "linked-heading", "links-away", "list", "no-verdict", "numbered-paragraph",
        "opening", "picture-elsewhere", "related-section", "whole-text",
    },
    "duplicate": {"exact", "near", "cut-off", "pull-quote"},
    "extractor": {"trafilatura"},
    "model": {"html-4", "text-2", "roles-2"},
    "rule": {rule.id for rule in RULES},
}  # fmt: skip


def check(document: Document) -> None:
    """Assert every invariant of a cleaned document."""
    check_spans(document)
    check_decisions(document)
    record = cleaner.to_record(document)
    assert check_record(record) == []
    assert record["text"] == document.body


def check_spans(document: Document) -> None:
    """Spans are ordered, disjoint, inside the text, and hold every non-space code point."""
    end = 0
    for index, block in enumerate(document.blocks):
        assert block.index == index
        assert end <= block.span.start < block.span.end <= len(document.text)
        assert document.text[end : block.span.start].strip() == ""
        assert document.text_of(block) == document.text_of(block).strip()
        end = block.span.end
    assert document.text[end:].strip() == ""


def check_decisions(document: Document) -> None:
    """One decision per block; reasons resolve; duplicates point at a block that stays."""
    assert [decision.block for decision in document.decisions] == list(range(len(document.blocks)))
    for decision in document.decisions:
        kind, _, name = decision.reason.partition(":")
        assert name in REASON_KINDS[kind], decision.reason
        assert 0.0 <= decision.confidence <= 1.0
        if decision.duplicate_of is not None:
            assert decision.duplicate_of.document == document.id
            assert decision.duplicate_of.block != decision.block
            assert document.decisions[decision.duplicate_of.block].action is Action.KEEP
    kept = sum(d.action is Action.KEEP for d in document.decisions)
    assert kept + len(document.removals) == len(document.blocks)


def check_fixes(document: Document, decoded: str) -> None:
    """Replaying the fixes backwards gives the decoded text again (plain text; a page has no such text)."""
    assert replay(document.text, document.fixes) == decoded
