"""The lines, rules and table grids of one PDF page, from the places of its characters.

The order of a PDF's text is the order it was drawn in: letters missing from a font are drawn from
another behind the rest of the line, cells of a table wherever they came. So characters are put in
order by their place, and only runs of adjoining ones are kept as drawn.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.reading.inline import SUPERSCRIPTS

_TO_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)
_MOST_CHARACTERS = 60_000
_MOST_OBJECTS = 30_000
_SPACE = 0.18
"""Part of the type size from which a gap between letters is a space."""
_COLUMN_GAP = 2.5
"""Type sizes from which a gap within a line parts columns."""


@dataclass(slots=True)
class Run:
    """Adjoining characters of one size on one baseline.

    Args:
        text: The characters.
        left: Left edge, in points.
        right: Right edge.
        y: Baseline, from the page's lower edge.
        size: Type size.
        raised: Whether it is a superscript.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    raised: bool = False


@dataclass(slots=True)
class PageLine:
    """A line of a page, or the part of it that stands in one column."""

    runs: list[Run]
    y: float
    size: float
    left: float = 0.0
    right: float = 0.0
    text: str = ""
    column: tuple[float, float] | None = None
    """Edges of the column it stands in, infinite at the page's margins; None for the whole page."""

    def settle(self) -> PageLine:
        """Put its runs in order and write out its text."""
        self.runs.sort(key=lambda run: run.left)
        self.text = line_text(self.runs)
        solid = [run for run in self.runs if run.text.strip()]
        if solid:
            self.left = solid[0].left
            self.right = max(run.right for run in solid)
        return self

    @property
    def first_word_width(self) -> float:
        """Width of its first word, estimated from the line's mean character width."""
        word = len(self.text.split(None, 1)[0]) if self.text.strip() else 0
        return (self.right - self.left) * word / max(len(self.text), 1)


@dataclass(slots=True)
class Grid:
    """A table drawn with rules.

    Args:
        xs: Places of the vertical rules, left to right.
        ys: Places of the horizontal rules, top to bottom.
        rows: Cells by row; None where a cell is covered by the one to its left.
    """

    xs: list[float]
    ys: list[float]
    rows: list[list[str | None]] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """What stands on a page.

    Args:
        number: From 1.
        width: In points, as displayed.
        height: In points.
        lines: From top to bottom, those inside tables left out.
        grids: Tables, from top to bottom.
        rules: Places `(y, left, right)` of horizontal rules outside tables.
        characters: How many the page has.
    """

    number: int
    width: float
    height: float
    lines: list[PageLine] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
    characters: int = 0


def read_page(document: Any, index: int) -> Page:
    """Read a page.

    Args:
        document: A `pypdfium2.PdfDocument`.
        index: The page, from 0.

    Raises:
        pypdfium2.PdfiumError: The page is damaged.
    """
    import pypdfium2.raw as raw

    handle = document[index]
    try:
        width, height = handle.get_size()
        page = Page(index + 1, width, height)
        turn = _turned(handle.get_rotation(), width, height)
        text = handle.get_textpage()
        try:
            runs = _runs(raw, text, turn)
        finally:
            text.close()
        page.characters = sum(len(run.text) for run in runs)
        horizontal, vertical = _rulings(raw, handle, turn) if runs else ([], [])
    finally:
        handle.close()
    grids = _grids(horizontal, vertical)
    for grid in grids:
        inside = [run for run in runs if _inside(run, grid)]
        if not inside:
            continue
        inner = {id(run) for run in inside}
        runs = [run for run in runs if id(run) not in inner]
        _fill(grid, inside, horizontal, vertical)
        if sum(any(row) for row in grid.rows) == 0:
            continue
        page.grids.append(grid)
    page.rules = [
        rule
        for rule in horizontal
        if not any(g.ys[-1] - 3 <= rule[0] <= g.ys[0] + 3 for g in page.grids)
    ]
    page.lines = split_columns(to_lines(runs))
    return page


def _turned(rotation: int, width: float, height: float) -> Any:
    """How places on a rotated page go over into places on the page as displayed."""
    if rotation == 90:
        return lambda x, y: (y, height - x)
    if rotation == 180:
        return lambda x, y: (width - x, height - y)
    if rotation == 270:
        return lambda x, y: (width - y, x)
    return None


def _runs(raw: Any, textpage: Any, turn: Any) -> list[Run]:
    """The page's runs, in the order they were drawn."""
    handle = textpage.raw
    count = min(raw.FPDFText_CountChars(handle), _MOST_CHARACTERS)
    get_unicode, get_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    box = raw.FS_RECTF()
    box_pointer = ctypes.byref(box)
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = raw.FS_MATRIX()
    runs: list[Run] = []
    letters: list[str] = []
    left = right = baseline = size = 0.0
    last_height = last_bottom = math.nan
    pending = 0

    def close() -> None:
        if letters:
            runs.append(Run("".join(letters), left, right, baseline, size))
            letters.clear()

    for index in range(count):
        code = get_unicode(handle, index)
        if code < 32 or code in (0xFFFE, 0xFFFF, 0xAD):
            if code == 2 or code == 0xAD:  # a hyphen at a line's end
                code = 0x2D
            else:
                continue
        if 0xD800 <= code <= 0xDBFF:
            pending = code
            continue
        if 0xDC00 <= code <= 0xDFFF:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00) if pending else 0xFFFD
            pending = 0
        if not get_box(handle, index, box_pointer):
            continue
        if code == 32 and raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        b_left, b_bottom, b_right, b_top = box.left, box.bottom, box.right, box.top
        if turn is not None:
            (b_left, b_bottom), (b_right, b_top) = turn(b_left, b_bottom), turn(b_right, b_top)
            b_left, b_right = min(b_left, b_right), max(b_left, b_right)
            b_bottom, b_top = min(b_bottom, b_top), max(b_bottom, b_top)
        if not (abs(b_left) < 1e5 and abs(b_bottom) < 1e5):
            continue
        height = b_top - b_bottom
        same = abs(height - last_height) < 0.01 and abs(b_bottom - last_bottom) < 0.01
        if not same:
            new_size = raw.FPDFText_GetFontSize(handle, index)
            if raw.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
                new_size *= math.hypot(matrix.c, matrix.d) or 1.0
            if not 0.5 < new_size < 500:
                new_size = max(height, 1.0)
            new_y = b_bottom
            if raw.FPDFText_GetCharOrigin(handle, index, ctypes.byref(x), ctypes.byref(y)):
                new_y = turn(x.value, y.value)[1] if turn is not None else y.value
            if abs(new_y - baseline) > 0.05 * new_size or abs(new_size - size) > 0.4:
                close()
            last_height, last_bottom = height, b_bottom
            if not letters:
                baseline, size = new_y, new_size
        if letters and not (-0.3 * size <= b_left - right <= 0.15 * size):
            close()
        if not letters:
            left = b_left
        letters.append(chr(code))
        right = max(right, b_right) if len(letters) > 1 else b_right
    close()
    return runs


def to_lines(runs: Iterable[Run]) -> list[PageLine]:
    """Runs gathered into lines, from top to bottom, superscripts put to the words they stand at."""
    lines: list[PageLine] = []
    for run in sorted((r for r in runs if r.text.strip()), key=lambda r: (-r.y, r.left)):
        for line in reversed(lines[-4:]):
            near = 0.25 * min(line.size, run.size)
            if abs(line.y - run.y) <= near and max(line.size, run.size) < 1.9 * min(
                line.size, run.size
            ):
                line.runs.append(run)
                line.size = max(line.size, run.size)
                break
        else:
            lines.append(PageLine([run], run.y, run.size))
    lines = _with_raised(lines)
    return [line.settle() for line in lines]


def _with_raised(lines: list[PageLine]) -> list[PageLine]:
    """Lines of small print that stand at the words of a larger one put into it."""
    kept: list[PageLine] = []
    for index, line in enumerate(lines):
        home = None
        for other in lines[max(0, index - 2) : index + 3]:
            if other is line or line.size > 0.85 * other.size:
                continue
            if not -0.35 * other.size < line.y - other.y < 0.75 * other.size:
                continue
            if all(_adjoins(run, other.runs) for run in line.runs):
                home = other
                break
        if home is None:
            kept.append(line)
            continue
        for run in line.runs:
            run.raised = line.y > home.y + 0.1 * home.size
        home.runs += line.runs
    for line in kept:
        for run in line.runs:
            if run.size < 0.8 * line.size and run.y > line.y + 0.1 * line.size:
                run.raised = True
    return kept


def _adjoins(run: Run, others: Sequence[Run]) -> bool:
    reach = 0.5 * max(other.size for other in others)
    return any(
        -reach <= run.left - other.right <= reach or -reach <= other.left - run.right <= reach
        for other in others
    )


def line_text(runs: Sequence[Run]) -> str:
    """The text of runs in order, spaces put where gaps are, raised numbers as superscripts."""
    parts: list[str] = []
    before: Run | None = None
    for run in runs:
        text = run.text
        if run.raised and text.strip().isascii() and text.strip().isdigit():
            text = text.strip().translate(_TO_RAISED)
        if before is not None and parts and not parts[-1].endswith(" "):
            gap = run.left - before.right
            if gap > _SPACE * min(run.size, before.size) and not text.startswith(" "):
                parts.append(" ")
        parts.append(text)
        before = run
    return "".join(parts)


def split_columns(lines: Sequence[PageLine]) -> list[PageLine]:
    """Lines with a wide gap taken apart, columns side by side put one after the other.

    Columns stand side by side from the first line with a gap on down as far as every line keeps
    clear of the gap: the head of a letter, the signature beside the list of recipients.
    """
    result: list[PageLine] = []
    index = 0
    while index < len(lines):
        gap = _gap(lines[index])
        if gap is None:
            result.append(lines[index])
            index += 1
            continue
        low, high = gap
        columns: tuple[list[PageLine], list[PageLine]] = ([], [])
        last = lines[index]
        while index < len(lines):
            line = lines[index]
            here = _gap(line)
            if here is not None and min(high, here[1]) - max(low, here[0]) > line.size:
                low, high = max(low, here[0]), min(high, here[1])
            elif (
                here is not None
                or (line.left < high - 1 < line.right - 1 and line.left < low)
                or last.y - line.y > 5 * line.size
                or _crosses(line, low, high)
                or not any(_under(line, column) for column in columns)
            ):
                break
            middle = (low + high) / 2
            for side, column in enumerate(columns):
                runs = [run for run in line.runs if ((run.left + run.right) / 2 > middle) == side]
                if any(run.text.strip() for run in runs):
                    column.append(PageLine(runs, line.y, max(r.size for r in runs)).settle())
            last = line
            index += 1
        for line in columns[0]:
            line.column = (-math.inf, (low + high) / 2)
        for line in columns[1]:
            line.column = ((low + high) / 2, math.inf)
        result += columns[0] + columns[1]
    return result


def _gap(line: PageLine) -> tuple[float, float] | None:
    """The widest gap in a line that parts columns."""
    best: tuple[float, float] | None = None
    right: float | None = None
    for run in line.runs:
        if not run.text.strip():
            continue
        gap = run.left - right if right is not None else 0.0
        if gap > max(_COLUMN_GAP * line.size, best[1] - best[0] if best else 0.0):
            best = (run.left - gap, run.left)
        right = run.right if right is None else max(right, run.right)
    return best


def _crosses(line: PageLine, low: float, high: float) -> bool:
    return line.left < low - 1 and line.right > high + 1


def _under(line: PageLine, column: Sequence[PageLine]) -> bool:
    """Whether a line stands in a column: within its edges, no farther below than a few lines."""
    if not column:
        return False
    edge = 1.5 * line.size
    left = min(other.left for other in column)
    right = max(other.right for other in column)
    same_type = abs(column[-1].size - line.size) < 0.6
    if line.left < left - edge or line.right > right + edge:
        return False
    centred = abs((line.left + line.right) - (left + right)) < 2 * line.size
    return (
        (centred or abs(line.left - column[-1].left) < 2)
        and (same_type or centred)
        and column[-1].y - line.y < 7 * line.size
    )


Horizontal = tuple[float, float, float]
Vertical = tuple[float, float, float]


def _rulings(raw: Any, page: Any, turn: Any) -> tuple[list[Horizontal], list[Vertical]]:
    """Rules drawn on the page: `(y, left, right)` and `(x, bottom, top)`."""
    horizontal: list[Horizontal] = []
    vertical: list[Vertical] = []
    handle = page.raw
    count = min(raw.FPDFPage_CountObjects(handle), _MOST_OBJECTS)
    edges = [ctypes.c_float() for _ in range(4)]
    pointers = [ctypes.byref(edge) for edge in edges]
    for index in range(count):
        item = raw.FPDFPage_GetObject(handle, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(item, *pointers):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        if turn is not None:
            (left, bottom), (right, top) = turn(left, bottom), turn(right, top)
            left, right = min(left, right), max(left, right)
            bottom, top = min(bottom, top), max(bottom, top)
        width, height = right - left, top - bottom
        if not (0 <= width < 5000 and 0 <= height < 5000):
            continue
        if height <= 3 and width > 6:
            horizontal.append(((top + bottom) / 2, left, right))
        elif width <= 3 and height > 4:
            vertical.append(((left + right) / 2, bottom, top))
        elif width > 12 and height > 8 and _is_stroked(raw, item):
            horizontal += [(top, left, right), (bottom, left, right)]
            vertical += [(left, bottom, top), (right, bottom, top)]
    return _joined(horizontal), _joined(vertical)


def _is_stroked(raw: Any, item: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke)):
        return False
    return bool(stroke.value) and raw.FPDFPath_CountSegments(item) <= 8


def _joined(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Rules on one line that touch made one."""
    joined: list[tuple[float, float, float]] = []
    for place, begin, end in sorted(rules, key=lambda r: (round(r[0]), r[1])):
        if joined:
            last = joined[-1]
            if abs(last[0] - place) <= 1.5 and begin <= last[2] + 3:
                joined[-1] = (last[0], min(last[1], begin), max(last[2], end))
                continue
        joined.append((place, begin, end))
    return joined


def _grids(horizontal: Sequence[Horizontal], vertical: Sequence[Vertical]) -> list[Grid]:
    """Rules that cross gathered into tables of at least two columns and rows."""
    if len(vertical) < 3 or len(horizontal) < 3 or len(vertical) * len(horizontal) > 4_000_000:
        return []
    parent = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, (y, left, right) in enumerate(horizontal):
        for j, (x, bottom, top) in enumerate(vertical):
            if left - 3 <= x <= right + 3 and bottom - 3 <= y <= top + 3:
                parent[root(i)] = root(len(horizontal) + j)
    groups: dict[int, tuple[list[float], list[float]]] = {}
    for i, (y, _, _) in enumerate(horizontal):
        groups.setdefault(root(i), ([], []))[1].append(y)
    for j, (x, _, _) in enumerate(vertical):
        groups.setdefault(root(len(horizontal) + j), ([], []))[0].append(x)
    grids = []
    for xs, ys in groups.values():
        columns, rows = _distinct(xs), _distinct(ys)[::-1]
        if len(columns) >= 3 and len(rows) >= 3 and len(columns) * len(rows) <= 100_000:
            grids.append(Grid(columns, rows))
    return sorted(grids, key=lambda grid: -grid.ys[0])


def _distinct(places: Sequence[float]) -> list[float]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > 3:
            distinct.append(place)
    return distinct


def _inside(run: Run, grid: Grid) -> bool:
    middle = (run.left + run.right) / 2
    return (
        grid.xs[0] - 2 <= middle <= grid.xs[-1] + 2
        and grid.ys[-1] - 2 <= run.y + 0.25 * run.size <= grid.ys[0] + 2
    )


def _fill(
    grid: Grid,
    runs: Sequence[Run],
    horizontal: Sequence[Horizontal],
    vertical: Sequence[Vertical],
) -> None:
    """Write the runs inside a grid into its cells, cells without a rule between them as one."""
    n_rows, n_columns = len(grid.ys) - 1, len(grid.xs) - 1
    home: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(n_rows):
        middle_y = (grid.ys[row] + grid.ys[row + 1]) / 2
        for column in range(n_columns):
            middle_x = (grid.xs[column] + grid.xs[column + 1]) / 2
            key = (row, column)
            home[key] = key
            if column and not _ruled(vertical, grid.xs[column], middle_y):
                home[key] = home[(row, column - 1)]
            elif row and not _ruled(horizontal, grid.ys[row], middle_x):
                home[key] = home[(row - 1, column)]
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        key = (
            _between(grid.ys, run.y + 0.25 * run.size, falling=True),
            _between(grid.xs, (run.left + run.right) / 2),
        )
        cells.setdefault(home[key], []).append(run)
    texts = {
        key: " ".join(" ".join(line.text.split()) for line in to_lines(here))
        for key, here in cells.items()
    }
    for row in range(n_rows):
        line: list[str | None] = []
        for column in range(n_columns):
            place = home[(row, column)]
            covered = place[1] < column
            line.append(None if covered else texts.get(place, ""))
        grid.rows.append(line)


def _ruled(rules: Sequence[tuple[float, float, float]], place: float, middle: float) -> bool:
    return any(abs(r[0] - place) <= 3.5 and r[1] - 1 <= middle <= r[2] + 1 for r in rules)


def _between(edges: Sequence[float], place: float, *, falling: bool = False) -> int:
    for index in range(len(edges) - 1):
        if (place >= edges[index + 1]) if falling else (place <= edges[index + 1]):
            return index
    return len(edges) - 2
