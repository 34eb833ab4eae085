"""The sentence of a figure: marks inside numbers and abbreviations end nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.sentences import sentence_at, sentence_bounds


@pytest.mark.parametrize(
    ("text", "figure", "sentence"),
    [
        ("Diện tích 1.006,5 ha. Sản lượng 39.260 tấn.", "39.260", "Sản lượng 39.260 tấn."),
        ("Đoàn đến TP. Côn Minh gồm 12 người. Hết.", "12", "Đoàn đến TP. Côn Minh gồm 12 người."),
        ("1. Trồng: 5 ha; 3.2. Nuôi: 7 con", "7", "1. Trồng: 5 ha; 3.2. Nuôi: 7 con"),
        ("Không có dấu kết thúc 5 xã", "5", "Không có dấu kết thúc 5 xã"),
    ],
)  # fmt: skip
def test_sentence_of_a_figure(text: str, figure: str, sentence: str) -> None:
    start = text.index(figure)
    assert sentence_at(text, start, start + len(figure)) == sentence


@given(st.text(max_size=200))
def test_sentences_cover_every_word(text: str) -> None:
    bounds = sentence_bounds(text)
    covered = {i for start, end in bounds for i in range(start, end)}
    assert all(i in covered for i, ch in enumerate(text) if not ch.isspace())


@given(st.text(min_size=1, max_size=100), st.data())
def test_a_sentence_holds_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert text[start:end].strip() in sentence_at(text, start, end)
