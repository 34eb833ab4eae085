"""Data frames, Parquet and datasets: the same columns, typed even where empty."""

from __future__ import annotations

from pathlib import Path

from extractor.extraction import Extraction
from extractor.output.table import FACT_COLUMNS


def test_pandas_has_a_fact_a_row_and_types(extraction: Extraction) -> None:
    frame = extraction.to_pandas()
    assert list(frame.columns) == [column.name for column in FACT_COLUMNS]
    assert len(frame) == len(extraction.facts)
    assert frame["value"].dtype == "float64"
    assert str(frame["head"].dtype) == "Int64"
    assert frame["period_start"].dtype.kind == "M"
    rice = frame[frame.indicator == "Cây lúa · xuống giống và cấy"]
    assert list(rice["value"]) == [156.0, 1006.0, 1004.0, 100.2]


def test_polars_says_the_same_as_pandas(extraction: Extraction) -> None:
    frame = extraction.to_polars("records", lang="vi")
    assert frame.height == len(extraction.records)
    assert frame.filter(frame["Thực hiện"] == 1006)["Kế hoạch"].to_list() == [1004.0]


def test_parquet_keeps_types_where_a_column_is_empty(hostile: Extraction, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    schema = pq.read_schema(hostile.save(tmp_path / "facts.parquet"))
    assert {str(schema.field(n).type) for n in ("value_high", "base_value")} == {"double"}
    assert str(schema.field("period_start").type) == "date32[day]"
    assert str(schema.field("direction").type) == "string"


def test_a_dataset_is_nested_as_the_json_is(hostile: Extraction) -> None:
    dataset = hostile.to_dataset()
    assert dataset[0] == hostile.facts[0].to_dict()
    assert dataset.features["direction"].dtype == "string"
    assert dataset.features["places"].feature["parents"].feature.dtype == "string"
