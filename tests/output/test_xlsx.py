"""The workbook: typed cells, headings in sight, nothing that runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from extractor.extraction import Extraction
from extractor.output.labels import Lang


@pytest.fixture(scope="module")
def book(extraction: Extraction, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    return load_workbook(extraction.save(tmp_path_factory.mktemp("x") / "facts.xlsx"))


def _cells(sheet, row: int):  # type: ignore[no-untyped-def]
    return dict(zip((c.value for c in sheet[1]), sheet[row], strict=True))


def test_a_sheet_of_records_one_of_facts_and_a_legend(book) -> None:  # type: ignore[no-untyped-def]
    assert book.sheetnames == ["Bảng chỉ tiêu", "Số liệu", "Chú giải"]


def test_headings_stay_in_sight_and_filter(book, extraction: Extraction) -> None:  # type: ignore[no-untyped-def]
    for name, count in (("Bảng chỉ tiêu", len(extraction.records)), ("Số liệu", 623)):
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.endswith(str(count + 1))
        assert sheet.max_row == count + 1


def test_numbers_dates_and_flags_are_numbers_dates_and_flags(book) -> None:  # type: ignore[no-untyped-def]
    row = _cells(book["Số liệu"], 3)
    assert (row["Giá trị"].value, row["Giá trị"].data_type) == (1006, "n")
    assert row["Từ ngày"].value == datetime(2023, 1, 1)
    assert row["Lũy kế"].value is True
    assert row["Mã ĐVHC"].value == "082"


def test_a_number_shows_the_decimals_it_has(book) -> None:  # type: ignore[no-untyped-def]
    formats = {
        cell.value: cell.number_format
        for cell in book["Số liệu"]["F"]
        if isinstance(cell.value, int | float)
    }
    assert formats[1006] == "#,##0"
    assert formats[100.2] == "#,##0.0"
    assert formats[243.13] == "#,##0.00"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_cell_of_a_hostile_report_is_a_formula_or_a_link(
    hostile: Extraction, tmp_path: Path, lang: Lang
) -> None:
    book = load_workbook(hostile.save(tmp_path / "facts.xlsx", lang=lang))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_text_longer_than_a_cell_is_cut(hostile: Extraction, tmp_path: Path) -> None:
    hostile.facts[0].text = "x" * 40_000
    book = load_workbook(hostile.save(tmp_path / "facts.xlsx", lang="en"))
    assert len(_cells(book["Facts"], 2)["Sentence"].value) == 32_767
