"""How many assembled triples and breakdowns agree arithmetically: a measure without labels.

Relations that a model gets wrong tie figures that have nothing to do with each other, and these
seldom agree. So the part of the relations that agree says how right an extraction is, on reports
that nobody annotated. The report's own contradictions are in it too: on gold annotations it is not
quite 1.

Unlike `solieu check`, which passes over a breakdown that may be partial, this counts every relation
the model states: an actual value with its plan and share, a part with its whole and share, each
breakdown with its total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.checks import CheckConfig, load_config
from extractor.checks.figures import Case, Figure, comparable
from extractor.checks.kinds import change, list_breakdown, product
from extractor.checks.ratios import cut_off, percent_of
from extractor.checks.sums import judge
from extractor.facts.fact import Fact
from extractor.reading.report import Report

TRIPLES = "triples"
BREAKDOWNS = "breakdowns"


@dataclass(slots=True)
class Consistency:
    """Relations that agree, of those stated.

    Args:
        facts: Facts in all.
        agreeing: By `triples` and `breakdowns`, how many agree.
        stated: By the same, how many are stated.
    """

    facts: int = 0
    agreeing: dict[str, int] = field(default_factory=lambda: {TRIPLES: 0, BREAKDOWNS: 0})
    stated: dict[str, int] = field(default_factory=lambda: {TRIPLES: 0, BREAKDOWNS: 0})

    def add(self, other: Consistency) -> None:
        """Count another report's in.

        Args:
            other: Its figures.
        """
        self.facts += other.facts
        for sort in (TRIPLES, BREAKDOWNS):
            self.agreeing[sort] += other.agreeing[sort]
            self.stated[sort] += other.stated[sort]

    def rate(self, sort: str | None = None) -> float | None:
        """The part that agrees.

        Args:
            sort: `triples`, `breakdowns` or None for both together.

        Returns:
            None where none is stated.
        """
        sorts = (TRIPLES, BREAKDOWNS) if sort is None else (sort,)
        stated = sum(self.stated[name] for name in sorts)
        return sum(self.agreeing[name] for name in sorts) / stated if stated else None

    def to_dict(self) -> dict[str, object]:
        """Counts and rates for `consistency.json`."""
        return {
            "facts": self.facts,
            **{
                name: {
                    "agreeing": self.agreeing[name],
                    "stated": self.stated[name],
                    "rate": self.rate(name),
                }
                for name in (TRIPLES, BREAKDOWNS)
            },
            "rate": self.rate(),
        }


def measure_consistency(
    facts: Sequence[Fact], report: Report, config: CheckConfig | None = None
) -> Consistency:
    """How many relations of a report agree.

    Args:
        facts: Its facts.
        report: The report.
        config: Tolerances; None for the default.

    Returns:
        The counts.
    """
    case = Case(facts, report, config or load_config())
    found = Consistency(facts=len(facts))
    for agrees in _triples(case):
        found.stated[TRIPLES] += 1
        found.agreeing[TRIPLES] += agrees
    for agrees in _breakdowns(case):
        found.stated[BREAKDOWNS] += 1
        found.agreeing[BREAKDOWNS] += agrees
    return found


def _triples(case: Case) -> Iterable[bool]:
    """Actual, plan and share; part, whole and share; level, earlier level and change; products."""
    for figure in case.figures:
        shares = [s for s in case.rates_of(figure.index) if _is_plain_share(s)]
        wholes = [*case.plans_of(figure.index), *case.totals_of(figure.index)]
        if shares and wholes:
            # Two plans with two shares are two triples, in whichever order.
            for share in shares[: max(1, len(wholes))]:
                yield any(_agree(case, figure, whole, share) for whole in wholes)
        for total in case.totals_of(figure.index):
            if comparable(figure, total) and not shares:
                yield not total.base.below(figure.base)
    for check in (*change.checks(case), *product.checks(case)):
        if check.kind in ("change", "product"):
            yield check.agrees


def _is_plain_share(figure: Figure) -> bool:
    fact = figure.fact
    return figure.percent and fact.direction is None and fact.baseline is None


def _agree(case: Case, part: Figure, whole: Figure, share: Figure) -> bool:
    if whole.base.low <= 0 or not comparable(part, whole):
        return False
    return percent_of(part, whole).meets(cut_off(share, case.config))


def _breakdowns(case: Case) -> Iterable[bool]:
    """Totals with two and more parts; a part by itself agrees where it is no larger than its whole.

    A total with parts in another unit is no breakdown at all, and does not agree.
    """
    for total in case.figures:
        parts = case.parts_of(total.index)
        if not parts or total.percent:
            continue
        like = [p for p in parts if comparable(total, p) and p.fact.direction is None]
        if len(like) < len(parts) / 2:
            yield False
        elif len(like) == 1:
            yield not total.base.below(like[0].base)
        else:
            sums = judge(total, like, case.config, lambda _: "open", list(range(len(like))))
            yield any(found.agrees for found in sums)
    for check in list_breakdown.checks(case):
        yield check.agrees
