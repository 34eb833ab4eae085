"""Labels, relation types and the record of an annotated paragraph.

The contract between the parts: the components produce an `AnnotatedText`, training reads one from
`annotations/*.jsonl`, and `extractor.facts` assembles facts from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

QUANTITY: Final = "QUANTITY"
UNIT: Final = "UNIT"
INDICATOR: Final = "INDICATOR"
PLACE: Final = "PLACE"
PERIOD: Final = "PERIOD"
TARGET: Final = "TARGET"

ENTITY_LABELS: Final[tuple[str, ...]] = (QUANTITY, UNIT, INDICATOR, PLACE, PERIOD, TARGET)

HAS_UNIT: Final = "HAS_UNIT"
MEASURES: Final = "MEASURES"
LOCATED_IN: Final = "LOCATED_IN"
IN_PERIOD: Final = "IN_PERIOD"
COMPARED_WITH: Final = "COMPARED_WITH"
AGAINST_TARGET: Final = "AGAINST_TARGET"
STATES_TARGET: Final = "STATES_TARGET"
PLANNED_FOR: Final = "PLANNED_FOR"
TOTAL_OF: Final = "TOTAL_OF"
RATE_OF: Final = "RATE_OF"
PART_OF: Final = "PART_OF"

RELATION_LABELS: Final[tuple[str, ...]] = (
    HAS_UNIT,
    MEASURES,
    LOCATED_IN,
    IN_PERIOD,
    COMPARED_WITH,
    AGAINST_TARGET,
    STATES_TARGET,
    PLANNED_FOR,
    TOTAL_OF,
    RATE_OF,
    PART_OF,
)

TAIL_LABEL: Final[dict[str, str]] = {
    HAS_UNIT: UNIT,
    MEASURES: INDICATOR,
    LOCATED_IN: PLACE,
    IN_PERIOD: PERIOD,
    COMPARED_WITH: PERIOD,
    AGAINST_TARGET: TARGET,
    STATES_TARGET: TARGET,
    PLANNED_FOR: QUANTITY,
    TOTAL_OF: QUANTITY,
    RATE_OF: QUANTITY,
    PART_OF: QUANTITY,
}
"""Which entity a relation points to. Its head is always a QUANTITY."""

HEAD_RELATIONS: Final[frozenset[str]] = frozenset({PLANNED_FOR, TOTAL_OF, RATE_OF, PART_OF})
"""Relations to a quantity's head; a quantity has at most one of them, and heads form trees."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A labelled span of a paragraph.

    Args:
        id: Unique in its paragraph (`Q1`).
        label: One of `ENTITY_LABELS`.
        start: Character offset into the paragraph's text.
        end: Character offset, exclusive.
        score: Probability of the span, 0–1; 1 for gold.
    """

    id: str
    label: str
    start: int
    end: int
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two entities of a paragraph, by their ids.

    Args:
        head: Id of a QUANTITY.
        tail: Id of the entity the relation points to.
        label: One of `RELATION_LABELS`.
        score: Probability of the relation given its spans, 0–1; 1 for gold.
    """

    head: str
    tail: str
    label: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Marker:
    """Where the marker of a footnote stood in a paragraph's text.

    Args:
        number: The footnote's number.
        offset: Character offset into the text, the marker itself removed.
    """

    number: int
    offset: int


@dataclass(slots=True)
class AnnotatedText:
    """A paragraph with its spans and relations: the contract's paragraph record.

    Args:
        id: `report-id/p012` or `report-id/f03`.
        text: The paragraph, NFC, footnote markers removed.
        entities: Spans in text order, never overlapping.
        relations: Relations between them.
        footnotes: Markers that stood in the text.
    """

    id: str
    text: str
    entities: list[Entity] = field(default_factory=list)
    relations: list[Link] = field(default_factory=list)
    footnotes: list[Marker] = field(default_factory=list)

    def text_of(self, entity: Entity) -> str:
        """The characters an entity covers."""
        return self.text[entity.start : entity.end]

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> AnnotatedText:
        """Build from a decoded paragraph record.

        Args:
            record: The JSON object of one line; missing lists count as empty.

        Returns:
            The paragraph, unchecked: `solieu annotations validate` does the checking.

        Raises:
            KeyError: A required field is absent.
        """
        return cls(
            id=record["id"],
            text=record["text"],
            entities=[
                Entity(e["id"], e["label"], e["start"], e["end"], e.get("score", 1.0))
                for e in record.get("entities", ())
            ],
            relations=[
                Link(r["head"], r["tail"], r["label"], r.get("score", 1.0))
                for r in record.get("relations", ())
            ],
            footnotes=[Marker(f["number"], f["offset"]) for f in record.get("footnotes", ())],
        )

    def to_dict(self) -> dict[str, Any]:
        """The paragraph record of the contract, without scores."""
        return {
            "id": self.id,
            "text": self.text,
            "entities": [
                {"id": e.id, "label": e.label, "start": e.start, "end": e.end}
                for e in self.entities
            ],
            "relations": [
                {"head": r.head, "tail": r.tail, "label": r.label} for r in self.relations
            ],
            "footnotes": [{"number": m.number, "offset": m.offset} for m in self.footnotes],
        }
