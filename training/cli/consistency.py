"""`solieu evaluate --consistency`: how many of the relations found in reports add up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.cli.console import results_console

if TYPE_CHECKING:
    from extractor.extraction import Extraction, Extractor


def evaluate_consistency(model: Path, files: Sequence[Path], output: Path | None = None) -> None:
    """Print how many triples and breakdowns agree, for each report and for all.

    Args:
        model: Folder of the model; a file in its place is one more report, and the model is
            `models/solieu`.
        files: Reports, or `.jsonl` files of paragraphs, of which only the texts are used.
        output: Folder for `consistency.json`.

    Raises:
        SolieuError: A file or the model cannot be read.
    """
    from rich.console import Console
    from rich.progress import track
    from rich.table import Table

    from extractor.extraction import Extractor
    from training.consistency import BREAKDOWNS, TRIPLES, Consistency, measure_consistency
    from training.evaluate import write_json

    if model.is_file():
        files, model = [*files, model], Path("models/solieu")
    extractor = Extractor.load(model)
    table = Table("report", "facts", TRIPLES, BREAKDOWNS, "all", title=f"Consistency of {model}")
    whole = Consistency()
    rows: dict[str, object] = {}
    errors = Console(stderr=True)
    for file in track(files, description="", console=errors, transient=True):
        for extraction in _extractions(extractor, file):
            found = measure_consistency(extraction.facts, extraction.report)
            whole.add(found)
            rows[extraction.report.id] = found.to_dict()
            table.add_row(extraction.report.id, *_cells(found))
    table.add_section()
    table.add_row("all", *_cells(whole))
    results_console().print(table)
    if output is not None:
        write_json({"all": whole.to_dict(), "reports": rows}, output / "consistency.json")


def _extractions(extractor: Extractor, file: Path) -> list[Extraction]:
    if file.suffix.lower() != ".jsonl":
        return [extractor.extract(file)]
    from extractor.components.pieces import predict_paragraphs
    from extractor.extraction import Extraction
    from extractor.facts import assemble_facts
    from training.annotations import load_annotations
    from training.reports import report_of_paragraphs
    from training.splits import report_id

    records = load_annotations(file)
    extractions = []
    for name in dict.fromkeys(map(report_id, records)):
        own = [record for record in records if report_id(record) == name]
        report = report_of_paragraphs(name, own)
        predicted = list(predict_paragraphs(extractor.nlp, own))
        extractions.append(Extraction(report, predicted, assemble_facts(report, predicted)))
    return extractions


def _cells(found: object) -> list[str]:
    from training.consistency import BREAKDOWNS, TRIPLES, Consistency

    assert isinstance(found, Consistency)
    cells = [f"{found.facts:,}"]
    for sort in (TRIPLES, BREAKDOWNS, None):
        rate = found.rate(sort)
        agreeing = sum(found.agreeing.values()) if sort is None else found.agreeing[sort]
        stated = sum(found.stated.values()) if sort is None else found.stated[sort]
        cells.append("–" if rate is None else f"{rate:.3f} ({agreeing}/{stated})")
    return cells
