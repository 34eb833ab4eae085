"""Share of a whole against part and whole: `428/462 cơ sở chiếm 92,6%`, `chiếm 1,38% tổng dư nợ`.

The whole is the slash total, else the figure that the words after the percentage name, else the
total of the breakdown the part stands in.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.figures import Case, Figure, comparable, components, has_any
from extractor.checks.finding import Check
from extractor.checks.ratios import cut_off, needed_for_ratio, percent_of
from extractor.checks.slips import expected_by_chance, explain, suggestion
from extractor.schema import PART_OF, PLANNED_FOR

KIND = "share"


def checks(case: Case) -> Iterator[Check]:
    """Every share whose part and whole are stated."""
    for part in case.figures:
        if part.percent:
            yield from _counts_behind(case, part)
            continue
        told = [
            check
            for share in case.rates_of(part.index)
            if _is_share(share) and not _of_another_time(part, share)
            for check in _check(case, part, share)
        ]
        # One share of a part in a whole is enough; what else stands there is of something else.
        yield from [check for check in told if check.agrees] or told
    yield from _rates_of_base(case)


def _is_share(figure: Figure) -> bool:
    if figure.fact.direction is not None or figure.fact.target is not None:
        return False
    if figure.fact.value_high is not None:
        return False
    return figure.percent and figure.fact.role in ("share", "rate")


def _of_another_time(part: Figure, share: Figure) -> bool:
    """`đạt 93,8% (năm 2022: 91,8%)`: the second is not of these figures."""
    own = {p.text for p in share.fact.periods if not p.inherited and not p.inferred}
    return bool(own) and own.isdisjoint(p.text for p in part.fact.periods)


def _check(case: Case, part: Figure, share: Figure) -> Iterator[Check]:
    if case.plans_of(part.index):
        return
    totals = case.totals_of(part.index)
    if totals:
        own = components(share.fact)[len(components(part.fact)) :]
        yield from _against(case, part, totals[:1], share, sure=not own)
        return
    named = _named_whole(case, part, share)
    if named:
        yield from _against(case, part, named, share, sure=len(named) == 1)
        return
    whole = case.figure(part.fact.head) if part.fact.head is not None else None
    if whole is None or part.fact.relation_to_head != PART_OF or not comparable(part, whole):
        return
    if _shares_of_something_else(case, whole):
        return
    said = has_any(case.before(share.fact, 16), ("chiếm",))
    if not said and not _near(case, 100 * part.value, share.value * whole.value):
        needed = needed_for_ratio(part, whole, share, case.config)
        few = expected_by_chance(needed) < case.config.tolerance["chance"]
        if not few or not explain(needed, ("digit", "swap", "mark", "unit")):
            return
    yield from _against(case, part, [whole], share, sure=said)


def _near(case: Case, one: float, other: float) -> bool:
    """Whether a rate without a word that says what of is likely to be the share of a whole."""
    most = case.config.tolerance["nearly_exceeded"]
    return other > 0 and 1 / most <= one / other <= most


def _against(
    case: Case, part: Figure, wholes: list[Figure], share: Figure, sure: bool
) -> Iterator[Check]:
    stated = cut_off(share, case.config)
    possible = [w for w in wholes if w.base.low > 0]
    if not possible:
        return
    agreeing = [w for w in possible if percent_of(part, w).meets(stated)]
    whole = (agreeing or possible)[0]
    yield Check(
        KIND,
        [share.index, part.index, whole.index],
        bool(agreeing),
        100 * part.value / whole.value / share.factor,
        None if agreeing else suggestion(needed_for_ratio(part, whole, share, case.config)),
        values={"share": share, "part": part, "whole": whole},
        severity=None if sure else "warning",
    )


def _named_whole(case: Case, part: Figure, share: Figure) -> list[Figure]:
    """Figures of the paragraph that the share's own indicator names (`tổng dư nợ`)."""
    inherited = components(part.fact)
    own = [piece for piece in components(share.fact) if piece not in inherited]
    if not own:
        return []
    name = own[-1]
    found = []
    for figure in case.in_paragraph(part.fact.paragraph):
        if figure.index in (part.index, share.index) or figure.percent:
            continue
        if figure.fact.role not in ("actual", "total") or not comparable(figure, part):
            continue
        larger = not figure.base.below(part.base)
        if larger and name in (components(figure.fact) or [""])[-1]:
            found.append(figure)
    nearest = sorted(found, key=lambda f: abs(f.fact.start - share.fact.start))
    return nearest[:1]


def _shares_of_something_else(case: Case, whole: Figure) -> bool:
    """Whether none of several shares is of this whole: each is of a plan or group of its own."""
    shares = [
        share
        for part in case.parts_of(whole.index)
        for share in case.rates_of(part.index)
        if _is_share(share)
    ]
    parts = [case.figure(share.fact.head or 0) for share in shares]
    fits = any(
        part is not None
        and whole.base.low > 0
        and comparable(part, whole)
        and percent_of(part, whole).meets(cut_off(share, case.config))
        for share, part in zip(shares, parts, strict=True)
    )
    return not fits and len(shares) > 1


def _counts_behind(case: Case, share: Figure) -> Iterator[Check]:
    """`đạt 64,7% (11/17 xã)`: the counts that make a rate stand behind it."""
    if share.fact.role not in ("rate", "share", "actual", "share_of_target"):
        return
    for part in case.rates_of(share.index):
        if part.percent or part.fact.direction is not None:
            continue
        wholes = [*case.totals_of(part.index), *case.tails_of(part.index, PLANNED_FOR)]
        if wholes:
            yield from _against(case, part, wholes[:1], share, sure=True)


def _rates_of_base(case: Case) -> Iterator[Check]:
    """Configured counts, rates and bases of one report: poor households, their rate, households."""
    for counts, rates, bases in case.config.rates:
        found = [_one_value(case, words) for words in (counts, rates, bases)]
        count, rate, base = found
        if count is None or rate is None or base is None or base.base.low <= 0:
            continue
        if not rate.percent or count.percent or base.percent:
            continue
        agrees = percent_of(count, base).meets(cut_off(rate, case.config))
        yield Check(
            KIND,
            [rate.index, count.index, base.index],
            agrees,
            100 * count.value / base.value / rate.factor,
            values={"share": rate, "part": count, "whole": base},
            severity="note",
            equation=False,
        )


def _one_value(case: Case, words: list[str]) -> Figure | None:
    """The figure that some words name, None where the report gives none or several values."""
    found: dict[float, Figure] = {}
    for figure in case.figures:
        pieces = components(figure.fact)
        start = pieces[-1] if pieces else ""
        if figure.fact.role in ("actual", "rate", "total") and any(
            start.startswith(word) for word in words
        ):
            found.setdefault(figure.value, figure)
    return next(iter(found.values())) if len(found) == 1 else None
