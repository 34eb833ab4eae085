"""A report out of a file, whatever its format."""

from __future__ import annotations

from pathlib import Path

from extractor.reading.report import Report
from extractor.reading.text import read_text


def read_report(path: str | Path, *, report_id: str | None = None) -> Report:
    """Read a report file."""
    path = Path(path)
    return read_text(path.read_text(encoding="utf-8"), report_id=report_id or path.stem)
