"""Consistency: relations that are right add up, relations that are wrong seldom do."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from extractor.facts import assemble_facts
from extractor.schema import HEAD_RELATIONS, QUANTITY, AnnotatedText
from training.consistency import measure_consistency
from training.planted import annotated_reports

ROOT = Path(__file__).parents[2]


def scrambled(paragraph: AnnotatedText, part: float, rng: random.Random) -> AnnotatedText:
    """A paragraph with some links between quantities ending at other quantities."""
    names = [entity.id for entity in paragraph.entities if entity.label == QUANTITY]
    return replace(
        paragraph,
        relations=[
            replace(link, tail=rng.choice([n for n in names if n != link.head]))
            if link.label in HEAD_RELATIONS and rng.random() < part
            else link
            for link in paragraph.relations
        ],
    )


def test_it_falls_with_every_relation_that_is_wrong() -> None:
    reports = annotated_reports(ROOT / "annotations", ROOT / "corpus" / "manifest.jsonl")
    report, paragraphs = next(pair for pair in reports if pair[0].id == "bat-xat-2023-04")
    rates = []
    for part in (0.0, 0.3, 0.8):
        rng = random.Random(1)
        changed = [scrambled(paragraph, part, rng) for paragraph in paragraphs]
        rates.append(measure_consistency(assemble_facts(report, changed), report).rate())
    assert rates[0] is not None
    assert rates[0] > 0.85
    assert rates[0] > rates[1] > rates[2]


def test_a_report_without_relations_has_no_rate() -> None:
    from extractor.reading.report import Report

    assert measure_consistency([], Report("empty")).rate() is None
