"""Units: from what a report writes (`triệu đồng/người/năm`) to a base value and a dimension.

The measures are a definitions file of pint (`data/units.txt`), their spellings `unit_names.csv`,
the scale words `scale_words.csv` and the counted things `counting_nouns.txt`. A unit none of them
knows stays as written.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import as_file, files
from math import inf
from typing import TYPE_CHECKING

from extractor.data_files import read_entries
from extractor.facts.numbers import ANY_NUMBER, UnitTraits

if TYPE_CHECKING:
    import pint

_DATA = files("extractor.facts") / "data"

# Standing alone, these words leave the currency unsaid: `18 tỷ` is always money in these reports.
_MONEY_ALONE = frozenset({"tỷ", "tỉ", "triệu", "tr", "tr."})

_DIMENSION_NAMES = {
    "[length] ** 2": "area",
    "[length] ** 3": "volume",
    "[currency_usd]": "currency",
    "[currency_eur]": "currency",
    "[currency_cny]": "currency",
    "[currency_jpy]": "currency",
    "[currency_lak]": "currency",
    "[currency_thb]": "currency",
    "[hour_time]": "time",
    "[day_time]": "time",
    "[calendar_time]": "time",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, read.

    Args:
        written: As the report writes it.
        factor: Base units in one of it; None where the unit is unknown.
        base: Its base unit (`kg`, `đồng/người/năm`); None where the unit is unknown.
        dimension: `area`, `mass`, `currency`, `count`, `mass/area`…; None where unknown.
        traits: What it lets one expect of its numbers.
    """

    written: str
    factor: Fraction | None = None
    base: str | None = None
    dimension: str | None = None
    traits: UnitTraits = ANY_NUMBER

    @property
    def known(self) -> bool:
        """Whether a base value can be given."""
        return self.factor is not None

    def to_base(self, value: float | None) -> float | None:
        """A value in the base unit.

        Args:
            value: The number as the report states it, or None.

        Returns:
            The number in `base`, without the noise of binary fractions; None where the unit or the
            number is unknown.
        """
        if value is None or self.factor is None:
            return None
        try:
            return float(Fraction(repr(value)) * self.factor)
        except (OverflowError, ValueError):  # a row of digits beyond any number
            return None


@dataclass(frozen=True, slots=True)
class _Part:
    """One factor of a compound unit."""

    factor: Fraction
    base: str
    dimension: str
    scaled: bool = False


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """The pint registry of `data/units.txt`, for conversions the facts do not make themselves."""
    import pint

    with as_file(_DATA / "units.txt") as path:
        return pint.UnitRegistry(str(path), cache_folder=None)


@lru_cache(maxsize=4096)
def read_unit(written: str) -> Unit:
    """Read a unit.

    Args:
        written: As the report writes it (`tạ/ha`, `nghìn con`, `bé trai/100 bé gái`).

    Returns:
        The unit; `known` is false where the data files have no such unit.
    """
    text = normalise(written)
    whole = _part(text)
    parts: list[_Part | None]
    if whole is not None:
        parts = [whole]
    else:
        first, *rest = re.split(r"\s*/\s*", text)
        parts = [_part(first), *(_denominator(part) for part in rest)]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return Unit(written)
    factor = known[0].factor
    for part in known[1:]:
        factor /= part.factor
    dimension = "/".join(part.dimension for part in known)
    return Unit(
        written,
        factor,
        "/".join(part.base for part in known),
        dimension,
        UnitTraits(
            whole=dimension == "count" and not known[0].scaled,
            percent=known[0].dimension in ("ratio", "ratio_points"),
            most=_plausible_most().get(known[0].base, inf) / float(known[0].factor),
        ),
    )


def normalise(written: str) -> str:
    """A unit in lower case, NFC, its spaces and tone marks in one form."""
    text = unicodedata.normalize("NFC", written).casefold()
    text = re.sub(r"\s+", " ", text).strip(" .,;:()")
    return re.sub(r"\b(m|km)\s+([23²³])", r"\1\2", text)


def _denominator(text: str) -> _Part | None:
    """`100 bé gái`, `10.000 dân`, `01 xã`: a part that may begin with its own number."""
    numbered = re.match(r"([\d.]+)\s*(.+)", text)
    if not numbered:
        return _part(text)
    part = _part(numbered.group(2))
    amount = Fraction(numbered.group(1).replace(".", "") or "0")
    if part is None or amount == 0:
        return None
    return _Part(part.factor * amount, part.base, part.dimension, part.scaled)


def _part(text: str) -> _Part | None:
    """A part between slashes: scale words, then a measure or a counted thing."""
    measure = _measure(text)
    if measure is not None:
        return measure
    scale, noun = _split_scale(text)
    if not noun and text.split()[-1:] == ["chục"]:
        # `đồng/chục`: the ten is the thing priced.
        scale, noun = Fraction(1), "chục"
    base = _counted(noun) if noun else None
    if base is None:
        return None
    return _Part(scale, base, "count", scaled=scale != 1)


def _measure(text: str) -> _Part | None:
    """A unit of measure with its scale words, None where it is no measure."""
    scale, name = _split_scale(text)
    if not name:
        alone = text.split()[-1] if text.split() else ""
        return _Part(scale, "đồng", "currency", scaled=True) if alone in _MONEY_ALONE else None
    defined = _unit_names().get(name)
    if defined is None and name not in _counting_nouns():
        defined = _of_a_thing(name)
    if defined is None:
        factors = re.split(r"\s*[.*×]\s*", name)
        if len(factors) != 2:
            return None
        first, second = (_measure(factor) for factor in factors)
        if first is None or second is None:
            return None
        return _Part(
            scale * first.factor * second.factor,
            f"{first.base}.{second.base}",
            f"{first.dimension}*{second.dimension}",
            scaled=True,
        )
    if _split_scale(defined)[0] != 1:
        inner = _measure(defined)
        return (
            None
            if inner is None
            else _Part(scale * inner.factor, inner.base, inner.dimension, scaled=True)
        )
    root, base, dimension = _root(defined)
    return _Part(scale * root, base, dimension, scaled=scale != 1)


def _of_a_thing(name: str) -> str | None:
    """The measure in `tấn quả tươi`, `tạ nhân`, `lít khí thở`: only measures of matter and land.

    `đồng chí` and `ngày công` begin with measures too, but count something else.
    """
    first, _, thing = name.partition(" ")
    defined = _unit_names().get(first) if len(first) > 1 and first != "khối" else None
    if defined is None or not re.fullmatch(r"[^\W\d_][\w\s]*", thing):
        return None
    if _root(defined)[2] not in ("mass", "volume", "area", "length"):
        return None
    return defined


@lru_cache(maxsize=256)
def _root(name: str) -> tuple[Fraction, str, str]:
    """Factor, symbol of the base and dimension of a unit defined in `units.txt`."""
    quantity = registry().Quantity(1.0, name).to_root_units()
    # Drops the noise of binary fractions: a month is 1/12 of a year exactly.
    factor = Fraction(quantity.magnitude).limit_denominator(10**9)
    symbol = f"{quantity.units:~C}".replace("**", "").replace("_", " ")
    dimension = str(quantity.dimensionality)
    return factor, symbol, _DIMENSION_NAMES.get(dimension, dimension.strip("[]"))


def _split_scale(text: str) -> tuple[Fraction, str]:
    """The product of the scale words a unit begins with, and what follows them."""
    scale = Fraction(1)
    words = text.split()
    scales = _scale_words()
    while words and words[0] in scales:
        scale *= scales[words.pop(0)]
    return scale, " ".join(words)


def _counted(noun: str) -> str | None:
    """The base name of a counted thing, None where the list has none of its first words."""
    nouns = _counting_nouns()
    if noun in nouns:
        return nouns[noun]
    if not re.fullmatch(r"[^\W\d_](?:[\w\s,.&'’-]*\w)?", noun):
        return None
    words = re.split(r"[\s,]+", noun)
    for length in range(min(4, len(words)), 0, -1):
        if " ".join(words[:length]) in nouns:
            return noun
    return None


@lru_cache(maxsize=1)
def _unit_names() -> dict[str, str]:
    with (_DATA / "unit_names.csv").open(encoding="utf-8") as lines:
        return {row["written"].casefold(): row["unit"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _scale_words() -> dict[str, Fraction]:
    with (_DATA / "scale_words.csv").open(encoding="utf-8") as lines:
        return {row["word"]: Fraction(row["factor"]) for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _plausible_most() -> dict[str, float]:
    """The most of a thing that a province may report, to tell `81.012 nghìn người` is 81,012."""
    with (_DATA / "plausible_most.csv").open(encoding="utf-8") as lines:
        return {row["noun"]: float(row["most"]) for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _counting_nouns() -> dict[str, str]:
    nouns: dict[str, str] = {}
    for entry in read_entries(_DATA / "counting_nouns.txt"):
        written, _, full = (piece.strip() for piece in entry.partition("="))
        nouns[written.casefold()] = full or written.casefold()
    return nouns
