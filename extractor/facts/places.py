"""Places: from a name in a report to the administrative unit it means.

A name alone is often ambiguous (`Tân Uyên` is a district of Lai Châu, a town in it and a city of
Bình Dương), so a report's own district and province settle it, and the places named beside it.
Names that nothing settles keep their text and get no code.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractor.facts.administrative_units import (
    MERGER_DAY,
    AdministrativeUnit,
    Gazetteer,
    Structure,
    gazetteer,
    squeeze,
)
from extractor.facts.letters import fold, unaccent

_DATA = files("extractor.facts") / "data"
_HEIGHT = {"village": 0, "commune": 1, "district": 2, "province": 3, "foreign": 4, "country": 5}

# `địa bàn huyện`, `toàn tỉnh`: the issuing unit itself. `đã bàn` is a keying error seen in reports.
_SCOPE = re.compile(
    r"^(?:trên |tại |ở |trong )?(?:toàn(?: bộ)?|(?:địa|đã|đia) bàn(?: toàn)?|cả)\s+"
)
_PLURAL = re.compile(r"^(?:các|những|một số|nhiều)\b")
_LOOSE = re.compile(r"^(?:trên|tại|ở|trong|khu vực)\s+")
_JOINED = re.compile(r"^\s*(?:,|-|–|thuộc|của|\()?\s*$")

# Below this share of equal letters two names are different names, not one misspelt. Chosen on the
# training reports: `Sĩ Lữ Lâu` – `Sì Lở Lầu` 0.89 is one place, `Mường Hum` – `Mường Vi` 0.71 two.
_SAME_NAME = 84.0
_SAME_SOUND = str.maketrans({"y": "i", "k": "c", "q": "c", "x": "s", "z": "d"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place, resolved as far as the text and the data allow.

    Args:
        text: As written.
        level: `province`, `district`, `commune`, `village`, `foreign`, `country`, None if unknown.
        unit: The administrative unit, None for villages, foreign places and unresolved names.
        name: Official name; for a village its own name with its type.
        parents: Names of the units above it, innermost first.
        code: Code in force on the report's date.
        current: What the unit became on 1 July 2025, None where it is that unit or has none.
    """

    text: str
    level: str | None = None
    unit: AdministrativeUnit | None = None
    name: str | None = None
    parents: tuple[str, ...] = ()
    code: str | None = None
    current: AdministrativeUnit | None = None
    current_parents: tuple[str, ...] = ()


@dataclass(slots=True)
class Issuer:
    """The unit a report speaks of, with the units above it.

    Args:
        unit: The issuing unit, None where the report does not let one know.
    """

    unit: AdministrativeUnit | None = None

    def at(self, level: str) -> AdministrativeUnit | None:
        """The issuing unit or the one above it that has this level."""
        if self.unit is None:
            return None
        for candidate in (self.unit, *self.unit.parents):
            if candidate.level == level:
                return candidate
        return None


class PlaceResolver:
    """Resolves the places of one report.

    Args:
        issuer: The report's own unit.
        date: ISO date of the report; the structure in force then is used. None counts as before
            the mergers of 2025.
        units: Where to look units up.
    """

    def __init__(
        self, issuer: Issuer, date: str | None = None, units: Gazetteer | None = None
    ) -> None:
        self._units = units or gazetteer()
        self._issuer = issuer
        self._merged = _is_merged(date)
        self._cache: dict[tuple[str, AdministrativeUnit | None], Place] = {}
        self._scopes: dict[
            tuple[int, str, tuple[str | None, str | None]],
            tuple[list[AdministrativeUnit], list[str]],
        ] = {}

    def resolve(self, text: str, above: AdministrativeUnit | None = None) -> Place:
        """The unit that a name means in this report.

        Args:
            text: As written (`xã Bản Qua`, `Cốc Mỳ`, `địa bàn huyện`).
            above: A unit named beside it that contains it (`huyện Bắc Hà` after `xã Lùng Cải,`).

        Returns:
            The place; its unit is None where the name is unknown or stays ambiguous.
        """
        key = (text, above)
        if key not in self._cache:
            self._cache[key] = self._resolve(text, above)
        return self._cache[key]

    def resolve_all(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Place]:
        """The places of one paragraph, each in the light of those beside it.

        Args:
            text: The paragraph.
            spans: Character offsets of its places, in text order.

        Returns:
            One place a span.
        """
        places: list[Place] = []
        above: Place | None = None
        next_start: int | None = None
        for start, end in reversed(spans):
            beside = (
                above is not None
                and next_start is not None
                and _JOINED.match(text[end:next_start]) is not None
            )
            place = self.resolve(text[start:end])
            if beside and above is not None:
                place = self._beside(place, text[start:end], above)
            places.append(place)
            above, next_start = place, start
        return self._siblings(places[::-1], text, spans)

    def _beside(self, place: Place, written: str, above: Place) -> Place:
        """A place in the light of the one named right after it: `xã Lùng Cải, huyện Bắc Hà`."""
        level = _typed(fold(written))[1] or place.level or "commune"
        if above.level in ("country", "foreign"):
            if place.unit is not None or place.level in ("country", "foreign"):
                return place
            parents = (above.name, *above.parents) if above.name else ()
            return Place(written, "foreign", name=_titled(written), parents=parents)
        if above.level is None or _HEIGHT[above.level] <= _HEIGHT[level]:
            return place
        inner = self.resolve(written, above.unit)
        if inner.level == "village" and above.name is not None:
            return Place(written, "village", name=inner.name, parents=(above.name, *above.parents))
        if inner.unit is not None and above.unit is not None and inner.unit.within(above.unit):
            return inner
        if above.unit is not None and _typed(fold(written))[2] and _typed(fold(written))[1]:
            # A unit that was merged away before the data's date: its parents are stated.
            parents = (above.name or above.text, *above.parents)
            return Place(written, inner.level or level, name=_titled(written), parents=parents)
        return place

    def _siblings(
        self, places: list[Place], text: str, spans: Sequence[tuple[int, int]]
    ) -> list[Place]:
        """Ambiguous names of a list take the district that its settled names share."""
        districts = Counter(
            place.unit.parent
            for place in places
            if place.unit is not None and place.unit.level == "commune" and place.unit.parent
        )
        if not districts:
            return places
        common = districts.most_common(1)[0][0]
        out = []
        for place, (start, end) in zip(places, spans, strict=True):
            if place.unit is None and not place.parents and place.level in (None, "commune"):
                inner = self.resolve(text[start:end], common)
                place = inner if inner.unit is not None else place
            out.append(place)
        return out

    def _resolve(self, text: str, above: AdministrativeUnit | None) -> Place:
        name = fold(text).strip(' .,;:()"“”')
        own = self._own(name)
        if own is not None:
            return self._settled(text, own, self._merged and own in self._units.current.units)
        name = _LOOSE.sub("", _SCOPE.sub("", name)) if _typed(name)[1] is None else name
        name = _SCOPE.sub("", name)
        if not name or _PLURAL.match(name):
            return Place(text)
        structures = [self._units.legacy]
        if self._merged:
            structures.insert(0, self._units.current)
        for misspelt in (False, True):
            for structure in structures:
                unit = self._find(name, structure, above, misspelt)
                if unit is not None:
                    return self._settled(text, unit, structure is self._units.current)
        foreign = _foreign_places().get(name) or _foreign_places().get(
            re.sub(r"^tp\.?\s*", "thành phố ", name)
        )
        if foreign is not None:
            country, foreign_level = foreign
            if foreign_level == "country":
                return Place(text, "country", name=country)
            return Place(text, "foreign", name=_titled(text), parents=(country,))
        _, level, rest = _typed(name)
        if level == "village" and rest:
            return Place(text, "village", name=_titled(text))
        return Place(text, level)

    def _own(self, name: str) -> AdministrativeUnit | None:
        """`toàn huyện`, bare `huyện`: the issuing unit; bare `thị trấn`: its town."""
        scoped = _SCOPE.sub("", name)
        words = re.sub(r"^(?:trên|tại|ở|trong)\s+", "", scoped)
        kind, level, rest = _typed(words)
        if rest or kind is None:
            return None
        if level is None or level == "village":
            level = "district" if kind == "thành phố" else level
        if kind == "thị trấn" and self._issuer.at("commune") is None:
            district = self._issuer.at("district")
            towns = [
                unit
                for unit in self._units.legacy.children.get(district, [])  # type: ignore[arg-type]
                if unit.kind == "thị trấn"
            ]
            return towns[0] if len(towns) == 1 else None
        if kind == "thành phố":
            city = self._issuer.at("district")
            province = self._issuer.at("province")
            for unit in (city, province):
                if unit is not None and unit.kind == "thành phố":
                    return unit
            return None
        if level in ("province", "district", "commune"):
            return self._issuer.at(level)
        return None

    def _find(
        self,
        name: str,
        structure: Structure,
        above: AdministrativeUnit | None,
        misspelt: bool,
    ) -> AdministrativeUnit | None:
        """The unit of a name, exactly or letter by letter without accents, or misspelt."""
        kind, level, rest = _typed(name)
        # `Bản Qua`, `Thị trấn …`: a type word may be part of the name.
        for wanted, named in (((None, None), name), ((kind, level), rest)):
            if not named or (wanted == (None, None) and kind is not None and level != "village"):
                continue
            if wanted[1] == "village":
                continue
            by_name = self._nearer_spelling(named, wanted, structure)
            if misspelt:
                unit = None if by_name else self._misspelt(named, wanted, structure, above)
            else:
                unit = self._choose(by_name, above, typed=wanted[0] is not None)
                if unit is None and not by_name:
                    by_key = _fitting(structure.by_key.get(squeeze(named), ()), *wanted)
                    unit = self._choose(by_key, above, wanted[0] is not None, misspelt=True)
            if unit is not None:
                return unit
        return None

    def _nearer_spelling(
        self, named: str, wanted: tuple[str | None, str | None], structure: Structure
    ) -> list[AdministrativeUnit]:
        """Units of exactly this name; a far commune yields to one at home with other accents.

        `La Pán Tẩn` is a commune of Yên Bái; in a report of Lào Cai it is `La Pan Tẩn` misspelt.
        """
        exact = _fitting(structure.by_name.get(named, ()), *wanted)
        home = self._issuer.at("province")
        if home is None or not exact or any(unit.within(home) for unit in exact):
            return exact
        if any(unit.level != "commune" for unit in exact):
            return exact
        near = _fitting(structure.by_key.get(squeeze(named), ()), *wanted)
        return [unit for unit in near if unit.within(home)] or exact

    def _choose(
        self,
        candidates: Sequence[AdministrativeUnit],
        above: AdministrativeUnit | None,
        typed: bool,
        misspelt: bool = False,
    ) -> AdministrativeUnit | None:
        """The one candidate that the report's own place, or the place named beside it, singles out.

        Bare names in a district's report are its communes first; in a province's report its
        districts first.
        """
        candidates = list(dict.fromkeys(candidates))
        if above is not None:
            inside = [unit for unit in candidates if unit.within(above) and unit != above]
            if inside:
                return _highest_single(inside)
        district, province = self._issuer.at("district"), self._issuer.at("province")
        for scope in (self._issuer.at("commune"), district, province):
            if scope is None:
                continue
            if scope in candidates and not typed:
                return scope
            inside = [unit for unit in candidates if self._inside(unit, scope)]
            if inside:
                return _highest_single(inside)
        if misspelt and province is not None and not typed:
            return None
        return _highest_single(candidates)

    def _inside(self, unit: AdministrativeUnit, scope: AdministrativeUnit) -> bool:
        """Whether a unit lies in another, an old one also by what it became."""
        if unit.within(scope):
            return True
        successor = self._units.successor(unit) if self._merged else None
        return successor is not None and successor.within(scope)

    def _misspelt(
        self,
        name: str,
        wanted: tuple[str | None, str | None],
        structure: Structure,
        above: AdministrativeUnit | None,
    ) -> AdministrativeUnit | None:
        """A name some letters off, among the units of the report's own district or province."""
        from rapidfuzz import fuzz, process

        scope = above or self._issuer.at("district") or self._issuer.at("province")
        if scope is None or len(name) < 5 or name in _foreign_places():
            return None
        units, names = self._spellings(structure, scope, wanted)
        best = process.extract(
            _sound(name), names, scorer=fuzz.ratio, score_cutoff=_SAME_NAME, limit=2
        )
        if not best or (len(best) > 1 and best[1][1] > best[0][1] - 4):
            return None
        return units[best[0][2]]

    def _spellings(
        self,
        structure: Structure,
        scope: AdministrativeUnit,
        wanted: tuple[str | None, str | None],
    ) -> tuple[list[AdministrativeUnit], list[str]]:
        """The units below a scope that a type word allows, and how their names sound."""
        key = (id(structure), scope.path, wanted)
        if key not in self._scopes:
            units = _fitting(_below(structure, scope), *wanted)
            self._scopes[key] = units, [_sound(unit.short) for unit in units]
        return self._scopes[key]

    def _settled(self, text: str, unit: AdministrativeUnit, current: bool) -> Place:
        successor = None if current else self._units.successor(unit)
        if successor is not None:
            current_parents = tuple(parent.name for parent in successor.parents)
        else:
            province = next((u for u in (unit, *unit.parents) if u.level == "province"), None)
            new = None if province is None or current else self._units.successor(province)
            current_parents = (new.name,) if new is not None else ()
        return Place(
            text,
            unit.level,
            unit,
            unit.name,
            tuple(parent.name for parent in unit.parents),
            unit.code,
            successor,
            current_parents,
        )


def find_issuer(
    stated: Iterable[str | None],
    places: Iterable[str],
    texts: Iterable[str],
    date: str | None = None,
    units: Gazetteer | None = None,
) -> Issuer:
    """The unit a report speaks of.

    Args:
        stated: What the report says of itself, best first: its place, issuer and title.
        places: The places its paragraphs name.
        texts: Its paragraphs, for how they name the authority (`UBND huyện`).
        date: ISO date of the report, which says which units are in force.
        units: Where to look units up.

    Returns:
        The stated unit where one can be resolved; else the unit its paragraphs name most with its
        type, of the level whose authority they name most.
    """
    units = units or gazetteer()
    counts = Counter(fold(place) for place in places)
    in_force = [units.current, units.legacy] if _is_merged(date) else [units.legacy, units.current]
    voted = _voted(counts, in_force[0])
    statements = [text for text in stated if text]
    context = {unit for text in statements for unit in _named_units(text, in_force)}
    context.update(voted.values())
    for text in statements:
        unit = _stated(text, in_force, context)
        if unit is not None:
            return Issuer(unit)
    levels: Counter[str] = Counter()
    for name, count in counts.items():
        kind, level, rest = _typed(_SCOPE.sub("", name))
        if kind and not rest and level:
            levels[level] += count
    for text in texts:
        for word in re.findall(r"\bubnd (tỉnh|huyện|thị xã|xã|phường)\b", fold(text)):
            levels[place_types()[word][1] or ""] += 1
    province = voted.get("province")
    district = voted.get("district")
    if district is not None and (levels["district"] >= levels["province"] or province is None):
        return Issuer(district)
    return Issuer(province or district)


def _is_merged(date: str | None) -> bool:
    """Whether the mergers of 2025 were in force on a day; a date that is none counts as before."""
    return bool(date and re.match(r"\d{4}-\d\d-\d\d", date) and date >= MERGER_DAY)


def _voted(counts: Counter[str], structure: Structure) -> dict[str, AdministrativeUnit]:
    """The province and the district that the paragraphs name most, consistent with each other."""
    votes: dict[str, Counter[AdministrativeUnit]] = {"province": Counter(), "district": Counter()}
    for name, count in counts.items():
        kind, level, rest = _typed(_SCOPE.sub("", name))
        if not kind or not rest or level in ("commune", "village"):
            continue
        for unit in _fitting(structure.by_name.get(rest, ()), kind, level):
            if unit.level in votes:
                votes[unit.level][unit] += count
    out: dict[str, AdministrativeUnit] = {}
    if votes["district"]:
        # A district's name may recur in other provinces: the votes of its province decide.
        best = max(
            votes["district"],
            key=lambda unit: (
                votes["district"][unit],
                votes["province"][unit.parent] if unit.parent else 0,
            ),
        )
        out["district"] = best
    if votes["province"]:
        out["province"] = votes["province"].most_common(1)[0][0]
        if len(votes["province"]) > 1 and "district" in out and out["district"].parent:
            parent = out["district"].parent
            if votes["province"][parent] * 2 >= votes["province"][out["province"]]:
                out["province"] = parent
    return out


def _named_units(text: str, structures: Sequence[Structure]) -> list[AdministrativeUnit]:
    """The units that a line names with their type, namesakes included."""
    folded = fold(text)
    found: list[AdministrativeUnit] = []
    pattern = "|".join(sorted(map(re.escape, place_types()), key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{pattern})\s+", folded):
        kind, level, rest = _typed(folded[match.start() :])
        words = rest.split()
        for length in range(min(6, len(words)), 0, -1):
            name = " ".join(words[:length]).strip(" .,;:()")
            options = (_fitting(units.by_name.get(name, ()), kind, level) for units in structures)
            known = next((units for units in options if units), None)
            if known:
                found.extend(known)
                break
    return found


def _stated(
    text: str, structures: Sequence[Structure], context: set[AdministrativeUnit]
) -> AdministrativeUnit | None:
    """The lowest unit that a line like `UBND huyện Bát Xát, tỉnh Lào Cai` names with its type.

    Namesakes are told apart by the units above them that the report states or names most.
    """
    found = sorted(_named_units(text, structures), key=lambda unit: _HEIGHT[unit.level])
    if not found:
        return None
    lowest = [unit for unit in found if unit.level == found[0].level]
    for unit in lowest:
        if any(parent in context for parent in unit.parents):
            return unit
    return lowest[0] if len({unit.name for unit in lowest}) == len(lowest) else None


def _highest_single(units: Sequence[AdministrativeUnit]) -> AdministrativeUnit | None:
    """The highest unit, None where two are equally high."""
    if not units:
        return None
    top = max(_HEIGHT[unit.level] for unit in units)
    highest = [unit for unit in units if _HEIGHT[unit.level] == top]
    return highest[0] if len(highest) == 1 else None


def _fitting(
    units: Iterable[AdministrativeUnit], kind: str | None, level: str | None
) -> list[AdministrativeUnit]:
    """The units that a type word allows: `huyện` a district that was made a town since."""
    if kind is None:
        return list(units)
    if level is None:
        return [unit for unit in units if unit.kind == kind and unit.level != "commune"]
    exact = [unit for unit in units if unit.kind == kind and unit.level == level]
    return exact or [unit for unit in units if unit.level == level]


def _below(structure: Structure, scope: AdministrativeUnit) -> list[AdministrativeUnit]:
    out = []
    for child in structure.children.get(scope, ()):
        out.append(child)
        out.extend(_below(structure, child))
    return out


@lru_cache(maxsize=8192)
def _typed(name: str) -> tuple[str | None, str | None, str]:
    """The type word a folded name begins with, its level, and the rest of the name."""
    for written, (kind, level) in place_types().items():
        if name == written or name.startswith(written + " "):
            return kind, level, name[len(written) :].strip()
        if written.endswith(".") and name.startswith(written):
            return kind, level, name[len(written) :].strip()
    return None, None, name


@lru_cache(maxsize=16384)
def _sound(name: str) -> str:
    """A name without accents, letters that write one sound made one (`Ma Ly Pho`, `Ma Li Pho`)."""
    return unaccent(name).translate(_SAME_SOUND)


def _titled(text: str) -> str:
    words = " ".join(text.split())
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=1)
def place_types() -> dict[str, tuple[str, str | None]]:
    """Type words, longest first."""
    with (_DATA / "place_types.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    rows.sort(key=lambda row: -len(row["written"]))
    return {row["written"]: (row["kind"], row["level"] or None) for row in rows}


@lru_cache(maxsize=1)
def _foreign_places() -> dict[str, tuple[str, str]]:
    """Folded name → its country and its level, `country` or `foreign`."""
    with (_DATA / "foreign_places.csv").open(encoding="utf-8") as lines:
        return {fold(row["name"]): (row["country"], row["level"]) for row in csv.DictReader(lines)}
