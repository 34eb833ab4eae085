"""The tokenizer loses nothing and cuts where spans of the reports begin and end."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.tokenizer import ReportTokenizer
from extractor.language.tokens import normal_form, split
from training.annotations import load_annotations

ANNOTATIONS = Path(__file__).parents[2] / "annotations"


def rejoin(text: str) -> str:
    words, spaces = split(text)
    return "".join(word + " " * space for word, space in zip(words, spaces, strict=True))


@given(st.text())
def test_tokens_give_any_text_back(text: str) -> None:
    assert rejoin(text) == text


@given(st.text(alphabet="ướẤđ1.,/ \n\t%m²kha()-–", max_size=40))
def test_tokens_give_report_like_text_back(text: str) -> None:
    assert rejoin(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("năng suất 39,04tạ/ha", ["năng", "suất", "39,04", "tạ", "/", "ha"]),
        ("trồng 30ha", ["trồng", "30", "ha"]),
        ("hầm biogas 250m³", ["hầm", "biogas", "250", "m³"]),
        ("15.325 người/KH11.500", ["15.325", "người", "/", "KH", "11.500"]),
        ("đạt 1.006,5.", ["đạt", "1.006,5", "."]),
        ("230m2, 2km2", ["230", "m2", ",", "2", "km2"]),
        ("tăng 1,16%;", ["tăng", "1,16", "%", ";"]),
        ("TP. Lào Cai", ["TP", ".", "Lào", "Cai"]),
        ("ngày 15/7/2023", ["ngày", "15", "/", "7", "/", "2023"]),
    ],
)
def test_numbers_are_cut_off_from_what_is_glued_to_them(text: str, words: list[str]) -> None:
    assert split(text)[0] == words


def test_further_white_space_is_a_token() -> None:
    words, spaces = split("đạt  30 ha\n")
    assert words == ["đạt", " ", "30", "ha", "\n"]
    assert spaces == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("hoà", "hòa"),
        ("Thuỷ", "thủy"),
        ("quý", "quý"),
        ("Quỳ", "quỳ"),
        ("1.006,5", "0.000,0"),
        ("2023", "2023"),
        ("3767", "0000"),
        ("02", "02"),
    ],
)
def test_normal_form_evens_out_spelling_and_figures(word: str, form: str) -> None:
    assert normal_form(word) == form


def test_a_doc_keeps_the_text_and_the_normal_forms() -> None:
    nlp = spacy.blank(
        "vi", config={"nlp": {"tokenizer": {"@tokenizers": "solieu.ReportTokenizer.v1"}}}
    )
    text = "Cây ngô: diện tích 3.773,2ha đạt 100,08%  so với kế hoạch; hoà giải 25 vụ."
    doc = nlp(text)
    assert doc.text == text
    assert "hòa" in [token.norm_ for token in doc]
    assert isinstance(nlp.tokenizer, ReportTokenizer)


def test_every_annotated_span_begins_and_ends_at_a_token() -> None:
    for record in load_annotations(ANNOTATIONS):
        starts, ends, at = set(), set(), 0
        for word, space in zip(*split(record.text), strict=True):
            starts.add(at)
            at += len(word)
            ends.add(at)
            at += space
        for entity in record.entities:
            assert entity.start in starts, (record.id, entity)
            assert entity.end in ends, (record.id, entity)
