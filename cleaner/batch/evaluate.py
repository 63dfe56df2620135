"""Documents that people corrected, cleaned again and held against what they said."""

from collections import defaultdict
from collections.abc import Sequence

from cleaner.config import Config
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
    by_hash: dict[str, list[Correction]] = defaultdict(list)
    by_id: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        by_hash[one.sha256].append(one)
        by_id[one.id].append(one)
    done: set[Correction] = set()
    agreement = Agreement()
    for found in find_inputs(paths):
        if not isinstance(found, Input):
            continue
        for raw in read(found, ReadOptions(config.limits)):
            if isinstance(raw, RawDocument):
                meant = by_hash.get(hash_of(raw)) or by_id.get(id_of(raw), [])
                _compare(raw, [one for one in meant if one not in done], config, agreement)
                done.update(meant)
    agreement.absent += [one for one in corrections if one not in done]
    return agreement


def _compare(raw: RawDocument, meant: Sequence[Correction], config: Config, agreement: Agreement) -> None:
    if not meant:
        return
    try:
        document = clean_raw(raw, config)
    except RejectedError:
        agreement.scored += [(one, None) for one in meant]
        return
    agreement.scored += [(one, decided(document, one)) for one in meant]
