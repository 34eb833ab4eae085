"""A share of the plan in one place, the plan itself in another, tied by the same actual value.

`tỷ lệ giảm nghèo 10,41%, đạt 130,1% mục tiêu` here, `10,41% (KH năm 2023: 9,61%)` there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extractor.checks.figures import Case, Figure, comparable
from extractor.checks.finding import Check
from extractor.checks.ratios import cut_off, needed_for_ratio, percent_of
from extractor.checks.slips import suggestion

KIND = "target_share"


def checks(case: Case) -> Iterator[Check]:
    """Every share of a plan that only another paragraph states for the same actual value."""
    by_value: dict[tuple[str, str | None], list[Figure]] = defaultdict(list)
    for figure in case.figures:
        digits = sum(ch.isdecimal() for ch in figure.fact.value_text)
        if digits > 2 and figure.fact.indicator:
            by_value[figure.fact.value_text, figure.fact.base_unit].append(figure)
    for figures in by_value.values():
        planned = [f for f in figures if case.plans_of(f.index)]
        for actual in figures:
            if case.plans_of(actual.index):
                continue
            for share in case.rates_of(actual.index):
                if share.fact.role != "share_of_target":
                    continue
                for other in planned:
                    if _alike(case, actual, other):
                        yield from _check(case, actual, other, share)
                        break


def _check(case: Case, actual: Figure, other: Figure, share: Figure) -> Iterator[Check]:
    stated = cut_off(share, case.config)
    plans = [p for p in case.plans_of(other.index) if p.base.low > 0 and comparable(p, actual)]
    if not plans:
        return
    agreeing = [p for p in plans if percent_of(actual, p).meets(stated)]
    plan = (agreeing or plans)[0]
    yield Check(
        KIND,
        [share.index, actual.index, plan.index],
        bool(agreeing),
        100 * actual.value / plan.value / share.factor,
        None if agreeing else suggestion(needed_for_ratio(actual, plan, share, case.config)),
        values={"share": share, "actual": actual, "plan": plan},
        severity="warning",
        equation=False,
    )


def _alike(case: Case, one: Figure, other: Figure) -> bool:
    if one.fact.paragraph == other.fact.paragraph:
        return False
    first, second = case.words(one.fact), case.words(other.fact)
    if not first or not second:
        return False
    return len(first & second) >= 0.5 * min(len(first), len(second))
