"""Text out of a PDF: lines broken in mid-sentence, blank lines strewn between."""

from __future__ import annotations

import pytest

from extractor.reading import read_text
from extractor.reading.inline import respaced
from extractor.reading.mapped import Mapped

# Enough text around a case for its layout to be told.
FILLER = """- Công tác khuyến nông: Tổ chức tập huấn kỹ thuật trồng và chăm sóc lúa cho

các hộ tại thôn, bản; hướng dẫn nhân dân phòng trừ sâu bệnh trên cây trồng,
thực hiện vệ sinh đồng ruộng, chuẩn bị giống, phân bón cho vụ sau theo đúng lịch

thời vụ đã ban hành, không để đất trống, bảo đảm diện tích gieo trồng theo kế

hoạch được giao.

"""


def paragraphs(text: str) -> list[str]:
    return [p.text for p in read_text(FILLER + text + "\n\n" + FILLER).paragraphs][1:-1]


def test_a_broken_sentence_is_joined() -> None:
    text = "- Thủy lợi: Tu sửa, nạo vét kênh mương phục vụ sản xuất vụ xuân năm 2023 tại\n\n12 xã."
    assert paragraphs(text) == [text.replace("\n\n", " ")]


def test_a_page_number_on_its_line_is_left_out() -> None:
    text = (
        "+ Cây chè: Tổng diện tích chè trên địa bàn huyện hiện có là 243,13 ha, trong đó\n\n\n\n2\n"
        "\ndiện tích chăm sóc, thu hái ổn định 209,3 ha."
    )
    assert paragraphs(text) == [text.replace("\n\n\n\n2\n\n", " ")]


@pytest.mark.parametrize(
    "marker", ["-", "+", "*", "a)", "đ)", "1.", "1.1.2.", "IV.", "A.", "(3)", "(i)"]
)
def test_list_markers_begin_a_paragraph(marker: str) -> None:
    texts = ["- Ngành hàng chủ lực", f"{marker} Trồng trọt", "b) Chăn nuôi"]
    assert paragraphs("\n".join(texts)) == texts


def test_a_range_broken_at_its_dash_goes_on() -> None:
    text = "(7) Bộ tiêu chí về xây dựng nông thôn mới cho giai đoạn 2021\n– 2025, cao hơn."
    assert paragraphs(text) == [text.replace("\n", " ")]


def test_a_footnote_goes_out_of_its_paragraph_and_is_tied_to_its_marker() -> None:
    text = """- Chăn nuôi, Thú y: Trong tháng đã tiếp nhận từ Chi cục Chăn nuôi và Thú y tỉnh
 1 Tiếp nhận: Vắc xin LMLM trâu, bò: 13.500 liều; Vắc xin Tụ huyết trùng trâu, bò: 13.500 liều; Vắc
xin Dịch tả lợn: 10.000 liều.

69.500 liều vắc xin1 các loại, tiêm cho 50 ha1 chuồng trại."""
    report = read_text(FILLER + text + "\n\n" + FILLER)
    (note,) = report.footnotes
    assert note.text.startswith("Tiếp nhận: Vắc xin LMLM")
    assert note.text.endswith("Dịch tả lợn: 10.000 liều.")
    bearer = next(p for p in report.paragraphs if p.id == note.paragraph)
    assert "tỉnh 69.500 liều vắc xin các loại" in bearer.text
    assert bearer.text[: note.offset].endswith("vắc xin")


@pytest.mark.parametrize("kept", ["549,1 m2", "ĐT.127", "mốc 94(2)", "Covid-19", "mũi UV2+", "m3"])
def test_what_only_looks_like_a_marker_stays(kept: str) -> None:
    text = f"""- Giao đất: Giao đất cho 05 hộ gia đình có đất tại xã với {kept}, đường, và các hộ1
 1 Gồm các hộ sau đây được giao đất tái định cư tại các thôn của xã trong tháng báo cáo và lũy kế
đến nay, theo quyết định của huyện.
 2 Gồm các hộ sau đây được giao đất tái định cư tại các thôn của xã trong tháng báo cáo và lũy kế
đến nay, theo quyết định của tỉnh.

khác2 tại xã."""
    report = read_text(FILLER + text + "\n\n" + FILLER)
    assert kept in report.paragraphs[1].text
    assert report.paragraphs[1].text.endswith("và các hộ khác tại xã.")
    assert [(note.number, note.paragraph) for note in report.footnotes] == [
        (1, "p002"),
        (2, "p002"),
    ]


@pytest.mark.parametrize(
    ("spaced", "drawn"),
    [
        ("P h ố i  h ợ p  v ớ i", "Phối hợp với"),
        ("P h ố i h ợ p v ớ i", "Phối hợp với"),
        ("t ổ  c h ứ c", "tổ chức"),
        ("A B C D", "A B C D"),
        ("ở A Lù", "ở A Lù"),
    ],
)
def test_spaced_letters_are_drawn_together(spaced: str, drawn: str) -> None:
    assert respaced(Mapped.verbatim(spaced)).text == drawn


def test_loose_accents_are_composed() -> None:
    report = read_text("1. Kê\u0301t qua\u0309 thu\u031b\u0323c hiê\u0323n tru ̛ờng hợp\n")
    assert report.paragraphs[0].text == "1. Kết quả thực hiện trường hợp"


def test_a_heading_run_into_its_paragraph_heads_what_follows() -> None:
    text = "a) Xây dựng cơ bản\n\nTổng số công trình: 267 công trình.\n\n- Giải ngân: 21% vốn."
    report = read_text(FILLER + text + "\n\n" + FILLER)
    first, second = report.paragraphs[1:3]
    assert first.text == "a) Xây dựng cơ bản Tổng số công trình: 267 công trình."
    assert first.section == []
    assert second.section == ["a) Xây dựng cơ bản"]
