"""What several commands' options have in common."""

from __future__ import annotations

from enum import StrEnum


class Lang(StrEnum):
    """Languages of column names, labels and sentences."""

    VI = "vi"
    EN = "en"
