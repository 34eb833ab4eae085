"""Comma-separated text: Excel's Vietnamese, no running cells, read back the same."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction import Extraction
from extractor.output.csv import FORMULA_STARTS, defused, fused


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_begins_with_the_mark_by_which_excel_knows_utf8(
    extraction: Extraction, tmp_path: Path
) -> None:
    path = extraction.save(tmp_path / "facts.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfreport,")


def test_a_fact_a_row_under_the_names_of_the_json(extraction: Extraction, tmp_path: Path) -> None:
    rows = _rows(extraction.save(tmp_path / "facts.csv"))
    assert len(rows) == len(extraction.facts)
    row = rows[1]
    assert (row["indicator"], row["value"], row["unit"], row["role"]) == (
        "Cây lúa · xuống giống và cấy", "1006", "ha", "actual",
    )  # fmt: skip
    assert (row["period_start"], row["period_end"], row["cumulative"]) == (
        "2023-01-01", "2023-04-30", "TRUE",
    )  # fmt: skip
    assert rows[2]["head"] == "1"


def test_headings_and_labels_in_vietnamese(extraction: Extraction, tmp_path: Path) -> None:
    row = _rows(extraction.save(tmp_path / "facts.csv", lang="vi"))[2]
    assert (row["Giá trị"], row["Đơn vị tính"], row["Loại số liệu"]) == ("1004", "ha", "kế hoạch")


def test_a_record_a_row(extraction: Extraction, tmp_path: Path) -> None:
    rows = _rows(extraction.save(tmp_path / "records.csv", table="records"))
    assert len(rows) == len(extraction.records)
    row = next(row for row in rows if row["actual"] == "1006")
    assert (row["planned"], row["share_of_target"], row["facts"]) == ("1004", "100.2", "1; 2; 3")


def test_no_cell_of_a_hostile_report_begins_a_formula(hostile: Extraction, tmp_path: Path) -> None:
    with hostile.save(tmp_path / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]


@given(st.text())
def test_what_is_defused_can_be_had_back(text: str) -> None:
    text = text.replace("\0", "")
    assert not defused(text).startswith(FORMULA_STARTS)
    if not text.startswith("'"):
        assert fused(defused(text)) == text
