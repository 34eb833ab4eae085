"""What reading a file gives: a report with its paragraphs, footnotes, headings and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from extractor.reading.mapped import Piece, source_offset


@dataclass(frozen=True, slots=True)
class Box:
    """Where a part stands on a page, in points (1/72 inch) from the page's lower left corner.

    Args:
        page: Page number, from 1.
        left: Left edge.
        bottom: Lower edge.
        right: Right edge.
        top: Upper edge.
    """

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Paragraph:
    """A paragraph or heading, in reading order.

    Args:
        id: `p001…`, unique in the report.
        text: One line, NFC, footnote markers removed.
        kind: `heading` or `paragraph`.
        level: Depth of a heading, 1 outermost; 0 for a paragraph.
        section: Texts of the headings above it, outermost first.
        page: Page it begins on, from 1; None where the source has no pages.
        start: Character offset of its beginning in the source text.
        end: Character offset of its end in the source text, exclusive.
        boxes: Where it stands on its pages; empty, and not in the JSON, where the source has none.
        pieces: `(offset in text, offset in source, length)` of each run of characters that stands
            in the source as it is; not part of the JSON.
    """

    id: str
    text: str
    kind: Literal["heading", "paragraph"] = "paragraph"
    level: int = 0
    section: list[str] = field(default_factory=list)
    page: int | None = None
    start: int = 0
    end: int = 0
    boxes: list[Box] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def source_offset(self, offset: int) -> int:
        """Offset in the source text of the character at `offset` in this paragraph's text."""
        return source_offset(self.pieces, offset)


@dataclass(slots=True)
class Footnote:
    """The body of a footnote and where its marker stood.

    Args:
        number: As printed.
        text: NFC; its own paragraphs, where it has several, on lines of their own.
        paragraph: Id of the paragraph that bears the marker; None where none was found.
        offset: Character offset of the marker in that paragraph's text.
        page: Page of the body, from 1.
        start: Offset of the body in the source text.
        end: Its end, exclusive.
        boxes: Where it stands on its pages; empty, and not in the JSON, where the source has none.
        pieces: The way back into the source, as a paragraph's; not part of the JSON.
    """

    number: int
    text: str
    paragraph: str | None = None
    offset: int | None = None
    page: int | None = None
    start: int = 0
    end: int = 0
    boxes: list[Box] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def source_offset(self, offset: int) -> int:
        """Offset in the source text of the character at `offset` in this footnote's text."""
        return source_offset(self.pieces, offset)

    @property
    def id(self) -> str:
        """`f01…`, the id used in annotations and facts."""
        return f"f{self.number:02d}"


@dataclass(slots=True)
class Table:
    """A table with its header row.

    Args:
        caption: Text above it, empty where none.
        header: One text a column.
        rows: Cells by row, each row as long as the header.
        page: Page it begins on.
        start: Offset in the source text.
        end: Its end, exclusive.
        section: Texts of the headings above it, outermost first.
        boxes: Where it stands on its pages; empty, and not in the JSON, where the source has none.
    """

    caption: str
    header: list[str]
    rows: list[list[str]]
    page: int | None = None
    start: int = 0
    end: int = 0
    section: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """A report as read.

    Args:
        id: The file's name without its ending, or what the caller gave.
        title: Its title, empty where none was found.
        issuer: Issuing body (`UBND tỉnh Lai Châu`), None where not stated.
        place: The administrative unit it speaks of (`tỉnh Lai Châu`), None where not stated.
        date: ISO date of issue, None where not stated.
        language: ISO 639-1 code.
        paragraphs: In reading order.
        footnotes: In order of their numbers' appearance.
        tables: In reading order.
        source: The source text that offsets refer to; not part of the JSON.
        warnings: Sentences about what reading could not settle; not part of the JSON.
    """

    id: str
    title: str = ""
    issuer: str | None = None
    place: str | None = None
    date: str | None = None
    language: str = "vi"
    paragraphs: list[Paragraph] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    source: str = ""
    warnings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON form, without the source text and the warnings."""
        whole = {
            part.name: getattr(self, part.name)
            for part in fields(self)
            if part.name not in ("source", "warnings", "paragraphs", "footnotes", "tables")
        }
        for name in ("paragraphs", "footnotes", "tables"):
            whole[name] = [_part(part) for part in getattr(self, name)]
        return whole


def _part(part: Paragraph | Footnote | Table) -> dict[str, Any]:
    whole = asdict(part)
    whole.pop("pieces", None)
    if not whole["boxes"]:
        del whole["boxes"]
    return whole
