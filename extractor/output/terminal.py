"""Tables on the terminal: what fits, in the words of the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from extractor.output.labels import Lang, column_label, value_label, word
from extractor.output.numbers import format_number
from extractor.output.table import TableName, make_table

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from extractor.extraction import Extraction

Rows = Iterable[Mapping[str, Any]]


def terminal_table(extractions: Sequence[Extraction], name: TableName, lang: Lang) -> RichTable:
    """The table of one or more reports for the terminal.

    Args:
        extractions: What was extracted from them.
        name: `facts` or `records`.
        lang: Language of headings and labels.

    Returns:
        A table that `rich` prints.
    """
    made = make_table(extractions, name)
    names = [column.name for column in made.columns]
    rows = [dict(zip(names, row, strict=True)) for row in made.rows]
    several = len(extractions) > 1
    return facts_table(rows, lang, several) if name == "facts" else _records(rows, lang, several)


def facts_table(rows: Rows, lang: Lang, several: bool) -> RichTable:
    """Facts for the terminal.

    Args:
        rows: Cells by column name, values as in the JSON.
        lang: Language of headings and labels.
        several: Whether they are of several reports, which are then named.
    """
    headings = [column_label(name, lang) for name in ("indicator", "value", "role")]
    table = _table([*headings, word("place_period", lang), column_label("paragraph", lang)], (1,))
    for row in rows:
        number = _number(row.get("value"), row.get("value_high"), lang)
        sign = {"increase": "▲ ", "decrease": "▼ "}.get(row.get("direction") or "", "")
        _add(
            table,
            row.get("indicator") or row.get("context") or "",
            f"{sign}{number or row.get('value_text') or ''} {row.get('unit') or ''}".rstrip(),
            value_label("role", str(row.get("role") or ""), lang),
            _where(row),
            _source(row, several),
        )
    return table


def _records(rows: Rows, lang: Lang, several: bool) -> RichTable:
    names = ("indicator", "actual", "planned", "share_of_target", "change")
    headings = [column_label(name, lang) for name in names]
    table = _table(
        [*headings, word("place_period", lang), column_label("paragraph", lang)], (1, 2, 3, 4)
    )
    for row in rows:
        sign = {"increase": "▲ ", "decrease": "▼ "}.get(row.get("change_direction") or "", "")
        actual, planned, share, change = (_number(row.get(n), None, lang) for n in names[1:])
        unit = row.get("unit") or ""
        _add(
            table,
            row.get("indicator") or "",
            f"{actual} {unit}".rstrip() if actual else "",
            f"{planned} {unit}".rstrip() if planned and not actual else planned,
            f"{share} %" if share else "",
            f"{sign}{change} {row.get('change_unit') or ''}".rstrip() if change else "",
            _where(row),
            _source(row, several),
        )
    return table


def _table(headings: Sequence[str], right: Sequence[int]) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(headings):
        table.add_column(
            Text(heading),
            justify="right" if n in right else "left",
            ratio=3 if n == 0 else None,
            min_width=18 if n == 0 else None,
            overflow="fold",
        )
    return table


def _add(table: RichTable, *cells: str) -> None:
    from rich.text import Text

    table.add_row(*(Text(_printable(cell)) for cell in cells))


def _number(value: float | None, high: float | None, lang: Lang) -> str:
    if value is None:
        return ""
    text = format_number(value, lang)
    return text if high is None else f"{text} – {format_number(high, lang)}"


def _where(row: Mapping[str, Any]) -> str:
    return ", ".join(str(row[name]) for name in ("places", "periods") if row.get(name))


def _source(row: Mapping[str, Any], several: bool) -> str:
    paragraph = str(row.get("paragraph") or "")
    return f"{row.get('report')} {paragraph}" if several else paragraph


def _printable(text: str) -> str:
    """The text without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)
