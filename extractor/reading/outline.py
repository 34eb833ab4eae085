"""The tree of headings: which paragraphs are headings, how deep, and what stands under them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.reading.blocks import Block
from extractor.reading.letterhead import is_closing, is_document
from extractor.reading.markers import ListMarker, list_marker

_NUMBERED = ("capital", "roman", "decimal", "letter")
_LONGEST = 300
_LONGEST_TITLE = 160
_RUN_IN = re.compile(r"[^:.;]{3,}(?=:\s)")
_END = re.compile(r"[.;,…]\s*$")
_NAMED = re.compile(r"(PHẦN|CHƯƠNG|PHỤ LỤC|Phần|Chương|Phụ lục|Phụ biểu|PHỤ BIỂU)(?=[\s.:]|$)")


@dataclass(slots=True)
class _Open:
    style: tuple[str, int]
    text: str


class Outline:
    """Follows the headings through a report, from the first block to the last.

    The depth of a numbered heading is where its style of number stands in the nest of styles at
    this place: `A.` above `I.` above `1.` above `a)`, or `1.` above `1.1.`, whichever the report
    uses. A paragraph that opens with a heading (`a) Trồng trọt: …`) closes the headings of its
    style and stands itself as heading over the paragraphs behind it.
    """

    def __init__(self) -> None:
        self._stack: list[_Open] = []

    @property
    def section(self) -> list[str]:
        """Texts of the headings open at this place, outermost first."""
        return [heading.text for heading in self._stack]

    def enter(self, block: Block) -> tuple[bool, int, list[str]]:
        """Take up a paragraph.

        Args:
            block: The paragraph.

        Returns:
            Whether it is a heading, its level (0 for a paragraph), and the headings above it.
        """
        text = block.text.text
        marker = list_marker(text)
        if marker is None and is_document(text):
            return False, 0, self.section
        if marker is None and is_closing(text):
            self._stack.clear()
        if block.level is not None:
            style = ("explicit", block.level)
            if marker is not None and marker.style in _NUMBERED:
                style = _style(marker, self._stack)
            return True, self._open(style, text, level=block.level), self._above()
        named = _NAMED.match(text)
        if named is not None and len(text) <= _LONGEST and not _END.search(text):
            return True, self._open(("named", named.group(1).casefold()), text), self._above()
        if marker is None or marker.style not in _NUMBERED:
            return False, 0, self.section
        style = _style(marker, self._stack)
        if not block.run_in and is_heading(text):
            return True, self._open(style, text), self._above()
        self._close(style)
        section = self.section
        title = text[: block.run_in] if block.run_in else _title(text)
        if title:
            self._open(style, title)
        return False, 0, section

    def _above(self) -> list[str]:
        return self.section[:-1]

    def _close(self, style: tuple[str, object]) -> None:
        for index, heading in enumerate(self._stack):
            if heading.style == style:
                del self._stack[index:]
                return
        if style[0] == "decimal":
            depth = style[1]
            while self._stack and self._stack[-1].style[0] == "decimal":
                above = self._stack[-1].style[1]
                if not isinstance(above, int) or not isinstance(depth, int) or above < depth:
                    break
                self._stack.pop()

    def _open(self, style: tuple[str, object], text: str, level: int | None = None) -> int:
        if style[0] == "explicit" and level is not None:
            while self._stack and (
                self._stack[-1].style[0] != "explicit" or self._stack[-1].style[1] >= level
            ):
                self._stack.pop()
        elif style[0] == "named":
            self._stack.clear()
        else:
            self._close(style)
        self._stack.append(_Open((str(style[0]), style[1]), text))  # type: ignore[arg-type]
        return len(self._stack)


def is_heading(text: str) -> bool:
    """Whether a numbered paragraph is a heading: short, and not a sentence."""
    return len(text) <= _LONGEST and not _END.search(text.rstrip(": "))


def _title(text: str) -> str:
    match = _RUN_IN.match(text, pos=len((list_marker(text) or _NONE).text))
    if match is None or match.end() > _LONGEST_TITLE:
        return ""
    return text[: match.end()]


def _style(marker: ListMarker, stack: list[_Open]) -> tuple[str, int]:
    closing = 1 if marker.text.endswith(")") else 0
    depth = marker.depth if marker.style == "decimal" else closing
    del stack
    return marker.style if not closing else f"{marker.style})", depth


_NONE = ListMarker("bullet", 1, "", 0)
