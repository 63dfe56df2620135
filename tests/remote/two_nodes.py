"""Starts a search on two nodes of Ray in a process of its own: what Ray warns of is not ours to mend."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

_TOP = Path(__file__).parents[2]


def search_on_two_nodes(
    source: Path, to: Path, second: Literal["leave", "kill"], timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Search a folder on two nodes, and wait for it; the last line of its output is JSON (`tests.remote.raylets`).

    Args:
        source: The folder of records.
        to: Where they are written.
        second: What happens to the second node.
        timeout: Seconds that it may take.

    Raises:
        subprocess.TimeoutExpired: It took longer.
    """
    command = [sys.executable, "-m", "tests.remote.raylets", str(source), str(to), second]
    # The workers of a node take the package from where this process takes it.
    environment = {**os.environ, "PYTHONPATH": str(_TOP), "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "1"}
    return subprocess.run(
        command, cwd=_TOP, env=environment, capture_output=True, text=True, check=False, timeout=timeout
    )
