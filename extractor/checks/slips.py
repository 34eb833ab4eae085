"""Slips of the pen: one digit, two digits swapped, a shifted mark, a wrong unit.

Where a single slip in one figure explains a contradiction, it is suggested; where figures are so
precise that it would hardly do so by chance, it is also taken as proof that they belong together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.checks.figures import Figure
from extractor.checks.intervals import Interval, decimals_written, resolution, written_interval

_SHIFTS = (-3, -2, -1, 1, 2, 3)
# Hectares and square metres, thousands of millions and millions of them.
_UNITS = (-6, -4, 4, 6)


@dataclass(frozen=True, slots=True)
class Slip:
    """What may have been meant instead of what is written.

    Args:
        text: The number as it may have been meant, written with the same marks.
        value: That number, in the figure's own unit.
        kind: `digit`, `swap`, `mark`, `unit`, `missing` or `surplus`.
    """

    text: str
    value: float
    kind: str


def slips(text: str, value: float) -> Iterator[Slip]:
    """All numbers a single slip away from a written one.

    Args:
        text: As written.
        value: As read.

    Yields:
        Each number that one other digit, two neighbours swapped, a digit left out or set once too
        often, or a shifted decimal mark accounts for; numbers with leading zeros are passed over.
    """
    decimals = decimals_written(text, value)
    places = [i for i, ch in enumerate(text) if ch.isdecimal()]
    seen = {text}

    def made(changed: str, count: int, kind: str) -> Iterator[Slip]:
        digits = "".join(ch for ch in changed if ch.isdecimal())
        if changed in seen or not digits:
            return
        seen.add(changed)
        yield Slip(changed, int(digits) / 10.0**count, kind)

    for i in places:
        for digit in "0123456789":
            yield from made(text[:i] + digit + text[i + 1 :], decimals, "digit")
    for i, j in itertools.pairwise(places):
        swapped = list(text)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        yield from made("".join(swapped), decimals, "swap")
    if value:
        for kind, shifts in (("mark", _SHIFTS), ("unit", _UNITS)):
            for shift in shifts:
                moved = value * 10.0**shift
                yield Slip(_plain(moved), moved, kind)
    plain = re.sub(r"\D", "", text)
    for i in range(len(plain) + 1):
        for digit in "0123456789":
            longer = plain[:i] + digit + plain[i:]
            yield Slip(_grouped(longer, decimals, text), int(longer) / 10.0**decimals, "missing")
    for i in range(len(plain)):
        shorter = plain[:i] + plain[i + 1 :]
        if shorter:
            yield Slip(_grouped(shorter, decimals, text), int(shorter) / 10.0**decimals, "surplus")


def explain(
    figures: Sequence[tuple[Figure, Interval]], kinds: Sequence[str] = ("digit", "swap", "mark")
) -> list[tuple[Figure, Slip]]:
    """The slips that would mend a contradiction.

    Args:
        figures: Each figure and what it should be, in base units, for the others to hold.
        kinds: Kinds of slip to consider.

    Returns:
        Figure and slip for each that does, in the order of `kinds`.
    """
    found = []
    for figure, needed in figures:
        value = abs(figure.value / figure.factor)
        if figure.fact.value_high is not None:
            continue
        for slip in slips(figure.fact.value_text, value):
            if slip.kind not in kinds:
                continue
            exact = figure.own.width == 0
            own = written_interval(slip.text, slip.value, whole=exact) if slip.value else None
            meant = (own or Interval(slip.value, slip.value)).scaled(figure.factor)
            if meant.meets(needed):
                found.append((figure, slip))
    return sorted(found, key=lambda pair: kinds.index(pair[1].kind))


def expected_by_chance(
    figures: Sequence[tuple[Figure, Interval]], kinds: Sequence[str] = ("digit", "swap", "mark")
) -> float:
    """How many slips would mend a contradiction by chance.

    Args:
        figures: Each figure and what it should be, in base units.
        kinds: Kinds of slip considered.

    Returns:
        The sum over figures of the number of single slips times the part of their range that
        counts as a hit.
    """
    expected = 0.0
    for figure, needed in figures:
        value = abs(figure.value / figure.factor)
        digits = sum(ch.isdecimal() for ch in figure.fact.value_text)
        count = 9 * digits + max(0, digits - 1) + len(_SHIFTS)
        if "missing" in kinds:
            count += 10 * (digits + 1) + digits
        place = resolution(figure.fact)
        reach = 10.0 ** (digits + ("missing" in kinds)) * place
        low, high = needed.low / figure.factor, needed.high / figure.factor
        if high < 0 or low > reach:
            continue
        expected += count * min(1.0, (high - low + place) / max(2 * value, reach))
    return expected


def suggestion(figures: Sequence[tuple[Figure, Interval]]) -> str | None:
    """`125 → 140` where exactly one slip explains a contradiction.

    Args:
        figures: Each figure and what it should be, in base units.

    Returns:
        None where several slips would, or none does.
    """
    found = explain(figures)
    written = {(figure.index, slip.text) for figure, slip in found}
    if len(written) != 1:
        if written:
            return None
        longer = explain(figures, ("missing", "surplus"))
        if len({(figure.index, slip.value) for figure, slip in longer}) != 1:
            return None
        if expected_by_chance(figures, ("missing", "surplus")) > 0.5:
            return None
        found = longer
    figure, slip = found[0]
    return f"{figure.fact.value_text} → {slip.text}"


def _plain(value: float) -> str:
    return f"{value:.10g}".replace(".", ",")


def _grouped(digits: str, decimals: int, pattern: str) -> str:
    """Digits with the marks a written number uses."""
    mark = re.search(r"[.,](?=\d+$)", pattern)
    decimal = mark.group() if decimals and mark else ","
    whole = digits[: len(digits) - decimals] if decimals else digits
    whole = whole or "0"
    thousands = "," if decimal == "." else "."
    if re.search(r"\d[.,]\d{3}(?!\d)", pattern) and len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", thousands)
    return whole + (decimal + digits[-decimals:] if decimals else "")
