"""Viet Nam's administrative units, before and after the mergers of 1 July 2025.

Read from the data files of the package `vietnamadminunits` (its table of 63 provinces, its table of
34 and the conversion between them). The package itself is not imported: its parser of street
addresses takes most of a second to load and guesses, while a report's places need a look-up.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from extractor.errors import SolieuError
from extractor.facts.letters import fold, unaccent

Level = Literal["province", "district", "commune"]

MERGER_DAY = "2025-07-01"
"""From this day the 34 provinces and their communes are in force, and districts are abolished."""


@dataclass(frozen=True, slots=True)
class AdministrativeUnit:
    """A province, district or commune.

    Args:
        name: Official name with its type (`Xã Bản Qua`).
        short: Name without the type (`Bản Qua`).
        kind: The type, folded (`xã`).
        level: `province`, `district` or `commune`.
        code: Code of the General Statistics Office.
        parent: The unit above it, None for a province.
        key: The package's key of the unit, without accents or spaces.
    """

    name: str
    short: str
    kind: str
    level: Level
    code: str
    parent: AdministrativeUnit | None = None
    key: str = ""

    @property
    def parents(self) -> list[AdministrativeUnit]:
        """The units above it, innermost first."""
        return [] if self.parent is None else [self.parent, *self.parent.parents]

    @property
    def path(self) -> str:
        """Its keys from the province down, the key of the conversion table."""
        return "_".join([*(unit.key for unit in reversed(self.parents)), self.key])

    def within(self, other: AdministrativeUnit) -> bool:
        """Whether it is another unit or lies in it."""
        return self == other or other in self.parents


@dataclass(slots=True)
class Structure:
    """The units of one time, with the look-ups that resolving a name needs."""

    units: list[AdministrativeUnit] = field(default_factory=list)
    by_name: dict[str, list[AdministrativeUnit]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, list[AdministrativeUnit]] = field(default_factory=lambda: defaultdict(list))
    children: dict[AdministrativeUnit, list[AdministrativeUnit]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, unit: AdministrativeUnit, keywords: Iterable[str]) -> None:
        """Index a unit under its short name and under the package's other spellings of it."""
        self.units.append(unit)
        self.by_name[fold(unit.short)].append(unit)
        for keyword in {squeeze(unit.short), *keywords}:
            self.by_key[keyword].append(unit)
        if unit.parent is not None:
            self.children[unit.parent].append(unit)


def squeeze(text: str) -> str:
    """A name without accents, spaces or signs, the form of the package's keys."""
    return "".join(ch for ch in unaccent(text) if ch.isalnum())


class Gazetteer:
    """Both structures and the way from one to the other.

    Args:
        folder: The package's data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def legacy(self) -> Structure:
        """63 provinces with districts and communes, as of just before 1 July 2025."""
        structure = Structure()
        provinces: dict[str, AdministrativeUnit] = {}
        districts: dict[tuple[str, str], AdministrativeUnit] = {}
        for row in self._rows(
            "select province, provinceShort, provinceCode, provinceKey, provinceKeywords, "
            "district, districtShort, districtType, districtCode, districtKey, districtKeywords, "
            "ward, wardShort, wardType, wardCode, wardKey, wardKeywords from admin_units_legacy"
        ):
            province = provinces.get(row[3])
            if province is None:
                province = provinces[row[3]] = _province(row[0], row[1], row[2], row[3])
                structure.add(province, json.loads(row[4]))
            district = districts.get((row[3], row[9]))
            if district is None:
                district = AdministrativeUnit(
                    row[5], row[6], fold(row[7]), "district", row[8], province, row[9]
                )
                districts[row[3], row[9]] = district
                structure.add(district, json.loads(row[10]))
            if row[11]:
                commune = AdministrativeUnit(
                    row[11], row[12], fold(row[13]), "commune", row[14], district, row[15]
                )
                structure.add(commune, json.loads(row[16]))
        return structure

    @cached_property
    def current(self) -> Structure:
        """34 provinces with communes, in force since 1 July 2025."""
        structure = Structure()
        provinces: dict[str, AdministrativeUnit] = {}
        for row in self._rows(
            "select province, provinceShort, provinceCode, provinceKey, provinceKeywords, "
            "ward, wardShort, wardType, wardCode, wardKey, wardKeywords from admin_units"
        ):
            province = provinces.get(row[3])
            if province is None:
                province = provinces[row[3]] = _province(row[0], row[1], row[2], row[3])
                structure.add(province, json.loads(row[4]))
            if row[5]:
                commune = AdministrativeUnit(
                    row[5], row[6], fold(row[7]), "commune", row[8], province, row[9]
                )
                structure.add(commune, json.loads(row[10]))
        return structure

    def successor(self, unit: AdministrativeUnit) -> AdministrativeUnit | None:
        """What a unit of the 63 provinces became on 1 July 2025.

        Args:
            unit: A unit of `legacy`.

        Returns:
            The new province or commune; for a commune that was divided, the one the package marks
            as its main part. None for a district, which has no successor.
        """
        if unit.level == "district":
            return None
        path = self._conversion.get(unit.path)
        return None if path is None else self._current_by_path.get(path)

    @cached_property
    def _current_by_path(self) -> dict[str, AdministrativeUnit]:
        return {unit.path: unit for unit in self.current.units}

    @cached_property
    def _conversion(self) -> dict[str, str]:
        """Path of each old province and commune → path of the new one."""
        tables = json.loads((self._folder / "converter_2025.json").read_text(encoding="utf-8"))
        new: dict[str, str] = {}
        for province, olds in tables["DICT_PROVINCE"].items():
            new.update(dict.fromkeys(olds, province))
        for province, wards in tables["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for ward, olds in wards.items():
                new.update(dict.fromkeys(olds, f"{province}_{ward}"))
        for province, divided in tables["DICT_PROVINCE_WARD_DIVIDED"].items():
            for old, parts in divided.items():
                for part in parts:
                    if part["isDefaultNewWard"]:
                        new[old] = f"{province}_{part['newWardKey']}"
        return new

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        uri = (self._folder / "dataset.db").as_uri() + "?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


def _province(name: str, short: str, code: str, key: str) -> AdministrativeUnit:
    kind = "thành phố" if fold(name).startswith("thành phố") else "tỉnh"
    return AdministrativeUnit(name, short, kind, "province", code, None, key)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The units of the installed package, read when first asked for.

    Raises:
        SolieuError: The package `vietnamadminunits` is not installed.
    """
    found = find_spec("vietnamadminunits")
    if found is None or not found.submodule_search_locations:
        raise SolieuError(
            "The package vietnamadminunits, which holds the administrative units, is missing; "
            "install it with pip."
        )
    return Gazetteer(Path(found.submodule_search_locations[0]) / "data")
