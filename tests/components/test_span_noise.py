"""Mistakes made on purpose leave spans that could stand in a doc."""

import random

from hypothesis import given
from hypothesis import strategies as st

from extractor.components.span_noise import perturb
from extractor.schema import ENTITY_LABELS


@given(st.lists(st.integers(1, 3), max_size=12), st.integers(0, 1000), st.floats(0, 1))
def test_changed_spans_are_in_order_and_apart(widths: list[int], seed: int, rate: float) -> None:
    rng = random.Random(seed)
    spans, at = [], 0
    for width in widths:
        at += rng.randrange(3)
        spans.append((at, at + width, rng.choice(ENTITY_LABELS)))
        at += width
    changed = perturb(spans, at, rate, rng)
    end = 0
    for start, stop, _ in changed:
        assert end <= start < stop <= at
        end = stop
    if rate == 0:
        assert changed == spans
