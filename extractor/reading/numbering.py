"""The numbers of a DOCX's numbered lists, which stand in its styles and not in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACEHOLDER = re.compile(r"%([1-9])")
_HIGHEST = 9


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    abstract: str = ""


class Numbering:
    """Counts the numbered paragraphs of a document, in their order.

    Args:
        root: Root of `word/numbering.xml`, None where the document has none.
    """

    def __init__(self, root: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        abstracts = {
            element.get(f"{W}abstractNumId", ""): {
                _index(level): _level(level) for level in element.findall(f"{W}lvl")
            }
            for element in root.findall(f"{W}abstractNum")
        }
        for element in root.findall(f"{W}num"):
            link = element.find(f"{W}abstractNumId")
            abstract = link.get(f"{W}val", "") if link is not None else ""
            levels = dict(abstracts.get(abstract, {}))
            for override in element.findall(f"{W}lvlOverride"):
                index = _index(override)
                level = override.find(f"{W}lvl")
                if level is not None:
                    levels[index] = _level(level)
                start = override.find(f"{W}startOverride")
                if start is not None and index in levels:
                    old = levels[index]
                    levels[index] = _Level(
                        old.format, old.text, _number(start, 1), old.legal, old.restart
                    )
                    self._started.add((element.get(f"{W}numId", ""), index))
            self._lists[element.get(f"{W}numId", "")] = _List(levels, abstract)

    def label(self, list_id: str, index: int) -> str:
        """The label of the next paragraph of a list, empty where it has none.

        Args:
            list_id: The paragraph's `w:numId`.
            index: Its level, from 0.
        """
        found = self._lists.get(list_id)
        if found is None or index not in found.levels or list_id == "0":
            return ""
        level = found.levels[index]
        counts = self._counts.setdefault(found.abstract, [None] * (_HIGHEST + 1))
        if (list_id, index) in self._started:
            self._started.discard((list_id, index))
            counts[index] = None
        before = counts[index]
        counts[index] = level.start if before is None else before + 1
        for deeper in range(index + 1, _HIGHEST + 1):
            below = found.levels.get(deeper)
            if below is None or below.restart != 0:
                counts[deeper] = None
        if level.format == "bullet":
            return _bullet(level.text)
        if level.format == "none":
            return ""

        def value(match: re.Match[str]) -> str:
            which = int(match.group(1)) - 1
            other = found.levels.get(which, level)
            count = counts[which] if counts[which] is not None else other.start
            return numeral(count or 0, "decimal" if level.legal else other.format)

        return _PLACEHOLDER.sub(value, level.text).strip()


def numeral(value: int, style: str) -> str:
    """A number written in a numbering style of WordprocessingML (ST_NumberFormat)."""
    if style in ("lowerLetter", "upperLetter") and value > 0:
        # Word goes a…z, aa…zz.
        text = chr(ord("a") + (value - 1) % 26) * min(1 + (value - 1) // 26, 20)
        return text.upper() if style == "upperLetter" else text
    if style in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        text = ""
        rest = value
        for size, letters in _ROMAN:
            text += letters * (rest // size)
            rest %= size
        return text if style == "upperRoman" else text.lower()
    if style == "decimalZero":
        return f"{value:02d}"
    return str(value)


_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def _bullet(text: str) -> str:
    """A bullet's character; those of symbol fonts stand in the private use area."""
    mark = text.strip()
    if not mark or any(0xE000 <= ord(character) <= 0xF8FF for character in mark):
        return "-" if mark == "\uf02d" else "•"
    return mark


def _level(element: Any) -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(f"{W}{name}")
        return str(child.get(f"{W}val", default)) if child is not None else default

    start, restart = element.find(f"{W}start"), element.find(f"{W}lvlRestart")
    return _Level(
        value("numFmt", "decimal"),
        value("lvlText", ""),
        _number(start, 1) if start is not None else 1,
        element.find(f"{W}isLgl") is not None,
        _number(restart, 1) if restart is not None else None,
    )


def _index(element: Any) -> int:
    try:
        return min(max(int(element.get(f"{W}ilvl", "0")), 0), _HIGHEST)
    except ValueError:
        return 0


def _number(element: Any, default: int) -> int:
    try:
        return int(element.get(f"{W}val", ""))
    except ValueError:
        return default
