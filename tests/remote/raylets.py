"""Two nodes of Ray on this machine, each a raylet of its own; one of them can be killed while its tasks run.

`python -m tests.remote.raylets IN OUT kill|leave` searches IN on them, writes OUT, and prints the nodes that worked.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import ray
from ray.cluster_utils import Cluster

from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.ray_spread import on_ray
from cleaner.duplicates.settings import Across

_WAIT = 0.5


def slowly(function: Callable[[Any], Any], notes: Path, task: Any) -> tuple[str, Any]:
    """Make what the function makes, so slowly that tasks run when a node dies, and say on which node."""
    node = ray.get_runtime_context().get_node_id()
    (notes / f"{node}-{time.monotonic_ns()}-{os.getpid()}").touch()
    time.sleep(_WAIT)
    return node, function(task)


def main(source: str, to: str, kill: str) -> None:
    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False})
    second = cluster.add_node(num_cpus=2)
    cluster.wait_for_nodes()
    nodes: set[str] = set()
    notes = Path(f"{to}.notes")
    tasks_given = 0

    def begun() -> int:
        """Count the tasks that the second node has begun."""
        return len(list(notes.glob(f"{second.node_id}-*")))

    def end(before: int) -> None:
        # A busy machine takes its time until a task is there; it is not done as soon as it has begun.
        while begun() == before:
            time.sleep(_WAIT / 50)
        cluster.remove_node(second, allow_graceful=False)

    with on_ray(cluster.address, 1) as spread:

        def watched(function: Callable[[Any], Any], tasks: Iterable[Any], /) -> list[Any]:
            nonlocal tasks_given
            given = list(tasks)
            tasks_given += len(given)
            # When the parts are written there is work for both nodes.
            if kill == "kill" and isinstance(function, partial) and function.func.__name__ == "_apply":
                threading.Thread(target=end, args=(begun(),), daemon=True).start()
            made = spread(partial(slowly, function, notes), given)
            nodes.update(node for node, _ in made)
            return [one for _, one in made]

        notes.mkdir()
        deduplicate(Output(Path(source), Path(to)), Across(ceiling=1.0), near=True, spread=watched)
    cluster.shutdown()
    again = len(list(notes.iterdir())) - tasks_given
    sys.stdout.write(json.dumps({"nodes": len(nodes), "again": again}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
