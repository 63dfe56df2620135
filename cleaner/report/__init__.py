"""Records as a page to look at: sums of a whole run, and documents block by block."""

from cleaner.report.notebook import Shown, load_ipython_extension, show

__all__ = ["Shown", "load_ipython_extension", "show"]
