"""`solieu query`: facts found by what they are about."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import Lang


def query(
    facts: Annotated[
        Path, typer.Argument(help="A .jsonl, .csv or .parquet file of facts.", metavar="FACTS")
    ],
    about: Annotated[
        str, typer.Argument(help="What the facts are about; accents may be left out.")
    ] = "",
    place: Annotated[
        str | None, typer.Option(help="Name or code of a place, or of a unit above it.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(help="A year, month or day (2023, 2023-04), or words (tháng 4/2023)."),
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="actual, planned, total, share_of_target, change, …")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="The most facts to show.")] = 20,
    lang: Annotated[Lang, typer.Option(help="Language of headings and labels.")] = Lang.VI,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON lines, each with its score.")
    ] = False,
) -> None:
    """Find facts by what they are about, the best first."""
    from extractor.errors import SolieuError
    from extractor.output.labels import values_by_label
    from extractor.output.loading import load_rows
    from extractor.search import search_facts

    if role is not None:
        roles = values_by_label("role")
        if role.lower() not in roles:
            raise SolieuError(
                f"There is no role '{role}'; there are {', '.join(dict.fromkeys(roles.values()))}."
            )
        role = roles[role.lower()]
    rows = load_rows(facts)
    matches = search_facts(rows, about, place=place, period=period, role=role, top=top)
    if as_json:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        for match in matches:
            line = {**match.row, "score": round(match.score, 4)}
            sys.stdout.write(json.dumps(line, ensure_ascii=False, default=_written) + "\n")
        return
    if not matches:
        typer.echo(f"None of the {len(rows):,} facts fits.", err=True)
        return
    from rich.console import Console

    from extractor.output.terminal import facts_table

    several = len({row["report"] for row in rows}) > 1
    Console().print(facts_table((match.row for match in matches), lang.value, several))


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError
