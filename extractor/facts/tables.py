"""Annex tables: a fact a number cell, in the form of the text's facts.

Read `table_facts` first: the header tells what each column holds, the rows give indicator, unit and
place, and the cells of one row hang together as actual, planned, share and change do in a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files

from extractor.facts.fact import ChangeIn, Direction, Fact, PeriodValue, PlaceValue, Role
from extractor.facts.letters import fold
from extractor.facts.numbers import ANY_NUMBER, Mark, parse_number
from extractor.facts.outline import list_mark, unmarked
from extractor.facts.units import Unit, read_unit
from extractor.reading.report import Report, Table
from extractor.schema import PLANNED_FOR, RATE_OF, TOTAL_OF

_DATA = files("extractor.facts") / "data"
_SEPARATOR = " | "
_JOIN = " · "
_CELL = re.compile(
    r"^(?P<sign>[-−+]|\((?=[\d.,\s]+\)$))?\s*[<>≥≤~]?\s*"
    r"(?P<number>\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?)\)?\s*(?P<unit>%|‰|[^\W\d_][^\d]*)?$"
)
_UNIT_STATED = re.compile(r"(?:đvt|đơn vị tính|đơn vị)\s*:?\s*(?P<unit>[^);]+)", re.IGNORECASE)
_BRACKETED = re.compile(r"\((?P<unit>[^()]{1,30})\)")
_ROLE_RELATION: dict[Role, str] = {
    "planned": PLANNED_FOR,
    "total": TOTAL_OF,
    "share_of_target": RATE_OF,
    "share": RATE_OF,
    "change": RATE_OF,
    "rate": RATE_OF,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table takes from its report.

    Args:
        decimal: The report's decimal mark.
        place: Resolves a place name, None where it is no known unit.
        periods: Resolves the period that a header or caption names, empty where it names none.
        default_places: The issuing unit, marked as inferred.
        default_periods: The report's period, marked as inferred.
        baselines: Resolves the baseline of a comparison for the figure compared with it.
    """

    decimal: Mark
    place: Callable[[str], PlaceValue | None]
    periods: Callable[[str], list[PeriodValue]]
    default_places: Callable[[], list[PlaceValue]]
    default_periods: Callable[[], list[PeriodValue]]
    baselines: Callable[[str, Fact], list[PeriodValue]]


@dataclass(slots=True)
class _Column:
    """What a column holds.

    Args:
        kind: `ordinal`, `name`, `unit`, `note` or `value`.
        role: Of a value column.
        heading: Its header without unit and period words.
        unit: Unit that the header states.
        periods: Periods that the header names.
        place: Place that the header names.
        baseline: The baseline a comparison names.
        target: The plan that a planned column or a comparison names.
    """

    kind: str = "value"
    role: Role = "actual"
    heading: str = ""
    unit: str | None = None
    periods: list[PeriodValue] = field(default_factory=list)
    place: PlaceValue | None = None
    baseline: str | None = None
    target: str | None = None


@dataclass(slots=True)
class _Row:
    """A row's name with the names of the rows it stands under."""

    names: list[str]
    place: PlaceValue | None = None
    unit: str | None = None


def table_facts(report: Report, first: int, around: Surroundings) -> list[Fact]:
    """The facts of a report's tables.

    Args:
        report: The report with its tables.
        first: Index that the first of these facts will have among the report's.
        around: What a table takes from its report.

    Returns:
        One fact a cell that holds a number, row by row. `Fact.paragraph` is `t01r001`, `Fact.text`
        the row's cells joined with ` | `, and the offsets lead into that text.
    """
    facts: list[Fact] = []
    for number, table in enumerate(report.tables, start=1):
        facts.extend(_facts_of(report, table, number, first + len(facts), around))
    return facts


def _facts_of(
    report: Report, table: Table, number: int, first: int, around: Surroundings
) -> list[Fact]:
    columns = _columns(table, around)
    if not any(column.kind == "value" for column in columns):
        return []
    stated = _UNIT_STATED.search(table.caption)
    table_unit = stated["unit"].strip() if stated else None
    caption_periods = around.periods(table.caption)
    rows = _rows(table, columns, around)
    rows_are_places = sum(row.place is not None for row in rows) * 2 > len(rows)
    facts: list[Fact] = []
    for index, (cells, row) in enumerate(zip(table.rows, rows, strict=True), start=1):
        made: list[tuple[_Column, Fact]] = []
        for column, cell, offset in zip(columns, cells, _offsets(cells), strict=False):
            found = _CELL.match(cell.strip()) if column.kind == "value" else None
            if found is None:
                continue
            unit = found["unit"] or column.unit or row.unit or table_unit
            if column.role in ("share_of_target", "share") and not found["unit"]:
                unit = column.unit or "%"
            fact = _fact(found, cell, unit, around.decimal)
            fact.report = report.id
            fact.paragraph = f"t{number:02d}r{index:03d}"
            fact.text = _SEPARATOR.join(cells)
            lead = len(cell) - len(cell.lstrip()) + found.start("number")
            fact.start, fact.end = offset + lead, offset + lead + len(found["number"])
            fact.section = list(table.section)
            fact.role, fact.target, fact.baseline = column.role, column.target, column.baseline
            if column.role == "change":
                fact.direction = _direction(found, column)
                fact.value = abs(fact.value) if fact.value is not None else None
                fact.base_value = abs(fact.base_value) if fact.base_value is not None else None
            fact.indicator = _indicator(row, column, rows_are_places, table)
            fact.places = _places(row, column, rows_are_places) or around.default_places()
            fact.periods = list(column.periods) or _caption_periods(caption_periods, around)
            made.append((column, fact))
        _link(made, first + len(facts), around)
        facts.extend(fact for _, fact in made)
    return facts


def _caption_periods(stated: Sequence[PeriodValue], around: Surroundings) -> list[PeriodValue]:
    """The caption's period, else the report's."""
    if not stated:
        return around.default_periods()
    return [replace(period, inferred=True, origin="caption") for period in stated]


def _fact(found: re.Match[str], cell: str, unit_text: str | None, decimal: Mark) -> Fact:
    unit: Unit | None = read_unit(unit_text) if unit_text else None
    number = parse_number(found["number"], unit.traits if unit else ANY_NUMBER, decimal)
    negative = found["sign"] in ("-", "−", "(")
    value = -number.value if negative and number.value else number.value
    return Fact(
        report="",
        paragraph="",
        start=0,
        end=0,
        text=cell,
        value=value,
        value_text=found["number"],
        source="table",
        value_high=number.high,
        unit=unit_text,
        base_value=unit.to_base(value) if unit else None,
        base_unit=unit.base if unit and value is not None else None,
        dimension=unit.dimension if unit else None,
        confidence=0.75 if number.doubt else 1.0,
        notes=[number.doubt] if number.doubt else [],
    )


def _link(made: Sequence[tuple[_Column, Fact]], first: int, around: Surroundings) -> None:
    """Hang plans, shares and changes of a row on its actual value, whose indicator they share.

    Of several actual values the last before a comparison is meant; a plan takes the next actual
    value, else the last, since plans stand before what came of them.
    """
    actual = [i for i, (column, _) in enumerate(made) if column.role == "actual"]
    for i, (column, fact) in enumerate(made):
        relation = _ROLE_RELATION.get(column.role)
        if relation is None or not actual:
            continue
        earlier = [j for j in actual if j < i]
        later = [j for j in actual if j > i]
        if relation == PLANNED_FOR:
            head = later[0] if later else earlier[-1]
        else:
            head = earlier[-1] if earlier else later[0]
        fact.head, fact.relation_to_head = first + head, relation
        value = made[head][1]
        fact.indicator = value.indicator
        if not column.periods:
            fact.periods = [
                period if period.inferred else replace(period, inherited=True, origin="head")
                for period in value.periods
            ]
        if fact.role == "change":
            fact.change_in = _change_in(fact, value)
        if fact.baseline:
            fact.baseline_periods = around.baselines(fact.baseline, value)


def _columns(table: Table, around: Surroundings) -> list[_Column]:
    columns = []
    named = False
    for index, header in enumerate(table.header):
        cells = [
            row[index].strip() for row in table.rows if index < len(row) and row[index].strip()
        ]
        numeric = sum(bool(_CELL.match(cell)) for cell in cells)
        column = _column(header, around)
        if column.kind == "unit" and not any(read_unit(cell).known for cell in cells):
            column.kind = "name" if not named else "note"
        if column.kind == "value" and (not cells or numeric * 2 < len(cells)):
            column.kind = "note" if named else "name"
        if column.kind == "value" and index == 0 and _counts_up(cells):
            column.kind = "ordinal"
        named = named or column.kind == "name"
        columns.append(column)
    plan = next((column for column in columns if column.role == "planned"), None)
    for column in columns:
        if plan is not None and column.role == "actual" and _bare_share(column.heading):
            column.role, column.target, column.unit = "share_of_target", plan.target, "%"
    return columns


def _bare_share(heading: str) -> bool:
    """Whether a header is a mere `Tỷ lệ (%)`, which beside a plan is a share of the plan."""
    words = re.sub(r"[^\w%]+", " ", fold(heading)).strip()
    return (
        "%" in words
        and not re.sub(r"%|\b(?:tỷ lệ|tỉ lệ|đạt|thực hiện|hoàn thành|so sánh)\b", "", words).strip()
    )


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether a first column only numbers the rows (1, 2, 3 …)."""
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def _column(header: str, around: Surroundings) -> _Column:
    folded = fold(header)
    for kind in ("ordinal", "unit"):
        if folded.strip(" .:()") in _words()[kind]:
            return _Column(kind)
    if _has(folded, "note") and not _has(folded, "compared"):
        return _Column("note")
    compared, planned = _has(folded, "compared"), _has(folded, "planned")
    baseline = _has(folded, "baseline")
    column = _Column(heading=header.strip(), unit=_stated_unit(header))
    percent = "%" in header or column.unit == "%"
    if _has(folded, "share"):
        column.role = "share"
    elif compared and planned and (percent or not _has(folded, "change")):
        column.role, column.target = "share_of_target", _named(header, "planned")
    elif compared and (baseline or _has(folded, "change") or re.search(r"(19|20)\d\d", folded)):
        column.role = "change" if _has(folded, "change") else "rate"
        column.baseline = _named(header, "baseline")
    elif planned:
        column.role, column.target = "planned", _named(header, "planned")
    if column.role in ("actual", "planned"):
        column.periods = around.periods(header)
        place = around.place(header)
        if place is not None and place.code is not None:
            column.place, column.heading = place, ""
    if column.role in ("share_of_target", "rate", "change") and percent:
        column.unit = "%"
    return column


def _named(header: str, group: str) -> str:
    """The plan or baseline a header names, from its first word on (`So sánh (%) với KH` → `KH`)."""
    words = sorted((re.escape(word) for word in _words()[group]), key=len, reverse=True)
    years = "" if group == "planned" else r"|(?:năm\s+)?(?:19|20)\d\d"
    found = re.search(rf"(?<!\w)(?:{'|'.join(words)}{years})(?!\w).*", header, re.IGNORECASE)
    return re.sub(r"\s*\(.*?\)\s*", " ", found.group() if found else header).strip()


def _rows(table: Table, columns: Sequence[_Column], around: Surroundings) -> list[_Row]:
    """The names of the rows, each under the rows above it that its mark is subordinate to."""
    rows: list[_Row] = []
    above: list[tuple[str, str]] = []  # mark and name of the rows that stand over the next
    for cells in table.rows:
        kinds = {column.kind: "" for column in columns}
        for column, cell in zip(columns, cells, strict=False):
            if column.kind in ("ordinal", "name", "unit") and not kinds[column.kind]:
                kinds[column.kind] = cell.strip()
        name = kinds.get("name", "")
        ordinal = kinds.get("ordinal", "")
        mark = _mark(ordinal) or list_mark(name) or ""
        marks = [kind for kind, _ in above]
        if mark in marks:
            above = above[: marks.index(mark)]
        written = unmarked(name) or name
        unit = kinds.get("unit") or _stated_unit(name)
        place = around.place(written) if written else None
        known = place if place is not None and place.code is not None else None
        rows.append(_Row([*(text for _, text in above), _without_unit(written)], known, unit))
        if written:
            above.append((mark, _without_unit(written)))
    return rows


def _mark(ordinal: str) -> str | None:
    """The kind of a row's number: letters, Roman numbers, digits, digits with points."""
    text = ordinal.strip(" .)(")
    for kind, pattern in (
        ("I.", r"[IVX]+"), ("A.", r"[A-ZĐ]"), ("1.", r"\d+"), ("1.1", r"\d+\.\d+"),
        ("1.1.1", r"\d+\.\d+\.\d+"), ("a)", r"[a-zđ]"), ("-", r"[-–—]"), ("+", r"\+"),
        ("*", r"\*+"),
    ):  # fmt: skip
        if re.fullmatch(pattern, text):
            return kind
    return None


def _indicator(row: _Row, column: _Column, rows_are_places: bool, table: Table) -> str | None:
    parts = list(row.names)
    if rows_are_places:
        heading = _without_unit(column.heading)
        if column.role == "actual" and heading and not _about_time(column):
            parts = [heading]
        else:
            parts = [_subject(table.caption)]
    elif column.role == "actual" and column.heading and not _about_time(column):
        parts.append(_without_unit(column.heading))
    return _JOIN.join(part for part in parts if part) or None


def _subject(caption: str) -> str:
    """What a caption names: without `Biểu 2:` and `(ĐVT: ha)`."""
    named = re.sub(
        r"^\s*(?:phụ\s*)?(?:biểu|bảng|lục)(?:\s*số)?\s*[\w.]{0,6}\s*[:.–-]?\s*",
        "",
        caption,
        flags=re.IGNORECASE,
    )
    return unmarked(re.sub(r"\s*\([^()]*(?:đvt|đơn vị)[^()]*\)", "", named, flags=re.IGNORECASE))


def _about_time(column: _Column) -> bool:
    """Whether a header only says when or how far (`Ước thực hiện năm 2023`), not what."""
    words = fold(_without_unit(column.heading))
    for period in column.periods:
        words = words.replace(fold(period.text), " ")
    words = re.sub(
        r"\b(?:ước|thực hiện|th|kết quả|lũy kế|năm|tháng|đến|ngày|số liệu|giá trị|số lượng"
        r"|báo cáo|đạt|được|chính thức|sơ bộ|đầu|nay|cả|trong|kỳ)\b",
        " ",
        words,
    )
    return not re.search(r"[^\W\d_]", words)


def _places(row: _Row, column: _Column, rows_are_places: bool) -> list[PlaceValue]:
    places = [column.place] if column.place is not None else []
    if row.place is not None and (rows_are_places or column.place is None):
        places.append(row.place)
    return places


def _stated_unit(text: str) -> str | None:
    """A unit in brackets (`Diện tích (ha)`) or after `ĐVT:`."""
    stated = _UNIT_STATED.search(text)
    if stated and read_unit(stated["unit"].strip()).known:
        return stated["unit"].strip()
    for found in _BRACKETED.finditer(text):
        if read_unit(found["unit"]).known:
            return found["unit"].strip()
    return None


def _without_unit(text: str) -> str:
    unit = _stated_unit(text)
    stripped = text.replace(f"({unit})", "") if unit else text
    return re.sub(r"\s+", " ", stripped).strip()


def _direction(found: re.Match[str], column: _Column) -> Direction | None:
    if found["sign"] in ("-", "−", "("):
        return "decrease"
    folded = fold(column.heading)
    if "giảm" in folded and "tăng" not in folded:
        return "decrease"
    return "increase"


def _change_in(fact: Fact, value: Fact) -> ChangeIn:
    if fact.dimension == "ratio_points" or fact.dimension == value.dimension == "ratio":
        return "points"
    return "percent" if fact.dimension == "ratio" else "amount"


def _offsets(cells: Sequence[str]) -> list[int]:
    offsets, position = [], 0
    for cell in cells:
        offsets.append(position)
        position += len(cell) + len(_SEPARATOR)
    return offsets


def _has(folded: str, group: str) -> bool:
    return bool(_pattern(group).search(folded))


@lru_cache(maxsize=16)
def _pattern(group: str) -> re.Pattern[str]:
    longest = sorted(_words()[group], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    groups = tomllib.loads((_DATA / "table_columns.toml").read_text(encoding="utf-8"))
    return {name: group["words"] for name, group in groups.items()}
