"""What reading a file gives: a report with its paragraphs, footnotes, headings and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal


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
    """

    id: str
    text: str
    kind: Literal["heading", "paragraph"] = "paragraph"
    level: int = 0
    section: list[str] = field(default_factory=list)
    page: int | None = None
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Footnote:
    """The body of a footnote and where its marker stood.

    Args:
        number: As printed.
        text: One line, NFC.
        paragraph: Id of the paragraph that bears the marker; None where none was found.
        offset: Character offset of the marker in that paragraph's text.
        page: Page of the body, from 1.
        start: Offset of the body in the source text.
        end: Its end, exclusive.
    """

    number: int
    text: str
    paragraph: str | None = None
    offset: int | None = None
    page: int | None = None
    start: int = 0
    end: int = 0

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
    """

    caption: str
    header: list[str]
    rows: list[list[str]]
    page: int | None = None
    start: int = 0
    end: int = 0
    section: list[str] = field(default_factory=list)


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
        whole = asdict(self)
        del whole["source"], whole["warnings"]
        return whole
