"""`solieu crossval`: leave one report out at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.console import results_console


def crossval(
    config: Annotated[Path, typer.Option(help="Training config.")] = Path("configs/solieu.cfg"),
    annotations: Annotated[Path, typer.Option(help="Folder of annotation files.")] = Path(
        "annotations"
    ),
    corpus: Annotated[Path, typer.Option(help="Manifest of the corpus.")] = Path(
        "corpus/manifest.jsonl"
    ),
    report: Annotated[list[str] | None, typer.Option(help="Hold out these reports only.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for metrics.json and the models.")
    ] = None,
    set_values: Annotated[
        list[str] | None, typer.Option("--set", help="A value over the config's.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Folds trained at a time.")] = 1,
) -> None:
    """Leave one report out: train without it, measure on it; each report and the mean."""
    from rich.console import Console
    from rich.progress import Progress

    from extractor.errors import SolieuError
    from training.annotations import load_annotations
    from training.cli.options import parse_values
    from training.crossval import cross_validate
    from training.evaluate import write_json
    from training.scoring.tables import metrics_tables
    from training.splits import report_ids
    from training.train import load_training_config

    values = {**parse_values(set_values or []), "paths.annotations": str(annotations)}
    load_training_config(config, values)
    records = load_annotations(annotations)
    known = report_ids(records)
    wanted = report or known
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise SolieuError(f"{annotations} has no report {', '.join(unknown)}.")
    if len(known) < 2:
        raise SolieuError(f"{annotations} has fewer than two reports; nothing can be left out.")
    figures = {}
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Folds", total=len(wanted))
        for name, metrics in cross_validate(
            config, values, records, corpus, wanted, jobs=jobs, models=output
        ):
            figures[name] = metrics
            progress.advance(task)
    console = results_console()
    figures = {name: figures[name] for name in wanted}
    for table in metrics_tables(figures):
        console.print(table)
    if output:
        write_json(
            {name: metrics.to_dict() for name, metrics in figures.items()},
            output / "metrics.json",
        )
