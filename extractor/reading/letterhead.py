"""Who issued a report, where and when, and what it is called."""

from __future__ import annotations

from extractor.reading.report import Report


def read_letterhead(report: Report) -> None:
    """Fill in title, issuer, place and date where the report states them."""
    del report
