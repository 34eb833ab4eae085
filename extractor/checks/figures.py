"""The facts of a report as the checks see them: intervals, tails, indicators, the text between.

`Case` is what every check of `kinds/` is given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isclose

from extractor.checks.config import CheckConfig
from extractor.checks.intervals import Interval, written_interval
from extractor.facts.fact import Fact
from extractor.facts.letters import fold
from extractor.facts.outline import list_mark
from extractor.facts.units import read_unit
from extractor.reading.report import Report
from extractor.schema import PART_OF, PLANNED_FOR, RATE_OF, TOTAL_OF

_COMPONENT = " · "
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
PERCENT = ("ratio",)


@dataclass(slots=True)
class Figure:
    """A fact with what its number may stand for.

    Args:
        index: Its index among the report's facts.
        fact: The fact.
        own: What the number may be, in the fact's own unit.
        base: The same in the unit's base; in the own unit where the unit is unknown.
        factor: Base units in one of its own.
        value: The number in base units.
    """

    index: int
    fact: Fact
    own: Interval
    base: Interval
    factor: float
    value: float

    @property
    def percent(self) -> bool:
        """Whether it is a percentage or per mille."""
        return self.fact.dimension in PERCENT


class Case:
    """One report's facts, ready to be checked.

    Args:
        facts: Its facts; `Fact.head` is an index into them.
        report: The report; its paragraphs' texts say what stands between two figures.
        config: See `CheckConfig`.
    """

    def __init__(self, facts: Sequence[Fact], report: Report, config: CheckConfig) -> None:
        self.facts = facts
        self.report = report
        self.config = config
        self.texts: dict[str, str] = {p.id: p.text for p in report.paragraphs}
        self.texts.update({note.id: note.text for note in report.footnotes})
        self._figures: dict[int, Figure] = {}
        self._ahead: dict[tuple[str, ...], bool] = {}
        self.tails: dict[int, list[int]] = defaultdict(list)
        self.of_paragraph: dict[str, list[int]] = defaultdict(list)
        for index, fact in enumerate(facts):
            self.of_paragraph[fact.paragraph].append(index)
            if fact.head is not None and 0 <= fact.head < len(facts) and fact.head != index:
                self.tails[fact.head].append(index)
            figure = self._figure(index, fact)
            if figure is not None:
                self._figures[index] = figure

    def _figure(self, index: int, fact: Fact) -> Figure | None:
        if fact.value is None:
            return None
        unit = read_unit(fact.unit) if fact.unit else None
        whole = unit.traits.whole if unit else float(fact.value).is_integer()
        value = fact.value
        if whole and not float(value).is_integer() and _GROUPED.fullmatch(fact.value_text.strip()):
            # No one counts 1,568 people, whatever the figures beside it would require.
            value = float(re.sub(r"\D", "", fact.value_text))
        own = written_interval(fact.value_text, value, fact.value_high, whole=whole)
        if fact.approximation:
            slack = self.config.tolerance["approximation"] * last_place(value, own)
            slack = min(slack, self.config.tolerance["approximation_most"] * abs(value))
            below = slack if fact.approximation in ("under", "about") else 0.0
            above = slack if fact.approximation in ("over", "about") else 0.0
            own = own.widened(below, above)
        factor = float(unit.factor) if unit and unit.factor is not None else 1.0
        return Figure(index, fact, own, own.scaled(factor), factor, value * factor)

    def sure(self, *figures: Figure) -> bool:
        """Whether a model is sure enough of some figures for a bound between them to count."""
        least = self.config.tolerance["bound_confidence"]
        return all(figure.fact.confidence >= least for figure in figures)

    def literal(self, figure: Figure) -> Figure:
        """A figure as its marks alone read it, where the figures beside it had it read otherwise.

        `86.576` out of `19.568` is read as 86,576 by `extractor.facts.arithmetic`, since no part is
        larger than its whole; a check asks whether that is so.
        """
        fact = figure.fact
        if not any(note.startswith("Read as") for note in fact.notes) or fact.value is None:
            return figure
        if not re.fullmatch(r"\d{1,3}[.,]\d{3}", fact.value_text.strip()):
            return figure
        whole = float(fact.value).is_integer() and fact.value >= 1000
        value = fact.value / 1000 if whole else fact.value * 1000
        own = written_interval(fact.value_text, value)
        return Figure(
            figure.index,
            fact,
            own,
            own.scaled(figure.factor),
            figure.factor,
            value * figure.factor,
        )

    @property
    def figures(self) -> list[Figure]:
        """All figures with a number, in the order of the facts."""
        return list(self._figures.values())

    def figure(self, index: int) -> Figure | None:
        """The figure of a fact, None where its number cannot be read."""
        return self._figures.get(index)

    def tails_of(self, index: int, *relations: str) -> list[Figure]:
        """Figures linked to a figure, in text order.

        Args:
            index: The head.
            relations: Which relations; none for all.
        """
        return [
            self._figures[tail]
            for tail in self.tails.get(index, ())
            if tail in self._figures
            and (not relations or self.facts[tail].relation_to_head in relations)
        ]

    def plans_of(self, index: int) -> list[Figure]:
        """Planned values linked to a figure."""
        return self.tails_of(index, PLANNED_FOR)

    def totals_of(self, index: int) -> list[Figure]:
        """Slash totals linked to a figure."""
        return self.tails_of(index, TOTAL_OF)

    def rates_of(self, index: int) -> list[Figure]:
        """Rates, shares and changes linked to a figure."""
        return self.tails_of(index, RATE_OF)

    def parts_of(self, index: int) -> list[Figure]:
        """Components of a figure's breakdown."""
        return self.tails_of(index, PART_OF)

    def in_paragraph(self, paragraph: str) -> list[Figure]:
        """Figures of a paragraph, in text order."""
        return [self._figures[i] for i in self.of_paragraph[paragraph] if i in self._figures]

    def between(self, one: Fact, other: Fact) -> str:
        """The folded text between two figures of a paragraph, empty where it is not known."""
        first, second = sorted((one, other), key=lambda fact: fact.start)
        if first.paragraph != second.paragraph:
            return ""
        return fold(self.texts.get(first.paragraph, "")[first.end : second.start])

    def before(self, fact: Fact, length: int = 40) -> str:
        """The folded text before a figure."""
        return fold(self.texts.get(fact.paragraph, "")[max(0, fact.start - length) : fact.start])

    def after(self, fact: Fact, length: int = 40) -> str:
        """The folded text after a figure."""
        return fold(self.texts.get(fact.paragraph, "")[fact.end : fact.end + length])

    def words(self, fact: Fact) -> frozenset[str]:
        """The telling words of a fact's indicator."""
        return content_words(fact.indicator or "", tuple(self.config.words["stop"]))

    def telling(self, text: str) -> frozenset[str]:
        """The telling words of a text."""
        return content_words(text, tuple(self.config.words["stop"]))

    def ahead(self, fact: Fact) -> bool:
        """Whether a fact stands under headings about what is still to come."""
        key = tuple(fact.section)
        if key not in self._ahead:
            self._ahead[key] = self._heads_ahead(key)
        return self._ahead[key]

    def _heads_ahead(self, section: Sequence[str]) -> bool:
        issued = int(self.issued[:4]) if self.issued else None
        for heading in section:
            years = [int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", heading)]
            if issued is not None and years and min(years) > issued:
                return True
            if self.has_word(heading, "ahead") and not self.has_word(heading, "done"):
                return True
        return False

    def parent(self, paragraph: str) -> str | None:
        """The item above a list item: `b)` above `*` above `-`; None for what stands in no list."""
        return self._parents.get(paragraph)

    @cached_property
    def _parents(self) -> dict[str, str]:
        parents: dict[str, str] = {}
        stack: list[tuple[str, str]] = []
        for entry in self.report.paragraphs:
            if entry.kind == "heading":
                stack = []
                continue
            mark = list_mark(entry.text)
            if mark is None:
                if stack:
                    parents[entry.id] = stack[-1][1]
                continue
            kinds = [kind for kind, _ in stack]
            if mark in kinds:
                stack = stack[: kinds.index(mark)]
            if stack:
                parents[entry.id] = stack[-1][1]
            stack.append((mark, entry.id))
        return parents

    def has_word(self, text: str, group: str) -> bool:
        """Whether a text has a word of one of the configured lists."""
        return has_any(text, tuple(self.config.words[group]))

    @cached_property
    def issued(self) -> str | None:
        """ISO date the report speaks from: its own, or the end of its period."""
        if self.report.date:
            return self.report.date
        from extractor.facts.report_time import infer_report_time

        headings = [p.text for p in self.report.paragraphs if p.kind == "heading"]
        periods = [p.text for fact in self.facts for p in fact.periods if not p.inferred]
        found = infer_report_time(self.report.id, self.report.title, None, headings, periods)
        return found.end.isoformat() if found is not None else None


def comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures are amounts of one kind, so that they may be added or divided.

    Counts are, whatever their nouns: people are part of households only by a relation, and the
    relation is what asks. A figure without a unit takes the other's.
    """
    a, b = one.fact, other.fact
    if a.unit is None or b.unit is None:
        known = a if a.unit is not None else b
        return known.dimension in (None, "count") or known.unit is None
    if a.dimension is None or b.dimension is None:
        # Nouns that no list has are counted things as a rule.
        return fold(a.unit) == fold(b.unit) or "count" in (a.dimension, b.dimension)
    if a.dimension == "currency":
        return b.base_unit == a.base_unit
    return a.dimension == b.dimension


def last_place(value: float, own: Interval) -> float:
    """The worth of a number's last digit that is not zero: 1.000 for 37.000, 0,1 for 384,9.

    Args:
        value: The number.
        own: What it may be as written; its width is the worth of the last written place.
    """
    place = own.width or 1.0
    while (
        value
        and abs(value) >= 10 * place
        and isclose(value / (10 * place), round(value / (10 * place)), abs_tol=1e-9)
    ):
        place *= 10
    return place


def components(fact: Fact) -> list[str]:
    """The parts of a fact's indicator, folded, inherited ones first."""
    return list(_components(fact.indicator or ""))


@lru_cache(maxsize=16384)
def _components(indicator: str) -> tuple[str, ...]:
    return tuple(fold(part) for part in indicator.split(_COMPONENT) if part.strip())


@lru_cache(maxsize=16384)
def content_words(text: str, stop: tuple[str, ...]) -> frozenset[str]:
    """The words of a text but the empty ones."""
    return frozenset(word for word in re.findall(r"\w+", fold(text)) if word not in stop)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@lru_cache(maxsize=65536)
def has_any(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of some words occurs in a text, as a whole word and whatever the case."""
    return bool(words) and _pattern(words).search(fold(text)) is not None
