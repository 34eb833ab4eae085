"""Breakdowns against their totals within a paragraph: by kind, by unit, by outcome.

Also what a partial breakdown must obey: no part is larger than its whole; averages lie between the
values they are averages of; counts of exclusive groups out of one slash total make it up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from extractor.checks.figures import Case, Figure, comparable, has_any
from extractor.checks.finding import Check
from extractor.checks.intervals import Interval
from extractor.checks.slips import suggestion
from extractor.checks.sums import Form, Sum, added, judge, needed_for
from extractor.schema import TOTAL_OF

KIND = "breakdown"

_REST = re.compile(r"(?<!\w)còn lại(?!\w)[^,;.]*$")
_REMAINS = re.compile(r"^[^.\d]*(?<!\w)còn lại(?!\w)")


def checks(case: Case) -> Iterator[Check]:
    """Every breakdown whose parts are linked to their total, and every slash partition."""
    told: list[tuple[Figure, list[Figure], list[Sum]]] = []
    for total in case.figures:
        parts = [p for p in case.parts_of(total.index) if p.percent == total.percent]
        if total.percent:
            yield from _average(case, total, parts)
            continue
        parts = [
            p
            for p in parts
            if comparable(total, p)
            and p.fact.direction is None
            and p.fact.role != "share"
            and not _so_far(total, p)
        ]
        if not parts:
            continue
        if not any(added(parts[: i + 1]).meets(total.base) for i in range(1, len(parts))):
            total, parts = case.literal(total), [case.literal(part) for part in parts]
        if not case.has_word(total.fact.indicator or "", "average"):
            yield from _larger_parts(case, total, parts)
        groups = None if apart(parts) else _groups(case, parts)
        form = partial(form_of, case, total)
        told.append((total, parts, judge(total, parts, case.config, form, groups)))
    yield from _verdicts(case, told)
    yield from _partitions(case)


def _so_far(total: Figure, part: Figure) -> bool:
    """Whether a part adds up from the year's beginning and its total does not: it is no part."""
    own = [p for p in part.fact.periods if not p.inherited and not p.inferred]
    return any(p.cumulative for p in own) and not any(p.cumulative for p in total.fact.periods)


def _verdicts(case: Case, told: list[tuple[Figure, list[Figure], list[Sum]]]) -> Iterator[Check]:
    """The sums as checks; one that adds up in another unit beside it proves a breakdown whole."""
    for total, parts, sums in told:
        if not sums and any(
            all(s.agrees for s in other_sums) and other_sums and _beside(parts, other_parts)
            for other, other_parts, other_sums in told
            if other is not total and other.fact.paragraph == total.fact.paragraph
        ):
            sums = judge(total, parts, case.config, lambda _: "complete")
        for found in sums:
            if not found.agrees and _part_of_another_total(case, total, found):
                continue
            if not found.agrees and _made_up_for(case, total, found):
                continue
            if not found.agrees and any(p.base.low > total.base.high for p in found.parts):
                continue  # already said: the part is larger than its whole
            yield sum_check(KIND, total, found)


def sum_check(kind: str, total: Figure, found: Sum) -> Check:
    """A sum as a check.

    Args:
        kind: The kind of check.
        total: The total.
        found: What is said of its parts.
    """
    return Check(
        kind,
        [total.index, *(part.index for part in found.parts)],
        found.agrees,
        sum(part.value for part in found.parts) / total.factor,
        None if found.agrees else suggestion(needed_for(total, found.parts)),
        values={"total": total, "parts": found.parts},
    )


def _beside(parts: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """Whether two lists of parts alternate: `7 GCN với diện tích 2.737,6 m2; 01 GCN với …`."""
    if len(parts) != len(others) or len(parts) < 2:
        return False
    first, second = sorted((parts, others), key=lambda figures: figures[0].fact.start)
    ends = [*(figure.fact.start for figure in first[1:]), float("inf")]
    return all(
        a.fact.start < b.fact.start < end for a, b, end in zip(first, second, ends, strict=True)
    )


def _part_of_another_total(case: Case, total: Figure, found: Sum) -> bool:
    """Whether the parts make up a slash total of one of them: `giải quyết 56/171, đang xử lý 115`.

    Args:
        case: The report.
        total: The total they are linked to.
        found: The sum that contradicts it.
    """
    return any(
        added(found.parts).meets(own.base)
        for part in found.parts
        for own in case.totals_of(part.index)
        if own.value <= total.value
    )


def _made_up_for(case: Case, total: Figure, found: Sum) -> bool:
    """Whether a figure among the parts, or right behind them, makes up for the difference.

    It then belongs to them, and only the relation is missing.
    """
    listed = {part.index for part in found.parts}
    last = found.parts[-1].fact
    behind: list[Figure] = []
    for figure in case.in_paragraph(total.fact.paragraph):
        if figure.index in listed or figure.index == total.index or figure.percent:
            continue
        if not comparable(figure, total) or figure.fact.role not in ("actual", "total"):
            continue
        if found.parts[0].fact.start < figure.fact.start < last.start:
            if (added(found.parts) + figure.base).meets(total.base):
                return True
        elif figure.fact.start > last.start:
            behind.append(figure)
    for figure in behind[:1]:
        near = "." not in case.between(last, figure.fact)
        if near and (added(found.parts) + figure.base).meets(total.base):
            return True
    for unit in {part.fact.unit for part in found.parts} - {None, total.fact.unit}:
        # Classes among the pupils: counted things of another kind that were linked by mistake.
        rest = [part for part in found.parts if part.fact.unit != unit]
        if len(rest) > 1 and added(rest).meets(total.base):
            return True
    counted = case.figure(total.fact.head) if total.fact.head is not None else None
    # `giải quyết 19/31 nội dung, 09 đang thực hiện, còn 03`: the 19 are one of the parts.
    counts = counted is not None and total.fact.relation_to_head == TOTAL_OF
    if counts and counted and (added(found.parts) + counted.base).meets(total.base):
        return True
    return any(added(found.parts).meets(own.base) for own in case.totals_of(total.index))


def _larger_parts(case: Case, total: Figure, parts: Sequence[Figure]) -> Iterator[Check]:
    for part in parts:
        if total.base.below(part.base) and case.sure(total, part):
            yield Check(
                KIND,
                [part.index, total.index],
                False,
                total.value / part.factor,
                suggestion([(part, Interval(0.0, total.base.high))])
                if part.value < 20 * max(total.value, 1.0)
                else None,
                variant="larger",
                values={"part": part, "total": total},
            )


def form_of(case: Case, total: Figure, parts: Sequence[Figure]) -> Form:
    """Whether the words around a breakdown say that it is complete, or partial.

    Args:
        case: The report.
        total: The total.
        parts: Its parts, in text order.
    """
    before = case.between(total.fact, parts[0].fact)
    after = case.after(parts[-1].fact)
    names = [(part.fact.indicator or "").rpartition(" · ")[2] for part in parts]
    if any(_complement(names, pair) for pair in case.config.complements):
        return "complete"
    if any(case.has_word(name, "overlapping") for name in names):
        return "partial"
    if _REMAINS.search(after) or _cut_short(case, parts[-1]):
        return "partial"
    if case.has_word(before, "partial"):
        # `trong đó có 97 cán bộ và 98 công chức` leaves nothing out as a rule.
        paired = len(parts) == 2 and re.search(r"(?<!\w)và\s*$", _gaps(case, parts)[0])
        return "likely" if paired else "partial"
    if case.has_word(names[-1], "rest") or _REST.search(case.before(parts[-1].fact)):
        return "complete"
    if case.has_word(before, "complete"):
        return "complete"
    if apart(parts):
        return "list"
    among = "trong đó" in before
    listed = re.search(r":[^:]*$", before) or re.search(r"\([^)]*$", before)
    if listed and (len(parts) > 2 or not (among or re.search(r"\d", before))):
        return "likely" if _mixed(case, parts) else "list"
    return "likely" if among or listed or len(parts) > 2 else "open"


def _complement(names: Sequence[str], pair: Sequence[str]) -> bool:
    """Whether two parts are a pair that leaves nothing out: men and women, town and country."""
    return len(names) == len(pair) and all(
        any(has_any(name, (word,)) for name in names) for word in pair
    )


def apart(parts: Sequence[Figure]) -> bool:
    """Whether each part has a place of its own: a breakdown by unit.

    Args:
        parts: The parts.
    """
    places = [
        tuple(p.text for p in part.fact.places if not p.inherited and not p.inferred)
        for part in parts
    ]
    return len(parts) > 1 and all(places) and len(set(places)) == len(parts)


def _cut_short(case: Case, last: Figure) -> bool:
    """Whether the text breaks off after a list, as in a scan that lost a page's end."""
    text = case.texts.get(last.fact.paragraph, "").rstrip()
    return (
        bool(text)
        and text[-1] not in '.;:!?)…”"/'
        and len(text) - last.fact.end > 0
        and ("." not in text[last.fact.end :])
    )


def _groups(case: Case, parts: Sequence[Figure]) -> list[int]:
    """A number for each part that changes where a bracket opens or closes or a sentence ends."""
    group, numbers = 0, [0]
    for gap in _gaps(case, parts):
        if gap.count(")") != gap.count("(") or re.search(r"\.\s+\D", gap):
            group += 1
        numbers.append(group)
    return numbers


def _mixed(case: Case, parts: Sequence[Figure]) -> bool:
    """Whether some parts are parted by `;` and others by `,`: there may be two lists."""
    gaps = _gaps(case, parts)
    return any(";" in gap for gap in gaps) and any("," in gap and ";" not in gap for gap in gaps)


def _gaps(case: Case, parts: Sequence[Figure]) -> list[str]:
    return [case.between(one.fact, other.fact) for one, other in pairwise(parts)]


def _average(case: Case, total: Figure, parts: list[Figure]) -> Iterator[Check]:
    """`đạt trung bình 97,8% (mầm non 96,0%; tiểu học 98,7%; THCS 98,3%)`."""
    parts = [
        p
        for p in parts
        if p.fact.direction is None
        and p.fact.role == total.fact.role
        and p.fact.target == total.fact.target
    ]
    if len(parts) < 2 or total.fact.role not in ("rate", "share_of_target"):
        return
    if added(parts).meets(total.base):
        yield sum_check(KIND, total, Sum(parts, True, added(parts)))
        return
    if form_of(case, total, parts) == "partial" or len(parts) < 3:
        return
    low = min(part.base.low for part in parts)
    high = max(part.base.high for part in parts)
    yield Check(
        "average",
        [total.index, *(part.index for part in parts)],
        Interval(low, high).meets(total.base),
        None,
        values={"total": total, "parts": parts},
        equation=False,
    )


def _partitions(case: Case) -> Iterator[Check]:
    """Counts out of the same slash total that all but make it up: `59/195, 130/195, 02/195, …`."""
    for paragraph in case.of_paragraph:
        by_total: dict[float, list[tuple[Figure, Figure]]] = defaultdict(list)
        for figure in case.in_paragraph(paragraph):
            for total in case.totals_of(figure.index)[:1]:
                by_total[total.value].append((figure, total))
        for pairs in by_total.values():
            parts = [part for part, _ in pairs]
            total = pairs[0][1]
            if len(parts) < 3 or total.value <= 0:
                continue
            gap = abs(added(parts).middle / total.value - 1)
            agrees = added(parts).meets(total.base)
            if agrees or gap <= case.config.tolerance["nearly_partition"]:
                found = Sum(parts, agrees, added(parts))
                check = sum_check(KIND, total, found)
                check.severity = "warning"
                yield check
