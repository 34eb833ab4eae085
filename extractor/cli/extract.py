"""`solieu extract`: the facts of report files as a table."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import MODEL, Files, Lang, Model

if TYPE_CHECKING:
    from extractor.errors import SolieuError
    from extractor.extraction import Extraction, Extractor


class Table(StrEnum):
    """What a table of one kind holds."""

    FACTS = "facts"
    RECORDS = "records"


def extract(
    files: Files,
    model: Model = MODEL,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A .jsonl, .csv, .parquet, .xlsx or .html file for all facts."
        ),
    ] = None,
    lang: Annotated[
        Lang | None,
        typer.Option(
            help="Column names and labels. Without it, .csv and .parquet have the names of the "
            "JSON fields, .xlsx, .html and the terminal are Vietnamese."
        ),
    ] = None,
    table: Annotated[
        Table,
        typer.Option(help="For .csv, .parquet and the terminal: a fact or a whole record a row."),
    ] = Table.FACTS,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print JSON lines; so is done anyway where stdout is no terminal."
        ),
    ] = False,
    processes: Annotated[
        int, typer.Option(min=1, help="How many files to work on at the same time.")
    ] = 1,
) -> None:
    """Extract the facts of reports into one table: a file, or the terminal.

    A file that cannot be read does not keep the others from their place in the table; it is named,
    and the exit status is 2.
    """
    from extractor.errors import SolieuError
    from extractor.extraction import Extractor
    from extractor.output import check_output, save

    if output is not None:
        check_output(output)
        if any(_same(output, file) for file in files):
            raise SolieuError(f"{output} is one of the reports; give another name to --output.")
    extractor = Extractor.load(model)
    extractions, errors = _extract_all(extractor, files, processes)
    for error in errors:
        typer.echo(f"solieu: {error}", err=True)
    for extraction in extractions:
        for warning in extraction.report.warnings:
            typer.echo(f"solieu: {extraction.report.id}: {warning}", err=True)
    if not extractions:
        raise typer.Exit(2)
    if output is not None:
        save(extractions, output, lang.value if lang else None, table.value)
        count = sum(len(extraction.facts) for extraction in extractions)
        typer.echo(
            f"{count:,} facts of {len(extractions)} "
            f"{'report' if len(extractions) == 1 else 'reports'} in {output}",
            err=True,
        )
    elif as_json or not sys.stdout.isatty():
        _print_json(extractions)
    else:
        from rich.console import Console

        from extractor.output.terminal import terminal_table

        Console().print(terminal_table(extractions, table.value, lang.value if lang else "vi"))
    if errors:
        raise typer.Exit(2)


def _extract_all(
    extractor: Extractor, files: list[Path], processes: int
) -> tuple[list[Extraction], list[SolieuError]]:
    """The extractions of the files that can be read, and what is wrong with the others."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    errors: list[SolieuError] = []
    extractions: list[Extraction] = []
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(files))

        def describe(done: int, part: float = 0.0) -> None:
            name = files[min(done, len(files) - 1)].name
            bar.update(task, completed=done + part, description=name)

        def failed(path: Path, error: SolieuError) -> None:
            errors.append(error)
            describe(len(extractions) + len(errors))

        def advance(done: int, total: int) -> None:
            describe(len(extractions) + len(errors), done / max(1, total))

        describe(0)
        for extraction in extractor.extract_many(
            files, min(processes, len(files)), on_error=failed, progress=advance
        ):
            extractions.append(extraction)
            describe(len(extractions) + len(errors))
    return extractions, errors


def _print_json(extractions: list[Extraction]) -> None:
    from extractor.output.jsonl import json_lines

    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in json_lines(extractions):
        sys.stdout.write(line + "\n")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
