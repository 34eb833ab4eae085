"""Tables: which rows are the header, rows of one length, headers repeated after a page break."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.reading.blocks import Block
from extractor.reading.report import Table


def to_table(block: Block) -> Table:
    """The report's table out of a table block."""
    rows = square(block.rows)
    plain = [[cell or "" for cell in row] for row in rows]
    count = block.header_rows if block.header_rows is not None else header_rows(plain)
    if 0 < count < len(rows) and None in rows[count - 1]:
        # A cell over several columns has their names below it, marked as header or not.
        count = max(count, header_rows(plain))
    header = merged_header([_spread(row) for row in rows[:count]])
    body = plain[count:]
    if body and _numbers_columns(body[0]):
        count, body = count + 1, body[1:]
    repeated = {tuple(row) for row in plain[:count]}
    return Table(
        caption=block.text.text,
        header=header,
        rows=[row for row in body if any(row) and tuple(row) not in repeated],
        page=block.page,
        start=block.start,
        end=block.end,
        boxes=block.boxes,
    )


def square(rows: Sequence[Sequence[str | None]]) -> list[list[str | None]]:
    """Rows of one length, filled up with empty cells; columns empty throughout left out."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in full)]
    return [[row[column] for column in kept] for row in full]


def _spread(row: Sequence[str | None]) -> list[str]:
    """A header's row with the text of a wide cell over every column it covers."""
    texts: list[str] = []
    for cell in row:
        texts.append((texts[-1] if texts else "") if cell is None else cell)
    return texts


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are the header.

    The body begins with the first row that holds a number behind its second cell, a row number of
    its own, or one text alone (a section's name).
    """
    for index, row in enumerate(rows[:6]):
        if index and _is_body(row, rows[0]):
            return index
    return min(len(rows), 1)


def merged_header(rows: Sequence[Sequence[str]]) -> list[str]:
    """One text a column out of the header's rows, the upper ones first."""
    if not rows:
        return []
    header = []
    for cells in zip(*rows, strict=True):
        names: list[str] = []
        for cell in cells:
            if cell and (not names or names[-1] != cell):
                names.append(cell)
        header.append(" ".join(names))
    return header


def _is_body(row: Sequence[str], header: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    if any(_NUMBER.match(cell) for cell in row[2:]) or len(filled) == 1:
        return True
    return bool(row[0]) and row[0] != header[0]


def _numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: `A B 1 2 3=2/1`, `(1) (2) (3)`."""
    return len(row) > 2 and all(_COLUMN.match(cell) for cell in row if cell) and any(row[2:])


_NUMBER = re.compile(r"[<>≥≤~+-]?\s*\d")
_COLUMN = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*=[\s\d()/:*x×%+-]+)?$")


def is_layout(rows: Sequence[Sequence[str | None]], *, bordered: bool) -> bool:
    """Whether a table only places text side by side, as the head of a letter and its signature do.

    Args:
        rows: Its cells.
        bordered: Whether lines are drawn around them.
    """
    texts = [" ".join(cell for cell in row if cell) for row in rows]
    whole = " ".join(texts).upper()
    width = max((sum(bool(cell) for cell in row) for row in rows), default=0)
    if "CỘNG HÒA XÃ HỘI CHỦ NGHĨA" in whole or "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA" in whole:
        return width <= 3
    if "NƠI NHẬN" in whole and width <= 3 and len(rows) <= 4:
        return True
    return not bordered and width <= 2 and len(rows) <= 3
