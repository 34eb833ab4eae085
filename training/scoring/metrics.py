"""The figures of one evaluation, kept paragraph by paragraph.

Counts stay apart by paragraph so that the same evaluation can be summed, restricted to a report,
pooled over folds, resampled for intervals and compared with another model's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from training.scoring.counts import Counts, add_counts

ENTITIES: Final = "entities"
RELATIONS: Final = "relations"
RELATIONS_GOLD: Final = "relations_gold_entities"
FACTS: Final = "facts"

FACT_LEVELS: Final[tuple[str, ...]] = ("value_unit", "value_unit_indicator", "full")
"""How much of a fact has to be right, from least to most."""

LABELLED: Final[tuple[str, ...]] = (ENTITIES, RELATIONS, RELATIONS_GOLD)
"""The tasks that are counted label by label."""


@dataclass(slots=True)
class Tally:
    """Counts of one task, by paragraph and label.

    Args:
        paragraphs: Paragraph id to label to counts.
    """

    paragraphs: dict[str, dict[str, Counts]] = field(default_factory=dict)

    def micro(self) -> Counts:
        """All counts together."""
        return add_counts(c for labels in self.paragraphs.values() for c in labels.values())

    def per_label(self, order: Sequence[str] = ()) -> dict[str, Counts]:
        """Counts by label over all paragraphs.

        Args:
            order: Labels to give first, in this order; others follow by name.

        Returns:
            The labels that occur, with their counts.
        """
        totals: dict[str, Counts] = {}
        for labels in self.paragraphs.values():
            for label, counts in labels.items():
                totals[label] = totals.get(label, Counts()).plus(counts)
        ordered = [*(x for x in order if x in totals), *sorted(totals.keys() - set(order))]
        return {label: totals[label] for label in ordered}

    def by_paragraph(self) -> dict[str, Counts]:
        """Counts by paragraph over all labels."""
        return {name: add_counts(labels.values()) for name, labels in self.paragraphs.items()}

    def only(self, keep: Callable[[str], bool]) -> Tally:
        """The tally of the paragraphs whose id passes `keep`."""
        return Tally({name: x for name, x in self.paragraphs.items() if keep(name)})


@dataclass(slots=True)
class Metrics:
    """What an evaluation measured.

    Args:
        tallies: Task to its tally: `entities`, `relations`, `relations_gold_entities`, and
            `facts/value_unit`, `facts/value_unit_indicator`, `facts/full`; a task that was not
            measured is absent.
    """

    tallies: dict[str, Tally]

    def counts(self, task: str) -> Counts:
        """All counts of a task together, none where it was not measured."""
        return self.tallies[task].micro() if task in self.tallies else Counts()

    def only(self, keep: Callable[[str], bool]) -> Metrics:
        """The figures over the paragraphs whose id passes `keep`."""
        return Metrics({task: tally.only(keep) for task, tally in self.tallies.items()})

    def by_report(self) -> dict[str, Metrics]:
        """The figures of every report by its id, in order."""
        reports = {
            name.rpartition("/")[0] for tally in self.tallies.values() for name in tally.paragraphs
        }
        return {
            report: self.only(lambda name, report=report: name.rpartition("/")[0] == report)  # type: ignore[misc]
            for report in sorted(reports)
        }

    def to_dict(self) -> dict[str, Any]:
        """The contract's `metrics.json`."""
        whole: dict[str, Any] = {}
        for task in LABELLED:
            if task in self.tallies:
                tally = self.tallies[task]
                whole[task] = {
                    "micro": tally.micro().to_dict(),
                    "per_label": {x: c.to_dict() for x, c in tally.per_label().items()},
                }
        facts = {x: f"{FACTS}/{x}" for x in FACT_LEVELS if f"{FACTS}/{x}" in self.tallies}
        if facts:
            whole[FACTS] = {x: self.counts(task).to_dict() for x, task in facts.items()}
        return whole


def pool(evaluations: Iterable[Metrics]) -> Metrics:
    """One evaluation out of several over different paragraphs, as the folds of a crossvalidation.

    Args:
        evaluations: Metrics that share no paragraph.

    Returns:
        The metrics over all their paragraphs.

    Raises:
        ValueError: A paragraph is in two of them.
    """
    tallies: dict[str, Tally] = {}
    for metrics in evaluations:
        for task, tally in metrics.tallies.items():
            whole = tallies.setdefault(task, Tally())
            if both := whole.paragraphs.keys() & tally.paragraphs.keys():
                raise ValueError(f"{min(both)} is in two evaluations")
            whole.paragraphs.update(tally.paragraphs)
    return Metrics(tallies)


def mean_f(evaluations: Mapping[str, Metrics], task: str) -> float:
    """The mean of a task's F1 over evaluations, each counting the same.

    Args:
        evaluations: Metrics by name; at least one.
        task: As in `Metrics.tallies`.

    Returns:
        The mean, 0–1.
    """
    return sum(m.counts(task).f for m in evaluations.values()) / len(evaluations)
