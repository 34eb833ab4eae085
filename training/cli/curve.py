"""`solieu curve`: what more annotated paragraphs would bring."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.console import results_console


def curve(
    config: Annotated[Path, typer.Option(help="Training config.")] = Path("configs/solieu.cfg"),
    annotations: Annotated[Path, typer.Option(help="Folder of annotation files.")] = Path(
        "annotations"
    ),
    corpus: Annotated[Path, typer.Option(help="Manifest of the corpus.")] = Path(
        "corpus/manifest.jsonl"
    ),
    report: Annotated[str, typer.Option(help="Report to measure on.")] = "phong-tho-2023",
    shares: Annotated[str, typer.Option(help="Shares to train on, in percent.")] = "10,25,50,100",
    vary: Annotated[
        str, typer.Option(help="Paragraphs to take shares of: real, synthetic or both.")
    ] = "both",
    alone: Annotated[
        bool, typer.Option("--alone", help="Leave the other paragraphs out, not whole.")
    ] = False,
    repeats: Annotated[int, typer.Option(min=1, help="Draws of each share.")] = 1,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for curve.json.")
    ] = None,
    set_values: Annotated[
        list[str] | None, typer.Option("--set", help="A value over the config's.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Pipelines trained at a time.")] = 1,
) -> None:
    """Learning curve: train on growing shares of the paragraphs, measure on a report held out.

    The paragraphs of the real reports and the synthetic ones are varied apart, the others being
    there in full. Each share holds the smaller ones. The report that the config holds out is not
    trained on either.
    """
    from rich.console import Console
    from rich.progress import Progress

    from extractor.errors import SolieuError
    from training.annotations import load_annotations
    from training.cli.options import parse_values
    from training.curve import Varied, curve_rows, curve_table, learning_curve
    from training.evaluate import write_json
    from training.splits import report_ids

    parts: dict[str, tuple[Varied, ...]] = {
        "real": ("real",),
        "synthetic": ("synthetic",),
        "both": ("real", "synthetic"),
    }
    if vary not in parts:
        raise SolieuError(f"--vary {vary} is none of {', '.join(parts)}.")
    fractions = _fractions(shares)
    records = load_annotations(annotations)
    if report not in report_ids(records):
        raise SolieuError(f"{annotations} has no report {report}.")
    values = {**parse_values(set_values or []), "paths.annotations": str(annotations)}
    found = []
    with Progress(console=Console(stderr=True)) as progress:
        total = len(fractions) * repeats * len(parts[vary])
        task = progress.add_task("Training", total=total)
        for point, metrics in learning_curve(
            config,
            values,
            records,
            corpus,
            report,
            fractions,
            parts[vary],
            alone=alone,
            repeats=repeats,
            jobs=jobs,
        ):
            found.append((point, metrics))
            progress.advance(task)
    results_console().print(curve_table(report, found))
    if output:
        content = {"report": report, "alone": alone, "points": curve_rows(found)}
        write_json(content, output / "curve.json")


def _fractions(shares: str) -> list[float]:
    from extractor.errors import SolieuError

    try:
        fractions = sorted({float(share) / 100 for share in shares.split(",")})
    except ValueError:
        fractions = []
    if not fractions or not all(0 < fraction <= 1 for fraction in fractions):
        raise SolieuError(
            f"--shares {shares} is no list of percentages from above 0 to 100, as 10,25,50,100 is."
        )
    return fractions
