"""Where a paragraph stands: its headings, the list item above it, its footnote marker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.facts.letters import fold
from extractor.reading.report import Report
from extractor.schema import QUANTITY, AnnotatedText

_MARKS = (
    ("(i)", re.compile(r"\((?:[ivx]+)\)")),
    ("(1)", re.compile(r"\(\d{1,2}\)")),
    ("(a)", re.compile(r"\([a-zđ]\)")),
    ("1.1.1", re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?=\s)")),
    ("1.1", re.compile(r"\d{1,2}\.\d{1,2}\.?(?=\s)")),
    ("1.", re.compile(r"\d{1,2}\.(?=\s)")),
    ("1)", re.compile(r"\d{1,2}\)")),
    ("I.", re.compile(r"[IVX]{1,5}[.)](?=\s)")),
    ("A.", re.compile(r"[A-ZĐ]\.(?=\s)")),
    ("a)", re.compile(r"[a-zđ][).](?=\s)")),
    ("*", re.compile(r"\*+")),
    ("-", re.compile(r"[-–—](?=\D)")),
    ("+", re.compile(r"\+")),
    ("•", re.compile(r"[•●▪·]")),
)
_HEADING_LEVELS = {"A.": 1, "I.": 2, "1.": 3, "1.1": 4, "1.1.1": 5, "a)": 6}
_OPENS = re.compile(r"(?::|;|\b(?:trong đó|cụ thể|gồm|bao gồm|như sau|sau đây|chia ra))[\s:.,…]*$")


def list_mark(text: str) -> str | None:
    """The kind of mark a paragraph begins with (`-`, `(1)`, `a)`), None for none."""
    start = text.lstrip()
    return next((kind for kind, pattern in _MARKS if pattern.match(start)), None)


def unmarked(text: str) -> str:
    """A heading or list item without its mark and its closing colon."""
    start = text.strip()
    kind = list_mark(start)
    if kind is not None:
        pattern = dict(_MARKS)[kind]
        match = pattern.match(start)
        start = start[match.end() :] if match else start
    return start.strip(" *:;,.").strip()


@dataclass(slots=True)
class Position:
    """Where a paragraph stands.

    Args:
        section: Headings above it, outermost first.
        headings: Ids of those headings among the paragraphs, outermost first, where known.
        above: Ids of the list items that introduce it, nearest first.
        host: For a footnote: id of the paragraph that bears its marker.
        offset: For a footnote: where in that paragraph the marker stood.
    """

    section: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    host: str | None = None
    offset: int | None = None


def local_id(paragraph: AnnotatedText) -> str:
    """The part of a paragraph's id after its report's."""
    return paragraph.id.rsplit("/", 1)[-1]


def outline(report: Report, paragraphs: Sequence[AnnotatedText]) -> dict[str, Position]:
    """Where each paragraph stands.

    Args:
        report: The report; where it lists its paragraphs, its headings and sections count.
        paragraphs: Its annotated paragraphs and footnotes, in reading order.

    Returns:
        By the local id of the paragraph. Without the report's own structure, numbered short lines
        without figures count as headings.
    """
    known = {paragraph.id: paragraph for paragraph in report.paragraphs}
    positions: dict[str, Position] = {}
    path: list[tuple[int, str, str]] = []  # level, id, text of the headings above
    items: list[tuple[str | None, str, bool]] = []  # mark, id, whether it introduces what follows
    for paragraph in paragraphs:
        name = local_id(paragraph)
        if name in positions or re.fullmatch(r"f\d+", name):
            continue
        stated = known.get(name)
        level = stated.level if stated and stated.kind == "heading" else 0
        if stated is None:
            level = _heading_level(paragraph)
        if level:
            path = [entry for entry in path if entry[0] < level]
            items = []
            positions[name] = Position(
                list(stated.section) if stated else [text for _, _, text in path],
                [heading for _, heading, _ in path],
            )
            path.append((level, name, paragraph.text.strip()))
            continue
        mark = list_mark(paragraph.text)
        kinds = [kind for kind, _, _ in items]
        if mark is None:
            items = []
        elif mark in kinds:
            items = items[: kinds.index(mark)]
        positions[name] = Position(
            list(stated.section) if stated else [text for _, _, text in path],
            [heading for _, heading, _ in path],
            [item for _, item, introduces in reversed(items) if introduces],
        )
        items.append((mark, name, _introduces(paragraph)))
    _place_footnotes(report, paragraphs, positions)
    return positions


def _introduces(paragraph: AnnotatedText) -> bool:
    """Whether a list item governs those below: it ends openly, or names a topic and no figure."""
    if _OPENS.search(fold(paragraph.text)) and not paragraph.text.rstrip().endswith(";"):
        return True
    has_figures = any(entity.label == QUANTITY for entity in paragraph.entities)
    return not has_figures and len(paragraph.text) < 120


def _heading_level(paragraph: AnnotatedText) -> int:
    text = paragraph.text.strip()
    if not text or len(text) > 220 or text.endswith((".", ";")):
        return 0
    if any(entity.label == QUANTITY for entity in paragraph.entities):
        return 0
    if text.isupper() and len(text) > 3:
        return _HEADING_LEVELS.get(list_mark(text) or "", 1)
    return _HEADING_LEVELS.get(list_mark(text) or "", 0)


def _place_footnotes(
    report: Report, paragraphs: Sequence[AnnotatedText], positions: dict[str, Position]
) -> None:
    """Give each footnote the place of its marker."""
    markers: dict[int, tuple[str, int]] = {}
    for paragraph in paragraphs:
        for marker in paragraph.footnotes:
            markers.setdefault(marker.number, (local_id(paragraph), marker.offset))
    for footnote in report.footnotes:
        if footnote.paragraph is not None and footnote.offset is not None:
            markers[footnote.number] = (footnote.paragraph, footnote.offset)
    for paragraph in paragraphs:
        name = local_id(paragraph)
        numbered = re.fullmatch(r"f(\d+)", name)
        if not numbered or name in positions:
            continue
        host = markers.get(int(numbered.group(1)))
        above = positions.get(host[0]) if host else None
        if host is None or above is None:
            positions[name] = Position()
        else:
            positions[name] = Position(
                list(above.section), list(above.headings), [], host[0], host[1]
            )
