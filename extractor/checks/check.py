"""Figures that contradict each other: in one report, and between reports of the same place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from extractor.checks.config import CheckConfig, load_config
from extractor.checks.figures import Case
from extractor.checks.finding import Check, Finding
from extractor.checks.kinds import (
    breakdown,
    change,
    cumulative,
    dates,
    implied_plan,
    impossible,
    list_breakdown,
    product,
    repeated,
    same_actual,
    share,
    target_share,
)
from extractor.facts.fact import Fact
from extractor.reading.report import Report

_KINDS: tuple[Callable[[Case], Iterator[Check]], ...] = (
    target_share.checks,
    same_actual.checks,
    share.checks,
    breakdown.checks,
    list_breakdown.checks,
    change.checks,
    cumulative.checks,
    product.checks,
    implied_plan.checks,
    repeated.checks,
    impossible.checks,
    dates.checks,
)
_GRAVITY = {"error": 0, "warning": 1, "note": 2}


def find_findings(
    facts: Sequence[Fact], report: Report, config: CheckConfig | None = None
) -> list[Finding]:
    """The contradictions of one report.

    A figure is contradicted only where no value that is rounded (or, for shares and growths, cut
    off) to what is written satisfies the relation.

    Args:
        facts: Its facts, as `extractor.facts.assemble_facts` gives them; `Fact.head` is an index
            into them.
        report: The report. Its paragraphs and footnotes say what stands between two figures and
            which lists and footnotes belong to which total; without them only relations between
            linked figures are checked.
        config: Kinds and tolerances; None for the default.

    Returns:
        In the order of the report, and the gravest first where several concern one paragraph. A
        contradiction that several checks find is reported once.
    """
    config = config or load_config()
    case = Case(facts, report, config)
    findings = [_finding(case, check, config) for check in run_checks(case) if not check.agrees]
    order = {paragraph: i for i, paragraph in enumerate(_order(case))}
    found = [finding for finding in findings if finding is not None]
    found.sort(key=lambda f: (order.get(f.paragraph, len(order)), _GRAVITY[f.severity]))
    return _once(found)


def run_checks(case: Case) -> Iterator[Check]:
    """Every relation between figures of a report, satisfied or not.

    Args:
        case: The report's facts.

    Yields:
        A check for each relation of a kind that is not off.
    """
    for checks in _KINDS:
        for check in checks(case):
            if case.config.severity(check.kind) is not None:
                yield check


def _order(case: Case) -> list[str]:
    texts = [*case.texts, *case.of_paragraph]
    return list(dict.fromkeys(texts))


def _finding(case: Case, check: Check, config: CheckConfig) -> Finding | None:
    severity = check.severity or config.severity(check.kind)
    if severity is None:
        return None
    if not check.facts:
        return Finding(
            check.kind,
            severity,
            case.report.id,
            check.paragraph or "",
            check.figures or [],
            [],
            text=check.text or "",
            suggestion=check.suggestion,
            variant=check.variant,
            values=check.values,
        )
    first = case.facts[check.facts[0]]
    difference = None
    figure = case.figure(check.facts[0])
    if check.implied is not None and figure is not None:
        difference = _plain(figure.value / figure.factor - check.implied)
    return Finding(
        check.kind,
        severity,
        first.report,
        first.paragraph,
        [case.facts[i].value_text for i in check.facts],
        list(check.facts),
        None if check.implied is None else _plain(check.implied),
        difference,
        first.text,
        check.suggestion,
        check.variant,
        check.values,
    )


def _plain(value: float) -> float:
    """A number without the noise of binary fractions."""
    return float(f"{value:.12g}")


def _once(findings: list[Finding]) -> list[Finding]:
    """One finding a contradiction: those about the same figures are one, the gravest of them."""
    kept: list[Finding] = []
    for finding in findings:
        same = [
            other
            for other in kept
            if other.paragraph == finding.paragraph
            and finding.facts
            and other.facts
            and (
                set(other.facts) == set(finding.facts)
                or (
                    {other.kind, finding.kind} <= {"breakdown", "list_breakdown", "slash_total"}
                    and other.facts[0] == finding.facts[0]
                )
            )
        ]
        if not same:
            kept.append(finding)
    return kept
