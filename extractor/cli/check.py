"""`solieu check`: figures of reports that contradict each other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.options import MODEL, Files, Lang, Model

if TYPE_CHECKING:
    from extractor.checks import CheckConfig, Finding
    from extractor.checks.messages import Language
    from extractor.errors import SolieuError
    from extractor.extraction import Extraction


def check(
    files: Files,
    model: Model = MODEL,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A .jsonl, .csv, .xlsx or .html file of the findings."),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the findings.")] = Lang.VI,
    config: Annotated[
        Path | None,
        typer.Option(help="A TOML file with other kinds, tolerances or words than the default's."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """Find figures that contradict each other, in each report and between reports of one place.

    A figure is contradicted only where nothing that is rounded to what is written satisfies the
    relation. The exit status is 1 where there are findings, and 2 where a file cannot be read.
    """
    from extractor.checks import load_config
    from extractor.checks.output import check_output, save_findings
    from extractor.errors import SolieuError

    settings = load_config(config)
    if output is not None:
        check_output(output)
        if any(_same(output, file) for file in files):
            raise SolieuError(f"{output} is one of the reports; give another name to --output.")
    extractions, errors = _extract(model, files)
    for error in errors:
        typer.echo(f"solieu: {error}", err=True)
    if not extractions:
        raise typer.Exit(2)
    findings = _findings(extractions, settings)
    if output is not None:
        save_findings(findings, extractions, output, lang.value)
        from extractor.checks.messages import label

        found = label("count", lang.value).format(count=len(findings))
        typer.echo(f"{found}: {output}", err=True)
    elif as_json:
        import json

        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        for finding in findings:
            typer.echo(json.dumps(finding.to_dict(), ensure_ascii=False))
    else:
        _print(findings, lang.value, several=len(extractions) > 1)
    if errors:
        raise typer.Exit(2)
    if findings:
        raise typer.Exit(1)


def _extract(model: Path, files: list[Path]) -> tuple[list[Extraction], list[SolieuError]]:
    """The extractions of the files that can be read, and what is wrong with the others."""
    from rich.console import Console
    from rich.progress import track

    from extractor.errors import SolieuError
    from extractor.extraction import Extractor

    extractor = Extractor.load(model)
    extractions: list[Extraction] = []
    errors: list[SolieuError] = []
    names: set[str] = set()
    console = Console(stderr=True)
    for file in track(files, description="", console=console, transient=True):
        name, number = file.stem, 1
        while name in names:
            number += 1
            name = f"{file.stem}-{number}"
        names.add(name)
        try:
            extractions.append(extractor.extract(file, report_id=name))
        except SolieuError as error:
            errors.append(error)
    return extractions, errors


def _findings(extractions: list[Extraction], config: CheckConfig) -> list[Finding]:
    from extractor.checks import find_findings, find_findings_across

    findings = [
        finding
        for extraction in extractions
        for finding in find_findings(extraction.facts, extraction.report, config)
    ]
    if len(extractions) > 1:
        findings += find_findings_across(
            [(extraction.report, extraction.facts) for extraction in extractions], config
        )
    return findings


def _print(findings: list[Finding], lang: Language, several: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from extractor.checks.messages import describe, kind_name, label

    console = Console()
    if not findings:
        console.print(label("none", lang))
        return
    colours = {"error": "red", "warning": "yellow", "note": "cyan"}
    table = Table(show_lines=True)
    table.add_column(label("place", lang), no_wrap=True)
    table.add_column(label("kind", lang))
    table.add_column(label("message", lang), ratio=3)
    table.add_column(label("sentence", lang), ratio=3)
    for finding in findings:
        said = Text(describe(finding, lang))
        if finding.suggestion:
            said.append(f"\n{label('suggestion', lang)}: {finding.suggestion}", style="bold")
        place = f"{finding.report}\n{finding.paragraph}" if several else finding.paragraph
        level = Text(label(finding.severity, lang), style=colours[finding.severity])
        table.add_row(
            Text(place),
            level + Text("\n" + kind_name(finding.kind, lang)),
            said,
            _shortened(finding),
        )
    console.print(table)
    console.print(label("count", lang).format(count=len(findings)))


def _shortened(finding: Finding, length: int = 300) -> str:
    """The sentence, or what of it stands around the figure in doubt."""
    from rich.markup import escape

    text = finding.text
    if len(text) > length:
        at = max(0, text.find(finding.figures[0]) - length // 2) if finding.figures else 0
        text = ("…" if at else "") + text[at : at + length] + "…"
    return escape(text)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
