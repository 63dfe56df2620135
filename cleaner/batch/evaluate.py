"""Documents that people corrected, cleaned again and held against what they said."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cleaner.config import Config, Limits
from cleaner.corrections import Agreement, Correction, decided
from cleaner.model import RawDocument, RejectedError
from cleaner.pipeline import clean_raw, hash_of, id_of
from cleaner.readers import Input, ReadOptions, find_inputs, read


def evaluate(corrections: Sequence[Correction], paths: Sequence[str], config: Config) -> Agreement:
    """Clean the documents that corrections are about, and no others, and compare.

    Args:
        corrections: What people said.
        paths: Inputs, as `cleaner clean` takes them, in which the documents are. A document is known by the hash of its
            bytes, else by its id; one that stands there twice is taken once.
        config: How to clean.

    Returns:
        How the decisions agree, correction by correction in the order of the inputs.

    Raises:
        InputError: An input is not there.
    """
    agreement = Agreement()
    for raw, meant in found_again(corrections, paths, config.limits):
        _compare(raw, meant, config, agreement)
    done = {one for one, _ in agreement.scored}
    agreement.absent += [one for one in corrections if one not in done]
    return agreement


def found_again(
    corrections: Sequence[Correction], paths: Sequence[str], limits: Limits
) -> Iterator[tuple[RawDocument, list[Correction]]]:
    """Yield the documents that corrections are about, each with its corrections, in the order of the inputs.

    Args:
        corrections: What people said.
        paths: Inputs in which the documents are, as `evaluate` takes them.
        limits: Of what is read.

    Raises:
        InputError: An input is not there.
    """
    by_hash: dict[str, list[Correction]] = defaultdict(list)
    by_id: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        by_hash[one.sha256].append(one)
        by_id[one.id].append(one)
    done: set[Correction] = set()
    for found in find_inputs(paths):
        if not isinstance(found, Input):
            continue
        for raw in read(found, ReadOptions(limits)):
            if isinstance(raw, RawDocument):
                meant = [one for one in by_hash.get(hash_of(raw)) or by_id.get(id_of(raw), []) if one not in done]
                done.update(meant)
                if meant:
                    yield raw, meant


def _compare(raw: RawDocument, meant: Sequence[Correction], config: Config, agreement: Agreement) -> None:
    try:
        document = clean_raw(raw, config)
    except RejectedError:
        agreement.scored += [(one, None) for one in meant]
        return
    agreement.scored += [(one, decided(document, one)) for one in meant]
