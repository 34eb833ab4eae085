"""A report out of plain text: text out of a PDF, Markdown out of OCR, or typed."""

from __future__ import annotations

from extractor.reading.assemble import assemble
from extractor.reading.flow import flow_blocks
from extractor.reading.lines import layout, split_lines
from extractor.reading.report import Report
from extractor.reading.wrapped import wrapped_blocks


def read_text(text: str, *, report_id: str = "text") -> Report:
    """Read a report given as text.

    Args:
        text: The text; its lines may be broken in mid-sentence or be whole paragraphs.
        report_id: The report's id.

    Returns:
        The report, its offsets referring to `text`.
    """
    lines = split_lines(text)
    kind = layout(lines)
    if kind == "blocks":
        blocks = flow_blocks(lines)
    else:
        blocks = wrapped_blocks(lines, blanks_tell=kind == "flowed")
    return assemble(blocks, text, report_id)
