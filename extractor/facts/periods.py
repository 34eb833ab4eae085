"""Periods: from `lũy kế 4 tháng đầu năm` or `đến ngày 15/7/2023` to days in ISO form.

Read `resolve` first: it takes a phrase apart at `từ … đến …` and hands the pieces to `_simple`,
which knows dates, months, quarters, years and the words that point at the report's own time. Words
whose days the text does not settle (`mỗi năm`, `đầu vụ`) give no days.
"""

from __future__ import annotations

import calendar
import csv
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from extractor.facts.letters import fold

_DATA = files("extractor.facts") / "data"

_NUMERALS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_QUARTER_WORD = r"q(?:uý|úy|uí|uy|úi)"
_RUNNING = re.compile(r"\b(?:lũy kế|lũy tích|lũy tiến|cộng dồn)\b")
_UNSETTLED = re.compile(
    r"\b(?:mỗi|hằng|hàng|từng|nhiều|bình quân|trung bình|sau|vụ trước|mùa|đợt \w+$)\b"
)
_NOW = re.compile(
    r"\b(?:hiện nay|hiện tại|hiện|nay|bây giờ|(?:thời điểm|ngày)(?: lập)? báo cáo"
    r"|thời điểm này|ngày chốt số liệu|báo cáo)\b"
)
_WITH_MONTH_YEAR = re.compile(rf"\btháng\s*(?P<month>\d{{1,2}})\s*(?:/|-|năm)?\s*{_YEAR}")
_MONTH_YEAR = re.compile(rf"(?<![\d/])(?P<month>\d{{1,2}})\s*/\s*{_YEAR}")
_MONTH = re.compile(r"\btháng\s*(?P<month>\d{1,2})\b(?!\s*tháng)")
_FULL_DATE = re.compile(
    rf"(?<![\d/])(?P<day>\d{{1,2}})\s*[/.-]\s*(?P<month>\d{{1,2}})\s*[/.-]\s*{_YEAR}"
)
_WORD_DATE = re.compile(
    rf"ngày\s*(?P<day>\d{{1,2}})\s*tháng\s*(?P<month>\d{{1,2}})(?:\s*năm\s*{_YEAR})?"
)
_SHORT_DATE = re.compile(r"(?<![\d/])(?P<day>\d{1,2})\s*[/-]\s*(?P<month>\d{1,2})(?![\d/])")
_DAY = re.compile(r"\bngày\s*(?P<day>\d{1,2})\b(?!\s*[/.-])")
_MONTHS = re.compile(
    r"\b(?P<count>\d{1,2}|" + "|".join(sorted(_NUMERALS, key=len, reverse=True)) + r")\s*tháng\b"
    r"(?!\s*\d)(?:\s*(?P<end>đầu|cuối)(?:\s*năm)?)?"
)
_QUARTER = re.compile(rf"\b{_QUARTER_WORD}\s*(?P<quarter>iv|iii|ii|i|[1-4])\b")
_HALF = re.compile(r"\b(?:nửa|6 tháng)\s*(?P<end>đầu|cuối)\s*năm\b")
_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)\s*(?:-|–|—|đến|và|,)\s*(?P<last>(?:19|20)\d\d)")
_STEMS = ("canh", "tân", "nhâm", "quý", "giáp", "ất", "bính", "đinh", "mậu", "kỷ")
_BRANCHES = (
    "thân", "dậu", "tuất", "hợi", "tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi",
)  # fmt: skip
_SEXAGENARY = re.compile(rf"\b(?P<stem>{'|'.join(_STEMS)}) (?P<branch>{'|'.join(_BRANCHES)})\b")
_TERM = re.compile(r"\bhọc kỳ\s*(?P<term>ii|i|1|2)\b")


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `start` to `end`, both included; None where the text leaves an end open.

    Args:
        start: First day.
        end: Last day.
        running: The value is a running one, counted up to the end (`lũy kế`, `đến 30/9`).
    """

    start: date | None = None
    end: date | None = None
    running: bool = False

    @property
    def settled(self) -> bool:
        """Whether at least one end is known."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class ReportTime:
    """A report's own time, what `trong tháng` and `đến nay` point at.

    Args:
        start: First day of the period it reports on.
        end: Last day of that period.
        day: Its date of issue, or the period's last day where it states none.
        monthly: Whether its period is a month, so that `trong tháng` is that period.
    """

    start: date
    end: date
    day: date
    monthly: bool = False

    @property
    def year(self) -> int:
        """The year it reports on."""
        return self.end.year

    @property
    def month(self) -> int:
        """The month that `trong tháng` means."""
        return self.end.month if self.monthly else min(self.day, self.end).month


@lru_cache(maxsize=8192)
def resolve(text: str, report: ReportTime | None, own: Days | None = None) -> Days:
    """The days a phrase names.

    Args:
        text: As written (`Lũy kế từ đầu năm đến nay`).
        report: The report's own time; None where it is unknown, and then only what the phrase
            itself dates is settled.
        own: The period of the value that a baseline (`cùng kỳ`) is compared with, where known.

    Returns:
        The days; both ends None where the phrase settles none.
    """
    phrase = re.sub(r"\s*\(\s*(.*?)\s*\)", r" \1", fold(text)).strip(" .,;:")
    running = bool(_RUNNING.search(phrase))
    rest = _RUNNING.sub(" ", phrase)
    rest = re.sub(r"\b(?:ước thực hiện|ước|tính|thực hiện|tổng)\b", " ", rest)
    rest = re.sub(r"\s+", " ", rest).strip(" .,;:")
    if running and not re.search(r"[^\W\d_]|\d", rest):
        return _year_to_date(report)
    days = _compound(rest, report, own, running)
    if running and days.end is not None and days.start is None and _opens(rest):
        days = replace(days, start=date(days.end.year, 1, 1))
    return replace(days, running=days.running or running)


def _opens(rest: str) -> bool:
    """Whether a running phrase names its end alone (`lũy kế đến 31/8`): it counts from January."""
    return bool(re.match(r"(?:tính |cho )?(?:đến|tới)\b", rest))


def _year_to_date(report: ReportTime | None) -> Days:
    if report is None:
        return Days(running=True)
    return Days(date(report.year, 1, 1), report.end, running=True)


def _compound(phrase: str, report: ReportTime | None, own: Days | None, running: bool) -> Days:
    """`từ A đến B`, `A đến B`, `đến B`, `từ A`, `trước B`, or one simple phrase."""
    if _YEARS.search(phrase) and not re.match(r"(?:từ|đến|tới)\b", phrase):
        before, _, after = phrase.partition(" đến ")
        if not after or _YEARS.search(phrase[len(before) :]):
            return _simple(phrase, report, own)
    span = re.search(
        r"(?:\btừ\s+|\bsau\s+|^)(?P<first>.*?)\s*"
        r"(?:(?<=\s)|\b)(?:cho đến|đến|tới|sang|(?<=\d)\s*[-–]\s*(?=\d+/\d))\s*(?P<hết>hết\s+)?"
        r"(?P<last>.+)$",
        phrase,
    )
    if span:
        last = _simple(span["last"], report, own)
        first_words = re.sub(r"^(?:trong|từ|tư)\s+", "", span["first"].strip())
        first = _first_end(first_words, last, report, own)
        same_kind = first.start is not None and (last.end is None or first.start <= last.end)
        start = first.start if same_kind else None
        counted = running or not first_words or _from_beginning(first_words)
        counted = counted or bool(_NOW.search(span["last"]))
        # `năm 2023 đến 15/7/2023`: the year so far.
        whole_year = first.start is not None and first.end is not None and first.start.day == 1
        if whole_year and not phrase.startswith("từ") and last.end is not None:
            counted = counted or last.end <= (first.end or last.end)
        return Days(start, last.end, running=counted and last.end is not None)
    if re.match(r"từ\b", phrase):
        first = _simple(phrase[2:].strip(), report, own)
        if _from_beginning(phrase[2:].strip()) and report is not None:
            return Days(first.start, report.end, running=True)
        return Days(first.start, None)
    before_day = re.match(r"trước\s+(?:ngày\s+)?(?=\d)", phrase)
    if before_day:
        last = _simple("ngày " + phrase[before_day.end() :], report, own)
        return Days(None, last.end and last.end - timedelta(days=1))
    after_day = re.match(r"sau\s+(?:ngày\s+)?(?=\d+/)", phrase)
    if after_day:
        first = _simple(phrase[after_day.end() :], report, own)
        return Days(first.start and first.start + timedelta(days=1), None)
    ended = re.match(r"(?:kết thúc|hết)\s+", phrase)
    if ended:
        return Days(None, _simple(phrase[ended.end() :], report, own).end, running=True)
    return _simple(phrase, report, own)


def _from_beginning(words: str) -> bool:
    return bool(re.match(r"(?:(?:từ|tư)\s+)?(?:đầu|01/0?1\b|0?1/0?1\b|ngày 0?1/0?1\b)", words))


def _first_end(words: str, last: Days, report: ReportTime | None, own: Days | None) -> Days:
    """The first end of `từ A đến B`, which may leave its month or year to B."""
    if not words or words in ("tính", "lũy kế"):
        return Days()
    anchor = last.end or (report.end if report else None)
    day = _DAY.fullmatch(words) or re.fullmatch(r"(?P<day>\d{1,2})", words)
    if day and anchor is not None:
        found = _day(int(day["day"]), anchor.month, anchor.year)
        return Days(found, found)
    short = _SHORT_DATE.search(words)
    if short and anchor is not None and not _FULL_DATE.search(words):
        found = _day(int(short["day"]), int(short["month"]), anchor.year)
        if found and last.end and found > last.end:
            found = _day(int(short["day"]), int(short["month"]), anchor.year - 1)
        return Days(found, found)
    if anchor is not None and not re.search(_YEAR, words):
        moved = (
            ReportTime(date(anchor.year, 1, 1), date(anchor.year, 12, 31), anchor)
            if report is None or re.search(r"\d", words)
            else report
        )
        return _simple(words, moved, own)
    return _simple(words, report, own)


def _simple(phrase: str, report: ReportTime | None, own: Days | None) -> Days:
    """A phrase that names one stretch of time."""
    phrase = phrase.strip(" .,;:")
    year, stated = _year(phrase, report)
    same = _same_period(phrase, report, own, year, stated)
    if same is not None:
        return same
    holiday = _holiday(phrase, year)
    if holiday is not None:
        return holiday
    for pattern in (_FULL_DATE, _WORD_DATE):
        found = pattern.search(phrase)
        if found:
            in_year = int(found["year"]) if found["year"] else year
            return _one_day(int(found["day"]), int(found["month"]), in_year)
    if "năm học" in phrase or _TERM.search(phrase):
        return _school_year(phrase, report)
    years = _YEARS.search(phrase)
    if years:
        first, last = int(years["first"]), int(years["last"])
        if re.search(r"\bniên vụ\b", phrase):
            return Days(date(first, 7, 1), date(last, 6, 30))
        return Days(date(first, 1, 1), date(last, 12, 31)) if first <= last else Days()
    months = _MONTHS.search(phrase)
    if months and re.search(r"\b(?:tháng trước|triển khai|qua|tới|sau)\b", phrase):
        return Days()
    if months:
        return _first_or_last_months(months, year)
    half = _HALF.search(phrase)
    if half and year:
        return _half(half["end"], year)
    point = re.search(r"\b(?P<where>đầu|giữa|cuối)\s+(?P<what>.+)", phrase)
    if point and not re.match(r"tuần\b", phrase):
        return _point(point["where"], point["what"], report, own)
    month_year = _WITH_MONTH_YEAR.search(phrase) or _MONTH_YEAR.search(phrase)
    if month_year:
        return _month(int(month_year["month"]), int(month_year["year"]), phrase)
    short = list(_SHORT_DATE.finditer(phrase))
    if short:
        ends = [_day(int(m["day"]), int(m["month"]), year) for m in (short[0], short[-1])]
        return Days(ends[0], ends[1])
    month = _MONTH.search(phrase)
    if month:
        return _month(int(month["month"]), year, phrase)
    quarter = _QUARTER.search(phrase)
    if quarter:
        number = _ROMAN.get(quarter["quarter"]) or int(quarter["quarter"])
        return _quarter(number, year)
    if _UNSETTLED.search(phrase) and not stated:
        return Days()
    if stated or re.search(r"\bcả năm\b|\bnăm$|^năm\b|\btrong năm\b", phrase):
        return _whole_year(year)
    return _pointing(phrase, report)


def _year(phrase: str, report: ReportTime | None) -> tuple[int | None, bool]:
    """The year a phrase stands in, and whether the phrase itself says so."""
    written = re.search(_YEAR, phrase)
    if written:
        return int(written["year"]), True
    if report is None:
        return None, False
    if re.search(r"\bnăm (?:trước|ngoái|qua)\b", phrase):
        return report.year - 1, True
    if re.search(r"\bnăm (?:sau|tới)\b", phrase):
        return report.year + 1, True
    return report.year, bool(re.search(r"\bnăm nay\b", phrase))


def _same_period(
    phrase: str, report: ReportTime | None, own: Days | None, year: int | None, stated: bool
) -> Days | None:
    """`cùng kỳ`: the same days of the year before, or of the year named."""
    if not re.search(r"\bcùng (?:kỳ|thời điểm|thời gian)\b|^ck\b|\bcùng tháng\b", phrase):
        return None
    if re.search(r"\bbình quân|trung bình|nhiều năm\b", phrase):
        return Days()
    base = own if own is not None and own.settled else None
    if base is None and report is not None:
        base = Days(report.start, report.end)
    if base is None:
        return _whole_year(year) if stated else Days()
    reference = (base.end or base.start or date.min).year
    shift = (year - reference) if stated and year and re.search(_YEAR, phrase) else -1
    if re.search(r"\btháng cùng kỳ|cùng tháng\b", phrase) and report is not None:
        base = _month(report.month, report.year, "")
    if re.search(r"\btháng trước\b", phrase):
        return Days(_month_before(base.start), _month_before(base.end), base.running)
    return Days(_shift(base.start, shift), _shift(base.end, shift), base.running)


def _shift(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    # The last day of February stays the last day.
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, day.month, last if at_end else min(day.day, last))


def _month_before(day: date | None) -> date | None:
    if day is None:
        return None
    last = day.replace(day=1) - timedelta(days=1)
    return (
        last if day == _month_end(day.month, day.year) else last.replace(day=min(day.day, last.day))
    )


def _holiday(phrase: str, year: int | None) -> Days | None:
    named = _sexagenary_year(phrase)
    year = named or year
    if year is None:
        return None
    if re.search(r"\btết\b(?!\s*(?:dương|trung|độc|thiếu|thanh|hàn|đoan))", phrase):
        phrase = f"{phrase} tết nguyên đán"
    for name, in_year, day in _holidays():
        if name in phrase and in_year in (None, year):
            found = date.fromisoformat(day if in_year else f"{year}-{day}")
            return Days(found, found)
    if re.search(r"\b(?:tết|nghỉ lễ)\b", phrase) and not re.search(r"\d/\d", phrase):
        return Days()
    return None


def _sexagenary_year(phrase: str) -> int | None:
    """The year of the sixty-year cycle that `Quý Mão` names, of those between 1984 and 2043."""
    found = _SEXAGENARY.search(phrase)
    if found is None:
        return None
    stem, branch = _STEMS.index(found["stem"]), _BRANCHES.index(found["branch"])
    return next((y for y in range(1984, 2044) if y % 10 == stem and y % 12 == branch), None)


def _school_year(phrase: str, report: ReportTime | None) -> Days:
    """A school year runs from 1 September to 31 May; its first term ends in mid January.

    Source: the yearly time-frame decisions of the Ministry of Education and Training (opening in
    the first days of September, ending before 31 May, first term ending by mid January).
    """
    years = _YEARS.search(phrase)
    if years:
        first = int(years["first"])
    elif report is not None:
        first = report.end.year if report.end.month >= 8 else report.end.year - 1
        first -= bool(re.search(r"\b(?:trước|ngoái)\b", phrase))
    else:
        return Days()
    term = _TERM.search(phrase)
    start, end = date(first, 9, 1), date(first + 1, 5, 31)
    if term and term["term"] in ("i", "1"):
        end = date(first + 1, 1, 15)
    elif term:
        start = date(first + 1, 1, 16)
    if re.search(r"\bcuối\b", phrase):
        return Days(end, end)
    if re.search(r"\bđầu\b", phrase):
        return Days(start, start)
    return Days(start, end)


def _first_or_last_months(found: re.Match[str], year: int | None) -> Days:
    count = _NUMERALS.get(found["count"]) or int(found["count"])
    if year is None or not 1 <= count <= 12:
        return Days()
    if found["end"] == "cuối":
        return Days(date(year, 13 - count, 1), date(year, 12, 31))
    return Days(date(year, 1, 1), _month_end(count, year), running=True)


def _half(which: str, year: int) -> Days:
    if which == "cuối":
        return Days(date(year, 7, 1), date(year, 12, 31))
    return Days(date(year, 1, 1), date(year, 6, 30), running=True)


def _point(where: str, what: str, report: ReportTime | None, own: Days | None) -> Days:
    """`đầu năm`, `cuối quý III`, `giữa tháng 3`: a day at the edge or the middle of a stretch."""
    if re.match(r"kỳ\b", what):
        stretch = Days(report.start, report.end) if report else Days()
    elif re.match(r"(?:vụ|nhiệm kỳ|mùa|xuân|khóa)\b", what):
        return Days()
    else:
        stretch = _simple(what, report, own)
    if stretch.start is None or stretch.end is None:
        return Days()
    day = {
        "đầu": stretch.start,
        "giữa": stretch.start + (stretch.end - stretch.start) / 2,
        "cuối": stretch.end,
    }[where]
    return Days(day, day)


def _pointing(phrase: str, report: ReportTime | None) -> Days:
    """Words that point at the report's own time."""
    if report is None:
        return Days()
    month = _month(report.month, report.year, "")
    if re.search(r"\btháng (?:trước|qua)\b", phrase):
        before = (month.start or report.start) - timedelta(days=1)
        return _month(before.month, before.year, "")
    if re.search(r"\btháng (?:sau|tới)\b", phrase):
        after = (month.end or report.end) + timedelta(days=1)
        return _month(after.month, after.year, "")
    quarter = (report.month - 1) // 3 + 1
    if re.search(rf"\b{_QUARTER_WORD} trước\b", phrase):
        return _quarter(quarter - 1, report.year) if quarter > 1 else _quarter(4, report.year - 1)
    if re.search(rf"\b(?:trong |)(?:{_QUARTER_WORD})(?: này)?$", phrase):
        return _quarter(quarter, report.year)
    if re.search(r"\bnăm\b", phrase):
        return _whole_year(report.year)
    if re.search(r"\btháng(?: này)?$|\btrong tháng\b", phrase):
        return month
    if re.search(r"\btrong kỳ\b|\bkỳ (?:này|báo cáo)\b|^kỳ$", phrase):
        return Days(report.start, report.end)
    if _NOW.search(phrase):
        return Days(report.day, report.day)
    return Days()


def _one_day(day: int, month: int, year: int | None) -> Days:
    found = _day(day, month, year)
    return Days(found, found)


def _day(day: int, month: int, year: int | None) -> date | None:
    """A date; a day past the month's end (31/11) is the month's last."""
    if year is None or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _month_end(month: int, year: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _month(month: int, year: int | None, phrase: str) -> Days:
    if year is None or not 1 <= month <= 12:
        return Days()
    start, end = date(year, month, 1), _month_end(month, year)
    if re.search(r"\btuần đầu\b", phrase):
        return Days(start, date(year, month, 7))
    return Days(start, end)


def _quarter(number: int, year: int | None) -> Days:
    if year is None:
        return Days()
    return Days(date(year, 3 * number - 2, 1), _month_end(3 * number, year))


def _whole_year(year: int | None) -> Days:
    return Days() if year is None else Days(date(year, 1, 1), date(year, 12, 31))


@lru_cache(maxsize=1)
def _holidays() -> tuple[tuple[str, int | None, str], ...]:
    with (_DATA / "holidays.csv").open(encoding="utf-8") as lines:
        return tuple(
            (row["name"], int(row["year"]) if row["year"] else None, row["date"])
            for row in csv.DictReader(lines)
        )
