"""The version, in one place: the wheel, the records and `cleaner --version` read it here."""

__version__ = "0.1.0"
