"""Markdown out of OCR: a line a paragraph, emphasis, superscripts, tables."""

from __future__ import annotations

from extractor.reading import read_text

LONG = "Tập trung lãnh đạo, chỉ đạo thực hiện đồng bộ các giải pháp bảo vệ rừng, phát triển rừng, "
LONG += "phòng cháy chữa cháy rừng, tăng cường công tác tuyên truyền, nâng cao ý thức của người dân"


def test_emphasis_and_tags_are_taken_off() -> None:
    text = "- *Cây lương thực có hạt*: **Tổng** diện tích (*vượt KH*) là <b>754,2</b> ha &amp; 3*4."
    (paragraph,) = read_text(text).paragraphs
    assert paragraph.text == (
        "- Cây lương thực có hạt: Tổng diện tích (vượt KH) là 754,2 ha & 3*4."
    )


def test_superscripts_are_powers_or_markers() -> None:
    text = f"{LONG} 2.500m² chuồng, 30 m<sup>2</sup> và 4.623,3ha¹ lúa<sup>(2)</sup>.\n\n"
    report = read_text(text + "¹ Vụ xuân.\n\n<sup>(2)</sup> Vụ mùa.\n")
    assert report.paragraphs[0].text.endswith("2.500m2 chuồng, 30 m2 và 4.623,3ha lúa.")
    assert [(note.number, note.text) for note in report.footnotes] == [
        (1, "Vụ xuân."),
        (2, "Vụ mùa."),
    ]
    text = report.paragraphs[0].text
    assert [text[: note.offset].split()[-1] for note in report.footnotes] == ["4.623,3ha", "lúa"]


def test_a_paragraph_goes_on_behind_its_page_s_footnotes() -> None:
    text = f"{LONG} tại¹\n\n¹ Quy mô 1,0ha.\n\ncác xã vùng cao.\n\n1.2. Lâm nghiệp\n"
    report = read_text(text)
    assert [p.text for p in report.paragraphs] == [
        f"{LONG} tại các xã vùng cao.",
        "1.2. Lâm nghiệp",
    ]


def test_a_bracket_tells_which_text_goes_on() -> None:
    text = (
        f"{LONG} (nhóm chỉ tiêu nông¹\n\n¹ Trong năm.\n\n- {LONG}.\n\nnghiệp, nông thôn). Cụ thể:\n"
    )
    report = read_text(text)
    assert report.paragraphs[0].text == f"{LONG} (nhóm chỉ tiêu nông nghiệp, nông thôn). Cụ thể:"
    assert report.paragraphs[1].text == f"- {LONG}."


def test_a_numbered_footnote_keeps_its_paragraphs() -> None:
    text = f"{LONG} thiệt hại¹.\n\n¹1. Nhà ở: 167 nhà.\n\n2. Ruộng: 713 ha.\n\n1.2. Lâm nghiệp\n"
    report = read_text(text)
    assert report.footnotes[0].text == "1. Nhà ở: 167 nhà.\n2. Ruộng: 713 ha."
    assert report.paragraphs[-1].kind == "heading"


def test_doubtful_joints_are_named() -> None:
    text = f"{LONG}¹.\n\n¹ Tổ chức trung thu,\n\n{LONG}².\n\ntết thiếu nhi.\n\n² Mùa.\n"
    (warning,) = read_text(text).warnings
    assert warning.startswith("Footnote 1 breaks off")


def test_a_table_of_tabs() -> None:
    text = (
        "<b>TT</b>\t<b>Chỉ tiêu</b>\t<b>ĐVT</b>\t<b>Thực hiện</b>\n"
        "<b>I</b>\t<b>KINH TẾ</b>\t\t\n1\tTổng diện tích\tm<sup>2</sup>\t>17600\n"
        "1.1\tChè\tha\t15-20\n"
    )
    report = read_text(f"Phụ lục 1\n\n{text}\n{LONG}.\n")
    (table,) = report.tables
    assert table.caption == "Phụ lục 1"
    assert table.header == ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện"]
    assert table.rows == [
        ["I", "KINH TẾ", "", ""],
        ["1", "Tổng diện tích", "m2", ">17600"],
        ["1.1", "Chè", "ha", "15-20"],
    ]
    assert report.source[table.start : table.end].startswith("<b>TT</b>")
    assert [p.text for p in report.paragraphs] == ["Phụ lục 1", f"{LONG}."]


def test_tables_of_bars_and_of_tags() -> None:
    bars = "| TT | Chỉ tiêu | KH |\n|----|:---:|---:|\n| 1 | Lúa | 12,5 |\n"
    tags = "<table>\n<tr><th>TT</th><th>Chỉ tiêu</th><th>KH</th></tr>\n"
    tags += "<tr><td>1</td><td>Lúa</td><td>12,5</td></tr>\n</table>\n"
    first, second = read_text(f"{bars}\n{LONG}.\n\n{tags}").tables
    assert first.header == second.header == ["TT", "Chỉ tiêu", "KH"]
    assert first.rows == second.rows == [["1", "Lúa", "12,5"]]


def test_a_header_of_two_rows_and_a_row_that_numbers_columns() -> None:
    tags = (
        "<table><tr><th rowspan=2>TT</th><th rowspan=2>Chỉ tiêu</th>"
        "<th colspan=2>Năm 2023</th></tr>"
        "<tr><td>KH</td><td>TH</td></tr><tr><td>A</td><td>B</td><td>1</td><td>2</td></tr>"
        "<tr><td>1</td><td>Lúa</td><td>100</td><td>98</td></tr></table>"
    )
    (table,) = read_text(tags + f"\n\n{LONG}.").tables
    assert table.header == ["TT", "Chỉ tiêu", "Năm 2023 KH", "Năm 2023 TH"]
    assert table.rows == [["1", "Lúa", "100", "98"]]
