"""The period a report speaks of: its month, quarter or year, and its own date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractor.facts.letters import fold
from extractor.facts.periods import Days, ReportTime, resolve

_YEAR = r"(?:19|20)\d\d"
_MONTH_WORD = r"tháng\s*\d{1,2}(?!\d)(?!\s*tháng)"
_COUNT = r"(?:\d{1,2}|ba|sáu|chín|mười một|mười)\s*tháng(?!\s*\d)"
_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bnăm học\s*{_YEAR}\s*[-–]\s*{_YEAR}",
        rf"\b(?:giai đoạn|nhiệm kỳ)\s*{_YEAR}\s*[-–]\s*{_YEAR}",
        rf"\b{_MONTH_WORD}(?:\s*(?:/|-|năm)\s*{_YEAR})?",
        rf"\bq[uú][yýíi]\s*(?:iv|iii|ii|i|[1-4])\b(?:\s*(?:/|-|,|năm)?\s*{_YEAR})?",
        rf"\b{_COUNT}(?:\s*(?:đầu|cuối))?(?:\s*năm)?(?:\s*{_YEAR})?",
        rf"\bnăm\s*{_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period that a heading or title names.

    Args:
        text: As written (`THÁNG 7`).
        dated: The same with the heading's year where it states none itself (`THÁNG 7 năm 2023`).
    """

    text: str
    dated: str


@lru_cache(maxsize=1024)
def named_periods(text: str) -> tuple[NamedPeriod, ...]:
    """The periods a heading or title names, in text order.

    Args:
        text: A heading.

    Returns:
        Its periods; one without a year takes the heading's first.
    """
    found: list[re.Match[str]] = []
    for pattern in _PHRASES:
        for match in pattern.finditer(text):
            if all(match.end() <= m.start() or match.start() >= m.end() for m in found):
                found.append(match)
    year = re.search(_YEAR, text)
    return tuple(
        NamedPeriod(match.group(), _dated(match.group(), int(year.group()) if year else None))
        for match in sorted(found, key=lambda match: match.start())
    )


def _dated(phrase: str, year: int | None) -> str:
    if year is None or re.search(_YEAR, phrase):
        return phrase
    return f"{phrase} {year}" if fold(phrase).endswith("năm") else f"{phrase} năm {year}"


def infer_report_time(
    report_id: str,
    title: str,
    issued: str | None,
    headings: Sequence[str],
    periods: Iterable[str],
) -> ReportTime | None:
    """What period a report reports on.

    Args:
        report_id: Its id, which often ends in its year and month.
        title: Its title, empty where unknown.
        issued: ISO date of issue, None where unknown.
        headings: Its headings, in order.
        periods: The PERIOD spans of its paragraphs, as written.

    Returns:
        Its time: by its title; else by its date and the months its paragraphs name; else by its id;
        else by its first heading that names a period. None where nothing says it.
    """
    day = _iso(issued)
    spans = [fold(period) for period in periods]
    named = _id_time(report_id)
    year = day.year if day else named[0] if named else _common_year([*spans, *map(fold, headings)])
    stated = _stated(title, year)
    if stated is not None:
        return _time(stated, day)
    if year is None:
        return None
    if sum(bool(re.fullmatch(r"(?:trong|ước) tháng", span)) for span in spans) >= 2:
        month = _common_month(spans, year) or (named[1] if named else None)
        month = month or (day.month if day else None)
        if month:
            return _time(resolve(f"tháng {month}/{year}", None), day)
    if named and named[1]:
        return _time(resolve(f"tháng {named[1]}/{year}", None), day)
    for heading in headings[:8]:
        stated = _stated(heading, year)
        if stated is not None:
            return _time(stated, day)
    return _time(resolve(f"năm {year}", None), day)


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _id_time(report_id: str) -> tuple[int, int | None] | None:
    found = re.search(r"(?<!\d)(20\d\d)(?:[-_.]?(0[1-9]|1[0-2]))?(?!\d)", report_id)
    return (int(found[1]), int(found[2]) if found[2] else None) if found else None


def _stated(text: str, year: int | None) -> Days | None:
    """The first period of a title or heading; its month before its months-to-date."""
    for named in named_periods(text):
        days = resolve(_dated(named.dated, year), None)
        if days.start is not None and days.end is not None and (days.end - days.start).days < 400:
            return days
    return None


def _time(days: Days, day: date | None) -> ReportTime:
    start = days.start or date(1, 1, 1)
    end = days.end or start
    return ReportTime(start, end, day or end, monthly=(end - start).days <= 31)


def _common_year(texts: Iterable[str]) -> int | None:
    years = Counter(int(year) for text in texts for year in re.findall(_YEAR, text))
    return years.most_common(1)[0][0] if years else None


def _common_month(spans: Iterable[str], year: int) -> int | None:
    """The month named most in `tháng 4/2023` and `trong tháng 4`."""
    months: Counter[int] = Counter()
    for span in spans:
        for month, in_year in re.findall(
            rf"tháng\s*(\d{{1,2}})\s*(?:(?:/|năm|-)\s*({_YEAR}))?", span
        ):
            if 1 <= int(month) <= 12 and in_year in ("", str(year)):
                months[int(month)] += 1
    return months.most_common(1)[0][0] if months else None
