"""One JSON file per document, in the folders its uri names."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaner.model import RejectedError
from cleaner.writers.encode import Record, encode
from cleaner.writers.files import Write, whole_file
from cleaner.writers.names import output_name
from cleaner.writers.target import Target

_CLASHES = {errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP}
_UNENCODABLE = "the record's name cannot be written in the file system's encoding"


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
        source = record["source"]
        try:
            place = _place(folder, source["uri"], source["record"])
            _stay_inside(folder, place.parent)
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.is_dir():
                raise RejectedError("write", "name_clash", "a folder stands where the record must go")
            with whole_file(place) as stream:
                stream.write(content)
        except UnicodeError as error:
            raise RejectedError("write", "unencodable", _UNENCODABLE) from error
        except OSError as error:
            if error.errno == errno.EILSEQ:
                raise RejectedError("write", "unencodable", _UNENCODABLE) from error
            if error.errno in _CLASHES:
                raise RejectedError("write", "name_clash", "a file stands where a folder must be") from error
            if error.errno == errno.ENAMETOOLONG:
                raise RejectedError("write", "path_too_long", "the output's path is too long") from error
            raise

    yield write


def forget(target: Target, uri: str, record: str | None) -> None:
    """Remove the record that an earlier run left of a document which is rejected now.

    Args:
        target: Any output; one that is no folder of single records is left as it is.
        uri: The document's uri.
        record: Its name inside a container.

    Raises:
        OSError: The record is there and cannot be removed.
    """
    if target.path is None or target.format != "json":
        return
    folder = target.path.resolve()
    try:
        place = _place(folder, uri, record)
        _stay_inside(folder, place.parent)
        if place.is_symlink() or place.is_file():
            place.unlink()
    except (RejectedError, FileNotFoundError, UnicodeError):
        return
    except OSError as error:
        # No record can have such a name.
        if error.errno not in {*_CLASHES, errno.ENAMETOOLONG, errno.EILSEQ}:
            raise


def _place(folder: Path, uri: str, record: str | None) -> Path:
    # A record inside a container has the container's uri, and is told from its neighbours by its own name.
    name = output_name(uri if record is None else f"{uri}/{record}", ".json")
    # In UTF-8 whatever the locale: the names on disk must not depend on who runs the command.
    return folder / os.fsdecode(str(name).encode())


def _stay_inside(folder: Path, parent: Path) -> None:
    # `Path.resolve` makes an error of its own of links in a circle; here they come to light when the folder is made.
    if not Path(os.path.realpath(parent)).is_relative_to(folder):
        raise RejectedError("write", "outside_output", "a link in the output folder leads out of it")
