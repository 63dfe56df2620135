"""Ray on two nodes: the bytes of a local search, also where one of them is killed while it works."""

import json
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from benchmarks.made import record, texts
from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.spread import local
from tests.duplicates.test_corpus import LOOSE, NO_NEAR

pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytest.importorskip("rensa", reason=NO_NEAR)

pytestmark = pytest.mark.remote
TOP = Path(__file__).parents[2]


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("kill", ["leave", "kill"])
def test_two_nodes_give_the_bytes_of_one(kill: str, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    made = [orjson.dumps(record(*one), option=orjson.OPT_APPEND_NEWLINE) for one in texts(160, 31)]
    for at in range(8):
        (source / f"{at}.jsonl").write_bytes(b"".join(made[at * 20 : at * 20 + 20]))
    with local(1) as spread:
        deduplicate(Output(source, tmp_path / "local"), LOOSE, near=True, spread=spread)
    # In a process of its own: what Ray warns of is not ours to mend.
    command = [sys.executable, "-m", "tests.remote.raylets", str(source), str(tmp_path / "ray"), kill]
    # The workers of a node take the package from where this test takes it.
    environment = {**os.environ, "PYTHONPATH": str(TOP), "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "1"}
    done = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr[-4000:]
    says = json.loads(done.stdout.splitlines()[-1])
    assert says["nodes"] == 2
    # What ran on the node that was killed was begun once more on the other one.
    assert (says["again"] > 0) == (kill == "kill")
    assert files(tmp_path / "ray") == files(tmp_path / "local")
    assert len(files(tmp_path / "ray")) == 8
