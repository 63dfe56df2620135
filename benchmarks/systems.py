"""The systems under comparison: one function each, from a page to an answer."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from resiliparse.extract.html2text import extract_plain_text
from trafilatura import extract
from trafilatura.metadata import extract_metadata
from trafilatura.utils import decode_file

import cleaner
from benchmarks.data import Page, split_authors
from benchmarks.folds import models_for
from cleaner.pipeline import clean_raw

_ROOT = Path(__file__).resolve().parents[1]
_END = tuple(".!?:;\"'”’»…。！？」")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system made of one page."""

    body: str = ""
    blocks: tuple[tuple[str, str], ...] = ()
    """Role and text of every block, kept or not; only where roles are scored."""
    headline: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    seconds: float = 0.0
    """CPU time of the call."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class System:
    """One way to answer: a name for tables, what it reads, and what its answers depend on."""

    name: str
    view: str
    """`html` reads the page's bytes, `text` its visible text with the tags gone."""
    package: str | None
    """Distribution whose version decides the answers, which are then cached; `None` has them made in every run."""
    run: Callable[["Prepared"], Answer] = field(repr=False)
    gives_text: bool = True
    """False for a system that only finds metadata."""

    @property
    def label(self) -> str:
        """The name as tables show it, without the view."""
        return self.name.removesuffix("-text")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page with what the systems read; decoding and tag stripping are not on their clocks."""

    page: Page
    markup: str = ""
    text: str = ""
    blocks: bool = False
    """Answers should carry blocks."""


def visible_text(markup: str) -> str:
    """Return all visible text of a page, tags gone: close to what web-archive text records hold."""
    return str(
        extract_plain_text(
            markup,
            main_content=False,
            alt_texts=False,
            links=False,
            form_fields=False,
            noscript=True,
            list_bullets=False,
        )
    )


def few_words(text: str) -> str:
    """Return the lines of a text that have at least five words."""
    return "\n".join(line for line in text.splitlines() if len(line.split()) >= 5)


def sentence_like(text: str) -> str:
    """Return the lines that have at least ten words or end like a sentence (after the C4 line filter)."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if len(line.split()) >= 10 or line.endswith(_END))


def _cleaner(prepared: Prepared, media_type: str) -> Answer:
    page = prepared.page
    raw = prepared.text if media_type == "text/plain" else page.html or b""
    models = models_for(raw)
    started = time.process_time()
    document = cleaner.RawDocument(raw, page.id, media_type=media_type, url=page.url)
    doc = clean_raw(document, cleaner.Config(), models)
    body = doc.body
    seconds = time.process_time() - started
    blocks = tuple(_roles(doc)) if prepared.blocks else ()
    found = doc.metadata
    return Answer(body, blocks, found.headline, tuple(found.authors), found.published_at, seconds)


def _roles(doc: cleaner.Document) -> Iterator[tuple[str, str]]:
    for block, decision in zip(doc.blocks, doc.decisions, strict=True):
        yield str(decision.role), doc.text_of(block)
    for role, text in (("headline", doc.metadata.headline), ("dek", doc.metadata.dek)):
        if text:
            yield role, text


def _cleaner_html(prepared: Prepared) -> Answer:
    return _cleaner(prepared, "text/html")


def _cleaner_text(prepared: Prepared) -> Answer:
    return _cleaner(prepared, "text/plain")


def _timed(call: Callable[[], str | None]) -> Answer:
    started = time.process_time()
    body = call() or ""
    return Answer(body, seconds=time.process_time() - started)


def _trafilatura(prepared: Prepared) -> Answer:
    page = prepared.page
    return _timed(lambda: extract(page.html or b"", url=page.url, include_comments=False))


def _trafilatura_precision(prepared: Prepared) -> Answer:
    page = prepared.page
    return _timed(lambda: extract(page.html or b"", url=page.url, include_comments=False, favor_precision=True))


def _trafilatura_metadata(prepared: Prepared) -> Answer:
    started = time.process_time()
    found = extract_metadata(prepared.markup, default_url=prepared.page.url)
    seconds = time.process_time() - started
    return Answer(headline=found.title, authors=split_authors(found.author), date=found.date, seconds=seconds)


def _resiliparse(prepared: Prepared) -> Answer:
    return _timed(lambda: extract_plain_text(prepared.markup, main_content=True, alt_texts=False, list_bullets=False))


def _visible(prepared: Prepared) -> Answer:
    return _timed(lambda: visible_text(prepared.markup))


def _nothing(prepared: Prepared) -> Answer:
    return Answer(prepared.text)


def _few_words(prepared: Prepared) -> Answer:
    return _timed(lambda: few_words(prepared.text))


def _sentence_like(prepared: Prepared) -> Answer:
    return _timed(lambda: sentence_like(prepared.text))


_ALL = (
    System("cleaner", "html", None, _cleaner_html),
    System("trafilatura", "html", "trafilatura", _trafilatura),
    System("trafilatura-precision", "html", "trafilatura", _trafilatura_precision),
    System("trafilatura-metadata", "html", "trafilatura", _trafilatura_metadata, gives_text=False),
    System("resiliparse", "html", "resiliparse", _resiliparse),
    System("nothing", "html", "resiliparse", _visible),
    System("cleaner-text", "text", None, _cleaner_text),
    System("nothing-text", "text", None, _nothing),
    System("words5-text", "text", None, _few_words),
    System("c4-lines-text", "text", None, _sentence_like),
)
SYSTEMS = {system.name: system for system in _ALL}
PACKAGES = ("trafilatura", "resiliparse", "lxml", "ftfy")


def versions() -> dict[str, str]:
    """Return the versions of the libraries that decide the numbers."""
    return {package: version(package) for package in PACKAGES}


@dataclass(frozen=True, slots=True)
class Job:
    """One page and the systems that have to answer it, in a form that travels between processes."""

    page: Page
    systems: tuple[str, ...]
    blocks: bool


def work(job: Job) -> tuple[str, dict[str, Answer]]:
    """Return the page's id and the answer of each system; what a system raises becomes its answer."""
    prepared = prepare(job)
    return job.page.id, {name: answer(SYSTEMS[name], prepared) for name in job.systems}


def prepare(job: Job) -> Prepared:
    """Return the page decoded and, where a system reads plain text, with its visible text."""
    page = job.page
    markup = str(decode_file(page.html)) if page.html is not None and _needs_markup(job) else ""
    text = page.text
    if text is None:
        text = visible_text(markup) if any(SYSTEMS[name].view == "text" for name in job.systems) else ""
    return Prepared(page, markup, text, job.blocks)


def answer(system: System, prepared: Prepared) -> Answer:
    """Return the system's answer, or an empty one that names the error it raised."""
    try:
        return system.run(prepared)
    except Exception as error:  # noqa: BLE001  (any failure of any system is a result)
        # saved results name no folders of the machine they were made on
        message = str(error).replace(str(_ROOT), ".")
        return Answer(error=f"{type(error).__name__}: {message}"[:120])


def warm_up(names: tuple[str, ...]) -> None:
    """Call each system once on a tiny page, so that imports and caches are on nobody's clock."""
    page = Page("warm-up", html=b"<html><body><p>One paragraph of warm words.</p></body></html>", text="Warm words.")
    job = Job(page, names, blocks=False)
    work(replace(job, page=replace(page, text=None)))
    work(job)


def _needs_markup(job: Job) -> bool:
    return any(SYSTEMS[name].view == "text" or name not in ("cleaner", "trafilatura") for name in job.systems)
