"""Paragraphs, footnotes and tables out of the lines of PDF pages, page after page.

A new paragraph begins where the place of a line says so: more space above, an indent, a line
before it that ended though the next word would have fitted. Footnotes are the smaller print at a
page's foot. Pages are taken one after the other, so memory does not grow with their number beyond
the text itself.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO

from extractor.reading.blocks import Block
from extractor.reading.footnotes import raised_body, without_number
from extractor.reading.inline import collapsed, repaired
from extractor.reading.mapped import Mapped
from extractor.reading.markers import LONGEST_PARAGRAPH, begins_upper, ends_sentence, list_marker
from extractor.reading.pdfpage import Grid, Page, PageLine
from extractor.reading.report import Box

_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:Trang|Page)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*$", re.I)
_SMALL = 0.9
"""Print up to this part of the body's size is small print."""
_BROKEN_AT_HYPHEN = re.compile(r"[^\W_]-$")
_BROKEN_URL = re.compile(r"://\S*[/\-_.?&=]$")
_LOOK_AHEAD = 2


@dataclass(slots=True)
class _State:
    """What is known of the layout so far."""

    sizes: Counter[float] = field(default_factory=Counter)
    gaps: Counter[float] = field(default_factory=Counter)
    left: float = 0.0
    right: float = 0.0
    last_note: int = 0
    last_page: int = 0

    @property
    def body_size(self) -> float:
        return self.sizes.most_common(1)[0][0] if self.sizes else 0.0

    def pitch(self, size: float) -> float:
        """The distance between the baselines of a paragraph's lines."""
        likely = [(n, gap) for gap, n in self.gaps.items() if 0.9 * size < gap < 2.2 * size]
        if not likely:
            return 1.2 * size
        # Spacing between paragraphs is wider than between lines and less frequent, but in a page of
        # short items it is not: then the smallest gap that is not rare.
        most = max(n for n, _ in likely)
        return min(gap for n, gap in likely if n >= 0.25 * most)


class Composer:
    """Takes pages and gives blocks.

    Args:
        convert: Turns text typed in old fonts into Unicode; None where the text is Unicode.
    """

    def __init__(self, convert: Callable[[str], str] | None = None) -> None:
        self.blocks: list[Block] = []
        self._convert = convert
        self._source = StringIO()
        self._length = 0
        self._state = _State()
        self._paragraph: Block | None = None
        self._before: PageLine | None = None
        self._note: Block | None = None
        self._table: Block | None = None
        self._table_xs: list[float] = []

    @property
    def source(self) -> str:
        """The text that the blocks' offsets refer to: lines in order, form feeds between pages."""
        return self._source.getvalue()

    def compose(self, pages: Iterable[Page]) -> None:
        """Take up all pages."""
        for page in _without_running_heads(pages):
            self._page(page)

    def _page(self, page: Page) -> None:
        if self._length:
            self._write("\f")
        body, notes = self._parted(page)
        self._measure(body, page)
        items: list[tuple[float, PageLine | Grid]] = [(line.y, line) for line in body]
        placed = self._placed(items, page)
        first = True
        for item in placed:
            if isinstance(item, Grid):
                self._grid(item, page, first)
            else:
                self._line(item, page, first)
            first = False
        self._notes(notes, page)
        self._state.last_page = page.number

    def _placed(
        self, items: list[tuple[float, PageLine | Grid]], page: Page
    ) -> list[PageLine | Grid]:
        """Lines in the order given, each table before the first line below it."""
        placed: list[PageLine | Grid] = []
        grids = deque(page.grids)
        for y, line in items:
            while grids and grids[0].ys[0] > y:
                placed.append(grids.popleft())
            placed.append(line)
        return [*placed, *grids]

    def _parted(self, page: Page) -> tuple[list[PageLine], list[PageLine]]:
        """The lines of the text, and those of the footnotes at the page's foot."""
        lines = page.lines
        state = self._state
        here: Counter[float] = Counter()
        for line in lines:
            here[round(line.size * 2) / 2] += len(line.text)
        state.sizes.update(here)
        size = state.body_size
        cut = len(lines)
        while cut and lines[cut - 1].size <= _SMALL * size:
            cut -= 1
        notes = lines[cut:]
        if not notes:
            return lines, []
        ruled = any(rule[0] > notes[0].y and rule[0] - notes[0].y < 4 * size for rule in page.rules)
        for index, line in enumerate(notes):
            if _note_number(line, state.last_note, restart=ruled and not index):
                going_on = self._note is not None and not ends_sentence(self._note.text.text)
                first = 0 if ruled or going_on else index
                return lines[: cut + first], notes[first:]
        if ruled and cut and self._note is not None and not ends_sentence(self._note.text.text):
            return lines[:cut], notes
        return lines, []

    def _measure(self, lines: list[PageLine], page: Page) -> None:
        """Learn the margins and the distance of lines from a page."""
        state = self._state
        size = state.body_size
        full = [line for line in lines if abs(line.size - size) < 1 and len(line.text) > 25]
        for above, line in itertools.pairwise(lines):
            gap = above.y - line.y
            if abs(above.size - size) < 1 and abs(line.size - size) < 1 and 0 < gap < 3 * size:
                state.gaps[round(gap * 2) / 2] += 1
        if len(full) >= 4:
            lefts = Counter(round(line.left) for line in full)
            rights = Counter(round(line.right) for line in full)
            common = [x for x, n in lefts.items() if n >= 0.25 * len(full)]
            state.left = min(common) if common else min(line.left for line in full)
            state.right = max(
                (x for x, n in rights.items() if n >= 2),
                default=max(line.right for line in full),
            )
        elif full and page.number != state.last_page and not state.right:
            state.left = min(line.left for line in full)
            state.right = max(line.right for line in full)

    def _line(self, line: PageLine, page: Page, first: bool) -> None:
        self._table = None
        text = self._text(line.text)
        if not text:
            return
        box = _box(line, page)
        paragraph = self._paragraph
        if (
            paragraph is None
            or len(paragraph.text) > LONGEST_PARAGRAPH
            or self._begins(line, first)
        ):
            self._paragraph = paragraph = Block("paragraph", text, page=page.number, boxes=[box])
            self.blocks.append(paragraph)
        else:
            glue = _glue(paragraph.text.text, text.text)
            paragraph.text = paragraph.text.joined(text, glue)
            paragraph.boxes = _grown(paragraph.boxes, box)
        self._before = line

    def _begins(self, line: PageLine, first: bool) -> bool:
        before, state, block = self._before, self._state, self._paragraph
        if before is None or block is None:
            return True
        size = line.size
        if abs(before.size - size) > 1:
            return True
        left, right = _margins(line, state)
        if (before.column or line.column) and _margins(before, state) != (left, right):
            return True
        marker = list_marker(line.text)
        gap = before.y - line.y
        spaced = not first and (gap < 0 or gap > state.pitch(size) + 0.2 * size)
        if spaced:
            return True
        room = right - before.right - line.first_word_width
        short = room > 0.6 * size
        if _is_centred(line, left, right) and _has_middle(before, left, right) and not marker:
            if line.text.isupper() != before.text.isupper() or ends_sentence(before.text):
                return True
            room = (right - left) - (before.right - before.left) - line.first_word_width
            room -= 2 * size if line.column else 0
            return room > 0.6 * size and begins_upper(line.text)
        indented = line.left > left + 0.7 * size
        if indented and not (abs(line.left - before.left) < 2 and not short and marker is None):
            hanging = list_marker(block.text.text) is not None and marker is None and not short
            return not (hanging and line.left >= before.left - 2 and before.left <= left + 2)
        if first and not ends_sentence(before.text) and not begins_upper(line.text) and not marker:
            return False
        if short:
            return bool(marker) or begins_upper(line.text) or ends_sentence(before.text)
        return False

    def _notes(self, lines: list[PageLine], page: Page) -> None:
        for index, line in enumerate(lines):
            text = self._text(line.text)
            if not text:
                continue
            box = _box(line, page)
            number = _note_number(line, self._state.last_note, restart=not index)
            if number:
                self._state.last_note = number
                body = _without(text, number)
                self._note = Block("footnote", body, number, page=page.number, boxes=[box])
                self.blocks.append(self._note)
            elif self._note is not None:
                glue = _glue(self._note.text.text, text.text)
                glue = "\n" if self._new_item(text.text, line) else glue
                self._note.text = self._note.text.joined(text, glue)
                self._note.boxes = _grown(self._note.boxes, box)
            else:
                self.blocks.append(Block("paragraph", text, page=page.number, boxes=[box]))
            self._note_line = line

    _note_line: PageLine | None = None

    def _new_item(self, text: str, line: PageLine) -> bool:
        """Whether a footnote's line begins a paragraph of its own."""
        before, marker = self._note_line, list_marker(text)
        if before is None or self._note is None or marker is None:
            return False
        above = list_marker(self._note.text.text.rsplit("\n", 1)[-1])
        if above is not None and above.style == marker.style == "decimal":
            return marker.value == above.value + 1 and ends_sentence(self._note.text.text)
        return self._state.right - before.right > line.first_word_width + line.size

    def _grid(self, grid: Grid, page: Page, first: bool) -> None:
        start = self._length
        for row in grid.rows:
            self._write("\t".join(self._converted(cell or "") for cell in row) + "\n")
        rows = [[None if c is None else self._text_of(c) for c in row] for row in grid.rows]
        box = Box(page.number, grid.xs[0], grid.ys[-1], grid.xs[-1], grid.ys[0])
        table = self._table
        if table is not None and first and _same_columns(self._table_xs, grid.xs):
            table.rows += _without_repeated(table.rows, rows)
            table.boxes.append(box)
            table.end = self._length
            return
        self._table = Block(
            "table", rows=rows, page=page.number, boxes=[box], start=start, end=self._length
        )
        self._table_xs = grid.xs
        self.blocks.append(self._table)
        self._paragraph = None

    def _text(self, text: str) -> Mapped:
        text = self._converted(text).strip()
        start = self._length
        self._write(text + "\n")
        return collapsed(repaired(Mapped.verbatim(text, start)))

    def _text_of(self, text: str) -> str:
        return collapsed(repaired(Mapped.verbatim(self._converted(text)))).text

    def _converted(self, text: str) -> str:
        return self._convert(text) if self._convert is not None else text

    def _write(self, text: str) -> None:
        self._source.write(text)
        self._length += len(text)


def _note_number(line: PageLine, last: int, *, restart: bool = False) -> int:
    """The number of the footnote that a line of small print begins, or 0.

    Args:
        line: The line.
        last: The number of the footnote before.
        restart: Whether the count may begin anew here, as it does on every page in some reports.
    """
    number = raised_body(line.text)
    if number:
        return number
    for number in (last + 1, 1) if restart else (last + 1,):
        # Not raised, it may be glued to what follows: the `19` and the `1.` of `191. Thiệt hại`.
        rest = line.text[len(str(number)) :]
        if (
            line.text.startswith(str(number))
            and rest.strip(".) ")
            and (number == last + 1 or not rest[0].isdigit())
        ):
            return 0 if rest.lstrip(".) ")[0].islower() else number
    return 0


def _without(text: Mapped, number: int) -> Mapped:
    if raised_body(text.text):
        return without_number(text)
    return text[len(str(number)) :].strip()


def _is_centred(line: PageLine, left: float, right: float) -> bool:
    return _has_middle(line, left, right) and line.left > left + 1.2 * line.size


def _has_middle(line: PageLine, left: float, right: float) -> bool:
    reach = 3.0 if line.column else 0.7  # a column's edges are known only roughly
    return abs((line.left + line.right) - (left + right)) < 2 * reach * line.size


def _margins(line: PageLine, state: _State) -> tuple[float, float]:
    if line.column is None:
        return state.left, state.right
    return max(line.column[0], state.left), min(line.column[1], state.right)


def _glue(above: str, text: str) -> str:
    """What stands between two lines: nothing where a word was broken at a hyphen or in a URL."""
    if _BROKEN_AT_HYPHEN.search(above) and text[:1].isalnum():
        return ""
    return "" if _BROKEN_URL.search(above) and not text[:1].isspace() else " "


def _box(line: PageLine, page: Page) -> Box:
    return Box(
        page.number,
        round(line.left, 1),
        round(line.y - 0.25 * line.size, 1),
        round(line.right, 1),
        round(line.y + 0.85 * line.size, 1),
    )


def _grown(boxes: list[Box], box: Box) -> list[Box]:
    last = boxes[-1]
    if last.page != box.page or box.bottom > last.top:
        return [*boxes, box]
    grown = Box(
        box.page,
        min(last.left, box.left),
        min(last.bottom, box.bottom),
        max(last.right, box.right),
        max(last.top, box.top),
    )
    return [*boxes[:-1], grown]


def _same_columns(xs: list[float], others: list[float]) -> bool:
    return len(xs) == len(others) and all(abs(a - b) < 4 for a, b in zip(xs, others, strict=True))


def _without_repeated(
    rows: list[list[str | None]], more: list[list[str | None]]
) -> list[list[str | None]]:
    """A table's rows on its next page: header left out, a row broken by the page joined."""
    same = 0
    while same < min(len(rows), len(more)) and same < 6 and rows[same] == more[same]:
        same += 1
    more = more[same:]
    if more and rows and not (more[0] and more[0][0]):
        texts = [cell for cell in more[0] if cell]
        if (
            texts
            and texts[0][0].islower()
            and all(old or not new for old, new in zip(rows[-1], more[0], strict=False))
        ):
            rows[-1] = [
                f"{old} {new}" if old and new else old or new
                for old, new in zip(rows[-1], more[0], strict=True)
            ]
            more = more[1:]
    return more


def _without_running_heads(pages: Iterable[Page]) -> Iterator[Page]:
    """Pages without page numbers and without lines repeated at the top or foot of the next ones."""
    waiting: deque[tuple[Page, set[str]]] = deque()
    past: deque[set[str]] = deque(maxlen=_LOOK_AHEAD)

    def cleaned(page: Page, edges: set[str]) -> Page:
        repeated = {
            e for e in edges if sum(e in other for other in [*past, *(w[1] for w in waiting)])
        }
        page.lines = [
            line
            for index, line in enumerate(page.lines)
            if not _is_running(line, page, repeated, index in (0, len(page.lines) - 1))
        ]
        past.append(edges)
        return page

    for page in pages:
        waiting.append((page, {_pattern(line) for line in page.lines if _at_edge(line, page)}))
        if len(waiting) > _LOOK_AHEAD:
            yield cleaned(*waiting.popleft())
    while waiting:
        yield cleaned(*waiting.popleft())


def _at_edge(line: PageLine, page: Page) -> bool:
    return line.y > 0.92 * page.height or line.y < 0.08 * page.height


def _pattern(line: PageLine) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()))


def _is_running(line: PageLine, page: Page, repeated: set[str], outermost: bool) -> bool:
    text = line.text.strip()
    at_edge = _at_edge(line, page)
    if _PAGE_NUMBER.match(text) and (outermost or at_edge):
        return line.y > 0.85 * page.height or line.y < 0.12 * page.height
    return at_edge and _pattern(line) in repeated and len(text) < 120
