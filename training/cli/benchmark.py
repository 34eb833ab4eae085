"""`solieu benchmark`: speed, memory and size of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.console import results_console

_REPORTS = Path("tests/fixtures/reports")


def benchmark(
    model: Annotated[Path, typer.Argument(help="Folder of the model.", metavar="[MODEL]")] = Path(
        "models/solieu"
    ),
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Reports to work on; the PDF files of the project's tests where none is given.",
            metavar="[FILE]...",
        ),
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="How often each part is timed.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure a model on one core: tokens a second, pages a minute, memory, size, loading.

    Each part runs in a process of its own with one thread: loading; spans and relations from text;
    the whole way from file to facts; reading PDF. Median, least and most of the runs are given, by
    the clock and by the processor's time, which other work on the machine does not spoil.
    """
    import json

    from rich.console import Console
    from rich.progress import Progress

    from extractor.errors import SolieuError
    from training.benchmark.measure import benchmark as measure
    from training.benchmark.measure import benchmark_table, machine

    reports = files or sorted(_REPORTS.glob("*.pdf"))
    if not reports:
        raise SolieuError("There is no report to work on; give one or more files after the model.")
    missing = [str(path) for path in reports if not path.is_file()]
    if missing:
        raise SolieuError(f"There is no file {', '.join(missing)}.")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        parts = runs + 2 + any(path.suffix.lower() == ".pdf" for path in reports)
        task = progress.add_task("Measuring", total=parts)
        figures = measure(model, reports, runs, lambda part: progress.advance(task))
    if as_json:
        content = {
            "model": str(model),
            "files": [str(path) for path in reports],
            "machine": machine(),
            "figures": {figure.name: figure.to_dict() for figure in figures},
        }
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    results_console().print(benchmark_table(figures))
    typer.echo(", ".join(f"{name} {value}" for name, value in machine().items()))
