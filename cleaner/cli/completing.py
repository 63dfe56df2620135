"""What a shell can complete an option's value to. Nothing is loaded before somebody presses the key."""

from collections.abc import Callable, Iterable

Complete = Callable[[str], list[str]]
"""Takes what stands there; returns what it can become."""


def among(*names: str) -> Complete:
    """Return what completes to one of some names."""

    def complete(incomplete: str) -> list[str]:
        return _begun(names, incomplete)

    return complete


def roles(incomplete: str) -> list[str]:
    """Return the roles that begin so."""
    from cleaner.model import Role  # noqa: PLC0415  see above

    return _begun(Role, incomplete)


def rules(incomplete: str) -> list[str]:
    """Return the ids of the rules that begin so."""
    from cleaner.rules import RULES  # noqa: PLC0415  see above

    return _begun((rule.id for rule in RULES), incomplete)


def output_formats(incomplete: str) -> list[str]:
    """Return the formats of records that begin so."""
    from cleaner.writers import FORMATS  # noqa: PLC0415  see above

    return _begun(FORMATS, incomplete)


def kinds(incomplete: str) -> list[str]:
    """Return the kinds of inputs that begin so."""
    from cleaner.readers import KINDS  # noqa: PLC0415  see above

    return _begun(KINDS, incomplete)


def finding_formats(incomplete: str) -> list[str]:
    """Return the formats of findings that begin so."""
    from cleaner.findings import FORMATS  # noqa: PLC0415  see above

    return _begun(FORMATS, incomplete)


def _begun(names: Iterable[str], incomplete: str) -> list[str]:
    return [str(name) for name in names if name.startswith(incomplete)]
