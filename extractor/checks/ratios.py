"""Percentages of one figure in another, and what they leave open."""

from __future__ import annotations

from extractor.checks.config import CheckConfig
from extractor.checks.figures import Figure
from extractor.checks.intervals import Interval, resolution

HUNDRED = Interval(100.0, 100.0)


def percent_of(part: Figure, whole: Figure) -> Interval:
    """How many percent a figure may be of another one, which must not be zero."""
    return (part.base / whole.base).scaled(100.0)


def cut_off(figure: Figure, config: CheckConfig) -> Interval:
    """What a derived figure may have been before it was rounded, or cut off.

    Args:
        figure: The share or growth.
        config: Its `truncation` says whether cutting off counts.

    Returns:
        In base units (percent).
    """
    if not config.tolerance["truncation"]:
        return figure.base
    half = 0.5 * resolution(figure.fact) * figure.factor
    return figure.base.widened(0.0, half)


def needed_for_ratio(
    part: Figure, whole: Figure, share: Figure, config: CheckConfig
) -> list[tuple[Figure, Interval]]:
    """What part, whole and share should each be for the other two to hold, in base units."""
    stated = cut_off(share, config)
    needed = [(share, percent_of(part, whole))]
    if stated.low > 0:
        needed.append((part, (whole.base * stated).scaled(0.01)))
        needed.append((whole, (part.base / stated).scaled(100.0)))
    return needed
