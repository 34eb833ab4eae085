"""Periods: the hand-checked list and phrases of other times of the year."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.periods import Days, ReportTime, resolve
from extractor.facts.report_time import infer_report_time

ROOT = Path(__file__).parents[2]
with (ROOT / "annotations" / "normalised" / "periods.csv").open(encoding="utf-8") as lines:
    CHECKED = list(csv.DictReader(lines))

APRIL = ReportTime(date(2023, 4, 1), date(2023, 4, 30), date(2023, 4, 30), monthly=True)
TIMES = {
    "bat-xat-2023-04": APRIL,
    "lao-cai-poor-communes-2023": ReportTime(
        date(2023, 1, 1), date(2023, 12, 31), date(2023, 12, 31)
    ),
    "phong-tho-2023": ReportTime(date(2023, 1, 1), date(2023, 12, 31), date(2023, 12, 8)),
    "lai-chau-2023-07": ReportTime(
        date(2023, 7, 1), date(2023, 7, 31), date(2023, 7, 31), monthly=True
    ),
}
NINE_MONTHS = ReportTime(date(2024, 1, 1), date(2024, 9, 30), date(2024, 9, 20))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def test_the_checked_list_is_long_enough() -> None:
    assert len(CHECKED) >= 150


@pytest.mark.parametrize(
    "row", CHECKED, ids=lambda row: f"{row['report']}: {row['phrase']} {row['own_start']}"
)
def test_period_of_the_corpus(row: dict[str, str]) -> None:
    own = Days(day(row["own_start"]), day(row["own_end"])) if row["own_start"] else None
    found = resolve(row["phrase"], TIMES[row["report"]], own)
    assert (found.start, found.end) == (day(row["start"]), day(row["end"]))
    assert found.running == (row["cumulative"] == "yes")


@pytest.mark.parametrize("report", sorted(TIMES))
def test_listed_periods_stand_in_their_report(report: str) -> None:
    text = re.sub(r"\s+", " ", (ROOT / "corpus" / f"{report}.txt").read_text(encoding="utf-8"))
    assert not [r["phrase"] for r in CHECKED if r["report"] == report and r["phrase"] not in text]


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("quý II", "2024-04-01", "2024-06-30"),
        ("quý trước", "2024-04-01", "2024-06-30"),
        ("quý I năm trước", "2023-01-01", "2023-03-31"),
        ("9 tháng đầu năm", "2024-01-01", "2024-09-30"),
        ("6 tháng cuối năm 2025", "2025-07-01", "2025-12-31"),
        ("Tám tháng", "2024-01-01", "2024-08-31"),
        ("niên vụ 2023-2024", "2023-07-01", "2024-06-30"),
        ("học kỳ I", "2024-09-01", "2025-01-15"),
        ("năm học trước", "2023-09-01", "2024-05-31"),
        ("đến 30/9", "", "2024-09-30"),
        ("đến cuối kỳ", "", "2024-09-30"),
        ("đầu năm", "2024-01-01", "2024-01-01"),
        ("tháng trước", "2024-08-01", "2024-08-31"),
        ("tuần đầu tháng 3", "2024-03-01", "2024-03-07"),
        ("từ ngày 22 đến 26/01/2024", "2024-01-22", "2024-01-26"),
        ("Từ 15/12/2022 đến 14/11/2023", "2022-12-15", "2023-11-14"),
        ("trước ngày 30/6/2024", "", "2024-06-29"),
        ("Tết Nguyên đán Quý Mão", "2023-01-22", "2023-01-22"),
        ("cùng kỳ năm 2022", "2022-01-01", "2022-09-30"),
        ("02 giờ 15 phút ngày 18/3", "2024-03-18", "2024-03-18"),
        ("tháng 02/2024", "2024-02-01", "2024-02-29"),
    ],
)
def test_phrases_in_a_report_of_nine_months(phrase: str, start: str, end: str) -> None:
    found = resolve(phrase, NINE_MONTHS)
    assert (found.start, found.end) == (day(start), day(end))


@pytest.mark.parametrize("phrase", ["mỗi năm", "đầu vụ", "trung bình nhiều năm", "sau 6 tháng"])
def test_what_the_text_does_not_date_stays_open(phrase: str) -> None:
    assert not resolve(phrase, NINE_MONTHS).settled


def test_a_leap_day_of_last_year_is_its_last_of_february() -> None:
    own = Days(date(2024, 2, 1), date(2024, 2, 29))
    assert resolve("cùng kỳ", NINE_MONTHS, own).end == date(2023, 2, 28)


def test_without_a_report_time_only_dated_phrases_are_settled() -> None:
    assert resolve("tháng 4/2023", None) == Days(date(2023, 4, 1), date(2023, 4, 30))
    assert not resolve("trong tháng", None).settled


@given(st.text(max_size=60))
def test_any_phrase_is_read_without_an_error(phrase: str) -> None:
    found = resolve(phrase, APRIL)
    assert found.start is None or found.end is None or found.start <= found.end


@given(
    st.lists(
        st.sampled_from(
            ["từ", "đến", "lũy kế", "năm", "tháng", "31/2", "2023", "quý I", "cùng kỳ", "9 tháng",
             "đầu", "cuối", "ngày", "99/99/2023", "0/0", "năm học", "2025 - 2020", "nay", "trước"]
        ),
        max_size=6,
    )
)  # fmt: skip
def test_any_row_of_period_words_is_read_without_an_error(words: list[str]) -> None:
    resolve(" ".join(words), APRIL)


@pytest.mark.parametrize(
    ("title", "issued", "start", "end"),
    [
        ("tháng 7, nhiệm vụ trọng tâm tháng 8/2023", None, "2023-07-01", "2023-07-31"),
        ("năm 2023 và Kế hoạch năm 2024", "2023-12-08", "2023-01-01", "2023-12-31"),
        ("6 tháng đầu năm 2024", "2024-06-20", "2024-01-01", "2024-06-30"),
        ("Quý III năm 2024", "2024-09-25", "2024-07-01", "2024-09-30"),
    ],
)
def test_a_title_states_the_report_period(
    title: str, issued: str | None, start: str, end: str
) -> None:
    time = infer_report_time("x", title, issued, [], [])
    assert time is not None
    assert (time.start, time.end) == (day(start), day(end))


def test_a_report_that_says_in_the_month_is_monthly() -> None:
    time = infer_report_time("x", "", "2023-04-18", [], ["trong tháng", "Trong tháng", "lũy kế"])
    assert time is not None
    assert (time.start, time.end) == (date(2023, 4, 1), date(2023, 4, 30))


def test_nothing_said_is_no_report_time() -> None:
    assert infer_report_time("x", "", None, [], []) is None
