"""Every target by its name: a function of bytes that raises where something is broken that must hold."""

from collections.abc import Callable, Mapping

from tests.fuzz.documents import DOCUMENTS
from tests.fuzz.files import FILES
from tests.fuzz.inputs import INPUTS

TARGETS: Mapping[str, Callable[[bytes], None]] = {**DOCUMENTS, **INPUTS, **FILES}
