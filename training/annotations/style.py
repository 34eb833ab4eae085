"""How paragraphs are written, counted: training paragraphs should be like real ones in this too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from extractor.schema import (
    HAS_UNIT,
    HEAD_RELATIONS,
    IN_PERIOD,
    LOCATED_IN,
    MEASURES,
    QUANTITY,
    AnnotatedText,
)
from training.annotations.stats import files_and_groups

LONG: Final = 800
"""Characters from which a paragraph counts as long."""

_PLAIN_DIGITS = re.compile(r"\d{4,}")

STYLE: Final = (
    ("long paragraphs", "long", "paragraphs"),
    ("no number", "no number", "paragraphs"),
    ("per 100 words", "quantities", "words"),
    ("after colon", "after colon", "quantities"),
    ("one digit", "one digit", "quantities"),
    ("no dots", "no dots", "quantities"),
    ("no unit", "no unit", "quantities"),
    ("head: place", "with place", "heads"),
    ("head: period", "with period", "heads"),
    ("head: 2+ indicators", "with 2+ indicators", "heads"),
)
"""Columns: the title, what is counted, and of what it is a share (in percent)."""


def count_style(records: Iterable[AnnotatedText]) -> Counter[str]:
    """Count how paragraphs are written.

    Args:
        records: Annotated paragraphs.

    Returns:
        Counts by the names in `STYLE`; `heads` are the quantities that are linked to no other.
    """
    counts: Counter[str] = Counter()
    for record in records:
        quantities = [e for e in record.entities if e.label == QUANTITY]
        links: dict[str, Counter[str]] = {e.id: Counter() for e in quantities}
        for relation in record.relations:
            links[relation.head][relation.label] += 1
        counts["paragraphs"] += 1
        counts["words"] += len(record.text.split())
        counts["quantities"] += len(quantities)
        counts["long"] += len(record.text) > LONG
        counts["no number"] += not quantities
        for quantity in quantities:
            text, own = record.text_of(quantity), links[quantity.id]
            counts["after colon"] += record.text[: quantity.start].rstrip().endswith(":")
            counts["one digit"] += len(text) == 1
            counts["no dots"] += _PLAIN_DIGITS.fullmatch(text) is not None
            counts["no unit"] += not own[HAS_UNIT]
            if HEAD_RELATIONS.isdisjoint(label for label, n in own.items() if n):
                counts["heads"] += 1
                counts["with place"] += own[LOCATED_IN] > 0
                counts["with period"] += own[IN_PERIOD] > 0
                counts["with 2+ indicators"] += own[MEASURES] > 1
    return counts


def style_rows(paths: Sequence[str | Path]) -> list[list[str]]:
    """How annotation files are written, as the rows of a table.

    Args:
        paths: Files, or folders of `.jsonl` files.

    Returns:
        A header row, a row a file, those of real reports first, and the real and the synthetic
        ones together; shares in percent.

    Raises:
        SolieuError: A file cannot be read or holds a line that is no record.
    """
    files, groups = files_and_groups(paths)
    rows = [["file", *(column for column, _, _ in STYLE)]]
    for name, records in (*files, *groups):
        counts = count_style(records)
        shares = [
            f"{100 * counts[what] / counts[of]:.1f}" if counts[of] else "" for _, what, of in STYLE
        ]
        rows.append([name, *shares])
    return rows
