"""A report out of plain text: text out of a PDF, Markdown out of OCR, or typed."""

from __future__ import annotations

from extractor.errors import SolieuError
from extractor.reading.assemble import assemble
from extractor.reading.blocks import Block
from extractor.reading.flow import flow_blocks
from extractor.reading.lines import Line, layout, split_lines
from extractor.reading.report import Report
from extractor.reading.texttables import take_tables
from extractor.reading.wrapped import wrapped_blocks

MOST_CHARACTERS = 5_000_000
"""A province's yearly report with all its annexes stays below a million."""


def read_text(text: str, *, report_id: str = "text") -> Report:
    """Read a report given as text.

    Args:
        text: The text; its lines may be broken in mid-sentence or be whole paragraphs.
        report_id: The report's id.

    Returns:
        The report, its offsets referring to `text`.

    Raises:
        SolieuError: The text is too long for any report.
    """
    if len(text) > MOST_CHARACTERS:
        raise SolieuError(
            f"The text has {len(text):,} characters; up to {MOST_CHARACTERS:,} are read. Give one "
            "report."
        )
    items = take_tables(split_lines(text))
    lines = [item for item in items if isinstance(item, Line)]
    kind = layout(lines)
    if kind == "blocks":
        blocks, warnings = flow_blocks(lines)
    else:
        blocks, warnings = wrapped_blocks(lines, blanks_tell=kind == "flowed")
    tables = [item for item in items if isinstance(item, Block)]
    return assemble(_placed(blocks, tables), text, report_id, warnings)


def _placed(blocks: list[Block], tables: list[Block]) -> list[Block]:
    """Blocks with the tables among them, each before the first paragraph that begins behind it."""
    placed: list[Block] = []
    rest = tables[::-1]
    for block in blocks:
        while rest and rest[-1].start < block.text.start and block.kind == "paragraph":
            placed.append(rest.pop())
        placed.append(block)
    return [*placed, *rest[::-1]]
