"""Sentences of reports: `1.006,5`, `TP. Lào Cai`, `v.v.` and list marks do not end one."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from extractor.data_files import read_entries

_ABBREVIATIONS = Path(__file__).with_name("data") / "abbreviations.txt"

# A full stop, question or exclamation mark, an ellipsis, then a capital, a digit's list mark, a
# bullet or a quotation; `10.000` and `TP. Lào Cai` hold no end.
_END = re.compile(r"[.!?…]+[\"”')\]]*(?=\s+(?:[^\W\d_]|[\d(+*•“\"-]))")


@lru_cache(maxsize=1)
def _abbreviation() -> re.Pattern[str]:
    words = map(re.escape, read_entries(_ABBREVIATIONS))
    return re.compile(
        rf"(?:^|[\s(])(?:{'|'.join(words)}|[IVX]{{1,4}}|[A-ZĐ]|\d{{1,2}}(?:\.\d{{1,2}})*)$"
    )


@lru_cache(maxsize=2048)
def sentence_bounds(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a paragraph stand.

    Args:
        text: The paragraph.

    Returns:
        Offsets of each sentence, its surrounding spaces left out; together they cover all words.
    """
    cuts = [0]
    for match in _END.finditer(text):
        following = text[match.end() :].lstrip()[:1]
        if match.group()[0] == "." and (
            not (following.isupper() or following in '(+*•“"-' or following.isdigit())
            or _abbreviation().search(text[: match.start()][-20:])
        ):
            continue
        cuts.append(match.end())
    cuts.append(len(text))
    bounds = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            bounds.append((start + lead, start + len(piece.rstrip())))
    return tuple(bounds) or ((0, len(text)),)


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence that holds a span.

    Args:
        text: The paragraph.
        start: Offset of the span.
        end: Its end, exclusive.

    Returns:
        The sentence; where the span crosses sentences, all of them.
    """
    bounds = sentence_bounds(text)
    first = max((b for b in bounds if b[0] <= start), default=bounds[0])
    last = next((b for b in bounds if b[1] >= end), bounds[-1])
    return text[min(first[0], last[0]) : max(first[1], last[1])]
