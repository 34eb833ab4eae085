"""Evaluation of a pipeline, from annotated paragraphs to figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import spacy

from extractor.errors import SolieuError
from extractor.reading.report import Paragraph, Report
from extractor.schema import AnnotatedText, Entity, Link, Marker
from training.annotations import load_annotations
from training.evaluate import (
    compare_metrics,
    confidence_intervals,
    evaluate_model,
    evaluate_predictions,
    load_model,
)
from training.reports import report_of_paragraphs
from training.scoring.metrics import FACT_LEVELS

TEST_REPORT = Path(__file__).parents[2] / "annotations/lai-chau-2023-07.jsonl"
TASKS = [
    "entities",
    "relations",
    "relations_gold_entities",
    *(f"facts/{level}" for level in FACT_LEVELS),
]


@pytest.fixture(scope="module")
def gold() -> list[AnnotatedText]:
    return load_annotations(TEST_REPORT)[:40]


def without_indicators(record: AnnotatedText) -> AnnotatedText:
    kept = [e for e in record.entities if e.label != "INDICATOR"]
    ids = {e.id for e in kept}
    return replace(record, entities=kept, relations=[r for r in record.relations if r.tail in ids])


def test_gold_against_itself_is_perfect(gold: list[AnnotatedText]) -> None:
    metrics = evaluate_predictions(gold, list(reversed(gold)), gold)
    assert list(metrics.tallies) == TASKS
    for task in TASKS:
        counts = metrics.counts(task)
        assert (counts.f, counts.fp, counts.fn) == (1.0, 0, 0), task
    quantities = sum(e.label == "QUANTITY" for r in gold for e in r.entities)
    assert metrics.counts("facts/full").support == quantities


def test_missing_indicators_cost_only_what_hangs_on_them(gold: list[AnnotatedText]) -> None:
    metrics = evaluate_predictions(gold, [without_indicators(r) for r in gold])
    assert "relations_gold_entities" not in metrics.tallies
    per_label = metrics.tallies["entities"].per_label()
    assert per_label["INDICATOR"].recall == 0.0
    assert per_label["QUANTITY"].f == per_label["UNIT"].f == 1.0
    assert metrics.tallies["relations"].per_label()["HAS_UNIT"].f == 1.0
    assert metrics.counts("facts/value_unit").f == 1.0
    assert metrics.counts("facts/value_unit_indicator").f < 0.2
    assert metrics.counts("facts/full").f <= metrics.counts("facts/value_unit_indicator").f


def test_figures_come_with_intervals_and_a_test(gold: list[AnnotatedText]) -> None:
    full = evaluate_predictions(gold, gold, gold)
    poor = evaluate_predictions(gold, [without_indicators(r) for r in gold], gold)
    intervals = confidence_intervals(poor)
    assert list(intervals) == TASKS
    assert intervals["entities"].low < poor.counts("entities").f < intervals["entities"].high
    compared = compare_metrics(poor, full)
    assert compared["entities"].p < 0.001
    assert compared["relations_gold_entities"].p == 1.0


def test_other_paragraphs_than_the_gold_are_refused(gold: list[AnnotatedText]) -> None:
    with pytest.raises(ValueError, match="not of the same paragraphs"):
        evaluate_predictions(gold, gold[1:])
    with pytest.raises(ValueError, match=r"the text of .* is not that of the gold"):
        evaluate_predictions(gold, [replace(gold[0], text="khác"), *gold[1:]])


def test_pipeline_of_spacy_is_measured() -> None:
    nlp = spacy.blank("xx")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "QUANTITY", "pattern": [{"TEXT": {"REGEX": "^[0-9][0-9.,]*$"}}]},
            {"label": "UNIT", "pattern": "tấn"},
        ]
    )
    record = AnnotatedText(
        "r/p001",
        "Sản lượng 8,05 tấn / 26,25 tấn",
        [
            Entity("I1", "INDICATOR", 0, 9),
            Entity("Q1", "QUANTITY", 10, 14),
            Entity("U1", "UNIT", 15, 18),
            Entity("Q2", "QUANTITY", 21, 26),
            Entity("U2", "UNIT", 27, 30),
        ],
        [Link("Q1", "U1", "HAS_UNIT"), Link("Q1", "I1", "MEASURES"), Link("Q2", "U2", "HAS_UNIT")],
    )
    found = evaluate_model(nlp, [record])
    assert found.metrics.counts("entities") == (4, 0, 1)
    assert found.metrics.counts("relations") == (0, 0, 3)
    assert found.metrics.counts("relations_gold_entities") == (0, 0, 3)
    assert found.metrics.counts("facts/value_unit") == (0, 2, 2)
    assert [e.kind for e in found.errors if e.task == "span"] == ["missed"]


@pytest.mark.parametrize("content", [None, "file", "empty", "broken"])
def test_folder_that_is_no_model_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "model"
    if content == "file":
        path.write_text("x")
    elif content:
        path.mkdir()
    if content == "broken":
        (path / "meta.json").write_text("{}")
        (path / "config.cfg").write_text("[nlp\nlang = 3")
    with pytest.raises(SolieuError, match=r"The (model|folder) .*model"):
        load_model(path)


def test_report_of_paragraphs_takes_headings_over_from_the_reading() -> None:
    records = [
        AnnotatedText("r/p001", "1. Trồng trọt"),
        AnnotatedText("r/p002", "Cây chè: 243,13 ha", footnotes=[Marker(2, 8)]),
        AnnotatedText("r/f02", "Trong đó 12 ha"),
    ]
    read = Report(
        "file",
        issuer="UBND huyện Bát Xát",
        paragraphs=[
            Paragraph("p007", "1.  Trồng trọt", "heading", 2, ["I. Kinh tế"]),
            Paragraph("p008", "Cây chè : 243,13 ha", section=["I. Kinh tế", "1. Trồng trọt"]),
        ],
    )
    report = report_of_paragraphs("r", records, read)
    assert (report.id, report.issuer) == ("r", "UBND huyện Bát Xát")
    assert [(p.id, p.text, p.kind) for p in report.paragraphs] == [
        ("p001", "1. Trồng trọt", "heading"),
        ("p002", "Cây chè: 243,13 ha", "paragraph"),
    ]
    assert report.paragraphs[1].section == ["I. Kinh tế", "1. Trồng trọt"]
    (note,) = report.footnotes
    assert (note.number, note.paragraph, note.offset) == (2, "p002", 8)
