"""The fact: what an analyst reads as a table row."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Role = Literal["actual", "planned", "total", "share_of_target", "change", "share", "rate"]
Direction = Literal["increase", "decrease"]
Source = Literal["text", "footnote", "table"]
Approximation = Literal["over", "under", "about"]
ChangeIn = Literal["percent", "points", "amount"]


@dataclass(slots=True)
class PlaceValue:
    """A place a fact holds for.

    Args:
        text: As written.
        inherited: Taken from the quantity's head.
        inferred: Taken from outside the paragraph.
        origin: Where an inherited or inferred value came from (`head`, `heading`, `list item`,
            `footnote marker`, `issuer`); None for the quantity's own.
        name: Official name of the unit, None where it could not be resolved.
        code: Administrative code in force on the report's date (General Statistics Office).
        level: `province`, `district`, `commune` or `village`; `country` for a country and `foreign`
            for a unit of another country.
        parents: Official names of the units above it, innermost first.
        current_name: What it became after the mergers of 2025, where known.
        current_code: The code of that unit.
        current_parents: Official names of the units above that one, innermost first. A district has
            no successor: it was dissolved, and only this list is filled.
    """

    text: str
    inherited: bool = False
    inferred: bool = False
    origin: str | None = None
    name: str | None = None
    code: str | None = None
    level: str | None = None
    parents: list[str] = field(default_factory=list)
    current_name: str | None = None
    current_code: str | None = None
    current_parents: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PeriodValue:
    """A period a fact holds for.

    Args:
        text: As written.
        inherited: Taken from the quantity's head.
        inferred: Taken from outside the paragraph.
        origin: Where an inherited or inferred value came from; None for the quantity's own.
        start: ISO date of its first day, None where it could not be resolved.
        end: ISO date of its last day.
        cumulative: Whether the value adds up from the period's beginning (`lũy kế`).
    """

    text: str
    inherited: bool = False
    inferred: bool = False
    origin: str | None = None
    start: str | None = None
    end: str | None = None
    cumulative: bool = False


@dataclass(slots=True)
class Fact:
    """One quantity with all that the report says of it.

    Args:
        report: Report id.
        paragraph: Paragraph id (`p012`, `f03`, `t01r002`).
        start: Offset of the quantity in the paragraph's text.
        end: Its end, exclusive.
        text: The sentence it stands in.
        value: The number; for a range its lower end; None where it cannot be read.
        value_text: The number as written.
        section: Headings above the paragraph, outermost first.
        source: `text`, `footnote` or `table`.
        value_high: Upper end of a range.
        unit: As written.
        base_value: Value in the unit's base (`kg` for `tấn`), None where the unit is unknown.
        base_unit: The unit of `base_value`.
        indicator: Indicator spans joined with ` · ` in text order, inherited ones first.
        places: Where.
        periods: When.
        role: What the number is.
        direction: Of a change.
        target: The plan it is compared with, several joined with ` · `.
        baseline: The period it is compared with, several joined with ` · `.
        head: Index, among the report's facts, of the fact it belongs to.
        relation_to_head: Relation label to that fact.
        confidence: 0–1.
        notes: Sentences on what is doubtful (an ambiguous number, say).
        approximation: `over` (`hơn`, `trên`), `under` (`gần`, `dưới`) or `about` (`khoảng`), as the
            words before the number say; None where it is stated flatly.
        dimension: What the unit measures (`area`, `mass`, `currency`, `count`, `ratio`,
            `mass/area`…), None where the unit is unknown.
        change_in: Of a change: `percent` of the earlier value, `points` between two percentages, or
            an `amount` in the value's own unit.
        baseline_periods: The periods of `baseline`, resolved.
        context: Where the fact has no indicator: what the list item above, the footnote's marker or
            the heading above speaks of. Always inferred, never part of `indicator`.
        context_origin: Which of them (`list item`, `footnote marker`, `heading`).
        matches: Indices of facts of the other source (text and annex table) about the same
            indicator, period and place.
    """

    report: str
    paragraph: str
    start: int
    end: int
    text: str
    value: float | None
    value_text: str
    section: list[str] = field(default_factory=list)
    source: Source = "text"
    value_high: float | None = None
    unit: str | None = None
    base_value: float | None = None
    base_unit: str | None = None
    indicator: str | None = None
    places: list[PlaceValue] = field(default_factory=list)
    periods: list[PeriodValue] = field(default_factory=list)
    role: Role = "actual"
    direction: Direction | None = None
    target: str | None = None
    baseline: str | None = None
    head: int | None = None
    relation_to_head: str | None = None
    confidence: float = 1.0
    notes: list[str] = field(default_factory=list)
    approximation: Approximation | None = None
    dimension: str | None = None
    change_in: ChangeIn | None = None
    baseline_periods: list[PeriodValue] = field(default_factory=list)
    context: str | None = None
    context_origin: str | None = None
    matches: list[int] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON form."""
        return asdict(self)
