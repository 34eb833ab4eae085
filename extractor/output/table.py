"""Facts and records as tables: which columns there are, of what type, and what stands in them.

The same columns go into `.csv`, `.parquet`, `.xlsx` and data frames. `.jsonl` and datasets keep the
nested form of `Fact.to_dict`. The headings of the columns are in `data/labels.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from extractor.facts.fact import Fact, PeriodValue, PlaceValue
from extractor.output.labels import Lang, column_label, value_label

if TYPE_CHECKING:
    from extractor.extraction import Extraction

TableName = Literal["facts", "records"]
"""Long form, one fact a row; or one indicator a row with its actual, plan, share and change."""
Kind = Literal["text", "number", "integer", "date", "flag"]
Cell = str | float | int | bool | date | None
Row = list[Cell]

JOIN = "; "
"""Between several places or periods of a row."""
SECTION_JOIN = " > "
"""Between the headings above a row."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Args:
        name: As in the JSON, or beside it where a nested field is spread out.
        kind: What its cells are; each may also be None.
        labels: Section of `data/labels.toml` that its values are labelled by.
        width: Of the column in a workbook, in characters.
    """

    name: str
    kind: Kind
    width: int = 12
    labels: str | None = None


FACT_COLUMNS: tuple[Column, ...] = (
    Column("report", "text", 18),
    Column("index", "integer", 7),
    Column("section", "text", 28),
    Column("indicator", "text", 44),
    Column("context", "text", 24),
    Column("value", "number", 14),
    Column("value_high", "number", 12),
    Column("unit", "text", 14),
    Column("approximation", "text", 10, "approximation"),
    Column("role", "text", 14, "role"),
    Column("direction", "text", 9, "direction"),
    Column("change_in", "text", 12, "change_in"),
    Column("places", "text", 24),
    Column("place_names", "text", 22),
    Column("place_codes", "text", 10),
    Column("place_levels", "text", 10, "level"),
    Column("place_parents", "text", 24),
    Column("places_origin", "text", 14, "origin"),
    Column("current_places", "text", 22),
    Column("current_codes", "text", 10),
    Column("current_parents", "text", 20),
    Column("periods", "text", 24),
    Column("period_start", "date", 12),
    Column("period_end", "date", 12),
    Column("cumulative", "flag", 9),
    Column("periods_origin", "text", 14, "origin"),
    Column("target", "text", 24),
    Column("baseline", "text", 20),
    Column("baseline_start", "date", 12),
    Column("baseline_end", "date", 12),
    Column("base_value", "number", 16),
    Column("base_unit", "text", 10),
    Column("dimension", "text", 12, "dimension"),
    Column("head", "integer", 9),
    Column("relation_to_head", "text", 16, "relation"),
    Column("confidence", "number", 9),
    Column("notes", "text", 30),
    Column("matches", "text", 10),
    Column("source", "text", 10, "source"),
    Column("paragraph", "text", 10),
    Column("start", "integer", 7),
    Column("end", "integer", 7),
    Column("value_text", "text", 14),
    Column("text", "text", 70),
)

RECORD_COLUMNS: tuple[Column, ...] = (
    Column("report", "text", 18),
    Column("record", "integer", 7),
    Column("section", "text", 28),
    Column("indicator", "text", 44),
    Column("unit", "text", 14),
    Column("actual", "number", 14),
    Column("planned", "number", 14),
    Column("share_of_target", "number", 11),
    Column("total", "number", 12),
    Column("share", "number", 10),
    Column("change", "number", 12),
    Column("change_direction", "text", 10, "direction"),
    Column("change_unit", "text", 12),
    Column("change_in", "text", 12, "change_in"),
    Column("rate", "number", 12),
    Column("places", "text", 24),
    Column("periods", "text", 24),
    Column("period_start", "date", 12),
    Column("period_end", "date", 12),
    Column("target", "text", 24),
    Column("baseline", "text", 20),
    Column("base_unit", "text", 10),
    Column("part_of", "integer", 10),
    Column("facts", "text", 14),
    Column("source", "text", 10, "source"),
    Column("paragraph", "text", 10),
    Column("text", "text", 70),
)

_COLUMNS: dict[TableName, tuple[Column, ...]] = {
    "facts": FACT_COLUMNS,
    "records": RECORD_COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written.

    Args:
        name: Which.
        columns: Its columns.
        headings: Their headings, in their order.
        rows: Its rows, made as they are read.
    """

    name: TableName
    columns: tuple[Column, ...]
    headings: list[str]
    rows: Iterable[Row]


def make_table(
    extractions: Sequence[Extraction], name: TableName = "facts", lang: Lang | None = None
) -> Table:
    """The table of one or more reports.

    Args:
        extractions: What was extracted from them.
        name: `facts` or `records`.
        lang: Language of headings and labels; None for the names and values of the JSON.

    Returns:
        The table; its rows can be gone through once.
    """
    columns = _COLUMNS[name]
    headings = [column_label(c.name, lang) if lang else c.name for c in columns]
    flat = _flat_facts(extractions) if name == "facts" else _flat_records(extractions)
    return Table(name, columns, headings, (_row(fields, columns, lang) for fields in flat))


def _row(fields: dict[str, Any], columns: tuple[Column, ...], lang: Lang | None) -> Row:
    row: Row = []
    for column in columns:
        value = fields[column.name]
        if isinstance(value, list):
            value = _joined(value, column.labels, lang)
        elif value is not None and lang and column.labels:
            value = value_label(column.labels, value, lang)
        row.append(value)
    return row


def flat_fact(fact: Fact, index: int) -> dict[str, Any]:
    """A fact with its places and periods spread out over columns.

    Args:
        fact: The fact.
        index: Its index among its report's facts, which `Fact.head` refers to.

    Returns:
        Cell by column name; several places or periods are still a list.
    """
    places, periods, baseline = fact.places, fact.periods, fact.baseline_periods
    return {
        "report": fact.report,
        "index": index,
        "section": SECTION_JOIN.join(fact.section) or None,
        "indicator": fact.indicator,
        "context": fact.context,
        "value": fact.value,
        "value_high": fact.value_high,
        "unit": fact.unit,
        "approximation": fact.approximation,
        "role": fact.role,
        "direction": fact.direction,
        "change_in": fact.change_in,
        "places": [p.text for p in places],
        "place_names": [p.name for p in places],
        "place_codes": [p.code for p in places],
        "place_levels": [p.level for p in places],
        "place_parents": [", ".join(p.parents) for p in places],
        "places_origin": _origin(places),
        "current_places": [p.current_name for p in places],
        "current_codes": [p.current_code for p in places],
        "current_parents": [", ".join(p.current_parents) for p in places],
        "periods": [p.text for p in periods],
        "period_start": _day(p.start for p in periods),
        "period_end": _day(p.end for p in periods),
        "cumulative": any(p.cumulative for p in periods) if periods else None,
        "periods_origin": _origin(periods),
        "target": fact.target,
        "baseline": fact.baseline,
        "baseline_start": _day(p.start for p in baseline),
        "baseline_end": _day(p.end for p in baseline),
        "base_value": fact.base_value,
        "base_unit": fact.base_unit,
        "dimension": fact.dimension,
        "head": fact.head,
        "relation_to_head": fact.relation_to_head,
        "confidence": round(fact.confidence, 4),
        "notes": " ".join(fact.notes) or None,
        "matches": list(fact.matches),
        "source": fact.source,
        "paragraph": fact.paragraph,
        "start": fact.start,
        "end": fact.end,
        "value_text": fact.value_text,
        "text": fact.text,
    }


def fact_row(fact: Fact, index: int) -> dict[str, Cell]:
    """The row of a fact by column name, values as in the JSON.

    Args:
        fact: The fact.
        index: Its index among its report's facts.
    """
    row = _row(flat_fact(fact, index), FACT_COLUMNS, None)
    return {column.name: cell for column, cell in zip(FACT_COLUMNS, row, strict=True)}


def _flat_facts(extractions: Sequence[Extraction]) -> Iterator[dict[str, Any]]:
    for extraction in extractions:
        for index, fact in enumerate(extraction.facts):
            yield flat_fact(fact, index)


def _flat_records(extractions: Sequence[Extraction]) -> Iterator[dict[str, Any]]:
    for extraction in extractions:
        for number, record in enumerate(extraction.records):
            fields = record.to_dict(extraction.facts)
            fields["record"] = number
            fields["section"] = SECTION_JOIN.join(fields["section"]) or None
            fields["period_start"] = _day([fields["period_start"]])
            fields["period_end"] = _day([fields["period_end"]])
            yield fields


def _joined(values: list[Any], labels: str | None, lang: Lang | None) -> str | None:
    """Several values of a cell; one that is missing leaves its place between the others."""
    if not any(value is not None and value != "" for value in values):
        return None
    if lang and labels:
        values = [value_label(labels, value, lang) if value else value for value in values]
    return JOIN.join("" if value is None else str(value) for value in values)


def _origin(values: Sequence[PlaceValue] | Sequence[PeriodValue]) -> str | None:
    """Where the places or periods come from: None where the paragraph states them of the fact."""
    return next((value.origin for value in values if value.origin), None)


def _day(days: Iterable[str | None]) -> date | None:
    """The first day that is stated and can be a date."""
    for day in days:
        if day:
            try:
                return date.fromisoformat(day)
            except ValueError:
                continue
    return None
