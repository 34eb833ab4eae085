"""The held-out report against its lists checked by hand: the bars of normalisation."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.normalisation_accuracy import Tally, measure

ANNOTATIONS = Path(__file__).parents[2] / "annotations"


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    return measure(annotations=ANNOTATIONS)


@pytest.mark.parametrize(
    ("name", "bar"),
    [("facts", 1.0), ("values", 0.99), ("units", 0.98), ("periods", 0.95), ("places", 0.95)],
)
def test_normalisation_reaches_its_bar(tallies: dict[str, Tally], name: str, bar: float) -> None:
    assert tallies[name].total > 70
    assert tallies[name].accuracy >= bar, "\n".join(tallies[name].wrong)
