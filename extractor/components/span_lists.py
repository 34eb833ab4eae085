"""Places that stand in one list."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from spacy.tokens import Doc

from ..data_files import read_entries
from ..schema import PLACE
from .relation_model import SpanList

_LIST_WORDS = Path(__file__).with_name("data") / "list_words.txt"

_LONGEST_GAP = 4
"""Tokens between two places of a list: *, xã*, *và thị trấn*."""


@lru_cache(maxsize=1)
def _list_words() -> frozenset[str]:
    return frozenset(read_entries(_LIST_WORDS))


def place_lists(doc: Doc, spans: SpanList) -> list[list[int]]:
    """Find the lists of places in a paragraph: places with hardly more than commas between them.

    Args:
        doc: The paragraph.
        spans: Its spans in order: first token, end token, label.

    Returns:
        For each list of two places or more their indices among the spans.
    """
    words = _list_words()
    lists: list[list[int]] = []
    last_end = -1
    for n, (start, end, label) in enumerate(spans):
        if label != PLACE:
            continue
        between = doc[last_end:start] if last_end >= 0 else None
        if (
            between is not None
            and 0 < len(between) <= _LONGEST_GAP
            and all(token.lower_ in words for token in between)
        ):
            lists[-1].append(n)
        else:
            lists.append([n])
        last_end = end
    return [members for members in lists if len(members) > 1]
