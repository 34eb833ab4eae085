"""How far two annotators of the same paragraphs agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.errors import SolieuError
from extractor.schema import AnnotatedText
from training.scoring.errors import Error, find_errors
from training.scoring.metrics import ENTITIES, RELATIONS, Metrics, Tally
from training.scoring.paragraphs import score_relations, score_spans


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of two annotations of the same paragraphs.

    Args:
        metrics: `entities` and `relations`, the first annotation taken as gold. F1 is the same
            whichever is; it is what stands for agreement on spans, where kappa is undefined
            (Hripcsak and Rothschild 2005).
        disagreements: Where they differ, in readable form.
        paragraphs: Number of paragraphs that both annotated.
        only_first: Ids of paragraphs in the first annotation alone.
        only_second: Ids of paragraphs in the second alone.
    """

    metrics: Metrics
    disagreements: list[Error]
    paragraphs: int
    only_first: list[str]
    only_second: list[str]


def agreement(first: Sequence[AnnotatedText], second: Sequence[AnnotatedText]) -> Agreement:
    """Compare two annotations of the same paragraphs, exact spans and both ends of relations.

    Args:
        first: One annotator's paragraphs.
        second: The other's.

    Returns:
        The agreement on the paragraphs that both have.

    Raises:
        SolieuError: They have no paragraph in common, or one with different texts.
    """
    others = {record.id: record for record in second}
    pairs = [(record, others[record.id]) for record in first if record.id in others]
    if not pairs:
        raise SolieuError("The two annotations have no paragraph in common; ids must be the same.")
    for one, other in pairs:
        if one.text != other.text:
            raise SolieuError(
                f"The two annotations of {one.id} have different texts; annotate the same text."
            )
    common = {one.id for one, _ in pairs}
    return Agreement(
        metrics=Metrics(
            {
                ENTITIES: Tally({a.id: score_spans(a, b) for a, b in pairs}),
                RELATIONS: Tally({a.id: score_relations(a, b) for a, b in pairs}),
            }
        ),
        disagreements=find_errors([a for a, _ in pairs], [b for _, b in pairs]),
        paragraphs=len(pairs),
        only_first=[r.id for r in first if r.id not in common],
        only_second=[r.id for r in second if r.id not in common],
    )
