"""Vocabulary files that a statistician can edit: one entry a line."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path


def read_entries(path: Path | Traversable) -> list[str]:
    """The entries of a vocabulary file.

    Args:
        path: A UTF-8 file of the project; blank lines and lines that begin with `#` are no entries.

    Returns:
        The lines, white space at their ends left out.
    """
    lines = map(str.strip, path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
