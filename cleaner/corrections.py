"""What people say of blocks that were decided wrongly, as lines of a file, and how often decisions agree with it."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from cleaner.entries import entries, entry_at
from cleaner.meant import hint
from cleaner.model import Action, Decision, Document, Role
from cleaner.readers import InputError
from cleaner.readers.names import uri_of
from cleaner.tokens import normal_form

_TEXTS = ("id", "uri", "sha256", "text")
_KEYS = ("id", "uri", "record", "sha256", "block", "text", "role", "action")


@dataclass(frozen=True, slots=True)
class Correction:
    """What one block of one document is, or what should become of it, as a person says."""

    id: str
    """The id of the document."""
    uri: str
    record: str | None
    sha256: str
    """Hash of the bytes that the document was read from."""
    block: int
    text: str
    """The text of the block: it is found again where another version cuts blocks elsewhere."""
    role: Role | None
    """`None` where nothing is said of the role."""
    action: Action | None
    """`None` where nothing is said of what should become of it."""

    def agrees(self, decision: Decision | None) -> bool:
        """Say whether a decision is right in all that is said; none never is."""
        if decision is None:
            return False
        return self.role in {None, decision.role} and self.action in {None, decision.action}

    def to_line(self) -> str:
        """Return the line of the file, its line feed included."""
        return json.dumps({key: getattr(self, key) for key in _KEYS}, ensure_ascii=False) + "\n"


def correction_of(record: Mapping[str, Any], block: int, role: Role | None, action: Action | None) -> Correction:
    """Return a correction of a block of a record.

    Raises:
        IndexError: The record has no such block.
    """
    text: str = entry_at(entries(record), block)["text"]
    source = record["source"]
    return Correction(record["id"], source["uri"], source["record"], source["sha256"], block, text, role, action)


def append(path: Path, correction: Correction) -> None:
    """Write a correction behind those that a file holds; the file is made where it is not there.

    Raises:
        InputError: Its folder is not there.
        OSError: It cannot be written.
    """
    if not path.parent.is_dir():
        raise InputError(f"no folder for the corrections: {uri_of(str(path.parent))}")
    with path.open("a+b") as stream:
        # Who edits the file by hand may leave its last line open.
        if stream.tell():
            stream.seek(-1, 2)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        stream.write(correction.to_line().encode("utf-8", "backslashreplace"))


def read_corrections(path: Path) -> list[Correction]:
    """Return the corrections of a file; of several of one block the last one counts.

    Raises:
        InputError: The file cannot be read, holds none, or holds a line that is none; the message names the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {uri_of(str(path))}: {error.strerror}") from error
    found = {}
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            where = f"{uri_of(str(path))}:{number}"
            try:
                one = _parsed(line, where)
            except RecursionError:
                raise InputError(f"{where} is nested too deeply") from None
            found[one.sha256, one.id, one.block] = one
    if not found:
        raise InputError(f"no corrections in {uri_of(str(path))}")
    return list(found.values())


def _parsed(line: bytes, where: str) -> Correction:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InputError(f"{where} is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: takes an object, not {row!r}")
    for key in row:
        if key not in _KEYS:
            raise InputError(f"{where}: unknown key {key!r}{hint(key, _KEYS)}")
    for key in _TEXTS:
        if not isinstance(row.get(key), str):
            raise InputError(f"{where}: {key} is missing or no text")
    block, place = row.get("block"), row.get("record")
    if type(block) is not int or block < 0:
        raise InputError(f"{where}: block takes the index of a block, not {block!r}")
    if not isinstance(place, str | None):
        raise InputError(f"{where}: record takes a text or null, not {place!r}")
    role = _one_of(row.get("role"), [one.value for one in Role], f"{where}: unknown role")
    action = _one_of(row.get("action"), [one.value for one in Action], f"{where}: unknown action")
    if role is None and action is None:
        raise InputError(f"{where}: says neither role nor action")
    texts = (row["id"], row["uri"], place, row["sha256"], block, row["text"])
    return Correction(*texts, None if role is None else Role(role), None if action is None else Action(action))


def _one_of(value: Any, known: Collection[str], message: str) -> str | None:
    if value is None or value in known:
        name: str | None = value
        return name
    raise InputError(f"{message} {value!r}{hint(str(value), known)}")


def decided(document: Document, correction: Correction) -> Decision | None:
    """Return what was decided about the block that a correction means; `None` where the document has none like it."""
    block = block_of(document, correction)
    return None if block is None else document.decisions[block]


def block_of(document: Document, correction: Correction) -> int | None:
    """Return the index of the block that a correction means; `None` where the document has none like it.

    It is the block of that index where it has that text, else the nearest one with it, else the nearest one with its
    normal form.
    """
    texts = [document.text_of(block) for block in document.blocks]
    for form in (str, normal_form):
        wanted = form(correction.text)
        alike = [at for at, text in enumerate(texts) if form(text) == wanted]
        if alike:
            return min(alike, key=lambda at: abs(at - correction.block))
    return None


@dataclass(slots=True)
class Agreement:
    """How decisions agree with corrections."""

    scored: list[tuple[Correction, Decision | None]] = field(default_factory=list)
    """Each correction of a document that was there, and what was decided; `None` where the block is lost."""
    absent: list[Correction] = field(default_factory=list)
    """Corrections of documents that were not there."""

    @property
    def misses(self) -> list[tuple[Correction, Decision | None]]:
        """What does not agree."""
        return [(one, decision) for one, decision in self.scored if not one.agrees(decision)]

    @property
    def share(self) -> float:
        """Share of the corrections that agree, 0 to 1."""
        return 1.0 - len(self.misses) / len(self.scored) if self.scored else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return all of it as a JSON-ready dict; what cannot be said for lack of blocks is null."""
        acted = [(one.action, decision and decision.action) for one, decision in self.scored if one.action is not None]
        roles = [(one.role, decision and decision.role) for one, decision in self.scored if one.role is not None]
        return {
            "corrections": len(self.scored) + len(self.absent),
            "scored": len(self.scored),
            "right": len(self.scored) - len(self.misses),
            "absent": [one.uri for one in self.absent],
            "share": round(self.share, 4),
            "actions": _by_name(acted, Action),
            "roles": _by_name(roles, Role),
            "misses": [_miss(one, decision) for one, decision in self.misses],
        }


def _by_name(pairs: Sequence[tuple[Any, Any]], names: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Return precision, recall and support of each name that is wanted or given in pairs of both."""
    wanted, given = Counter(want for want, _ in pairs), Counter(got for _, got in pairs)
    right = Counter(want for want, got in pairs if want is got)
    return {
        name.value: {
            "precision": round(right[name] / given[name], 4) if given[name] else None,
            "recall": round(right[name] / wanted[name], 4) if wanted[name] else None,
            "support": wanted[name],
        }
        for name in names
        if wanted[name] or given[name]
    }


def _miss(one: Correction, decision: Decision | None) -> dict[str, Any]:
    return {
        "uri": one.uri,
        "id": one.id,
        "block": one.block,
        "wanted": {"action": one.action, "role": one.role},
        "got": None
        if decision is None
        else {"action": decision.action.value, "role": decision.role.value, "reason": decision.reason},
        "text": one.text,
    }
