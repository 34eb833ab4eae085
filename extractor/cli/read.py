"""`solieu read`: print the structure of a report file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.reading import Report

_WIDTH = 100


def read(
    file: Annotated[Path, typer.Argument(help="A .txt, .md, .docx, .pdf or .html file.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole report as one JSON object.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="Print paragraphs at full length.")] = False,
) -> None:
    """Print the structure of a report file: headings, paragraphs, footnotes and tables."""
    from extractor.reading import read_report

    report = read_report(file)
    if as_json:
        json.dump(report.to_dict(), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        for line in outline(report, full=full):
            typer.echo(line)
    for warning in report.warnings:
        typer.echo(f"solieu: {file}: {warning}", err=True)


def outline(report: Report, *, full: bool = False) -> list[str]:
    """The lines that show a report's structure.

    Args:
        report: The report.
        full: Whether paragraphs are given at full length.
    """

    def shown(text: str, indent: int) -> str:
        text = text.replace("\n", " / ")
        room = _WIDTH - indent
        return text if full or len(text) <= room else text[: room - 1] + "…"

    lines = [f"{report.title or report.id}"]
    known = {"issuer": report.issuer, "place": report.place, "date": report.date}
    lines.append("  ".join(f"{name}: {value or 'not stated'}" for name, value in known.items()))
    lines.append(
        f"{len(report.paragraphs)} paragraphs, {len(report.footnotes)} footnotes, "
        f"{len(report.tables)} tables"
    )
    notes: dict[str | None, list[str]] = {}
    for note in report.footnotes:
        notes.setdefault(note.paragraph, []).append(f"[{note.number}] {note.text}")
    page = None
    for paragraph in report.paragraphs:
        if paragraph.page is not None and paragraph.page != page:
            page = paragraph.page
            lines.append(f"— page {page} —")
        mark = "#" * paragraph.level + " " if paragraph.kind == "heading" else ""
        indent = 2 * len(paragraph.section)
        start = f"{paragraph.id:6}" + " " * indent + mark
        lines.append(start + shown(paragraph.text, len(start)))
        lines += [" " * (8 + indent) + shown(n, 8 + indent) for n in notes.get(paragraph.id, ())]
    lines += ["      " + shown(note, 6) for note in notes.get(None, ())]
    for index, table in enumerate(report.tables, start=1):
        where = f", page {table.page}" if table.page is not None else ""
        lines.append(f"t{index:02d}   {table.caption or 'table'}{where}: {len(table.rows)} rows")
        lines.append("      " + shown(" | ".join(table.header), 6))
        lines += ["      " + shown(" | ".join(row), 6) for row in table.rows[: None if full else 5]]
        if not full and len(table.rows) > 5:
            lines.append(f"      … {len(table.rows) - 5} more rows")
    return lines
