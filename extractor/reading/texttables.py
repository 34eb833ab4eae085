"""Tables in a text: cells parted by tabs or by upright bars, or tagged as in HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.reading.blocks import Block
from extractor.reading.inline import collapsed, lowered, plain, repaired
from extractor.reading.lines import Line
from extractor.reading.mapped import Mapped
from extractor.reading.tables import is_layout

_BAR = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?\|?\s*$")
_LONGEST_ROW = 20_000
_FEWEST_ROWS = 2
_FEWEST_COLUMNS = 3


def take_tables(lines: Sequence[Line]) -> list[Line | Block]:
    """Lines with those that make up tables put together.

    Args:
        lines: The text's lines.

    Returns:
        The lines outside tables as they were, and a block for each table, in order.
    """
    result: list[Line | Block] = []
    index = 0
    while index < len(lines):
        end, block = _table_from(lines, index)
        if block is None:
            result.append(lines[index])
            index += 1
        else:
            result.append(block)
            index = end
    return result


def _table_from(lines: Sequence[Line], index: int) -> tuple[int, Block | None]:
    raw = lines[index].raw
    if "<table" in raw.lower():
        return _tagged(lines, index)
    for split in (_tabbed, _barred):
        if split(raw) is None:
            continue
        end = index
        rows: list[list[str | None]] = []
        header: int | None = None
        while end < len(lines):
            line = lines[end]
            if end > index and line.blanks > 1:
                break
            if split is _barred and _DASHES.match(line.raw):
                header = len(rows)
                end += 1
                continue
            cells = split(line.raw)
            if cells is None:
                # A text alone between two rows is a section's name.
                following = split(lines[end + 1].raw) if end + 1 < len(lines) else None
                if following is None or line.blanks or lines[end + 1].blanks or len(line.text) > 80:
                    break
                cells = [line.raw]
            rows.append([_cell(cell) for cell in cells])
            end += 1
        width = max(map(len, rows), default=0)
        if len(rows) < _FEWEST_ROWS or width < 2 or is_layout(rows, bordered=width > 2):
            continue
        if split is _tabbed and width < _FEWEST_COLUMNS and len(rows) < 4:
            continue
        last = lines[end - 1]
        return end, Block(
            "table",
            rows=rows,
            header_rows=header,
            page=lines[index].page,
            start=lines[index].start,
            end=last.start + len(last.raw),
        )
    return index, None


def _tabbed(raw: str) -> list[str] | None:
    if len(raw) > _LONGEST_ROW:
        return None
    cells = raw.strip(" \r\n").split("\t")
    if len(cells) < 2 or sum(bool(cell.strip()) for cell in cells) < 2:
        return None
    return cells


def _barred(raw: str) -> list[str] | None:
    text = raw.strip()
    if len(raw) > _LONGEST_ROW or len(_BAR.findall(text)) < 2:
        return None
    cells = _BAR.split(text)
    if text.startswith("|"):
        cells = cells[1:]
    return cells[:-1] if text.endswith("|") else cells


def _cell(text: str) -> str:
    return lowered(collapsed(plain(repaired(Mapped.verbatim(text))))).text


def _tagged(lines: Sequence[Line], index: int) -> tuple[int, Block | None]:
    """A table in HTML tags, as recognition programs write it into Markdown."""
    end = index
    while end < len(lines) and "</table" not in lines[end].raw.lower():
        end += 1
    if end == len(lines):
        return index, None
    from extractor.reading.html import html_table

    rows, header = html_table("\n".join(line.raw for line in lines[index : end + 1]))
    if not rows:
        return index, None
    last = lines[end]
    return end + 1, Block(
        "table",
        rows=rows,
        header_rows=header,
        page=lines[index].page,
        start=lines[index].start,
        end=last.start + len(last.raw),
    )
