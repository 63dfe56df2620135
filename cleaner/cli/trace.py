"""`cleaner trace`."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.status import ending, say, show_data
from cleaner.terminal import one_line, safe_json, safe_text

if TYPE_CHECKING:
    from cleaner.batch.trace import Cluster, Member, Node

_LONGEST = 120


def trace(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a document, or its uri.")],
    output: Annotated[str, typer.Argument(metavar="OUT", help="A folder of records, or a file of them.")],
    block: Annotated[int | None, typer.Option(min=0, metavar="N", help="Only what this block repeats.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what a document repeats, and what repeats it.

    For each block with copies there is the whole cluster: the copy that stays, and all that point at it.

    \b
    Examples:
      cleaner trace ferry.html cleaned/
      cleaner trace 3b7ffb21c36a95a1534d9bb77cc292fa cleaned.jsonl --block 4 --json

    Exit status: 0 shown, 2 could not be done.
    """  # noqa: D301
    with ending():
        from cleaner.batch.trace import trace as find_clusters  # noqa: PLC0415  `--help` must not wait for it

        clusters = find_clusters(output, name, block)
        if as_json:
            show_data(safe_json(json.dumps([cluster.to_json() for cluster in clusters], indent=2)) + "\n")
            return
        for at, cluster in enumerate(clusters):
            for line in _lines(cluster, name):
                show_data(safe_text(line) + "\n")
            if at + 1 < len(clusters):
                show_data("\n")
        if not clusters:
            say("nothing repeats")


def _lines(cluster: "Cluster", name: str) -> Iterator[str]:
    first = cluster.members[0]
    others = cluster.members
    if first.node == cluster.stays:
        others = cluster.members[1:]
        yield f"{_place(first.node, first.uri)} stays{_here(first, name)}, copies: {len(others)}"
        if first.text:
            yield f"  {one_line(first.text, _LONGEST)}"
    else:
        yield f"{_place(cluster.stays, None)} stays, its record is not there, copies: {len(others)}"
    for member in others:
        place = f"{_place(member.node, member.uri)}{_here(member, name)}"
        yield f"  {member.similarity:.2f} {member.action} {member.kind} {place}"
        if member.text and member.text != first.text:
            yield f"    {one_line(member.text, _LONGEST)}"


def _place(node: "Node", uri: str | None) -> str:
    document = node.document if uri is None else f"{uri} (id {node.document})"
    return f"{document} as a whole" if node.block is None else f"{document} block {node.block}"


def _here(member: "Member", name: str) -> str:
    return " <-" if name in {member.node.document, member.uri} else ""
