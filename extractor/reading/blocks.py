"""What the readers of the different formats hand over to be assembled into a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extractor.reading.mapped import Mapped
from extractor.reading.report import Box


@dataclass(slots=True)
class Block:
    """A paragraph, the body of a footnote, or a table, in reading order.

    Args:
        kind: Which of the three.
        text: Of a paragraph or footnote body; the caption of a table.
        number: Of a footnote.
        page: Page it begins on, from 1; None where the source has no pages.
        boxes: Where it stands on its pages; empty where the source has no pages.
        level: Depth of a heading where the source says so (a style, `#` signs); None elsewhere.
        markers: Footnote markers the source marks as such: `(number, offset in text)`.
        run_in: Length of the heading that opens the paragraph, when it stood on lines of its own.
        rows: Cells by row, of a table, its header included; None where a cell is covered by a
            wider one to its left.
        header_rows: How many of `rows` the source marks as header; None where it does not say.
        start: Source offset of a table's beginning.
        end: Source offset behind its end.
    """

    kind: Literal["paragraph", "footnote", "table"]
    text: Mapped = field(default_factory=Mapped)
    number: int = 0
    page: int | None = None
    boxes: list[Box] = field(default_factory=list)
    level: int | None = None
    markers: list[tuple[int, int]] = field(default_factory=list)
    run_in: int = 0
    rows: list[list[str | None]] = field(default_factory=list)
    header_rows: int | None = None
    start: int = 0
    end: int = 0
