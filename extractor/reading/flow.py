"""Paragraphs out of a text whose lines are whole paragraphs, as Markdown's are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from extractor.reading.blocks import Block
from extractor.reading.footnotes import find_bodies, raised_body, without_number
from extractor.reading.inline import collapsed, plain
from extractor.reading.lines import Line, continues, is_open
from extractor.reading.mapped import Mapped
from extractor.reading.markers import LONGEST_PARAGRAPH, list_marker

_NEAR = 100
"""Blocks back to which a page reaches."""
_HEADING = re.compile(r"(#{1,6})\s+")
_QUOTE = re.compile(r">\s?")


def flow_blocks(lines: Sequence[Line]) -> tuple[list[Block], list[str]]:
    """Paragraphs and footnote bodies out of lines that are whole paragraphs.

    A page ends with its footnotes, so a paragraph may go on behind them, and a long footnote go on
    before the footnotes of the next page. A line that begins in lower case goes on with what the
    page broke off; an open bracket that it closes tells which.

    Args:
        lines: The text's lines.

    Returns:
        Blocks in reading order, whole again; and warnings about joints that are doubtful.
    """
    blocks: list[Block] = []
    warnings: list[str] = []
    plain_numbers = _plain_bodies(lines)
    for index, line in enumerate(lines):
        text, level = _unmarked(line.text)
        text = collapsed(plain(text))
        if not text:
            continue
        number = raised_body(text.text) or plain_numbers.get(index, 0)
        if number:
            blocks.append(Block("footnote", without_number(text), number, page=line.page))
        elif level is None and _may_go_on(blocks, text.text):
            following = lines[index + 1].text.text if index + 1 < len(lines) else ""
            _go_on(blocks, text, raised_body(following) > 0, warnings)
        elif (target := _numbered_note(blocks, text.text)) is not None:
            target.text = target.text.joined(text, "\n")
        else:
            blocks.append(Block("paragraph", text, page=line.page, level=level))
    return blocks, warnings


def _plain_bodies(lines: Sequence[Line]) -> dict[int, int]:
    """Footnotes whose numbers are plain digits, in order from 1, each with a marker in the text."""
    if any(raised_body(line.text.text) for line in lines):
        return {}
    # No line is longer than another for being in small print: the width is out of the question.
    belongs = find_bodies(lines, 1_000_000_000, certain=False)
    return {index: number for index, number in enumerate(belongs) if number}


def _unmarked(text: Mapped) -> tuple[Mapped, int | None]:
    match = _HEADING.match(text.text)
    if match is not None:
        return text[match.end() :], len(match.group(1))
    match = _QUOTE.match(text.text)
    return (text[match.end() :] if match is not None else text), None


def _may_go_on(blocks: Sequence[Block], text: str) -> bool:
    return bool(blocks) and len(blocks[-1].text) < LONGEST_PARAGRAPH and continues(text)


def _go_on(blocks: list[Block], text: Mapped, notes_follow: bool, warnings: list[str]) -> None:
    """Join a text that begins in mid-sentence to what it goes on with."""
    paragraph = _last(blocks, "paragraph")
    note = _last(blocks, "footnote")
    if _closes(text.text):
        for block in reversed(blocks[-12:]):
            if _unclosed(block.text.text):
                block.text = block.text.joined(text)
                return
    target = blocks[-1]
    if notes_follow and note is not None and target is paragraph and is_open(note.text.text):
        warnings.append(
            f"Footnote {note.number} breaks off (“…{note.text.text[-40:]}”); it may go on with "
            f"“{text.text[:60]}…”, which was joined to the paragraph before it."
        )
    if target.kind == "footnote" and paragraph is not None and note is not None:
        target = note
        if is_open(paragraph.text.text) or not is_open(note.text.text):
            target = paragraph
    target.text = target.text.joined(text)


def _numbered_note(blocks: Sequence[Block], text: str) -> Block | None:
    """The footnote whose numbered list a line goes on with: `¹⁹1. …` is followed by `2. …`."""
    marker = list_marker(text)
    if not blocks or blocks[-1].kind != "footnote" or marker is None or marker.style != "decimal":
        return None
    last_line = blocks[-1].text.text.rsplit("\n", 1)[-1]
    above = list_marker(last_line)
    if above is None or above.style != "decimal" or above.depth != marker.depth:
        return None
    return blocks[-1] if 0 <= marker.value - above.value <= 1 else None


def _last(blocks: Sequence[Block], kind: str) -> Block | None:
    near = islice(reversed(blocks), _NEAR)
    return next((block for block in near if block.kind == kind), None)


def _unclosed(text: str) -> bool:
    """Whether a bracket is left open at the end, list numbers such as `a)` not counted."""
    depth = 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
    return depth > 0


def _closes(text: str) -> bool:
    """Whether the first bracket in a text is a closing one that something opened."""
    match = re.search(r"[()]", re.sub(r"(?<!\w)\w\)", "", text))
    return match is not None and match.group() == ")"
