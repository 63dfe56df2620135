"""Runs in any order over one folder: cleaned, killed, resumed, with other settings and inputs, searched for copies.

A few walks in the suite; `RUNS=200` walks as many.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cleaner.batch.across import Search
from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.manifest import HOME
from cleaner.batch.run import How, run
from cleaner.batch.spread import local
from cleaner.batch.summary import Summary
from cleaner.config import Config, Preset
from cleaner.duplicates.settings import Across
from cleaner.readers import InputError, find_inputs
from cleaner.writers import plan_output
from tests.checking import validate
from tests.faults.trees import lines, plant, tree

WALKS = int(os.environ.get("RUNS", "3"))
LOOSE = Across(ceiling=1.0)
SEARCH = Search(near=False, across=LOOSE)
STORY = "The council of the small town by the river met on Monday evening and put off the vote on the new bridge again."
TEXTS = [
    STORY,
    f"{STORY}\n\nShare this story",
    "By Ann Lee\n\nThe ferry sails again, and everybody is glad of it.",
    " ",
]
CHANGES = ("rename", "replace", "unlink", "mkdir", "rmdir", "fsync")
"""Calls of the system by which a run changes what stands on the disk."""

documents = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3)
names = st.sampled_from(["a.txt", "b/c.txt", "d.jsonl", "b/e.jsonl"])
configs = st.sampled_from([Config(), Config(preset=Preset.RECALL)])
searches = st.sampled_from([None, SEARCH])


class KilledError(BaseException):
    """Stands for the end of the process: nothing that comes after it changes the disk."""


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """End a run at a change of the disk, counted from 1, and keep what clears up behind it from all others."""
    left = number

    def dying(call: Callable[..., Any]) -> Callable[..., Any]:
        def change(*args: Any, **named: Any) -> Any:
            nonlocal left
            if args and str(args[0]).endswith("holder.json"):
                # The system lets go of the lock of a process that is gone.
                return call(*args, **named)
            left -= 1
            if left <= 0:
                raise KilledError
            return call(*args, **named)

        return change

    with mock.patch.dict(vars(os), {name: dying(getattr(os, name)) for name in CHANGES}):
        yield


def visible(folder: Path) -> dict[str, str]:
    """Return a hash for each file that a run answers for; what was before is no part of that."""
    return {name: one for name, one in tree(folder).items() if not name.startswith(f"{HOME}/before/")}


class Runs(RuleBasedStateMachine):
    """One folder of inputs and one of outputs, and what may be done with them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.source, self.out = self.folder / "in", self.folder / "out"
        self.form = "jsonl"
        self.inputs: dict[str, int] = {}
        self.whole = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize(form=st.sampled_from(["json", "jsonl"]), texts=documents)
    def begin(self, form: str, texts: list[str]) -> None:
        self.form = form
        self.put("first.jsonl", texts)

    @rule(name=names, texts=documents)
    def put(self, name: str, texts: list[str]) -> None:
        several = name.endswith(".jsonl")
        plant(self.source, {name: lines(texts) if several else texts[0]})
        self.inputs[name] = len(texts) if several else 1

    @precondition(lambda self: len(self.inputs) > 1)
    @rule(data=st.data())
    def take(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.inputs)))
        del self.inputs[name]
        (self.source / name).unlink()

    @rule(config=configs, across=searches, resume=st.booleans())
    def clean(self, config: Config, across: Search | None, resume: bool) -> None:
        summary = self.run(self.out, config, across, resume=resume)
        self.whole = True
        self.account(summary)
        fresh = self.folder / "fresh"
        self.run(fresh, config, across, resume=False)
        assert visible(self.out) == visible(fresh)
        shutil.rmtree(fresh)

    @rule(config=configs, across=searches, resume=st.booleans(), number=st.integers(1, 60))
    def kill(self, config: Config, across: Search | None, resume: bool, number: int) -> None:
        try:
            with killed_at(number):
                self.run(self.out, config, across, resume=resume)
        except KilledError:
            self.whole = False
            self.check()
        else:
            self.whole = True

    @precondition(lambda self: self.whole)
    @rule()
    def search(self) -> None:
        self.dedup()
        before = visible(self.out)
        assert self.dedup() == 0
        assert visible(self.out) == before
        self.check()

    @precondition(lambda self: self.whole)
    @rule(number=st.integers(1, 40))
    def kill_search(self, number: int) -> None:
        try:
            with killed_at(number):
                self.dedup()
        except KilledError:
            self.whole = False

    def run(self, out: Path, config: Config, across: Search | None, *, resume: bool) -> Summary:
        source = [str(self.source)]
        how = How(config, resume=resume, across=across)
        return run(lambda: find_inputs(source), plan_output(str(out), self.form, source), how)

    def dedup(self) -> int:
        with local(1) as spread:
            try:
                return deduplicate(Output(self.out), LOOSE, near=False, spread=spread).changed
            except InputError:  # everything was rejected
                assert self.check() == 0
                return 0

    def account(self, summary: Summary) -> None:
        """What was read is what there is, and all of it was written or is listed as rejected."""
        assert summary.read == sum(self.inputs.values()) == summary.written + summary.rejected
        place = self.out / ("rejects.jsonl" if self.form == "json" else f"{HOME}/rejects.jsonl")
        listed = place.read_bytes().splitlines() if place.exists() else []
        assert summary.rejected == len([json.loads(line) for line in listed])
        assert self.check() == summary.written

    def check(self) -> int:
        """Check every record that can be seen, and return how many there are."""
        try:
            checked = validate([str(self.out)])
        except InputError:  # there is none
            return 0
        assert checked.findings == []
        return checked.records


Runs.TestCase.settings = settings(
    max_examples=WALKS, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck)
)
TestRuns = Runs.TestCase
