"""Learning curves: how a pipeline does with ever more of the real or of the synthetic paragraphs.

The part that is varied grows while the other is there in full, so that the curve answers what
more paragraphs of that kind would bring; with `alone` the other part is left out.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal

from extractor.errors import SolieuError
from extractor.schema import AnnotatedText
from training.scoring.metrics import Metrics
from training.splits import hold_out, is_synthetic

if TYPE_CHECKING:
    from rich.table import Table

Varied = Literal["real", "synthetic"]
SHARES: Final = (0.1, 0.25, 0.5, 1.0)
_ANNOTATIONS: Final = "annotations.jsonl"


@dataclass(frozen=True, slots=True)
class Point:
    """A training set of a curve.

    Args:
        varied: The part of which a share is taken.
        share: The share, 0–1.
        repeat: Number of the draw, from 0.
        train: Paragraphs to train on.
        dev: Paragraphs on which training stops, the same for all points.
    """

    varied: Varied
    share: float
    repeat: int
    train: list[AnnotatedText]
    dev: list[AnnotatedText]

    @property
    def counts(self) -> tuple[int, int]:
        """Real and synthetic paragraphs to train on."""
        synthetic = sum(map(is_synthetic, self.train))
        return len(self.train) - synthetic, synthetic


def nested_subset(records: Sequence[AnnotatedText], share: float, seed: int) -> list[AnnotatedText]:
    """A share of paragraphs; a smaller share of the same seed is part of a larger one.

    Args:
        records: Paragraphs.
        share: The share, 0–1; at least one paragraph is taken where there is one.
        seed: Of the draw.

    Returns:
        The paragraphs, in the order given.
    """
    order = sorted(records, key=lambda record: record.id)
    random.Random(seed).shuffle(order)
    chosen = {record.id for record in order[: ceil(share * len(order))]}
    return [record for record in records if record.id in chosen]


def curve_points(
    train: Sequence[AnnotatedText],
    dev: Sequence[AnnotatedText],
    shares: Sequence[float] = SHARES,
    varied: Sequence[Varied] = ("real", "synthetic"),
    *,
    alone: bool = False,
    repeats: int = 1,
    seed: int = 1,
) -> list[Point]:
    """The training sets of the curves.

    Args:
        train: All paragraphs to train on.
        dev: Paragraphs on which training stops.
        shares: Shares to take.
        varied: The parts to vary, one after the other.
        alone: Leave the part that is not varied out instead of keeping it whole.
        repeats: Draws of each share.
        seed: Of the first draw; the others count on.

    Returns:
        The points, by part, share and draw.
    """
    points = []
    for kind in varied:
        own = [r for r in train if is_synthetic(r) == (kind == "synthetic")]
        others = [] if alone else [r for r in train if is_synthetic(r) != (kind == "synthetic")]
        for share in shares:
            for repeat in range(repeats):
                chosen = nested_subset(own, share, seed + repeat)
                points.append(Point(kind, share, repeat, [*others, *chosen], list(dev)))
    return points


def learning_curve(
    config_path: Path,
    values: dict[str, Any],
    records: Sequence[AnnotatedText],
    corpus: Path,
    report: str,
    shares: Sequence[float] = SHARES,
    varied: Sequence[Varied] = ("real", "synthetic"),
    *,
    alone: bool = False,
    repeats: int = 1,
    jobs: int = 1,
) -> Iterator[tuple[Point, Metrics]]:
    """Train on growing shares and measure each pipeline on one report.

    Besides that report, those that the config holds out are not trained on. Points whose training
    sets are the same are trained once.

    Args:
        config_path: Training config, its corpora read by `solieu.Annotations.v1`.
        values: Values over the config's, by dotted name.
        records: All annotated paragraphs.
        corpus: The corpus' manifest.
        report: Id of the report to measure on.
        shares: Shares to take.
        varied: The parts to vary.
        alone: Leave the part that is not varied out.
        repeats: Draws of each share, each with a seed of its own for the training as well.
        jobs: Pipelines trained at a time, each in a process of its own.

    Yields:
        Points and their figures, in the order they are done.

    Raises:
        SolieuError: There is nothing to train or to tune on.
    """
    from training.corpus import load_manifest
    from training.evaluate import evaluate_model, load_model
    from training.readers import select
    from training.reports import corpus_reports
    from training.train import load_training_config

    config = load_training_config(config_path, values)
    settings = config.interpolate()
    seed = int(settings["system"]["seed"])
    readers = settings["corpora"]
    held_out = sorted({report, *readers["train"]["held_out"]})
    share_of_dev = readers["dev"]["dev_share"]
    points = curve_points(
        select(records, "train", held_out, share_of_dev),
        select(records, "dev", held_out, share_of_dev),
        shares,
        varied,
        alone=alone,
        repeats=repeats,
        seed=seed,
    )
    for point in points:
        if not point.train or not point.dev:
            missing = "to train on" if point.dev else "on which training stops"
            raise SolieuError(
                f"Without {', '.join(held_out)} the annotations leave no paragraph {missing}; "
                "a curve needs more reports."
            )
    gold = hold_out(records, [report]).evaluation
    reports = corpus_reports(gold, load_manifest(corpus) if corpus.exists() else [])
    same: dict[tuple[int, frozenset[str]], list[Point]] = {}
    for point in points:
        key = (point.repeat, frozenset(record.id for record in point.train))
        same.setdefault(key, []).append(point)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        pool = stack.enter_context(
            ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn"))
        )
        waiting = {
            pool.submit(
                _train_point,
                config_path,
                {**values, "system.seed": seed + group[0].repeat},
                group[0],
                held_out,
                folder / str(number),
            ): group
            for number, group in enumerate(same.values())
        }
        for future in as_completed(waiting):
            metrics = evaluate_model(load_model(future.result()), gold, reports).metrics
            for point in waiting[future]:
                yield point, metrics


def _train_point(
    config_path: Path, values: dict[str, Any], point: Point, held_out: list[str], folder: Path
) -> Path:
    from training.annotations import write_annotations
    from training.train import hold_out, load_training_config, train_pipeline

    # The reader tells apart by their ids which of these paragraphs training stops on.
    annotations = folder / _ANNOTATIONS
    write_annotations([*point.train, *point.dev], annotations)
    values = {**values, "paths.annotations": str(annotations)}
    config = hold_out(load_training_config(config_path, values), held_out)
    train_pipeline(config, folder / "model", threads=1, stdout=io.StringIO(), stderr=io.StringIO())
    return folder / "model"


def curve_table(report: str, found: Sequence[tuple[Point, Metrics]]) -> Table:
    """The curves for the terminal.

    Args:
        report: The report measured on.
        found: Points and figures.

    Returns:
        A row a part and share: paragraphs trained on, and micro F1 by task, the mean of the draws
        with their least and most where there are several.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        title=f"Learning curve, F1 on {report}",
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    columns = ("share", "real", "synthetic", "entities", "relations", "given gold")
    table.add_column("varied")
    for column in (*columns, "value + unit", "+ indicator", "full"):
        table.add_column(column, justify="right")
    part = ""
    for row in curve_rows(found):
        if part and row["varied"] != part:
            table.add_section()
        part = row["varied"]
        table.add_row(
            part,
            f"{row['share']:.0%}",
            f"{row['real']:,}",
            f"{row['synthetic']:,}",
            *(_figure(values) for values in row["f"].values()),
        )
    return table


def curve_rows(found: Sequence[tuple[Point, Metrics]]) -> list[dict[str, Any]]:
    """The curves as JSON.

    Args:
        found: Points and figures, in any order.

    Returns:
        By part and share: `varied`, `share`, paragraphs trained on (`real`, `synthetic`), and `f`,
        task to the micro F1 of each draw, fractions of 1.
    """
    from training.scoring.metrics import ENTITIES, FACT_LEVELS, FACTS, RELATIONS, RELATIONS_GOLD

    tasks = (ENTITIES, RELATIONS, RELATIONS_GOLD, *(f"{FACTS}/{level}" for level in FACT_LEVELS))
    groups: dict[tuple[Varied, float], list[tuple[Point, Metrics]]] = {}
    for pair in sorted(found, key=lambda pair: (pair[0].varied, pair[0].share, pair[0].repeat)):
        groups.setdefault((pair[0].varied, pair[0].share), []).append(pair)
    rows = []
    for (varied, share), pairs in groups.items():
        real, synthetic = pairs[0][0].counts
        rows.append(
            {
                "varied": varied,
                "share": share,
                "real": real,
                "synthetic": synthetic,
                "f": {task: [metrics.counts(task).f for _, metrics in pairs] for task in tasks},
            }
        )
    return rows


def _figure(values: Sequence[float]) -> str:
    mean = f"{100 * sum(values) / len(values):.2f}"
    if len(values) == 1:
        return mean
    return f"{mean} ({100 * min(values):.1f}–{100 * max(values):.1f})"
