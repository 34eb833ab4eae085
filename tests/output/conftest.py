"""A real report with its gold annotations, as the model would have extracted it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractor.extraction import Extraction
from extractor.facts import Fact, PeriodValue, PlaceValue, assemble_facts
from extractor.reading.report import Paragraph, Report, Table
from extractor.schema import AnnotatedText, Entity
from training.annotations import load_annotations
from training.corpus import load_manifest
from training.reports import corpus_reports

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def extraction() -> Extraction:
    """The report of Bát Xát, April 2023: 623 figures, footnotes among them."""
    records = load_annotations(ROOT / "annotations" / "bat-xat-2023-04.jsonl")
    reports = corpus_reports(records, load_manifest(ROOT / "corpus" / "manifest.jsonl"))
    report = reports["bat-xat-2023-04"]
    return Extraction(report, records, assemble_facts(report, records))


@pytest.fixture
def hostile() -> Extraction:
    """A report whose every text would run, were it not escaped."""
    run = '=HYPERLINK("http://a","b")<script>alert(1)</script>"\'--> 12'
    paragraph = AnnotatedText(
        "hostile/p001", run, [Entity("Q1", "QUANTITY", len(run) - 2, len(run))]
    )
    fact = Fact(
        "hostile", "p001", len(run) - 2, len(run), run, 12.0, "12",
        section=["@" + run], unit="-" + run, indicator="+" + run, target=run, context=run,
        places=[PlaceValue(run, name=run)], periods=[PeriodValue(run)], notes=[run],
        baseline="\t" + run,
    )  # fmt: skip
    in_table = replace(fact, paragraph="t01r001", source="table", start=0, end=2, head=0)
    report = Report(
        "hostile",
        title=run,
        issuer=run,
        paragraphs=[Paragraph("p001", run)],
        tables=[Table(run, [run], [[run]], start=99)],
    )
    return Extraction(report, [paragraph], [fact, in_table])
