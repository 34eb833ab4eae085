"""What a check says: whether figures agree, and the finding where they do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(slots=True)
class Finding:
    """Figures that contradict each other.

    Args:
        kind: Which check found it (`target_share`, `breakdown`…), see `data/checks.toml`.
        severity: `error`, `warning` or `note`.
        report: Report id.
        paragraph: Id of the paragraph of the figure in doubt.
        figures: The figures as written, the one in doubt first.
        facts: Their indices among the report's facts, in the same order; empty where the
            contradiction lies in a date of the text and no fact bears it. In a finding across
            reports they count on through the reports in the order given.
        implied: What the other figures imply for the one in doubt, in its own unit; None where no
            single number is implied.
        difference: The stated value less the implied one.
        text: The sentence of the figure in doubt.
        suggestion: `125 → 140` where a slip is near certain, else None.
        variant: Which wording of the kind describes it, not part of the JSON.
        values: What the wording is filled with, not part of the JSON.
    """

    kind: str
    severity: Severity
    report: str
    paragraph: str
    figures: list[str]
    facts: list[int]
    implied: float | None = None
    difference: float | None = None
    text: str = ""
    suggestion: str | None = None
    variant: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON form."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "report": self.report,
            "paragraph": self.paragraph,
            "figures": list(self.figures),
            "facts": list(self.facts),
            "implied": self.implied,
            "difference": self.difference,
            "text": self.text,
            "suggestion": self.suggestion,
        }


@dataclass(slots=True)
class Check:
    """One relation between figures, and whether they satisfy it.

    Args:
        kind: As in `Finding`.
        facts: Indices of the figures, the one in doubt first.
        agrees: Whether some value within each figure's written precision satisfies the relation.
        implied: As in `Finding`.
        suggestion: As in `Finding`.
        variant: As in `Finding`.
        values: As in `Finding`.
        severity: Where the relation is less certain than its kind usually is, the severity instead
            of the configured one.
        figures: Texts in place of the facts' own, for what no fact bears.
        paragraph: Paragraph, where there is no fact.
        text: Sentence, where there is no fact.
        equation: Whether it is an equation between figures, which most slips break, rather than a
            bound that only gross ones do.
    """

    kind: str
    facts: list[int]
    agrees: bool
    implied: float | None = None
    suggestion: str | None = None
    variant: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    figures: list[str] | None = None
    paragraph: str | None = None
    text: str | None = None
    equation: bool = True
