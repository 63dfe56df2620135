"""`cleaner schema`."""

from cleaner.cli.status import ending, show_data


def schema() -> None:
    """Print the JSON Schema of a record.

    \b
    Examples:
      cleaner schema > document-1.schema.json
      cleaner schema | jq '.properties | keys'

    Exit status: 0 printed, 2 could not be done.
    """  # noqa: D301
    with ending():
        from cleaner.schema import source  # noqa: PLC0415  `--help` must not wait for it

        show_data(source())
