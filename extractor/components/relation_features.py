"""What the relation component sees of a pair of spans besides their vectors.

Everything here is counted between or around two spans of a paragraph: punctuation, brackets,
cue words (`data/relation_cues.toml`), other spans, numbers that fit each other arithmetically.
All pairs of a paragraph are computed at once with arrays.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc

from ..schema import ENTITY_LABELS, INDICATOR, PERIOD, QUANTITY, UNIT

Array = Any

_DATA = Path(__file__).with_name("data") / "relation_cues.toml"
_LABEL_INDEX = {label: i for i, label in enumerate(ENTITY_LABELS)}
_QUANTITY = _LABEL_INDEX[QUANTITY]
_UNIT = _LABEL_INDEX[UNIT]
_INDICATOR = _LABEL_INDEX[INDICATOR]
_PERIOD = _LABEL_INDEX[PERIOD]


class Cues(NamedTuple):
    """Cue phrases.

    Args:
        kinds: Names of the kinds, in the file's order.
        phrases: First word of a phrase to the phrases that begin so, longest first, each as
            (words, number of its kind).
    """

    kinds: tuple[str, ...]
    phrases: dict[str, list[tuple[tuple[str, ...], int]]]


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cue phrases of the data file."""
    kinds: dict[str, list[str]] = tomllib.loads(_DATA.read_text(encoding="utf-8"))["kinds"]
    phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for number, listed in enumerate(kinds.values()):
        for phrase in listed:
            words = tuple(phrase.split())
            phrases.setdefault(words[0], []).append((words, number))
    for listed_phrases in phrases.values():
        listed_phrases.sort(key=lambda item: -len(item[0]))
    return Cues(tuple(kinds), phrases)


@dataclass(slots=True)
class Pairs:
    """All candidate pairs of a paragraph.

    Args:
        heads: Index into the paragraph's spans of each pair's quantity, shape `(pairs,)`.
        tails: Index of the other span.
        features: Shape `(pairs, width)`, float32.
    """

    heads: Array
    tails: Array
    features: Array


_MARKS = (",", ";", ":", "()[]", "/", "-–+*")
_MARK_KINDS = {mark: kind for kind, marks in enumerate(_MARKS) for mark in marks}


def _one_hot(values: Array, size: int) -> Array:
    """Values clipped to `0 … size - 1`, one-hot."""
    clipped = np.clip(values, 0, size - 1).astype(np.int64)
    return np.eye(size, dtype="float32")[clipped]


def _bucket(distance: Array) -> Array:
    """Distances in tokens as a logarithmic scale of ten steps."""
    return np.searchsorted(np.array([0, 1, 2, 3, 5, 8, 13, 21, 40]), distance, side="left")


def _prefix(counts: Array) -> Array:
    """Running sums with a zero in front, so that a range's count is a difference."""
    return np.concatenate([np.zeros((1, *counts.shape[1:]), dtype=np.int32), counts.cumsum(axis=0)])


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def rough_value(text: str) -> float:
    """A number's value, well enough to compare magnitudes: `1.006,5`, `39.260`, `66.80`.

    Args:
        text: A quantity as written; of a range the first number counts.

    Returns:
        The value, or nan if there is no number.
    """
    match = _NUMBER.search(text)
    if match is None:
        return float("nan")
    number = match.group()
    if "," in number:
        whole, _, fraction = number.rpartition(",")
        if number.count(",") > 1 or ("." in fraction):
            return float(re.sub(r"[.,]", "", number))
        return float(whole.replace(".", "") + "." + fraction)
    parts = number.split(".")
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return float("".join(parts))
    return float("".join(parts[:-1]) + "." + parts[-1]) if len(parts) > 1 else float(number)


def pair_features(doc: Doc, spans: list[tuple[int, int, str]]) -> Pairs:
    """Candidate pairs of a paragraph and their features.

    Pairs lead from a QUANTITY to every span, itself included, so that a paragraph's pairs form a
    matrix; the relation model masks what the schema does not allow.

    Args:
        doc: The paragraph.
        spans: Its spans in order: first token, end token, label.

    Returns:
        The pairs, by head and then by tail.
    """
    labels = np.array([_LABEL_INDEX.get(label, 0) for *_, label in spans], dtype=np.int64)
    count = len(spans)
    quantity = np.nonzero(labels == _QUANTITY)[0]
    heads = np.repeat(quantity, count)
    tails = np.tile(np.arange(count), len(quantity))
    if not len(heads):
        return Pairs(heads, tails, np.zeros((0, feature_width()), dtype="float32"))

    cues = load_cues()
    words = [token.norm_ for token in doc]
    size = len(words)
    starts = np.array([start for start, *_ in spans])
    ends = np.array([end for _, end, _ in spans])
    inside = np.zeros(size + 1, dtype=bool)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        inside[start:end] = True

    marks = np.zeros((size, len(_MARKS) + 1), dtype=np.int32)
    depth = np.zeros(size + 1, dtype=np.int32)
    cue_counts = np.zeros((size, len(cues.kinds)), dtype=np.int32)
    cue_before = np.zeros((size + 1, len(cues.kinds)), dtype="float32")
    level = 0
    for i, word in enumerate(words):
        if word in "([":
            level += 1
        depth[i] = level
        if word in ")]":
            level = max(0, level - 1)
        if word in _MARK_KINDS:
            marks[i, _MARK_KINDS[word]] = 1
        # A full stop that ends a sentence stands before a capital, a mark of a list or the end.
        if word in ".;" and (i + 1 == size or not doc[i + 1].is_lower):
            marks[i, -1] = word == "." or marks[i, -1]
        for phrase, kind in cues.phrases.get(word, ()):
            if tuple(words[i : i + len(phrase)]) == phrase and not inside[i]:
                cue_counts[i, kind] = 1
                cue_before[i + len(phrase), kind] = 1.0
                break
    depth[size] = level
    mark_sum, cue_sum = _prefix(marks), _prefix(cue_counts)
    span_sum = _prefix(np.eye(len(ENTITY_LABELS), dtype=np.int32)[labels])

    forward = tails > heads
    left = np.where(forward, heads, tails)
    right = np.where(forward, tails, heads)
    gap_start, gap_end = ends[left], starts[right]
    tail_label = labels[tails]
    label_hot = _one_hot(tail_label, len(ENTITY_LABELS))
    side = forward[:, None].astype("float32")
    distance = np.maximum(gap_end - gap_start, 0)
    between = span_sum[right] - span_sum[left + 1]
    same_between = np.take_along_axis(between, tail_label[:, None], axis=1)[:, 0]
    quantities_between = between[:, _QUANTITY]

    # The unit that follows each span closely, as a stand-in for the unit it will be linked to.
    next_unit = np.full(count, -1)
    for n in range(count):
        for later in range(n + 1, min(n + 3, count)):
            if labels[later] == _UNIT and starts[later] - ends[n] <= 4:
                next_unit[n] = later
                break
    unit_text = np.array(
        [hash_text(words[starts[u] : ends[u]]) if u >= 0 else 0 for u in next_unit.tolist()]
    )
    percent = np.array([u >= 0 and words[starts[u]] in ("%", "‰") for u in next_unit.tolist()])
    values = np.array(
        [
            rough_value(doc[start:end].text) if label == QUANTITY else np.nan
            for start, end, label in spans
        ]
    )
    to_quantity = tail_label == _QUANTITY
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = values[heads] / values[tails]
        order = np.where(np.isnan(ratio), 0, np.where(ratio > 1, 1, np.where(ratio == 1, 2, 3)))
    same_unit = (unit_text[heads] == unit_text[tails]) & (unit_text[heads] != 0)
    after_slash = [words[start - 1 : start] == ["/"] for start in starts.tolist()]
    fits = _percent_fits(values, percent, heads, tails, to_quantity, quantity)

    label_before = np.concatenate([[len(ENTITY_LABELS)], labels])
    label_after = np.concatenate([labels, [len(ENTITY_LABELS)]])
    sentence_breaks = (mark_sum[gap_end] - mark_sum[gap_start])[:, -1]
    first_of_label = between_before(labels, tails)

    blocks = [
        label_hot,
        label_hot * side,
        _one_hot(_bucket(distance), 10),
        _one_hot(_bucket(distance), 10) * side,
        _one_hot(quantities_between, 5),
        _one_hot(quantities_between, 5) * side,
        _one_hot(same_between, 4),
        _one_hot(same_between, 4) * side,
        np.minimum(between, 3).astype("float32") / 3.0,
        (between > 0).astype("float32") * side,
        np.minimum(mark_sum[gap_end] - mark_sum[gap_start], 3).astype("float32") / 3.0,
        ((mark_sum[gap_end] - mark_sum[gap_start]) > 0).astype("float32") * side,
        (sentence_breaks > 1).astype("float32")[:, None],
        np.minimum(cue_sum[gap_end] - cue_sum[gap_start], 2).astype("float32") / 2.0,
        ((cue_sum[gap_end] - cue_sum[gap_start]) > 0).astype("float32") * side,
        cue_before[starts[heads]],
        cue_before[starts[tails]],
        _one_hot(depth[starts[heads]], 3),
        _one_hot(depth[starts[tails]], 3),
        _one_hot(depth[starts[heads]] - depth[starts[tails]] + 2, 5),
        _one_hot(label_before[heads], 7),
        _one_hot(label_after[heads + 1], 7),
        _one_hot(label_before[tails], 7),
        _one_hot(label_after[tails + 1], 7),
        _one_hot(order, 4) * to_quantity[:, None],
        *_own_indicators(labels, quantity, heads),
        *_overlaps([words[start:end] for start, end, _ in spans], labels, heads, tails),
        np.stack(
            [
                percent[heads],
                percent[tails] & to_quantity,
                same_unit & to_quantity,
                (next_unit[heads] >= 0) & (next_unit[heads] == next_unit[tails]) & to_quantity,
                next_unit[heads] == tails,
                fits,
                _sum_fits(values, unit_text, after_slash, quantity)[heads, tails],
                first_of_label == 0,
                first_of_label == 1,
                heads == quantity[0],
                heads == quantity[-1],
                starts[tails] == 0,
                starts[tails] <= 2,
                distance == 0,
            ],
            axis=1,
        ).astype("float32"),
    ]
    return Pairs(heads, tails, np.concatenate(blocks, axis=1).astype("float32"))


def _own_indicators(labels: Array, quantity: Array, heads: Array) -> list[Array]:
    """What stands between a pair's quantity and the quantities before and after it.

    Args:
        labels: Label of each span.
        quantity: Indices of the quantities.
        heads: Each pair's quantity.

    Returns:
        Blocks of features, a row a pair: how many indicators before, how many after (none, one,
        more), whether a period before. A quantity with none of its own shares those of another.
    """
    bounds = np.concatenate([[-1], quantity, [len(labels)]])
    sums = _prefix((labels[:, None] == [_INDICATOR, _PERIOD]).astype(np.int32))
    rank = np.searchsorted(quantity, heads)
    before = sums[heads] - sums[bounds[rank] + 1]
    after = sums[bounds[rank + 2]] - sums[heads + 1]
    return [
        _one_hot(before[:, 0], 3),
        _one_hot(after[:, 0], 3),
        (before[:, 1:] > 0).astype("float32"),
    ]


def _overlaps(texts: list[list[str]], labels: Array, heads: Array, tails: Array) -> list[Array]:
    """How much of an indicator's words the quantity's nearest indicators say as well.

    In *[Cây chè]: [tổng diện tích chè] … 243 ha, thu hái 8 tấn* the area needs no topic and the
    harvest does: the real training reports link one in four heading topics whose last word the
    number's own indicators say again, and nine in ten of those of which they say nothing.

    Args:
        texts: Words of each span.
        labels: Label of each span.
        heads: Each pair's quantity.
        tails: Each pair's other span.

    Returns:
        Blocks of features, a row a pair, for the nearest indicator before the quantity and for
        the nearest after it: whether the tail is that one, or none of its words are in it, some,
        its last, or all; zero where the tail is no indicator or there is no such one.
    """
    indicators = np.nonzero(labels == _INDICATOR)[0]
    kinds = 5
    blocks = []
    rows = np.nonzero(labels[tails] == _INDICATOR)[0]
    place = np.searchsorted(indicators, heads[rows])
    words = [texts[n] for n in indicators.tolist()]
    level = np.array([[_said_again(a, b) for b in words] for a in words], dtype=int).reshape(
        len(words), len(words)
    )
    level[np.arange(len(words)), np.arange(len(words))] = 0
    own = np.searchsorted(indicators, tails[rows])
    for nearest in (place - 1, place):
        block = np.zeros((len(heads), kinds), dtype="float32")
        there = (nearest >= 0) & (nearest < len(words))
        block[rows[there], level[own[there], nearest[there]]] = 1.0
        blocks.append(block)
    return blocks


def _said_again(topic: list[str], other: list[str]) -> int:
    """How much of a topic another indicator says: 1 nothing, 2 some, 3 its last word, 4 all.

    The last word of a Vietnamese noun phrase tells it apart (*cây chè*, *chăn nuôi lợn*).
    """
    shared = set(topic) & set(other)
    if not shared:
        return 1
    if len(shared) == len(set(topic)):
        return 4
    return 3 if topic[-1] in shared else 2


def between_before(labels: Array, tails: Array) -> Array:
    """How many spans of the same label stand before each tail in the paragraph."""
    rank = np.zeros(len(labels), dtype=np.int64)
    seen: dict[int, int] = {}
    for n, label in enumerate(labels.tolist()):
        rank[n] = seen.get(label, 0)
        seen[label] = rank[n] + 1
    return rank[tails]


def hash_text(words: list[str]) -> int:
    """A number that stands for a phrase within one paragraph, never 0."""
    return hash(tuple(words)) or 1


def _percent_fits(
    values: Array,
    percent: Array,
    heads: Array,
    tails: Array,
    to_quantity: Array,
    quantity: Array,
) -> Array:
    """Whether a head in percent is, to its rounding, the tail's share of a third quantity.

    A share of plan stands near its actual and planned values: the three quantities before the
    percentage are tried as the other part.
    """
    fits = np.zeros(len(heads), dtype=bool)
    position = {int(q): n for n, q in enumerate(quantity.tolist())}
    rows = np.nonzero(percent[heads] & to_quantity)[0]
    for row in rows.tolist():
        head, tail = int(heads[row]), int(tails[row])
        share = values[head]
        if not np.isfinite(share) or share <= 0 or not np.isfinite(values[tail]):
            continue
        here = position[head]
        near = quantity[max(0, here - 4) : here + 3].tolist()
        for other in near:
            if other in (head, tail) or not values[other] > 0:
                continue
            quotient = 100.0 * values[tail] / values[other]
            if abs(quotient - share) <= max(0.006 * share, 0.006):
                fits[row] = True
                break
    return fits


def _sum_fits(values: Array, units: Array, after_slash: list[bool], quantity: Array) -> Array:
    """Which quantities add up, with their neighbours of the same unit, to one before them.

    Args:
        values: Value of each span, nan where it is no quantity.
        units: What stands for each span's unit, 0 where there is none.
        after_slash: Whether a slash stands before each span: the plan or the whole of a pair is no
            part of a sum.
        quantity: Indices of the quantities.

    Returns:
        Shape `(spans, spans)`: whether the first is in a run of two or more that adds up to the
        second.
    """
    fits = np.zeros((len(values), len(values)), dtype=bool)
    order = quantity.tolist()
    for n, whole in enumerate(order):
        wanted = float(values[whole])
        if not wanted > 1:
            continue
        for unit in {int(units[whole]), 0}:
            run = [q for q in order[n + 1 :] if units[q] == unit and not after_slash[q]]
            for first in range(len(run) - 1):
                total = 0.0
                for last in range(first, len(run)):
                    total += float(values[run[last]])
                    if last > first and abs(total - wanted) <= 0.0003 * wanted:
                        fits[run[first : last + 1], whole] = True
                    if not total < wanted:
                        break
    return fits


@lru_cache(maxsize=1)
def feature_width() -> int:
    """Number of features of a pair."""
    labels, marks, kinds = len(ENTITY_LABELS), len(_MARKS) + 1, len(load_cues().kinds)
    counted = 4 * labels + 2 * marks + 4 * kinds
    return counted + 20 + 10 + 8 + 1 + 6 + 5 + 28 + 4 + 7 + 10 + 14
