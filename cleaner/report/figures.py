"""Which charts a page has, and what they show."""

from collections.abc import Sequence

from cleaner.report.beside import Rejects
from cleaner.report.charts import (
    WORDS,
    Bars,
    Histogram,
    Row,
    Series,
    bars,
    histogram,
    lengths,
    rest,
    single,
    stacked,
    tenths,
)
from cleaner.report.tally import MOST, Tally
from cleaner.report.totals import ACTIONS, Totals

Figure = Bars | Histogram

_SHOWN = 200
_CUT = f"Only the first {MOST:,} names have a row of their own."


def figures(totals: Totals, rejects: Rejects) -> list[Figure]:
    """Return the charts of a page in their order; one that would show nothing is left out."""
    found: tuple[Figure, ...] = (
        _roles(totals, 0, "roles", "Blocks by role"),
        _roles(totals, 3, "characters", "Characters by role"),
        _three(totals.reasons, "reasons", "Blocks by reason", "Who decided: rules, models, neighbours, copies."),
        _three(totals.sites, "sites", "Characters by site", "Without white space."),
        *_histograms(totals),
        _counted(totals.fixes, "fixes", "Fixes", "What was repaired, as often as it was."),
        _counted(totals.encodings, "encodings", "Encodings", "And who said so."),
        _counted(totals.languages, "languages", "Languages", "Documents by the language of their text."),
        _counted(totals.flags, "flags", "Flags", "Documents that were limited, lossy or doubtful."),
        _rejects(rejects),
    )
    return [one for one in found if isinstance(one, Histogram) or one.rows]


def _roles(totals: Totals, at: int, name: str, title: str) -> Bars:
    found = [(role, numbers[at : at + 3]) for role, numbers in totals.roles.rows()]
    found.sort(key=lambda one: (-sum(one[1]), one[0]))
    note = "Without white space." if at else "What each block is for, and what became of it."
    return bars((name, title, note), ("Role", *WORDS), stacked(found))


def _three(tally: Tally, name: str, title: str, note: str) -> Bars:
    found, others = _cut(tally)
    header = {"reasons": "Reason", "sites": "Site"}[name]
    return bars((name, title, _noted(note, tally)), (header, *WORDS), (*stacked(found), *rest(others)))


def _counted(tally: Tally, name: str, title: str, note: str) -> Bars:
    found, others = _cut(tally)
    header = {"fixes": ("Fix", "fixes")}.get(name, (title.removesuffix("s"), "documents"))
    rows = (*single([(key, numbers[0]) for key, numbers in found]), *rest(others))
    return bars((name, title, _noted(note, tally)), header, rows)


def _cut(tally: Tally) -> tuple[list[tuple[str, list[int]]], list[int]]:
    """Return the largest names, and the sums of all others."""
    rows = tally.rows()
    others = [sum(numbers) for numbers in zip(tally.rest, *(one for _, one in rows[_SHOWN:]), strict=True)]
    return rows[:_SHOWN], others


def _noted(note: str, tally: Tally) -> str:
    return f"{note} {_CUT}" if any(tally.rest) else note


def _rejects(rejects: Rejects) -> Bars:
    rows: Sequence[Row] = single([(key.replace("\n", ": "), numbers[0]) for key, numbers in rejects.causes.rows()])
    note = "Inputs that could not become documents."
    return bars(("rejects", "Rejects by cause", note), ("Stage: cause", "inputs"), rows)


def _histograms(totals: Totals) -> list[Histogram]:
    length: list[Series] = [("before", "drop", totals.before), ("after", "keep", totals.after)]
    decisions: list[Series] = [
        (word, kind, [numbers[at] for numbers in totals.decisions])
        for at, (word, kind) in enumerate(zip(WORDS, ACTIONS, strict=True))
    ]
    unsure = f" Of {totals.unsure:,} nothing says it." if totals.unsure else ""
    return [
        histogram(
            ("lengths", "Length before and after", "Documents by their characters, all blocks and kept ones."),
            lengths(),
            length,
            edges=False,
        ),
        histogram(
            ("shares", "Share of the text that stays", "Documents by kept characters of all."),
            tenths(),
            [("documents", "keep", totals.shares)],
            edges=True,
        ),
        histogram(
            ("confidence", "Confidence of documents", f"The word F1 that the verdict promises.{unsure}"),
            tenths(),
            [("documents", "one", totals.sure)],
            edges=True,
        ),
        histogram(
            ("decisions", "Confidence of decisions", "Blocks by how sure their role is."),
            tenths(),
            decisions,
            edges=True,
        ),
    ]
