"""The vocabulary of conditions as a table of a file says it: names and values in, one condition out."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from cleaner.meant import hint
from cleaner.model import Form
from cleaner.rules import conditions
from cleaner.rules.conditions import Condition, all_of, not_
from cleaner.rules.lexicon import FAMILIES, Entry, Lexicon, Match, has_words
from cleaner.rules.patterns import PatternError, linear
from cleaner.segment.cues import CUES
from cleaner.segment.elements import TELLING


class RulesError(ValueError):
    """A file of site rules cannot be used; the message names the file, the rule and the key."""


_Build = Callable[[Any, str], Condition]
"""From a value, and what a message calls it, to the condition."""


def condition(table: object, where: str) -> Condition:
    """Return the condition that a table of a file says: everything in it holds.

    Args:
        table: Conditions by name.
        where: What a message calls the table.

    Raises:
        RulesError: A name is not known, or a value is not what the condition takes.
    """
    if not isinstance(table, dict) or not table:
        raise RulesError(f"{where}: takes a table of conditions, not {table!r}")
    return all_of(*(_one(name, value, f"{where}.{name}") for name, value in table.items()))


def _one(name: str, value: Any, where: str) -> Condition:
    if name not in CONDITIONS:
        raise RulesError(f"{where}: unknown condition {name!r}{hint(name, CONDITIONS)}")
    return CONDITIONS[name](value, where)


def _fact(build: Callable[[], Condition], value: object, where: str) -> Condition:
    if not isinstance(value, bool):
        raise RulesError(f"{where}: takes true or false, not {value!r}")
    return build() if value else not_(build())


def _share(build: Callable[[float], Condition], value: Any, where: str) -> Condition:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise RulesError(f"{where}: takes a share from 0 to 1, not {value!r}")
    return build(value)


def _blocks(build: Callable[[int], Condition], value: object, where: str) -> Condition:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise RulesError(f"{where}: takes a number of blocks from 1 on, not {value!r}")
    return build(value)


def _of_one(build: Callable[[Condition], Condition], value: object, where: str) -> Condition:
    return build(condition(value, where))


def names(value: object, where: str) -> list[str]:
    """Return the texts of a list that is not empty.

    Raises:
        RulesError: It is no such list.
    """
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise RulesError(f"{where}: takes a list of texts in quotes, not {value!r}")
    return value


def _named(build: Callable[..., Condition], known: Collection[str], value: object, where: str) -> Condition:
    found = names(value, where)
    for one in found:
        if one not in known:
            raise RulesError(f"{where}: unknown name {one!r}{hint(one, known)}")
    return build(*found)


def _of_several(build: Callable[..., Condition], value: object, where: str) -> Condition:
    if not isinstance(value, list) or not value:
        raise RulesError(f"{where}: takes a list of tables, not {value!r}")
    return build(*(condition(one, f"{where}[{at}]") for at, one in enumerate(value)))


def _words(value: Any, where: str) -> Condition:
    fits = isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value)
    if not fits or not 0 <= value[0] <= value[1]:
        raise RulesError(f"{where}: takes the least and the most words, such as [1, 20], not {value!r}")
    return conditions.words(*value)


def _matches(value: object, where: str) -> Condition:
    if not isinstance(value, str):
        raise RulesError(f"{where}: takes a pattern in quotes, not {value!r}")
    try:
        test = linear(value)
    except PatternError as error:
        raise RulesError(f"{where}: {error}") from error
    return Condition(lambda scene, i: test(scene.features[i].text))


def _text(value: object, where: str) -> Condition:
    """Return the condition that one of the file's own phrases stands in the block, as the lexicon's phrases do."""
    if not isinstance(value, dict) or not value:
        raise RulesError(f"{where}: takes a table of phrases, such as {{ starts = ['our partner'] }}, not {value!r}")
    entries = []
    for how, phrases in value.items():
        if how not in set(Match):
            raise RulesError(f"{where}: unknown name {how!r}{hint(how, list(Match))}")
        for phrase in names(phrases, f"{where}.{how}"):
            if not has_words(phrase):
                raise RulesError(f"{where}.{how}: no words in {phrase!r}")
            entries.append(Entry("text", "und", phrase, Match(how), phrase))
    lexicon = Lexicon(tuple(entries))
    return Condition(lambda scene, i: bool(lexicon.families(scene.features[i].text)))


_FACTS = (
    conditions.amid_story,
    conditions.at_end,
    conditions.before_prose,
    conditions.below_prose,
    conditions.doubled,
    conditions.ends_sentence,
    conditions.known_author,
    conditions.like_title,
    conditions.lone_item,
    conditions.main_heading,
    conditions.second_half,
)
_SHARES = (conditions.has_date, conditions.links, conditions.most_of_title)
_BLOCKS = (conditions.above_title, conditions.after_prose, conditions.story_over, conditions.top)
_KNOWN = {
    "form": (lambda *said: conditions.form(*map(Form, said)), frozenset(Form)),
    "near": (conditions.near, CUES),
    "phrase": (conditions.phrase, frozenset(FAMILIES)),
    "tag": (conditions.tag, TELLING),
}
CONDITIONS: Final[Mapping[str, _Build]] = MappingProxyType(
    {
        "above": partial(_of_one, conditions.above),
        "all": partial(_of_several, all_of),
        "any": partial(_of_several, conditions.any_of),
        "below": partial(_of_one, conditions.below),
        "matches": _matches,
        "not": partial(_of_one, not_),
        "text": _text,
        "words": _words,
        **{build.__name__: partial(_fact, build) for build in _FACTS},
        **{build.__name__: partial(_share, build) for build in _SHARES},
        **{build.__name__: partial(_blocks, build) for build in _BLOCKS},
        **{name: partial(_named, build, known) for name, (build, known) in _KNOWN.items()},
    }
)
"""All conditions by name."""
