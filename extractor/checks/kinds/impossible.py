"""Values that cannot be: more than all of a whole, negative counts, more sown than prepared.

Also units that do not measure their indicator, and thousands of thousands (`29.000 nghìn người`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from extractor.checks.figures import Case, Figure, comparable, components, has_any
from extractor.checks.finding import Check
from extractor.checks.ratios import HUNDRED, cut_off, percent_of
from extractor.facts.letters import fold

_GROUPED = re.compile(r"\d{1,3}[.,]\d{3}")
_THOUSANDS = ("nghìn", "ngàn", "ngìn")
# Rates of which no more than all is possible; `đạt 103% kế hoạch` is none of them.
_WHOLE_RATE = re.compile(r"^(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|cơ cấu)\b")


def checks(case: Case) -> Iterator[Check]:
    """Every figure that a bound applies to."""
    for figure in case.figures:
        yield from _share(figure)
        yield from _negative(figure)
        yield from _slash_total(case, figure)
        yield from _unit(case, figure)
        yield from _scale(figure)
    for paragraph in case.of_paragraph:
        yield from _order(case, paragraph)
    yield from _unit_totals(case)


def _share(figure: Figure) -> Iterator[Check]:
    fact = figure.fact
    if not figure.percent or fact.direction is not None or fact.target is not None:
        return
    named = _WHOLE_RATE.match(components(fact)[-1]) if components(fact) else None
    if fact.role == "share" or (fact.role == "rate" and fact.head is None and named):
        yield Check(
            "impossible_share",
            [figure.index],
            figure.base.low <= 100.0,
            100.0 / figure.factor,
            values={"share": figure},
            equation=False,
        )


def _negative(figure: Figure) -> Iterator[Check]:
    fact = figure.fact
    if fact.dimension in ("count", "area", "mass", "volume") and fact.role in ("actual", "total"):
        yield Check(
            "negative",
            [figure.index],
            figure.value >= 0,
            values={"figure": figure},
            equation=False,
        )


def _slash_total(case: Case, figure: Figure) -> Iterator[Check]:
    for total in case.totals_of(figure.index):
        sure = comparable(figure, total) and case.sure(figure, total)
        if sure and not _is_plan(case, figure, total):
            yield Check(
                "slash_total",
                [figure.index, total.index],
                not total.base.below(figure.base),
                total.value / figure.factor,
                values={"part": figure, "total": total},
                equation=False,
            )


def _is_plan(case: Case, figure: Figure, total: Figure) -> bool:
    """Whether a percentage beside them (`27/15 người, đạt 180%`) says that more was meant."""
    if total.base.low <= 0 or not total.base.below(figure.base):
        return False
    reached = percent_of(figure, total)
    return any(
        rate.percent
        and (
            reached.meets(cut_off(rate, case.config))
            or (reached - HUNDRED).meets(cut_off(rate, case.config))
        )
        for rate in case.rates_of(figure.index)
    )


def _unit(case: Case, figure: Figure) -> Iterator[Check]:
    fact = figure.fact
    if fact.dimension is None or fact.role not in ("actual", "planned") or not fact.indicator:
        return
    if fact.relation_to_head is not None:
        return
    name = components(fact)[-1]
    name = name.removeprefix("tổng ")
    best: tuple[int, list[str]] = (0, [])
    for words, dimensions in case.config.units:
        for word in words:
            begins = name == word or name.startswith((word + " ", word + ","))
            if len(word) > best[0] and begins:
                best = (len(word), dimensions)
    if best[0]:
        yield Check(
            "unit",
            [figure.index],
            fact.dimension in best[1],
            suggestion="kW → kWh" if fact.dimension == "power" and "energy" in best[1] else None,
            values={"figure": figure},
            equation=False,
        )


def _scale(figure: Figure) -> Iterator[Check]:
    fact = figure.fact
    first = fold(fact.unit or "").partition(" ")[0]
    if first not in _THOUSANDS or fact.dimension != "count":
        return
    written = fact.value_text.strip()
    if not _GROUPED.fullmatch(written):
        return
    # Read as decimals against its own mark, since there can be no so many thousands.
    doubted = any(re.search(r"mark|read as", note, re.IGNORECASE) for note in fact.notes)
    yield Check(
        "scale",
        [figure.index],
        not doubted,
        suggestion=None,
        values={"figure": figure},
        equation=False,
    )


def _order(case: Case, paragraph: str) -> Iterator[Check]:
    figures = [f for f in case.in_paragraph(paragraph) if f.fact.role == "actual" and not f.percent]
    for less, more in case.config.orders:
        for small in figures:
            if not _last_component(small, less):
                continue
            for large in figures:
                near = abs(large.fact.start - small.fact.start) < 120
                if not near or large is small or not _last_component(large, more):
                    continue
                if large.fact.unit == small.fact.unit and _one_topic(small, large):
                    yield Check(
                        "order",
                        [small.index, large.index],
                        not large.base.below(small.base),
                        values={"less": small, "more": large},
                        equation=False,
                    )


def _last_component(figure: Figure, words: list[str]) -> bool:
    names = components(figure.fact)
    return bool(names) and has_any(names[-1], tuple(words))


def _one_topic(one: Figure, other: Figure) -> bool:
    first, second = components(one.fact)[:-1], components(other.fact)[:-1]
    return not first or not second or first[0] == second[0]


def _unit_totals(case: Case) -> Iterator[Check]:
    """`4/12 xã` in a report whose other totals say `10/10 xã`."""
    totals: dict[tuple[str, str], dict[float, list[Figure]]] = defaultdict(dict)
    for figure in case.figures:
        for total in case.totals_of(figure.index):
            unit = fold(total.fact.unit or figure.fact.unit or "")
            if unit in case.config.unit_nouns:
                place = next((p.code or p.text for p in total.fact.places), "")
                totals[unit, place].setdefault(total.value, []).append(total)
    for by_value in totals.values():
        if len(by_value) != 2:
            continue
        (one, first), (other, second) = by_value.items()
        usual = _said(case, one, first[0]) >= _said(case, other, second[0])
        doubted, trusted = (second, first) if usual else (first, second)
        for figure in doubted:
            yield Check(
                "unit_total",
                [figure.index, trusted[0].index],
                False,
                trusted[0].value,
                f"{figure.fact.value_text} → {trusted[0].fact.value_text}",
                values={"total": figure, "other": trusted[0]},
                equation=False,
            )


def _said(case: Case, value: float, like: Figure) -> int:
    """How often a report gives a number of the same unit."""
    return sum(f.value == value and f.fact.unit == like.fact.unit for f in case.figures)
