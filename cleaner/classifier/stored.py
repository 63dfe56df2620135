"""Files of weights: that they are the ones meant, and what stands in them."""

import hashlib
import io
import json
from collections.abc import Callable
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import numpy as np

Made = TypeVar("Made")


class WeightsError(Exception):
    """Raised where a file of weights is missing or is not the one that the manifest names."""


def verified(folder: Traversable, name: str) -> bytes:
    """Return the content of a file of weights that is the one its manifest names.

    Args:
        folder: holds `NAME.npz` and `NAME.json`.
        name: of the model.

    Raises:
        WeightsError: there is no such file, or its hash is not the one in the manifest.
    """
    try:
        content = (folder / f"{name}.npz").read_bytes()
        expected = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError(f"the weights of model {name!r} cannot be read: {error}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise WeightsError(f"the weights of model {name!r} have the hash {found}, not {expected}")
    return content


def unpacked(content: bytes, make: Callable[[dict[str, Any]], Made], what: str) -> Made:
    """Return what is made of the arrays in a `.npz` file.

    Args:
        content: the bytes of the file.
        make: takes the arrays by name.
        what: the weights are called in the message of an error.

    Raises:
        WeightsError: the bytes are not such a file, or an array is missing.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return make({name: arrays[name] for name in arrays.files})
    except (ValueError, OSError, KeyError, IndexError) as error:
        raise WeightsError(f"{what} cannot be read: {error}") from error
