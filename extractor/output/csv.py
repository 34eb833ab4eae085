"""Tables as comma-separated text that a spreadsheet opens as it is.

UTF-8 with a byte order mark, without which Excel takes the file for one of the system's old code
page and breaks every Vietnamese letter. A text that a spreadsheet would take for a formula gets an
apostrophe before it, as OWASP's note on CSV injection advises; numbers are left as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.output.table import Cell, TableName, make_table

if TYPE_CHECKING:
    from extractor.extraction import Extraction
    from extractor.output.labels import Lang

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters, full-width forms among them, that make a spreadsheet run a cell."""


def write_csv(
    extractions: Sequence[Extraction], path: Path, table: TableName, lang: Lang | None
) -> None:
    """Write a table as comma-separated text.

    Args:
        extractions: What was extracted from the reports.
        path: The file.
        table: Which table.
        lang: Language of headings and labels; None for the names of the JSON fields.
    """
    made = make_table(extractions, table, lang)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(made.headings)
        writer.writerows([_written(cell) for cell in row] for row in made.rows)


def defused(text: str) -> str:
    """A text that no spreadsheet runs.

    Args:
        text: Any text.

    Returns:
        The text, after an apostrophe where it would begin a formula. NUL, which `csv` cannot hold,
        is left out.
    """
    text = text.replace("\0", "")
    return "'" + text if text.lstrip(" \u00a0\u200b\ufeff").startswith(FORMULA_STARTS) else text


def fused(text: str) -> str:
    """The text that `defused` was given."""
    return text[1:] if text.startswith("'") and defused(text[1:]) == text else text


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return defused(cell) if isinstance(cell, str) else str(cell)
