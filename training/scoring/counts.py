"""Counts of right, spurious and missed items, and the figures that follow from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Counts(NamedTuple):
    """How many items were found, made up and missed.

    Args:
        tp: Predicted and in the gold.
        fp: Predicted, not in the gold.
        fn: In the gold, not predicted.
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right, 0–1; 0 where nothing was predicted."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found, 0–1; 0 where there is none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f(self) -> float:
        """Harmonic mean of precision and recall (F1), 0–1."""
        whole = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / whole if whole else 0.0

    @property
    def support(self) -> int:
        """Number of gold items."""
        return self.tp + self.fn

    def plus(self, other: Counts) -> Counts:
        """The counts of both together."""
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    def to_dict(self) -> dict[str, float]:
        """`p`, `r`, `f` as fractions of 1, and `support`, as in the contract's `metrics.json`."""
        return {"p": self.precision, "r": self.recall, "f": self.f, "support": self.support}


def add_counts(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    whole = Counts()
    for one in counts:
        whole = whole.plus(one)
    return whole


def compare(gold: Mapping[Item, str], predicted: Mapping[Item, str]) -> dict[str, Counts]:
    """Compare two sets of items exactly.

    Args:
        gold: Every gold item with the label it is counted under.
        predicted: Every predicted item with its label; items that differ are different items.

    Returns:
        Counts by label, for the labels that occur.
    """
    right = Counter(label for item, label in gold.items() if item in predicted)
    missed = Counter(label for item, label in gold.items() if item not in predicted)
    spurious = Counter(label for item, label in predicted.items() if item not in gold)
    return {
        label: Counts(right[label], spurious[label], missed[label])
        for label in sorted({*right, *missed, *spurious})
    }
