"""Paragraphs out of a text whose lines break in mid-sentence, as text out of a PDF does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.reading.blocks import Block
from extractor.reading.footnotes import find_bodies, without_number
from extractor.reading.inline import collapsed, plain
from extractor.reading.letterhead import is_document
from extractor.reading.lines import Line, text_width
from extractor.reading.mapped import Mapped
from extractor.reading.markers import LONGEST_PARAGRAPH, begins_upper, ends_sentence, list_marker

_PAGE_NUMBER = re.compile(r"(?:[-–—]\s*)?(?:Trang\s+)?(\d{1,4})(?:\s*/\s*\d{1,4})?(?:\s*[-–—])?$")
_SHORT = 0.885
"""A line shorter than this part of the text's width was not broken but ended."""
_YEARS_APART = re.compile(r"\d$")
_RANGE_END = re.compile(r"[-–—]\s*\d")


def without_page_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines save page numbers, which stand alone and go up."""
    kept: list[Line] = []
    last = 0
    blanks = 0
    for index, line in enumerate(lines):
        match = _PAGE_NUMBER.match(line.text.text)
        following = lines[index + 1].blanks if index + 1 < len(lines) else 1
        if match and (line.blanks + blanks or index == 0) and following:
            number = int(match.group(1))
            neighbours = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
            alone = not any(_PAGE_NUMBER.match(other.text.text) for other in neighbours)
            if alone and last < number <= last + 2 + sum(len(k.text) for k in kept) // 300:
                last = number
                blanks = line.blanks + 1
                continue
        line.blanks += blanks
        blanks = 0
        kept.append(line)
    return kept


def wrapped_blocks(
    lines: Sequence[Line], *, blanks_tell: bool = False
) -> tuple[list[Block], list[str]]:
    """Paragraphs and footnote bodies out of broken lines.

    Args:
        lines: The text's lines.
        blanks_tell: Whether blank lines stand between paragraphs only.

    Returns:
        Blocks in reading order, a paragraph broken by footnotes whole again; and warnings.
    """
    lines = without_page_numbers(lines)
    width = text_width(lines)
    longest = max((len(line.raw.rstrip()) for line in lines), default=0)
    belongs = find_bodies(lines, width)
    blocks: list[Block] = []
    paragraph: Block | None = None
    note: Block | None = None
    before: Line | None = None
    before_note: Line | None = None
    for line, number in zip(lines, belongs, strict=True):
        text = collapsed(plain(line.text))
        if not text:
            continue
        if number:
            if note is None or note.number != number or len(note.text) > LONGEST_PARAGRAPH:
                note = Block("footnote", without_number(text), number, page=line.page)
                blocks.append(note)
            elif before_note is not None and _begins_in_note(before_note, line):
                note.text = note.text.joined(text, "\n")
            else:
                note.text = note.text.joined(text)
            before_note = line
            continue
        if (
            paragraph is None
            or before is None
            or begins(before, line, width)
            or (blanks_tell and _begins_typed(paragraph, before, line, longest))
            or len(paragraph.text) > LONGEST_PARAGRAPH
        ):
            paragraph = Block("paragraph", text, page=line.page)
            blocks.append(paragraph)
        else:
            if not paragraph.run_in and (
                _is_heading(paragraph.text, before, line, width)
                or (
                    line.blanks >= 3
                    and begins_upper(text.text)
                    and is_document(paragraph.text.text)
                )
            ):
                paragraph.run_in = len(paragraph.text)
            paragraph.text = paragraph.text.joined(text)
        before = line
    return blocks, []


def begins(before: Line, line: Line, width: int) -> bool:
    """Whether a line begins a paragraph, given the line of the text before it."""
    text, above = line.text.text, before.text.text
    if list_marker(text) is not None:
        return not (_YEARS_APART.search(above) and _RANGE_END.match(text))
    if above.endswith("/."):  # ends the report's text
        return True
    return begins_upper(text) and ends_sentence(above) and len(above) < _SHORT * width


def _begins_typed(paragraph: Block, before: Line, line: Line, longest: int) -> bool:
    """Whether a line begins a paragraph in a text typed with care, its blank lines meant.

    Such a text tells a paragraph by a blank line, by an indent, or by a line that ends though the
    next word would have fitted; a heading stands on lines of its own.
    """
    if line.blanks:
        return not _torn(before, line)
    indent, above = (len(other.raw) - len(other.raw.lstrip()) for other in (line, before))
    if indent >= above + 2 and begins_upper(line.text.text):
        return True
    word = len(line.text.text.split(None, 1)[0])
    fits = len(before.raw.rstrip()) + 1 + word <= longest
    ended = ends_sentence(before.text.text) or is_heading_text(paragraph.text.text)
    return fits and ended and begins_upper(line.text.text)


def is_heading_text(text: str) -> bool:
    """Whether a text is a numbered heading."""
    marker = list_marker(text)
    return (
        marker is not None
        and marker.style in ("capital", "roman", "decimal", "letter")
        and len(text) < 250
        and not re.search(r"[.,;:–-]$", text)
    )


def _begins_in_note(before: Line, line: Line) -> bool:
    marker = list_marker(line.text.text)
    return marker is not None and marker.style == "bullet" and ends_sentence(before.text.text)


def _torn(before: Line, line: Line) -> bool:
    text = line.text.text
    return not ends_sentence(before.text.text) and text[0].islower() and not list_marker(text)


def _is_heading(text: Mapped, before: Line, line: Line, width: int) -> bool:
    """Whether what the paragraph holds so far is a heading, the text beginning with `line`."""
    return (
        is_heading_text(text.text)
        and begins_upper(line.text.text)
        and len(before.text) < _SHORT * width
    )
