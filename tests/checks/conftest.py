"""Small reports written in the readable form of the annotations, and what is found in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.checks import CheckConfig, Finding, find_findings
from extractor.facts import Fact, assemble_facts
from extractor.reading.report import Report
from training.annotations.inline import parse_inline
from training.reports import report_of_paragraphs

Parsed = tuple[Report, list[Fact]]


def parse_report(text: str, name: str = "report") -> Parsed:
    """A report and its facts from the readable form."""
    reading = parse_inline(text, Path(f"{name}.txt"), name)
    assert not reading.problems, reading.problems
    records = [block.record for block in reading.blocks]
    report = report_of_paragraphs(name, records)
    return report, assemble_facts(report, records)


@pytest.fixture
def parse() -> Callable[..., Parsed]:
    return parse_report


@pytest.fixture
def find() -> Callable[..., list[Finding]]:
    def found(text: str, config: CheckConfig | None = None) -> list[Finding]:
        report, facts = parse_report(text)
        return find_findings(facts, report, config)

    return found
