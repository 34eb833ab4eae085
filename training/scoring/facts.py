"""Scoring of facts: what reaches the table, rather than the spans and relations under it.

A predicted fact answers a gold one where its quantity stands at the same characters of the same
paragraph. It is then right

- at `value_unit`: value, upper end of a range and unit are the same;
- at `value_unit_indicator`: and the indicator, inherited parts included, is;
- at `full`: and its places, its periods, its role, direction, target, baseline, and the quantity it
  belongs to and how, are.

Texts are compared as the analyst reads them, white space apart; places and periods are compared as
sets of texts, inherited and inferred ones included. A fact is one item, so that a wrong one counts
once as spurious and once as missed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

from extractor.facts.fact import Fact
from training.scoring.counts import Counts, compare

FactKey = tuple[Hashable, ...]


def score_facts(gold: Sequence[Fact], predicted: Sequence[Fact]) -> dict[str, dict[str, Counts]]:
    """Count the facts of one report at each level.

    Args:
        gold: All facts of the report, in the order that their `head` indices refer to.
        predicted: The same as predicted.

    Returns:
        Level (`value_unit`, `value_unit_indicator`, `full`) to paragraph id to counts; paragraphs
        without facts on either side are absent.
    """
    scores: dict[str, dict[str, Counts]] = {}
    for level, key in _KEYS.items():
        paragraphs: dict[str, tuple[dict[FactKey, str], dict[FactKey, str]]] = {}
        for side, facts in enumerate((gold, predicted)):
            for fact in facts:
                sides = paragraphs.setdefault(fact.paragraph, ({}, {}))
                sides[side][key(fact, facts)] = level
        scores[level] = {
            paragraph: compare(*sides).get(level, Counts())
            for paragraph, sides in paragraphs.items()
        }
    return scores


def _value_unit(fact: Fact, facts: Sequence[Fact]) -> FactKey:
    return (*_quantity(fact), fact.value, fact.value_high, _plain(fact.unit))


def _value_unit_indicator(fact: Fact, facts: Sequence[Fact]) -> FactKey:
    return (*_value_unit(fact, facts), _plain(fact.indicator))


def _full(fact: Fact, facts: Sequence[Fact]) -> FactKey:
    head = None if fact.head is None else _quantity(facts[fact.head])
    return (
        *_value_unit_indicator(fact, facts),
        frozenset(_plain(place.text) for place in fact.places),
        frozenset(_plain(period.text) for period in fact.periods),
        fact.role,
        fact.direction,
        _plain(fact.target),
        _plain(fact.baseline),
        head,
        fact.relation_to_head,
    )


_KEYS: Mapping[str, Callable[[Fact, Sequence[Fact]], FactKey]] = {
    "value_unit": _value_unit,
    "value_unit_indicator": _value_unit_indicator,
    "full": _full,
}


def _quantity(fact: Fact) -> FactKey:
    return (fact.paragraph, fact.start, fact.end)


def _plain(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
