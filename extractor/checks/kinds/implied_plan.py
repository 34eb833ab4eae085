"""Two shares of one plan imply one plan: `320.213 (77% kế hoạch)`, `357.730 (87,4% kế hoạch)`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from extractor.checks.figures import Case, Figure, comparable, components, content_words
from extractor.checks.finding import Check
from extractor.checks.ratios import cut_off

KIND = "implied_plan"


def checks(case: Case) -> Iterator[Check]:
    """Every pair of shares of the same plan of the same indicator in a paragraph."""
    for paragraph in case.of_paragraph:
        pairs = [pair for pair in _shares(case, paragraph) if pair[0].base.low > 0]
        for (one, first), (other, second) in combinations(pairs, 2):
            if not _one_plan(case, first, second) or not _alike(one, other):
                continue
            plan = (one.base / cut_off(first, case.config)).scaled(100)
            again = (other.base / cut_off(second, case.config)).scaled(100)
            yield Check(
                KIND,
                [second.index, other.index, first.index, one.index],
                plan.meets(again),
                other.value * first.value / one.value / second.factor,
                values={"share": second, "actual": other, "first": first, "one": one},
                equation=False,
            )


def _shares(case: Case, paragraph: str) -> list[tuple[Figure, Figure]]:
    """Actual values of a paragraph with their shares of a plan that is not stated."""
    return [
        (actual, share)
        for actual in case.in_paragraph(paragraph)
        if actual.fact.role == "actual" and not case.plans_of(actual.index)
        for share in case.rates_of(actual.index)
        if share.fact.role == "share_of_target" and share.base.low > 0
    ]


def _one_plan(case: Case, first: Figure, second: Figure) -> bool:
    stop = (*case.config.words["stop"], "giao", "năm", "đề", "ra")
    plan = content_words(first.fact.target or "", stop)
    return bool(plan) and plan == content_words(second.fact.target or "", stop)


def _alike(one: Figure, other: Figure) -> bool:
    same_place = {p.text for p in one.fact.places} == {p.text for p in other.fact.places}
    named = bool(components(one.fact)) and components(one.fact) == components(other.fact)
    first, second = ({p.text for p in f.fact.periods if not p.inferred} for f in (one, other))
    two_times = bool(first) and bool(second) and first.isdisjoint(second)
    return named and same_place and two_times and comparable(one, other)
