"""No field holds what the paragraph does not say, unless it is marked as inferred."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.facts import assemble_facts
from extractor.reading.report import Report
from extractor.schema import AnnotatedText

ROOT = Path(__file__).parents[2]
REPORTS = [
    "bat-xat-2023-04",
    "lai-chau-2023-07",
    "lao-cai-poor-communes-2023",
    "phong-tho-2023",
]


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_not_inferred_stands_in_the_paragraph(report: str) -> None:
    lines = (ROOT / "annotations" / f"{report}.jsonl").read_text(encoding="utf-8").splitlines()
    paragraphs = [AnnotatedText.from_dict(json.loads(line)) for line in lines]
    texts = {p.id.rsplit("/", 1)[-1]: p.text for p in paragraphs}
    for fact in assemble_facts(Report(id=report), paragraphs):
        text = texts[fact.paragraph]
        assert text[fact.start : fact.end] == fact.value_text
        assert fact.value_text in fact.text
        written = [fact.unit, fact.target, fact.baseline, fact.indicator]
        for part in (p for field in written if field for p in field.split(" · ")):
            assert part in text
        for value in (*fact.places, *fact.periods):
            assert value.inferred or value.text in text
            assert (value.origin is None) == (not value.inferred and not value.inherited)
        assert (fact.context is None) == (fact.context_origin is None)
        assert not (fact.indicator and fact.context)
