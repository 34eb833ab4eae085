"""Cross-validation over the real reports: train without one, measure on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extractor.schema import AnnotatedText
from training.scoring.metrics import Metrics


def train_fold(
    config_path: Path, values: dict[str, Any], report: str, output: Path, threads: int
) -> Path:
    """Train a pipeline without one report.

    Args:
        config_path: Training config.
        values: Values over the config's, by dotted name.
        report: Id of the report to hold out, besides nothing else.
        output: Folder of the model.
        threads: As for `train_pipeline`.

    Returns:
        The folder.
    """
    from training.train import hold_out, load_training_config, train_pipeline

    config = hold_out(load_training_config(config_path, values), [report])
    train_pipeline(config, output, threads=threads, stdout=io.StringIO(), stderr=io.StringIO())
    return output


def cross_validate(
    config_path: Path,
    values: dict[str, Any],
    records: Sequence[AnnotatedText],
    corpus: Path,
    reports: Sequence[str],
    *,
    jobs: int = 1,
    models: Path | None = None,
    finished: Callable[[str], None] | None = None,
) -> Iterator[tuple[str, Metrics]]:
    """Measure on each report a pipeline that has not seen it.

    Args:
        config_path: Training config.
        values: Values over the config's, by dotted name.
        records: All annotated paragraphs; synthetic ones are only trained on.
        corpus: The corpus' manifest.
        reports: Ids of the reports to hold out in turn.
        jobs: Folds trained at a time, each in a process of its own.
        models: Folder to keep the models in, one a report; None keeps none.
        finished: Called with a report's id when its fold is trained.

    Yields:
        Report id and figures, in the order the folds are done.
    """
    from training.corpus import load_manifest
    from training.evaluate import evaluate_model, load_model
    from training.reports import corpus_reports
    from training.splits import hold_out

    manifest = load_manifest(corpus) if corpus.exists() else []
    with ExitStack() as stack:
        folder = models or Path(stack.enter_context(TemporaryDirectory()))
        pool = stack.enter_context(
            ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn"))
        )
        waiting = {
            pool.submit(
                train_fold, config_path, values, report, folder / report, 2 if jobs == 1 else 1
            ): report
            for report in reports
        }
        for future in as_completed(waiting):
            report = waiting[future]
            nlp = load_model(future.result())
            if finished is not None:
                finished(report)
            gold = hold_out(records, [report]).evaluation
            yield report, evaluate_model(nlp, gold, corpus_reports(gold, manifest)).metrics
