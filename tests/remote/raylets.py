"""Two nodes of Ray on this machine, each a raylet of its own; one of them can be killed while its tasks run.

`python -m tests.remote.raylets IN OUT kill|leave` searches IN on them, writes OUT, and prints the nodes that worked.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ray
from ray.cluster_utils import Cluster

from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.ray_spread import on_ray
from cleaner.duplicates.settings import Across

_WAIT = 0.5
_PATIENCE = 60
_BOTH = 4  # more tasks than one node takes at once


@dataclass(frozen=True)
class Second:
    """What a step wants of the second node: that it works, and whether it dies of it."""

    id: str
    dies: bool


def slowly(function: Callable[[Any], Any], notes: Path, second: Second | None, task: Any) -> tuple[str, Any]:
    """Make what the function makes, and say on which node.

    A busy machine takes its time until a node has begun anything, and until it has died. So tasks wait for the second
    node where it is wanted, and are not done on it where it dies.
    """
    notes.mkdir(exist_ok=True)
    node = ray.get_runtime_context().get_node_id()
    (notes / f"{node}-{time.monotonic_ns()}-{os.getpid()}").touch()
    end = time.monotonic() + _PATIENCE
    while second is not None and not begun(notes, second.id) and time.monotonic() < end:
        time.sleep(_WAIT / 50)
    time.sleep(_PATIENCE if second == Second(node, dies=True) else _WAIT)
    return node, function(task)


def begun(notes: Path, node: str = "") -> int:
    """Count the tasks of a step that a node has begun, or all nodes."""
    return len(list(notes.glob(f"{node}*")))


def main(source: str, to: str, kill: str) -> None:
    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False})
    second = cluster.add_node(num_cpus=2)
    cluster.wait_for_nodes()
    nodes: set[str] = set()
    again = steps = 0

    def end(notes: Path) -> None:
        while not begun(notes, second.node_id):
            time.sleep(_WAIT / 50)
        cluster.remove_node(second, allow_graceful=False)

    with on_ray(cluster.address, 1) as spread:

        def watched(function: Callable[[Any], Any], tasks: Iterable[Any], /) -> list[Any]:
            nonlocal again, steps
            given = list(tasks)
            notes = Path(f"{to}.notes-{steps}")
            steps += 1
            # When the parts are written there is work for both nodes.
            dies = kill == "kill" and isinstance(function, partial) and function.func.__name__ == "_apply"
            if dies:
                threading.Thread(target=end, args=(notes,), daemon=True).start()
            wanted = Second(second.node_id, dies) if len(given) > _BOTH else None
            made = spread(partial(slowly, function, notes, wanted), given)
            again += begun(notes) - len(given)
            nodes.update(node for node, _ in made)
            return [one for _, one in made]

        deduplicate(Output(Path(source), Path(to)), Across(ceiling=1.0), near=True, spread=watched)
    cluster.shutdown()
    sys.stdout.write(json.dumps({"nodes": len(nodes), "again": again}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
