"""What is wrong with an annotation, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in an annotation file.

    Args:
        file: The file it is in.
        line: Line number from 1.
        record: Id of the paragraph record, empty where it could not be read.
        message: What is wrong, as a sentence.
    """

    file: Path
    line: int
    record: str
    message: str

    def __str__(self) -> str:
        """`file:line: record: message`, the form that editors make into a link."""
        return f"{self.file}:{self.line}: {self.record + ': ' if self.record else ''}{self.message}"
