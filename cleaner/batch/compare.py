"""Two outputs of the same documents, compared."""

from cleaner.batch.matched import matched
from cleaner.compare import Tally, compare
from cleaner.readers import InputError
from cleaner.readers.names import uri_of


def compare_outputs(before: str, after: str, most: int) -> Tally:
    """Compare two outputs, document by document.

    Args:
        before: A folder of records, or a file of them.
        after: Another one; it may be of another format.
        most: How many of the documents that changed most to remember.

    Returns:
        What changed. It is the same for the same outputs; memory is bounded by `most`, not by the outputs.

    Raises:
        InputError: An output is none or cannot be read, neither has a record, or one is not valid.
    """
    tally = Tally(most)
    for one, two in matched(before, after):
        if one is not None and two is not None:
            old = one.record()
            if one.content == two.content:
                tally.same(old)
            else:
                new = two.record()
                tally.add(compare(old, new), old, new)
        elif one is not None:
            tally.alone(one.record(), before=True)
        elif two is not None:
            tally.alone(two.record(), before=False)
    if not tally.documents:
        raise InputError(f"no records in {uri_of(before)} and {uri_of(after)}")
    return tally
