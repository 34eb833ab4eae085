"""Planted errors: one number altered at a time in records that agree, to see which are found.

A statistician's slips: another digit, a decimal mark moved, two digits swapped, another unit. Only
figures that some equation ties to others can be contradicted, so these are the ones altered; and
only alterations that break the equation beyond rounding count.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from extractor.checks import Check, CheckConfig, find_findings, load_config
from extractor.checks.check import run_checks
from extractor.checks.figures import Case, Figure, comparable
from extractor.checks.intervals import Interval
from extractor.checks.ratios import HUNDRED, cut_off, percent_of
from extractor.checks.sums import added
from extractor.facts import Fact, assemble_facts
from extractor.reading.report import Report
from extractor.schema import HAS_UNIT, QUANTITY, AnnotatedText, Entity

Alteration = Literal["digit", "mark", "swap", "unit"]
ALTERATIONS: tuple[Alteration, ...] = ("digit", "mark", "swap", "unit")

# A unit and what it is mistaken for.
_MISTAKEN = {
    "ha": "m2", "m2": "ha", "tấn": "tạ", "tạ": "tấn", "kg": "tấn", "tạ/ha": "tấn/ha",
    "triệu đồng": "tỷ đồng", "tỷ đồng": "triệu đồng", "đồng": "triệu đồng", "%": "‰",
    "nghìn con": "con", "triệu USD": "USD", "km": "m", "m": "km", "MW": "kW", "tỷ": "triệu",
    "nghìn tấn": "tấn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """An altered number.

    Args:
        report: Report id.
        paragraph: Paragraph id.
        alteration: What was done.
        before: The figure, or its unit, as it was.
        after: As it is now.
        kind: The kind of equation it breaks.
        found: Whether a finding about the equation's figures says so.
    """

    report: str
    paragraph: str
    alteration: Alteration
    before: str
    after: str
    kind: str
    found: bool


def annotated_reports(
    annotations: Path, corpus: Path
) -> Iterator[tuple[Report, list[AnnotatedText]]]:
    """The corpus's reports with their annotated paragraphs.

    Args:
        annotations: Folder of the annotations.
        corpus: The corpus's manifest.

    Yields:
        Report and paragraphs, in the order of the manifest.
    """
    from training.annotations import load_annotations
    from training.corpus import load_manifest
    from training.reports import corpus_reports
    from training.splits import report_id

    records = load_annotations(annotations)
    for name, report in corpus_reports(records, load_manifest(corpus)).items():
        yield report, [record for record in records if report_id(record) == name]


def predicted_paragraphs(model: Path, paragraphs: Sequence[AnnotatedText]) -> list[AnnotatedText]:
    """What a model finds in annotated paragraphs' texts.

    Args:
        model: Its folder.
        paragraphs: The paragraphs; only id, text and footnote markers are used.

    Returns:
        The same paragraphs with predicted spans and relations.
    """
    from extractor.components.pieces import predict_paragraphs
    from extractor.extraction import load_pipeline

    return list(predict_paragraphs(load_pipeline(model), paragraphs))


def plant_errors(
    report: Report,
    paragraphs: Sequence[AnnotatedText],
    *,
    sample: int | None = None,
    seed: int = 0,
    config: CheckConfig | None = None,
    progress: Callable[[], None] | None = None,
) -> list[Planted]:
    """Alter numbers one at a time, and check the report anew each time.

    Args:
        report: The report.
        paragraphs: Its annotated paragraphs.
        sample: How many alterations of each sort at most, drawn at random; None for all.
        seed: Of the drawing, and of which digit becomes which.
        config: Kinds and tolerances of the checks.
        progress: Called after each alteration tried.

    Returns:
        The alterations that break their equation beyond rounding, found or not.
    """
    config = config or load_config()
    rng = random.Random(f"{seed}/{report.id}")
    facts = assemble_facts(report, paragraphs)
    equations = _agreeing(Case(facts, report, config))
    before = {_key(finding.kind, finding.facts) for finding in find_findings(facts, report, config)}
    disputed = {index for _, indices in before for index in indices}
    equations = [check for check in equations if disputed.isdisjoint(check.facts)]
    tied = sorted({index for check in equations for index in check.facts})
    places = _places(paragraphs)
    planted = []
    for alteration in ALTERATIONS:
        candidates = list(tied)
        rng.shuffle(candidates)
        done = 0
        for index in candidates:
            if sample is not None and done >= sample:
                break
            number, entity = places[index]
            altered = _alter(paragraphs[number], entity, alteration, rng)
            if altered is None:
                continue
            text, was, now = altered
            report_now = _with_text(report, text)
            facts_now = _with_paragraph(report_now, text, facts)
            if progress is not None:
                progress()
            broken = _broken(equations, index, Case(facts_now, report_now, config))
            if broken is None:
                continue
            done += 1
            findings = find_findings(facts_now, report_now, config)
            found = any(
                _key(f.kind, f.facts) not in before and not set(f.facts).isdisjoint(broken.facts)
                for f in findings
            )
            planted.append(
                Planted(report.id, facts[index].paragraph, alteration, was, now, broken.kind, found)
            )
    return planted


def _with_paragraph(report: Report, paragraph: AnnotatedText, facts: Sequence[Fact]) -> list[Fact]:
    """A report's facts with one paragraph's numbers read anew.

    What the other paragraphs add to it, places and periods, does not change with a number; to
    assemble the whole report each time would take a hundred times as long.
    """
    local = paragraph.id.rpartition("/")[2]
    anew = iter(assemble_facts(report, [paragraph]))
    return [_read_anew(fact, next(anew)) if fact.paragraph == local else fact for fact in facts]


def _read_anew(fact: Fact, anew: Fact) -> Fact:
    return replace(
        anew,
        section=fact.section,
        head=fact.head,
        indicator=fact.indicator,
        places=fact.places,
        periods=fact.periods,
        baseline_periods=fact.baseline_periods,
        context=fact.context,
        context_origin=fact.context_origin,
    )


def _key(kind: str, indices: Sequence[int]) -> tuple[str, frozenset[int]]:
    return kind, frozenset(indices)


def _agreeing(case: Case) -> list[Check]:
    """Equations that hold, and say something: three zeros do not."""
    return [
        check
        for check in run_checks(case)
        if check.equation
        and check.agrees
        and len(check.facts) > 2
        and sum(bool(case.facts[i].value) for i in check.facts) > 1
    ]


def _broken(equations: Sequence[Check], index: int, case: Case) -> Check | None:
    """The first of a figure's equations that its alteration breaks beyond rounding."""
    for check in equations:
        if index in check.facts and holds(check, case) is False:
            return check
    return None


def holds(check: Check, case: Case) -> bool | None:
    """Whether the figures of an equation, as they are in another version of a report, satisfy it.

    This repeats the arithmetic of the checks without anything that finds the figures.

    Args:
        check: The equation, in a version in which it holds.
        case: The other version, its facts in the same order.

    Returns:
        None where a figure cannot be read any more, or there is no arithmetic for the kind.
    """
    found = [case.figure(index) for index in check.facts]
    figures = [figure for figure in found if figure is not None]
    if len(figures) < len(found):
        return None
    first, *rest = figures
    if check.kind in ("target_share", "share"):
        return _ratio_holds(check, first, rest, case)
    if check.kind in ("breakdown", "list_breakdown"):
        return added(rest).meets(first.base)
    if check.kind == "product":
        return (rest[0].base * rest[1].base).meets(cut_off(first, case.config))
    if check.kind == "change":
        sign = -1.0 if first.fact.direction == "decrease" else 1.0
        level, earlier = rest
        gap = (level.base - earlier.base).scaled(sign)
        if check.variant == "amount":
            return comparable(first, level) and gap.meets(first.base)
        if earlier.base.low <= 0:
            return None
        points = level.percent and gap.meets(first.base)
        return points or _growth(level, earlier, sign).meets(cut_off(first, case.config))
    return None


def _growth(level: Figure, earlier: Figure, sign: float) -> Interval:
    return (percent_of(level, earlier) - HUNDRED).scaled(sign)


def _ratio_holds(check: Check, share: Figure, rest: Sequence[Figure], case: Case) -> bool | None:
    part, whole = rest[0], rest[1]
    if whole.base.low <= 0:
        return None
    stated = cut_off(share, case.config)
    if check.variant != "excess":
        return percent_of(part, whole).meets(stated)
    sign = -1.0 if share.fact.direction == "decrease" else 1.0
    gap = (part.base - whole.base).scaled(sign)
    if not share.percent:
        return gap.meets(share.base)
    points = part.percent and gap.meets(share.base)
    return points or _growth(part, whole, sign).meets(stated)


def _places(paragraphs: Sequence[AnnotatedText]) -> list[tuple[int, Entity]]:
    """For each fact its paragraph and its quantity, in the order facts are assembled in."""
    return [
        (number, entity)
        for number, paragraph in enumerate(paragraphs)
        for entity in sorted(
            (e for e in paragraph.entities if e.label == QUANTITY), key=lambda e: (e.start, e.end)
        )
    ]


def _alter(
    paragraph: AnnotatedText, entity: Entity, alteration: Alteration, rng: random.Random
) -> tuple[AnnotatedText, str, str] | None:
    """The paragraph with one figure altered, what it was and is; None where it cannot be."""
    if alteration == "unit":
        units = [
            link.tail
            for link in paragraph.relations
            if link.label == HAS_UNIT and link.head == entity.id
        ]
        shared = [
            link
            for link in paragraph.relations
            if link.label == HAS_UNIT and units and link.tail == units[0]
        ]
        if len(units) != 1 or len(shared) != 1:
            return None
        span = next((e for e in paragraph.entities if e.id == units[0]), None)
        if span is None:
            return None
        was = paragraph.text_of(span)
        now = _MISTAKEN.get(was)
        return None if now is None else (_replaced(paragraph, span, now), was, now)
    was = paragraph.text_of(entity)
    changed = {"digit": _digit, "mark": _mark, "swap": _swap}[alteration](was, rng)
    if changed is None or changed == was:
        return None
    return _replaced(paragraph, entity, changed), was, changed


def _digit(text: str, rng: random.Random) -> str | None:
    places = [i for i, ch in enumerate(text) if ch.isdecimal()]
    if not places or _is_range(text):
        return None
    i = rng.choice(places)
    leading = i == places[0] and len(places) > 1
    digits = [d for d in "0123456789" if d != text[i] and not (leading and d == "0")]
    return text[:i] + rng.choice(digits) + text[i + 1 :]


def _swap(text: str, rng: random.Random) -> str | None:
    places = [i for i, ch in enumerate(text) if ch.isdecimal()]
    pairs = [
        (i, j)
        for i, j in itertools.pairwise(places)
        if text[i] != text[j] and not (i == places[0] and text[j] == "0")
    ]
    if not pairs or _is_range(text):
        return None
    i, j = rng.choice(pairs)
    letters = list(text)
    letters[i], letters[j] = letters[j], letters[i]
    return "".join(letters)


def _mark(text: str, rng: random.Random) -> str | None:
    """A decimal mark one place off: `76,5` as `7,65`, and `1006` as `100,6`."""
    if _is_range(text) or not re.fullmatch(r"[\d.,]+", text):
        return None
    match = re.fullmatch(r"([\d.]*\d),(\d+)|([\d.]*\d)\.(\d{1,2})", text)
    digits = re.sub(r"\D", "", text)
    decimals = len(match.group(2) or match.group(4)) if match else 0
    if match is None and re.search(r"[.,]", text) and not re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        return None
    options = [decimals + 1] if decimals == 0 else [decimals - 1, decimals + 1]
    count = rng.choice(options)
    if count >= len(digits):
        count = decimals - 1
    if count < 0 or (digits.startswith("0") and decimals == 0):
        return None
    whole, fraction = (digits[:-count], digits[-count:]) if count else (digits, "")
    return whole + ("," + fraction if fraction else "")


def _is_range(text: str) -> bool:
    return re.search(r"\d\s*[-–—]\s*\d", text) is not None


def _replaced(paragraph: AnnotatedText, span: Entity, text: str) -> AnnotatedText:
    """A paragraph with a span's text replaced; what stands behind it moves along."""
    shift = len(text) - (span.end - span.start)

    def moved(offset: int) -> int:
        return offset + shift if offset >= span.end else offset

    return replace(
        paragraph,
        text=paragraph.text[: span.start] + text + paragraph.text[span.end :],
        entities=[replace(e, start=moved(e.start), end=moved(e.end)) for e in paragraph.entities],
        footnotes=[replace(m, offset=moved(m.offset)) for m in paragraph.footnotes],
    )


def _with_text(report: Report, paragraph: AnnotatedText) -> Report:
    """A report with one paragraph's or footnote's text replaced, its markers moved along."""
    local = paragraph.id.rpartition("/")[2]
    markers = {marker.number: marker.offset for marker in paragraph.footnotes}
    return replace(
        report,
        paragraphs=[
            replace(p, text=paragraph.text) if p.id == local else p for p in report.paragraphs
        ],
        footnotes=[
            replace(note, text=paragraph.text)
            if note.id == local
            else replace(note, offset=markers.get(note.number, note.offset))
            if note.paragraph == local
            else note
            for note in report.footnotes
        ],
    )
