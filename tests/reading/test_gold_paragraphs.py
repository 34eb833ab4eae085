"""Paragraphs come out as they were annotated, from text, DOCX and PDF."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import pytest

from extractor.reading import Report
from extractor.reading import read_report as read_anew

ROOT = Path(__file__).resolve().parents[2]
REPORTS = sorted(path.stem for path in (ROOT / "corpus").glob("*.txt"))


@cache
def read_report(path: Path) -> Report:
    """Read once what several tests look at."""
    return read_anew(path)


_spec = importlib.util.spec_from_file_location("accuracy", ROOT / "scripts/reading_accuracy.py")
assert _spec is not None
assert _spec.loader is not None
accuracy = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(accuracy)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(
    ("folder", "ending", "bar"),
    [
        ("corpus", ".txt", 0.98),
        ("tests/fixtures/reports", ".docx", 0.95),
        ("tests/fixtures/reports", ".pdf", 0.95),
    ],
)
def test_paragraphs_are_the_annotated_ones(
    report: str, folder: str, ending: str, bar: float
) -> None:
    records = accuracy.gold_records(report)
    figures = accuracy.compare(read_report(ROOT / folder / f"{report}{ending}"), records)
    assert figures["same"] / figures["records"] >= bar
    # One marker of the gold is wrong: `nghiêm⁴¹` is there footnote 1, the 4 left in the text.
    assert figures["same_markers"] >= figures["markers"] - (report == "phong-tho-2023")
    assert figures["untied"] == 0


@pytest.mark.parametrize("report", REPORTS)
def test_no_text_is_lost_or_doubled(report: str) -> None:
    """Footnotes that the gold leaves in a paragraph are moved, their numbers taken out."""
    records = accuracy.gold_records(report)
    given, got = accuracy.compare(read_report(ROOT / "corpus" / f"{report}.txt"), records)[
        "characters"
    ]
    assert abs(given - got) <= 3


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_the_annex_is_a_table(report: str, ending: str) -> None:
    read = read_report(ROOT / "tests/fixtures/reports" / f"{report}{ending}")
    (table,) = read.tables
    assert table.caption == "PHỤ LỤC. CÁC CHỈ TIÊU CHỦ YẾU"
    assert table.header == ["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"]
    assert len(table.rows) == 39
    assert table.rows[0] == ["I", "Kinh tế", "", "", "", ""]
    assert table.rows[1] == [
        "1", "Tổng sản lượng lương thực có hạt", "Tấn", "36.100", "36.595,83", "101.4",
    ]  # fmt: skip
    assert {"Duy trì 98,5", ">73,2", "03 (lũy kế 03)"} <= {row[4] for row in table.rows}
    assert {"15-20", ">17600"} <= {row[3] for row in table.rows}


def test_pdf_parts_know_page_and_box() -> None:
    read = read_report(ROOT / "tests/fixtures/reports/lai-chau-2023-07.pdf")
    pages = [paragraph.page for paragraph in read.paragraphs]
    assert pages == sorted(pages)
    for part in [*read.paragraphs, *read.footnotes, *read.tables]:
        assert part.boxes
        assert part.boxes[0].page == part.page
        assert all(box.left < box.right and box.bottom < box.top for box in part.boxes)
    assert any(len(paragraph.boxes) == 2 for paragraph in read.paragraphs)
