"""What a finding says, in Vietnamese or English: the wordings are `data/messages.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from extractor.checks.figures import Figure
from extractor.checks.finding import Finding

Language = Literal["vi", "en"]

_MESSAGES = files("extractor.checks") / "data" / "messages.toml"


def describe(finding: Finding, lang: Language = "vi") -> str:
    """A finding in a sentence.

    Args:
        finding: As `find_findings` gives it; one read back from its JSON has lost what its sentence
            is made of and gets its kind's name.
        lang: `vi` or `en`.

    Returns:
        Which figures contradict each other, what they imply and by how much they differ.
    """
    wordings = _messages()[lang]
    template = wordings["findings"].get(f"{finding.kind}.{finding.variant}") or wordings[
        "findings"
    ].get(finding.kind)
    if template is None or not finding.values:
        return kind_name(finding.kind, lang)
    filled = {name: _written(value, lang) for name, value in finding.values.items()}
    filled["implied"] = number(finding.implied, lang)
    filled["difference"] = number(
        None if finding.difference is None else abs(finding.difference), lang
    )
    return str(template.format(**filled))


def kind_name(kind: str, lang: Language = "vi") -> str:
    """The name of a kind of finding.

    Args:
        kind: As in `Finding.kind`.
        lang: `vi` or `en`.
    """
    return str(_messages()[lang]["kinds"].get(kind, kind))


def label(name: str, lang: Language = "vi") -> str:
    """A word of the table of findings (`severity`, `error`, `none`…).

    Args:
        name: Its key in `data/messages.toml`.
        lang: `vi` or `en`.
    """
    return str(_messages()[lang]["labels"][name])


def number(value: float | None, lang: Language = "vi") -> str:
    """A number as a reader of the language writes it, to at most six significant places.

    Args:
        value: The number, or None.
        lang: `vi` (decimal comma) or `en`.
    """
    if value is None:
        return "–"
    places = 0 if float(value).is_integer() else 2 if abs(value) >= 0.1 else 4
    text = f"{value:,.{places}f}"
    if places:
        text = text.rstrip("0").rstrip(".")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def _written(value: Any, lang: Language) -> str:
    if isinstance(value, Figure):
        unit = value.fact.unit or ""
        return f"{value.fact.value_text}{'' if unit == '%' else ' '}{unit}".strip()
    if isinstance(value, list):
        return " + ".join(_written(part, lang) for part in value)
    return str(value)


@lru_cache(maxsize=1)
def _messages() -> dict[str, Any]:
    return tomllib.loads(_MESSAGES.read_text(encoding="utf-8"))
