"""Names of columns and labels of values, in Vietnamese and English: `data/labels.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from extractor.errors import SolieuError

Lang = Literal["vi", "en"]
"""A language of column names and labels."""

_FILE = Path(__file__).parent / "data" / "labels.toml"


def check_lang(lang: str | None) -> Lang | None:
    """The language, if it is one of those that labels are given in.

    Raises:
        SolieuError: It is another.
    """
    for known in get_args(Lang):
        if lang == known:
            return lang  # type: ignore[return-value]
    if lang is None:
        return None
    raise SolieuError(f"There are no labels in the language '{lang}'; there are 'vi' and 'en'.")


def column_label(name: str, lang: Lang) -> str:
    """The heading of a column (`base_value` → `Giá trị quy đổi`)."""
    return str(_labels()["columns"][name][lang])


def column_help(name: str, lang: Lang) -> str:
    """A sentence on what a column holds."""
    return str(_labels()["columns"][name][f"{lang}_help"])


def word(name: str, lang: Lang) -> str:
    """A word of the page or the workbook, by its name in the section `words`."""
    return str(_labels()["words"][name][lang])


def words(lang: Lang) -> dict[str, str]:
    """All of `word`."""
    return {name: label[lang] for name, label in _labels()["words"].items()}


def value_label(group: str, value: str, lang: Lang) -> str:
    """The label of a value (`share_of_target` → `% kế hoạch`).

    Args:
        group: Section of the values in the file (`role`, `direction`, `dimension`…).
        value: As in the JSON. Of `mass/area` each part is looked up where the whole is not there.
        lang: The language.

    Returns:
        The label; the value itself where it has none.
    """
    known = _labels()["values"].get(group, {})
    if value in known:
        return str(known[value][lang])
    if "/" in value:
        return "/".join(value_label(group, part, lang) for part in value.split("/"))
    return value


@cache
def names_by_label() -> dict[str, str]:
    """Column name by heading, in any of the languages and as in the JSON."""
    columns = _labels()["columns"]
    by_label = {label[lang]: name for name, label in columns.items() for lang in get_args(Lang)}
    return by_label | {name: name for name in columns}


@cache
def values_by_label(group: str) -> dict[str, str]:
    """Value by label of a group, in any of the languages and as in the JSON."""
    known = _labels()["values"].get(group, {})
    by_label = {label[lang]: value for value, label in known.items() for lang in get_args(Lang)}
    return by_label | {value: value for value in known}


@cache
def _labels() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
