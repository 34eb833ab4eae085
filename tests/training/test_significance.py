"""Intervals and paired tests by resampling paragraphs."""

from __future__ import annotations

import pytest

from training.scoring.counts import Counts
from training.scoring.metrics import Tally
from training.scoring.significance import bootstrap_interval, compare_paired


def tally(*counts: Counts) -> Tally:
    return Tally({f"r/p{n}": {"UNIT": c} for n, c in enumerate(counts)})


MIXED = tally(*[Counts(9, 1, 1), Counts(3, 2, 0), Counts(0, 0, 4), Counts()] * 20)


def test_interval_holds_the_figure_and_is_reproducible() -> None:
    interval = bootstrap_interval(MIXED, resamplings=2000)
    assert interval.low < MIXED.micro().f < interval.high
    assert interval == bootstrap_interval(MIXED, resamplings=2000)
    assert interval != bootstrap_interval(MIXED, resamplings=2000, seed=1)


def test_interval_narrows_with_more_paragraphs() -> None:
    few = tally(*list(MIXED.by_paragraph().values())[:8])
    wide, narrow = (bootstrap_interval(t, resamplings=2000) for t in (few, MIXED))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_interval_of_a_figure_without_variation_has_no_width() -> None:
    interval = bootstrap_interval(tally(*[Counts(3, 1, 1)] * 10), resamplings=500)
    assert interval.low == interval.high == pytest.approx(0.75)


def test_interval_covers_a_known_spread() -> None:
    # 400 paragraphs of one item, found half the time: recall = precision = F, a binomial share
    # whose standard error is 0.025.
    interval = bootstrap_interval(tally(*[Counts(1, 0, 0), Counts(0, 1, 1)] * 200))
    assert interval.low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.004)
    assert interval.high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.004)


def test_the_same_model_does_not_differ() -> None:
    found = compare_paired(MIXED, MIXED, resamplings=500)
    assert (found.difference, found.p) == (0.0, 1.0)
    assert found.interval.low == found.interval.high == 0.0


def test_a_model_that_is_better_everywhere_differs() -> None:
    worse = tally(*[Counts(8, 2, 2)] * 40)
    better = tally(*[Counts(9, 1, 1)] * 40)
    found = compare_paired(worse, better, resamplings=2000)
    assert found.difference == pytest.approx(0.1)
    assert found.interval.low > 0
    assert found.p == pytest.approx(1 / 2001)


def test_p_of_two_paragraphs_is_what_enumeration_gives() -> None:
    # Four assignments; the observed and its mirror image are the extreme ones: p = 1/2.
    found = compare_paired(tally(*[Counts(1, 1, 1)] * 2), tally(*[Counts(2, 0, 0)] * 2), 4000)
    assert found.p == pytest.approx(0.5, abs=0.03)


def test_models_measured_on_other_paragraphs_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same paragraphs"):
        compare_paired(MIXED, tally(Counts(1, 0, 0)))
