"""Dates and times as they are written on pages: finding them, and telling timestamps from other blocks."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from cleaner.rules.lexicon.eastern import ERA, eastern_times, merged, year_of_era
from cleaner.tokens import plain_letters

FIRST_YEAR = 1990
LAST_YEAR = 2035
"""Years outside these are part of a story, not of its timestamp."""

_LONGEST = 240
"""Code points; a longer block is no timestamp."""
_BEFORE = 48
"""Code points before a date in which its time may stand."""

_YEAR = r"(?:19|20)\d\d"
_WORD = r"[^\W\d_]"
_DATE = re.compile(
    rf"""
    (?:(?P<y5>{_YEAR})|{ERA})\s?[年년]\s?(?P<m5>\d\d?)\s?[月월]\s?(?P<d5>\d\d?)\s?[日일]
    | (?<![\d.])(?P<y7>{_YEAR})\.\s(?P<m7>\d\d?)\.\s(?P<d7>\d\d?)\.?(?!\d)
    | (?<![\w/$€£])(?<!\d[.,:-])
    (?:
      (?P<y1>{_YEAR})(?P<s1>[-/.])\s?(?P<m1>\d\d?)(?P=s1)\s?(?P<d1>\d\d?)
    | (?P<a2>\d\d?)\s?(?P<s2>[-/.])\s?(?P<b2>\d\d?)\s?(?P=s2)\s?(?P<y2>{_YEAR})
    | (?P<a6>\d\d)(?P<s6>[/.])(?P<b6>\d\d)(?P=s6)(?P<y6>\d\d)(?=[\s,|-]{{1,4}}\d\d?:\d\d)
    | (?P<d3>\d\d?)(?:st|nd|rd|th|er|ème|e|º|°|ª|-?го)?[.\s/-]{{0,3}}
      (?:(?:of|de|di|del|do|of\sthe)\s{{1,2}})?
      (?P<m3>{_WORD}{{3,12}})[.,\s/-]{{1,3}}(?:(?:de|del|do)\s{{1,2}})?(?P<y3>{_YEAR})
    | (?P<m4>{_WORD}{{3,12}})[.\s/-]{{1,3}}(?P<d4>\d\d?)(?:st|nd|rd|th)?[,.\s/-]{{1,3}}(?P<y4>{_YEAR})
    )
    (?!\d|[./-]\d(?!\d?:\d\d))
    """,
    re.VERBOSE,
)
# No date is without one of these, and few blocks have one: a tenth of the work of `_DATE`.
_YEARLIKE = re.compile(rf"{_YEAR}|\d\d[/.]\d\d[/.]\d\d|令和|平成")
_HALF = r"[ap]\.?\s?m\b\.?"
_CLOCK = re.compile(
    rf"""
    (?<![\d.:])
    (?P<h>\d\d?)
    (?:
      (?::|\s?h\s?)(?P<min>\d\d)(?!\d)(?::(?P<sec>\d\d)(?!\d)(?:[.,]\d{{1,9}})?)?
    | \.(?P<dotted>\d\d)(?=\s?(?:uhr|uur|{_HALF}|{_WORD}{{3,5}}\b))
    | (?=\s?(?:h|uhr|uur|{_HALF})(?!\w))
    )
    (?P<mark>\s?(?:h\b|uhr\b|uur\b|{_HALF}))?
    """,
    re.VERBOSE,
)
# The same for times of day.
_CLOCKLIKE = re.compile(r"\d(?:[:.]\d|\s?[huap])")
# Either, in a text of upper and lower case.
_TIMELIKE = re.compile(rf"{_YEARLIKE.pattern}|\d(?:[:.]\d|\s?[huapHUAP])")
_ZONE = re.compile(
    rf"""
    [\s(]{{0,2}}
    (?:
      (?P<base>utc|gmt)?\s?(?P<sign>[+\u2212-])(?P<oh>\d\d?)(?::?(?P<om>\d\d))?(?!\d)
    | (?P<name>{_WORD}{{1,5}})(?!\w)
    )
    \)?
    """,
    re.VERBOSE,
)
_OTHER_DIGIT = re.compile("[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]")
_DIGITS = {ord(zero) + i: str(i) for zero in "\u0660\u06f0\u0966\uff10" for i in range(10)}
_GAP = re.compile(r"[\s,.|/·•@()\u2013\u2014-]{0,6}")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text, with its time where the text says it together with the zone."""

    iso: str
    """RFC 3339: `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM:SS+HH:MM` where time and offset are known."""
    start: int
    end: int
    """Half-open range in code points, with the time and the zone where they follow the date."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of `calendar.toml`, all languages together."""

    months: dict[str, int]
    weekdays: frozenset[str]
    stamps: frozenset[str]
    joins: frozenset[str]
    days: frozenset[str]
    units: frozenset[str]
    numbers: frozenset[str]
    past_before: frozenset[tuple[str, ...]]
    past_after: frozenset[str]
    reading: frozenset[str]
    zones: dict[str, int | None]
    plain: frozenset[str]
    """Words that belong to a timestamp wherever they stand in it."""
    telling: frozenset[str]
    """Words of which a text without a date and a time of day must have one to name a point in time."""


@dataclass(frozen=True, slots=True)
class _Time:
    """A time of day; `offset` is in minutes east of Greenwich."""

    seconds: int
    offset: int | None
    marked: bool
    """Something beside the digits says that it is a time: AM, Uhr, a zone."""
    start: int
    end: int


def find_date(text: str) -> FoundDate | None:
    """Return the first date in `text`, or None.

    A date has day, month and a year from 1990 to 2035. Of two numbers either of which may be the month the first is the
    day, unless AM or PM says that the text is American. The range is in code points. The time taken is linear in the
    length.
    """
    return next(_dates(text, _lower(text)), None)


def date_share(text: str) -> float:
    """Return the share of letters and digits in `text` that belong to dates, times and words of timestamps, 0.0 to 1.0.

    Relative times count ("3 hours ago"). Text that names no point in time has the share 0.0 whatever its words ("Sun",
    "On time"), and so has text of more than 240 code points: it is no timestamp.
    """
    return date_share_by(text, plain_letters(text))


def date_share_by(text: str, plain: Sequence[str] | None) -> float:
    """Return what `date_share` does, for a text whose `plain_letters` are known."""
    if not text or len(text) > _LONGEST:
        return 0.0
    soft = _vocabulary()
    if plain is not None and soft.telling.isdisjoint(plain) and not _TIMELIKE.search(text):
        return 0.0
    lower = _lower(text)
    dates = list(_dates(text, lower))
    spans = [(found.start, found.end) for found in dates]
    clocks = [time for time in _clocks(text, lower) if not any(a < time.end and time.start < b for a, b in spans)]
    spans += [(time.start, time.end) for time in clocks]
    eastern = eastern_times(lower) if plain is None else ()
    spans += eastern
    free = _outside(lower, spans)
    if not (dates or clocks or eastern) and soft.telling.isdisjoint(free):
        return 0.0
    words, anchored = _loose(free)
    anchored = anchored or bool(eastern)
    stamped = not soft.stamps.isdisjoint(free)
    dated = not (soft.weekdays.isdisjoint(free) and soft.days.isdisjoint(free))
    timed = any(time.marked or stamped or dated for time in clocks)
    if not (dates or anchored or timed or (stamped and dated)):
        return 0.0
    covered = sum(sum(map(str.isalnum, text[a:b])) for a, b in merged(spans)) + words
    return min(1.0, covered / sum(map(str.isalnum, text)))


def _outside(lower: str, spans: list[tuple[int, int]]) -> list[str]:
    """Return the words and numbers that stand in none of the spans."""
    if not spans:
        return _TOKEN.findall(lower)
    return [
        match.group()
        for match in _TOKEN.finditer(lower)
        if not any(a < match.end() and match.start() < b for a, b in spans)
    ]


def _loose(words: list[str]) -> tuple[int, bool]:
    """Return how many characters of words outside dates and clock times are of timestamps, and if one names a time."""
    vocabulary = _vocabulary()
    counted = [False] * len(words)
    anchored = False
    reading = not vocabulary.reading.isdisjoint(words)
    for at, word in enumerate(words):
        if word in vocabulary.months:
            day = next((i for i in (at + 1, at - 1, at - 2) if _is_day(words, i, at)), None)
            if day is not None:
                counted[at] = counted[day] = anchored = True
        elif word in vocabulary.units:
            reach = _relative(words, at)
            for i in range(*reach):
                counted[i] = anchored = True
            if reading and at and words[at - 1].isdecimal():
                # "4 min read" beside a date belongs to it, and names no point in time itself.
                counted[at] = counted[at - 1] = True
        if word in vocabulary.plain:
            counted[at] = True
    return sum(len(word) for word, counts in zip(words, counted, strict=True) if counts), anchored


def _is_day(words: list[str], i: int, month: int) -> bool:
    """Return if word `i` is the day or the year of the month at `month`; "8 de agosto" has a word between."""
    if not 0 <= i < len(words) or not words[i].isdecimal():
        return False
    if i == month - 2 and words[month - 1] not in _vocabulary().joins:
        return False
    number = int(words[i][:5])
    return 1 <= number <= 31 or (i > month and FIRST_YEAR <= number <= LAST_YEAR)


def _relative(words: list[str], unit: int) -> tuple[int, int]:
    """Return the range of words that make a time before now around the unit, empty if they do not."""
    vocabulary = _vocabulary()
    numbered = unit > 0 and (words[unit - 1].isdecimal() or words[unit - 1] in vocabulary.numbers)
    start = unit - 1 if numbered else unit
    if unit + 1 < len(words) and words[unit + 1] in vocabulary.past_after:
        return start, unit + 2
    if numbered:
        for phrase in vocabulary.past_before:
            if start >= len(phrase) and tuple(words[start - len(phrase) : start]) == phrase:
                return start - len(phrase), unit + 1
    return 0, 0


def _dates(text: str, lower: str) -> Iterator[FoundDate]:
    """Yield the dates of a text from left to right. `lower` is the text in lower case, of the same length."""
    if not _YEARLIKE.search(lower):
        return
    at = 0
    while match := _DATE.search(lower, at):
        time = _time_after(text, lower, match.end()) or _time_before(text, lower, match.start())
        american = time is not None and re.search(_HALF, lower[time.start : time.end]) is not None
        day = _day(match, american)
        if day is None:
            at = match.start() + 1
            continue
        end = match.end() if time is None else max(match.end(), time.end)
        start = match.start() if time is None else min(match.start(), time.start)
        yield FoundDate(_iso(day, time), start, end)
        at = end


def _day(match: re.Match[str], american: bool) -> date | None:
    """Return the day that a match of `_DATE` names, or None if there is no such day."""
    part = match.groupdict()
    if part["y2"] or part["y6"]:
        year = int(part["y2"] or part["y6"])
        first, second = int(part["a2"] or part["a6"]), int(part["b2"] or part["b6"])
        month, day = (first, second) if second > 12 or (american and first <= 12) else (second, first)
        if part["y6"]:
            year += 2000 if year <= LAST_YEAR % 100 else 1900
    elif part["m3"] or part["m4"]:
        month = _vocabulary().months.get(part["m3"] or part["m4"], 0)
        year, day = int(part["y3"] or part["y4"]), int(part["d3"] or part["d4"])
    else:
        month, day = (int(part[f"{key}1"] or part[f"{key}5"] or part[f"{key}7"]) for key in "md")
        year = int(part["y1"] or part["y5"] or part["y7"] or year_of_era(part["era"], part["e5"]))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time_after(text: str, lower: str, at: int) -> _Time | None:
    """Return the time of day that follows a date, with nothing but punctuation and joining words between."""
    if lower.startswith("t", at):
        return _clock_at(text, lower, at + 1, iso=True)
    joins = _vocabulary().joins
    for _ in range(3):
        gap = _GAP.match(lower, at)
        at = gap.end() if gap else at
        time = _clock_at(text, lower, at)
        word = _TOKEN.match(lower, at)
        if time is not None or word is None or word.group() not in joins:
            return time
        at = word.end()
    return None


def _time_before(text: str, lower: str, end: int) -> _Time | None:
    """Return the time of day that stands before a date, with nothing but weekdays and joining words between."""
    vocabulary = _vocabulary()
    window = max(0, end - _BEFORE)
    last: _Time | None = None
    for match in _CLOCK.finditer(lower, window, end):
        last = _clock_at(text, lower, match.start(), limit=end) or last
    if last is None:
        return None
    between = _TOKEN.findall(lower, last.end, end)
    return last if all(word in vocabulary.weekdays or word in vocabulary.joins for word in between) else None


def _clocks(text: str, lower: str) -> Iterator[_Time]:
    if not _CLOCKLIKE.search(lower):
        return
    at = 0
    while match := _CLOCK.search(lower, at):
        time = _clock_at(text, lower, match.start())
        # "3h" and "3 uur" alone are as often a length of time.
        if time is not None and (match["min"] or match["dotted"] or (match["mark"] or "").strip() not in {"h", "uur"}):
            yield time
        at = max(match.end(), match.start() + 1) if time is None else max(time.end, match.end())


def _clock_at(text: str, lower: str, at: int, *, iso: bool = False, limit: int | None = None) -> _Time | None:
    """Return the time of day that begins at `at`, with its zone."""
    match = _CLOCK.match(lower, at, len(lower) if limit is None else limit)
    if match is None:
        return None
    hour, minute = int(match["h"]), int(match["min"] or match["dotted"] or 0)
    second = int(match["sec"] or 0)
    mark = (match["mark"] or "").strip()
    half = mark[:1] if mark[:1] in {"a", "p"} else ""
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 60:
        return None
    zone = _zone_at(text, lower, match.end(), exact=iso or match["sec"] is not None)
    if match["dotted"] and not (mark or zone):
        return None
    end, offset = zone or (match.end(), None)
    return _Time(hour * 3600 + minute * 60 + min(second, 59), offset, bool(mark or zone), match.start(), end)


def _zone_at(text: str, lower: str, at: int, *, exact: bool) -> tuple[int, int | None] | None:
    """Return the end and the offset of the zone that stands at `at`; the offset is None if the zone may be several.

    Only after an `exact` time is a minus sign one of an offset: "10:00-12:30" is a stretch of time.
    """
    match = _ZONE.match(lower, at)
    if match is None:
        return None
    if match["name"]:
        zones = _vocabulary().zones
        known = match["name"] in zones and text[match.start("name") : match.end("name")].isupper()
        return (match.end(), zones[match["name"]]) if known else None
    if not match["base"] and not (match["om"] and (exact or match["sign"] == "+")):
        return None
    minutes = int(match["oh"]) * 60 + int(match["om"] or 0)
    if minutes > 14 * 60 or int(match["om"] or 0) > 59:
        return None
    return match.end(), minutes if match["sign"] == "+" else -minutes


def _iso(day: date, time: _Time | None) -> str:
    if time is None or time.offset is None:
        return day.isoformat()
    hours, rest = divmod(time.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "-" if time.offset < 0 else "+"
    east, minutes_east = divmod(abs(time.offset), 60)
    return f"{day.isoformat()}T{hours:02}:{minutes:02}:{seconds:02}{sign}{east:02}:{minutes_east:02}"


def _lower(text: str) -> str:
    """Return the text in lower case, with every character where it stood."""
    lower = text.lower()
    if not lower.isascii() and _OTHER_DIGIT.search(lower):
        # Digits of other scripts count as those that patterns name.
        lower = lower.translate(_DIGITS)
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@cache
def _vocabulary() -> _Vocabulary:
    data = tomllib.loads(resources.files(__package__).joinpath("calendar.toml").read_text(encoding="utf-8"))

    def every(section: str) -> frozenset[str]:
        return frozenset(word for words in data[section].values() for word in words)

    zones: dict[str, int | None] = dict.fromkeys(data["unclear_zones"]["names"])
    zones.update(data["zones"])
    stamps, weekdays, days, joins = every("stamps"), every("weekdays"), every("days"), every("joins")
    reading, units = every("reading"), every("units")
    months = {
        form: number for year in data["months"].values() for number, forms in enumerate(year, start=1) for form in forms
    }
    return _Vocabulary(
        months=months,
        weekdays=weekdays,
        stamps=stamps,
        joins=joins,
        days=days,
        units=units,
        numbers=every("numbers"),
        past_before=frozenset(tuple(phrase.split()) for phrase in every("past_before")),
        past_after=every("past_after"),
        reading=reading,
        zones=zones,
        plain=stamps | weekdays | days | joins | reading | zones.keys(),
        telling=stamps | units | months.keys(),
    )
