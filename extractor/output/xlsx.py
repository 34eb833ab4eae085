"""Tables as an Excel workbook: records, facts, and a legend of their columns.

Text is written as text, never as a formula or a link, so that a cell that begins with `=` shows
what the report says. Headings stay in sight and can be filtered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import SolieuError
from extractor.output.labels import Lang, column_help, column_label, word
from extractor.output.table import FACT_COLUMNS, RECORD_COLUMNS, Cell, Table, make_table

if TYPE_CHECKING:
    from extractor.extraction import Extraction

_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
_IN_MEMORY = 50_000
"""Facts up to which the workbook is made in memory, a third faster than row by row on disk."""
_CHARACTERS = 32_767
"""Characters of a cell."""
_DECIMALS = 6
_FIRST_DAY = date(1900, 1, 1)
"""Earlier days are no dates in Excel and are written as text."""


def write_xlsx(extractions: Sequence[Extraction], path: Path, lang: Lang) -> None:
    """Write records and facts as a workbook.

    Args:
        extractions: What was extracted from the reports.
        path: The file.
        lang: Language of sheets, headings and labels.

    Raises:
        SolieuError: There are more facts than a sheet has rows.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    count = sum(len(extraction.facts) for extraction in extractions)
    if count > _ROWS:
        raise SolieuError(
            f"A sheet of a workbook has {_ROWS:,} rows, and there are {count:,} facts; write .csv "
            "or .parquet, or fewer reports at a time."
        )
    book = Workbook(path, {"constant_memory": count > _IN_MEMORY})
    title = "; ".join(e.report.title or e.report.id for e in extractions)
    book.set_properties({"title": title[:250], "comments": word("made_by", lang)})
    styles = _Styles(book)
    for table in ("records", "facts"):
        _write_sheet(book, styles, make_table(extractions, table, lang), word(table, lang))
    _write_legend(book, styles, lang)
    try:
        book.close()
    except XlsxWriterException as error:
        # It wraps what the system says.
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error


class _Styles:
    """Formats of cells, made once each: a workbook may hold some thousands."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        bold = {"bold": True, "bg_color": "#E3EBE6", "bottom": 1}
        self.heading = book.add_format({**bold, "text_wrap": True, "valign": "vcenter"})
        self.text = book.add_format({**top})
        self.wrapped = book.add_format({**top, "text_wrap": True})
        self.date = book.add_format({**top, "num_format": "dd/mm/yyyy", "align": "left"})
        self.whole = book.add_format({**top, "num_format": "#,##0"})
        self.plain = book.add_format({**top, "num_format": "0"})
        self.decimal = [
            book.add_format({**top, "num_format": "#,##0." + "0" * n})
            for n in range(1, _DECIMALS + 1)
        ]

    def number(self, value: float) -> Any:
        """As many decimals as the number has: 4.623,3 is not 4.623,300."""
        if value.is_integer():
            return self.whole
        digits = len(f"{value:.{_DECIMALS}f}".rstrip("0").rpartition(".")[2])
        return self.decimal[max(digits, 1) - 1]


def _write_sheet(book: Any, styles: _Styles, table: Table, name: str) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for n, column in enumerate(table.columns):
        sheet.set_column(n, n, column.width)
    sheet.set_row(0, 32)
    for n, heading in enumerate(table.headings):
        sheet.write_string(0, n, heading, styles.heading)
    integers = {n for n, column in enumerate(table.columns) if column.kind == "integer"}
    count = 0
    for count, row in enumerate(table.rows, 1):
        for n, cell in enumerate(row):
            if cell is not None:
                _write_cell(sheet, styles, count, n, cell, n in integers)
    sheet.autofilter(0, 0, max(count, 1), len(table.columns) - 1)


def _write_cell(
    sheet: Any, styles: _Styles, row: int, column: int, cell: Cell, integer: bool = False
) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, styles.text)
    elif isinstance(cell, int | float):
        style = styles.plain if integer else styles.number(float(cell))
        sheet.write_number(row, column, cell, style)
    elif isinstance(cell, date) and cell >= _FIRST_DAY:
        sheet.write_datetime(row, column, cell, styles.date)
    else:
        text = str(cell)
        if len(text) > _CHARACTERS:
            text = text[: _CHARACTERS - 1] + "…"
        sheet.write_string(row, column, text, styles.text)


def _write_legend(book: Any, styles: _Styles, lang: Lang) -> None:
    sheet = book.add_worksheet(word("legend", lang))
    sheet.freeze_panes(1, 0)
    for n, (name, width) in enumerate(
        (("table", 16), ("column", 24), ("meaning", 80), ("field", 20))
    ):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, word(name, lang), styles.heading)
    row = 0
    for table, columns in (("records", RECORD_COLUMNS), ("facts", FACT_COLUMNS)):
        for column in columns:
            row += 1
            texts = (
                word(table, lang),
                column_label(column.name, lang),
                column_help(column.name, lang),
                column.name,
            )
            for n, text in enumerate(texts):
                sheet.write_string(row, n, text, styles.wrapped)
    sheet.autofilter(0, 0, row, 3)
