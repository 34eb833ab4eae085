"""Exact scoring of one paragraph: its spans and its relations."""

from __future__ import annotations

from extractor.schema import AnnotatedText
from training.scoring.counts import Counts, compare

SpanKey = tuple[str, int, int]
"""Label, start and end of a span."""

RelationKey = tuple[str, SpanKey, SpanKey]
"""Label of a relation and its two spans, head first."""


def span_keys(record: AnnotatedText) -> dict[SpanKey, str]:
    """The spans of a paragraph, each with its label."""
    return {(e.label, e.start, e.end): e.label for e in record.entities}


def relation_keys(record: AnnotatedText) -> dict[RelationKey, str]:
    """The relations of a paragraph by what they say, whatever its spans are called."""
    spans = {e.id: (e.label, e.start, e.end) for e in record.entities}
    return {(r.label, spans[r.head], spans[r.tail]): r.label for r in record.relations}


def score_spans(gold: AnnotatedText, predicted: AnnotatedText) -> dict[str, Counts]:
    """Count spans; one is right where label, start and end are.

    Args:
        gold: The paragraph as annotated.
        predicted: The same text as predicted.

    Returns:
        Counts by entity label.
    """
    return compare(span_keys(gold), span_keys(predicted))


def score_relations(gold: AnnotatedText, predicted: AnnotatedText) -> dict[str, Counts]:
    """Count relations; one is right where its label and both its spans with theirs are.

    Args:
        gold: The paragraph as annotated.
        predicted: The same text as predicted, end to end or on the gold spans.

    Returns:
        Counts by relation label.
    """
    return compare(relation_keys(gold), relation_keys(predicted))
