"""Evaluations as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from extractor.schema import ENTITY_LABELS, RELATION_LABELS
from training.scoring.counts import Counts
from training.scoring.errors import Error, count_errors
from training.scoring.metrics import (
    ENTITIES,
    FACT_LEVELS,
    FACTS,
    RELATIONS,
    RELATIONS_GOLD,
    Metrics,
    mean_f,
)
from training.scoring.significance import Comparison, Interval

if TYPE_CHECKING:
    from rich.table import Table

TITLES: Final[dict[str, str]] = {
    ENTITIES: "Entities (exact spans)",
    RELATIONS: "Relations end to end (both spans exact)",
    RELATIONS_GOLD: "Relations given gold entities",
    f"{FACTS}/value_unit": "value + unit",
    f"{FACTS}/value_unit_indicator": "value + unit + indicator",
    f"{FACTS}/full": "full",
}
_ORDER: Final[dict[str, Sequence[str]]] = {
    ENTITIES: ENTITY_LABELS,
    RELATIONS: RELATION_LABELS,
    RELATIONS_GOLD: RELATION_LABELS,
}
_FACT_TASKS: Final[tuple[str, ...]] = tuple(f"{FACTS}/{level}" for level in FACT_LEVELS)


def metrics_tables(
    evaluations: Mapping[str, Metrics], intervals: Mapping[str, Interval] | None = None
) -> list[Table]:
    """Tables of one evaluation, or of several side by side.

    Args:
        evaluations: Metrics by name (of a report, a fold, a model). A single one is given with
            precision, recall, F1 and support; of several the F1 of each and their mean.
        intervals: Task to the 95% interval of its micro F1, shown for a single evaluation.

    Returns:
        A table each for entities, relations end to end, relations given gold entities and facts,
        as far as they were measured.
    """
    if len(evaluations) == 1:
        return _tables_of_one(next(iter(evaluations.values())), intervals or {})
    return _tables_of_many(evaluations)


def comparison_table(names: tuple[str, str], comparisons: Mapping[str, Comparison]) -> Table:
    """The paired comparison of two models.

    Args:
        names: What the two models are called.
        comparisons: Task to its comparison.

    Returns:
        A row a task: both F1, the difference with its 95% interval, the p-value.
    """
    table = _table(
        "Micro F1, paired over paragraphs",
        "",
        names[0],
        names[1],
        "difference",
        "95% interval",
        "p",
    )
    for task, found in comparisons.items():
        table.add_row(
            _title(task),
            _figure(found.first),
            _figure(found.second),
            f"{100 * found.difference:+.2f}",
            f"{100 * found.interval.low:+.2f} to {100 * found.interval.high:+.2f}",
            f"{found.p:.4f}",
        )
    return table


def error_tables(errors: Sequence[Error]) -> list[Table]:
    """How many errors there are of each kind and label.

    Args:
        errors: As `training.scoring.errors.find_errors` gives them.

    Returns:
        A table each for spans and relations, the most frequent kinds first.
    """
    tables = []
    for task, kinds in count_errors(errors).items():
        order = ENTITY_LABELS if task == "span" else RELATION_LABELS
        labels = [x for x in order if any(counts[x] for counts in kinds.values())]
        table = _table(f"Errors of {task}s", "", *labels, "all")
        for kind, counts in kinds.items():
            cells = [str(counts[label] or "") for label in labels]
            table.add_row(kind, *cells, str(counts.total()))
        table.add_section()
        sums = [sum(counts[label] for counts in kinds.values()) for label in labels]
        table.add_row("all", *map(str, sums), str(sum(sums)))
        tables.append(table)
    return tables


def _tables_of_one(metrics: Metrics, intervals: Mapping[str, Interval]) -> list[Table]:
    columns = ("P", "R", "F1", "support", *(("95% of F1",) if intervals else ()))
    tables = []
    for task in _ORDER:
        if task not in metrics.tallies:
            continue
        table = _table(TITLES[task], "", *columns)
        for label, counts in metrics.tallies[task].per_label(_ORDER[task]).items():
            table.add_row(label, *_cells(counts))
        table.add_section()
        table.add_row("micro", *_cells(metrics.counts(task), intervals.get(task)))
        tables.append(table)
    measured = [task for task in _FACT_TASKS if task in metrics.tallies]
    if measured:
        table = _table("Facts", "", *columns)
        for task in measured:
            table.add_row(TITLES[task], *_cells(metrics.counts(task), intervals.get(task)))
        tables.append(table)
    return tables


def _tables_of_many(evaluations: Mapping[str, Metrics]) -> list[Table]:
    tables = []
    for task in _ORDER:
        if not all(task in m.tallies for m in evaluations.values()):
            continue
        table = _table(f"{TITLES[task]}, F1", "", *evaluations, "mean")
        parts = [m.tallies[task].per_label() for m in evaluations.values()]
        for label in _ORDER[task]:
            if any(label in part for part in parts):
                _add_f_row(table, label, [part.get(label, Counts()) for part in parts])
        table.add_section()
        _add_f_row(table, "micro", [m.counts(task) for m in evaluations.values()])
        tables.append(table)
    measured = [t for t in _FACT_TASKS if all(t in m.tallies for m in evaluations.values())]
    if measured:
        table = _table("Facts, F1", "", *evaluations, "mean")
        for task in measured:
            figures = [_figure(m.counts(task).f) for m in evaluations.values()]
            table.add_row(TITLES[task], *figures, _figure(mean_f(evaluations, task)))
        tables.append(table)
    return tables


def _add_f_row(table: Table, name: str, counts: Sequence[Counts]) -> None:
    """F1 by evaluation and their mean over those in which the label occurs at all."""
    present = [c.f for c in counts if any(c)]
    mean = sum(present) / len(present) if present else 0.0
    table.add_row(name, *(_figure(c.f) if any(c) else "–" for c in counts), _figure(mean))


def _cells(counts: Counts, interval: Interval | None = None) -> list[str]:
    cells = [_figure(counts.precision), _figure(counts.recall), _figure(counts.f)]
    cells.append(f"{counts.support:,}")
    if interval:
        cells.append(f"{100 * interval.low:.1f}–{100 * interval.high:.1f}")
    return cells


def _title(task: str) -> str:
    return f"Facts: {TITLES[task]}" if task.startswith(f"{FACTS}/") else TITLES[task]


def _figure(share: float) -> str:
    return f"{100 * share:.2f}"


def _table(title: str, *columns: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", overflow="fold")
    return table
