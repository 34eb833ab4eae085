"""A report out of an HTML page, as a word processor or a portal saves it.

Scripts, styles, forms and everything outside the file are left alone.
"""

from __future__ import annotations

import re
from typing import Any

from extractor.errors import SolieuError
from extractor.reading.assemble import assemble
from extractor.reading.blocks import Block
from extractor.reading.footnotes import raised_body, without_number
from extractor.reading.inline import SUPERSCRIPTS, collapsed, repaired
from extractor.reading.mapped import Mapped
from extractor.reading.report import Report
from extractor.reading.tables import is_layout

_BREAKING = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "blockquote",
    "pre",
    "body",
    "hr",
    "figure",
    "figcaption",
    "form",
    "fieldset",
    "center",
    "address",
    "td",
    "th",
    "tr",
    "caption",
    "nav",
}
_LEFT_OUT = {
    "script",
    "style",
    "head",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "select",
    "button",
    "input",
    "textarea",
    "title",
    "meta",
    "link",
    "audio",
    "video",
    "canvas",
}
_NOTE_ID = re.compile(
    r"#(?:_?ftn|_?edn|fn|footnote|note|sdfootnote|cite_note)\D{0,12}?(\d{1,3})", re.I
)
_BACK_ID = re.compile(r"#(?:_?ftnref|_?ednref|fnref|footnoteref|sdfootnote\d+anc|cite_ref)", re.I)
_TO_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)
_MOST_ELEMENTS = 500_000
_WIDEST, _DEEPEST = 100, 1000
_MOST_CELLS = 300_000


def read_html(text: str, report_id: str, name: str = "text") -> Report:
    """Read an HTML page.

    Args:
        text: The page.
        report_id: The report's id.
        name: Its name, for errors.

    Returns:
        The report; its source text is the page's visible text, a paragraph a line.

    Raises:
        SolieuError: The page holds no text.
    """
    from lxml import etree, html

    if text.count("<") > _MOST_ELEMENTS:
        raise SolieuError(f"{name} is too large: it has more than {_MOST_ELEMENTS:,} elements.")
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(_without_declaration(text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise SolieuError(f"{name} has no text: the page cannot be read.") from None
    reader = _Reader()
    reader.read(root)
    if not reader.blocks:
        raise SolieuError(f"{name} is empty: the page holds no text.")
    return assemble(reader.blocks, "".join(reader.source), report_id)


class _Reader:
    """Walks the page's tree, without recursion save into tables within tables."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.source: list[str] = []
        self._length = 0
        self._parts: list[str] = []
        self._level: int | None = None
        self._label = ""
        self._note = 0
        self._cells = 0

    def read(self, root: Any, depth: int = 0) -> None:
        """Take up everything inside an element."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                if tag in _BREAKING:
                    self._flush()
                self._add(element.tail)
                continue
            if tag in _LEFT_OUT or not tag or _is_hidden(element):
                if element is not root:
                    self._add(element.tail)
                continue
            if tag == "table" and depth < 6:
                self._flush()
                self._table(element, depth)
                if element is not root:
                    self._add(element.tail)
                continue
            if tag in _BREAKING:
                self._flush()
                self._open(element, tag)
            if tag == "br":
                self._flush()
            elif tag == "sup":
                self._raised(element)
                self._add(element.tail)
                continue
            elif tag == "a" and self._link(element):
                self._add(element.tail)
                continue
            self._add(element.text)
            stack.append((element, True)) if element is not root else None
            stack += [(child, False) for child in reversed(element)]
        self._flush()

    def _open(self, element: Any, tag: str) -> None:
        self._level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else None
        if tag == "li":
            self._label = _item_label(element)

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def _raised(self, element: Any) -> None:
        text = " ".join("".join(element.itertext()).split())
        number = text.strip("()[] ")
        links = element.xpath("descendant-or-self::a[@href]")
        if any(_BACK_ID.match(link.get("href")) for link in links) and number.isdigit():
            self._note = int(number)
        elif number.isascii() and number.isdigit():
            self._parts.append(number.translate(_TO_RAISED))
        else:
            self._parts.append(text)

    def _link(self, element: Any) -> bool:
        """Take up a link to a footnote, or from one back; whether it was such a link."""
        href = element.get("href") or ""
        text = "".join(element.itertext()).strip().strip("()[] ")
        if not (text.isascii() and text.isdigit() and len(text) <= 3):
            return False
        if _BACK_ID.match(href):
            self._note = int(text)
            return True
        if _NOTE_ID.match(href):
            self._parts.append(text.translate(_TO_RAISED))
            return True
        return False

    def _flush(self) -> None:
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        number, self._note = self._note, 0
        level, self._level = self._level, None
        if not text:
            return
        if self._label:
            text = f"{self._label} {text}"
            self._label = ""
        start = self._length
        self.source += [text, "\n"]
        self._length += len(text) + 1
        mapped = collapsed(repaired(Mapped.verbatim(text, start)))
        number = number or raised_body(mapped.text)
        if number:
            body = without_number(mapped) if raised_body(mapped.text) else mapped
            self.blocks.append(Block("footnote", body, number))
        elif mapped:
            self.blocks.append(Block("paragraph", mapped, level=level))

    def _table(self, table: Any, depth: int) -> None:
        start = self._length
        rows: list[list[str | None]] = []
        cells: list[Block] = []
        headed = 0
        down: dict[int, tuple[int, str]] = {}
        for row in table.iter("tr"):
            if next(row.iterancestors("table"), None) is not table:
                continue
            texts: list[str | None] = []
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                _fill_down(texts, down)
                inner = _Reader()
                inner._length, inner._cells = self._length, self._cells
                inner.read(cell, depth + 1)
                self.source += inner.source
                self._length, self._cells = inner._length, inner._cells
                cells += inner.blocks
                text = " ".join(
                    b.text.text if b.kind != "table" else _flat(b) for b in inner.blocks
                )
                wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
                if deep > 1:
                    for column in range(wide):
                        down[len(texts) + column] = (deep - 1, text if not column else "")
                texts += [text, *[None] * (wide - 1)]
            _fill_down(texts, down)
            self._cells += len(texts)
            if self._cells > _MOST_CELLS:
                raise SolieuError(f"The page has tables of more than {_MOST_CELLS:,} cells.")
            if headed == len(rows) and len(row) and all(cell.tag == "th" for cell in row):
                headed += 1
            rows.append(texts)
        if is_layout(rows, bordered=_is_bordered(table)):
            self.blocks += cells
        elif any(any(row) for row in rows):
            self.blocks.append(
                Block(
                    "table",
                    rows=rows,
                    header_rows=headed or None,
                    start=start,
                    end=max(start, self._length - 1),
                )
            )
            self.blocks += [block for block in cells if block.kind == "table"]


def _fill_down(texts: list[str | None], down: dict[int, tuple[int, str]]) -> None:
    while len(texts) in down:
        left, text = down.pop(len(texts))
        if left > 1:
            down[len(texts)] = (left - 1, text)
        texts.append(text)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    most = _WIDEST if name == "colspan" else _DEEPEST
    return min(max(int(value[:6]), 1), most) if value.isascii() and value.isdigit() else 1


def _is_bordered(table: Any) -> bool:
    if (table.get("border") or "0").strip() not in ("0", ""):
        return True
    styles = [table.get("style") or "", *(c.get("style") or "" for c in table.iter("td", "th"))]
    drawn = any(re.search(r"border[^;:]*:[^;]*(?:solid|double|dotted)", s) for s in styles)
    return drawn or next(table.iter("th"), None) is not None


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style or element.get("hidden") == ""


def _item_label(element: Any) -> str:
    """The label of a list item; a browser draws it, the text does not hold it."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "-" if "none" not in ((parent is not None and parent.get("style")) or "") else ""
    index = sum(1 for other in element.itersiblings("li", preceding=True)) + 1
    start = parent.get("start") or "1"
    index += int(start) - 1 if start.isascii() and start.isdigit() and len(start) < 7 else 0
    from extractor.reading.numbering import numeral

    style = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    kind = style.get(parent.get("type") or "1", "decimal")
    return numeral(index, kind) + (")" if kind == "lowerLetter" else ".")


def _without_declaration(text: str) -> str:
    """Without the XML declaration, whose encoding no longer holds."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)


def _flat(block: Block) -> str:
    return " ".join(cell for row in block.rows for cell in row if cell)


def html_table(markup: str) -> tuple[list[list[str | None]], int | None]:
    """The cells of the first table in a piece of HTML.

    Args:
        markup: The piece.

    Returns:
        Its rows, and how many of them are marked as header; no rows where there is no table.
    """
    from lxml import etree, html

    if markup.count("<") > _MOST_ELEMENTS:
        return [], None
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return [], None
    reader = _Reader()
    reader.read(root)
    block = next((block for block in reader.blocks if block.kind == "table"), None)
    return (block.rows, block.header_rows) if block is not None else ([], None)
