"""The table of formats: one file and one entry each."""

from types import MappingProxyType

from cleaner.findings import github, gitlab, junit, lines, sarif, text, whole
from cleaner.findings.format import Format

FORMATS: MappingProxyType[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            Format("text", text.write),
            Format("json", whole.write),
            Format("jsonl", lines.write),
            Format("github", github.write, for_github=True),
            Format("gitlab", gitlab.write),
            Format("sarif", sarif.write, for_github=True),
            Format("junit", junit.write),
        )
    }
)
"""By name, as `cleaner validate --format` takes it."""
