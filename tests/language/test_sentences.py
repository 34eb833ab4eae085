"""Sentences end where a reader would end them."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.sentences import sentence_at, sentence_bounds


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_bounds(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Năng suất đạt 1.006,5 tạ. Sản lượng tăng.",
            ["Năng suất đạt 1.006,5 tạ.", "Sản lượng tăng."],
        ),
        ("Đoàn đi TP. Lào Cai.", ["Đoàn đi TP. Lào Cai."]),
        ("Trồng chè, quế, v.v. Trong tháng có mưa.", ["Trồng chè, quế, v.v. Trong tháng có mưa."]),
        ("1.2. Chăn nuôi ổn định. Không có dịch.", ["1.2. Chăn nuôi ổn định.", "Không có dịch."]),
        ("IV. Đánh giá chung", ["IV. Đánh giá chung"]),
        ("Kết quả tốt! Cần phát huy…", ["Kết quả tốt!", "Cần phát huy…"]),
        ("", [""]),
    ],
)
def test_numbers_abbreviations_and_list_marks_do_not_end_one(text, expected) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="aĐ1. ,;!?…()TPv", max_size=60))
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    end = 0
    for start, stop in sentence_bounds(text):
        assert not text[end:start].strip()
        assert start <= stop
        end = stop
    assert not text[end:].strip()


def test_a_figure_s_sentence_is_found() -> None:
    text = "Trồng 30 ha. Thu hoạch 5 tấn. Hết."
    at = text.index("5 tấn")
    assert sentence_at(text, at, at + 1) == "Thu hoạch 5 tấn."


def test_the_component_marks_them_in_a_doc() -> None:
    nlp = spacy.blank(
        "vi", config={"nlp": {"tokenizer": {"@tokenizers": "solieu.ReportTokenizer.v1"}}}
    )
    nlp.add_pipe("solieu_sentences")
    doc = nlp("Trồng 1.006,5 ha tại TP. Lào Cai. Thu hoạch 5 tấn.")
    assert [sent.text for sent in doc.sents] == [
        "Trồng 1.006,5 ha tại TP. Lào Cai.", "Thu hoạch 5 tấn.",
    ]  # fmt: skip
