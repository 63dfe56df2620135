"""A comparison of two runs as JSON."""

from collections import Counter
from typing import Any

from cleaner.compare.documents import Compared
from cleaner.compare.tally import Fate, Side, Sum, Tally
from cleaner.entries import Entry

_ACTIONS = ("keep", "lift", "drop")


def to_json(tally: Tally) -> dict[str, Any]:
    """Return a comparison as a JSON-ready dict, every key there; what changed most stands first."""
    return {
        "documents": {
            "both": tally.in_both,
            "changed": tally.changed,
            "only_before": tally.before.alone,
            "only_after": tally.after.alone,
        },
        "blocks": {"both": tally.blocks, "changed": tally.blocks_changed},
        "words": {"lost": tally.lost, "gained": tally.gained},
        "before": _side(tally.before),
        "after": _side(tally.after),
        "moves": [
            {
                "before": _fate(move.before),
                "after": _fate(move.after),
                "blocks": total.blocks,
                "characters": total.characters,
                "documents": total.documents,
            }
            for move, total in ranked(tally)
        ],
        "roles": counted(tally.before.roles, tally.after.roles),
        "reasons": counted(tally.before.reasons, tally.after.reasons),
        "fields": dict(sorted(tally.fields.items())),
        "most_changed": [_document(one) for one in tally.worst()],
    }


def ranked(tally: Tally) -> list[tuple[Any, Sum]]:
    """Return what became of blocks, the moves of most text first."""
    return sorted(tally.moves.items(), key=lambda item: (-item[1].characters, str(item[0])))


def counted(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return for each role or reason how many of its blocks were kept, lifted and dropped, before and after."""
    names = sorted({name for name, _ in (*before, *after)})
    return [
        {
            "name": name,
            "before": {action: before[name, action] for action in _ACTIONS},
            "after": {action: after[name, action] for action in _ACTIONS},
        }
        for name in names
    ]


def _side(side: Side) -> dict[str, Any]:
    return {
        "documents": side.documents,
        "blocks": side.blocks,
        "made_by": [
            {**maker._asdict(), "documents": number}
            for maker, number in sorted(side.makers.items(), key=lambda item: (-item[1], str(item[0])))
        ],
        "alone": side.first_alone,
    }


def _fate(fate: Fate | None) -> dict[str, str] | None:
    return None if fate is None else fate._asdict()


def _document(compared: Compared) -> dict[str, Any]:
    return {
        "id": compared.id,
        "uri": compared.uri,
        "record": compared.record,
        "words": {"lost": compared.lost, "gained": compared.gained},
        "fields": [change._asdict() for change in compared.fields],
        "blocks": [{"before": _entry(pair.before), "after": _entry(pair.after)} for pair in compared.changes],
    }


def _entry(entry: Entry | None) -> dict[str, Any] | None:
    keys = ("index", "action", "role", "reason", "confidence", "duplicate_of", "text")
    return None if entry is None else {key: entry[key] for key in keys}
