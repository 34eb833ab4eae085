"""Text and annex: which of their facts are about the same indicator."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import isclose, log, sqrt

from extractor.facts.fact import Fact
from extractor.facts.letters import fold

# Likeness of two indicators, 0–1 (cosine of their words, rare words weighing more). Equal values
# make a weaker likeness enough.
_ALIKE = 0.72
_ALIKE_WITH_EQUAL_VALUES = 0.5


def match_sources(facts: Sequence[Fact]) -> None:
    """Fill `Fact.matches` between the facts of tables and those of the text.

    Args:
        facts: The facts of one report. Two match that have the same base unit and role, like
            indicators, and no period or place that contradict each other; of several likely ones
            the likeliest is taken.
    """
    tables = [i for i, fact in enumerate(facts) if fact.source == "table"]
    texts = [i for i, fact in enumerate(facts) if fact.source != "table"]
    if not tables or not texts:
        return
    words = {i: _words(facts[i]) for i in (*tables, *texts)}
    weights = _weights(words.values())
    norms = {i: sqrt(sum(weights[w] ** 2 for w in group)) for i, group in words.items()}
    by_kind: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for i in texts:
        by_kind[facts[i].base_unit, facts[i].role].append(i)
    for i in tables:
        best, best_rank = None, (0.0, False)
        for j in by_kind.get((facts[i].base_unit, facts[i].role), ()):
            shared = words[i] & words[j]
            if not shared or not norms[i] or not norms[j]:
                continue
            likeness = sum(weights[w] ** 2 for w in shared) / (norms[i] * norms[j])
            equal = _equal(facts[i], facts[j])
            if likeness < (_ALIKE_WITH_EQUAL_VALUES if equal else _ALIKE):
                continue
            if not _compatible(facts[i], facts[j]):
                continue
            rank = (likeness + 0.3 * equal, equal)
            if rank > best_rank:
                best, best_rank = j, rank
        if best is not None:
            facts[i].matches.append(best)
            facts[best].matches.append(i)


def _words(fact: Fact) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(fact.indicator or fact.context or "")))


def _weights(groups: Iterable[frozenset[str]]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    total = 0
    for group in groups:
        counts.update(group)
        total += 1
    return {word: log(1 + total / count) for word, count in counts.items()}


def _equal(one: Fact, other: Fact) -> bool:
    if one.base_value is not None and other.base_value is not None:
        return isclose(one.base_value, other.base_value, rel_tol=0.005)
    if one.value is None or other.value is None:
        return False
    return isclose(one.value, other.value, rel_tol=0.005)


def _compatible(one: Fact, other: Fact) -> bool:
    """Whether stated periods and places agree; what is inferred rules nothing out."""
    for a in one.periods:
        for b in other.periods:
            stated = not (a.inferred or b.inferred)
            if stated and a.end and b.end and (a.start, a.end) != (b.start, b.end):
                return False
    codes = {place.code for place in one.places if not place.inferred and place.code}
    others = {place.code for place in other.places if not place.inferred and place.code}
    return not (codes and others) or bool(codes & others)
