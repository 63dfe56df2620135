"""`cleaner trace`: whole clusters, from the pointers in records."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch.trace import Node, trace
from cleaner.pipeline import document_id
from cleaner.readers import InputError
from tests.compare.records import Part, record
from tests.test_cli import call

SHARED = "The harbour office said on Monday that the new sluice would stay shut until the silt had been measured again."
A, B, C, D = (document_id(name, None) for name in "abcd")


def copy(of: str, block: int, similarity: float = 1.0, kind: str = "exact") -> Part:
    return Part(SHARED, "drop", "body", f"duplicate:{kind}", (of, block, similarity))


def marked(of: str, block: int, similarity: float) -> Part:
    return Part(f"{SHARED} And more.", copy_of=(of, block, similarity))


# Block 1 of b repeats one of a and has a copy in b itself, which c marks; d has a block of its own and a lost one.
CHAIN = {
    "a": [Part(SHARED), Part("Nobody has this.")],
    "b": [Part("First."), copy(A, 0), copy(B, 1, 0.95, "near")],
    "c": [marked(B, 2, 0.9)],
    "d": [Part("Only here."), copy("gone", 7)],
}


def output(place: Path, documents: Mapping[str, Sequence[Part]] = CHAIN, **whole: Any) -> Path:
    records = [record(name, parts) for name, parts in documents.items()]
    for one in records:
        one["duplicate_of"] = whole.get(one["source"]["uri"])
    place.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return place


@pytest.mark.parametrize("name", ["a", "b", "c", B])
def test_a_cluster_is_whole_whoever_is_asked(tmp_path: Path, name: str) -> None:
    (cluster,) = trace(str(output(tmp_path / "out.jsonl")), name)
    assert cluster.stays == Node(A, 0)
    assert [(one.node, one.of, one.kind, one.similarity) for one in cluster.members] == sorted(
        [
            (Node(A, 0), None, "", None),
            (Node(B, 1), Node(A, 0), "exact", 1.0),
            (Node(B, 2), Node(B, 1), "near", 0.95),
            (Node(C, 0), Node(B, 2), "marked", 0.9),
        ],
        key=lambda one: (one[0] != Node(A, 0), one[0]),
    )


def test_the_copy_that_stays_may_be_gone(tmp_path: Path) -> None:
    (cluster,) = trace(str(output(tmp_path / "out.jsonl")), "d")
    assert cluster.stays == Node("gone", 7)
    assert [one.node for one in cluster.members] == [Node(D, 1)]
    assert "gone block 7 stays, its record is not there, copies: 1" in call("trace", "d", tmp_path / "out.jsonl")[1]


def test_one_block(tmp_path: Path) -> None:
    path = str(output(tmp_path / "out.jsonl"))
    assert trace(path, "b", 0) == []
    assert len(trace(path, "b", 1)[0].members) == 4
    with pytest.raises(InputError, match="there is no block 3"):
        trace(path, "b", 3)
    with pytest.raises(InputError, match="no record in"):
        trace(path, "nobody")


def test_documents_as_a_whole(tmp_path: Path) -> None:
    path = output(tmp_path / "out.jsonl", c={"document": A, "similarity": 0.9})
    clusters = trace(str(path), "a")
    assert [cluster.stays for cluster in clusters] == [Node(A, None), Node(A, 0)]
    assert [member.node for member in clusters[0].members] == [Node(A, None), Node(C, None)]


def test_what_a_circle_points_at_is_no_endless_road(tmp_path: Path) -> None:
    path = output(tmp_path / "out.jsonl", {"a": [copy(B, 0)], "b": [copy(A, 0)]})
    assert {member.node for cluster in trace(str(path), "a") for member in cluster.members} == {Node(A, 0), Node(B, 0)}


def test_it_says_what_a_search_said(tmp_path: Path) -> None:
    """The clusters of `cleaner dedup --clusters` are those that the records tell of."""
    pytest.importorskip("rensa")
    (tmp_path / "in").mkdir()
    for number in range(4):
        own = f"Only in {number}: two boats were still aground in the basin, said the owner of number {number}.\n"
        (tmp_path / f"in/{number}.txt").write_text(f"Story {number}\n\n{SHARED}\n\n{own}", encoding="utf-8")
    assert call("clean", tmp_path / "in", "-o", tmp_path / "out", "-q", "-j", "0")[0] == 0
    found = tmp_path / "clusters.jsonl"
    assert call("dedup", tmp_path / "out", "--kind", "near", "--clusters", found, "-q")[0] == 0
    lines = [json.loads(line) for line in found.read_text(encoding="utf-8").splitlines()]
    assert lines
    for line in lines:
        clusters = trace(str(tmp_path / "out"), line["document"])
        (cluster,) = [one for one in clusters if one.stays == Node(line["document"], line["block"])]
        direct = {(one.node, one.similarity) for one in cluster.members if one.of == cluster.stays}
        assert direct == {(Node(one["document"], one["block"]), one["similarity"]) for one in line["copies"]}


def test_what_is_shown(tmp_path: Path) -> None:
    path = output(tmp_path / "out.jsonl")
    code, out, err = call("trace", "b", path)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"a (id {A}) block 0 stays, copies: 3"
    assert f"  1.00 drop exact b (id {B}) block 1 <-" in lines
    assert f"  0.90 keep marked c (id {C}) block 0" in lines
    said = json.loads(call("trace", "b", path, "--json")[1])
    assert said[0]["stays"] == {"document": A, "block": 0}
    assert said[0]["members"][0]["of"] is None
    assert call("trace", "b", path, "--block", "0") == (0, "", "nothing repeats\n")


@pytest.mark.parametrize("content", ["{}", "[", '{"id": "a", "source": {"uri": "a"}}'])
def test_what_is_no_record_ends_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "out.jsonl").write_text(content + "\n", encoding="utf-8")
    code, out, err = call("trace", "a", tmp_path / "out.jsonl")
    assert (code, out) == (2, "")
    assert f"not a valid record: {tmp_path}/out.jsonl:1" in err
