"""Open numbers settled by the figures beside them.

`7.120 nghìn bệnh nhân` out of `180 nghìn lượt` must be 7,12 thousand: a part is no larger than its
whole. `1,250/1.250 ha` that make `100%` of the plan must be the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from extractor.facts.numbers import Number, Reading
from extractor.facts.units import Unit
from extractor.schema import PART_OF, PLANNED_FOR, RATE_OF, TOTAL_OF

_MOST_COMBINATIONS = 256
# A stated percentage agrees with its two figures within this many hundredths of itself: reports
# round to one decimal, and round the figures too.
_RELATIVE = 0.02


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity as the arithmetic sees it.

    Args:
        number: As read so far.
        unit: Its unit, None where it has none.
        head: Index, in the paragraph, of the quantity it belongs to.
        relation: How.
        percent: Whether it is a percentage.
    """

    number: Number
    unit: Unit | None = None
    head: int | None = None
    relation: str | None = None
    percent: bool = False


def settle(figures: Sequence[Figure]) -> list[Number]:
    """Choose among the readings of open numbers.

    Args:
        figures: The quantities of one paragraph.

    Returns:
        Their numbers. One that the figures beside it read otherwise is changed and says so; one
        that none of them settles stays as it was.
    """
    numbers = [figure.number for figure in figures]
    for head in {figure.head for figure in figures if figure.head is not None}:
        group = [head, *(i for i, figure in enumerate(figures) if figure.head == head)]
        group = [i for i in group if numbers[i].value is not None]
        if head not in group or not any(numbers[i].alternatives for i in group):
            continue
        options = [_readings(numbers[i]) for i in group]
        usual = tuple(option[0] for option in options)
        best, best_rank = None, (_score(group, usual, figures), 0, 0)
        for readings in islice(product(*options), _MOST_COMBINATIONS):
            # Of readings that agree as well: the least changed, then the one with whole numbers.
            changed = sum(r is not u for r, u in zip(readings, usual, strict=True))
            whole = sum(reading.value.is_integer() for reading in readings)
            rank = (_score(group, readings, figures), -changed, whole)
            if rank[0] > best_rank[0] or (best is not None and rank > best_rank):
                best, best_rank = readings, rank
        if best is None:
            continue
        for i, reading in zip(group, best, strict=True):
            if reading.value != numbers[i].value:
                numbers[i] = replace(
                    numbers[i],
                    value=reading.value,
                    alternatives=(Reading(numbers[i].value or 0.0),),
                    doubt=f"Read as {reading.value:g}, as the figures beside it require; "
                    f"by its mark alone it would be {numbers[i].value:g}.",
                )
    return numbers


def _readings(number: Number) -> list[Reading]:
    assert number.value is not None
    first = Reading(number.value, number.high)
    return [first] if number.high is not None else [first, *number.alternatives]


def _score(group: Sequence[int], readings: Sequence[Reading], figures: Sequence[Figure]) -> int:
    """How many of the sums that the relations promise come true, less those that fail."""
    values = dict(zip(group, (reading.value for reading in readings), strict=True))
    head, score = group[0], 0
    for i in group[1:]:
        figure = figures[i]
        if figure.relation in (PLANNED_FOR, TOTAL_OF) and _comparable(figures[head], figure):
            whole, part = _base(figure, values[i]), _base(figures[head], values[head])
            for j in group[1:]:
                rate = figures[j]
                if rate.relation == RATE_OF and rate.percent and whole:
                    score += _agrees(100 * part / whole, values[j])
            if figure.relation == TOTAL_OF:
                score += 1 if part <= whole else -1
        elif figure.relation == PART_OF and _comparable(figures[head], figure):
            fits = _base(figure, values[i]) <= _base(figures[head], values[head]) * 1.001
            score += 1 if fits else -1
    return score


def _agrees(computed: float, stated: float) -> int:
    return 2 if abs(computed - stated) <= max(0.6, _RELATIVE * abs(stated)) else 0


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures are amounts of one kind; a missing unit is taken to be the other's."""
    if one.percent != other.percent:
        return False
    if one.unit is None or other.unit is None:
        return True
    if not (one.unit.known and other.unit.known):
        return one.unit.written == other.unit.written
    return one.unit.dimension == other.unit.dimension


def _base(figure: Figure, value: float) -> float:
    base = figure.unit.to_base(value) if figure.unit is not None else None
    return value if base is None else base
