"""HTML pages, as a word processor or a portal saves them."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import SolieuError
from extractor.reading import read_report

PAGE = """<!DOCTYPE html><html><head><title>Cổng thông tin</title><style>p {}</style></head><body>
<table><tr><td>UBND HUYỆN PHONG THỔ</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Phong Thổ, ngày 08
tháng 12 năm 2023</td></tr></table><script>alert("x")</script><p style="display: none">ẩn</p>
<h2>I. Kinh tế</h2><p>Diện tích 50&nbsp;ha<sup>1</sup>,<b>\n806</b> m<sup>2</sup> đất<a
href="#_ftn2"><sup>[2]</sup></a>.</p><ol type="a"><li>Lúa</li><li>Ngô</li></ol>
<table border="1"><tr><th>TT</th><th>Chỉ tiêu</th></tr><tr><td>1</td><td>Chè</td></tr></table>
<p><sup>1</sup> Huyện Than Uyên.</p><p><a href="#_ftnref2">[2]</a> Huyện Tân Uyên.</p></body>"""


def test_a_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    report = read_report(path)
    assert [p.text for p in report.paragraphs] == [
        "UBND HUYỆN PHONG THỔ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Phong Thổ, ngày 08 tháng 12 năm 2023",
        "I. Kinh tế",
        "Diện tích 50 ha, 806 m2 đất.",
        "a) Lúa",
        "b) Ngô",
    ]
    assert [(n.number, n.text, n.offset) for n in report.footnotes] == [
        (1, "Huyện Than Uyên.", 15),
        (2, "Huyện Tân Uyên.", 27),
    ]
    (table,) = report.tables
    assert (table.header, table.rows) == (["TT", "Chỉ tiêu"], [["1", "Chè"]])
    assert report.date == "2023-12-08"


def test_a_page_without_text_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><html><script>x</script></html>", encoding="utf-8")
    with pytest.raises(SolieuError, match="holds no text"):
        read_report(path)
