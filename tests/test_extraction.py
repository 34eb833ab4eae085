"""From a file to its facts in code, one report or many."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import extractor
from extractor import Extractor, SolieuError
from extractor.components.pieces import cuts, predict_paragraphs
from extractor.output import FORMATS
from extractor.schema import AnnotatedText

REPORT = """BÁO CÁO
Tình hình kinh tế - xã hội tháng 4 năm 2023

I. KINH TẾ

Cây lúa: diện tích gieo trồng 4.623,3 ha, đạt 100,8% kế hoạch.

Tổng đàn lợn trên địa bàn huyện là 48.802 con.
"""


@pytest.fixture(scope="session")
def loaded(tiny_model: Path) -> Extractor:
    return Extractor.load(tiny_model)


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    path = tmp_path / "thang-4.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_a_report_has_paragraphs_with_spans_and_facts(loaded: Extractor, report_file: Path) -> None:
    extraction = loaded.extract(report_file)
    assert extraction.report.id == "thang-4"
    assert [p.id for p in extraction.paragraphs] == [
        f"thang-4/{p.id}" for p in extraction.report.paragraphs
    ]
    quantities = [
        (paragraph.id.partition("/")[2], entity.start)
        for paragraph in extraction.paragraphs
        for entity in sorted(paragraph.entities, key=lambda e: e.start)
        if entity.label == "QUANTITY"
    ]
    assert [(fact.paragraph, fact.start) for fact in extraction.facts] == quantities
    assert {fact.report for fact in extraction.facts} == {"thang-4"}


def test_text_is_taken_in_place_of_a_file(loaded: Extractor) -> None:
    extraction = loaded.extract(text=REPORT, report_id="typed")
    assert extraction.report.id == "typed"
    assert any("48.802" in paragraph.text for paragraph in extraction.paragraphs)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(min_size=1, max_size=200), st.sampled_from(["12,5 ha", "1.006/1.004 tấn", ""]))
def test_any_text_is_extracted_and_written_or_refused_in_a_sentence(
    loaded: Extractor, tmp_path: Path, text: str, figure: str
) -> None:
    try:
        extraction = loaded.extract(text=f"{text} {figure}")
    except SolieuError:
        return
    for ending in FORMATS:
        assert extraction.save(tmp_path / f"facts{ending}").exists()


def test_progress_ends_with_all_characters(loaded: Extractor) -> None:
    told: list[tuple[int, int]] = []
    loaded.extract(text=REPORT, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0


def test_either_a_path_or_a_text_must_be_given(loaded: Extractor) -> None:
    with pytest.raises(ValueError, match="either"):
        loaded.extract()
    with pytest.raises(SolieuError, match="empty"):
        loaded.extract(text=" \n")


def test_half_characters_of_a_text_do_no_harm(loaded: Extractor, tmp_path: Path) -> None:
    extraction = loaded.extract(text="Tổng đàn lợn \ud800 là 48.802 con.")
    assert extraction.save(tmp_path / "facts.jsonl").exists()


@pytest.mark.parametrize("n_process", [1, 2])
def test_many_come_in_order_and_one_unreadable_does_not_stop_them(
    loaded: Extractor, report_file: Path, tmp_path: Path, n_process: int
) -> None:
    other = tmp_path / "other" / "thang-4.txt"
    other.parent.mkdir()
    other.write_text(REPORT.replace("48.802", "51.000"), encoding="utf-8")
    empty = tmp_path / "empty.txt"
    empty.touch()
    failed: list[tuple[Path, str]] = []
    extractions = list(
        loaded.extract_many(
            [report_file, empty, tmp_path / "missing.pdf", other],
            n_process,
            on_error=lambda path, error: failed.append((path, str(error))),
        )
    )
    assert [e.report.id for e in extractions] == ["thang-4", "thang-4-2"]
    assert any("51.000" in p.text for p in extractions[1].paragraphs)
    assert [path.name for path, _ in failed] == ["empty.txt", "missing.pdf"]
    assert "is empty" in failed[0][1]


def test_an_unreadable_file_is_warned_of(loaded: Extractor, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"missing\.txt does not exist"):
        assert list(loaded.extract_many([tmp_path / "missing.txt"])) == []


def test_a_pipeline_without_a_folder_works_in_processes_too(
    loaded: Extractor, report_file: Path
) -> None:
    extractions = list(Extractor(loaded.nlp).extract_many([report_file] * 2, 2))
    assert [e.report.id for e in extractions] == ["thang-4", "thang-4-2"]
    assert extractions[0].facts == loaded.extract(report_file).facts


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("missing", "is not there; 'solieu train' makes one"),
        ("file", "is a file, not the folder of a model"),
        ("empty", "is no model: it has no config.cfg and no meta.json"),
        ("damaged", "cannot be loaded"),
        ("other", "finds no relations"),
    ],
)
def test_what_is_no_model_is_a_sentence(tmp_path: Path, name: str, complaint: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "damaged").mkdir()
    for part in ("config.cfg", "meta.json"):
        (tmp_path / "damaged" / part).write_bytes(b"\x00\x01")
    spacy.blank("xx").to_disk(tmp_path / "other")
    with pytest.raises(SolieuError, match=complaint):
        Extractor.load(tmp_path / name)


def test_a_doc_of_the_pipeline_has_facts(tiny_model: Path) -> None:
    nlp = spacy.load(tiny_model)
    doc = nlp("Cây lúa: diện tích gieo trồng 4.623,3ha, đạt 100,8% kế hoạch.")
    quantities = [ent for ent in doc.ents if ent.label_ == "QUANTITY"]
    assert quantities
    assert [(fact.start, fact.end) for fact in doc._.facts] == [
        (ent.start_char, ent.end_char) for ent in quantities
    ]


def test_importing_the_package_is_light() -> None:
    code = (
        "import sys, extractor; heavy = {'spacy', 'numpy', 'pandas', 'jinja2'} & set(sys.modules);"
        "assert not heavy, heavy; extractor.__version__; extractor.Fact"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert set(extractor.__all__) <= set(dir(extractor))
    with pytest.raises(AttributeError):
        extractor.nothing  # noqa: B018


def test_a_long_text_is_cut_between_sentences() -> None:
    text = "Tổng đàn lợn là 48.802 con. " * 10
    pieces = cuts(text, 100)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(end - start <= 100 for start, end in pieces)
    assert all(text[start:].startswith("Tổng") for start, _ in pieces)
    assert cuts("x" * 250, 100) == [(0, 100), (100, 200), (200, 250)]


def test_spans_of_a_long_paragraph_stand_where_they_are(loaded: Extractor) -> None:
    sentence = "Cây lúa: diện tích gieo trồng 4.623,3 ha, đạt 100,8% kế hoạch. "
    paragraph = AnnotatedText("r/p001", sentence * 100)
    (found,) = predict_paragraphs(loaded.nlp, [paragraph])
    assert found.text == paragraph.text
    assert len({e.id for e in found.entities}) == len(found.entities)
    ids = {e.id: e for e in found.entities}
    assert all(r.head in ids and r.tail in ids for r in found.relations)
    first = {(e.start, e.end, e.label) for e in found.entities if e.end <= len(sentence)}
    (alone,) = predict_paragraphs(loaded.nlp, [AnnotatedText("r/p001", sentence * 64)])
    assert first == {(e.start, e.end, e.label) for e in alone.entities if e.end <= len(sentence)}
