"""The `solieu` command.

Each command is a function in a module of its own, in `extractor/cli` or `training/cli`. Those
modules import only typer and the standard library at their top; what a command needs it imports
when it runs, so that `solieu --help` stays quick.
"""

from __future__ import annotations

import sys

import typer

from extractor.errors import SolieuError

app = typer.Typer(
    name="solieu",
    help="Facts out of Vietnamese socio-economic reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _register() -> None:
    """Attach the commands; a module here must not import anything heavy at its top."""
    from extractor.cli import read
    from extractor.cli.check import check
    from extractor.cli.extract import extract
    from extractor.cli.query import query
    from training.cli.annotations import app as annotations
    from training.cli.benchmark import benchmark
    from training.cli.crossval import crossval
    from training.cli.curve import curve
    from training.cli.evaluate import evaluate
    from training.cli.pretrain import pretrain
    from training.cli.train import train

    app.command("train")(train)
    app.command("evaluate")(evaluate)
    app.command("crossval")(crossval)
    app.command("curve")(curve)
    app.command("pretrain")(pretrain)
    app.command("benchmark")(benchmark)
    app.command("read")(read.read)
    app.command("extract")(extract)
    app.command("check")(check)
    app.command("query")(query)
    app.add_typer(annotations, name="annotations")


def main() -> None:
    """Run the command line; a `SolieuError` becomes one sentence and exit status 2."""
    _register()
    try:
        app()
    except SolieuError as error:
        typer.echo(f"solieu: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
