"""The source text is recoverable: offsets lead back through every repair."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.reading import Report, read_report, read_text
from extractor.reading.mapped import Mapped, source_offset

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "corpus").glob("*.txt"))] + [
    ROOT / "tests/fixtures/reports" / f"lai-chau-2023-07{ending}" for ending in (".docx", ".pdf")
]
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def check(report: Report) -> None:
    for part in [*report.paragraphs, *report.footnotes]:
        assert 0 <= part.start < part.end <= len(report.source)
        for offset, character in enumerate(part.text):
            there = report.source[part.source_offset(offset) :]
            if character.isspace():
                continue
            composed = unicodedata.normalize(
                "NFC", re.sub(r"\s+(?=[\u0300-\u036f])", "", there[:8])
            )
            assert composed.translate(SUPERSCRIPTS).startswith(character), (part.text, offset)
        assert part.start <= part.source_offset(0) <= part.end


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_letter_of_a_report_stands_in_its_source(path: Path) -> None:
    check(read_report(path))


def test_text_keeps_its_source_as_given() -> None:
    text = "\ufeff1. Kê\u0301t qua\u0309\r\n\r\n- Lu\u0301a:\u00a0 12 ha\r\n"
    report = read_text(text)
    assert report.source == text
    assert [p.text for p in report.paragraphs] == ["1. Kết quả", "- Lúa: 12 ha"]
    check(report)


WORDS = st.sampled_from(
    [
        *(
            [
                "Diện",
                "tích",
                "lúa",
                "đạt",
                "12,5",
                "ha",
                "so",
                "với",
                "cùng",
                "kỳ.",
                "Tổng",
                "số:",
                "hộ",
                "nghèo;",
                "(xã",
                "A",
                "Lù)",
                "m2",
            ]
        ),
        *(
            [
                "2023-",
                "–",
                "tấn/ha",
                "giảm1",
                "*trồng*",
                "¹",
                "1.",
                "a)",
                "-",
                "+",
                "(2)",
                "P",
                "h",
                "ố",
                "i",
            ]
        ),
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from(["\n", "\n\n", "\t", "  ", "\f"])), max_size=120)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_whatever_is_read_leads_back(words: list[str]) -> None:
    check(read_text(" ".join(words)))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["Lúa đạt năng suất", "cao,", "xã A Lù.", "\n", "\n\n"])))
def test_no_letter_is_lost_or_doubled(words: list[str]) -> None:
    text = " ".join(words)
    read = "".join(paragraph.text for paragraph in read_text(text).paragraphs)
    assert "".join(read.split()) == "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    report = read_text(text)
    for part in [*report.paragraphs, *report.footnotes]:
        assert unicodedata.is_normalized("NFC", part.text)
        assert part.text == part.text.strip() != ""


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ae\u0301\u0302\u0323 ă1ﾞ\u1100\u1161"), st.integers(0, 50))
def test_composing_keeps_the_mapping_whole(text: str, start: int) -> None:
    mapped = Mapped.verbatim(text, start).composed()
    assert mapped.text == unicodedata.normalize("NFC", text)
    assert len(mapped.offsets) == len(mapped.text)
    pieces = mapped.pieces()
    for offset, source in enumerate(mapped.offsets):
        assert source_offset(pieces, offset) == source
