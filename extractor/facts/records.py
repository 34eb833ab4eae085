"""Records: facts that belong together as one row, beside the long form of one fact a row.

`diện tích 292,45/240 ha, đạt 121,85% kế hoạch, tăng 12 ha` is four facts and one record: actual,
planned, share of the plan, change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.facts.fact import Fact
from extractor.schema import PART_OF


@dataclass(slots=True)
class Record:
    """A row: one figure with the plans, totals, shares and changes that describe it.

    Args:
        fact: Index of the figure the row is about.
        actual: Index of the actual value; None where the row states only a plan.
        planned: Indices of its planned values.
        total: Indices of the wholes it is counted out of.
        share_of_target: Indices of the percentages of the plan it reaches.
        change: Indices of its increases and decreases.
        share: Indices of its shares in a whole.
        rate: Indices of other figures that describe it.
        part_of: Number of the record it is a component of.
    """

    fact: int
    actual: int | None = None
    planned: list[int] = field(default_factory=list)
    total: list[int] = field(default_factory=list)
    share_of_target: list[int] = field(default_factory=list)
    change: list[int] = field(default_factory=list)
    share: list[int] = field(default_factory=list)
    rate: list[int] = field(default_factory=list)
    part_of: int | None = None

    @property
    def facts(self) -> list[int]:
        """Indices of all its facts, in the order of the report."""
        own = [self.fact] if self.actual is None else [self.fact, self.actual]
        rest = (
            self.planned, self.total, self.share_of_target, self.change, self.share, self.rate
        )  # fmt: skip
        return sorted({*own, *(index for indices in rest for index in indices)})

    def to_dict(self, facts: Sequence[Fact]) -> dict[str, Any]:
        """One flat row with the values themselves.

        Args:
            facts: The facts the indices refer to.

        Returns:
            Provenance, indicator, unit, places and periods of the figure, the first value of each
            role, direction and unit of the change, plan and baseline as written, the number of the
            record it is part of, and the indices of all its facts.
        """
        main = facts[self.fact]
        change = facts[self.change[0]] if self.change else None
        described = [facts[i] for i in self.facts]
        return {
            "report": main.report,
            "paragraph": main.paragraph,
            "section": list(main.section),
            "source": main.source,
            "indicator": main.indicator or main.context,
            "unit": main.unit,
            "base_unit": main.base_unit,
            "actual": _value(facts, [self.actual] if self.actual is not None else []),
            "planned": _value(facts, self.planned),
            "total": _value(facts, self.total),
            "share_of_target": _value(facts, self.share_of_target),
            "change": _value(facts, self.change),
            "change_direction": change.direction if change else None,
            "change_unit": change.unit if change else None,
            "change_in": change.change_in if change else None,
            "share": _value(facts, self.share),
            "rate": _value(facts, self.rate),
            "places": [place.name or place.text for place in main.places],
            "periods": [period.text for period in main.periods],
            "period_start": next((p.start for p in main.periods if p.start), None),
            "period_end": next((p.end for p in main.periods if p.end), None),
            "target": next((fact.target for fact in described if fact.target), None),
            "baseline": next((fact.baseline for fact in described if fact.baseline), None),
            "text": main.text,
            "part_of": self.part_of,
            "facts": self.facts,
        }


def to_records(facts: Sequence[Fact]) -> list[Record]:
    """Group facts into records.

    Args:
        facts: The facts of one or more reports, `Fact.head` an index into them.

    Returns:
        A record for each figure that stands for itself (a head, or a component of a breakdown), in
        the order of the facts. Plans, totals, shares, changes and rates join the record of the
        figure they describe, also through one another (`đạt 93,8% (tăng 2%)`). Every fact is in
        exactly one record.
    """
    records: list[Record] = []
    number_of: dict[int, int] = {}
    for index, fact in enumerate(facts):
        if _owner(facts, index) == index:
            number_of[index] = len(records)
            planned = fact.role == "planned"
            records.append(
                Record(
                    index,
                    actual=None if planned else index,
                    planned=[index] if planned else [],
                )
            )
    for index, fact in enumerate(facts):
        owner = _owner(facts, index)
        record = records[number_of[owner]]
        if owner == index:
            if fact.head is not None:
                record.part_of = number_of[_owner(facts, fact.head)]
            continue
        _place(record, index, fact)
    return records


def _owner(facts: Sequence[Fact], index: int) -> int:
    """The figure whose record a fact belongs to: the nearest head reached without `PART_OF`."""
    seen = set()
    while (
        (head := facts[index].head) is not None
        and facts[index].relation_to_head != PART_OF
        and 0 <= head < len(facts)
        and index not in seen
    ):
        seen.add(index)
        index = head
    return index


def _place(record: Record, index: int, fact: Fact) -> None:
    """Put a describing fact in its column."""
    columns = {
        "planned": record.planned,
        "total": record.total,
        "share_of_target": record.share_of_target,
        "change": record.change,
        "share": record.share,
    }
    # A describing figure of another role (an equivalent amount, say) is a rate of the row.
    columns.get(fact.role, record.rate).append(index)


def _value(facts: Sequence[Fact], indices: Sequence[int]) -> float | None:
    return facts[indices[0]].value if indices else None
