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
from training.annotations.jsonl import annotation_files, load_annotations
from training.splits import SYNTHETIC

LONG: Final = 800
"""Characters from which a paragraph counts as long."""

_PLAIN_DIGITS = re.compile(r"\d{4,}")

STYLE: Final = (
    ("long paragraphs", "paragraphs"),
    ("no number", "paragraphs"),
    ("per 100 words", "words"),
    ("after colon", "quantities"),
    ("one digit", "quantities"),
    ("no dots", "quantities"),
    ("no unit", "quantities"),
    ("head: place", "heads"),
    ("head: period", "heads"),
    ("head: 2+ indicators", "heads"),
)
"""What is counted, and of what it is a share (in percent)."""


def count_style(records: Iterable[AnnotatedText]) -> Counter[str]:
    """Count how paragraphs are written.

    Args:
        records: Annotated paragraphs.

    Returns:
        Counts by the names in `STYLE`, and of `paragraphs`, `words`, `quantities` and `heads`, the
        quantities that are linked to no other.
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
        counts["long paragraphs"] += len(record.text) > LONG
        counts["no number"] += not quantities
        counts["per 100 words"] += len(quantities)
        for quantity in quantities:
            text, own = record.text_of(quantity), links[quantity.id]
            counts["after colon"] += record.text[: quantity.start].rstrip().endswith(":")
            counts["one digit"] += len(text) == 1
            counts["no dots"] += _PLAIN_DIGITS.fullmatch(text) is not None
            counts["no unit"] += not own[HAS_UNIT]
            if HEAD_RELATIONS.isdisjoint(label for label, n in own.items() if n):
                counts["heads"] += 1
                counts["head: place"] += own[LOCATED_IN] > 0
                counts["head: period"] += own[IN_PERIOD] > 0
                counts["head: 2+ indicators"] += own[MEASURES] > 1
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
    counted = [(f.stem, count_style(load_annotations(f))) for f in annotation_files(*paths)]
    counted.sort(key=lambda one: one[0].startswith(SYNTHETIC))
    groups: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for name, counts in counted:
        groups[name.startswith(SYNTHETIC)].update(counts)
    counted += [(n, g) for n, g in zip(("real", "synthetic"), groups, strict=True) if g]
    rows = [["file", *(name for name, _ in STYLE)]]
    for name, counts in counted:
        shares = [
            f"{100 * counts[what] / counts[of]:.1f}" if counts[of] else "" for what, of in STYLE
        ]
        rows.append([name, *shares])
    return rows
