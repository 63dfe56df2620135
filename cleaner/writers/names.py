"""From a uri to a path inside the output folder: one uri, one path, and none that leads out."""

import hashlib
import re
from pathlib import PurePosixPath

RESERVED = frozenset({"rejects.jsonl", ".cleaner"})
"""Names at the top of an output folder that are not for documents."""

_LONGEST = 255
_HASH = 16
# Overrides of direction let a name show as another one; what only joins letters stays.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f%\\\\\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def output_name(uri: str, suffix: str) -> PurePosixPath:
    """Return where the record of a document goes, relative to the output folder.

    Args:
        uri: The document's uri, `/` between parts.
        suffix: What the file's name ends with, e.g. `.json`.

    Returns:
        A relative path without `.` or `..`. Control characters, overrides of direction, `%` and backslashes stand
        percent-encoded, a name of more than 255 bytes is cut and carries a hash; different uris give different paths.
    """
    *folders, last = uri.split("/")
    parts = [_part(folder, "") for folder in folders] + [_part(last, suffix)]
    if parts[0] in RESERVED:
        parts[0] = _encoded(parts[0][0]) + parts[0][1:]
    return PurePosixPath(*parts)


def _part(name: str, suffix: str) -> str:
    safe = _UNSAFE.sub(lambda match: _encoded(match[0]), name)
    if safe in {"", ".", ".."}:
        # A lone `%` and encoded dots stand for nothing else.
        safe = safe.replace(".", "%2E") or "%"
    whole = safe + suffix
    if len(whole.encode()) <= _LONGEST:
        return whole
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    # No encoded name holds `%~`, so a cut name cannot be mistaken for a whole one.
    tail = f"%~{digest}{suffix}"
    return safe.encode()[: _LONGEST - len(tail)].decode("utf-8", "ignore") + tail


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
