"""`python -m benchmarks.worst`: which pages are cleaned worst, and what went wrong there.

Every page is judged by models that have not seen its site. What is printed names pages, reasons and numbers; of the
text of a page it shows no more than the first words of a block, and that only with `--words`.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import cleaner
from benchmarks.data import Gold, Page, golds, pages
from benchmarks.dated import save
from benchmarks.folds import models_for
from benchmarks.scores import Score, bag, word_score
from benchmarks.tables import Table, markdown
from cleaner.model import Action
from cleaner.pipeline import clean_raw
from training.align import targets, tokens

TABLES = ("wcxb-dev", "news-dev")
KINDS = {
    "empty": "the gold is empty and something was kept",
    "absent": "less than four fifths of the gold's words stand on the page as it was saved",
    "nothing": "there is a gold and nothing was kept",
    "snippet": "the gold is less than a tenth of the page's words, and precision is below 0.8",
    "runs on": "most of what was wrongly kept stands behind the last block of the gold",
    "too much": "precision below 0.8, recall above",
    "too little": "recall below 0.8, precision above",
    "both": "precision and recall below 0.8",
    "slight": "neither below 0.8",
}
"""What went wrong on a page, by numbers alone; the first one that fits counts."""

CAUSES = {
    "empty gold": "people called the page empty; it shows text",
    "a piece": "the gold is a small piece of the text: an introduction, a blurb",
    "gold stops early": "the gold ends where a paywall stood or where the annotator stopped; the text goes on",
    "gold has holes": "the gold leaves out sections of the same text",
    "several stories": "the page holds several stories; the gold is the first",
    "not on the page": "the saved page does not hold the text: scripts load it, or the address shows another page",
    "odd gold": "the gold is what nobody would call content",
    "other half": "the page has a list and a text; the gold is one of them, the other one was kept",
    "furniture": "offers, demonstrations, questions and answers stand inside the text",
    "comments": "reader comments were kept or lost",
    "links are the content": "a directory was taken for a menu",
    "repeats": "the same text for several readers; the gold holds all of them",
}
"""Causes that people found on single pages."""

_ROOT = Path(__file__).resolve().parents[1]
_NOTES = _ROOT / "benchmarks" / "causes.toml"
_PAGE = _ROOT / "docs" / "errors.md"
_BEGIN, _END = "<!-- worst:begin -->\n", "<!-- worst:end -->"
_TOLD = 5  # pages of each group in the documentation
_LOW = 0.8
_HALF = 0.5  # a block with this share of its words in the gold should stay
_LITTLE = 0.1
_WORDS = 6
_BLOCKS = 12
_COLUMNS = ("page", "F1", "P", "R", "gold", "page words", "what went wrong")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A block that was decided wrongly."""

    kept: bool
    reason: str
    words: int
    opening: str
    """Its first words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out of one page."""

    page: str
    """`TABLE/ID`."""
    group: str
    score: Score
    kind: str
    meant: int
    """Words of the gold."""
    shown: int
    """Words of the page."""
    wrong: tuple[Wrong, ...]


def look(page: Page, gold: Gold, table: str) -> Finding:
    """Return what the cleaner makes of a page, beside its gold.

    Args:
        page: one with the bytes of its HTML.
        gold: what should come out.
        table: the page is from.
    """
    raw = page.html or b""
    doc = clean_raw(
        cleaner.RawDocument(raw, page.id, media_type="text/html", url=page.url), cleaner.Config(), models_for(raw)
    )
    meant = bag(gold.body or "")
    score = word_score(bag(doc.body), meant)
    texts = [doc.text_of(block) for block in doc.blocks]
    shares = targets(texts, gold.body or "") if score.f1 < 1.0 and meant else [0.0] * len(texts)
    kept = [decision.action is Action.KEEP for decision in doc.decisions]
    wrong = tuple(
        Wrong(stays, decision.reason, len(tokens(text)), " ".join(text.split()[:_WORDS]))
        for text, share, stays, decision in zip(texts, shares, kept, doc.decisions, strict=True)
        if stays != (share >= _HALF)
    )
    shown = bag("\n".join(texts))
    kind = _kind(score, meant, shown, list(zip(kept, shares, map(len, map(tokens, texts)), strict=True)))
    return Finding(f"{table}/{page.id}", gold.group or table, score, kind, meant.total(), shown.total(), wrong)


def _kind(score: Score, meant: Counter[str], shown: Counter[str], blocks: Sequence[tuple[bool, float, int]]) -> str:
    """Return the first of `KINDS` that fits. A block is whether it stays, its share in the gold, and its words."""
    if not meant:
        return "slight" if score.f1 else "empty"
    last = max((i for i, (_, share, _) in enumerate(blocks) if share >= _HALF), default=-1)
    added = [(i, words) for i, (stays, share, words) in enumerate(blocks) if stays and share < _HALF]
    behind = sum(words for i, words in added if i > last)
    imprecise, short = score.precision < _LOW, score.recall < _LOW
    fits = {
        "absent": (meant & shown).total() < _LOW * meant.total(),
        "nothing": not any(stays for stays, _, _ in blocks),
        "snippet": imprecise and meant.total() < _LITTLE * shown.total(),
        "runs on": imprecise and behind > _HALF * sum(words for _, words in added),
        "too much": imprecise and not short,
        "too little": short and not imprecise,
        "both": imprecise and short,
    }
    return next((kind for kind, fit in fits.items() if fit), "slight")


def findings(sample: int | None) -> Iterator[Finding]:
    """Yield what came out of every page of `TABLES`.

    Args:
        sample: take this many pages of each table, evenly spread; `None` takes all.
    """
    for table in TABLES:
        answers = {gold.id: gold for gold in golds(table, sample)}
        for page in pages(table, list(answers)):
            yield look(page, answers[page.id], table)


def notes() -> dict[str, dict[str, str]]:
    """Return what people found on single pages, by `TABLE/ID`: `cause`, one of `CAUSES`, and `note`."""
    found: dict[str, dict[str, str]] = tomllib.loads(_NOTES.read_text(encoding="utf-8"))
    return found


def kind_table(found: Sequence[Finding]) -> Table:
    """Return how many pages of each kind there are, and what they cost in F1 of their table's mean, by group."""
    groups = list(dict.fromkeys(one.group for one in found))
    sizes = Counter(one.group for one in found)
    rows: list[tuple[str | int, ...]] = []
    for kind in KINDS:
        some = [one for one in found if one.kind == kind]
        cells = []
        for group in groups:
            lost = [1.0 - one.score.f1 for one in some if one.group == group]
            cells.append(f"{len(lost)} ({sum(lost) / sizes[group]:.3f})" if lost else "–")
        rows.append((kind, len(some), *cells))
    header = ("what went wrong", "pages", *(f"{group} ({sizes[group]})" for group in groups))
    return Table(
        "Pages by what went wrong, in brackets the F1 that they cost the mean of their column", header, tuple(rows)
    )


def cause_table(worst: Sequence[Finding]) -> Table:
    """Return how often each cause was found on the worst pages of every group."""
    known = notes()
    counts = Counter(known[one.page]["cause"] if one.page in known else "not looked at" for one in worst)
    rows = tuple((cause, count, CAUSES.get(cause, "")) for cause, count in counts.most_common())
    return Table(f"Causes on these {len(worst)} pages", ("cause", "pages", "what it is"), rows)


def page_table(group: str, worst: Sequence[Finding]) -> Table:
    """Return the worst pages of one group, with the reasons of what was decided wrongly."""
    rows = tuple((*_numbers(one), _reasons(one, kept=True), _reasons(one, kept=False)) for one in worst)
    return Table(group, (*_COLUMNS, "wrongly kept", "wrongly dropped"), rows)


def told_table(group: str, worst: Sequence[Finding]) -> Table:
    """Return the worst pages of one group, with what people found there."""
    known = notes()
    rows = tuple(
        (*_numbers(one), known.get(one.page, {}).get("cause", ""), known.get(one.page, {}).get("note", ""))
        for one in worst
    )
    return Table(group, (*_COLUMNS, "cause", "there"), rows)


def _numbers(one: Finding) -> tuple[str | int | float, ...]:
    f1, precision, recall = (round(value, 3) for value in (one.score.f1, one.score.precision, one.score.recall))
    return one.page, f1, precision, recall, one.meant, one.shown, one.kind


def _reasons(finding: Finding, *, kept: bool) -> str:
    """Return the reasons that took most words to the wrong side."""
    words: Counter[str] = Counter()
    for one in finding.wrong:
        if one.kept == kept:
            words[one.reason] += one.words
    return ", ".join(f"{reason} {count}" for reason, count in words.most_common(3) if count)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the worst pages of every group; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worst", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="take N pages of each table, evenly spread")
    parser.add_argument("--pages", type=int, default=20, metavar="N", help="show N pages of each group (default 20)")
    parser.add_argument("--words", action="store_true", help="show how the wrong blocks of these pages begin")
    parser.add_argument(
        "--save", action="store_true", help="write benchmarks/results/<date>-worst.md and the tables of docs/errors.md"
    )
    options = parser.parse_args(arguments)
    found = sorted(findings(options.sample), key=lambda one: (one.group, one.score.f1))
    worst = {name: list(some)[: options.pages] for name, some in groupby(found, key=lambda one: one.group)}
    kinds = kind_table(found)
    text = "\n".join(map(markdown, (kinds, *(page_table(name, some) for name, some in worst.items()))))
    print(text)
    for one in (one for some in worst.values() for one in some) if options.words else ():
        print(f"{one.page} {one.group} {one.kind} {one.score}")
        for block in sorted(one.wrong, key=lambda block: -block.words)[:_BLOCKS]:
            print(f"    {'+' if block.kept else '-'} {block.words:4} {block.reason:30} {block.opening}")
    if options.save:
        _save(text, kinds, {name: some[:_TOLD] for name, some in worst.items()})
    return 0


def _save(text: str, kinds: Table, told: Mapping[str, Sequence[Finding]]) -> None:
    """Write the printed tables with their date, and those of the documentation into its page."""
    save("worst", "The worst pages", f"`python -m benchmarks.worst --save`\n\n{text}")
    causes = cause_table([one for some in told.values() for one in some])
    filled = "\n".join(map(markdown, (kinds, causes, *(told_table(name, some) for name, some in told.items()))))
    before, _, rest = _PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _PAGE.write_text(f"{before}{_BEGIN}{filled}{_END}{rest.partition(_END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
