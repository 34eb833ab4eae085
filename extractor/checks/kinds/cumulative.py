"""Cumulative against monthly: what was done in the month is part of what was done so far."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.figures import Case, Figure, comparable, components
from extractor.checks.finding import Check

KIND = "cumulative"


def checks(case: Case) -> Iterator[Check]:
    """Every month's figure that stands beside the running total of the same indicator."""
    for paragraph in case.of_paragraph:
        figures = [f for f in case.in_paragraph(paragraph) if _flow(case, f)]
        for total in figures:
            if not any(p.cumulative for p in total.fact.periods):
                continue
            for part in figures:
                if part is not total and _within(part, total) and _alike(case, part, total):
                    yield Check(
                        KIND,
                        [part.index, total.index],
                        not total.base.below(part.base),
                        total.value / part.factor,
                        values={"part": part, "total": total},
                        equation=False,
                    )


def _flow(case: Case, figure: Figure) -> bool:
    """Whether a figure adds up over time: no stock, price or rate."""
    fact = figure.fact
    if fact.role != "actual" or figure.percent or (fact.dimension or "").count("/"):
        return False
    return not case.has_word(fact.indicator or fact.context or "", "stock") and fact.head is None


def _within(part: Figure, total: Figure) -> bool:
    """Whether the one's period is an earlier or equal stretch inside the other's."""
    inner = next((p for p in part.fact.periods if p.start and p.end), None)
    outer = next((p for p in total.fact.periods if p.start and p.end and p.cumulative), None)
    if inner is None or outer is None or inner.cumulative or inner.inferred:
        return False
    if not (inner.start and inner.end and outer.start and outer.end):
        return False
    shorter = inner.start > outer.start
    return shorter and outer.start <= inner.start and inner.end[:7] <= outer.end[:7]


def _alike(case: Case, part: Figure, total: Figure) -> bool:
    if not comparable(part, total) or part.fact.unit != total.fact.unit:
        return False
    here = {p.text for p in part.fact.places if not p.inferred}
    there = {p.text for p in total.fact.places if not p.inferred}
    if here and there and here != there:
        return False
    return components(part.fact) == components(total.fact) and bool(part.fact.indicator)
