"""Single values of metadata made clean: text, addresses, dates."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from cleaner.tokens import normal_form

FIRST_YEAR = 1990
LAST_YEAR = 2035
_LONGEST_DATE = 80
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_ISO = re.compile(
    r"""
    (?P<y>\d{4})(?P<s>[-/.]?)(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)
    (?:[T\s_,]{1,3}(?P<H>\d\d?):?(?P<M>\d\d)(?::?(?P<S>\d\d)(?:[.,]\d{1,9})?)?
       \s?(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+\u2212-]\d\d?:?(?:\d\d)?)?
    )?
    (?P<rest>.*)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.0)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def clean_text(value: object, limit: int = 2000) -> str | None:
    """Return a value as one line of text without entities and tags.

    Args:
        value: anything; only strings hold text.
        limit: code points that are looked at.

    Returns:
        The text, or `None` where there is none.
    """
    if not isinstance(value, str):
        return None
    text = value[:limit]
    if "&" in text:
        # Templates that escape twice are common.
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(text.split()) or None


def read_date(value: object) -> str | None:
    """Return a machine-readable date as RFC 3339.

    Args:
        value: ISO 8601 in its usual spellings, an RFC 5322 date, or seconds or milliseconds since 1970.

    Returns:
        A date-time with offset, a full date where no offset is stated, or `None` for anything else and for days
        outside 1990 to 2035.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    if not isinstance(value, str) or not (text := value.strip()) or len(text) > _LONGEST_DATE:
        return None
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    if text[0].isdecimal() and (match := _ISO.match(text)) is not None:
        found = _from_iso(match)
        if found is not None:
            return found
    return _from_mail(text)


def _from_iso(match: re.Match[str]) -> str | None:
    year, month, day = (int(match[part]) for part in "ymd")
    if not match["s"] and (len(match["m"]) < 2 or len(match["d"]) < 2):
        return None
    try:
        start = date(year, month, day)
    except ValueError:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR or match["rest"][:1].isdecimal():
        return None
    offset = _offset(match["zone"])
    hour, minute, second = (int(match[part] or 0) for part in "HMS")
    if match["H"] is None or offset is None or hour > 23 or minute > 59:
        return start.isoformat()
    # Leap seconds exist.
    clock = f"{hour:02}:{minute:02}:{min(second, 59):02}"
    return f"{start.isoformat()}T{clock}{offset}"


def _offset(zone: str | None) -> str | None:
    """Return `+HH:MM` for the zone of an ISO date; `None` where it states none or an impossible one."""
    if not zone:
        return None
    text = re.sub(r"^(?:utc|gmt)|:", "", zone.lower()).replace("\u2212", "-")
    if text in ("z", ""):
        return "+00:00"
    digits = text[1:]
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return f"{text[0]}{hours:02}:{minutes:02}" if hours <= 14 and minutes <= 59 else None


def _from_epoch(value: float) -> str | None:
    seconds = value / 1000 if value > 1e11 else value
    if not 6e8 < seconds < 2.1e9:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    return moment.isoformat()


def _from_mail(text: str) -> str | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.date().isoformat() if moment.tzinfo is None else moment.replace(microsecond=0).isoformat()


def absolute(address: object, base: str | None) -> str | None:
    """Return a web address made absolute, or `None` where it is none."""
    text = clean_text(address)
    if text is None:
        return None
    try:
        joined = urljoin(base or "", text)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.hostname else None


def host_of(address: str | None) -> str | None:
    """Return the host of a web address in lower case, without `www.`."""
    try:
        host = urlsplit(address or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def place(address: str | None) -> str:
    """Return what of an address tells pages of one site apart: its path without slashes at the ends."""
    try:
        return urlsplit(address or "").path.strip("/").casefold()
    except ValueError:
        return ""


def read_language(value: object) -> str | None:
    """Return a language tag with hyphens (`en-GB`), or `None` where the value is none."""
    text = clean_text(value)
    match = _LANGUAGE.match(text) if text else None
    return match.group().replace("_", "-") if match and len(match.group()) == len(text or "") else None


def same(one: str | None, other: str | None) -> bool:
    """Tell whether two texts have the same, non-empty normal form."""
    return bool(one and other) and (folded := normal_form(one or "")) != "" and folded == normal_form(other or "")
