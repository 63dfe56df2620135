"""Reading: what there is to read, and the documents in it.

`find_inputs` walks the command line's paths, `read` opens one input. A container format is one new reader and
one entry in `KINDS`, with its suffixes in `SUFFIXES`.
"""

from cleaner.readers.kinds import CONTAINERS, KINDS
from cleaner.readers.names import STDIN
from cleaner.readers.opening import read
from cleaner.readers.options import Fields, ReadOptions
from cleaner.readers.source import Read
from cleaner.readers.walk import Found, Input, InputError, Skipped, at_hand, find_inputs, named_address

__all__ = [
    "CONTAINERS",
    "KINDS",
    "STDIN",
    "Fields",
    "Found",
    "Input",
    "InputError",
    "Read",
    "ReadOptions",
    "Skipped",
    "at_hand",
    "find_inputs",
    "named_address",
    "read",
]
