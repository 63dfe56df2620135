"""Checking records that were written, file by file, and against each other."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cleaner.batch.records import TABLE, records_in
from cleaner.check import check
from cleaner.findings import Finding, Level, Tally
from cleaner.findings.checks import CHECKS
from cleaner.findings.place import places
from cleaner.findings.seen import Seen
from cleaner.readers import STDIN, Found, InputError, find_inputs
from cleaner.schema import Violation

_REASONS = 10_000
_RULE = "rule:"


@dataclass(frozen=True, slots=True)
class _Content:
    """The JSON of a record, and where it stands."""

    file: str
    line: int | None
    """Line or row from 1 on; `None` where the file is one record."""
    json: bytes
    written: bool
    """The file holds these very bytes: places in them are places in the file."""


def findings(paths: Sequence[str], tally: Tally) -> Iterator[Finding]:
    """Check every record under some paths, one by one.

    Args:
        paths: Files with one record (`.json`) or many (`.jsonl`, also packed, and `.parquet`), folders of such files,
            or `-`.
        tally: Where to count.

    Yields:
        Everything that is wrong, record by record. Where a file cannot be read to its end and some records have been
        checked, the findings end there and `tally.failure` says why.

    Raises:
        InputError: A path does not exist or cannot be read, or there are no records at all.
    """
    # A path that is not there is named before any work is done.
    found = [(path, () if path == STDIN else find_inputs([path], skip=frozenset())) for path in paths]
    others = _Others()
    try:
        for path, inputs in found:
            for content in _stdin() if path == STDIN else _contents(path, inputs):
                tally.records += 1
                yield from _checked(content, others, tally)
    except InputError as error:
        if not tally.records:
            raise
        tally.failure = str(error)
    if not tally.records:
        raise InputError(f"no records in {', '.join(paths)}")


def _stdin() -> Iterator[_Content]:
    if sys.stdin is None:
        raise InputError("standard input is closed")
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            yield _Content(STDIN, number, line, written=True)


def _contents(path: str, inputs: Iterable[Found]) -> Iterator[_Content]:
    for file, line, content in records_in(path, inputs):
        yield _Content(file, line, content, not file.lower().endswith(TABLE))


def _checked(content: _Content, others: "_Others", tally: Tally) -> Iterator[Finding]:
    where: Mapping[str, tuple[int, int]] = {}
    name = None
    try:
        record = orjson.loads(content.json)
    except orjson.JSONDecodeError as error:
        wrong, where = [Violation("", f"is not JSON: {error.msg}", "json")], {"": (error.lineno, error.colno)}
    else:
        wrong = check(record) or others.look(record)
        if wrong and content.written:
            where = places(content.json.decode("utf-8"), (one.pointer for one in wrong))
        name = record.get("id") if isinstance(record, dict) else None
    tally.invalid += any(CHECKS[one.check].level is Level.ERROR for one in wrong)
    tally.checks.update(one.check for one in wrong)
    for one in wrong:
        line, column = where.get(one.pointer, (None, None))
        yield Finding(
            content.file,
            line if content.line is None else content.line,
            column,
            name if isinstance(name, str) else None,
            one.pointer,
            one.check,
            CHECKS[one.check].level,
            one.message,
        )


class _Others:
    """What one record cannot say: how it goes with the records before it, and with this version's rules."""

    def __init__(self) -> None:
        self._ids = Seen()
        self._reasons: set[str] = set()

    def look(self, record: Mapping[str, Any]) -> list[Violation]:
        """Return what does not go with the others; a rule that is not known is named once."""
        found = []
        if not self._ids.add(record["id"]):
            found.append(Violation("/id", "is the id of an earlier record, too", "repeated-id"))
        for key in ("blocks", "removed"):
            for at, entry in enumerate(record[key]):
                reason = entry["reason"]
                if reason in self._reasons or len(self._reasons) >= _REASONS:
                    continue
                self._reasons.add(reason)
                if reason.startswith(_RULE) and not _known(reason.removeprefix(_RULE)):
                    message = f"is {reason}, which this version does not have"
                    found.append(Violation(f"/{key}/{at}/reason", message, "unknown-rule"))
        return found


def _known(name: str) -> bool:
    from cleaner.rules import PREFIX  # noqa: PLC0415  the table takes a while to load

    # A record does not hold the user's rules that it was made with.
    return name.startswith(PREFIX) or name in _rules()


def _rules() -> frozenset[str]:
    from cleaner.rules import RULES  # noqa: PLC0415  the table takes a while to load

    return frozenset(rule.id for rule in RULES)
