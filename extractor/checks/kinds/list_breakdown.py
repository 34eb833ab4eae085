"""Breakdowns across paragraphs: a total, and its parts in the list items or the footnote below.

Items stand in columns: `Giao thông là 67 công trình. Khái toán 403.540 triệu đồng (…)` has its
works under the total's works and its money under the total's money. Where one column adds up, the
items are all there, and another column that does not add up contradicts its total.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from extractor.checks.figures import Case, Figure, comparable
from extractor.checks.finding import Check
from extractor.checks.kinds.breakdown import apart, sum_check
from extractor.checks.sums import Form, Sum, added, judge
from extractor.facts.letters import fold
from extractor.facts.outline import list_mark, outline
from extractor.schema import QUANTITY, AnnotatedText, Entity, Marker

KIND = "list_breakdown"

_OPENS = re.compile(r"(?:trong đó|cụ thể|gồm|bao gồm|như sau|chia ra)[\s:.,…]*$|:$")
_LEADS = re.compile(r"^[\s\-+*]*(?:trong đó|gồm|bao gồm|cụ thể|chia ra)\b")


def checks(case: Case) -> Iterator[Check]:
    """Every total with items or a footnote under it."""
    for host, items in _lists(case):
        yield from _check_list(case, host, items)
    yield from _check_footnotes(case)


def _lists(case: Case) -> Iterator[tuple[str, list[str]]]:
    """Paragraphs that open a list, with the paragraphs listed."""
    # A reader may have taken an item that opens a list for a heading: figures tell.
    paragraphs = [
        p.id for p in case.report.paragraphs if p.kind != "heading" or case.of_paragraph.get(p.id)
    ]
    positions = outline(case.report, _as_annotated(case))
    below: dict[str, list[str]] = {}
    for paragraph in paragraphs:
        position = positions.get(paragraph)
        if position is not None and position.above:
            below.setdefault(position.above[0], []).append(paragraph)
    for i, paragraph in enumerate(paragraphs):
        text = fold(case.texts[paragraph])
        items = below.get(paragraph, [])
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
        if not items and following and _LEADS.match(fold(case.texts[following])):
            items = [following]
        elif not _OPENS.search(text):
            continue
        elif not items:
            items = _run_below(case, paragraphs[i + 1 :])
        if items and case.of_paragraph.get(paragraph):
            yield paragraph, items


def _run_below(case: Case, paragraphs: Sequence[str]) -> list[str]:
    """The items right below an opening paragraph: as long as they bear the same mark."""
    if not paragraphs:
        return []
    mark = list_mark(case.texts[paragraphs[0]])
    items: list[str] = []
    for paragraph in paragraphs:
        if mark is None or list_mark(case.texts[paragraph]) != mark:
            break
        items.append(paragraph)
    return items


def _as_annotated(case: Case) -> list[AnnotatedText]:
    """The report's paragraphs with the quantities the facts say they have."""
    whole = []
    for paragraph in case.report.paragraphs:
        entities = [
            Entity(f"Q{i}", QUANTITY, case.facts[i].start, case.facts[i].end)
            for i in case.of_paragraph.get(paragraph.id, ())
        ]
        markers = [
            Marker(note.number, note.offset)
            for note in case.report.footnotes
            if note.paragraph == paragraph.id and note.offset is not None
        ]
        whole.append(
            AnnotatedText(f"{case.report.id}/{paragraph.id}", paragraph.text, entities, [], markers)
        )
    return whole


def _check_list(case: Case, host: str, items: list[str]) -> Iterator[Check]:
    heads = _columns(case.in_paragraph(host))
    rows = [_columns(case.in_paragraph(item)) for item in items]
    if len(items) == 1:
        # `Trong đó: … 10 dự án. … 07 dự án. … 03 dự án.` lists its parts in one paragraph.
        rows = [{_key(part, 0): part} for part in case.in_paragraph(items[0]) if _counts(part)]
    yield from _check_columns(case, heads, rows, "likely")


def _counts(figure: Figure) -> bool:
    return figure.fact.head is None and figure.fact.role == "actual" and not figure.percent


_Key = tuple[str, str, int]


def _key(figure: Figure, rank: int) -> _Key:
    role = {"planned": "planned", "total": "total"}.get(figure.fact.role, "actual")
    unit = figure.fact.base_unit or fold(figure.fact.unit or "")
    return (unit, role, rank)


def _columns(figures: Sequence[Figure]) -> dict[_Key, Figure]:
    """Figures by unit, role and how many of the same went before."""
    columns: dict[_Key, Figure] = {}
    for figure in figures:
        if figure.percent or figure.fact.role not in ("actual", "planned", "total"):
            continue
        rank = 0
        while _key(figure, rank) in columns:
            rank += 1
        columns[_key(figure, rank)] = figure
    return columns


def _check_columns(
    case: Case, heads: dict[_Key, Figure], rows: list[dict[_Key, Figure]], form: Form
) -> Iterator[Check]:
    told: list[tuple[Figure, list[Figure], list[Sum]]] = []
    for key, total in heads.items():
        parts = [row[key] for row in rows if key in row and comparable(row[key], total)]
        if len(parts) < 2 or (key[2] == 0 and len(parts) < len(rows)):
            continue
        told.append((total, parts, judge(total, parts, case.config, lambda _: form)))
    whole = any(
        found.agrees and len(found.parts) == len(parts) and _telling(parts)
        for _, parts, sums in told
        for found in sums
    )
    for total, parts, sums in told:
        if not sums and whole:
            sums = judge(total, parts, case.config, _always("complete"))
        for found in sums:
            if len(found.parts) < len(parts) and not found.agrees:
                continue
            yield sum_check(KIND, total, found)


def _telling(parts: Sequence[Figure]) -> bool:
    """Whether it is no accident that parts add up: at least two are not zero."""
    return sum(part.value != 0 for part in parts) > 1


def _check_footnotes(case: Case) -> Iterator[Check]:
    for note in case.report.footnotes:
        if note.paragraph is None or note.offset is None:
            continue
        items = _enumerated(case, note.id, note.text)
        leads = _LEADS.match(fold(note.text)) is not None
        told: list[tuple[Figure, list[Figure], list[Sum]]] = []
        for totals in _anchors(case, note.paragraph, note.offset):
            column = _column(items, totals[0])
            if len(column) < 2 or _beyond_list(case, column):
                continue
            agreeing = [t for t in totals if added(column).meets(t.base)]
            total = agreeing[0] if agreeing else _nearest(totals, column)
            form = _form(total, column, items, leads)
            told.append((total, column, judge(total, column, case.config, _always(form))))
        whole = any(found.agrees and _telling(column) for _, column, sums in told for found in sums)
        for total, column, sums in told:
            if not sums and (
                (whole and _near(total, column, 5)) or (leads and _near(total, column, 1.1))
            ):
                sums = judge(total, column, case.config, _always("complete"))
            only = _form(total, column, items, leads) in ("complete", "list", "likely")
            for found in sums:
                if found.agrees or whole or found.proven or only or leads:
                    yield sum_check(KIND, total, found)


def _always(form: Form) -> Callable[[Sequence[Figure]], Form]:
    """A form that is known of the whole list."""
    return lambda _: form


def _form(
    total: Figure, column: Sequence[Figure], items: Sequence[Sequence[Figure]], leads: bool
) -> Form:
    """What a footnote's form says: it begins `Trong đó`, or lists little else."""
    figures = [figure for item in items for figure in item]
    only = len(column) >= 0.75 * (len(items) if len(items) < len(figures) else len(figures))
    if only and _near(total, column) and (leads or apart(column)):
        return "complete"
    return "likely" if only else "open"


def _enumerated(case: Case, note: str, text: str) -> list[list[Figure]]:
    """A footnote's figures by its items `(i) … (ii) …`; each by itself where it has none."""
    figures = [f for f in case.in_paragraph(note) if _counts(f)]
    marks = [match.start() for match in re.finditer(r"\((?:[ivx]+|\d{1,2})\)\s", text)]
    if len(marks) < 2:
        return [[figure] for figure in figures]
    ends = [*marks[1:], len(text)]
    return [
        [figure for figure in figures if start <= figure.fact.start < end]
        for start, end in zip(marks, ends, strict=True)
    ]


def _column(items: list[list[Figure]], total: Figure) -> list[Figure]:
    """The first figure of each item in the total's unit."""
    column = []
    for item in items:
        for figure in item:
            if _one_unit(figure, total):
                column.append(figure)
                break
    return column


def _one_unit(one: Figure, other: Figure) -> bool:
    """Whether two figures are in one unit, `vụ` and `vụ việc` included."""
    a, b = _key(one, 0)[0], _key(other, 0)[0]
    return a == b or (
        one.fact.dimension == other.fact.dimension == "count"
        and (a.startswith(b + " ") or b.startswith(a + " "))
    )


def _anchors(case: Case, paragraph: str, offset: int) -> list[list[Figure]]:
    """For each unit the figures before a footnote's marker within its clause, nearest first."""
    anchors: list[list[Figure]] = []
    text = case.texts.get(paragraph, "")
    for figure in reversed(case.in_paragraph(paragraph)):
        if figure.fact.end > offset or figure.percent:
            continue
        if re.search(r"[.;]\s", text[figure.fact.end : offset]):
            break
        if figure.fact.role not in ("actual", "total"):
            continue
        for known in anchors:
            if _one_unit(known[0], figure):
                known.append(figure)
                break
        else:
            anchors.append([figure])
    return anchors


def _nearest(totals: Sequence[Figure], column: Sequence[Figure]) -> Figure:
    """The total the parts come nearest to; where none is near, the last before the marker."""
    near = [total for total in totals if _near(total, column)]
    return min(near, key=lambda t: abs(added(column).middle - t.value)) if near else totals[0]


def _near(total: Figure, column: Sequence[Figure], times: float = 2) -> bool:
    whole = added(column).middle
    return total.value > 0 and 1 / times <= whole / total.value <= times


def _beyond_list(case: Case, column: Sequence[Figure]) -> bool:
    """Whether a footnote says much between two figures: it tells, and does not list."""
    gaps = [case.between(a.fact, b.fact) for a, b in itertools.pairwise(column)]
    return any(len(gap) > 400 for gap in gaps)
