"""From scores to relations that the schema allows, decided together.

A quantity's unit is one choice among all units and none; its head is one choice among all
quantities, four ways of belonging and none, and heads must form trees, which is a maximum
spanning arborescence (Chu and Liu, 1965; Edmonds, 1967; for relations between words McDonald et
al., 2005). Where and when, and what is measured, may be several. An indicator, a period or a target
is a span only because a quantity hangs on it (annotation guideline), so each gets at least its best
link, unless that is all but ruled out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..schema import (
    HAS_UNIT,
    HEAD_RELATIONS,
    INDICATOR,
    PERIOD,
    PLACE,
    QUANTITY,
    RELATION_LABELS,
    TAIL_LABEL,
    TARGET,
    UNIT,
)

Array = Any


class Decoded(NamedTuple):
    """A relation by span index.

    Args:
        head: Index of the quantity among the spans.
        tail: Index of the other span.
        label: Relation label.
        score: Its probability, 0–1.
    """

    head: int
    tail: int
    label: str
    score: float


class Group(NamedTuple):
    """Labels that compete for a pair, or for a quantity."""

    tail: str
    labels: tuple[int, ...]
    single: bool  # one choice for the quantity, not one for each pair


def _group(tail: str, single: bool) -> Group:
    return Group(
        tail,
        tuple(i for i, label in enumerate(RELATION_LABELS) if TAIL_LABEL[label] == tail),
        single,
    )


UNIT_GROUP = _group(UNIT, True)
HEAD_GROUP = _group(QUANTITY, True)
PAIR_GROUPS = tuple(_group(tail, False) for tail in (INDICATOR, PLACE, PERIOD, TARGET))
assert {RELATION_LABELS[i] for i in HEAD_GROUP.labels} == HEAD_RELATIONS
assert [RELATION_LABELS[i] for i in UNIT_GROUP.labels] == [HAS_UNIT]


def single_choice(scores: Array, none: Array) -> tuple[Array, Array]:
    """Probabilities of one choice among candidates and none.

    Args:
        scores: Shape `(Q, choices)`, `-inf` where not allowed.
        none: Score of none, shape `(Q,)`.

    Returns:
        Probabilities of the choices, `(Q, choices)`, and of none, `(Q,)`.
    """
    top = np.maximum(scores.max(axis=1, initial=-np.inf), none)
    weights = np.exp(scores - top[:, None])
    none_weight = np.exp(none - top)
    total = weights.sum(axis=1) + none_weight
    return weights / total[:, None], none_weight / total


def pair_choice(scores: Array) -> Array:
    """Probabilities of the labels of each pair against none, whose score is 0.

    Args:
        scores: Shape `(…, labels)`.

    Returns:
        Probabilities of the same shape; with none's they add up to 1.
    """
    top = np.maximum(scores.max(axis=-1, keepdims=True), 0.0)
    weights = np.exp(scores - top)
    return weights / (weights.sum(axis=-1, keepdims=True) + np.exp(-top))


def head_scores(pairs: Array, quantities: Array) -> Array:
    """Scores of head choices, shape `(Q, Q, labels)`, `-inf` on the diagonal."""
    scores = pairs[:, quantities][:, :, list(HEAD_GROUP.labels)].copy()
    diagonal = np.arange(len(quantities))
    scores[diagonal, diagonal] = -np.inf
    return scores


def decode(
    labels: list[str],
    quantities: Array,
    pairs: Array,
    none: Array,
    threshold: float = 0.5,
    floor: float = 0.01,
    lists: Sequence[Sequence[int]] = (),
) -> list[Decoded]:
    """The relations of a paragraph.

    Args:
        labels: Labels of its spans, in order.
        quantities: Index of each quantity among the spans, shape `(Q,)`.
        pairs: Scores, shape `(Q, spans, relation labels)`.
        none: Scores of no unit and no head, shape `(Q, 2)`.
        threshold: Probability from which a relation that may be one of several is taken.
        floor: Probability from which an indicator, period or target that no quantity claims gets
            its best link all the same.
        lists: Spans, by index, that stand in one list, as the places of *tại các xã A, B và C*;
            what holds of one of them holds of all.

    Returns:
        Relations by quantity.
    """
    if lists:
        pairs = pairs.copy()
    for members in lists:
        pairs[:, members] = pairs[:, members].max(axis=1, keepdims=True)
    found: list[Decoded] = []
    if not len(quantities):
        return found
    spans_of = {
        label: np.array([n for n, other in enumerate(labels) if other == label], dtype=int)
        for label in set(labels)
    }
    units = spans_of.get(UNIT)
    if units is not None and len(units):
        chosen, absent = single_choice(pairs[:, units, UNIT_GROUP.labels[0]], none[:, 0])
        best = chosen.argmax(axis=1)
        for q, column in enumerate(best.tolist()):
            if chosen[q, column] > absent[q]:
                found.append(
                    Decoded(
                        int(quantities[q]), int(units[column]), HAS_UNIT, float(chosen[q, column])
                    )
                )
    found += _decode_heads(quantities, pairs, none[:, 1])
    for group in PAIR_GROUPS:
        tails = spans_of.get(group.tail)
        if tails is None:
            continue
        probabilities = pair_choice(pairs[:, tails][:, :, list(group.labels)])
        best = probabilities.argmax(axis=2)
        top = probabilities.max(axis=2)
        taken = top >= threshold
        if group.tail != PLACE:
            unclaimed = np.nonzero(~taken.any(axis=0))[0]
            claimant = top[:, unclaimed].argmax(axis=0)
            taken[claimant, unclaimed] = top[claimant, unclaimed] >= floor
        for q, column in zip(*np.nonzero(taken), strict=True):
            found.append(
                Decoded(
                    int(quantities[q]),
                    int(tails[column]),
                    RELATION_LABELS[group.labels[best[q, column]]],
                    float(top[q, column]),
                )
            )
    return sorted(found)


def _decode_heads(quantities: Array, pairs: Array, none: Array) -> list[Decoded]:
    count = len(quantities)
    scores = head_scores(pairs, quantities)
    kinds = len(HEAD_GROUP.labels)
    chosen, absent = single_choice(scores.reshape(count, count * kinds), none)
    chosen = chosen.reshape(count, count, kinds)
    kind = chosen.argmax(axis=2)
    weight = np.log(np.take_along_axis(chosen, kind[:, :, None], axis=2)[:, :, 0] + 1e-12)
    weight[np.arange(count), np.arange(count)] = -np.inf
    # Node 0 is the root: to depend on it is to have no head.
    graph = np.full((count + 1, count + 1), -np.inf)
    graph[1:, 1:] = weight
    graph[1:, 0] = np.log(absent + 1e-12)
    parents = arborescence(graph)
    return [
        Decoded(
            int(quantities[q]),
            int(quantities[parents[q + 1] - 1]),
            RELATION_LABELS[HEAD_GROUP.labels[kind[q, parents[q + 1] - 1]]],
            float(np.exp(weight[q, parents[q + 1] - 1])),
        )
        for q in range(count)
        if parents[q + 1] != 0
    ]


def arborescence(weight: Array) -> list[int]:
    """Maximum spanning arborescence from node 0 (Chu–Liu/Edmonds).

    Args:
        weight: `weight[i, j]` is the gain of giving node `i` the parent `j`; every node can have
            parent 0.

    Returns:
        The parent of each node; node 0's is 0.
    """
    count = len(weight)
    parents = [0, *(int(row.argmax()) for row in weight[1:])]
    cycle = _find_cycle(parents)
    if cycle is None:
        return parents
    members = set(cycle)
    outside = [n for n in range(count) if n not in members]
    inside_gain = {n: float(weight[n, parents[n]]) for n in cycle}
    size = len(outside) + 1  # the cycle becomes the last node
    contracted = np.full((size, size), -np.inf)
    enter: dict[int, int] = {}  # outside parent -> node of the cycle that takes it
    leave: dict[int, int] = {}  # outside child -> node of the cycle that is its parent
    for a, n in enumerate(outside):
        for b, m in enumerate(outside):
            if a != b:
                contracted[a, b] = weight[n, m]
        gains = [(float(weight[c, n]) - inside_gain[c], c) for c in cycle]
        gain, node = max(gains)
        contracted[size - 1, a] = gain
        enter[a] = node
        if a:
            gain, node = max((float(weight[n, c]), c) for c in cycle)
            contracted[a, size - 1] = gain
            leave[a] = node
    solved = arborescence(contracted)
    result = list(parents)
    for a, n in enumerate(outside):
        if a:
            result[n] = leave[a] if solved[a] == size - 1 else outside[solved[a]]
    result[enter[solved[size - 1]]] = outside[solved[size - 1]]
    result[0] = 0
    return result


def _find_cycle(parents: list[int]) -> list[int] | None:
    state = [0] * len(parents)  # 0 not seen, 1 on the way, 2 done
    state[0] = 2
    for start in range(1, len(parents)):
        path = []
        node = start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = parents[node]
        if state[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return None
