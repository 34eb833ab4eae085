"""Saved facts read back: `.jsonl`, and `.csv` and `.parquet` in any language of their headings."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from extractor.errors import SolieuError
from extractor.facts.fact import Fact, PeriodValue, PlaceValue
from extractor.output.csv import fused
from extractor.output.labels import names_by_label, values_by_label
from extractor.output.table import FACT_COLUMNS, JOIN, Cell, Kind, fact_row

SavedRow = dict[str, Cell]
"""Cells by column name, values as in the JSON, several places or periods joined by `; `."""

_REQUIRED = ("report", "paragraph", "value", "value_text", "indicator", "text")

_NESTED = {"places": PlaceValue, "periods": PeriodValue, "baseline_periods": PeriodValue}


def load_rows(path: str | Path) -> list[SavedRow]:
    """Read facts that `solieu extract` or `Extraction.save` wrote.

    Args:
        path: A `.jsonl`, `.csv` or `.parquet` file of facts.

    Returns:
        A row a fact, in the order of the file, with all columns of the table of facts.

    Raises:
        SolieuError: The file cannot be read, or holds no facts.
    """
    path = Path(path)
    readers = {".jsonl": _json_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}
    reader = readers.get(path.suffix.lower())
    if path.is_dir():
        raise SolieuError(f"{path} is a directory; give a file of facts.")
    if not path.exists():
        raise SolieuError(f"{path} does not exist; 'solieu extract … --output' writes one.")
    if reader is None:
        raise SolieuError(
            f"{path} has none of the endings {', '.join(readers)}; save the facts as one of them."
        )
    try:
        return list(reader(path))
    except UnicodeDecodeError:
        raise SolieuError(f"{path} is no text in UTF-8; give a file that solieu wrote.") from None
    except OSError as error:
        raise SolieuError(
            f"{path} cannot be read: {(error.strerror or str(error)).lower()}."
        ) from error


def _json_rows(path: Path) -> Iterator[SavedRow]:
    counts: Counter[str] = Counter()
    names = {field.name for field in fields(Fact)}
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                given = json.loads(line)
                fact = Fact(**{name: given[name] for name in given if name in names})
                for name, cls in _NESTED.items():
                    setattr(fact, name, [_nested(cls, part) for part in given.get(name, ())])
                row = fact_row(fact, counts[fact.report])
            except (ValueError, TypeError, AttributeError, RecursionError):
                raise SolieuError(
                    f"{path}:{number}: This line is no fact; give a file that 'solieu extract' "
                    "wrote."
                ) from None
            counts[fact.report] += 1
            yield row


def _nested(cls: type, given: Mapping[str, Any]) -> Any:
    names = {field.name for field in fields(cls)}
    return cls(**{name: value for name, value in given.items() if name in names})


def _csv_rows(path: Path) -> Iterator[SavedRow]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        try:
            names = _names(next(reader, []), path)
            for cells in reader:
                if len(cells) != len(names):
                    raise SolieuError(
                        f"{path}:{reader.line_num}: This line has {len(cells)} cells where there "
                        f"are {len(names)} columns; write the file again."
                    )
                row = dict(zip(names, map(fused, cells), strict=True))
                yield _typed(row, f"{path}:{reader.line_num}")
        except csv.Error as error:
            raise SolieuError(f"{path}:{reader.line_num}: This line is no CSV: {error}.") from error


def _parquet_rows(path: Path) -> Iterator[SavedRow]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except pa.ArrowException as error:
        raise SolieuError(
            f"{path} is no Parquet file: {' '.join(str(error).split())[:120]}"
        ) from error
    names = _names(table.column_names, path)
    for number, cells in enumerate(table.rename_columns(names).to_pylist(), 1):
        yield _typed(cells, f"{path}, row {number}")


def _names(headings: list[str], path: Path) -> list[str]:
    """Column names of the headings, in whichever language they are."""
    known = names_by_label()
    names = [known.get(heading, heading) for heading in headings]
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        what = "records" if "record" in names else "no facts"
        raise SolieuError(
            f"{path} holds {what}: there is no column {missing[0]}; give a file of facts that "
            "'solieu extract' wrote."
        )
    return names


def _typed(given: Mapping[str, Any], where: str) -> SavedRow:
    row: SavedRow = {}
    for column in FACT_COLUMNS:
        cell = given.get(column.name)
        if cell is None or cell == "":
            row[column.name] = None
            continue
        try:
            row[column.name] = _cell(cell, column.kind)
        except (ValueError, TypeError):
            raise SolieuError(
                f"{where}: “{str(cell)[:40]}” is no {column.kind} for the column {column.name}; "
                "give a file that 'solieu extract' wrote."
            ) from None
        if column.labels and isinstance(cell, str):
            row[column.name] = JOIN.join(
                _value(part, values_by_label(column.labels)) for part in cell.split(JOIN)
            )
    return row


def _value(label: str, values: Mapping[str, str]) -> str:
    """The value a label stands for; of `tiền/khối lượng` that of each part."""
    if label in values or "/" not in label:
        return values.get(label, label)
    return "/".join(values.get(part, part) for part in label.split("/"))


def _cell(cell: Any, kind: Kind) -> Cell:
    if kind == "number":
        number = float(cell)
        if not math.isfinite(number):
            raise ValueError
        return number
    if kind == "integer":
        return int(cell)
    if kind == "flag":
        return cell if isinstance(cell, bool) else str(cell).upper() in ("TRUE", "1")
    if kind == "date":
        return cell if isinstance(cell, date) else date.fromisoformat(str(cell)[:10])
    return str(cell)
