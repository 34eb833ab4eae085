"""A report out of a DOCX file.

Read straight from the package's XML: python-docx knows neither footnotes nor the numbers of lists,
and leaves tracked changes to the reader. Insertions are accepted, deletions left out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.errors import SolieuError
from extractor.reading.assemble import assemble
from extractor.reading.blocks import Block
from extractor.reading.encoding import converted, from_fonts
from extractor.reading.footnotes import raised_body, without_number
from extractor.reading.inline import SUPERSCRIPTS, collapsed, repaired
from extractor.reading.mapped import Mapped
from extractor.reading.numbering import Numbering, W
from extractor.reading.package import Package
from extractor.reading.report import Report
from extractor.reading.tables import is_layout

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = {
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "pPr",
        "rPr",
        "rPh",
        "object",
        "commentRangeStart",
        "commentReference",
        "annotationRef",
        "footnoteRef",
        "endnoteRef",
        "sdtPr",
        "sdtEndPr",
        "smartTagPr",
        "ruby",
    )
} | {f"{_MC}Fallback"}
_HEADING_STYLE = re.compile(r"(?:heading|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)
_TO_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)
_DEEPEST = 12
_MOST_PARAGRAPHS = 60_000
_WIDEST = 200


@dataclass(slots=True)
class _Style:
    level: int | None = None
    list_id: str | None = None
    list_level: int = 0
    based_on: str | None = None


@dataclass(slots=True)
class _Content:
    """The characters of a paragraph and what hangs on them."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    notes: list[tuple[str, int]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def read_docx(path: Path, report_id: str) -> Report:
    """Read a DOCX file.

    Args:
        path: The file.
        report_id: The report's id.

    Returns:
        The report. Its source text is the document's text, a paragraph a line, labels of numbered
        lists included, footnotes at the end.

    Raises:
        SolieuError: The file is damaged, too large, or no DOCX.
    """
    with Package(path) as package:
        kind = package.kind()
        if kind != "docx":
            raise SolieuError(f"{path} is {kind}, not a report. Give a .docx, .pdf or text file.")
        return _Reader(package).read(str(path), report_id)


class _Reader:
    def __init__(self, package: Package) -> None:
        self._document = package.xml("word/document.xml")
        self._styles = _styles(package.xml("word/styles.xml"))
        self._numbering = Numbering(package.xml("word/numbering.xml"))
        self._bodies = {
            f"{kind}:{note.get(f'{W}id')}": note
            for kind in ("footnote", "endnote")
            for root in [package.xml(f"word/{kind}s.xml")]
            if root is not None
            for note in root.findall(f"{W}{kind}")
            if note.get(f"{W}type") in (None, "normal")
        }
        self._numbers: dict[str, int] = {}
        self._source: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._carried: _Content | None = None

    def read(self, name: str, report_id: str) -> Report:
        """The report; `name` is the file's, for errors."""
        body = self._document.find(f"{W}body") if self._document is not None else None
        if body is None:
            raise SolieuError(f"{name} has no text: the document holds no body.")
        for element in _content(body):
            self._element(element, self._blocks, 0)
            if len(self._blocks) > _MOST_PARAGRAPHS:
                raise SolieuError(
                    f"{name} has more than {_MOST_PARAGRAPHS:,} paragraphs; give one report a file."
                )
        for key in list(self._numbers):
            self._note(key)
        if not self._blocks:
            raise SolieuError(f"{name} is empty: it holds no text.")
        return assemble(self._blocks, "".join(self._source), report_id)

    def _element(self, element: Any, blocks: list[Block], depth: int) -> None:
        if element.tag == f"{W}p":
            self._paragraph(element, blocks, depth)
        elif element.tag == f"{W}tbl" and depth < _DEEPEST:
            self._table(element, blocks, depth)

    def _paragraph(self, element: Any, blocks: list[Block], depth: int) -> None:
        content = self._carried or _Content()
        self._carried = None
        properties = element.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            # The paragraph's end is deleted: it goes on in the next.
            self._runs(element, content)
            self._carried = content
            return
        style = self._style(properties)
        label = self._label(properties, style)
        inner = _Content()
        if label:
            inner.add(label + " ")
        shift = inner.length
        self._runs(element, content)
        text = "".join(content.parts)
        old = from_fonts(text)
        if old is not None and not content.notes:
            text = old
        if text.strip():
            block = self._block(f"{label} {text}" if label else text, content.notes, shift)
            block.level = _outline(properties, style)
            blocks.append(block)
        for box in content.boxes:
            if depth < _DEEPEST:
                for child in _content(box):
                    self._element(child, blocks, depth + 1)

    def _block(self, text: str, notes: list[tuple[str, int]], shift: int) -> Block:
        start = self._write(text)
        pieces = [0, *(offset + shift for _, offset in notes), len(text)]
        whole = Mapped()
        markers: list[tuple[int, int]] = []
        for index, (begin, end) in enumerate(itertools.pairwise(pieces)):
            # Up to the marker, then its place; white space is collapsed over it afterwards.
            whole = whole + repaired(Mapped.verbatim(text[begin:end], start + begin))
            if index < len(notes):
                markers.append((self._number(notes[index][0]), len(whole)))
        return _cleaned(Block("paragraph", whole, markers=markers))

    def _write(self, text: str) -> int:
        start = self._length
        self._source += [text, "\n"]
        self._length += len(text) + 1
        return start

    def _number(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _note(self, key: str) -> None:
        """The body of a footnote; footnotes it refers to in turn join the end."""
        element = self._bodies.get(key)
        text = Mapped()
        if element is not None:
            blocks: list[Block] = []
            for child in _content(element):
                self._element(child, blocks, 1)
            for block in blocks:
                text = text.joined(block.text, "\n")
        if text:
            text = without_number(text) if raised_body(text.text) else text
            self._blocks.append(Block("footnote", text, self._numbers[key]))

    def _runs(self, element: Any, content: _Content) -> None:
        """Gather the characters of a paragraph, without recursion: nesting may be deep."""
        stack = [iter(element)]
        fonts: list[tuple[str, bool, bool]] = []
        runs: list[int] = []
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                if runs and runs[-1] == len(stack):
                    runs.pop()
                    fonts.pop()
                continue
            tag = child.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT:
                continue
            if tag == f"{W}t":
                content.add(_styled(child.text or "", fonts[-1] if fonts else ("", False, False)))
            elif tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
                content.add(" ")
            elif tag == f"{W}noBreakHyphen":
                content.add("-")
            elif tag == f"{W}sym":
                content.add(_symbol(child))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = "footnote" if tag.endswith("footnoteReference") else "endnote"
                key = f"{kind}:{child.get(f'{W}id')}"
                custom = child.get(f"{W}customMarkFollows") in ("1", "true", "on")
                if not custom and key in self._bodies:
                    content.notes.append((key, content.length))
            elif tag == f"{W}txbxContent":
                content.boxes.append(child)
            elif tag == f"{W}r":
                properties = child.find(f"{W}rPr")
                if _hidden(properties):
                    continue
                fonts.append(_font(properties))
                runs.append(len(stack))
                stack.append(iter(child))
            else:
                stack.append(iter(child))

    def _style(self, properties: Any | None) -> _Style:
        link = properties.find(f"{W}pStyle") if properties is not None else None
        return self._styles.get(link.get(f"{W}val", "") if link is not None else "", _Style())

    def _label(self, properties: Any | None, style: _Style) -> str:
        list_id, level = style.list_id, style.list_level
        numbered = properties.find(f"{W}numPr") if properties is not None else None
        if numbered is not None:
            link, deep = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
            list_id = link.get(f"{W}val") if link is not None else list_id
            if deep is not None and str(deep.get(f"{W}val", "")).isdigit():
                level = int(deep.get(f"{W}val"))
        return self._numbering.label(list_id, min(level, 9)) if list_id else ""

    def _table(self, element: Any, blocks: list[Block], depth: int) -> None:
        start = self._length
        cells: list[list[list[Block]]] = []
        rows: list[list[str | None]] = []
        headed = 0
        above: dict[int, str] = {}
        for row in _content(element, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            texts, here = self._row(row, properties, above, depth)
            if properties is not None and properties.find(f"{W}tblHeader") is not None:
                headed += headed == len(rows)
            rows.append(texts)
            cells.append(here)
        if is_layout(rows, bordered=_bordered(element)):
            blocks += [block for row in cells for cell in row for block in cell]
            return
        if not any(any(row) for row in rows):
            return
        nested = [b for row in cells for cell in row for b in cell if b.kind == "table"]
        blocks.append(
            Block(
                "table",
                rows=rows,
                header_rows=headed or None,
                start=start,
                end=max(start, self._length - 1),
            )
        )
        blocks += nested

    def _row(
        self, row: Any, properties: Any | None, above: dict[int, str], depth: int
    ) -> tuple[list[str | None], list[list[Block]]]:
        texts: list[str | None] = [""] * _count(properties, "gridBefore", 0)
        blocks: list[list[Block]] = []
        for cell in _content(row, f"{W}tc"):
            inner: list[Block] = []
            for child in _content(cell):
                self._element(child, inner, depth + 1)
            text = " ".join(
                block.text.text if block.kind == "paragraph" else _flat(block) for block in inner
            )
            properties = cell.find(f"{W}tcPr")
            column = len(texts)
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            if merge is not None and merge.get(f"{W}val", "continue") == "continue":
                text = above.get(column, "")
            above[column] = text
            texts += [text, *[None] * (_count(properties, "gridSpan", 1) - 1)]
            blocks.append(inner)
        return texts, blocks


def _cleaned(block: Block) -> Block:
    """White space collapsed, markers kept on their place."""
    text = block.text
    marks = sorted({offset for _, offset in block.markers})
    parts = [text[a:b] for a, b in zip([0, *marks], [*marks, len(text)], strict=True)]
    whole = Mapped()
    places: dict[int, int] = {}
    for mark, part in zip([0, *marks], parts, strict=True):
        places[mark] = len(whole.text.rstrip())
        if not whole.text or whole.text.endswith(" "):
            part = part[len(part.text) - len(part.text.lstrip()) :]
        whole = whole + part.sub(_SPACES, " ")
    shift = len(whole.text) - len(whole.text.lstrip())
    block.text = collapsed(whole)
    block.markers = [
        (number, min(max(places[offset] - shift, 0), len(block.text)))
        for number, offset in block.markers
    ]
    return block


_SPACES = re.compile(r"\s+")


def _content(element: Any, tag: str | None = None) -> Iterator[Any]:
    """Children, those inside content controls, insertions and custom XML included."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in (
            f"{W}sdt",
            f"{W}sdtContent",
            f"{W}ins",
            f"{W}moveTo",
            f"{W}customXml",
            f"{W}smartTag",
            f"{_MC}AlternateContent",
            f"{_MC}Choice",
        ):
            stack.append(iter(child))
        elif tag is None or child.tag == tag:
            yield child


def _styled(text: str, font: tuple[str, bool, bool]) -> str:
    name, raised, capitals = font
    if raised and text.strip().isascii() and text.strip().isdigit():
        return text.translate(_TO_RAISED)
    if name.startswith(".vn"):
        text = converted(text, "tcvn3")
        return text.upper() if name.endswith("h") else text
    if name.startswith("vni-"):
        return converted(text, "vni")
    return text.upper() if capitals else text


def _font(properties: Any | None) -> tuple[str, bool, bool]:
    """The name of a run's font in lower case, whether it is raised, whether set in capitals."""
    if properties is None:
        return "", False, False
    fonts = properties.find(f"{W}rFonts")
    name = ""
    if fonts is not None:
        name = str(fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "").lower()
    align = properties.find(f"{W}vertAlign")
    raised = align is not None and align.get(f"{W}val") == "superscript"
    return name, raised, _on(properties, "caps")


def _hidden(properties: Any | None) -> bool:
    return properties is not None and _on(properties, "vanish")


def _on(properties: Any, name: str) -> bool:
    element = properties.find(f"{W}{name}")
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _symbol(element: Any) -> str:
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    return "•" if 0xF000 <= code <= 0xF0FF else chr(code) if 32 <= code < 0xD800 else ""


def _styles(root: Any | None) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    if root is None:
        return styles
    for element in root.findall(f"{W}style"):
        style = _Style()
        name, based = element.find(f"{W}name"), element.find(f"{W}basedOn")
        heading = _HEADING_STYLE.match(name.get(f"{W}val", "") if name is not None else "")
        style.level = int(heading.group(1)) if heading else None
        style.based_on = based.get(f"{W}val") if based is not None else None
        properties = element.find(f"{W}pPr")
        if properties is not None:
            style.level = _outline(properties, style)
            link = properties.find(f"{W}numPr/{W}numId")
            deep = properties.find(f"{W}numPr/{W}ilvl")
            style.list_id = link.get(f"{W}val") if link is not None else None
            if deep is not None and str(deep.get(f"{W}val", "")).isdigit():
                style.list_level = int(deep.get(f"{W}val"))
        styles[element.get(f"{W}styleId", "")] = style
    for style in styles.values():
        above = styles.get(style.based_on or "")
        for _ in range(_DEEPEST):
            if above is None:
                break
            style.level = style.level if style.level is not None else above.level
            if style.list_id is None:
                style.list_id, style.list_level = above.list_id, above.list_level
            above = styles.get(above.based_on or "")
    return styles


def _outline(properties: Any | None, style: _Style) -> int | None:
    element = properties.find(f"{W}outlineLvl") if properties is not None else None
    value = element.get(f"{W}val", "") if element is not None else ""
    if value.isdigit():
        return int(value) + 1 if int(value) < 9 else None
    return style.level


def _count(properties: Any | None, name: str, default: int) -> int:
    element = properties.find(f"{W}{name}") if properties is not None else None
    value = element.get(f"{W}val", "") if element is not None else ""
    return min(int(value[:6]), _WIDEST) if value.isdigit() else default


def _bordered(table: Any) -> bool:
    """Whether lines are drawn around a table's cells."""
    drawn = ("single", "double", "thick", "dotted", "dashed", "dotDash", "triple")
    style = table.find(f"{W}tblPr/{W}tblStyle")
    if style is not None and "grid" in style.get(f"{W}val", "").lower():
        return True
    for path in (f"{W}tblPr/{W}tblBorders", f"{W}tr/{W}tc/{W}tcPr/{W}tcBorders"):
        count = 0
        for borders in table.iterfind(path):
            count += sum(side.get(f"{W}val") in drawn for side in borders)
            if count >= 2:
                return True
    return False


def _flat(block: Block) -> str:
    return " ".join(cell for row in block.rows for cell in row if cell)
