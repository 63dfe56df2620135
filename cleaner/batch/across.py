"""The search for copies across documents as the last step of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.batch.errors import RunError
from cleaner.batch.renew import ACROSS, fingerprint
from cleaner.duplicates.settings import Across
from cleaner.readers import InputError
from cleaner.terminal import number_of

if TYPE_CHECKING:
    from cleaner.batch.dedup import Deduplicated


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and what becomes of it."""

    near: bool
    across: Across = field(default_factory=Across)
    against: tuple[Path, ...] = ()
    """Indexes of earlier searches."""
    index: Path | None = None
    """A file that gets the index of this search."""

    def made_of(self) -> dict[str, str]:
        """Return what parts depend on from which copies went, beside what they were before.

        Raises:
            InputError: An index cannot be used.
        """
        hashes: list[str] = []
        if self.against:
            from cleaner.batch.dedup import check_indexes  # noqa: PLC0415

            hashes = check_indexes(self.against, self.across, near=self.near)
        return {ACROSS: fingerprint(self.across, hashes, near=self.near)}

    def check(self, folder: Path) -> None:
        """Make sure that the index can be written beside what is in a folder.

        Raises:
            InputError: It would take the place of something else.
        """
        if self.index is not None:
            from cleaner.batch.dedup import Output, check_places  # noqa: PLC0415

            check_places(Output(folder, against=self.against, index=self.index))

    def noted(self) -> bool:
        """Tell whether the index is there, and whole, that the search is to write."""
        if self.index is None:
            return True
        from cleaner.batch.dedup import check_indexes  # noqa: PLC0415

        try:
            check_indexes([self.index], self.across, near=self.near)
        except InputError:
            return False
        return True

    def run(self, folder: Path, workers: int) -> dict[str, Any]:
        """Drop or mark copies in the records of a folder that the caller holds.

        Args:
            folder: The output; one without records is left as it is.
            workers: How many processes do it.

        Returns:
            What `to_json` returns.

        Raises:
            RunError: More of the text would go than may; nothing is written.
            OSError: Something cannot be written.
        """
        # NumPy is only for those who search.
        from cleaner.batch.dedup import CeilingError, Deduplicated, Output, deduplicate_held  # noqa: PLC0415
        from cleaner.batch.dedup_files import has_records  # noqa: PLC0415
        from cleaner.batch.spread import local  # noqa: PLC0415

        if not has_records(folder):
            return to_json(Deduplicated())
        output = Output(folder, against=self.against, index=self.index)
        try:
            with local(workers) as spread:
                return to_json(deduplicate_held(output, self.across, near=self.near, spread=spread))
        except CeilingError as error:
            raise RunError(f"{error}; the records stand as they were cleaned") from error


def to_json(done: "Deduplicated") -> dict[str, Any]:
    """Return what came of a search as a JSON-ready dict, every key there."""
    return {
        "documents": done.documents,
        "blocks": done.blocks,
        "changed": done.changed,
        "repeated_ids": done.repeated,
        "late_index": done.late,
        "dropped": dict(sorted(done.sums.dropped.items())),
        "marked": dict(sorted(done.sums.marked.items())),
        "marked_documents": dict(sorted(done.sums.documents.items())),
        "characters": {"in": done.characters, "dropped": done.sums.characters},
    }


def said(done: Mapping[str, Any]) -> list[str]:
    """Return what came of a search, as `to_json` returns it, in lines for people."""
    sums = (number_of(done[key], noun) for key, noun in (("documents", "document"), ("blocks", "block")))
    lines = [f"{', '.join(sums)}, {number_of(done['changed'], 'document')} changed"]
    for action, key in (
        ("blocks dropped", "dropped"),
        ("blocks marked", "marked"),
        ("documents marked", "marked_documents"),
    ):
        if done[key]:
            lines.append(f"{action}: {', '.join(f'{kind} {number}' for kind, number in done[key].items())}")
    characters = done["characters"]
    if characters["dropped"]:
        lines.append(f"{characters['dropped'] / characters['in']:.1%} of the text dropped")
    if done["repeated_ids"]:
        lines.append(
            f"warning: {number_of(done['repeated_ids'], 'document')} with the id of another one, taken for that"
        )
    if done["late_index"]:
        lines.append(
            "warning: copies had gone from these records before, and the index does not count them; "
            "`cleaner clean --resume` brings them back"
        )
    return lines
