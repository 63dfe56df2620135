"""Results that are kept: `benchmarks/results/<date>-<name>`."""

from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


def today() -> str:
    """Return the date of results of today, in UTC."""
    return datetime.now(UTC).date().isoformat()


def save(name: str, head: str, text: str) -> Path:
    """Write a page of results, in place of an earlier one of the same day; return where.

    Args:
        name: What was measured, as file names say it.
        head: The title, without its date.
        text: What comes below, in Markdown.
    """
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{today()}-{name}.md"
    path.write_text(f"# {head}, {today()}\n\n{text}", encoding="utf-8")
    return path
