"""`solieu pretrain`: make the encoder's first weights from raw text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
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
        "configs/pretrained/language.bin"
    ),
    begin: Annotated[
        Path | None, typer.Option(help="Weights to begin with, to go on with pretraining.")
    ] = None,
    like: Annotated[
        list[Path] | None,
        typer.Option(help="Texts of the kind wanted: keep the raw texts most like them."),
    ] = None,
    keep: Annotated[float, typer.Option(help="Share of the text that --like keeps.")] = 0.5,
    tagged: Annotated[
        float,
        typer.Option(help="Share of the texts on which word boundaries and classes are learnt."),
    ] = 0.0,
    sample: Annotated[float, typer.Option(help="Share of the texts to use.")] = 1.0,
    epochs: Annotated[int, typer.Option(help="Passes over the texts.")] = 1,
    batch_tokens: Annotated[int, typer.Option(help="Tokens a batch.")] = 5120,
    seed: Annotated[int, typer.Option(help="Of weights, draws and order.")] = 1,
) -> None:
    """Pretrain the language model of a config's tok2vec on raw text.

    With --tagged both directions together also learn underthesea's word boundaries and classes.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from training.pretrain import PretrainSettings, pretrain, read_raw_texts
    from training.selection import most_alike

    settings = PretrainSettings(
        epochs=epochs,
        batch_tokens=batch_tokens,
        sample=sample,
        seed=seed,
        tagged=tagged,
        # The layers that predict are not kept with the weights and have to be learnt anew first.
        hold=0.0 if begin is None else 0.05,
    )
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

        raw: Iterable[str] = chain.from_iterable(map(read_raw_texts, texts))
        if like:
            raw = most_alike(list(raw), chain.from_iterable(map(read_raw_texts, like)), keep)
        result = pretrain(config, raw, output, settings, begin=begin, report=report)
    typer.echo(f"{output}: {result.loss:.3f} nats a prediction over the last tenth.")
    if result.tag_accuracy is not None:
        typer.echo(f"Word boundaries and classes right: {result.tag_accuracy:.1%}.")
