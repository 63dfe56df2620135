"""Reading: what there is to read, and the documents in it.

`find_inputs` walks the command line's paths, `read` opens one input. A container format is one new reader and
one entry in `READERS`.
"""

from collections.abc import Iterator
from pathlib import PurePath
from types import MappingProxyType

from cleaner.config import Limits
from cleaner.model import RawDocument
from cleaner.readers.names import STDIN
from cleaner.readers.walk import Found, Input, InputError, Skipped, find_inputs
from cleaner.readers.whole import Reader, read_html, read_stdin, read_text, read_unknown

__all__ = ["READERS", "STDIN", "Found", "Input", "InputError", "Skipped", "find_inputs", "read"]

READERS: MappingProxyType[str, Reader] = MappingProxyType(
    {
        ".txt": read_text,
        ".text": read_text,
        ".md": read_text,
        ".html": read_html,
        ".htm": read_html,
        ".xhtml": read_html,
    }
)
"""Which reader opens a file, by its suffix in lower case; any other file is looked into."""


def read(given: Input, limits: Limits) -> Iterator[RawDocument]:
    """Read the documents of one input.

    Args:
        given: An input, as `find_inputs` found it.
        limits: Bounds on one document.

    Yields:
        Each document of the input.

    Raises:
        RejectedError: The input cannot be read, or is longer than `limits.bytes`.
    """
    if given.path is None:
        yield from read_stdin(limits.bytes)
        return
    reader = READERS.get(PurePath(given.uri).suffix.lower(), read_unknown)
    yield from reader(given.path, given.uri, limits.bytes)
