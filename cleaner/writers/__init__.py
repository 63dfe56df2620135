"""Writing: where records go, in which format, and the list of rejects beside them.

`plan_output` judges the output before any work is done; `WRITERS` opens it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import MappingProxyType

from cleaner.writers.encode import Record
from cleaner.writers.files import Write
from cleaner.writers.folder import forget, json_folder
from cleaner.writers.lines import jsonl
from cleaner.writers.rejects import reject_list
from cleaner.writers.target import FORMATS, OutputError, Target, plan_output

__all__ = ["FORMATS", "WRITERS", "OutputError", "Record", "Target", "Write", "forget", "plan_output", "reject_list"]

WRITERS: MappingProxyType[str, Callable[[Target], AbstractContextManager[Write]]] = MappingProxyType(
    {"json": json_folder, "jsonl": jsonl}
)
"""By format: what opens a target and gives the function that writes one record to it."""
