"""Ray on two nodes: the bytes of a local search, also where one of them is killed while it works."""

import json
from pathlib import Path
from typing import Literal

import orjson
import pytest

from benchmarks.made import record, texts
from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.spread import local
from tests.duplicates.test_corpus import LOOSE, NO_NEAR
from tests.remote.two_nodes import search_on_two_nodes

pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytest.importorskip("rensa", reason=NO_NEAR)

pytestmark = pytest.mark.remote


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("kill", ["leave", "kill"])
def test_two_nodes_give_the_bytes_of_one(kill: Literal["leave", "kill"], tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    made = [orjson.dumps(record(*one), option=orjson.OPT_APPEND_NEWLINE) for one in texts(160, 31)]
    for at in range(8):
        (source / f"{at}.jsonl").write_bytes(b"".join(made[at * 20 : at * 20 + 20]))
    with local(1) as spread:
        deduplicate(Output(source, tmp_path / "local"), LOOSE, near=True, spread=spread)
    done = search_on_two_nodes(source, tmp_path / "ray", kill, timeout=280)
    assert done.returncode == 0, done.stderr[-4000:]
    says = json.loads(done.stdout.splitlines()[-1])
    assert says["nodes"] == 2
    # What ran on the node that was killed was begun once more on the other one.
    assert (says["again"] > 0) == (kill == "kill")
    assert files(tmp_path / "ray") == files(tmp_path / "local")
    assert len(files(tmp_path / "ray")) == 8
