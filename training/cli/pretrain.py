"""`solieu pretrain`: make the encoder's first weights from raw text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def pretrain(
    texts: Annotated[
        list[Path],
        typer.Argument(help="Raw text: .jsonl with a field text, or .txt; either may be .xz."),
    ],
    config: Annotated[
        Path, typer.Option(help="Training config whose tok2vec is pretrained.")
    ] = Path("configs/solieu.cfg"),
    output: Annotated[Path, typer.Option("--output", "-o", help="File of the weights.")] = Path(
        "configs/pretrained/encoder.bin"
    ),
    sample: Annotated[float, typer.Option(help="Share of the texts to use.")] = 1.0,
    epochs: Annotated[int, typer.Option(help="Passes over the texts.")] = 1,
    batch_tokens: Annotated[int, typer.Option(help="Tokens a batch.")] = 5120,
    seed: Annotated[int, typer.Option(help="Of weights, draws and order.")] = 1,
) -> None:
    """Pretrain the encoder's first layer on raw text, as two language models."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from training.pretrain import PretrainSettings, pretrain

    settings = PretrainSettings(epochs=epochs, batch_tokens=batch_tokens, sample=sample, seed=seed)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} tokens, loss {task.fields[loss]:.3f}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Reading", total=None, loss=float("nan"))

        def report(done: int, total: int, loss: float) -> None:
            progress.update(task, description="Pretraining", completed=done, total=total, loss=loss)

        loss = pretrain(config, texts, output, settings, report=report)
    typer.echo(f"{output}: {loss:.3f} nats a prediction over the last tenth.")
