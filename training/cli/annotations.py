"""`solieu annotations`: check, count, compare and convert annotation files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.errors import SolieuError
from training.cli.console import results_console

app = typer.Typer(help="Check, count, compare and convert annotations.", no_args_is_help=True)

_FOLDER = Path("annotations")
Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="Files, or folders of .jsonl files.", show_default="annotations"),
]


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Paragraphs in the readable form.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The .jsonl file to write.")],
    report: Annotated[
        str | None,
        typer.Option(help="Report of ids without a '/'; else the name of their file."),
    ] = None,
) -> None:
    """Read paragraphs in the guideline's readable form, check them and write them as .jsonl.

    Everything that is wrong is listed by file and line; then nothing is written.
    """
    from training.annotations.checks import check_record
    from training.annotations.inline import parse_inline
    from training.annotations.jsonl import read_text, write_annotations
    from training.annotations.problem import Problem

    records = []
    problems: list[Problem] = []
    places: dict[str, tuple[Path, int]] = {}
    for file in files:
        reading = parse_inline(read_text(file), file, report)
        problems.extend(reading.problems)
        for block in reading.blocks:
            record = block.record
            messages = check_record(record)
            if record.id in places:
                other, line = places[record.id]
                messages.append(f"This id is there already: {other}:{line}.")
            places.setdefault(record.id, (file, block.line))
            problems.extend(Problem(file, block.line, record.id, m) for m in messages)
            records.append(record)
    for problem in sorted(problems):
        typer.echo(str(problem))
    if problems:
        raise SolieuError(
            f"{_counted(len(problems), 'problem')} in the annotations above; nothing was written."
        )
    if not records:
        raise SolieuError(f"There is no paragraph in {files[0]}; one begins with '=== id'.")
    write_annotations(records, output)
    spans = sum(len(r.entities) for r in records)
    relations = sum(len(r.relations) for r in records)
    typer.echo(
        f"{_counted(len(records), 'paragraph')}, {_counted(spans, 'span')} and "
        f"{_counted(relations, 'relation')} are in {output}.",
        err=True,
    )


@app.command()
def export(
    paths: Paths = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; else the terminal.")
    ] = None,
) -> None:
    """Write annotations in the guideline's readable form, which `import` reads."""
    from training.annotations import load_annotations
    from training.annotations.inline import format_inline
    from training.annotations.jsonl import write_text

    text = format_inline(load_annotations(*(paths or [_FOLDER])))
    if output:
        write_text(text, output)
    else:
        typer.echo(text, nl=False)


@app.command()
def validate(paths: Paths = None) -> None:
    """Check every record against contract and guideline; exit 1 where something is wrong."""
    from training.annotations.validate import check_annotations

    problems = check_annotations(paths or [_FOLDER])
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"{_counted(len(problems), 'problem')} found.", err=True)
        raise typer.Exit(1)
    typer.echo("No problem found.", err=True)


@app.command()
def stats(
    paths: Paths = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As Markdown tables, for a README.")
    ] = False,
    update: Annotated[
        Path | None,
        typer.Option(help="Put the Markdown tables into this file, between its <!-- counts -->."),
    ] = None,
    style: Annotated[
        bool, typer.Option("--style", help="How they are written instead: shares in percent.")
    ] = False,
) -> None:
    """Count paragraphs, spans and relations by label and file."""
    from training.annotations.stats import count_files, markdown_table, stats_rows, update_counts
    from training.annotations.style import style_rows

    if style and update:
        raise SolieuError("--update writes the counts; it does not go with --style.")
    if style:
        tables = {"Style, in percent": style_rows(paths or [_FOLDER])}
    else:
        tables = dict(
            zip(("Spans", "Relations"), stats_rows(count_files(paths or [_FOLDER])), strict=True)
        )
    as_markdown = "\n".join(map(markdown_table, tables.values()))
    if update:
        update_counts(update, as_markdown)
    elif markdown:
        typer.echo(as_markdown, nl=False)
    else:
        for title, rows in tables.items():
            _print_table(title, rows)


@app.command()
def agreement(
    first: Annotated[Path, typer.Argument(help="One annotator's file.")],
    second: Annotated[Path, typer.Argument(help="The other's, of the same paragraphs.")],
    errors: Annotated[
        bool, typer.Option("--errors", help="List where they differ, FIRST shown as gold.")
    ] = False,
) -> None:
    """Compare two annotations of the same paragraphs: exact span F1 and relation F1 by label."""
    from extractor.schema import ENTITY_LABELS, RELATION_LABELS
    from training.annotations import load_annotations
    from training.annotations.agreement import agreement as compare
    from training.scoring.metrics import ENTITIES, RELATIONS

    found = compare(load_annotations(first), load_annotations(second))
    for title, task, order in (
        ("Spans", ENTITIES, ENTITY_LABELS),
        ("Relations", RELATIONS, RELATION_LABELS),
    ):
        rows = [["", "first", "second", "both", "F1"]]
        labels = found.metrics.tallies[task].per_label(order)
        for label, c in {**labels, "micro": found.metrics.counts(task)}.items():
            rows.append([label, f"{c.support:,}", f"{c.tp + c.fp:,}", f"{c.tp:,}", f"{c.f:.3f}"])
        _print_table(title, rows)
    typer.echo(f"{_counted(found.paragraphs, 'paragraph')} annotated in both.", err=True)
    for name, only in ((first, found.only_first), (second, found.only_second)):
        if only:
            typer.echo(f"{_counted(len(only), 'paragraph')} in {name} alone.", err=True)
    if errors:
        for disagreement in found.disagreements:
            typer.echo(str(disagreement))


def _print_table(title: str, rows: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for number, name in enumerate(rows[0]):
        table.add_column(name, justify="right" if number else "left")
    for row in rows[1:]:
        table.add_row(*row)
    results_console().print(table)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
