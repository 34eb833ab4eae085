"""From a file to a `Report`: paragraphs, footnotes, headings and tables with their provenance."""

from __future__ import annotations

from extractor.reading.file import read_report
from extractor.reading.report import Box, Footnote, Paragraph, Report, Table
from extractor.reading.text import read_text

__all__ = ["Box", "Footnote", "Paragraph", "Report", "Table", "read_report", "read_text"]
