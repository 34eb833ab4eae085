"""What several commands' options have in common."""

from __future__ import annotations

import json
from typing import Any

from extractor.errors import SolieuError


def parse_values(settings: list[str]) -> dict[str, Any]:
    """Settings `name=value` of the command line.

    Args:
        settings: As typed; values are read as JSON where they are, else as text.

    Returns:
        Value by dotted name.

    Raises:
        SolieuError: A setting has no `=` or no section.
    """
    values: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or "." not in name:
            raise SolieuError(
                f"--set {setting} is not of the form section.name=value, "
                "training.max_steps=200 for example."
            )
        try:
            values[name] = json.loads(value)
        except ValueError:
            values[name] = value
    return values
