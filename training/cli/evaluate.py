"""`solieu evaluate`: measure a model on annotated paragraphs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.console import results_console

if TYPE_CHECKING:
    from extractor.schema import AnnotatedText


def evaluate(
    model: Annotated[Path, typer.Argument(help="Folder of the model.", metavar="MODEL")] = Path(
        "models/solieu"
    ),
    more: Annotated[
        list[Path] | None,
        typer.Argument(help="More files of --data or --consistency.", metavar="[FILE]..."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Part of the corpus to measure on: test or train.")
    ] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="Annotation files to measure on instead.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder for metrics.json and the predictions."),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List and count the errors.")] = False,
    compare: Annotated[
        Path | None, typer.Option(help="A second model, tested against the first.")
    ] = None,
    annotations: Annotated[Path, typer.Option(help="Annotations of the corpus.")] = Path(
        "annotations"
    ),
    corpus: Annotated[Path, typer.Option(help="Manifest of the corpus.")] = Path(
        "corpus/manifest.jsonl"
    ),
    seed: Annotated[int, typer.Option(help="Of the resampling.")] = 0,
    consistency: Annotated[
        list[Path] | None,
        typer.Option(help="Reports without labels: how many of the relations found add up?"),
    ] = None,
) -> None:
    """Measure a model: precision, recall and F1 of entities, relations and facts, by label.

    Intervals and the paired test (--compare) resample paragraphs. Synthetic paragraphs are for
    training only and are left out.
    """
    from rich.console import Console

    if consistency:
        from training.cli.consistency import evaluate_consistency

        evaluate_consistency(model, [*consistency, *(more or ())], output)
        return
    from training.annotations import write_annotations
    from training.corpus import load_manifest
    from training.evaluate import (
        compare_metrics,
        confidence_intervals,
        evaluate_model,
        load_model,
        write_json,
    )
    from training.reports import corpus_reports
    from training.scoring.tables import comparison_table, error_tables, metrics_tables

    if data and split:
        raise typer.BadParameter("give --split or --data, not both")
    if more and not data:
        raise typer.BadParameter(f"{more[0]} is one argument too many; data is given by --data")
    manifest = load_manifest(corpus) if not data or corpus.exists() else []
    if data:
        records = _records_of([*data, *(more or ())])
    else:
        records = _records_of_split(split or "test", annotations, corpus)
    reports = corpus_reports(records, manifest)
    nlp = load_model(model)
    other = load_model(compare) if compare else None

    console, status = results_console(), Console(stderr=True)
    with status.status(f"Predicting {len(records):,} paragraphs with {model}"):
        found = evaluate_model(nlp, records, reports)
    intervals = confidence_intervals(found.metrics, seed)
    for table in metrics_tables({str(model): found.metrics}, intervals):
        console.print(table)
    by_report = found.metrics.by_report()
    if len(by_report) > 1:
        for table in metrics_tables(by_report):
            console.print(table)
    comparisons = {}
    if other and compare:
        with status.status(f"Predicting {len(records):,} paragraphs with {compare}"):
            second = evaluate_model(other, records, reports)
        comparisons = compare_metrics(found.metrics, second.metrics, seed)
        console.print(comparison_table((str(model), str(compare)), comparisons))
    if errors:
        for table in error_tables(found.errors):
            console.print(table)
        for error in found.errors:
            typer.echo(str(error))
    if output:
        write_json(found.metrics.to_dict(), output / "metrics.json")
        write_json(
            {task: [i.low, i.high] for task, i in intervals.items()}, output / "intervals.json"
        )
        if comparisons:
            write_json({t: c.to_dict() for t, c in comparisons.items()}, output / "comparison.json")
        if errors:
            write_json([e.to_dict() for e in found.errors], output / "errors.json")
        write_annotations(found.predicted, output / "predictions.jsonl")


def _records_of(paths: list[Path]) -> list[AnnotatedText]:
    from extractor.errors import SolieuError
    from training.annotations import load_annotations
    from training.splits import is_synthetic

    records = load_annotations(*paths)
    real = [r for r in records if not is_synthetic(r)]
    if not real:
        raise SolieuError(
            f"There is no paragraph to measure on in {', '.join(map(str, paths))}; synthetic ones "
            "are for training only."
        )
    if len(real) < len(records):
        typer.echo(f"{len(records) - len(real):,} synthetic paragraphs are left out.", err=True)
    return real


def _records_of_split(split: str, annotations: Path, corpus: Path) -> list[AnnotatedText]:
    from extractor.errors import SolieuError
    from training.annotations import load_annotations
    from training.corpus import load_manifest
    from training.splits import is_synthetic, train_test_split

    parts = train_test_split(load_annotations(annotations), load_manifest(corpus))
    if split not in ("test", "train"):
        raise SolieuError(f"There is no split '{split}'; there are 'test' and 'train'.")
    records = parts.evaluation if split == "test" else parts.train
    real = [r for r in records if not is_synthetic(r)]
    if not real:
        raise SolieuError(f"No paragraph in {annotations} belongs to the split '{split}'.")
    return real
