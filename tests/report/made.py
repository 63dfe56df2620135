"""Records made up for tests: valid by the schema, with any text in any field."""

import copy
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.hostile.payloads import payloads

CASES = Path(__file__).parents[1] / "cases"
CLEANED = Path(__file__).parents[2] / "cleaned"
SEEDS = Path(__file__).parents[2] / "seeds"

RECORD: dict[str, Any] = json.loads((CASES / "record.json").read_text(encoding="utf-8"))

INJECTIONS = payloads("html")
"""Texts that would call `hit`, load something or break out of where they stand, if anything took them for more."""


def record(name: str, **changes: Any) -> dict[str, Any]:
    """Return a record of its own id and uri, with other keys changed."""
    made = copy.deepcopy(RECORD)
    made.update(id=name, source={**made["source"], "uri": f"{name}.txt"})
    for block in made["removed"]:
        if block["duplicate_of"]:
            block["duplicate_of"]["document"] = name
    made.update(changes)
    return made


def poisoned(text: str) -> dict[str, Any]:
    """Return a record that holds a text wherever the schema lets any text stand."""
    made = copy.deepcopy(RECORD)
    made.update(dict.fromkeys(("id", "url", "site", "headline", "kicker", "dek", "text"), text), authors=[text, text])
    made["source"].update(uri=text, record=text, encoding=text)
    made["flags"] = [text]
    made["duplicate_of"] = {"document": text, "similarity": 1.0}
    made["cleaner"] = {"version": text, "model": text, "config": text}
    # The pattern of a reason leaves out spaces, and nothing else that can be seen.
    reason = "rule:" + "".join(character for character in text if "!" <= character <= "~")
    for block in (*made["blocks"], *made["removed"]):
        block.update(text=text, locator=text, reason=reason)
        block["duplicate_of"] = {"document": text, "block": 3, "similarity": 1.0}
    for fix in made["fixes"]:
        fix["before"] = text
    return made


def written(path: Path, records: Iterable[dict[str, Any]], rejects: Sequence[dict[str, Any]] = ()) -> Path:
    """Write records as lines, with a list of rejects beside them where there are any."""
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    if rejects:
        beside = path.with_name(path.name.replace(".jsonl", ".rejects.jsonl"))
        beside.write_text("".join(json.dumps(one) + "\n" for one in rejects), encoding="utf-8")
    return path


def rejected(text: str) -> dict[str, Any]:
    """Return a reject, a text in every field."""
    return {"uri": text, "record": text, "stage": text, "cause": text, "message": text, "offset": None}
