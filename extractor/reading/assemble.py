"""Blocks in reading order made into a report: ids, headings, footnotes, tables, title."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.reading.blocks import Block
from extractor.reading.footnotes import tie
from extractor.reading.letterhead import is_caption, is_document, read_letterhead
from extractor.reading.outline import Outline
from extractor.reading.report import Footnote, Paragraph, Report
from extractor.reading.tables import to_table


def assemble(
    blocks: Sequence[Block], source: str, report_id: str, warnings: Sequence[str] = ()
) -> Report:
    """A report out of its blocks.

    Args:
        blocks: Paragraphs, footnote bodies and tables, in reading order; their texts are changed.
        source: The text that the blocks' offsets refer to.
        report_id: The report's id.
        warnings: What reading could not settle so far.

    Returns:
        The report.
    """
    report = Report(id=report_id, source=source)
    report.warnings = [*warnings, *tie(blocks)]
    outline = Outline()
    places: dict[int, list[tuple[str, int]]] = {}
    titles: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if block.kind == "table":
            table = to_table(block)
            above = blocks[index - 1].text.text if index else ""
            if not table.caption and above and is_caption(above):
                table.caption = above
            table.section = outline.section
            report.tables.append(table)
        elif block.kind == "paragraph" and block.text:
            paragraph = _paragraph(block, len(report.paragraphs) + 1, outline)
            report.paragraphs.append(paragraph)
            block.boxes = []
            if block.run_in and is_document(paragraph.text):
                titles[paragraph.id] = block.run_in
            for number, offset in block.markers:
                places.setdefault(number, []).append((paragraph.id, offset))
    for block in blocks:
        if block.kind == "footnote":
            report.footnotes.append(_footnote(block, places))
    read_letterhead(report, titles)
    return report


def _paragraph(block: Block, index: int, outline: Outline) -> Paragraph:
    heading, level, section = outline.enter(block)
    return Paragraph(
        id=f"p{index:03d}",
        text=block.text.text,
        kind="heading" if heading else "paragraph",
        level=level,
        section=section,
        page=block.page,
        start=block.text.start,
        end=block.text.end,
        boxes=block.boxes,
        pieces=block.text.pieces(),
    )


def _footnote(block: Block, places: dict[int, list[tuple[str, int]]]) -> Footnote:
    marked = places.get(block.number)
    paragraph, offset = (
        (marked.pop(0) if len(marked) > 1 else marked[0]) if marked else (None, None)
    )
    return Footnote(
        number=block.number,
        text=block.text.text,
        paragraph=paragraph,
        offset=offset,
        page=block.page,
        start=block.text.start,
        end=block.text.end,
        boxes=block.boxes,
        pieces=block.text.pieces(),
    )
