"""Corrections of people -> examples beside those of the labelled pages.

A corrected block is an example, and no other block of its document is: nobody said what the others are. What was
decided about them is the model's own opinion, and who corrects one block need not have looked at the rest. The others
stay in the document as what the network sees around the corrected one.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from courlan import extract_domain

from cleaner.batch.evaluate import found_again
from cleaner.classifier import hints
from cleaner.classifier.matrix import measure
from cleaner.classifier.network import ROLES
from cleaner.classifier.page import plain_odds
from cleaner.classifier.text import ROLES as TEXT_ROLES
from cleaner.classifier.text import TextModel
from cleaner.classifier.text_counts import count
from cleaner.config import Config, Preset
from cleaner.corrections import Correction, block_of, read_corrections
from cleaner.decode import decode
from cleaner.model import Action, Document, Markup, RawDocument, RejectedError, Role
from cleaner.pipeline import clean_raw
from cleaner.policy import POLICIES
from cleaner.readers import InputError
from cleaner.segment.html import segment_html
from cleaner.terminal import number_of
from training.align import tokens
from training.examples import Examples
from training.folds import fold_of
from training.text_data import Sample

VARIANT = "corrected"
"""What `Sample.variant` says of a document that was corrected. Weights of words are not learned from it: a few blocks
would teach them the words of one story."""
BLOCK = 0.2
"""How much a corrected block counts, in labelled pages: five of one document as much as a whole page. One block must
not outweigh the hundreds of a page that people went through, but it is one that the model had wrong."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """A document of which people corrected some blocks."""

    raw: RawDocument
    document: Document
    """As the pipeline cuts it now."""
    said: dict[int, Correction]
    """By index of the block."""

    @property
    def site(self) -> str:
        """Return its site, as `training.folds.sites` names sites."""
        url = self.document.metadata.url
        return (extract_domain(url, fast=True) if url else None) or f"document:{self.document.id}"

    @property
    def is_page(self) -> bool:
        """Tell whether the page model judges it, and not the model for plain text."""
        return all(block.markup is not None for block in self.document.blocks)


def asked(arguments: Sequence[str] | None, about: str | None) -> list[Corrected]:
    """Return the corrected documents that the arguments of a training name, none where they name none.

    Args:
        arguments: of the command, `None` for those of this process.
        about: what the command does, for its help.

    Raises:
        SystemExit: the arguments cannot be understood, the corrections or the documents cannot be read, or none of the
            corrected blocks is in the documents.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corrections", type=Path, metavar="FILE", help="learn from these corrections as well")
    parser.add_argument("--documents", nargs="+", default=[], metavar="INPUT", help="where the corrected documents are")
    options = parser.parse_args(arguments)
    if (options.corrections is None) is bool(options.documents):
        parser.error("--corrections and --documents go together")
    if options.corrections is None:
        return []
    try:
        corrections = read_corrections(options.corrections)
        found = find(corrections, options.documents)
    except InputError as error:
        parser.error(str(error))
    blocks = sum(len(one.said) for one in found)
    known = f"{number_of(blocks, 'block')} of {number_of(len(found), 'document')}"
    print(f"corrections: {known}; {len(corrections) - blocks} not found", flush=True)
    if not found:
        # Training takes long, and would end with the models that there were.
        parser.error("none of the corrected blocks is in the documents")
    return found


def find(corrections: Sequence[Correction], paths: Sequence[str]) -> list[Corrected]:
    """Return the documents that corrections are about, as far as they and their blocks are still there.

    Args:
        corrections: what people said.
        paths: inputs in which the documents are, as `cleaner eval` takes them.

    Raises:
        InputError: an input is not there.
    """
    config = Config()
    documents = []
    for raw, meant in found_again(corrections, paths, config.limits):
        try:
            document = clean_raw(raw, config)
        except RejectedError:
            continue
        said = {block: one for one in meant if (block := block_of(document, one)) is not None}
        if said:
            documents.append(Corrected(raw, document, said))
    return documents


def target(one: Correction) -> float:
    """Return 1 for a block that stays and 0 for one that does not; of a role alone the preset `article` tells."""
    if one.action is not None:
        return float(one.action is Action.KEEP)
    return float(one.role in POLICIES[Preset.ARTICLE].keep)


def role_number(one: Correction, roles: Sequence[Role]) -> int:
    """Return the place of the role among those that a network tells apart, -1 where nobody said.

    A role that it does not know is no particular one, if the block goes. Of one that stays nothing is said.
    """
    if one.role is None:
        return -1
    if one.role in roles:
        return roles.index(one.role)
    return -1 if target(one) else roles.index(Role.OTHER)


def joined(
    examples: Examples, weight: Numbers, found: Sequence[Corrected], plain: Callable[[int], TextModel]
) -> tuple[Examples, Numbers, Numbers]:
    """Put corrected pages behind the labelled ones.

    Args:
        examples: the blocks of the labelled pages.
        weight: of every block of theirs.
        found: corrected documents; those that are no pages are left out.
        plain: returns the model for plain text that has not seen the sites of a fold.

    Returns:
        All examples, the weight of every block, and how much each page counts. Without corrected pages they are the
        given ones, and every page counts 1.
    """
    pages = [one for one in found if one.is_page]
    shares = np.ones(len(examples.pages))
    if not pages:
        return examples, weight, shares
    added = _examples(pages, plain)
    said = np.concatenate([_said(page) for page in pages])
    whole = np.bincount(np.repeat(np.arange(len(examples.pages)), examples.blocks), weight)
    block = BLOCK * whole[whole > 0].mean()
    both = {field.name: (getattr(examples, field.name), getattr(added, field.name)) for field in fields(Examples)}
    return (
        Examples(**{name: np.concatenate(parts) for name, parts in both.items()}),
        np.concatenate([weight, said * block]),
        np.concatenate([shares, shares_of(pages)]),
    )


def shares_of(found: Sequence[Corrected]) -> Numbers:
    """Return how much each document counts, where a labelled page counts 1."""
    return np.array([BLOCK * len(one.said) for one in found])


def _said(one: Corrected) -> Numbers:
    """Return 1 for each block that people corrected, 0 for the others."""
    flags = np.zeros(len(one.document.blocks))
    flags[list(one.said)] = 1.0
    return flags


def _examples(found: Sequence[Corrected], plain: Callable[[int], TextModel]) -> Examples:
    rows = [_row(one, plain(fold_of(one.site))) for one in found]
    single: dict[str, Any] = {
        "pages": np.array([f"corrections/{one.document.id}" for one in found]),
        "groups": np.array([""] * len(found)),
        "folds": np.array([fold_of(one.site) for one in found]),
        "hashes": np.array([one.document.source.sha256 for one in found]),
        "blocks": np.array([len(one.document.blocks) for one in found]),
        # Nobody said what the whole page should read.
        "meant": np.zeros(len(found), dtype=np.int64),
        "kinds": np.zeros(len(found), dtype=np.int64),
        "tokens": np.zeros(0, dtype=np.int32),
        "gold": np.zeros(0, dtype=np.int32),
    }
    return Examples(**single, **{name: np.concatenate([row[name] for row in rows]) for name in rows[0]})


def _row(one: Corrected, plain: TextModel) -> dict[str, Any]:
    """Return the blocks of a page, cut and measured as the pipeline does it."""
    document = one.document
    texts = [document.text_of(block) for block in document.blocks]
    markups: list[Markup] = [block.markup for block in document.blocks if block.markup is not None]
    content = one.raw.content
    page = segment_html(
        content if isinstance(content, str) else decode(content, one.raw.declared_encoding, html=True).text
    )
    measured = measure(texts, markups, hints(page.tree, page.title), plain.words)
    answers, roles = np.zeros(len(texts), dtype=np.float32), np.full(len(texts), -1, dtype=np.int64)
    for block, correction in one.said.items():
        answers[block], roles[block] = target(correction), role_number(correction, ROLES)
    return {
        "matrix": measured.matrix,
        "marks": measured.marks.astype(np.float16),
        "together": np.stack(measured.groups, axis=1).astype(np.int64),
        "weight": measured.weight,
        "plain": plain_odds(count(texts), plain).astype(np.float32),
        "roles": roles,
        "target": answers,
        "sizes": np.array([len(tokens(text)) for text in texts], dtype=np.int64),
        "known": np.zeros(len(texts), dtype=np.int64),
    }


def sample_of(one: Corrected) -> Sample:
    """Return a corrected document as one to train the model for plain text on.

    Blocks that nobody corrected have no role and the target 0, which does not count: see `trusted`.
    """
    document = one.document
    said = [one.said.get(block.index) for block in document.blocks]
    return Sample(
        table="corrections",
        id=document.id,
        group="",
        site=one.site,
        variant=VARIANT,
        text=document.text,
        gold="",
        starts=[block.span.start for block in document.blocks],
        ends=[block.span.end for block in document.blocks],
        target=[target(correction) if correction else 0.0 for correction in said],
        roles=[_text_role(correction) if correction else "" for correction in said],
    )


def _text_role(one: Correction) -> str:
    number = role_number(one, TEXT_ROLES)
    return "" if number < 0 else str(TEXT_ROLES[number])


def trusted(trust: Numbers, found: Sequence[Corrected]) -> Numbers:
    """Return how much each block counts within its document: of corrected documents the corrected blocks alone.

    Args:
        trust: how much blocks would count by their length, those of the corrected documents last.
        found: the corrected documents.
    """
    if not found:
        return trust
    said = np.concatenate([_said(one) for one in found])
    return np.concatenate([trust[: -len(said)], said])
