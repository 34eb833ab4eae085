"""The relation as users meet it, and where a `Doc` keeps its relations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.tokens import Span

_KEY = "solieu_relations"


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled pair of spans.

    Args:
        head: A QUANTITY span.
        tail: The span it is related to.
        label: One of `extractor.schema.RELATION_LABELS`.
        score: Probability given the two spans, 0–1.
    """

    head: Span
    tail: Span
    label: str
    score: float = 1.0


def get_relations(doc: Doc) -> list[Relation]:
    """The relations of a doc: `doc._.relations`.

    They are kept as token offsets in `doc.user_data`, so that they are serialised with the doc.
    """
    spans = {(span.start, span.end): span for span in doc.ents}

    def span(start: int, end: int) -> Span:
        return spans.get((start, end)) or doc[start:end]

    return [
        Relation(span(*head), span(*tail), label, score)
        for head, tail, label, score in doc.user_data.get(_KEY, ())
    ]


def set_relations(doc: Doc, relations: Iterable[Relation]) -> None:
    """Store relations in a doc: `doc._.relations = …`."""
    doc.user_data[_KEY] = [
        [[r.head.start, r.head.end], [r.tail.start, r.tail.end], r.label, float(r.score)]
        for r in relations
    ]


if not Doc.has_extension("relations"):
    Doc.set_extension("relations", getter=get_relations, setter=set_relations)
