"""What a written figure may stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checks.intervals import Interval, decimals_written, written_interval


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [("64,0", 64.0, 1), ("1.006,50", 1006.5, 2), ("39.260", 39260.0, 0), ("7.120", 7.12, 3),
     ("02", 2.0, 0), ("0,00", 0.0, 2), ("1.000", 1000.0, 0)],
)  # fmt: skip
def test_the_reading_says_which_digits_are_decimals(text: str, value: float, decimals: int) -> None:
    assert decimals_written(text, value) == decimals


def test_a_count_is_exact_and_a_measure_is_not() -> None:
    assert written_interval("17", 17.0, whole=True) == Interval(17.0, 17.0)
    assert written_interval("17", 17.0) == Interval(16.5, 17.5)


def test_halves_are_rounded_up_so_the_upper_end_is_not_in_it() -> None:
    parts = Interval(6.825, 6.855)
    assert not parts.meets(Interval(6.855, 6.865))
    assert Interval(5.0, 5.0).meets(Interval(4.0, 5.0))


def test_an_interval_that_may_be_zero_divides_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        Interval(1.0, 2.0) / Interval(-1.0, 1.0)


@given(st.floats(0.01, 9e5), st.floats(0.01, 9e5), st.integers(0, 3), st.integers(0, 3))
def test_what_was_rounded_from_true_values_is_never_contradicted(
    part: float, whole: float, places: int, share_places: int
) -> None:
    written = [f"{number:.{places}f}" for number in (part, whole)]
    share = f"{100 * part / whole:.{share_places}f}"
    a, b, c = (written_interval(text.replace(".", ","), float(text)) for text in (*written, share))
    if b.low > 0 and all(float(text) for text in (*written, share)):
        # Python rounds halves to even, the reports up: an exact half is let through.
        assert (a / b).scaled(100.0).widened(1e-9, 1e-9).meets(c.widened(1e-9, 1e-9))


@given(st.lists(st.floats(0.0, 1e5), min_size=2, max_size=8), st.integers(0, 2))
def test_a_sum_of_rounded_parts_meets_the_rounded_total(parts: list[float], places: int) -> None:
    def written(number: float) -> Interval:
        text = f"{number:.{places}f}"
        half = 0.5 * 10.0**-places
        return Interval(float(text) - half, float(text) + half)

    whole = Interval(0.0, 0.0)
    for part in parts:
        whole = whole + written(part)
    assert whole.widened(1e-9, 1e-9).meets(written(sum(parts)))
