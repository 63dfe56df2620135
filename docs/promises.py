"""`python -m docs.promises`: run the tests that `docs/reliability.md` names, and write down how they ended.

Only tests whose number of cases has changed are run; with `--all` every one.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence

from docs.examples import ROOT
from docs.generate import filled
from docs.proven import RESULTS, bare, cases, named, pytest, results, stale

_ENDED = re.compile(r"(?P<node>tests/\S+?::.+) (?P<how>PASSED|FAILED|ERROR|SKIPPED|XFAIL)\b")
_WORDS = {"PASSED": "passed", "SKIPPED": "skipped"}


def run(tests: Sequence[str]) -> dict[str, dict[str, int]]:
    """Run some tests; return for each how many of its cases passed, failed and were skipped."""
    ended: dict[str, Counter[str]] = {}
    for line in pytest(tests, "-v", "--no-header", "--tb=no", "-r", "N") if tests else ():
        if match := _ENDED.match(line):
            ended.setdefault(bare(match["node"]), Counter())[_WORDS.get(match["how"], "failed")] += 1
    return {test: dict(sorted(found.items())) for test, found in ended.items()}


def main(arguments: Sequence[str]) -> int:
    """Run what has to be run, and write the results and the page again.

    Returns:
        0; 1 where a case failed or a test is not there.
    """
    if gone := [test for test in named() if not cases()[test]]:
        sys.stderr.write("".join(f"no such test: {test}\n" for test in gone))
        return 1
    known = {} if "--all" in arguments or not RESULTS.exists() else results()
    if not RESULTS.exists():
        RESULTS.write_text("{}\n", encoding="utf-8")
    known |= run(named() if not known else stale())
    kept = {test: known[test] for test in sorted(named()) if test in known}
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    page = ROOT / "docs" / "reliability.md"
    page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 1 if any("failed" in ended for ended in kept.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
