"""The same indicator, place and period in several reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from extractor.checks.config import CheckConfig, load_config
from extractor.checks.figures import Case, Figure, comparable
from extractor.checks.finding import Finding
from extractor.checks.kinds.repeated import identity
from extractor.facts.fact import Fact
from extractor.reading.report import Report


def find_findings_across(
    reports: Sequence[tuple[Report, Sequence[Fact]]], config: CheckConfig | None = None
) -> list[Finding]:
    """Contradictions between reports: one indicator, place and period with two values.

    Args:
        reports: Reports and their facts, the oldest first where the order matters to the reader.
        config: Kinds and tolerances; None for the default.

    Returns:
        Findings of kind `repeated`, each about a figure of a later report and one of an earlier.
        `Finding.facts` counts through the facts of all reports in the order given. What a report
        contradicts in itself is not among them: `find_findings` says that.
    """
    config = config or load_config()
    severity = config.severity("repeated")
    if severity is None:
        return []
    stated: dict[tuple[object, ...], list[tuple[int, Figure]]] = defaultdict(list)
    offset = 0
    for report, facts in reports:
        case = Case(facts, report, config)
        own: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        for figure in case.figures:
            key = identity(case, figure)
            # A place or period that is only inferred may be the report's own, and another's not.
            if key is not None and any(p.end for p in figure.fact.periods):
                own[key].append(figure)
        for key, figures in own.items():
            if len({figure.value for figure in figures}) == 1:
                stated[key].append((offset, figures[0]))
        offset += len(facts)
    findings = []
    for entries in stated.values():
        (first_offset, first), *others = entries
        for other_offset, other in others:
            if comparable(first, other) and not first.base.meets(other.base):
                findings.append(_finding(first, first_offset, other, other_offset, config))
    return findings


def _finding(
    first: Figure, first_offset: int, other: Figure, other_offset: int, config: CheckConfig
) -> Finding:
    implied = float(f"{first.value / other.factor:.12g}")
    return Finding(
        "repeated",
        config.severity("repeated") or "warning",
        other.fact.report,
        other.fact.paragraph,
        [other.fact.value_text, first.fact.value_text],
        [other_offset + other.index, first_offset + first.index],
        implied,
        float(f"{(other.fact.value or 0.0) - implied:.12g}"),
        other.fact.text,
        variant="across",
        values={"figure": other, "other": first, "other_report": first.fact.report},
    )
