"""How long writing takes: a report of 100 pages into every format, the model's time not counted.

    python scripts/output_speed.py [--pages 100] [--folder out/speed]

The report is made of the annotated reports of the corpus, one after another, until it has the
characters of so many pages; its facts are assembled from the annotations. Prints seconds by step.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from extractor.extraction import Extraction
from extractor.facts import assemble_facts
from extractor.output import FORMATS, save
from extractor.reading.report import Report
from extractor.schema import AnnotatedText
from training.annotations import load_annotations
from training.corpus import load_manifest
from training.reports import corpus_reports

ROOT = Path(__file__).parents[1]
CHARACTERS_A_PAGE = 2500
"""The corpus's reports as PDF (tests/fixtures/reports) have 2,393 to 2,711 characters a page."""


def long_report(pages: int) -> tuple[Report, list[AnnotatedText]]:
    """A report of so many pages with its annotated paragraphs.

    Args:
        pages: How many.
    """
    records = load_annotations(ROOT / "annotations")
    reports = corpus_reports(records, load_manifest(ROOT / "corpus" / "manifest.jsonl"))
    first = next(iter(reports.values()))
    paragraphs, notes, texts, note_texts = [], [], [], []
    characters = number = 0
    for report in cycle(reports.values()):
        own = {r.id.partition("/")[2]: r for r in records if r.id.startswith(report.id + "/")}
        for paragraph in report.paragraphs:
            if characters >= pages * CHARACTERS_A_PAGE:
                break
            number += 1
            name = f"p{number:04d}"
            page = characters // CHARACTERS_A_PAGE + 1
            paragraphs.append(replace(paragraph, id=name, page=page))
            texts.append(replace(own[paragraph.id], id=f"long/{name}"))
            characters += len(paragraph.text)
            for note in report.footnotes:
                if note.paragraph == paragraph.id:
                    notes.append(replace(note, number=len(notes) + 1, paragraph=name))
                    note_texts.append(replace(own[note.id], id=f"long/{notes[-1].id}"))
                    characters += len(note.text)
        if characters >= pages * CHARACTERS_A_PAGE:
            break
    whole = replace(first, id="long", paragraphs=paragraphs, footnotes=notes)
    return whole, texts + note_texts


def main() -> None:
    """Write the report in every format and print the seconds."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--pages", type=int, default=100)
    options.add_argument("--folder", type=Path, default=ROOT / "out" / "speed")
    chosen = options.parse_args()
    report, paragraphs = long_report(chosen.pages)
    characters = sum(len(p.text) for p in paragraphs)
    clock, cpu = time.perf_counter(), time.process_time()
    facts = assemble_facts(report, paragraphs)
    print(f"{chosen.pages} pages, {characters:,} characters, {len(facts):,} facts")
    print(f"{'facts assembled':16}{_since(clock, cpu)}")
    for ending in FORMATS:
        extraction = Extraction(report, paragraphs, facts)
        clock, cpu = time.perf_counter(), time.process_time()
        path = save([extraction], chosen.folder / f"long{ending}")
        print(f"{ending:16}{_since(clock, cpu)}, {path.stat().st_size / 1e6:.1f} MB")


def _since(clock: float, cpu: float) -> str:
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    return f"{clock:6.2f} s ({cpu:.2f} s of processor)"


if __name__ == "__main__":
    main()
