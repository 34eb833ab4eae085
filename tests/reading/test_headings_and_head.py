"""The tree of headings, and the head of a report."""

from __future__ import annotations

import pytest

from extractor.reading import read_text
from extractor.reading.markers import list_marker

LONG = (
    "Tập trung chỉ đạo thực hiện đồng bộ các giải pháp phát triển sản xuất nông nghiệp, lâm nghiệp "
)
LONG += "và thủy sản trên địa bàn, phòng chống thiên tai, dịch bệnh cho cây trồng, vật nuôi."


def test_levels_follow_the_nest_of_numbers() -> None:
    texts = [
        "A. KẾT QUẢ THỰC HIỆN", "I. Phát triển kinh tế", "1. Nông nghiệp", "1.1. Trồng trọt",
        f"- {LONG}", "1.2. Chăn nuôi", "2. Công nghiệp", "a) Điện", "b) Xây dựng", f"{LONG}",
        "II. Văn hóa - xã hội", "1. Giáo dục", "B. PHƯƠNG HƯỚNG", LONG,
    ]  # fmt: skip
    report = read_text("\n\n".join(texts))
    headings = [(p.level, p.text) for p in report.paragraphs if p.kind == "heading"]
    assert [level for level, _ in headings] == [1, 2, 3, 4, 4, 3, 4, 4, 2, 3, 1]
    assert report.paragraphs[4].section == [
        "A. KẾT QUẢ THỰC HIỆN", "I. Phát triển kinh tế", "1. Nông nghiệp", "1.1. Trồng trọt",
    ]  # fmt: skip
    assert report.paragraphs[9].section[-2:] == ["2. Công nghiệp", "b) Xây dựng"]
    assert report.paragraphs[13].section == ["B. PHƯƠNG HƯỚNG"]


def test_a_numbered_sentence_is_a_paragraph_that_ends_the_section_before() -> None:
    texts = ["I. Kinh tế", "c) Thương mại:", LONG, f"d) Tài chính: {LONG}", LONG]
    report = read_text("\n\n".join(texts))
    assert report.paragraphs[3].kind == "paragraph"
    assert report.paragraphs[3].section == ["I. Kinh tế"]
    assert report.paragraphs[4].section == ["I. Kinh tế", "d) Tài chính"]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("IV. Đánh giá", "roman"), ("C. ĐỀ XUẤT", "capital"), ("1.2.3. Lúa", "decimal"),
        ("đ) Hội nghị", "letter"), ("(3) Văn Bàn", "parenthesis"), ("(10). Tỷ lệ", "parenthesis"),
        ("KT. CHỦ TỊCH", "signature"), ("– Lúa", "bullet"),
    ],
)  # fmt: skip
def test_markers_have_styles(text: str, style: str) -> None:
    marker = list_marker(text)
    assert marker is not None
    assert marker.style == style


@pytest.mark.parametrize(
    "text", ["1.922,7 tấn", "24/5/2019 của UBND", "Mường Hum...", "2021, 2022;", "(xã Y Tý)", "-"]
)
def test_what_is_no_marker(text: str) -> None:
    assert list_marker(text) is None


def test_the_head_is_read() -> None:
    report = read_text(
        "ỦY BAN NHÂN DÂN\nTỈNH LAI CHÂU\n\nSố: 12/BC-UBND\n\nLai Châu, ngày 2 tháng 3 năm 2024\n\n"
        f"BÁO CÁO\n\nTình hình kinh tế - xã hội tháng 2 năm 2024\n\nI. KINH TẾ\n\n{LONG}\n"
    )
    assert report.title == "BÁO CÁO Tình hình kinh tế - xã hội tháng 2 năm 2024"
    assert (report.issuer, report.place) == ("UBND tỉnh Lai Châu", "tỉnh Lai Châu")
    assert report.date == "2024-03-02"


def test_without_a_head_the_closing_sentence_tells() -> None:
    report = read_text(
        f"I. KINH TẾ\n\n{LONG}\n\nTrên đây là báo cáo tình hình kinh tế - xã hội tháng 4 năm 2023 "
        "trên địa bàn huyện Bát Xát./.\n\nTM. ỦY BAN NHÂN DÂN\n"
    )
    assert report.title == (
        "Báo cáo tình hình kinh tế - xã hội tháng 4 năm 2023 trên địa bàn huyện Bát Xát"
    )
    assert (report.issuer, report.place) == ("UBND huyện Bát Xát", "huyện Bát Xát")
    assert report.date is None


def test_what_is_not_stated_is_not_made_up() -> None:
    report = read_text(LONG)
    assert (report.title, report.issuer, report.place, report.date) == ("", None, None, None)
