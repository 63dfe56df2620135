"""What is wrong with records, and how it is printed: one file and one entry of a table for each format.

A format takes findings one by one as they are found; `Tally` says what came of the whole.
"""

from cleaner.findings.finding import Finding, Level, Tally
from cleaner.findings.format import Format
from cleaner.findings.formats import FORMATS

__all__ = ["FORMATS", "Finding", "Format", "Level", "Tally"]
