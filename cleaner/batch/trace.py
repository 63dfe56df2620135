"""What a document of an output is a copy of, and what is a copy of it: whole clusters, from the pointers in records."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from cleaner.batch.stored import Stored, find, stored
from cleaner.readers import InputError


class Node(NamedTuple):
    """A block of a document; `None` stands for the document as a whole."""

    document: str
    block: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """One block of a cluster, or one document."""

    node: Node
    uri: str
    action: str
    """`keep` for a document."""
    kind: str
    """How it repeats what it points at; `marked` where it stays, and empty where it points at nothing."""
    of: Node | None
    similarity: float | None
    text: str
    """Empty for a document."""


@dataclass(slots=True)
class Cluster:
    """The copy that stays, and all that points at it, directly or not."""

    stays: Node
    members: list[Member] = field(default_factory=list)
    """The copy that stays first, then the others by id and block. It is not there where its record is not."""

    def to_json(self) -> dict[str, Any]:
        """Return the cluster as a JSON-ready dict."""
        return {"stays": self.stays._asdict(), "members": [_data(member) for member in self.members]}


def _data(member: Member) -> dict[str, Any]:
    return {
        **member.node._asdict(),
        "uri": member.uri,
        "action": member.action,
        "kind": member.kind or None,
        "of": None if member.of is None else member.of._asdict(),
        "similarity": member.similarity,
        "text": member.text or None,
    }


class _Pointer(msgspec.Struct):
    document: str
    similarity: float
    block: int | None = None


class _Entry(msgspec.Struct):
    index: int
    text: str
    reason: str
    duplicate_of: _Pointer | None
    action: str = "keep"


class _Source(msgspec.Struct):
    uri: str


class _Record(msgspec.Struct):
    id: str
    source: _Source
    duplicate_of: _Pointer | None
    blocks: list[_Entry]
    removed: list[_Entry]


_DECODER = msgspec.json.Decoder(_Record)


def trace(output: str, name: str, block: int | None = None) -> list[Cluster]:
    """Find the clusters that a document has a part in.

    The output is read as often as the longest chain of pointers has links, and twice more; what is in memory are the
    clusters alone.

    Args:
        output: A folder of records, or a file of them.
        name: The id of the document, or its uri.
        block: The block that is meant; `None` for all of them, and the document as a whole.

    Returns:
        The clusters, in the order of what stays in them. Empty where nothing repeats.

    Raises:
        InputError: There is no such document or block, or something cannot be read or is no record.
    """
    wanted = _start(_decoded(find(output, name)), block)
    while True:
        members = {member.node: member for member in _members(output, wanted)}
        joined = wanted | members.keys() | {member.of for member in members.values() if member.of is not None}
        if joined == wanted:
            return _clusters(members)
        wanted = joined


def _start(own: _Record, block: int | None) -> frozenset[Node]:
    indexes = [entry.index for entry in (*own.blocks, *own.removed)]
    if block is None:
        return frozenset(Node(own.id, at) for at in (None, *indexes))
    if block not in indexes:
        raise InputError(f"there is no block {block}: the document has {len(indexes)}")
    return frozenset({Node(own.id, block)})


def _members(output: str, wanted: frozenset[Node]) -> Iterator[Member]:
    """Yield all that is wanted, or points at what is."""
    for one in stored(output):
        for member in _of_record(_decoded(one)):
            if member.node in wanted or member.of in wanted:
                yield member


def _decoded(one: Stored) -> _Record:
    try:
        return _DECODER.decode(one.content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not a valid record: {one.place}: {error}") from error


def _of_record(record: _Record) -> Iterator[Member]:
    uri = record.source.uri
    yield _member(Node(record.id, None), record.duplicate_of, uri, _Entry(0, "", "", None))
    for entry in (*record.blocks, *record.removed):
        yield _member(Node(record.id, entry.index), entry.duplicate_of, uri, entry)


def _member(node: Node, pointer: _Pointer | None, uri: str, entry: _Entry) -> Member:
    kind, _, name = entry.reason.partition(":")
    if pointer is None:
        return Member(node, uri, entry.action, "", None, None, entry.text)
    said = name if kind == "duplicate" else "marked"
    return Member(node, uri, entry.action, said, Node(pointer.document, pointer.block), pointer.similarity, entry.text)


def _clusters(members: dict[Node, Member]) -> list[Cluster]:
    found: dict[Node, Cluster] = {}
    for node in sorted(members, key=_order):
        stays = _root(node, members)
        found.setdefault(stays, Cluster(stays)).members.append(members[node])
    for cluster in found.values():
        cluster.members.sort(key=lambda member: (member.node != cluster.stays, _order(member.node)))
    # A block that stands alone is no cluster.
    whole = [cluster for cluster in found.values() if any(member.of is not None for member in cluster.members)]
    return sorted(whole, key=lambda cluster: _order(cluster.stays))


def _order(node: Node) -> tuple[str, int]:
    return node.document, -1 if node.block is None else node.block


def _root(node: Node, members: dict[Node, Member]) -> Node:
    """Return what the pointers lead to in the end."""
    seen = {node}
    while (member := members.get(node)) is not None and member.of is not None and member.of not in seen:
        node = member.of
        seen.add(node)
    return node
