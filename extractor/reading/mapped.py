"""Text that remembers where in the source each of its characters stood."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Final

Piece = tuple[int, int, int]
"""`(text_start, source_start, length)`: a run of characters as they stand in the source."""


Offsets = range | array  # type: ignore[type-arg]
"""A range where the characters stand in the source as they are, which most texts do."""

_NONE: Final = range(0)


class Mapped:
    """A string with the source offset of each of its characters.

    Repairs (joining lines, dropping markers, composing accents) go through the methods here, so
    that whatever they do the way back into the source stays known.

    Args:
        text: The characters.
        offsets: Source offset of each character, same length as `text`.
    """

    __slots__ = ("offsets", "text")

    def __init__(self, text: str = "", offsets: Offsets = _NONE) -> None:
        self.text = text
        self.offsets = offsets

    @classmethod
    def verbatim(cls, text: str, start: int = 0) -> Mapped:
        """`text` as it stands in the source from offset `start` on."""
        return cls(text, range(start, start + len(text)))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __getitem__(self, part: slice) -> Mapped:
        return Mapped(self.text[part], self.offsets[part])

    def __add__(self, other: Mapped) -> Mapped:
        return Mapped(self.text + other.text, _concatenated(self.offsets, other.offsets))

    @property
    def start(self) -> int:
        """Source offset of the first character; 0 for an empty text."""
        return self.offsets[0] if self.offsets else 0

    @property
    def end(self) -> int:
        """Source offset behind the last character; 0 for an empty text."""
        if isinstance(self.offsets, range):
            return self.offsets.stop if self.offsets else 0
        return max(self.offsets) + 1 if self.offsets else 0

    def strip(self) -> Mapped:
        """Without white space at either end."""
        left = len(self.text) - len(self.text.lstrip())
        return self[left : len(self.text.rstrip())] if self.text.strip() else Mapped()

    def joined(self, other: Mapped, glue: str = " ") -> Mapped:
        """Both, with `glue`, which stands for what follows self, unless one is empty."""
        if not self:
            return other
        if not other:
            return self
        # Glue is never more than a character.
        after = self.offsets[-1] + 1
        return self + Mapped(glue, range(after, after + len(glue))) + other

    def cut(self, spans: Iterable[tuple[int, int]]) -> tuple[Mapped, list[int]]:
        """Without the given spans.

        Args:
            spans: `(start, end)` offsets, in order, not overlapping.

        Returns:
            The rest, and for each span the offset in the rest where it stood.
        """
        spans = list(spans)
        if not spans:
            return self, []
        texts, offsets, places = [], array("i"), []
        last = length = 0
        for start, end in spans:
            texts.append(self.text[last:start])
            offsets.extend(self.offsets[last:start])
            length += start - last
            places.append(length)
            last = end
        texts.append(self.text[last:])
        offsets.extend(self.offsets[last:])
        return Mapped("".join(texts), offsets), places

    def sub(
        self, pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str]
    ) -> Mapped:
        """Every match replaced; one that stays the same costs nothing.

        Characters of a replacement of the match's own length keep their offsets one by one; of
        another length, the first ones do and the rest take the match's last offset.
        """
        texts, offsets, last = [], array("i"), 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            new = replacement if isinstance(replacement, str) else replacement(match)
            if start == end or new == match.group():
                continue
            texts += [self.text[last:start], new]
            offsets.extend(self.offsets[last:start])
            offsets.extend(self.offsets[start : min(end, start + len(new))])
            offsets.extend([self.offsets[end - 1]] * (len(new) - (end - start)))
            last = end
        if not texts:
            return self
        texts.append(self.text[last:])
        offsets.extend(self.offsets[last:])
        return Mapped("".join(texts), offsets)

    def composed(self) -> Mapped:
        """In Unicode's composed form (NFC)."""
        if unicodedata.is_normalized("NFC", self.text):
            return self
        # A cluster is a character and the combining marks that follow it; composing never reaches
        # beyond one, save for Hangul, which a cluster keeps whole as well.
        whole = self.sub(_CLUSTER, lambda match: unicodedata.normalize("NFC", match.group()))
        if unicodedata.is_normalized("NFC", whole.text):
            return whole
        normal = unicodedata.normalize("NFC", whole.text)
        last = whole.offsets[-1]
        offsets = array("i", whole.offsets[: len(normal)])
        offsets.extend([last] * (len(normal) - len(offsets)))
        return Mapped(normal, offsets)

    def pieces(self) -> list[Piece]:
        """The mapping in runs, short enough to keep with every paragraph."""
        if isinstance(self.offsets, range):
            return [(0, self.offsets.start, len(self.offsets))] if self.offsets else []
        runs: list[Piece] = []
        begin = 0
        offsets = self.offsets
        for index in range(1, len(offsets) + 1):
            if index == len(offsets) or offsets[index] != offsets[index - 1] + 1:
                runs.append((begin, offsets[begin], index - begin))
                begin = index
        return runs


def _concatenated(first: Offsets, second: Offsets) -> Offsets:
    if not first:
        return second
    if not second:
        return first
    if isinstance(first, range) and isinstance(second, range) and first.stop == second.start:
        return range(first.start, second.stop)
    whole = array("i", first)
    whole.extend(second)
    return whole


_CLUSTER = re.compile(
    r"[\u1100-\u11ff\uac00-\ud7a3]+|[^\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
    r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def source_offset(pieces: Sequence[Piece], offset: int) -> int:
    """The source offset of a paragraph's character.

    Args:
        pieces: What `Mapped.pieces` gave for the paragraph.
        offset: Character offset into its text; its length gives the offset behind its end.

    Returns:
        Offset into the report's source text; 0 for a paragraph without text.
    """
    for text_start, source_start, length in reversed(pieces):
        if offset >= text_start:
            return source_start + min(offset - text_start, length)
    return pieces[0][1] if pieces else 0
