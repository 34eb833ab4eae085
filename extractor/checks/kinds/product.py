"""Yield × area against production, price × amount against money: any rate with its two amounts.

A figure in `a/b` stands between one in `b` before it and one in `a`, of the same topic.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from extractor.checks.figures import Case, Figure, components
from extractor.checks.finding import Check
from extractor.checks.intervals import Interval, resolution
from extractor.checks.slips import explain, suggestion

KIND = "product"

# Amounts of the same topic may stand some way off, but not beyond the next rate.
_RATES = ("mass/area", "volume/area", "currency/mass", "currency/area", "currency/volume")


def checks(case: Case) -> Iterator[Check]:
    """Every rate with the two amounts it is made of in its paragraph."""
    for paragraph in case.of_paragraph:
        figures = case.in_paragraph(paragraph)
        rates = [f for f in figures if f.fact.dimension in _RATES and f.fact.role == "actual"]
        for rate in rates:
            above, _, below = (rate.fact.dimension or "").partition("/")
            base = _nearest(case, rate, figures, below)
            amount = _nearest(case, rate, figures, above)
            if base is None or amount is None or rate.fact.value_high is not None:
                continue
            check = _check(case, rate, base, amount)
            if not check.agrees:
                # Another pair that fits is the one that was meant.
                for a, b in product(figures, figures):
                    if a.fact.dimension == above and b.fact.dimension == below:
                        other = _check(case, rate, b, a)
                        check = other if other.agrees else check
            if check.agrees or _one_size(case, check, amount):
                yield check


def _one_size(case: Case, check: Check, amount: Figure) -> bool:
    """Whether the product is near what is stated, or a slip away: else they are of two things."""
    implied = (check.implied or 0.0) * amount.factor
    most = case.config.tolerance["same_magnitude"]
    if implied > 0 and amount.value > 0 and 1 / most <= implied / amount.value <= most:
        return True
    figures = [case.figure(index) for index in check.facts]
    found = [figure for figure in figures if figure is not None]
    return len(found) == 3 and bool(explain(_needed(*found), ("digit", "swap", "mark", "unit")))


def _nearest(case: Case, rate: Figure, figures: list[Figure], dimension: str) -> Figure | None:
    """The nearest amount of the same topic: one that shares most of the rate's indicator."""
    topic = set(components(rate.fact))
    best: tuple[int, int, int] | None = None
    for figure in figures:
        fact = figure.fact
        if fact.dimension != dimension or fact.role != "actual" or fact.direction is not None:
            continue
        shared = len(topic & set(components(fact)))
        if not shared or not _same_place(rate, figure) or not _same_time(rate, figure):
            continue
        if fact.relation_to_head == "RATE_OF":
            continue
        key = (-shared, abs(fact.start - rate.fact.start), figure.index)
        if best is None or key < best:
            best = key
    return case.figure(best[2]) if best is not None else None


def _same_time(one: Figure, other: Figure) -> bool:
    """Whether neither has a period of its own that the other has not: `năm 2023: 1,6 tấn/ha`."""
    here = {p.text for p in one.fact.periods if not p.inherited and not p.inferred}
    there = {p.text for p in other.fact.periods if not p.inherited and not p.inferred}
    return not here or not there or bool(here & there)


def _same_place(one: Figure, other: Figure) -> bool:
    here = {p.text for p in one.fact.places if not p.inferred and not p.inherited}
    there = {p.text for p in other.fact.places if not p.inferred and not p.inherited}
    return not here or not there or here == there


def _check(case: Case, rate: Figure, base: Figure, amount: Figure) -> Check:
    made = rate.base * base.base
    stated = amount.base
    if case.config.tolerance["truncation"]:
        stated = stated.widened(0.0, 0.5 * resolution(amount.fact) * amount.factor)
    agrees = made.meets(stated)
    return Check(
        KIND,
        [amount.index, base.index, rate.index],
        agrees,
        rate.value * base.value / amount.factor,
        None if agrees else suggestion(_needed(amount, base, rate)),
        values={"amount": amount, "base": base, "rate": rate},
    )


def _needed(amount: Figure, base: Figure, rate: Figure) -> list[tuple[Figure, Interval]]:
    """What each of the three should be for the other two to hold, in base units."""
    needed: list[tuple[Figure, Interval]] = [(amount, rate.base * base.base)]
    if base.base.low > 0:
        needed.append((rate, amount.base / base.base))
    if rate.base.low > 0:
        needed.append((base, amount.base / rate.base))
    return needed
