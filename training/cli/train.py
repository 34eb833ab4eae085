"""`solieu train`: train a pipeline from annotated paragraphs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def train(
    config: Annotated[Path, typer.Option(help="Training config.")] = Path("configs/solieu.cfg"),
    annotations: Annotated[
        Path, typer.Option(help="Annotation files: a folder, or a .jsonl file.")
    ] = Path("annotations"),
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the model.")] = Path(
        "models/solieu"
    ),
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the config's.")] = None,
    set_values: Annotated[
        list[str] | None,
        typer.Option("--set", help="A value over the config's: training.max_steps=200."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="Form of the annotations: records or conll.")
    ] = "records",
    dev: Annotated[
        Path | None, typer.Option(help="With --format conll: the file on which training stops.")
    ] = None,
) -> None:
    """Train a pipeline: spans and relations from annotated paragraphs, or spans from CoNLL files.

    The table shows, as training goes, precision, recall and F1 on a slice of the real training
    reports. Reports that the config holds out are neither trained nor tuned on.
    """
    from extractor.errors import SolieuError
    from training.annotations import load_annotations
    from training.cli.options import parse_values
    from training.conll import read_conll
    from training.train import conll_config, load_training_config, train_pipeline

    values = parse_values(set_values or [])
    if seed is not None:
        values["system.seed"] = seed
    if form == "records":
        load_annotations(annotations)  # a broken line is told before any work is done
        loaded = load_training_config(config, {**values, "paths.annotations": str(annotations)})
    elif form == "conll":
        if dev is None:
            raise SolieuError("With --format conll, --dev FILE is wanted too.")
        for path in (annotations, dev):
            read_conll(path)
        loaded = conll_config(load_training_config(config, values), annotations, dev)
    else:
        raise SolieuError(f"There is no format {form!r}; there are 'records' and 'conll'.")
    train_pipeline(loaded, output)
    typer.echo(f"The model is in {output}.")
