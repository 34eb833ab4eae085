"""Labels: every column has one in both languages, and no two of a table the same."""

from __future__ import annotations

import pytest

from extractor.output.labels import Lang, column_help, column_label, names_by_label, value_label
from extractor.output.table import FACT_COLUMNS, RECORD_COLUMNS, Column


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("columns", [FACT_COLUMNS, RECORD_COLUMNS])
def test_headings_tell_columns_apart(columns: tuple[Column, ...], lang: Lang) -> None:
    headings = [column_label(column.name, lang) for column in columns]
    assert len(set(headings)) == len(columns)
    assert all(column_help(column.name, lang) for column in columns)
    assert [names_by_label()[heading] for heading in headings] == [c.name for c in columns]


def test_the_parts_of_a_dimension_are_translated() -> None:
    assert value_label("dimension", "mass/area", "vi") == "khối lượng/diện tích"
    assert value_label("dimension", "unheard-of", "vi") == "unheard-of"
