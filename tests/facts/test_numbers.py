"""Numbers: the hand-checked list, open marks, ranges, and any text at all."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.numbers import ANY_NUMBER, UnitTraits, decimal_mark, parse_number
from extractor.facts.units import read_unit

ROOT = Path(__file__).parents[2]
with (ROOT / "annotations" / "normalised" / "numbers.csv").open(encoding="utf-8") as lines:
    CHECKED = list(csv.DictReader(lines))


def number_or_none(text: str) -> float | None:
    return float(text) if text else None


def test_the_checked_list_is_long_enough() -> None:
    assert len(CHECKED) >= 300


@pytest.mark.parametrize("row", CHECKED, ids=lambda row: f"{row['number']} {row['unit']}")
def test_number_and_unit_of_the_corpus(row: dict[str, str]) -> None:
    unit = read_unit(row["unit"]) if row["unit"] else None
    number = parse_number(row["number"], unit.traits if unit else ANY_NUMBER)
    assert number.value == number_or_none(row["value"])
    assert number.high == number_or_none(row["high"])
    base = unit.to_base(number.value) if unit else None
    expected = number_or_none(row["base_value"])
    assert base == (pytest.approx(expected, rel=1e-9) if expected is not None else None)
    assert (unit.base if unit else None) == (row["base_unit"] or None)


@pytest.mark.parametrize("report", sorted({row["report"] for row in CHECKED}))
def test_listed_numbers_stand_in_their_report(report: str) -> None:
    text = re.sub(r"\s+", " ", (ROOT / "corpus" / f"{report}.txt").read_text(encoding="utf-8"))
    missing = [r["number"] for r in CHECKED if r["report"] == report and r["number"] not in text]
    assert not missing


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hơn 50.000", 50_000.0),
        ("1 234 567", 1_234_567.0),
        ("1,234,567", 1_234_567.0),
        ("1,234.5", 1234.5),
        ("66.80", 66.8),
        ("0,521", 0.521),
        ("02", 2.0),
        ("1234.567", 1234.567),
        ("5.", 5.0),
    ],
)
def test_forms_that_decide_themselves(text: str, value: float) -> None:
    assert parse_number(text).value == value


def test_a_report_in_english_marks_reads_its_open_numbers_so() -> None:
    mark = decimal_mark(["1,234.5", "12.7", "3,001"])
    assert mark == "."
    assert parse_number("3,001", decimal=mark).value == 3001
    assert parse_number("3.001", decimal=mark).value == 3.001


def test_one_odd_percentage_does_not_turn_a_report_round() -> None:
    assert decimal_mark(["1.006,5", "34,4", "96.0", "100,89"]) == ","


def test_people_are_whole_so_a_comma_parts_thousands() -> None:
    number = parse_number("1,140", UnitTraits(whole=True))
    assert number.value == 1140
    assert number.doubt is not None


def test_a_share_of_many_thousand_percent_is_a_decimal() -> None:
    assert parse_number("97.308", UnitTraits(percent=True)).value == 97.308


def test_a_crowd_larger_than_a_province_is_a_decimal() -> None:
    number = parse_number("81.012", read_unit("nghìn người").traits)
    assert number.value == 81.012
    assert number.doubt is not None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("7.000 – 9.000", 7000, 9000), ("15-20", 15, 20), ("9 - 9,5", 9, 9.5), ("1 – 1,5", 1, 1.5)],
)
def test_ranges_have_two_ends(text: str, low: float, high: float) -> None:
    number = parse_number(text)
    assert (number.value, number.high) == (low, high)


def test_a_range_that_falls_says_so() -> None:
    assert parse_number("20-15").doubt is not None


def test_no_digit_gives_no_value_and_a_reason() -> None:
    number = parse_number("hai")
    assert number.value is None
    assert number.doubt is not None


@given(st.text(max_size=40), st.booleans(), st.booleans(), st.sampled_from([",", "."]))
def test_any_text_is_read_without_an_error(
    text: str, whole: bool, percent: bool, decimal: str
) -> None:
    number = parse_number(text, UnitTraits(whole, percent), decimal)  # type: ignore[arg-type]
    assert (number.value is None) <= (number.doubt is not None)


@given(st.text(alphabet="0123456789.,-– ", min_size=1, max_size=400))
def test_any_row_of_digits_and_marks_gives_a_finite_number_or_none(text: str) -> None:
    number = parse_number(text)
    for value in (number.value, number.high):
        assert value is None or 0 <= value < float("inf")


@given(st.integers(min_value=0, max_value=10**15))
def test_grouped_thousands_are_read_back(value: int) -> None:
    assert parse_number(f"{value:,}".replace(",", "."), UnitTraits(whole=True)).value == value


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=99))
def test_grouped_thousands_with_decimals_are_read_back(whole: int, hundredths: int) -> None:
    written = f"{whole:,}".replace(",", ".") + f",{hundredths:02d}"
    assert parse_number(written).value == pytest.approx(whole + hundredths / 100)
