"""One JSON file per document, in the folders its uri names."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaner.model import RejectedError
from cleaner.writers.encode import Record, encode
from cleaner.writers.files import Write, whole_file
from cleaner.writers.names import output_name
from cleaner.writers.target import Target

_CLASHES = {errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY}


@contextmanager
def json_folder(target: Target) -> Iterator[Write]:
    """Open a folder for one indented JSON file per record.

    Args:
        target: An output with a folder.

    Yields:
        The function that writes one record.
    """
    assert target.path is not None
    folder = target.path.resolve()

    def write(record: Record) -> None:
        content = encode(record, indent=True)
        place = folder / output_name(_name(record), ".json")
        try:
            _stay_inside(folder, place.parent)
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.is_dir():
                raise RejectedError("write", "name_clash", "a folder stands where the record must go")
            with whole_file(place) as stream:
                stream.write(content)
        except OSError as error:
            if error.errno in _CLASHES:
                raise RejectedError("write", "name_clash", "a file stands where a folder must be") from error
            if error.errno == errno.ENAMETOOLONG:
                raise RejectedError("write", "path_too_long", "the output's path is too long") from error
            raise

    yield write


def _name(record: Record) -> str:
    source = record["source"]
    # A record inside a container has the container's uri, and is told from its neighbours by its own name.
    return source["uri"] if source["record"] is None else f"{source['uri']}/{source['record']}"


def _stay_inside(folder: Path, parent: Path) -> None:
    if not parent.resolve().is_relative_to(folder):
        raise RejectedError("write", "outside_output", "a link in the output folder leads out of it")
