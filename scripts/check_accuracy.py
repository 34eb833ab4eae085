"""Recall and false findings of `solieu check` on the four reports, against the list made by hand.

python scripts/check_accuracy.py                      # on gold spans and relations
python scripts/check_accuracy.py --model models/solieu --report lai-chau-2023-07
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main(
    model: Annotated[Path | None, typer.Option(help="Check its output, not the gold.")] = None,
    report: Annotated[list[str] | None, typer.Option(help="Only these reports.")] = None,
    listed: Annotated[Path, typer.Option("--list", help="The list made by hand.")] = Path(
        "annotations/contradictions/contradictions.jsonl"
    ),
    annotations: Annotated[Path, typer.Option(help="Annotations of the corpus.")] = Path(
        "annotations"
    ),
    corpus: Annotated[Path, typer.Option(help="Manifest of the corpus.")] = Path(
        "corpus/manifest.jsonl"
    ),
) -> None:
    """Print every finding with its verdict, and recall and the part of false findings."""
    from extractor.checks import describe, find_findings
    from extractor.facts import assemble_facts
    from training.contradictions import Accuracy, compare, load_contradictions
    from training.planted import annotated_reports, predicted_paragraphs

    whole = Accuracy()
    entries = load_contradictions(listed)
    for read, paragraphs in annotated_reports(annotations, corpus):
        if report and read.id not in report:
            continue
        if model is not None:
            paragraphs = predicted_paragraphs(model, paragraphs)
        facts = assemble_facts(read, paragraphs)
        own = [entry for entry in entries if entry.report == read.id]
        accuracy = compare(find_findings(facts, read), facts, own)
        whole.add(accuracy)
        typer.echo(
            f"{read.id}: {len(accuracy.found)} found, {len(accuracy.missed)} missed, "
            f"{len(accuracy.false)} false, {len(accuracy.doubtful)} doubtful"
        )
        for finding in accuracy.false:
            typer.echo(f"  false   {finding.paragraph} {finding.kind}: {describe(finding, 'en')}")
        for entry in accuracy.missed:
            typer.echo(f"  missed  {entry.figures[0][0]} {entry.kind}: {entry.note}")
    typer.echo(
        f"recall {whole.recall:.3f} ({len(whole.found)} of {len(whole.found) + len(whole.missed)})"
    )
    typer.echo(
        f"false findings {whole.false_rate:.3f} ({len(whole.false)} of "
        f"{len(whole.false) + len(whole.right)})"
    )


if __name__ == "__main__":
    typer.run(main)
