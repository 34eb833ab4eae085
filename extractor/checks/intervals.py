"""Intervals of what a written figure may stand for, and arithmetic on them.

`64,7` may be any number from 64,65 to 64,75; `17 xã` is 17. A relation between figures is
contradicted only where no choice within their intervals satisfies it (R. E. Moore, Interval
Analysis, 1966).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isclose, log10

from extractor.facts.fact import Fact

_RANGE = re.compile(r"(?<=\d)\s*(?:-|–|—|−|~|÷|đến|tới)\s*(?=\d)")
# Binary fractions: what differs by less than this part of itself is the same number.
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` up to `high`; a single number where the two are the same.

    The upper end is left out, since halves are rounded up: what is written 0,09 is less than 0,095.
    """

    low: float
    high: float

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor may be zero")
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def scaled(self, factor: float) -> Interval:
        """Every number times a factor."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def widened(self, below: float, above: float) -> Interval:
        """With so much more at either end."""
        return Interval(self.low - below, self.high + above)

    def meets(self, other: Interval) -> bool:
        """Whether some number is in both, but for the noise of binary fractions."""
        noise = _NOISE * max(abs(self.low), abs(self.high), abs(other.low), abs(other.high), 1e-6)
        return self._begins_within(other, noise) and other._begins_within(self, noise)

    def _begins_within(self, other: Interval, noise: float) -> bool:
        """Whether its lower end is below the other's upper end, or is that very number."""
        if self.low < other.high - noise:
            return True
        single = other.width <= noise or self.width <= noise
        return self.low <= other.high + noise and single

    def below(self, other: Interval) -> bool:
        """Whether every number here is less than every number there."""
        return self.high < other.low and not self.meets(other)

    @property
    def middle(self) -> float:
        """The number halfway between its ends."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """How far its ends are apart."""
        return self.high - self.low


def decimals_written(text: str, value: float) -> int:
    """How many decimals a number was written with, trailing zeros included.

    Args:
        text: The number as written (`64,0`, `1.006,50`).
        value: The number it was read as, which says what its marks mean.

    Returns:
        0 or more.
    """
    digits = "".join(ch for ch in text if ch.isdecimal())
    if not digits:
        return 0
    if not float(digits) or not value:
        groups = re.split(r"[.,]", text.strip())
        return len(groups[-1]) if len(groups) == 2 and len(groups[-1]) != 3 else 0
    return max(0, round(log10(float(digits) / abs(value))))


def written_interval(
    text: str,
    value: float,
    high: float | None = None,
    *,
    whole: bool = False,
) -> Interval:
    """All numbers that, rounded, are written so.

    Args:
        text: As written.
        value: As read, the lower end of a range.
        high: Upper end of a range.
        whole: Whether it counts things, so that without decimals it is meant exactly.

    Returns:
        Half a unit of the last written place to either side.
    """
    parts = _RANGE.split(text) if high is not None else [text]
    low_half = _half(parts[0], value, whole)
    if high is None:
        return Interval(value - low_half, value + low_half)
    return Interval(value - low_half, max(value, high) + _half(parts[-1], high, whole))


def _half(text: str, value: float, whole: bool) -> float:
    decimals = decimals_written(text, value)
    return 0.0 if whole and not decimals else 0.5 * 10.0**-decimals


def resolution(fact: Fact) -> float:
    """One unit of the last place a fact's number was written to, in its own unit."""
    return 10.0 ** -decimals_written(_RANGE.split(fact.value_text)[0], fact.value or 0.0)


def same(one: float, other: float) -> bool:
    """Whether two numbers are one but for the noise of binary fractions."""
    return isclose(one, other, rel_tol=_NOISE, abs_tol=1e-12)
