"""Texts in UTF-8, UTF-16 and the Vietnamese encodings from before Unicode."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from extractor.errors import SolieuError
from extractor.reading import read_report
from extractor.reading.encoding import _table, decode

TONES = "\u0300\u0301\u0303\u0309\u0323"
TEXT = """- Công tác quản lý, bảo vệ rừng: Chủ động tuần tra, chống chặt phá rừng, khai thác
vận chuyển, buôn bán lâm sản trái pháp luật tại các tuyến đường giao thông, khu vực trọng điểm.
+ Sản lượng ước đạt 14.472 tấn, giảm 0,5 tạ/ha so với cùng kỳ; tỷ lệ che phủ rừng 44,3%.
"""


def encoded(text: str, table: str) -> bytes:
    codes: dict[str, str] = {}
    for code, letter in _table(table)[1].items():
        codes.setdefault(letter, code)
    return "".join(codes.get(c, c) for c in text).encode("latin-1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "file") == TEXT


@pytest.mark.parametrize("table", ["tcvn3", "vni"])
def test_old_encodings(table: str) -> None:
    data = encoded(TEXT, table)
    assert decode(data, "file") == TEXT
    # The same bytes taken for Western letters and saved as UTF-8.
    assert decode(data.decode("latin-1").encode("utf-8"), "file") == TEXT


def test_windows_1258() -> None:
    def parted(letter: str) -> str:  # this encoding has tone marks as characters of their own
        tones = [c for c in unicodedata.normalize("NFD", letter) if c in TONES]
        bare = "".join(c for c in unicodedata.normalize("NFD", letter) if c not in TONES)
        return unicodedata.normalize("NFC", bare) + "".join(tones)

    assert decode("".join(map(parted, TEXT)).encode("cp1258"), "file") == TEXT


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rapport.txt"
    text = "Première ligne.\nLe député a été reçu à l'Élysée ; où êtes-vous allé, garçon ?\n"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SolieuError, match=r"rapport\.txt, line 1: .*Save it as UTF-8\."):
        read_report(path)


def test_a_name_in_another_language_is_no_old_encoding() -> None:
    text = "Hãng Électricité de France và Citroën, Nestlé đầu tư 3 dự án."
    assert decode(text.encode("utf-8"), "file") == text
