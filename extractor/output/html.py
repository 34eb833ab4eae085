"""The report with its spans marked and the table of its facts beside it, as one HTML page.

Read `write_html` first, then `_view`, which turns an extraction into what `data/page.html.jinja`
lays out. The page holds its own style and script and asks nothing of any network; whatever comes
from a report is escaped, and a content security policy lets nothing run but that one script.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from extractor.facts.fact import Fact, PeriodValue, PlaceValue
from extractor.output.highlight import Anchors, marked_row, marked_text
from extractor.output.labels import Lang, column_help, column_label, value_label, words
from extractor.output.numbers import format_number
from extractor.schema import ENTITY_LABELS

if TYPE_CHECKING:
    from markupsafe import Markup

    from extractor.extraction import Extraction
    from extractor.facts.records import Record
    from extractor.reading.report import Table

_DATA = Path(__file__).parent / "data"
DOUBTFUL = 0.5
"""A fact less sure than this is shown as one to check."""
_CHOICES = 400
"""Entries of a filter's list; a longer one is no help."""


@dataclass(slots=True)
class _Block:
    """A part of the report: `heading`, `paragraph`, `footnote`, `table` or `page`."""

    kind: str
    id: str = ""
    level: int = 0
    label: str = ""
    text: Markup | str = ""
    header: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[Markup]]] = field(default_factory=list)


@dataclass(slots=True)
class _Value:
    """A place or period as shown, and where it was taken from."""

    text: str
    hint: str
    inferred: bool


@dataclass(slots=True)
class _Row:
    """A row of the table of facts."""

    id: str
    target: str
    number: str
    order: float | None
    unit: str
    arrow: str
    approximation: str
    indicator: str
    context: str
    section: str
    role: str
    role_label: str
    places: list[_Value]
    periods: list[_Value]
    compared: str
    confidence: int
    doubt: str
    doubtful: bool
    child: bool
    source: str
    report: str


@dataclass(slots=True)
class _Figure:
    """A figure of a record: how it is shown, where it stands, its value, and what it is."""

    text: str
    target: str
    order: float | None
    label: str


@dataclass(slots=True)
class _RecordRow:
    """A row of the table of records."""

    indicator: str
    unit: str
    figures: list[list[_Figure]]
    others: list[_Figure]
    places: list[_Value]
    periods: list[_Value]
    doubtful: bool
    part: bool
    report: str


_FIGURES = ("actual", "planned", "share_of_target", "change")
"""Figures of a record that have a column; the others share one."""
_OTHERS = ("total", "share", "rate")


@dataclass(slots=True)
class _ReportView:
    """What is shown of one report."""

    id: str
    title: str
    issuer: str
    place: str
    date: str
    blocks: list[_Block]
    rows: list[_Row]
    records: list[_RecordRow]


def write_html(extractions: Sequence[Extraction], path: Path, lang: Lang) -> None:
    """Write reports and their facts as one HTML page.

    Args:
        extractions: What was extracted from the reports.
        path: The file.
        lang: Language of headings and labels.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_DATA),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    views = [_view(extraction, f"r{n}", lang) for n, extraction in enumerate(extractions, 1)]
    style = (_DATA / "page.css").read_text(encoding="utf-8")
    script = (_DATA / "page.js").read_text(encoding="utf-8")
    facts = sum(len(view.rows) for view in views)
    page = environment.get_template("page.html.jinja").stream(
        lang=lang,
        views=views,
        title="; ".join(view.title for view in views),
        words=SimpleNamespace(**words(lang)),
        label=lambda name: column_label(name, lang),
        help=lambda name: column_help(name, lang),
        figures=_FIGURES,
        span_labels=ENTITY_LABELS,
        roles=_choices((row.role, row.role_label) for view in views for row in view.rows),
        sources=_choices(
            (row.source, value_label("source", row.source, lang))
            for view in views
            for row in view.rows
        ),
        places=_choices(
            (v.text, v.text) for view in views for row in view.rows for v in row.places
        ),
        periods=_choices(
            (v.text, v.text) for view in views for row in view.rows for v in row.periods
        ),
        facts=facts,
        records=sum(len(view.records) for view in views),
        style=_inline(style),
        script=_inline(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    page.enable_buffering(200)
    with path.open("w", encoding="utf-8", errors="xmlcharrefreplace", newline="\n") as file:
        for part in page:
            file.write(part)


def _inline(own: str) -> Markup:
    """Style or script of the project's own, which needs no escaping."""
    from markupsafe import Markup

    return Markup(own)


def _hash(own: str) -> str:
    """What the content security policy knows an inline script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()


def _choices(pairs: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Values of a filter with their labels, the most frequent first, then by label."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for pair in pairs:
        counts[pair] += 1
    frequent = sorted(counts, key=lambda pair: -counts[pair])[:_CHOICES]
    return sorted(frequent, key=lambda pair: pair[1].casefold())


def _view(extraction: Extraction, prefix: str, lang: Lang) -> _ReportView:
    report = extraction.report
    anchors = Anchors(prefix, extraction.facts)
    return _ReportView(
        id=report.id,
        title=report.title or report.id,
        issuer=report.issuer or "",
        place=report.place or "",
        date=_shown_date(report.date, lang),
        blocks=list(_blocks(extraction, anchors, prefix, lang)),
        rows=[
            _row(fact, n, extraction.facts, anchors, lang)
            for n, fact in enumerate(extraction.facts)
        ],
        records=[
            _record_row(record, extraction.facts, anchors, lang) for record in extraction.records
        ],
    )


# --- The report ------------------------------------------------------------------------------


def _blocks(extraction: Extraction, anchors: Anchors, prefix: str, lang: Lang) -> Iterator[_Block]:
    """The report in reading order, footnotes below the paragraph that bears their marker."""
    report = extraction.report
    count = len(report.paragraphs)
    notes = dict(enumerate(report.footnotes))
    texts = extraction.paragraphs
    tables = list(enumerate(report.tables, 1))
    page: int | None = None

    def note(n: int) -> _Block:
        found = notes.pop(n)
        text = marked_text(texts[count + n], anchors, {}) if count + n < len(texts) else found.text
        return _Block("footnote", f"{prefix}-n{n}", label=str(found.number), text=text)

    for part, paragraph in zip_longest(report.paragraphs, texts[:count]):
        while tables and tables[0][1].start < part.start:
            yield _table(*tables.pop(0), anchors, prefix)
        if part.page is not None and part.page != page:
            page = part.page
            yield _Block("page", label=f"{words(lang)['page']} {page}")
        own = [n for n, f in notes.items() if f.paragraph == part.id]
        links = {(notes[n].number, notes[n].offset): f"{prefix}-n{n}" for n in own}
        text = marked_text(paragraph, anchors, links) if paragraph else part.text
        yield _Block(part.kind, f"{prefix}-{part.id}", min(part.level + 2, 6), text=text)
        yield from map(note, own)
    for number, table in tables:
        yield _table(number, table, anchors, prefix)
    yield from map(note, list(notes))


def _table(number: int, table: Table, anchors: Anchors, prefix: str) -> _Block:
    rows = []
    for n, cells in enumerate(table.rows, 1):
        name = f"t{number:02d}r{n:03d}"
        rows.append((f"{prefix}-{name}", marked_row(name, cells, anchors)))
    return _Block(
        "table",
        f"{prefix}-t{number:02d}",
        text=table.caption,
        header=table.header if any(table.header) else [],
        rows=rows,
    )


# --- The tables ------------------------------------------------------------------------------


def _row(fact: Fact, n: int, facts: Sequence[Fact], anchors: Anchors, lang: Lang) -> _Row:
    compared = " · ".join(text for text in (fact.target, fact.baseline) if text)
    notes = list(fact.notes)
    unread = fact.value is None
    return _Row(
        id=anchors.row(n),
        target=anchors.figure(n),
        number=fact.value_text if unread else _shown(fact, lang),
        order=fact.value,
        unit=fact.unit or "",
        arrow={"increase": "▲", "decrease": "▼"}.get(fact.direction or "", ""),
        approximation=value_label("approximation", fact.approximation or "", lang),
        indicator=fact.indicator or "",
        context=fact.context or "",
        section=" > ".join(fact.section),
        role=fact.role,
        role_label=value_label("role", fact.role, lang),
        places=[_place(place, lang) for place in fact.places],
        periods=[_period(period, lang) for period in fact.periods],
        compared=compared,
        confidence=round(100 * fact.confidence),
        doubt=" ".join(notes),
        doubtful=_doubtful(fact),
        child=fact.head is not None and 0 <= fact.head < len(facts),
        source=fact.source,
        report=fact.report,
    )


def _record_row(record: Record, facts: Sequence[Fact], anchors: Anchors, lang: Lang) -> _RecordRow:
    main = facts[record.fact]

    def figure(index: int) -> _Figure:
        fact = facts[index]
        sign = {"increase": "▲ ", "decrease": "▼ "}.get(fact.direction or "", "")
        number = _shown(fact, lang) if fact.value is not None else fact.value_text
        unit = f" {fact.unit}" if fact.unit and fact.unit != main.unit else ""
        label = value_label("role", fact.role, lang)
        return _Figure(sign + number + unit, anchors.figure(index), fact.value, label)

    groups = [
        [record.actual] if record.actual is not None else [],
        *(getattr(record, name) for name in _FIGURES[1:]),
    ]
    return _RecordRow(
        indicator=main.indicator or main.context or "",
        unit=main.unit or "",
        figures=[[figure(index) for index in indices] for indices in groups],
        others=[figure(index) for name in _OTHERS for index in getattr(record, name)],
        places=[_place(place, lang) for place in main.places],
        periods=[_period(period, lang) for period in main.periods],
        doubtful=any(_doubtful(facts[index]) for index in record.facts),
        part=record.part_of is not None,
        report=main.report,
    )


def _doubtful(fact: Fact) -> bool:
    return fact.confidence < DOUBTFUL or bool(fact.notes) or fact.value is None


def _shown(fact: Fact, lang: Lang) -> str:
    assert fact.value is not None
    low = format_number(fact.value, lang)
    return low if fact.value_high is None else f"{low} – {format_number(fact.value_high, lang)}"


def _place(place: PlaceValue, lang: Lang) -> _Value:
    name = place.name or place.text
    line = ", ".join([name, *place.parents]) + (f" ({place.code})" if place.code else "")
    return _Value(name, _hint([line], place, lang), place.inferred)


def _period(period: PeriodValue, lang: Lang) -> _Value:
    days = " – ".join(_shown_date(d, lang) for d in (period.start, period.end) if d)
    text = days if period.origin == "report" and days else period.text
    known = [days] if days and days != text else []
    if period.cumulative:
        known.append(words(lang)["cumulative"])
    return _Value(text, _hint(known, period, lang), period.inferred)


def _hint(known: list[str], value: PlaceValue | PeriodValue, lang: Lang) -> str:
    """What is known of a value, and where it was taken from, in a line."""
    if value.origin:
        how = words(lang)["inferred" if value.inferred else "inherited"]
        known = [*known, f"{how} {value_label('origin', value.origin, lang)}"]
    return "; ".join(known)


def _shown_date(iso: str | None, lang: Lang) -> str:
    try:
        day = date.fromisoformat(iso or "")
    except ValueError:
        return iso or ""
    return f"{day.day}/{day.month}/{day.year}" if lang == "vi" else day.isoformat()
