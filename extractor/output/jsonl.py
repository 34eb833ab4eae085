"""Facts as JSON lines: the contract's form, one fact a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.extraction import Extraction


def json_lines(extractions: Sequence[Extraction]) -> Iterator[str]:
    """One line a fact, without line ends.

    Args:
        extractions: What was extracted from the reports; `head` and `matches` are indices into the
            facts of the same report.
    """
    for extraction in extractions:
        for fact in extraction.facts:
            yield json.dumps(fact.to_dict(), ensure_ascii=False, allow_nan=False)


def write_jsonl(extractions: Sequence[Extraction], path: Path) -> None:
    """Write facts as JSON lines in UTF-8.

    Args:
        extractions: What was extracted from the reports.
        path: The file.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in json_lines(extractions):
            file.write(line + "\n")
