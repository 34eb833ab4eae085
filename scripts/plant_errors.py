"""Alter one number at a time in consistent records of the reports, and count what is found.

python scripts/plant_errors.py --sample 40 --errors
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main(
    sample: Annotated[
        int, typer.Option(help="Alterations of each sort in a report; 0 for all.")
    ] = 40,
    seed: Annotated[int, typer.Option(help="Of the drawing.")] = 0,
    errors: Annotated[bool, typer.Option("--errors", help="List what was not found.")] = False,
    annotations: Annotated[Path, typer.Option(help="Annotations of the corpus.")] = Path(
        "annotations"
    ),
    corpus: Annotated[Path, typer.Option(help="Manifest of the corpus.")] = Path(
        "corpus/manifest.jsonl"
    ),
) -> None:
    """Print the part of the alterations found, by sort and by kind of equation."""
    from rich.progress import Progress

    from training.planted import ALTERATIONS, annotated_reports, plant_errors

    planted = []
    with Progress(disable=not sys.stderr.isatty()) as bar:
        for report, paragraphs in annotated_reports(annotations, corpus):
            task = bar.add_task(report.id, total=None)
            planted += plant_errors(
                report,
                paragraphs,
                sample=sample or None,
                seed=seed,
                progress=lambda task=task: bar.advance(task),
            )
    for name, key in (("alteration", "alteration"), ("equation", "kind"), ("report", "report")):
        typer.echo(f"by {name}")
        counts = Counter(getattr(p, key) for p in planted)
        found = Counter(getattr(p, key) for p in planted if p.found)
        order = ALTERATIONS if key == "alteration" else sorted(counts)
        for value in order:
            if counts[value]:
                typer.echo(
                    f"  {value:28} {found[value]:5} of {counts[value]:5}  "
                    f"{found[value] / counts[value]:.3f}"
                )
    whole = sum(p.found for p in planted)
    typer.echo(f"found {whole} of {len(planted)}: {whole / max(1, len(planted)):.3f}")
    if errors:
        for p in planted:
            if not p.found:
                typer.echo(
                    f"  {p.report} {p.paragraph} {p.alteration}: {p.before} -> {p.after} ({p.kind})"
                )


if __name__ == "__main__":
    typer.run(main)
