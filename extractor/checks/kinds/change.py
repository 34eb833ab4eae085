"""Changes against the level and the earlier level; percentage points called a percent.

`37 nghìn lượt, tăng 23,33% (cùng kỳ 30.000 người)`; `giảm từ 60,95% xuống còn 50,54%`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from extractor.checks.figures import Case, Figure, comparable
from extractor.checks.finding import Check
from extractor.checks.ratios import HUNDRED, cut_off, percent_of
from extractor.checks.slips import suggestion
from extractor.facts.letters import fold

KIND = "change"

_FROM = re.compile(r"(?<!\w)(?:từ|tử)\s*(?:khoảng|trên|hơn|gần|mức)?\s*$")
_TO = re.compile(r"(?<!\w)(?:xuống|lên|còn|đến|sang)(?!\w)")
_MOVED = re.compile(r"(?<!\w)(?:tăng|giảm|hạ|nâng)(?!\w)")
_REACH = 120  # characters between a change and the earlier level it is against


def checks(case: Case) -> Iterator[Check]:
    """Every change whose two levels are stated."""
    seen: set[tuple[int, ...]] = set()
    for change in case.figures:
        if change.fact.role == "change" and change.fact.head is not None:
            level = case.figure(change.fact.head)
            if level is None or change.fact.relation_to_head != "RATE_OF":
                continue
            if level.fact.role == "change":
                continue
            earlier = _earlier(case, level, change)
            if earlier is not None:
                yield from _check(case, change, level, earlier)
                seen.add((change.index,))
    yield from _from_to(case)


def _earlier(case: Case, level: Figure, change: Figure) -> Figure | None:
    """The figure of the change's baseline: the nearest of that period and indicator."""
    baseline = {(p.start, p.end) for p in change.fact.baseline_periods if p.start or p.end}
    phrase = fold(change.fact.baseline or "")
    if not phrase:
        return None
    words = case.words(level.fact)
    found = []
    for figure in case.in_paragraph(level.fact.paragraph):
        if figure.index in (level.index, change.index) or figure.percent != level.percent:
            continue
        if figure.fact.role not in ("actual", "rate", "share") or not comparable(figure, level):
            continue
        periods = [p for p in figure.fact.periods if not p.inherited and not p.inferred]
        dated = {(p.start, p.end) for p in periods if p.start or p.end}
        named = any(fold(p.text) in phrase or phrase in fold(p.text) for p in periods)
        if not periods or not (named or dated & baseline):
            continue
        if any(fold(p.text) == fold(q.text) for p in periods for q in level.fact.periods):
            continue
        alike = not words or bool(words & case.words(figure.fact)) or not figure.fact.indicator
        distance = abs(figure.fact.start - change.fact.end)
        if alike and distance <= _REACH:
            found.append((distance, figure.index))
    return case.figure(min(found)[1]) if found else None


def _check(case: Case, change: Figure, level: Figure, earlier: Figure) -> Iterator[Check]:
    sign = -1.0 if change.fact.direction == "decrease" else 1.0
    gap = (level.base - earlier.base).scaled(sign)
    difference = sign * (level.value - earlier.value)
    values = {"change": change, "level": level, "earlier": earlier}
    indices = [change.index, level.index, earlier.index]
    in_percent = change.percent or change.fact.dimension == "ratio_points"
    if not in_percent:
        if comparable(change, level):
            agrees = gap.meets(change.base)
            yield Check(
                KIND,
                indices,
                agrees,
                difference / change.factor,
                None if agrees else suggestion([(change, gap)]),
                variant="amount",
                values=values,
            )
        return
    stated = cut_off(change, case.config)
    if earlier.base.low <= 0:
        return
    relative = (percent_of(level, earlier) - HUNDRED).scaled(sign)
    implied = sign * (100 * level.value / earlier.value - 100)
    points = level.percent and gap.meets(change.base)
    if points and change.fact.dimension != "ratio_points" and not relative.meets(stated):
        yield Check(KIND, indices, True, difference, values=values)
        yield _points(change, level, earlier, implied)
        return
    agrees = points or (change.fact.dimension != "ratio_points" and relative.meets(stated))
    yield Check(
        KIND,
        indices,
        agrees,
        (difference if level.percent else implied) / change.factor,
        None if agrees else suggestion([(change, gap if level.percent else relative)]),
        variant="points" if level.percent else "percent",
        values=values,
    )


def _points(change: Figure, level: Figure, earlier: Figure, implied: float) -> Check:
    return Check(
        "percentage_points",
        [change.index, level.index, earlier.index],
        False,
        implied,
        f"{change.fact.value_text}% → {change.fact.value_text} điểm %",
        values={"change": change, "level": level, "earlier": earlier},
        equation=False,
    )


def _from_to(case: Case) -> Iterator[Check]:
    """`giảm 10,41%, từ 60,95% xuống còn 50,54%`."""
    for paragraph in case.of_paragraph:
        figures = case.in_paragraph(paragraph)
        for i, (one, other) in enumerate(itertools.pairwise(figures)):
            if not one.percent or not other.percent:
                continue
            gap = case.between(one.fact, other.fact)
            if not _FROM.search(case.before(one.fact)) or not _TO.search(gap) or len(gap) > 40:
                continue
            for change in (*figures[max(0, i - 1) : i], *figures[i + 2 : i + 3]):
                if change.percent and _moves(case, change, one, other):
                    yield from _check_from_to(case, change, other, one)
                    break


def _moves(case: Case, change: Figure, one: Figure, other: Figure) -> bool:
    """Whether a figure beside two levels is their change: the words before it say so."""
    related = {one.fact.head, other.fact.head} & {change.index}
    apart = (
        case.between(change.fact, one.fact)
        if change.fact.start < one.fact.start
        else case.between(other.fact, change.fact)
    )
    if len(apart) > 60 or "." in apart:
        return False
    words = case.before(change.fact, 60).rpartition("%")[2]
    return bool(related) or _MOVED.search(words) is not None or change.fact.role == "change"


def _check_from_to(case: Case, change: Figure, level: Figure, earlier: Figure) -> Iterator[Check]:
    sign = -1.0 if level.value < earlier.value else 1.0
    gap = (level.base - earlier.base).scaled(sign)
    relative = (percent_of(level, earlier) - HUNDRED).scaled(sign) if earlier.base.low > 0 else gap
    stated = cut_off(change, case.config)
    implied = sign * (100 * level.value / earlier.value - 100) if earlier.value else 0.0
    values = {"change": change, "level": level, "earlier": earlier}
    indices = [change.index, level.index, earlier.index]
    agrees = gap.meets(change.base) or relative.meets(stated)
    yield Check(
        KIND,
        indices,
        agrees,
        sign * (level.value - earlier.value),
        None if agrees else suggestion([(change, gap)]),
        variant="points",
        values=values,
    )
    if gap.meets(change.base) and not relative.meets(stated):
        yield _points(change, level, earlier, implied)
