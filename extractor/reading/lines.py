"""The lines of a text, and how the text as a whole is laid out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.errors import SolieuError
from extractor.reading.inline import repaired
from extractor.reading.mapped import Mapped
from extractor.reading.markers import ends_sentence, list_marker

Layout = Literal["wrapped", "blocks", "flowed"]

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]*(\r\n|[\r\n\f\v\x85\u2028\u2029]|$)")
_MOST_LINES = 100_000
_LONG_LINE = 160
"""No page of a report holds this many characters on a line; a longer one was never wrapped."""


@dataclass(slots=True)
class Line:
    """A line of the source.

    Args:
        text: Repaired and stripped; empty for a blank line.
        raw: As it stands in the source.
        start: Source offset of its beginning.
        blanks: Blank lines between it and the line before.
        page: Page it stands on, from 1; None where the source has no form feeds.
        ruled: Whether the line before it was a rule or a run of spaces, as stands above footnotes.
    """

    text: Mapped
    raw: str
    start: int
    blanks: int = 0
    page: int | None = None
    ruled: bool = False


def split_lines(source: str) -> list[Line]:
    """The lines of a text that are not blank.

    Raises:
        SolieuError: There are too many for any report.
    """
    lines: list[Line] = []
    blanks, page, ruled = 0, 1, False
    for kind, most in (("", 5 * _MOST_LINES), (" with words", _MOST_LINES)):
        if sum(bool(line.strip()) or not kind for line in source.splitlines()) > most:
            raise SolieuError(f"The text has more than {most:,} lines{kind}; give one report.")
    paged = "\f" in source
    for raw, start, separator in _raw_lines(source):
        text = repaired(Mapped.verbatim(raw, start)).strip()
        if not text:
            blanks += 1
            ruled = ruled or len(raw) >= 15
        elif _is_rule(text.text):
            ruled = True
        else:
            lines.append(Line(text, raw, start, blanks, page if paged else None, ruled))
            blanks, ruled = 0, False
        if separator == "\f":
            page += 1
            blanks += 1
    return lines


def layout(lines: Sequence[Line]) -> Layout:
    """How paragraphs are told apart in a text.

    `blocks` where lines are whole paragraphs; `wrapped` where lines break in mid-sentence and blank
    lines stand anywhere; `flowed` where lines break in mid-sentence but blank lines only stand
    between paragraphs.
    """
    if not lines:
        return "blocks"
    total = sum(len(line.text) for line in lines)
    unwrapped = sum(len(line.text) for line in lines if len(line.text) > _LONG_LINE)
    if unwrapped > 0.4 * total:
        return "blocks"
    broken = torn = 0
    for before, line in itertools.pairwise(lines):
        if ends_sentence(before.text.text) or list_marker(line.text.text):
            continue
        if not line.text.text[0].islower():
            continue
        if line.blanks:
            torn += 1
        else:
            broken += 1
    if torn + broken < 0.05 * len(lines):
        return "blocks"
    return "wrapped" if torn > 0.1 * (torn + broken) else "flowed"


def text_width(lines: Sequence[Line]) -> int:
    """The number of characters a full line of the body holds.

    The most frequent of the longer lengths: footnotes in small print have longer lines, but there
    are fewer of them.
    """
    lengths = sorted(len(line.text) for line in lines if len(line.text) <= _LONG_LINE)
    if not lengths:
        return 0
    upper = lengths[len(lengths) // 3 :]
    counts: dict[int, int] = {}
    for length in upper:
        counts[length] = counts.get(length, 0) + 1
    # Smoothed over five neighbours, since proportional type makes full lines differ a little.
    return max(counts, key=lambda n: (sum(counts.get(n + d, 0) for d in range(-3, 4)), n))


def _raw_lines(source: str) -> Iterator[tuple[str, int, str]]:
    for match in _LINE.finditer(source):
        start, end = match.start(), match.start(1)
        yield source[start:end], start, match.group(1)
        if not match.group(1):
            return


def _is_rule(text: str) -> bool:
    return len(text) >= 3 and not text.strip("_-–—=*.~ ") and "..." not in text


def is_open(text: str) -> bool:
    """Whether a text stops in mid-sentence."""
    return bool(text) and not ends_sentence(text)


def continues(text: str) -> bool:
    """Whether a text goes on with a sentence begun before it."""
    first = text.lstrip("“\"‘'«(")[:1]
    return first.islower() and list_marker(text) is None
