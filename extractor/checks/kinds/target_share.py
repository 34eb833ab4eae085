"""Share of the plan against actual and plan: `76,5/125 ha, đạt 54,64% KH`.

Also `vượt 21,85% kế hoạch` and `vượt 0,58%` of `5,88%/5,3%`, where the percent are points.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.figures import Case, Figure, comparable
from extractor.checks.finding import Check
from extractor.checks.ratios import HUNDRED, cut_off, needed_for_ratio, percent_of
from extractor.checks.slips import suggestion

KIND = "target_share"


def checks(case: Case) -> Iterator[Check]:
    """Every share of a plan whose actual value and plan are stated."""
    for actual in case.figures:
        if actual.fact.role not in ("actual", "rate", "share"):
            continue
        plans = [p for p in case.plans_of(actual.index) if comparable(actual, p)]
        shares = [s for s in case.rates_of(actual.index) if _share_of_plan(s, plans, case, actual)]
        excesses = [e for e in case.rates_of(actual.index) if _excess(case, e)]
        if not shares and not excesses:
            continue
        sure = bool(plans)
        if not plans:
            plans = _stated_elsewhere(case, actual)
        if not plans:
            continue
        for share in shares:
            yield from _check_share(case, actual, plans, share, sure)
        for excess in excesses:
            yield from _check_excess(case, actual, plans, excess, sure)


def _share_of_plan(figure: Figure, plans: list[Figure], case: Case, actual: Figure) -> bool:
    if figure.fact.unit is not None and not figure.percent:
        return False
    if figure.fact.role == "share_of_target":
        return True
    unclear = figure.fact.role in ("rate", "share") and figure.fact.direction is None
    own = figure.fact.indicator == actual.fact.indicator
    return unclear and own and bool(plans) and not case.totals_of(actual.index)


def _excess(case: Case, figure: Figure) -> bool:
    return (
        figure.fact.role == "change"
        and figure.fact.target is not None
        and figure.fact.baseline is None
    )


def _stated_elsewhere(case: Case, actual: Figure) -> list[Figure]:
    """Plans of the same paragraph that no relation ties to the actual value but their indicator."""
    words = case.words(actual.fact)
    found = []
    for plan in case.in_paragraph(actual.fact.paragraph):
        states = plan.fact.role == "planned" and plan.fact.head is None
        if not states or plan.percent != actual.percent or not comparable(plan, actual):
            continue
        if plan.fact.places and actual.fact.places:
            here = {place.text for place in actual.fact.places if not place.inferred}
            there = {place.text for place in plan.fact.places if not place.inferred}
            if here and there and not here & there:
                continue
        shared = words & case.words(plan.fact)
        if shared and len(shared) >= 0.5 * min(len(words), len(case.words(plan.fact))):
            found.append(plan)
    return found


def _check_share(
    case: Case, actual: Figure, plans: list[Figure], share: Figure, sure: bool
) -> Iterator[Check]:
    possible = [p for p in plans if p.base.low > 0]
    if not possible:
        return
    stated = cut_off(share, case.config)
    agreeing = [p for p in possible if percent_of(actual, p).meets(stated)]
    if not agreeing and actual.percent:
        # `48,7%/50%, chưa đạt kế hoạch 1,3%` states what is missing.
        agreeing = [p for p in possible if (p.base - actual.base).meets(share.base)]
    plan = agreeing[0] if agreeing else possible[0]
    if not agreeing and not sure and len(possible) > 1:
        return
    implied = 100 * actual.value / plan.value
    hint = None
    if not agreeing:
        hint = _other_plan(case, actual, plan, share) or suggestion(
            needed_for_ratio(actual, plan, share, case.config)
        )
    yield Check(
        KIND,
        [share.index, actual.index, plan.index],
        bool(agreeing),
        implied / share.factor,
        hint,
        values={"share": share, "actual": actual, "plan": plan},
        severity=None if sure else "warning",
    )


def _other_plan(case: Case, actual: Figure, plan: Figure, share: Figure) -> str | None:
    """Another amount of the paragraph that the share fits: `125 → 140`."""
    stated = cut_off(share, case.config)
    for other in case.in_paragraph(actual.fact.paragraph):
        if other.index in (actual.index, plan.index) or other.percent != plan.percent:
            continue
        planned = other.fact.role == "planned" and other.fact.unit == plan.fact.unit
        if planned and other.base.low > 0 and percent_of(actual, other).meets(stated):
            return f"{plan.fact.value_text} → {other.fact.value_text}"
    return None


def _check_excess(
    case: Case, actual: Figure, plans: list[Figure], excess: Figure, sure: bool
) -> Iterator[Check]:
    sign = -1.0 if excess.fact.direction == "decrease" else 1.0
    points = None
    for plan in plans:
        if plan.base.low <= 0:
            continue
        gap = (actual.base - plan.base).scaled(sign)
        if not excess.percent and excess.fact.dimension != "ratio_points":
            if not comparable(excess, plan):
                continue
            agrees = gap.meets(excess.base)
            implied = sign * (actual.value - plan.value) / excess.factor
        else:
            relative = (percent_of(actual, plan) - HUNDRED).scaled(sign)
            stated = cut_off(excess, case.config)
            agrees = relative.meets(stated) and excess.fact.dimension != "ratio_points"
            implied = sign * (100 * actual.value / plan.value - 100) / excess.factor
            if not agrees and actual.percent and gap.meets(excess.base):
                agrees, points = True, (None if excess.fact.dimension == "ratio_points" else plan)
        yield Check(
            KIND,
            [excess.index, actual.index, plan.index],
            agrees,
            implied,
            None if agrees else suggestion([(excess, gap)] if not excess.percent else []),
            variant="excess",
            values={"share": excess, "actual": actual, "plan": plan},
            severity=None if sure else "warning",
        )
        if points is not None:
            yield Check(
                "percentage_points",
                [excess.index, actual.index, plan.index],
                False,
                implied,
                f"{excess.fact.value_text}% → {excess.fact.value_text} điểm %",
                values={"change": excess, "level": actual, "earlier": plan},
                equation=False,
            )
        return
