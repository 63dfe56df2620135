"""What a run reaches for: no network unless an address was named, and no file outside its output."""

import ast
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.faults.trees import ROOT, tree
from tests.hostile.bait import plant

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not say what is open")
WATCHED = Path(__file__).parent / "watched"
MAIN = "from cleaner.cli import main; main()"
STEPS: dict[str, list[str]] = {
    "clean": ["clean", "in", "-o", "out", "-q", "-j", "2"],
    "clean to lines": ["clean", "in", "-o", "lines", "--format", "jsonl", "-q", "-j", "2"],
    "clean to a table": ["clean", "in", "-o", "out.parquet", "-q", "-j", "2"],
    "clean again": ["clean", "in", "-o", "lines", "--format", "jsonl", "-q", "--resume"],
    "validate": ["validate", "out"],
    "dedup": ["dedup", "lines", "-o", "deduplicated", "-q", "--ceiling", "1"],
    "report": ["report", "out", "-o", "report.html", "--input", "in"],
    "diff": ["diff", "out", "lines", "--format", "html"],
    "explain": ["explain", "in/page.html"],
    "trace": ["trace", "page.html", "out"],
    "rules": ["rules"],
    "config": ["config"],
    "doctor": ["doctor"],
}
"""Commands over a folder full of addresses, in this order; each may write what is named behind `-o` alone."""
ELSEWHERE = ("/dev/null", "/proc/self/oom_score_adj")
"""What may be opened for writing beside the output and the folder for what is temporary: nothing stays of it."""


class Server:
    """A server on this machine that counts who asks."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            do_HEAD = do_POST = do_GET  # noqa: N815  the names that the library asks for

            def log_message(self, *_: object) -> None:
                pass

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    made.thread.start()
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


def watched(place: Path, arguments: Sequence[str], *, code: str = MAIN) -> tuple[int, list[tuple[str, str]]]:
    """Run a command in a folder; return its status and what it was seen to do."""
    log, home = place.parent / "log", place.parent / "home"
    log.write_bytes(b"")
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("COV_CORE")},
        "PYTHONPATH": os.pathsep.join(map(str, (WATCHED, ROOT))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCHED": str(log),
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
    }
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=place, env=environment, check=False, capture_output=True, timeout=200)
    assert b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
    seen = [line.split("\t", 1) for line in log.read_text(encoding="ascii").splitlines()]
    return done.returncode, [(kind, ast.literal_eval(what)) for kind, what in seen]


Seen = dict[str, tuple[int, list[tuple[str, str]]]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watch") / "work"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def seen(place: Path, server: Server) -> Seen:
    plant(place / "in", server.address)
    return {name: watched(place, arguments) for name, arguments in STEPS.items()}


@pytest.mark.parametrize("name", STEPS)
def test_nobody_asks_the_network(seen: Seen, server: Server, name: str) -> None:
    _, events = seen[name]
    assert [what for kind, what in events if kind == "network"] == []
    # What a library does in C shows here alone.
    assert server.asked == []


@pytest.mark.parametrize("name", STEPS)
def test_nothing_is_written_but_the_output(seen: Seen, place: Path, name: str) -> None:
    status, events = seen[name]
    # Findings are no fault: there are rejects among the documents.
    assert status in {0, 1}
    arguments = STEPS[name]
    output = place / arguments[arguments.index("-o") + 1] if "-o" in arguments else None
    assert [what for kind, what in events if kind == "write" and not expected(Path(what), output, place)] == []


def expected(path: Path, output: Path | None, place: Path) -> bool:
    """Say whether a path belongs to an output, or is one where nothing stays."""
    if output == place / "deduplicated" and path.is_relative_to(place / "lines/.cleaner"):
        # The lock of the folder that it reads: nobody may write there meanwhile.
        return True
    if str(path) in ELSEWHERE or path.is_relative_to(place.parent / "home/tmp") or path.match("/dev/shm/pym-*"):
        return True
    if output is None:
        return False
    beside = path.parent == output.parent and path.name.startswith((".cleaner-", f"{output.stem}.rejects."))
    return path.is_relative_to(output) or path == output.parent or beside


def test_nothing_else_is_there_afterwards(seen: Seen, place: Path) -> None:
    assert seen
    assert {path.name for path in place.iterdir()} == {
        "in", "out", "lines", "out.parquet", "out.rejects.jsonl", "deduplicated", "report.html",
    }  # fmt: skip
    assert tree(place.parent / "home") == {}


def test_whoever_watches_sees(tmp_path: Path) -> None:
    """What the other tests do not find would have been found."""
    (tmp_path / "work").mkdir()
    code = (
        "import os, socket\n"
        "open('a', 'w').close(); os.mkdir('b'); os.rename('a', 'c')\n"
        "for ask in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: socket.getaddrinfo('x.org', 80)):\n"
        "    try: ask()\n"
        "    except PermissionError: pass\n"
        "    else: raise SystemExit(3)\n"
    )
    status, events = watched(tmp_path / "work", [], code=code)
    assert status == 0
    written = [Path(what).name for kind, what in events if kind == "write"]
    assert written == ["a", "b", "a", "c"]
    assert len([what for kind, what in events if kind == "network"]) == 2


def test_an_address_that_is_named_is_asked(tmp_path: Path, server: Server) -> None:
    pytest.importorskip("aiohttp")
    (tmp_path / "work").mkdir()
    status, events = watched(tmp_path / "work", ["clean", f"{server.address}/named.txt", "-o", "out", "-q"])
    assert status == 1
    assert "network" in {kind for kind, _ in events}
    assert "unreadable" in json.loads((tmp_path / "work/out/rejects.jsonl").read_text(encoding="utf-8"))["cause"]
