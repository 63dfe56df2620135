"""What a page says about itself to machines: one read of its head, its JSON-LD and a few telling elements."""

from cleaner.page.data import PageData
from cleaner.page.read import read_page

__all__ = ["PageData", "read_page"]
