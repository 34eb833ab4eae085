"""PDF files without a text layer, damaged, or laid out in unusual ways."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from extractor.errors import SolieuError
from extractor.reading import read_report
from extractor.reading.pdflayout import Composer
from extractor.reading.pdfpage import Page, Run, split_columns, to_lines

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "reports"


def test_a_scan_is_named_as_such(tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    document.save(tmp_path / "scan.pdf")
    with pytest.raises(SolieuError, match="has no text: it is a scan"):
        read_report(tmp_path / "scan.pdf")


def test_a_damaged_pdf_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes((FIXTURES / "lai-chau-2023-07.pdf").read_bytes()[:2000])
    with pytest.raises(SolieuError, match="is damaged"):
        read_report(path)


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    document = pdfium.PdfDocument(FIXTURES / "lai-chau-2023-07.pdf")
    document.new_page(595, 842, 1)
    document.save(tmp_path / "mixed.pdf")
    report = read_report(tmp_path / "mixed.pdf")
    assert report.warnings == ["Pages without text, perhaps scanned: 2."]


def test_footnotes_that_count_anew_are_tied_to_their_own_pages(tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    for _ in range(2):
        document.import_pages(pdfium.PdfDocument(FIXTURES / "lai-chau-2023-07.pdf"), [0, 1])
    document.save(tmp_path / "twice.pdf")
    notes = read_report(tmp_path / "twice.pdf").footnotes
    half = len(notes) // 2
    assert [note.number for note in notes] == [*range(1, half + 1)] * 2
    assert {note.paragraph for note in notes[:half]}.isdisjoint(n.paragraph for n in notes[half:])


def run(text: str, left: float, y: float, size: float = 14) -> Run:
    return Run(text, left, left + 0.5 * size * len(text), y, size)


def lines_of(*runs: Run) -> list[str]:
    return [line.text for line in split_columns(to_lines(runs))]


def test_letters_drawn_behind_their_line_are_put_in_place() -> None:
    # A font without ế: the line is drawn with gaps, the missing letters after it.
    assert lines_of(run("k", 0, 100), run("t qu", 14, 100), run("ế", 7, 100)) == ["kết qu"]


def test_raised_numbers_are_superscripts() -> None:
    assert lines_of(run("50 ha", 0, 100), run("1", 35.5, 105, 8), run(", bằng", 40, 100)) == [
        "50 ha¹, bằng"
    ]


def test_columns_side_by_side_follow_one_another() -> None:
    texts = lines_of(
        run("UBND HUYỆN", 0, 100), run("CỘNG HÒA XÃ HỘI", 200, 100),
        run("PHONG THỔ", 3, 84), run("Độc lập", 225, 84), run("BÁO CÁO", 140, 40),
    )  # fmt: skip
    assert texts == ["UBND HUYỆN", "PHONG THỔ", "CỘNG HÒA XÃ HỘI", "Độc lập", "BÁO CÁO"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = []
    for number in (1, 2, 3):
        runs = [run(f"Báo cáo tháng {number}", 100, 800), run(str(number), 300, 30)]
        runs += [run(f"Trang {number} có nội dung riêng của nó ở đây", 50, 500 - 17 * number)]
        pages.append(Page(number, 595, 842, to_lines(runs), characters=50))
    composer = Composer()
    composer.compose(pages)
    texts = " ".join(block.text.text for block in composer.blocks)
    assert "Báo cáo tháng" not in texts
    assert texts.count("nội dung") == 3
