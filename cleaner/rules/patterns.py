"""Patterns of users, on an engine that takes linear time whatever the pattern and the text. The only room for RE2."""

from collections.abc import Callable


class PatternError(ValueError):
    """A pattern cannot be used, or the engine is not installed."""


def linear(pattern: str) -> Callable[[str], bool]:
    """Return the test whether a whole text matches a pattern.

    Args:
        pattern: In the syntax of RE2: no look-around and no back-references, which no engine can do in linear time.

    Raises:
        PatternError: It is no such pattern, or RE2 is not installed.
    """
    try:
        import re2  # noqa: PLC0415  it is an extra
    except ModuleNotFoundError:
        raise PatternError("patterns need re2: pip install 'corpus-cleaner[patterns]'") from None
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else "not a pattern"
        raise PatternError(f"{said.decode() if isinstance(said, bytes) else said}: {pattern!r}") from None
    return lambda text: compiled.fullmatch(text) is not None
