"""Search for bytes that break one target: `python -m tests.fuzz.one TARGET [OPTION OF LIBFUZZER ...]`."""

import sys

import atheris


def main() -> None:
    """Search until an option of libFuzzer ends it; an input that breaks the target is written to a file."""
    # The search is guided by what the package does: its modules are imported in here and nowhere before.
    with atheris.instrument_imports(include=["cleaner"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415

    program, name, *options = sys.argv
    atheris.Setup([program, *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
