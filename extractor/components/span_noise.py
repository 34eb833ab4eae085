"""Mistakes made on purpose in spans, for training what comes after them."""

from __future__ import annotations

from random import Random
from types import ModuleType

from ..schema import QUANTITY


def perturb(
    spans: list[tuple[int, int, str]], length: int, rate: float, rng: Random | ModuleType
) -> list[tuple[int, int, str]]:
    """Drop spans and move their edges at random.

    Args:
        spans: Spans in order: first token, end token, label.
        length: Number of tokens of the doc.
        rate: Share of the spans to change; numbers are changed a tenth as often, since they are
            hardly ever missed.
        rng: Source of randomness.

    Returns:
        Spans in order, never overlapping, never empty.
    """
    if rate <= 0:
        return spans
    changed: list[tuple[int, int, str]] = []
    for n, (start, end, label) in enumerate(spans):
        chance = rate / 10 if label == QUANTITY else rate
        if rng.random() < chance:
            if rng.random() < 0.5:
                continue
            left, right = rng.choice(((-1, 0), (1, 0), (0, -1), (0, 1)))
            limit = spans[n + 1][0] if n + 1 < len(spans) else length
            new_start = max(start + left, changed[-1][1] if changed else 0)
            new_end = min(end + right, limit)
            if new_start < new_end:
                start, end = new_start, new_end
        changed.append((start, end, label))
    return changed
