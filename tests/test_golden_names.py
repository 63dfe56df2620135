"""The samples that are checked in: one record for each seed, and no other."""

from pathlib import Path

ROOT = Path(__file__).parent.parent


def names(folder: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT / folder)) for path in (ROOT / folder).rglob("*") if path.is_file())


def test_every_seed_has_its_record_and_no_record_is_left_over() -> None:
    assert names("cleaned") == sorted(f"{name}.json" for name in names("seeds"))
