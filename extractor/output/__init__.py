"""Facts written to files: one module a format, the columns of all tables in `table`.

`save` picks the format by the file's ending.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractor.errors import SolieuError

if TYPE_CHECKING:
    from extractor.extraction import Extraction
    from extractor.output.labels import Lang
    from extractor.output.table import TableName

FORMATS: Final = (".jsonl", ".csv", ".parquet", ".xlsx", ".html")
"""Endings that `save` knows."""

__all__ = ["FORMATS", "check_output", "save"]


def check_output(path: str | Path) -> Path:
    """Find out whether a table can be written, before the work that makes it.

    Args:
        path: The file; it is not touched.

    Returns:
        The path.

    Raises:
        SolieuError: Its ending names no format, or it cannot be written.
    """
    from extractor.output.atomic import check_writable

    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise SolieuError(f"{path} has none of the endings {', '.join(FORMATS)}; give it one.")
    check_writable(path)
    return path


def save(
    extractions: Sequence[Extraction],
    path: str | Path,
    lang: Lang | None = None,
    table: TableName = "facts",
) -> Path:
    """Write the facts of one or more reports to a file, whole or not at all.

    Args:
        extractions: What was extracted from them.
        path: The file; its ending, one of `FORMATS`, is its format.
        lang: Language of column names and labels. Without one, `.csv` and `.parquet` bear the names
            of the JSON fields, and `.xlsx` and `.html` are Vietnamese.
        table: What `.csv` and `.parquet` hold; `.jsonl` holds facts, the others hold both.

    Returns:
        The path.

    Raises:
        SolieuError: The ending is none of `FORMATS`, there is no such language or table, or the
            file cannot be written.
    """
    from extractor.output.atomic import whole_file
    from extractor.output.labels import check_lang

    path = check_output(path)
    lang = check_lang(lang)
    if table not in ("facts", "records"):
        raise SolieuError(f"There is no table '{table}'; there are 'facts' and 'records'.")
    ending = path.suffix.lower()
    with whole_file(path) as beside:
        if ending == ".jsonl":
            from extractor.output.jsonl import write_jsonl

            write_jsonl(extractions, beside)
        elif ending == ".csv":
            from extractor.output.csv import write_csv

            write_csv(extractions, beside, table, lang)
        elif ending == ".parquet":
            from extractor.output.frames import write_parquet

            write_parquet(extractions, beside, table, lang)
        elif ending == ".xlsx":
            from extractor.output.xlsx import write_xlsx

            write_xlsx(extractions, beside, lang or "vi")
        else:
            from extractor.output.html import write_html

            write_html(extractions, beside, lang or "vi")
    return path
