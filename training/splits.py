"""Which paragraphs a model is trained on and which it is measured on.

Two rules hold everywhere: synthetic paragraphs are only ever trained on, and no paragraph of a
report that is measured on is trained on, since reports repeat their own phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.schema import AnnotatedText
from training.corpus import CorpusReport

SYNTHETIC: Final = "synthetic-"
"""How the report id of a paragraph begins that was written for training."""


@dataclass(frozen=True, slots=True)
class Split:
    """A division of annotated paragraphs.

    Args:
        name: The report or reports measured on, joined with `+`.
        train: Paragraphs to train on.
        evaluation: Paragraphs to measure on, none of them synthetic.
    """

    name: str
    train: list[AnnotatedText]
    evaluation: list[AnnotatedText]


def report_id(record: AnnotatedText) -> str:
    """The report that a paragraph belongs to: its id up to the last `/`."""
    return record.id.rpartition("/")[0]


def is_synthetic(record: AnnotatedText) -> bool:
    """Whether a paragraph was written for training rather than taken from a report."""
    return report_id(record).startswith(SYNTHETIC)


def report_ids(records: Iterable[AnnotatedText]) -> list[str]:
    """The real reports among records, sorted by id."""
    return sorted({report_id(r) for r in records if not is_synthetic(r)})


def hold_out(records: Sequence[AnnotatedText], reports: Iterable[str]) -> Split:
    """Keep reports out of training.

    Args:
        records: All annotated paragraphs.
        reports: Ids of the reports to measure on.

    Returns:
        The split; both parts keep the order of `records`.

    Raises:
        ValueError: A report to measure on is synthetic.
    """
    held = sorted(set(reports))
    if any(name.startswith(SYNTHETIC) for name in held):
        raise ValueError("synthetic paragraphs are for training only")
    return Split(
        "+".join(held),
        [r for r in records if report_id(r) not in held],
        [r for r in records if report_id(r) in held],
    )


def train_test_split(records: Sequence[AnnotatedText], manifest: Iterable[CorpusReport]) -> Split:
    """The split of the manifest: its `test` reports are measured on, all else is trained on.

    Args:
        records: All annotated paragraphs; reports that the manifest does not name are trained on.
        manifest: The corpus.

    Returns:
        The split.
    """
    return hold_out(records, [report.id for report in manifest if report.split == "test"])


def leave_one_report_out(records: Sequence[AnnotatedText]) -> list[Split]:
    """One split for every real report: it is measured on, all others and the synthetic trained on.

    Args:
        records: All annotated paragraphs.

    Returns:
        The splits, in the order of the reports' ids.
    """
    return [hold_out(records, [report]) for report in report_ids(records)]
