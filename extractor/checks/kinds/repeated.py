"""The same indicator, place and period in two places of a report, or in its text and its annex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from extractor.checks.figures import Case, Figure, comparable, components
from extractor.checks.finding import Check
from extractor.facts.fact import Fact
from extractor.facts.letters import fold

KIND = "repeated"

_ROLES = ("actual", "rate", "planned", "change", "share_of_target")


def checks(case: Case) -> Iterator[Check]:
    """Every pair of figures that state one thing."""
    yield from _annex(case)
    by_words: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in case.figures:
        key = identity(case, figure)
        if key is not None:
            by_words[key].append(figure)
    values: dict[object, set[float]] = defaultdict(set)
    for (words, role, *_), figures in by_words.items():
        values[words, role].update(figure.value for figure in figures)
    for (words, role, *_), figures in by_words.items():
        if len(values[words, role]) < 3:  # else the words name a column, not a row
            yield from _compare(case, figures)
    yield from _growths(case)
    yield from _one_figure_two_units(case)


def identity(case: Case, figure: Figure) -> tuple[object, ...] | None:
    """What a figure states: indicator, place, period, role; None where that is not said fully.

    Args:
        case: Its report.
        figure: The figure.
    """
    fact = figure.fact
    if fact.role not in _ROLES or not fact.indicator or fact.source == "table":
        return None
    if fact.relation_to_head in ("PART_OF", "TOTAL_OF") or fact.source == "footnote":
        return None  # what a footnote speaks of is said at its marker
    if fact.value_high is not None or fact.approximation in ("over", "under"):
        return None
    if case.after(fact, 24).lstrip("% ").startswith(("trở lên", "trở xuống")):
        return None
    if fact.dimension and "/" in fact.dimension:
        return None  # prices and yields are of what the sentence before speaks of
    words = case.words(fact)
    if len(words) < case.config.tolerance["indicator_words"]:
        return None
    return (
        words,
        fact.role,
        fact.direction,
        fact.dimension if fact.dimension != "count" else fact.base_unit,
        _places(fact),
        period_of(fact),
        fold(fact.target or ""),
        fold(fact.baseline or ""),
        case.ahead(fact),
        case.parent(fact.paragraph),
    )


def _places(fact: Fact) -> frozenset[str]:
    return frozenset(place.code or fold(place.text) for place in fact.places)


def period_of(fact: Fact) -> tuple[str | None, str | None]:
    """First and last day of a fact's first resolved period.

    Args:
        fact: The fact.
    """
    return next(((p.start, p.end) for p in fact.periods if p.end), (None, None))


def _compare(case: Case, figures: list[Figure]) -> Iterator[Check]:
    by_paragraph: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_paragraph[figure.fact.paragraph].append(figure)
    # Several in one paragraph are told apart by words the indicator does not hold.
    single = [group[0] for group in by_paragraph.values() if len(group) == 1]
    if len(single) < len(by_paragraph) or len(single) < 2:
        return
    first = single[0]
    for other in single[1:]:
        if not comparable(first, other):
            continue
        agrees = first.base.meets(other.base) or _both_differ(case, first, other)
        yield Check(
            KIND,
            [other.index, first.index],
            agrees,
            first.value / other.factor,
            values={"figure": other, "other": first},
            equation=False,
        )


def _growths(case: Case) -> Iterator[Check]:
    """`37 nghìn lượt khách, tăng 23,33%` and, elsewhere, `tổng lượt khách du lịch tăng 14,2%`.

    A growth is often named in passing, so that its indicator may be the other's but for some words.
    """
    growths = [
        figure
        for figure in case.figures
        if figure.fact.role == "change"
        and figure.percent
        and figure.fact.target is None
        and figure.fact.source == "text"
        and figure.fact.relation_to_head != "PART_OF"
    ]
    seen: set[tuple[frozenset[str], float]] = set()
    for one, other in combinations(growths, 2):
        a, b = one.fact, other.fact
        if a.paragraph == b.paragraph or a.direction != b.direction:
            continue
        if case.ahead(a) != case.ahead(b) or case.parent(a.paragraph) != case.parent(b.paragraph):
            continue
        if _places(a) != _places(b) or period_of(a) != period_of(b) or not period_of(a)[1]:
            continue
        if a.baseline and b.baseline and not _one_baseline(a, b):
            continue
        first, second = _growing(case, one), _growing(case, other)
        fewer, more = sorted((first, second), key=len)
        if len(fewer) < case.config.tolerance["indicator_words"] or not fewer <= more:
            continue
        if len(more) > 2 * len(fewer) or (fewer, other.value) in seen:
            continue
        seen.add((fewer, other.value))
        yield Check(
            KIND,
            [other.index, one.index],
            one.base.meets(other.base),
            one.value / other.factor,
            values={"figure": other, "other": one},
            equation=False,
        )


def _one_baseline(one: Fact, other: Fact) -> bool:
    first = {(p.start, p.end) for p in one.baseline_periods}
    second = {(p.start, p.end) for p in other.baseline_periods}
    return bool(first & second) or fold(one.baseline or "") == fold(other.baseline or "")


def _growing(case: Case, figure: Figure) -> frozenset[str]:
    """The words of what grows, a counted noun included."""
    head = case.facts[figure.fact.head] if figure.fact.head is not None else figure.fact
    counted = case.telling(head.unit or "") if head.dimension == "count" else frozenset()
    return (case.words(figure.fact) | counted) - {"tăng", "giảm", "trưởng"}


def _both_differ(case: Case, one: Figure, other: Figure) -> bool:
    """Whether the two also have different plans or totals: then they are two things."""
    for relation in ("PLANNED_FOR", "TOTAL_OF"):
        here = {f.value for f in case.tails_of(one.index, relation)}
        there = {f.value for f in case.tails_of(other.index, relation)}
        if here and there and not here & there:
            return True
    return False


def _annex(case: Case) -> Iterator[Check]:
    """Facts that the assembly found to match one of the other source."""
    for figure in case.figures:
        for index in figure.fact.matches:
            other = case.figure(index)
            if other is None or index < figure.index or not comparable(figure, other):
                continue
            yield Check(
                KIND,
                [other.index, figure.index],
                figure.base.meets(other.base),
                figure.value / other.factor,
                variant="annex",
                values={"figure": other, "other": figure},
            )


def _one_figure_two_units(case: Case) -> Iterator[Check]:
    """`mức giảm tỷ lệ sinh 2,14%` and `mức giảm tỷ suất sinh 2,14‰`."""
    by_number: dict[str, list[Figure]] = defaultdict(list)
    for figure in case.figures:
        digits = sum(ch.isdecimal() for ch in figure.fact.value_text)
        if digits > 2 and figure.fact.indicator and figure.fact.unit:
            by_number[figure.fact.value_text].append(figure)
    for figures in by_number.values():
        for one, other in combinations(figures, 2):
            a, b = one.fact, other.fact
            if a.dimension != b.dimension or a.dimension in (None, "count"):
                continue
            if a.base_unit != b.base_unit or a.role != b.role:
                continue
            if one.factor == other.factor or a.paragraph == b.paragraph:
                continue
            if _alike(case, a, b):
                yield Check(
                    "repeated_unit",
                    [other.index, one.index],
                    False,
                    one.value / other.factor,
                    values={"figure": other, "other": one},
                    equation=False,
                )


def _alike(case: Case, one: Fact, other: Fact) -> bool:
    first, second = case.words(one), case.words(other)
    if not components(one) or not components(other):
        return False
    return len(first & second) >= 0.6 * max(len(first), len(second), 1)
