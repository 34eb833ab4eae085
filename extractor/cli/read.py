"""`solieu read`: print the structure of a report file."""

from __future__ import annotations

from pathlib import Path


def read(file: Path) -> None:
    """Print the structure of a report file."""
    raise NotImplementedError(file)
