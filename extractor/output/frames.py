"""Tables as data frames, Parquet files and Hugging Face datasets, all by way of Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import SolieuError
from extractor.output.labels import Lang
from extractor.output.table import TableName, make_table

if TYPE_CHECKING:
    from extractor.extraction import Extraction


def to_arrow(
    extractions: Sequence[Extraction], table: TableName = "facts", lang: Lang | None = None
) -> Any:
    """A table of Arrow: text, float64, int64, date32 and boolean columns.

    Args:
        extractions: What was extracted from the reports.
        table: Which table.
        lang: Language of headings and labels; None for the names of the JSON fields.

    Returns:
        A `pyarrow.Table`.
    """
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "date": pa.date32(),
        "flag": pa.bool_(),
    }
    made = make_table(extractions, table, lang)
    rows = list(made.rows)
    arrays = [
        pa.array([row[n] for row in rows], type=types[column.kind])
        for n, column in enumerate(made.columns)
    ]
    return pa.Table.from_arrays(arrays, names=made.headings)


def to_pandas(
    extractions: Sequence[Extraction], table: TableName = "facts", lang: Lang | None = None
) -> Any:
    """A pandas data frame; see `Extraction.to_pandas`."""
    import pandas as pd
    import pyarrow as pa

    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return to_arrow(extractions, table, lang).to_pandas(
        types_mapper=nullable.get, date_as_object=False
    )


def to_polars(
    extractions: Sequence[Extraction], table: TableName = "facts", lang: Lang | None = None
) -> Any:
    """A polars data frame; see `Extraction.to_polars`."""
    try:
        import polars as pl
    except ImportError:
        raise SolieuError("Polars is not installed; 'pip install polars' does it.") from None
    return pl.from_arrow(to_arrow(extractions, table, lang))


def write_parquet(
    extractions: Sequence[Extraction], path: Path, table: TableName, lang: Lang | None
) -> None:
    """Write a table as a Parquet file.

    Args:
        extractions: What was extracted from the reports.
        path: The file.
        table: Which table.
        lang: Language of headings and labels; None for the names of the JSON fields.
    """
    import pyarrow.parquet as pq

    pq.write_table(to_arrow(extractions, table, lang), path, compression="zstd")


def to_dataset(extractions: Sequence[Extraction]) -> Any:
    """A Hugging Face dataset, one fact a row with the nested fields of the JSON form.

    Args:
        extractions: What was extracted from the reports.

    Returns:
        A `datasets.Dataset`; a column without any value has its type all the same.
    """
    from datasets import Dataset

    rows = [fact.to_dict() for extraction in extractions for fact in extraction.facts]
    features = _features()
    return Dataset.from_dict({name: [row[name] for row in rows] for name in features}, features)


def _features() -> Any:
    """Types of the fields of a fact, nested ones included, from the dataclasses themselves."""
    from datasets import Features

    from extractor.facts.fact import Fact

    return Features(_fields(Fact))


def _fields(cls: type) -> dict[str, Any]:
    from typing import get_type_hints

    return {name: _feature(hint) for name, hint in get_type_hints(cls).items()}


def _feature(hint: Any) -> Any:
    from dataclasses import is_dataclass
    from types import NoneType, UnionType
    from typing import Literal, Union, get_args, get_origin

    from datasets import List, Value

    if get_origin(hint) in (UnionType, Union):
        return _feature(next(a for a in get_args(hint) if a is not NoneType))
    if get_origin(hint) is list:
        return List(_feature(get_args(hint)[0]))
    if get_origin(hint) is Literal:
        return Value("string")
    if is_dataclass(hint) and isinstance(hint, type):
        return _fields(hint)
    return Value({str: "string", int: "int64", float: "float64", bool: "bool"}[hint])
