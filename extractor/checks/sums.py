"""Whether parts add up to their total, where it is not said that they should.

A breakdown may be partial (`trong đó có…`), may give parts of parts in a bracket, or break the same
total down twice (by kind, then by outcome). Read `judge` first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.checks.config import CheckConfig
from extractor.checks.figures import Figure
from extractor.checks.intervals import Interval
from extractor.checks.slips import expected_by_chance, explain
from extractor.facts.letters import fold

Form = Literal["complete", "list", "likely", "open", "partial"]
"""What the words around some parts say: all parts follow (`gồm`), they do as a rule, in a list by
place or in a bracket or after `trong đó`, nothing, or only some do (`trong đó có`)."""

# A bound with no other end: `dưới 5 tuổi`, `> 60 tuổi`, `từ 18 tuổi trở lên`, not `12 - dưới 18`.
_UPPER = re.compile(r"(?:^|[^-–\d\s]\s*)(?:<|dưới)\s*(\d+)")
_LOWER = re.compile(r"(?:>|trên)\s*\d+|từ (?:đủ )?\d+(?: tuổi)? trở lên")


@dataclass(slots=True)
class Sum:
    """Parts that are, or are not, the whole of their total.

    Args:
        parts: The parts.
        agrees: Whether they add up to it within their written precision.
        whole: What they add up to, in base units.
        proven: Whether a single slip explains the difference that would hardly do so by chance.
    """

    parts: list[Figure]
    agrees: bool
    whole: Interval
    proven: bool = False


def added(parts: Sequence[Figure]) -> Interval:
    """The sum of some figures, in base units."""
    whole = Interval(0.0, 0.0)
    for part in parts:
        whole = whole + part.base
    return whole


def needed_for(total: Figure, parts: Sequence[Figure]) -> list[tuple[Figure, Interval]]:
    """What each figure of a sum should be for the others to hold, in base units."""
    needed = [(total, added(parts))]
    for i, part in enumerate(parts):
        rest = added([*parts[:i], *parts[i + 1 :]])
        needed.append((part, total.base - rest))
    return needed


def judge(
    total: Figure,
    parts: Sequence[Figure],
    config: CheckConfig,
    form: Callable[[Sequence[Figure]], Form],
    groups: Sequence[int] | None = None,
) -> list[Sum]:
    """Which parts make up a total.

    Args:
        total: The total.
        parts: Its parts, in text order.
        config: See `CheckConfig`.
        form: What the words around some neighbouring parts say of them.
        groups: For each part a number that changes where the text starts a new list (a bracket
            opens or closes, a sentence ends). None where the parts are known to be one list: then
            some of them adding up to the total by themselves is an accident.

    Returns:
        Sums that agree, and sums that contradict the total; none where nothing can be said, as with
        a partial breakdown.
    """
    if groups is None:
        return _one_list(total, parts, form(parts), config)
    runs, rest = _runs(total, parts)
    sums = [Sum(run, True, added(run)) for run in runs]
    for run in rest:
        numbers = [groups[parts.index(part)] for part in run]
        if not runs and len(set(numbers)) == len(numbers):
            numbers = [0] * len(run)  # each in a sentence of its own
        for number in dict.fromkeys(numbers):
            group = [part for part, at in zip(run, numbers, strict=True) if at == number]
            if len(group) < 2:
                continue
            said = form(group)
            # Where the total is broken down already, this list may be of something else in it.
            found = _contradiction(total, group, said, config, second=bool(runs))
            if found is not None:
                sums.append(found)
    return sums


def _one_list(total: Figure, parts: Sequence[Figure], form: Form, config: CheckConfig) -> list[Sum]:
    if len(parts) < 2:
        return []
    if added(parts).meets(total.base):
        return [Sum(list(parts), True, added(parts))]
    found = _contradiction(total, list(parts), form, config)
    return [found] if found is not None else []


def _runs(total: Figure, parts: Sequence[Figure]) -> tuple[list[list[Figure]], list[list[Figure]]]:
    """Neighbouring parts that add up to the total, and the stretches left between them."""
    found: list[list[Figure]] = []
    rest: list[list[Figure]] = []
    open_: list[Figure] = []
    i = 0
    while i < len(parts):
        for j in range(len(parts), i + 1, -1):
            if added(parts[i:j]).meets(total.base):
                if open_:
                    rest.append(open_)
                    open_ = []
                found.append(list(parts[i:j]))
                i = j
                break
        else:
            open_.append(parts[i])
            i += 1
    if open_:
        rest.append(open_)
    return found, rest


def _contradiction(
    total: Figure, parts: list[Figure], form: Form, config: CheckConfig, *, second: bool = False
) -> Sum | None:
    whole = added(parts)
    if whole.meets(total.base) or total.value <= 0:
        return None
    if _nested(parts):
        return None
    ratio = whole.middle / total.value
    least = config.tolerance["nearly_complete" + ("_list" if form == "list" else "")]
    near = least <= ratio <= config.tolerance["nearly_exceeded"]
    believed = form in ("likely", "list") or (second and form == "complete")
    needed = needed_for(total, parts)
    proven = form != "partial" and any(
        bool(explain(needed, kinds))
        and (believed or expected_by_chance(needed, kinds) < config.tolerance["chance"])
        for kinds in (("digit", "swap", "mark", "unit"), ("missing", "surplus"))
        if not believed or "missing" not in kinds
    )
    said = not second and (form == "complete" or (near and form in ("likely", "list")))
    return Sum(parts, False, whole, proven) if said or proven else None


def _nested(parts: Sequence[Figure]) -> bool:
    """Whether one part's age group or size class holds another's (`< 1 tuổi`, `< 5 tuổi`)."""
    bounds = []
    for part in parts:
        last = fold(part.fact.indicator or "").rpartition(" · ")[2]
        upper, lower = _UPPER.search(last), _LOWER.search(last)
        if upper:
            bounds.append("to")
        elif lower:
            bounds.append("from")
    return bounds.count("to") > 1 or bounds.count("from") > 1
