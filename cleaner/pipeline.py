"""The road of one document: the stages in order, and nothing else."""

import codecs
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cleaner.classifier import Hints, PageModel
from cleaner.classifier import hints as read_hints
from cleaner.classifier.text import TextModel
from cleaner.config import Config, Extractor
from cleaner.decode import Decoded, decode
from cleaner.duplicates.within import Copy, drop_copies, find_copies
from cleaner.evidence import Evidence, from_extraction, from_page, from_text, nothing_known
from cleaner.extractor import Extraction, extract
from cleaner.features import measure
from cleaner.label import PageFacts, apply_rules, label_blocks
from cleaner.metadata import PageMetadata, gather
from cleaner.model import (
    Action,
    Block,
    Decision,
    Document,
    Fix,
    Label,
    Metadata,
    RawDocument,
    RejectedError,
    Source,
    Span,
)
from cleaner.page import PageData, read_page
from cleaner.policy import LIFTED, decide
from cleaner.repair import repair, repair_blocks
from cleaner.rules import Rule, rules_for
from cleaner.rules.conditions import Scene
from cleaner.segment.embedded import Stated, with_embedded
from cleaner.segment.html import Page, segment_html
from cleaner.segment.plain import segment_plain
from cleaner.sniff import sniff_media_type


@dataclass(frozen=True, slots=True)
class _Segmented:
    """A document cut into blocks, before anything is said about them."""

    text: str
    fixes: tuple[Fix, ...]
    blocks: tuple[Block, ...]
    page: Page | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """The trained models that judge blocks; `None` stands for the shipped one.

    Cross-validation puts models here that have not seen the document.
    """

    text: TextModel | None = None
    html: PageModel | None = None


_SHIPPED = Models()


def clean_raw(raw: RawDocument, config: Config, models: Models = _SHIPPED) -> Document:
    """Clean one document.

    Args:
        raw: the document as a reader found it.
        config: everything that can change the result.
        models: other models than the shipped ones.

    Returns:
        The document, with one decision for every block.

    Raises:
        RejectedError: the input is empty, binary or too large, or a plain text that holds no text. A page that shows
            nothing is a document without blocks, with the flag `no_body`.
        RulesError: the rules for sites that the configuration holds cannot be used.
    """
    return judge_raw(raw, config, models)[0]


def judge_raw(raw: RawDocument, config: Config, models: Models = _SHIPPED) -> "tuple[Document, Judgement | None]":
    """Clean one document as `clean_raw` does; return also what led to its decisions, `None` where it has no blocks."""
    text, source, flags = _decode(raw, config)
    if source.media_type == "text/html":
        segmented = segment_html(text, _utf_8(raw.content, source, flags))
        page = _read(segmented, raw.url, config)
        data = page.data
        stated = Stated(data.article_body, data.description, data.title, data.article)
        cut = _cut_page(with_embedded(segmented, stated), config)
    else:
        page = _Page()
        cut = _cut_plain(text, config)
        if not cut.blocks:
            raise RejectedError("segment", "no_text", "no text in it")
    identifier = id_of(raw)
    first = rules_for(config.rules, raw.url or page.data.url, raw.uri) if config.rules else ()
    judged = _judge(cut, page, config, first, models) if cut.blocks else None
    # An empty shell: a page that shows nothing has no article, and that is an answer.
    evidence = judged.evidence if judged is not None else nothing_known(0)
    decisions = drop_copies(judged.wanted, judged.copies, identifier) if judged is not None else ()
    document = Document(
        id=identifier,
        source=source,
        text=cut.text,
        fixes=cut.fixes,
        blocks=cut.blocks,
        decisions=decisions,
        flags=tuple(sorted({*flags, *cut.flags, *_doubts(decisions, page.extraction)})),
        confidence=evidence.page_confidence,
        model=evidence.model,
        config=config.fingerprint(),
    )
    return replace(document, metadata=_metadata(document, cut, page, raw, config)), judged


def _metadata(document: Document, cut: _Segmented, page: "_Page", raw: RawDocument, config: Config) -> Metadata:
    """Gather the metadata from the labelled blocks and from what the page and its container say."""
    stated = PageMetadata(
        url=raw.url,
        language=cut.page.language if cut.page else None,
        published_at=raw.published_at,
        extraction=page.extraction,
        data=page.data,
    )
    texts = [document.text_of(block) for block in cut.blocks]
    return gather(texts, document.decisions, document.body, stated, config.language)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page says of itself, beside its blocks; plain text says nothing."""

    hints: Hints = field(default_factory=Hints)
    data: PageData = field(default_factory=PageData)
    extraction: Extraction = field(default_factory=Extraction)


def _read(page: Page, url: str | None, config: Config) -> _Page:
    """Read what a page says of itself. trafilatura is asked last, since it may change the tree."""
    hints, data = read_hints(page.tree, page.title), read_page(page.tree, url=url)
    asked = config.extractor is Extractor.TRAFILATURA
    return _Page(hints, data, extract(page.tree, url) if asked else Extraction())


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found out about the blocks of a document on the way to its decisions."""

    scene: Scene
    """The document as measured."""
    first: tuple[Rule, ...]
    """Rules of its site, tried before all others."""
    found: Sequence[Label | None]
    """Per block: what the first rule that holds says."""
    evidence: Evidence
    """What the model says."""
    copies: dict[int, Copy]
    """By block, what it repeats in the document."""
    labels: tuple[Label, ...]
    """Per block: the label in the end."""
    wanted: tuple[Decision, ...]
    """Per block: what policy made of it, before copies went."""


def _judge(cut: _Segmented, page: _Page, config: Config, first: tuple[Rule, ...], models: Models) -> Judgement:
    """Measure and label the blocks, and apply policy."""
    texts = [cut.text[block.span.start : block.span.end] for block in cut.blocks]
    features = measure(texts, [b.form for b in cut.blocks], [b.markup for b in cut.blocks])
    copies = find_copies(features, config.duplicates)
    facts = PageFacts(cut.page.title, page.data.authors, page.data.description) if cut.page else PageFacts()
    scene, found = apply_rules(features, facts, config.disable, first)
    if any(feature.markup is None for feature in features):
        # Plain text, or a page so deep that its structure is lost.
        stands_for = {i: copy.of for i, copy in copies.items()}
        evidence = from_text(features, _gaps(cut), stands_for, config.preset, models.text)
    elif config.extractor is Extractor.MODEL:
        evidence = from_page(features, page.hints, config.preset, models.html)
    else:
        evidence = from_extraction(texts, page.extraction)
    labels = label_blocks(scene, found, evidence, copies)
    wanted = frozenset(
        f.index for f, label in zip(features, labels, strict=True) if label.role in LIFTED and not evidence.rejects(f)
    )
    return Judgement(scene, first, found, evidence, copies, labels, decide(labels, config, wanted))


def id_of(raw: RawDocument) -> str:
    """Return the id that a document has after cleaning: its own, else what `document_id` makes."""
    return raw.id or document_id(raw.uri, raw.record)


def hash_of(raw: RawDocument) -> str:
    """Return the SHA-256 of a document's bytes as 64 hexadecimal digits; of its text in UTF-8 where it came as text."""
    return hashlib.sha256(_bytes(raw)).hexdigest()


def _bytes(raw: RawDocument) -> bytes:
    return raw.content.encode("utf-8", "surrogatepass") if isinstance(raw.content, str) else raw.content


def document_id(uri: str, record: str | None) -> str:
    """Return the id of a document: 32 hexadecimal digits that depend on its relative uri and record alone."""
    return hashlib.sha256(f"{uri}\x00{record or ''}".encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _decode(raw: RawDocument, config: Config) -> tuple[str, Source, tuple[str, ...]]:
    """Turn the content into text, and say where it came from and how it was read."""
    if isinstance(raw.content, str) and not raw.content.strip():
        raise RejectedError("decode", "empty", "nothing in it")
    data = _bytes(raw)
    if len(data) > config.limits.bytes:
        raise RejectedError("read", "too_large", f"{len(data)} bytes, more than {config.limits.bytes}")
    media_type = raw.media_type or sniff_media_type(data)
    if isinstance(raw.content, str):
        decoded = Decoded(raw.content, "utf-8", "given", ())
    else:
        decoded = decode(raw.content, raw.declared_encoding, html=media_type == "text/html")
    source = Source(
        uri=raw.uri,
        record=raw.record,
        media_type=media_type,
        encoding=decoded.encoding,
        encoding_from=decoded.encoding_from,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        fetched_at=raw.fetched_at,
    )
    return decoded.text, source, (*raw.flags, *decoded.flags)


def _utf_8(content: bytes | str, source: Source, flags: Sequence[str]) -> bytes | None:
    """Return the text that was read from `content` in UTF-8, if that is what stands there; `None` where it is not."""
    if isinstance(content, str) or source.encoding != "utf-8" or "lossy_decoding" in flags:
        return None
    return content.removeprefix(codecs.BOM_UTF8)


def _cut_plain(text: str, config: Config) -> _Segmented:
    """Repair the text and cut it into blocks."""
    repaired = repair(text, unescape=True)
    blocks = [Block(i, span, form) for i, (span, form) in enumerate(segment_plain(repaired.text))]
    return _limited(repaired.text, repaired.fixes, blocks, None, config)


def _cut_page(page: Page, config: Config) -> _Segmented:
    """Repair the visible text of a page, block by block, and join it."""
    visible, spans, fixes = repair_blocks([draft.text for draft in page.drafts], unescape=False)
    found = [
        (span, draft)
        for draft, raw_span in zip(page.drafts, spans, strict=True)
        if (span := _trim(visible, raw_span)) is not None
    ]
    blocks = [Block(i, span, draft.form, draft.locator, draft.markup) for i, (span, draft) in enumerate(found)]
    return _limited(visible, fixes, blocks, page, config)


def _trim(text: str, span: Span) -> Span | None:
    """Leave white space at the ends of a span out; `None` where nothing else is in it."""
    start, end = span
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return span
    inner = text[start:end]
    if not (stripped := inner.strip()):
        return None
    start += len(inner) - len(inner.lstrip())
    return Span(start, start + len(stripped))


def _limited(
    text: str, fixes: tuple[Fix, ...], blocks: Sequence[Block], page: Page | None, config: Config
) -> _Segmented:
    """Join what is over the limit of blocks into the last one."""
    flags = page.flags if page else ()
    most = config.limits.blocks
    if len(blocks) > most:
        last = replace(blocks[most - 1], span=Span(blocks[most - 1].span.start, blocks[-1].span.end))
        blocks = [*blocks[: most - 1], last]
        flags = (*flags, "block_limit")
    return _Segmented(text, fixes, tuple(blocks), page, flags)


def _gaps(cut: _Segmented) -> list[str]:
    """Return the white space that stands before each block."""
    ends = [0, *(block.span.end for block in cut.blocks)]
    return [cut.text[end : block.span.start] for end, block in zip(ends, cut.blocks, strict=False)]


def _doubts(decisions: Sequence[Decision], extraction: Extraction) -> tuple[str, ...]:
    """Name what is doubtful about the result as a whole."""
    kept = any(decision.action is Action.KEEP for decision in decisions)
    flags = () if kept else ("no_body",)
    return (*flags, "extractor_failed") if extraction.failed else flags
