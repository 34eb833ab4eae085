"""From spans and relations to facts: one a quantity, with what it inherits and what is inferred.

Read `assemble_facts` first, then `_Assembly.facts`: numbers and units of each paragraph, places and
periods of its own, what a quantity takes from its head, and last what the list item above, the
heading above, the footnote's marker and the report itself add, which is marked as inferred.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from extractor.facts.arithmetic import Figure, settle
from extractor.facts.fact import Fact, PeriodValue, PlaceValue
from extractor.facts.letters import fold
from extractor.facts.matching import match_sources
from extractor.facts.numbers import ANY_NUMBER, Mark, decimal_mark, parse_number
from extractor.facts.outline import Position, local_id, outline, unmarked
from extractor.facts.periods import Days, ReportTime, resolve
from extractor.facts.places import Issuer, Place, PlaceResolver, find_issuer
from extractor.facts.report_time import infer_report_time, named_periods
from extractor.facts.roles import Situation, approximation_before, meaning_of
from extractor.facts.tables import Surroundings, table_facts
from extractor.facts.units import Unit, read_unit
from extractor.language.sentences import sentence_at, sentence_bounds
from extractor.reading.report import Report
from extractor.schema import (
    AGAINST_TARGET,
    COMPARED_WITH,
    HAS_UNIT,
    HEAD_RELATIONS,
    IN_PERIOD,
    LOCATED_IN,
    MEASURES,
    PERIOD,
    PLACE,
    PLANNED_FOR,
    QUANTITY,
    STATES_TARGET,
    TAIL_LABEL,
    TOTAL_OF,
    AnnotatedText,
    Entity,
    Link,
)

_JOIN = " · "
_LONGEST_PLACE = 7  # words of a table's cell that may be a place: `Thị trấn Nông trường Mộc Châu`
_Value = TypeVar("_Value", PlaceValue, PeriodValue)


def assemble_facts(report: Report, paragraphs: Sequence[AnnotatedText]) -> list[Fact]:
    """The facts of a report.

    Args:
        report: The report; all but its id may be missing, and then its place, date and period are
            taken from its paragraphs where they say them.
        paragraphs: Its annotated paragraphs and footnotes, ids `report-id/p012`, `report-id/f03`.
            Relations that contradict the schema (a missing entity, a second unit, a circle of
            heads) are passed over.

    Returns:
        One fact a QUANTITY, in the order of the paragraphs and of the text in each, and after
        them one a number cell of the report's tables. `Fact.head` is an index into this list.
        `Fact.confidence` is the product of the scores of
        the quantity, of its unit and its link, of its weakest indicator and its link, and of the
        link to its head: the chance that all of them are right, were they independent. A number
        whose reading is doubtful takes off a quarter.
    """
    return _Assembly(report, paragraphs).facts()


def normalised_entities(
    report: Report, paragraphs: Sequence[AnnotatedText]
) -> tuple[dict[tuple[str, str], PeriodValue], dict[tuple[str, str], PlaceValue]]:
    """Every period and place of a report as the facts read it.

    Args:
        report: See `assemble_facts`.
        paragraphs: See `assemble_facts`.

    Returns:
        Periods and places by the local id of their paragraph and their entity id. A baseline
        (`cùng kỳ`) is read for the first figure compared with it.
    """
    return _Assembly(report, paragraphs).entities()


@dataclass(slots=True, eq=False)
class _Quantity:
    """A quantity and what is linked to it."""

    entity: Entity
    index: int
    links: dict[str, list[tuple[Entity, Link]]] = field(default_factory=dict)
    head: _Quantity | None = None
    head_link: Link | None = None
    children: list[_Quantity] = field(default_factory=list)

    def tails(self, label: str) -> list[Entity]:
        """Entities that a relation points to, in text order, each once."""
        linked = self.links.get(label)
        if not linked:
            return []
        return sorted({e.id: e for e, _ in linked}.values(), key=lambda e: e.start)


@dataclass(slots=True)
class _Block:
    """A paragraph with its quantities and its places resolved."""

    paragraph: AnnotatedText
    quantities: list[_Quantity]
    places: dict[str, Place]


class _Assembly:
    """The facts of one report in the making.

    Args:
        report: See `assemble_facts`.
        paragraphs: See `assemble_facts`.
    """

    def __init__(self, report: Report, paragraphs: Sequence[AnnotatedText]) -> None:
        self._report = report
        self._paragraphs = paragraphs
        self._positions = outline(report, paragraphs)
        self._texts = {local_id(p): p for p in reversed(paragraphs)}
        self._facts: list[Fact] = []
        self._of_paragraph: dict[str, list[int]] = defaultdict(list)

    @cached_property
    def _place_texts(self) -> list[str]:
        return [p.text_of(e) for p in self._paragraphs for e in p.entities if e.label == PLACE]

    @cached_property
    def _issuer(self) -> Issuer:
        report = self._report
        return find_issuer(
            [report.place, report.issuer, report.title],
            self._place_texts,
            (paragraph.text for paragraph in self._paragraphs),
            report.date,
        )

    @cached_property
    def _places(self) -> PlaceResolver:
        return PlaceResolver(self._issuer, self._report.date)

    @cached_property
    def _time(self) -> ReportTime | None:
        headings = [p.text for p in self._report.paragraphs if p.kind == "heading"]
        if not headings:
            headings = list(
                dict.fromkeys(h for position in self._positions.values() for h in position.section)
            )
        # A report read without its title often begins with it.
        headings += [paragraph.text[:300] for paragraph in self._paragraphs[:2]]
        return infer_report_time(
            self._report.id,
            self._report.title,
            self._report.date,
            headings,
            (p.text_of(e) for p in self._paragraphs for e in p.entities if e.label == PERIOD),
        )

    @cached_property
    def _decimal(self) -> Mark:
        return decimal_mark(
            p.text_of(e) for p in self._paragraphs for e in p.entities if e.label == QUANTITY
        )

    def facts(self) -> list[Fact]:
        """Assemble."""
        blocks = []
        count = 0
        for paragraph in self._paragraphs:
            quantities = _quantities(paragraph, count)
            count += len(quantities)
            blocks.append(_Block(paragraph, quantities, {}))
        for block in blocks:
            if block.quantities:
                block.places = self._resolved_places(block.paragraph)
                self._read_block(block)
        # A footnote takes from its marker's place, so the paragraphs come first.
        for block in sorted(blocks, key=lambda block: self._is_footnote(block.paragraph)):
            self._infer(block)
        for block in blocks:
            self._settle_baselines(block)
        if self._report.tables:
            self._facts.extend(
                table_facts(self._report, len(self._facts), self._table_surroundings())
            )
            match_sources(self._facts)
        return self._facts

    def _is_footnote(self, paragraph: AnnotatedText) -> bool:
        return re.fullmatch(r"f\d+", local_id(paragraph)) is not None

    def _table_surroundings(self) -> Surroundings:
        def periods(text: str) -> list[PeriodValue]:
            found = [(n.text, resolve(n.dated, self._time)) for n in named_periods(text)[:1]]
            if not found and re.search(r"\b(?:lũy kế|trong tháng|cùng kỳ)\b", fold(text)):
                found = [(text, resolve(text, self._time))]
            running = bool(re.search(r"\blũy kế\b", fold(text)))
            return [
                _period_value(phrase, _running(days) if running else days)
                for phrase, days in found
                if days.settled
            ]

        def place(text: str) -> PlaceValue | None:
            if len(text.split()) > _LONGEST_PLACE:
                return None
            resolved = self._places.resolve(text)
            return _place_value(resolved) if resolved.unit is not None else None

        def baselines(text: str, value: Fact) -> list[PeriodValue]:
            own = next((_days(p) for p in value.periods if p.start or p.end), None)
            days = resolve(text, self._time, own)
            return [_period_value(text, days)] if days.settled else []

        nowhere = Position()
        return Surroundings(
            self._decimal,
            place,
            periods,
            lambda: self._inferred_places(nowhere),
            lambda: self._inferred_periods(nowhere),
            baselines,
        )

    def entities(
        self,
    ) -> tuple[dict[tuple[str, str], PeriodValue], dict[tuple[str, str], PlaceValue]]:
        """The normalised periods and places of all paragraphs, see `normalised_entities`."""
        facts = self.facts()
        periods: dict[tuple[str, str], PeriodValue] = {}
        places: dict[tuple[str, str], PlaceValue] = {}
        count = 0
        for paragraph in self._paragraphs:
            name = local_id(paragraph)
            for entity_id, place in self._resolved_places(paragraph).items():
                places[name, entity_id] = _place_value(place)
            quantities = _quantities(paragraph, count)
            count += len(quantities)
            for quantity in quantities:
                fact = facts[quantity.index]
                for label, values in (
                    (IN_PERIOD, fact.periods),
                    (COMPARED_WITH, fact.baseline_periods),
                ):
                    for entity, value in zip(quantity.tails(label), values, strict=False):
                        periods.setdefault((name, entity.id), value)
            for entity in paragraph.entities:
                if entity.label == PERIOD:
                    phrase = paragraph.text_of(entity)
                    value = _period_value(phrase, resolve(phrase, self._time))
                    periods.setdefault((name, entity.id), value)
        return periods, places

    def _resolved_places(self, paragraph: AnnotatedText) -> dict[str, Place]:
        entities = sorted(
            (e for e in paragraph.entities if e.label == PLACE), key=lambda e: e.start
        )
        places = self._places.resolve_all(paragraph.text, [(e.start, e.end) for e in entities])
        return {entity.id: place for entity, place in zip(entities, places, strict=True)}

    # --- What the paragraph itself says -----------------------------------------------------

    def _read_block(self, block: _Block) -> None:
        paragraph, quantities = block.paragraph, block.quantities
        units = [_unit(quantity, paragraph) for quantity in quantities]
        figures = []
        for quantity, (_, unit) in zip(quantities, units, strict=True):
            number = parse_number(
                paragraph.text_of(quantity.entity),
                unit.traits if unit else ANY_NUMBER,
                self._decimal,
            )
            head = quantity.head.index - quantities[0].index if quantity.head else None
            relation = quantity.head_link.label if quantity.head_link else None
            percent = unit is not None and unit.traits.percent
            figures.append(Figure(number, unit, head, relation, percent))
        numbers = settle(figures)
        name = local_id(paragraph)
        position = self._positions.get(name, Position())
        for i, quantity in enumerate(quantities):
            written, unit = units[i]
            number, entity = numbers[i], quantity.entity
            before = paragraph.text[quantities[i - 1].entity.end if i else 0 : entity.start]
            value, high = number.value, number.high
            if _is_negative(paragraph.text, entity.start, figures[i].percent) and value:
                value = -value
            fact = Fact(
                report=self._report.id,
                paragraph=name,
                start=entity.start,
                end=entity.end,
                text=sentence_at(paragraph.text, entity.start, entity.end),
                value=value,
                value_text=paragraph.text_of(entity),
                section=list(position.section),
                source="footnote" if self._is_footnote(paragraph) else "text",
                value_high=high,
                unit=written,
                base_value=unit.to_base(value) if unit else None,
                base_unit=unit.base if unit and value is not None else None,
                dimension=unit.dimension if unit else None,
                head=quantity.head.index if quantity.head else None,
                relation_to_head=quantity.head_link.label if quantity.head_link else None,
                approximation=approximation_before(before),
                notes=[number.doubt] if number.doubt else [],
            )
            fact.target = _joined(
                paragraph, [*quantity.tails(AGAINST_TARGET), *quantity.tails(STATES_TARGET)]
            )
            fact.baseline = _joined(paragraph, quantity.tails(COMPARED_WITH))
            fact.confidence = _confidence(quantity, doubtful=number.doubt is not None)
            fact.places = [_place_value(block.places[e.id]) for e in quantity.tails(LOCATED_IN)]
            fact.periods = self._own_periods(paragraph, quantity)
            self._facts.append(fact)
            self._of_paragraph[name].append(quantity.index)
        for quantity in quantities:
            self._give_meaning(block, quantity)

    def _give_meaning(self, block: _Block, quantity: _Quantity) -> None:
        """Indicator, role and direction, of the head before its tails."""
        done: list[_Quantity] = []
        line: _Quantity | None = quantity
        while line is not None:
            done.append(line)
            line = line.head
        for member in reversed(done):
            fact = self._facts[member.index]
            own = _joined(block.paragraph, member.tails(MEASURES))
            head = self._facts[member.head.index] if member.head else None
            inherited = head.indicator if head else None
            fact.indicator = _JOIN.join(part for part in (inherited, own) if part) or None
            meaning = meaning_of(self._situation(block, member, own or "", head))
            fact.role, fact.direction = meaning.role, meaning.direction
            fact.change_in = meaning.change_in
            if fact.role == "change" and fact.value is not None and fact.value < 0:
                # The direction says it: `(-2,1%)` is a decrease by 2.1.
                fact.value = -fact.value
                fact.base_value = -fact.base_value if fact.base_value is not None else None

    def _situation(
        self, block: _Block, quantity: _Quantity, own: str, head: Fact | None
    ) -> Situation:
        fact = self._facts[quantity.index]
        siblings = quantity.head.children if quantity.head else []
        relations = {s.head_link.label for s in siblings if s.head_link}
        return Situation(
            before=_before(block, quantity),
            percent=fact.dimension in ("ratio", "ratio/time"),
            points=fact.dimension == "ratio_points",
            relation=fact.relation_to_head,
            states_target=bool(quantity.links.get(STATES_TARGET, ())),
            against_target=bool(quantity.links.get(AGAINST_TARGET, ())),
            compared=bool(quantity.links.get(COMPARED_WITH, ())),
            head_role=head.role if head else None,
            head_percent=head is not None and head.dimension == "ratio",
            head_has_total=TOTAL_OF in relations,
            head_has_plan=PLANNED_FOR in relations,
            indicator=own,
            head_indicator=(head.indicator or "") if head else "",
            beside_target=_beside_target(block.paragraph.text, quantity),
            unit=fact.unit is not None,
        )

    def _own_periods(self, paragraph: AnnotatedText, quantity: _Quantity) -> list[PeriodValue]:
        phrases = [paragraph.text_of(e) for e in quantity.tails(IN_PERIOD)]
        own = self._earlier_days(paragraph, quantity)
        days = [resolve(phrase, self._time, own) for phrase in phrases]
        bare = [_bare_running(phrase) for phrase in phrases]
        dated = [d for d, word in zip(days, bare, strict=True) if not word]
        if dated and any(bare):
            # `Lũy kế … đến ngày 12/7/2023`: the bare word says how the other period is counted.
            days = [_running(dated[0] if word else d) for d, word in zip(days, bare, strict=True)]
        return [_period_value(p, d) for p, d in zip(phrases, days, strict=True)]

    def _earlier_days(self, paragraph: AnnotatedText, quantity: _Quantity) -> Days | None:
        """The period of the figure before, which a bracketed `(cùng kỳ 18 tỷ)` refers to."""
        for index in reversed(self._of_paragraph[local_id(paragraph)]):
            for period in self._facts[index].periods:
                if period.start or period.end:
                    return _days(period)
        return None

    # --- What the head, the outline and the report add --------------------------------------

    def _infer(self, block: _Block) -> None:
        """Places and periods from outside the paragraph for heads, then down to their tails."""
        position = self._positions.get(local_id(block.paragraph), Position())
        for quantity in _heads_first(block.quantities):
            fact = self._facts[quantity.index]
            head = self._facts[quantity.head.index] if quantity.head else None
            if head is not None:
                if not fact.places:
                    fact.places = [_inherited(place) for place in head.places]
                if not fact.periods:
                    fact.periods = [_inherited(period) for period in head.periods]
                if not fact.indicator:
                    fact.context, fact.context_origin = head.context, head.context_origin
            if not fact.places:
                fact.places = self._inferred_places(position)
            if not fact.periods:
                fact.periods = self._inferred_periods(position)
            if not fact.indicator and not fact.context:
                fact.context, fact.context_origin = self._context(position)

    def _inferred_places(self, position: Position) -> list[PlaceValue]:
        marker = self._fact_at_marker(position)
        if marker is not None and marker.places:
            return [_from(place, "footnote marker") for place in marker.places]
        for item in position.above:
            found = self._governing(item)
            if found is not None and any(not place.inferred for place in found.places):
                return [_from(place, "list item") for place in found.places]
            named = self._named_places(item) if found is None else []
            if named:
                return [_from(place, "list item") for place in named]
        for heading in reversed(position.headings):
            named = self._named_places(heading)
            if named:
                return [_from(place, "heading") for place in named]
        unit = self._issuer.unit
        if unit is None:
            return []
        place = _place_value(self._places.resolve(unit.name))
        return [replace(place, inferred=True, origin="issuer")]

    def _inferred_periods(self, position: Position) -> list[PeriodValue]:
        marker = self._fact_at_marker(position)
        if marker is not None and marker.periods:
            return [_from(period, "footnote marker") for period in marker.periods]
        for item in position.above:
            found = self._governing(item)
            if found is not None and any(not period.inferred for period in found.periods):
                return [_from(period, "list item") for period in found.periods]
        for heading in reversed(position.section):
            for named in named_periods(heading):
                days = resolve(named.dated, self._time)
                if days.settled:
                    period = _period_value(named.text, days)
                    return [replace(period, inferred=True, origin="heading")]
        if self._time is None:
            return []
        days = Days(self._time.start, self._time.end)
        text = f"{self._time.start}/{self._time.end}"
        return [replace(_period_value(text, days), inferred=True, origin="report")]

    def _context(self, position: Position) -> tuple[str | None, str | None]:
        marker = self._fact_at_marker(position)
        if marker is not None and (marker.indicator or marker.context):
            return marker.indicator or marker.context, "footnote marker"
        for item in position.above:
            found = self._governing(item)
            if found is not None and found.indicator:
                return found.indicator, "list item"
            paragraph = self._texts.get(item)
            if found is None and paragraph is not None and unmarked(paragraph.text):
                return unmarked(paragraph.text), "list item"
        for heading in reversed(position.section):
            if unmarked(heading):
                return unmarked(heading), "heading"
        return None, None

    def _governing(self, paragraph: str) -> Fact | None:
        """The last head of an introducing paragraph, which its list breaks down."""
        heads = [i for i in self._of_paragraph.get(paragraph, ()) if self._facts[i].head is None]
        return self._facts[heads[-1]] if heads else None

    def _named_places(self, paragraph: str) -> list[PlaceValue]:
        found = self._texts.get(paragraph)
        if found is None:
            return []
        return [_place_value(place) for place in self._resolved_places(found).values()]

    def _fact_at_marker(self, position: Position) -> Fact | None:
        """The figure that a footnote's marker stands behind."""
        if position.host is None or position.offset is None:
            return None
        before = [
            i
            for i in self._of_paragraph.get(position.host, ())
            if self._facts[i].end <= position.offset
        ]
        return self._facts[before[-1]] if before else None

    def _settle_baselines(self, block: _Block) -> None:
        for quantity in block.quantities:
            fact = self._facts[quantity.index]
            own = next((_days(p) for p in fact.periods if p.start or p.end), None)
            fact.baseline_periods = [
                _period_value(phrase, resolve(phrase, self._time, own))
                for phrase in map(block.paragraph.text_of, quantity.tails(COMPARED_WITH))
            ]


def _quantities(paragraph: AnnotatedText, first: int) -> list[_Quantity]:
    """The quantities of a paragraph in text order, with the links the schema allows."""
    entities = {entity.id: entity for entity in paragraph.entities}
    ordered = sorted(
        (e for e in entities.values() if e.label == QUANTITY), key=lambda e: (e.start, e.end)
    )
    quantities = [_Quantity(entity, first + i) for i, entity in enumerate(ordered)]
    by_id = {quantity.entity.id: quantity for quantity in quantities}
    for link in paragraph.relations:
        quantity, tail = by_id.get(link.head), entities.get(link.tail)
        if quantity is None or tail is None or TAIL_LABEL.get(link.label) != tail.label:
            continue
        if link.label not in HEAD_RELATIONS:
            quantity.links.setdefault(link.label, []).append((tail, link))
            continue
        head = by_id[tail.id]
        if quantity.head is not None or _leads_back(head, quantity):
            continue
        quantity.head, quantity.head_link = head, link
        head.children.append(quantity)
    return quantities


def _leads_back(head: _Quantity, quantity: _Quantity) -> bool:
    """Whether making `head` the head would close a circle."""
    line: _Quantity | None = head
    while line is not None:
        if line is quantity:
            return True
        line = line.head
    return False


def _before(block: _Block, quantity: _Quantity) -> str:
    """The words before a quantity that speak of it: from the figure or the sentence before it.

    A figure compared with a baseline that follows another at once shares its words: in `giảm 202
    lượt, 238 người so với năm 2022` both numbers fell.
    """
    text, start = block.paragraph.text, quantity.entity.start
    sentence = max((s for s, _ in sentence_bounds(text) if s <= start), default=0)
    earlier = [q for q in block.quantities if q.entity.end <= start]
    begin = max([sentence, *(q.entity.end for q in earlier)])
    words = text[begin:start]
    if not (quantity.links.get(COMPARED_WITH, ()) and earlier):
        return words
    previous = earlier[-1]
    for unit in previous.tails(HAS_UNIT):
        words = words.replace(block.paragraph.text_of(unit), " ", 1)
    if re.fullmatch(r"\s*(?:[,=/;]|và|\(\s*=?)\s*", words) and previous.entity.start >= sentence:
        return _before(replace(block, quantities=earlier), replace(previous, links=quantity.links))
    return text[begin:start]


def _beside_target(text: str, quantity: _Quantity) -> bool:
    """Whether the target is named right after the quantity, or before it."""
    targets = quantity.tails(AGAINST_TARGET)
    if not targets:
        return True
    units = [e.end for e in quantity.tails(HAS_UNIT)]
    end = max([quantity.entity.end, *units])
    between = text[end : targets[0].start]
    return targets[0].start < end or bool(
        re.fullmatch(r"\W*(?:so(?: với)?|của|theo|được)?\W*", fold(between)) and "(" not in between
    )


def _heads_first(quantities: Sequence[_Quantity]) -> list[_Quantity]:
    ordered: list[_Quantity] = []
    waiting = [quantity for quantity in quantities if quantity.head is None]
    while waiting:
        quantity = waiting.pop(0)
        ordered.append(quantity)
        waiting.extend(quantity.children)
    return ordered


def _unit(quantity: _Quantity, paragraph: AnnotatedText) -> tuple[str | None, Unit | None]:
    tails = quantity.tails(HAS_UNIT)
    if not tails:
        return None, None
    best = max(quantity.links.get(HAS_UNIT, ()), key=lambda pair: pair[1].score)[0]
    written = paragraph.text_of(best)
    return written, read_unit(written)


def _joined(paragraph: AnnotatedText, entities: Sequence[Entity]) -> str | None:
    spans = sorted({(e.start, e.end) for e in entities})
    return _JOIN.join(paragraph.text[start:end] for start, end in spans) or None


def _confidence(quantity: _Quantity, doubtful: bool) -> float:
    score = quantity.entity.score
    units = [entity.score * link.score for entity, link in quantity.links.get(HAS_UNIT, ())]
    indicators = [entity.score * link.score for entity, link in quantity.links.get(MEASURES, ())]
    score *= max(units, default=1.0) * min(indicators, default=1.0)
    if quantity.head_link is not None:
        score *= quantity.head_link.score
    if doubtful:
        score *= 0.75
    return min(1.0, max(0.0, score))


def _is_negative(text: str, start: int, percent: bool) -> bool:
    """Whether `âm`, or a sign before a percentage, makes it negative; other dashes are bullets."""
    before = text[:start]
    if re.search(r"(?<!\w)âm\s*$", fold(before[-6:])):
        return True
    return percent and bool(re.search(r"[\s(:][-−]$", before))


def _running(days: Days) -> Days:
    """A period counted up to its end, from January where it names no beginning."""
    start = days.start or (date(days.end.year, 1, 1) if days.end else None)
    return Days(start, days.end, running=True)


def _bare_running(phrase: str) -> bool:
    return fold(phrase) in ("lũy kế", "cộng dồn", "lũy tích")


def _place_value(place: Place) -> PlaceValue:
    return PlaceValue(
        text=place.text,
        name=place.name,
        code=place.code,
        level=place.level,
        parents=list(place.parents),
        current_name=place.current.name if place.current else None,
        current_code=place.current.code if place.current else None,
        current_parents=list(place.current_parents),
    )


def _period_value(text: str, days: Days) -> PeriodValue:
    return PeriodValue(
        text=text,
        start=days.start.isoformat() if days.start else None,
        end=days.end.isoformat() if days.end else None,
        cumulative=days.running,
    )


def _days(period: PeriodValue) -> Days:
    return Days(
        date.fromisoformat(period.start) if period.start else None,
        date.fromisoformat(period.end) if period.end else None,
        period.cumulative,
    )


def _inherited(value: _Value) -> _Value:
    """The head's place or period; what the head itself inferred stays inferred."""
    return replace(value, inherited=True, origin=value.origin if value.inferred else "head")


def _from(value: _Value, origin: str) -> _Value:
    """A place or period of another paragraph; what that one inferred itself keeps its origin."""
    kept = value.origin if value.inferred else origin
    return replace(value, inherited=False, inferred=True, origin=kept)
