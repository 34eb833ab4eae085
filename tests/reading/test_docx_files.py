"""DOCX: what a word processor keeps outside the text, and what must not reach it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from docx_files import paragraph, table, write_docx

from extractor.errors import SolieuError
from extractor.reading import Report, read_report
from extractor.reading.numbering import numeral


def read(path: Path, body: str, **parts: str) -> Report:
    return read_report(write_docx(path / "report.docx", body, **parts))


def numbered(text: str, level: int, list_id: int = 1) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, properties=properties)


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
    '<w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:isLgl/><w:lvlText w:val="%1.%2."/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
    '<w:lvlText w:val="%3)"/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="4"/></w:lvlOverride></w:num>'
)


def test_numbers_of_lists_are_written_out(tmp_path: Path) -> None:
    body = (
        numbered("Kinh tế", 0) + numbered("Nông nghiệp", 1) + numbered("Trồng trọt", 2)
        + numbered("Chăn nuôi", 2) + numbered("Lúa: 12 ha", 3) + numbered("Công nghiệp", 1)
        + numbered("Xây dựng", 2) + numbered("Xã hội", 0) + numbered("Giáo dục", 1)
        + numbered("Quốc phòng", 0, 2)
    )  # fmt: skip
    report = read(tmp_path, body, numbering=NUMBERING)
    assert [p.text for p in report.paragraphs] == [
        "I. Kinh tế", "1.1. Nông nghiệp", "a) Trồng trọt", "b) Chăn nuôi", "- Lúa: 12 ha",
        "1.2. Công nghiệp", "a) Xây dựng", "II. Xã hội", "2.1. Giáo dục", "IV. Quốc phòng",
    ]  # fmt: skip
    assert report.paragraphs[4].section == ["I. Kinh tế", "1.1. Nông nghiệp", "b) Chăn nuôi"]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [(4, "lowerRoman", "iv"), (27, "lowerLetter", "aa"), (9, "decimalZero", "09"), (3, "x", "3")],
)
def test_numbering_styles(value: int, style: str, text: str) -> None:
    assert numeral(value, style) == text


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    body = paragraph(
        "Trồng mới ",
        "<w:del><w:r><w:delText>12</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>15</w:t></w:r></w:ins>",
        " ha",
    ) + (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Sản lượng </w:t></w:r></w:p>"
        + paragraph("đạt 3 tấn")
    )
    report = read(tmp_path, body)
    assert [p.text for p in report.paragraphs] == ["Trồng mới 15 ha", "Sản lượng đạt 3 tấn"]


def test_hidden_text_and_field_codes_stay_out(tmp_path: Path) -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    report = read(tmp_path, paragraph("Đạt", hidden, field, " 5%"))
    assert report.paragraphs[0].text == "Đạt 5%"


def test_footnotes_are_tied_where_they_stood(tmp_path: Path) -> None:
    def note(key: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'

    notes = (
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="7">{paragraph("Vụ mùa.")}</w:footnote>'
        f'<w:footnote w:id="3">{paragraph(" Vụ xuân.")}{paragraph("+ Lúa.")}</w:footnote>'
    )
    body = paragraph("Lúa", note(3), " đạt 5 ha", note(7), ".")
    report = read(tmp_path, body, footnotes=notes)
    assert report.paragraphs[0].text == "Lúa đạt 5 ha."
    assert [(n.number, n.text, n.paragraph, n.offset) for n in report.footnotes] == [
        (1, "Vụ xuân.\n+ Lúa.", "p001", 3),
        (2, "Vụ mùa.", "p001", 12),
    ]


def test_raised_digits_are_powers(tmp_path: Path) -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    assert read(tmp_path, paragraph("549,1 m", raised)).paragraphs[0].text == "549,1 m2"


def test_merged_cells_spread_over_header_and_rows(tmp_path: Path) -> None:
    def cell(text: str, properties: str) -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = paragraph("Biểu 1. Chỉ tiêu") + table(
        [cell("TT", down), cell("Chỉ tiêu", down), cell("Năm 2023", '<w:gridSpan w:val="2"/>')],
        [cell("", on), cell("", on), "KH", "TH"],
        ["I", cell("KINH TẾ", '<w:gridSpan w:val="3"/>')],
        ["1", "Lúa", "4,5", "Duy trì 98,5"],
        ["TT", "Chỉ tiêu", "KH", "TH"],
        ["1.1", "", ">17600", "03 (lũy kế 03)"],
    )
    (read_table,) = read(tmp_path, body).tables
    assert read_table.caption == "Biểu 1. Chỉ tiêu"
    assert read_table.header == ["TT", "Chỉ tiêu", "Năm 2023 KH", "Năm 2023 TH"]
    assert read_table.rows == [
        ["I", "KINH TẾ", "", ""],
        ["1", "Lúa", "4,5", "Duy trì 98,5"],
        ["1.1", "", ">17600", "03 (lũy kế 03)"],
    ]


def test_the_two_columns_of_a_letterhead_are_paragraphs(tmp_path: Path) -> None:
    body = (
        table(
            ["UBND HUYỆN PHONG THỔ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["Số: 712/BC-UBND", "Phong Thổ, ngày 08 tháng 12 năm 2023"],
            borders=False,
        )
        + paragraph("BÁO CÁO")
        + paragraph("Tình hình kinh tế - xã hội năm 2023")
    )
    report = read(tmp_path, body)
    assert not report.tables
    assert report.title == "BÁO CÁO Tình hình kinh tế - xã hội năm 2023"
    assert (report.issuer, report.place) == ("UBND huyện Phong Thổ", "huyện Phong Thổ")
    assert report.date == "2023-12-08"


def test_old_fonts_are_turned_into_unicode(tmp_path: Path) -> None:
    def run(text: str, font: str) -> str:
        fonts = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>'
        return f'<w:r>{fonts}<w:t xml:space="preserve">{text}</w:t></w:r>'

    body = paragraph(run("KÕt qu¶ ", ".VnTime"), run("s¶n xuÊt", ".VnTimeH"))
    body += paragraph(run("Keát quaû saûn xuaát", "VNI-Times"))
    assert [p.text for p in read(tmp_path, body).paragraphs] == [
        "Kết quả SẢN XUẤT",
        "Kết quả sản xuất",
    ]


@pytest.mark.parametrize(
    ("doctype", "body"),
    [
        ('<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>', paragraph("&b;")),
        ('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>', paragraph("&a;")),
        ("", "<w:tbl><w:tr><w:tc>" * 600 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 600),
        ("", paragraph("0" * 61_000_000)),
        ("", "<w:p>"),
        ("", ""),
    ],
    ids=["growing entities", "outside entity", "deep tables", "bomb", "broken", "empty"],
)
def test_harm_ends_in_a_sentence(tmp_path: Path, doctype: str, body: str) -> None:
    path = write_docx(tmp_path / "report.docx", body, doctype)
    with pytest.raises(SolieuError, match=r"^[^\n]+\.$"):
        read_report(path)
