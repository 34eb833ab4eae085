"""Footnotes: where their bodies stand among the lines of a text, and which word bears the marker.

A text out of a PDF has neither superscripts nor a place for footnotes: the marker is a digit glued
to a word (`50 ha1`), the body stands in the middle of a paragraph that goes on behind it. What
tells them is taken together: the number is the next one in order, it stands glued to a word
somewhere near, and the body's lines are longer than the text's, being in small print, or stand
below a rule.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.reading.blocks import Block
from extractor.reading.inline import SUPERSCRIPTS, is_power, lowered, superscript_number
from extractor.reading.lines import Line
from extractor.reading.mapped import Mapped
from extractor.reading.markers import begins_upper, ends_sentence, list_marker

_BODY = re.compile(r"\(?(\d{1,3})\)?\s?(?=[^\W\d_]|[(+“\"‘'-]\s?\S)")
_RAISED_BODY = re.compile(rf"([{SUPERSCRIPTS}]{{1,3}})[.)]?\s*(?=\S)")
_BRACKET_BODY = re.compile(r"\[\^?(\d{1,3})\]:?\s+(?=\S)")
_RAISED = re.compile(rf"[{SUPERSCRIPTS}]{{1,3}}")
_BRACKET = re.compile(r"\[\^?(\d{1,3})\]")
_GLUED = re.compile(
    r"""(?:(?<=[^\W\d_])|(?<=[^\W\d_][.,;:…)\]”’"])|(?<=[)%”’"‰])|(?<=\s20\d\d)|(?<=\s19\d\d))
        (?P<glued>\d{1,3})(?![^\W_]|[.,/]\d|%|-\d)
      | (?<=[^\W\d_])(?P<apart>\s\d{1,3})(?=[,.;:)](?:\s|$))""",
    re.VERBOSE,
)
_WIDER = 1.13
"""Lines this much longer than the text's are in small print."""
_NEAR = 12_000
"""Characters within which a marker and its body stand: two pages and their footnotes."""
_HIGHEST_GAP = 3
"""Footnotes whose bodies were lost may be skipped, but not more at once."""
_DISTRUST_CODE = 4_000
_DISTRUST_APART = 2_000


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int
    block: int
    start: int
    end: int
    source: int
    distrust: int


def find_bodies(lines: Sequence[Line], width: int, *, certain: bool = True) -> list[int]:
    """Which lines belong to footnotes, in a text with broken lines.

    Args:
        lines: The text's lines, page numbers removed.
        width: Characters in a full line of the body.
        certain: Whether number and marker alone are too little, and small print or a rule must
            speak for a footnote as well.

    Returns:
        For each line the number of the footnote it belongs to, 0 for the body of the text.
    """
    marked: dict[int, list[int]] = {}
    for line in lines:
        for match in _GLUED.finditer(line.text.text):
            number = int(match.group())
            if not is_power(line.text.text, match):
                marked.setdefault(number, []).append(line.text.offsets[match.start()])
    belongs = [0] * len(lines)
    last = current = 0
    open_text = False
    for index, line in enumerate(lines):
        text = line.text.text
        wide = len(text) > width * _WIDER
        before = lines[index - 1] if index else None
        number = _body_number(text)
        if number and last < number <= last + _HIGHEST_GAP:
            evidence = 2 * wide + 2 * line.ruled
            evidence += bool(current) and ends_sentence(before.text.text if before else "")
            evidence += 2 * (index + 1 < len(lines) and len(lines[index + 1].text) > width * _WIDER)
            if (evidence or (not certain and number == last + 1)) and _near(
                marked.get(number, []), line.start
            ):
                belongs[index] = last = current = number
                continue
        if current and before is not None and _goes_on(before, line, wide, width, open_text):
            belongs[index] = current
            continue
        current = 0
        open_text = not ends_sentence(text)
    return belongs


def _goes_on(before: Line, line: Line, wide: bool, width: int, open_text: bool) -> bool:
    """Whether a line goes on with the footnote that the line before it belongs to."""
    if wide:
        return True
    new_page = line.raw[:1].isspace() or line.page != before.page
    closed = ends_sentence(before.text.text)
    if closed:
        # In mid-paragraph only a line that filled the small print's width goes on.
        return (
            len(before.text) > width * _WIDER
            and begins_upper(line.text.text)
            and not (new_page or line.ruled or list_marker(line.text.text))
        )
    if new_page and line.blanks and open_text:
        return False
    return len(before.text) > width * _WIDER


def _body_number(text: str) -> int:
    match = _BODY.match(text)
    if match is None or match.group(1).startswith("0"):
        return 0
    return 0 if text[match.end()].islower() else int(match.group(1))


def _near(places: Sequence[int], start: int) -> bool:
    index = bisect_left(places, start - _NEAR)
    return index < len(places) and places[index] <= start + _NEAR


def without_number(text: Mapped) -> Mapped:
    """A footnote's body without the number that begins it."""
    for pattern in (_RAISED_BODY, _BRACKET_BODY, _BODY):
        match = pattern.match(text.text)
        if match is not None:
            if pattern is _RAISED_BODY:
                return text[match.end(1) :].strip()
            return text[match.end() :].strip()
    return text


def raised_body(text: str) -> int:
    """The number of the footnote whose body begins with it in superscript or as `[^1]:`, or 0."""
    match = _RAISED_BODY.match(text)
    if match is not None:
        return superscript_number(match.group(1))
    match = _BRACKET_BODY.match(text)
    return int(match.group(1)) if match is not None else 0


def tie(blocks: Sequence[Block]) -> list[str]:
    """Find each footnote's marker and take it out of its paragraph.

    Where the source marks it (`Block.markers` already filled, superscripts, `[^1]`) that is taken;
    else a number glued to a word, the nearest to the footnote's body and behind the marker before.
    Superscripts that are no marker become ordinary digits.

    Args:
        blocks: The report's blocks; texts and markers are changed in place.

    Returns:
        Warnings about footnotes whose marker was not found.
    """
    notes = [block for block in blocks if block.kind == "footnote"]
    numbers = {note.number for note in notes}
    told = {number for block in blocks for number, _ in block.markers}
    raised, glued = _candidates(blocks, numbers)
    chosen: dict[int, list[_Candidate]] = {}
    warnings = []
    behind = -1
    for note in notes:
        if note.number in told:
            continue
        place = note.text.start
        pool = [c for c in raised.get(note.number, ()) if c.source > behind]
        pool = pool or [c for c in glued.get(note.number, ()) if c.source > behind]
        pool = [c for c in pool if abs(c.source - place) + c.distrust <= 2 * _NEAR]
        if not pool:
            warnings.append(f"Footnote {note.number} has no marker in the text.")
            continue
        best = min(pool, key=lambda c: abs(c.source - place) + c.distrust)
        behind = best.source
        chosen.setdefault(best.block, []).append(best)
    for index, block in enumerate(blocks):
        if block.kind == "paragraph" and index in chosen:
            _take_out(block, chosen[index])
        if block.kind != "table":
            block.text = lowered(block.text)
    return warnings


def _take_out(block: Block, candidates: Sequence[_Candidate]) -> None:
    text = block.text.text
    spans: list[tuple[int, int]] = []
    for candidate in sorted(candidates, key=lambda c: c.start):
        start, end = candidate.start, candidate.end
        if re.match(r"\s+[.,;:]", text[end:]):
            # A marker between the word and a full stop that stands apart (`mô hình5 .`) stays.
            end = start
        spans.append((start, end))
    block.text, places = block.text.cut(spans)
    for index, (number, offset) in enumerate(block.markers):
        shift = sum(end - start for start, end in spans if end <= offset)
        block.markers[index] = (number, offset - shift)
    block.run_in -= sum(end - start for start, end in spans if end <= block.run_in)
    ordered = sorted(candidates, key=lambda c: c.start)
    block.markers += [(c.number, place) for c, place in zip(ordered, places, strict=True)]
    block.markers.sort(key=lambda marker: marker[1])


def _candidates(
    blocks: Sequence[Block], numbers: set[int]
) -> tuple[dict[int, list[_Candidate]], dict[int, list[_Candidate]]]:
    raised: dict[int, list[_Candidate]] = {}
    glued: dict[int, list[_Candidate]] = {}
    if not numbers:
        return raised, glued
    for index, block in enumerate(blocks):
        if block.kind != "paragraph":
            continue
        text, offsets = block.text.text, block.text.offsets
        found: list[tuple[dict[int, list[_Candidate]], int, re.Match[str], int]] = []
        for match in _RAISED.finditer(text):
            if not is_power(text, match):
                found.append((raised, superscript_number(match.group()), match, 0))
        found += [(raised, int(m.group(1)), m, 0) for m in _BRACKET.finditer(text)]
        for match in _GLUED.finditer(text):
            if is_power(text, match):
                continue
            distrust = _DISTRUST_APART if match["apart"] else 0
            if re.search(r"[A-ZĐ]$", text[max(0, match.start() - 1) : match.start()]):
                distrust += _DISTRUST_CODE
            found.append((glued, int(match.group()), match, distrust))
        for pool, number, match, distrust in found:
            if number in numbers:
                pool.setdefault(number, []).append(
                    _Candidate(
                        number, index, match.start(), match.end(), offsets[match.start()], distrust
                    )
                )
    return raised, glued
