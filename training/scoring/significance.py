"""How sure a figure is, and whether two models differ: resampling of paragraphs.

Paragraphs are the units, since the spans of one are not independent of each other. Everything is
computed on counts kept by paragraph, so that ten thousand resamplings take about a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.scoring.counts import Counts
from training.scoring.metrics import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 500
"""Resamplings at a time, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure's confidence interval.

    Args:
        low: Lower end, 0–1.
        high: Upper end, 0–1.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The F1 of two models on the same paragraphs.

    Args:
        first: F1 of the first model, 0–1.
        second: F1 of the second, 0–1.
        interval: 95% interval of `second - first`, by the paired bootstrap.
        p: Probability of a difference at least as large, either way, were the models the same; by
            approximate randomization.
    """

    first: float
    second: float
    interval: Interval
    p: float

    @property
    def difference(self) -> float:
        """`second - first`."""
        return self.second - self.first

    def to_dict(self) -> dict[str, Any]:
        """The figures with their names, for JSON."""
        return {
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
            "interval": [self.interval.low, self.interval.high],
            "p": self.p,
        }


def bootstrap_interval(
    tally: Tally, resamplings: int = 10_000, level: float = 0.95, seed: int = 0
) -> Interval:
    """The percentile bootstrap interval of a micro F1 (Efron 1979), resampling paragraphs.

    Args:
        tally: Counts by paragraph.
        resamplings: How many samples of as many paragraphs to draw, with replacement.
        level: Share of the samples inside the interval.
        seed: The same seed gives the same interval.

    Returns:
        The interval; 0–0 where the tally has no paragraph.
    """
    import numpy as np

    counts = _matrix(list(tally.by_paragraph().values()))
    if not len(counts):
        return Interval(0.0, 0.0)
    generator = np.random.default_rng(seed)
    scores = [_f(w @ counts) for w in _weights(generator, len(counts), resamplings)]
    return _percentiles(np.concatenate(scores), level)


def compare_paired(
    first: Tally, second: Tally, resamplings: int = 10_000, level: float = 0.95, seed: int = 0
) -> Comparison:
    """Test whether two models differ in micro F1 on the same paragraphs.

    The p-value is that of approximate randomization (Noreen 1989; Yeh 2000, "More accurate tests
    for the statistical significance of result differences"): the two outputs of every paragraph are
    swapped at random, and it is counted how often the difference is at least the observed one; the
    observed assignment counts as one of them. The interval of the difference is that of the paired
    bootstrap (Koehn 2004, "Statistical significance tests for machine translation evaluation").

    Args:
        first: Counts of the first model by paragraph.
        second: Counts of the second on the same paragraphs.
        resamplings: Of each of the two methods.
        level: Of the interval.
        seed: The same seed gives the same figures.

    Returns:
        Both scores, the interval of their difference and the p-value.

    Raises:
        ValueError: The tallies are not over the same paragraphs.
    """
    import numpy as np

    one, two = first.by_paragraph(), second.by_paragraph()
    if one.keys() != two.keys():
        raise ValueError("the two models were not evaluated on the same paragraphs")
    a, b = _matrix(list(one.values())), _matrix([two[name] for name in one])
    if not len(a):
        return Comparison(0.0, 0.0, Interval(0.0, 0.0), 1.0)
    generator = np.random.default_rng(seed)
    observed = float(_f(b.sum(0)) - _f(a.sum(0)))
    differences = [_f(w @ b) - _f(w @ a) for w in _weights(generator, len(a), resamplings)]
    extreme = 0
    for size in _batches(resamplings):
        swap = generator.integers(0, 2, (size, len(a))).astype(np.float64)
        moved = swap @ (b - a)
        shuffled = _f(b.sum(0) - moved) - _f(a.sum(0) + moved)
        # Rounding must not make an equal difference a smaller one.
        extreme += int(np.count_nonzero(np.abs(shuffled) >= abs(observed) - 1e-12))
    return Comparison(
        float(_f(a.sum(0))),
        float(_f(b.sum(0))),
        _percentiles(np.concatenate(differences), level),
        (extreme + 1) / (resamplings + 1),
    )


def _matrix(counts: Sequence[Counts]) -> NDArray[np.float64]:
    """Counts as an array of shape (paragraphs, 3)."""
    import numpy as np

    return np.array(counts, dtype=np.float64).reshape(-1, 3)


def _f(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 of counts of shape (…, 3), 0 where there are none."""
    import numpy as np

    tp, wrong = counts[..., 0], counts[..., 1] + counts[..., 2]
    whole = 2 * tp + wrong
    return np.divide(2 * tp, whole, out=np.zeros_like(whole), where=whole > 0)


def _batches(number: int) -> list[int]:
    return [min(_BATCH, number - at) for at in range(0, number, _BATCH)]


def _weights(generator: np.random.Generator, size: int, number: int) -> Any:
    """How often each of `size` paragraphs is in a sample, in batches of shape (batch, size)."""
    for batch in _batches(number):
        yield generator.multinomial(size, [1 / size] * size, batch).astype(float)


def _percentiles(values: NDArray[np.float64], level: float) -> Interval:
    import numpy as np

    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))
