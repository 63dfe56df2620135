"""Who is timed on a page: this project, what others would pick instead, and the bare parse that none can undercut."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import cleaner
from benchmarks.data import Page

Call = Callable[["Given"], Any]
"""Does one system's work on a page; what it returns is of no use."""


@dataclass(frozen=True, slots=True)
class Given:
    """A page in the forms that systems read: each is given what it asks for, decoding by others off its clock."""

    page: Page
    content: bytes
    """As it was fetched."""
    text: str
    utf8: bytes


@dataclass(frozen=True, slots=True)
class Peer:
    """One system: how tables call it, its distribution, and how it is made ready."""

    name: str
    package: str
    options: str
    """What it is asked for, and what it reads."""
    ready: Callable[[], Call] = field(repr=False)
    """Imports what it needs, and returns the call; raises ImportError where that is not there."""


def given(page: Page) -> Given:
    """Return a page with its decoded text."""
    from trafilatura.utils import decode_file  # noqa: PLC0415  half a second

    content = page.html or b""
    text = str(decode_file(content))
    return Given(page, content, text, text.encode("utf-8", "replace"))


def installed(peer: Peer) -> str | None:
    """Return the version of a peer's distribution, `None` where it is not installed."""
    try:
        return version(peer.package)
    except PackageNotFoundError:
        return None


def _cleaner() -> Call:
    import orjson  # noqa: PLC0415

    def call(one: Given) -> bytes:
        document = cleaner.clean(one.content, media_type="text/html", url=one.page.url)
        return orjson.dumps(cleaner.to_record(document))

    return call


def _trafilatura() -> Call:
    from trafilatura import extract  # noqa: PLC0415

    return lambda one: extract(one.content, url=one.page.url)


def _trafilatura_fast() -> Call:
    from trafilatura import extract  # noqa: PLC0415

    return lambda one: extract(one.content, url=one.page.url, fast=True)


def _rs_trafilatura() -> Call:
    from rs_trafilatura import extract_bytes  # noqa: PLC0415

    return lambda one: extract_bytes(one.content, url=one.page.url)


def _readability() -> Call:
    from readability import Document  # noqa: PLC0415

    return lambda one: Document(one.text).summary()


def _justext() -> Call:
    from justext import get_stoplist, justext  # noqa: PLC0415

    words = get_stoplist("English")
    return lambda one: justext(one.text, words)


def _newspaper() -> Call:
    from newspaper import Article  # noqa: PLC0415

    def call(one: Given) -> str:
        # Pictures would be fetched from the web.
        article = Article(one.page.url or "https://page.example/", fetch_images=False)
        article.download(input_html=one.text, ignore_read_more=True)
        article.parse()
        return str(article.text)

    return call


def _resiliparse() -> Call:
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415

    return lambda one: extract_plain_text(one.text, main_content=True)


def _lexbor() -> Call:
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415

    return lambda one: HTMLTree.parse(one.text)


def _lxml() -> Call:
    from lxml import etree  # noqa: PLC0415

    return lambda one: etree.fromstring(one.utf8, etree.HTMLParser(encoding="utf-8", huge_tree=True))


OURS, BASE, LIMIT = "cleaner", "trafilatura", "parse, lxml"

PEERS = (
    Peer(OURS, "corpus-cleaner", "bytes to the JSON of a record", _cleaner),
    Peer(BASE, "trafilatura", "bytes to text, its defaults: with comments and tables", _trafilatura),
    Peer("trafilatura fast", "trafilatura", "bytes to text, `fast=True`", _trafilatura_fast),
    Peer("rs-trafilatura", "rs-trafilatura", "bytes to text and metadata, its defaults", _rs_trafilatura),
    Peer("readability-lxml", "readability-lxml", "decoded text to HTML of the article", _readability),
    Peer("jusText", "justext", "decoded text to paragraphs, English stop words", _justext),
    Peer("newspaper4k", "newspaper4k", "decoded text to text and metadata, nothing fetched", _newspaper),
    Peer("resiliparse", "resiliparse", "decoded text to text, `main_content=True`", _resiliparse),
    Peer("parse, lexbor", "resiliparse", "decoded text to a tree", _lexbor),
    Peer(LIMIT, "lxml", "UTF-8 to a tree", _lxml),
)


def ready(peers: tuple[Peer, ...] = PEERS) -> tuple[dict[str, Call], list[str]]:
    """Return the calls of the peers that are installed, by name, and the names of those that are not."""
    calls: dict[str, Call] = {}
    missing = []
    for peer in peers:
        if installed(peer) is None:
            missing.append(peer.name)
        else:
            calls[peer.name] = peer.ready()
    return calls, missing
