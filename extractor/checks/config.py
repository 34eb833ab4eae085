"""What is looked for and how strictly: `data/checks.toml`, and a user's file over it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from extractor.checks.finding import Severity
from extractor.errors import SolieuError
from extractor.facts.letters import fold

_DEFAULT = files("extractor.checks") / "data" / "checks.toml"
_LEVELS = ("error", "warning", "note", "off")


@dataclass(slots=True)
class CheckConfig:
    """Kinds, tolerances and words, as in `data/checks.toml`.

    Args:
        kinds: Kind to `error`, `warning`, `note` or `off`.
        tolerance: Name to number (or truth, for `truncation`).
        words: Name to list of words, folded.
        unit_nouns: Units that a place has one number of, folded.
        units: `(words, dimensions)`: what an indicator is measured in.
        orders: `(less, more)`: the first cannot be more than the second.
        rates: `(count, rate, base)`: words of a count, its rate and the rate's base.
        complements: Words of parts that leave nothing out: men and women, town and country.
    """

    kinds: dict[str, str]
    tolerance: dict[str, float]
    words: dict[str, list[str]]
    unit_nouns: list[str] = field(default_factory=list)
    units: list[tuple[list[str], list[str]]] = field(default_factory=list)
    orders: list[tuple[list[str], list[str]]] = field(default_factory=list)
    rates: list[tuple[list[str], list[str], list[str]]] = field(default_factory=list)
    complements: list[list[str]] = field(default_factory=list)

    def severity(self, kind: str) -> Severity | None:
        """How grave a kind is, None where it is off."""
        level = self.kinds.get(kind, "warning")
        return None if level == "off" else cast(Severity, level)


@lru_cache(maxsize=1)
def _default() -> dict[str, Any]:
    return tomllib.loads(_DEFAULT.read_text(encoding="utf-8"))


def load_config(path: Path | str | None = None) -> CheckConfig:
    """The configuration, with what a file changes.

    Args:
        path: A TOML file with any of the tables of `data/checks.toml`; a key it gives replaces the
            default's, a list as a whole.

    Returns:
        The configuration.

    Raises:
        SolieuError: The file is missing, is no TOML, or names a kind, level or tolerance that does
            not exist.
    """
    default = _default()
    given = _read(Path(path)) if path is not None else {}
    if path is not None:
        _verify(given, default, Path(path))
    merged: dict[str, Any] = dict(default)
    for table, value in given.items():
        merged[table] = {**default[table], **value} if isinstance(value, dict) else value
    return CheckConfig(
        kinds=dict(merged["kinds"]),
        tolerance=dict(merged["tolerance"]),
        words={name: [fold(word) for word in words] for name, words in merged["words"].items()},
        unit_nouns=[fold(noun) for noun in merged["unit_total"]["nouns"]],
        units=[(_folded(row["words"]), list(row["dimensions"])) for row in merged["unit"]],
        orders=[(_folded(row["less"]), _folded(row["more"])) for row in merged["order"]],
        rates=[
            (_folded(row["count"]), _folded(row["rate"]), _folded(row["base"]))
            for row in merged["rate"]
        ],
        complements=[_folded(row["words"]) for row in merged["complement"]],
    )


def _folded(words: list[str]) -> list[str]:
    return [fold(word) for word in words]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SolieuError(f"There is no configuration file {path}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SolieuError(f"{path} is no TOML file: {error}.") from None
    except OSError as error:
        raise SolieuError(f"{path} cannot be read: {error.strerror}.") from None


def _verify(given: dict[str, Any], default: dict[str, Any], path: Path) -> None:
    for table, value in given.items():
        if table not in default or type(value) is not type(default[table]):
            raise SolieuError(
                f"{path}: there is no table '{table}'; there are {', '.join(sorted(default))}."
            )
        if isinstance(value, list):
            needed = set(default[table][0])
            if any(not isinstance(row, dict) or set(row) != needed for row in value):
                raise SolieuError(
                    f"{path}: each [[{table}]] must have exactly {', '.join(sorted(needed))}."
                )
            continue
        for key, entry in value.items():
            if key not in default[table]:
                raise SolieuError(
                    f"{path}: [{table}] has no '{key}'; it has {', '.join(sorted(default[table]))}."
                )
            kind_of = type(default[table][key])
            number = isinstance(entry, (int, float)) and kind_of in (int, float)
            if not isinstance(entry, kind_of) and not number:
                raise SolieuError(
                    f"{path}: '{key}' in [{table}] must be like {default[table][key]!r}."
                )
            if table == "kinds" and entry not in _LEVELS:
                raise SolieuError(
                    f"{path}: '{key}' is '{entry}', but must be one of {', '.join(_LEVELS)}."
                )
