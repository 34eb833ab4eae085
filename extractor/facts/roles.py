"""What a number is: an actual value, a plan, a total, a share, a change or a rate.

The relations decide first. Where they leave it open (a percentage that describes another figure may
be its share of the plan, its share of a whole or its growth) the words before the number decide.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractor.facts.fact import Approximation, ChangeIn, Direction, Role
from extractor.facts.letters import fold

_DATA = files("extractor.facts") / "data"
_WINDOW = 48  # characters before a number that its cue words stand in

# `giảm từ 60,95% xuống còn 50,54%` states two levels, no change.
_LEVEL = re.compile(r"(?<!\w)(?:từ|tử|còn|xuống|lên)(?!\w)")
_REACHED_AND_PASSED = re.compile(r"\bđạt (?:và|,) vượt$")
# A growth with a name of its own is a rate (guideline, case 7).
_NAMED_GROWTH = re.compile(r"(?:tốc độ|mức|tỷ lệ|tỉ lệ|nhịp độ)\b.*\b(?:tăng|giảm)\b")
# What is itself a percentage changes by points.
_OF_PERCENTAGES = re.compile(r"(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tỷ suất|độ (?:bao|che) phủ)\b")
_SIGN = re.compile(r"(?:^|[\s(:])([+\-−])$")
_AT_ONCE = re.compile(
    r"\b(?:tăng|giảm|tăng trưởng|tăng thêm)"
    r"(?: (?:bình quân|khoảng|trên|hơn|gần|ước|đạt|nhẹ|mạnh|thêm|tối thiểu))*$"
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the relations say of a quantity.

    Args:
        before: The text before it, back to the quantity or sentence before it.
        percent: Its unit is a percentage or per mille.
        points: Its unit is percentage points.
        relation: Its relation to its head, None for a head.
        states_target: It has `STATES_TARGET`.
        against_target: It has `AGAINST_TARGET`.
        compared: It has `COMPARED_WITH`.
        head_role: Role of its head, None for a head.
        head_percent: Its head is a percentage.
        head_has_total: A total is linked to its head.
        head_has_plan: A planned value is linked to its head.
        indicator: Its own indicator spans, joined.
        head_indicator: Its head's indicator.
        beside_target: Its target follows it at once (`100% kế hoạch`), or precedes it.
        unit: It has a unit.
    """

    before: str
    percent: bool = False
    points: bool = False
    relation: str | None = None
    states_target: bool = False
    against_target: bool = False
    compared: bool = False
    head_role: Role | None = None
    head_percent: bool = False
    head_has_total: bool = False
    head_has_plan: bool = False
    indicator: str = ""
    head_indicator: str = ""
    beside_target: bool = True
    unit: bool = True


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number is, and of a change, which way and in what."""

    role: Role
    direction: Direction | None = None
    change_in: ChangeIn | None = None


def meaning_of(case: Situation) -> Meaning:
    """Role and direction of a quantity.

    Args:
        case: What the relations and the words before it say.

    Returns:
        Its role; direction and `change_in` for a change only.
    """
    direction = direction_before(case.before)
    if case.relation == "PLANNED_FOR" or case.states_target:
        return Meaning("planned")
    if case.relation == "TOTAL_OF":
        return Meaning("total")
    if case.relation == "RATE_OF":
        return _describing(case, direction)
    if case.relation == "PART_OF":
        return _component(case, direction)
    return _standing_alone(case, direction)


def _describing(case: Situation, direction: Direction | None) -> Meaning:
    percent = case.percent or (not case.unit and case.head_percent)
    if case.against_target and percent and _REACHED_AND_PASSED.search(fold(case.before)):
        return Meaning("share_of_target")
    beside = case.compared or case.against_target or _SIGN.search(case.before)
    if direction is not None and (beside or not _reached(case)):
        return Meaning("change", direction, _change_in(case))
    if case.against_target:
        # `đạt 101,1 Kế hoạch`: the sign is missing, the share is meant.
        return Meaning("share_of_target" if case.percent or not case.unit else "rate")
    if case.compared:
        return Meaning("rate")
    if not case.percent:
        return Meaning("rate")
    if nearest_cue(case.before, "share") or case.head_has_total:
        return Meaning("share")
    if case.head_has_plan and not case.head_has_total:
        return Meaning("share_of_target")
    if case.indicator:
        return Meaning("rate")
    return Meaning("share" if _bracketed(case.before) else "rate")


def _component(case: Situation, direction: Direction | None) -> Meaning:
    if case.against_target and case.percent:
        return Meaning("share_of_target")
    if direction is not None and (case.compared or (case.percent and _stands_at_once(case))):
        # A component of a growth grows by percent too, not by points.
        return Meaning("change", direction, "percent" if case.percent else _change_in(case))
    if case.percent:
        if case.head_percent:
            if nearest_cue(case.before, "share") or re.search(
                r"\b(?:cơ cấu|tỷ trọng)\b", fold(case.head_indicator)
            ):
                return Meaning("share")
            inherits = case.head_role in ("share_of_target", "share", "rate")
            return Meaning(case.head_role if inherits and case.head_role else "rate")
        return Meaning("share")
    if case.head_role == "planned":
        return Meaning("planned")
    if case.head_role == "change" and case.head_percent is False:
        return Meaning("actual")
    return Meaning("actual")


def _standing_alone(case: Situation, direction: Direction | None) -> Meaning:
    growth = _NAMED_GROWTH.match(fold(case.indicator)) is not None
    if case.against_target and case.percent and case.beside_target and direction is None:
        return Meaning("share_of_target")
    at_once = _stands_at_once(case)
    if direction is not None and not (growth and case.percent):
        beside_target = case.against_target and case.beside_target
        if case.compared or beside_target or (at_once and (case.percent or case.points)):
            return Meaning("change", direction, _change_in(case))
    if case.points:
        return Meaning("rate")
    if case.percent:
        words = fold(case.indicator)
        if re.search(r"\b(?:cơ cấu|tỷ trọng|tỉ trọng)\b", words) or nearest_cue(
            case.before, "share"
        ) in ("chiếm", "chiếm tỷ lệ", "chiếm tỷ trọng"):
            return Meaning("share")
        return Meaning("rate")
    return Meaning("actual")


def _change_in(case: Situation) -> ChangeIn:
    """Percent, points or an amount: a difference between percentages is in points."""
    if case.points:
        return "points"
    if not case.percent and (case.unit or not case.head_percent):
        return "amount"
    of_percentages = case.head_percent or (
        case.relation is None and _OF_PERCENTAGES.match(fold(case.indicator)) is not None
    )
    return "points" if of_percentages else "percent"


def _reached(case: Situation) -> bool:
    """Whether `đạt`, `bằng` or `chiếm` stands nearer to the number than any word of direction."""
    words = [*_cues()["reached"]["words"], *_cues()["share"]["words"]]
    reached = _last(case.before, tuple(words))
    moved = max(
        _last(case.before, tuple(_cues()["direction"]["increase"])),
        _last(case.before, tuple(_cues()["direction"]["decrease"])),
    )
    return reached > moved


def _stands_at_once(case: Situation) -> bool:
    """Whether the word or sign of direction stands right before the number."""
    return _AT_ONCE.search(fold(case.before)) is not None or bool(_SIGN.search(case.before))


def _bracketed(before: str) -> bool:
    return before.rstrip().endswith("(")


def direction_before(before: str) -> Direction | None:
    """`increase` or `decrease`, by the nearest word of direction before a number.

    Args:
        before: The text before the number, back to the figure before it.

    Returns:
        None where there is no such word.
    """
    sign = _SIGN.search(before)
    if sign is not None:
        return "increase" if sign.group(1) == "+" else "decrease"
    up = _last(before, tuple(_cues()["direction"]["increase"]))
    down = _last(before, tuple(_cues()["direction"]["decrease"]))
    if up == down or _LEVEL.search(fold(before[-_WINDOW:])[max(up, down) :]):
        return None
    return "increase" if up > down else "decrease"


def approximation_before(before: str) -> Approximation | None:
    """`over`, `under` or `about`, by the word right before a number (`hơn 50.000`).

    Args:
        before: The text before the number.

    Returns:
        None where the number is stated flatly.
    """
    found = _approximation_pattern().search(fold(before[-24:]))
    if found is None or found.group("differs"):
        return None
    return _approximations()[found.group("word")]


def nearest_cue(before: str, group: str) -> str | None:
    """The last cue word of a group before a number, None where there is none."""
    position, found = -1, None
    tail = fold(before[-_WINDOW:])
    for word in _cues()[group]["words"]:
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", tail):
            if match.end() > position or (match.end() == position and len(word) > len(found or "")):
                position, found = match.end(), word
    return found


@lru_cache(maxsize=8192)
def _last(before: str, words: tuple[str, ...]) -> int:
    """Where the last of the words ends, counted in the window; -1 where none occurs."""
    tail = fold(before[-_WINDOW:])
    return max(
        (match.end() for match in _pattern(words).finditer(tail)),
        default=-1,
    )


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@lru_cache(maxsize=1)
def _approximations() -> dict[str, Approximation]:
    """Word → what it says of the number after it."""
    kinds: tuple[Approximation, ...] = ("over", "under", "about")
    return {word: kind for kind in kinds for word in _cues()["approximation"][kind]}


@lru_cache(maxsize=1)
def _approximation_pattern() -> re.Pattern[str]:
    """The longest such word at the end of a text; `cao hơn` compares and does not approximate."""
    words = "|".join(map(re.escape, sorted(_approximations(), key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?P<differs>(?:cao|thấp|ít|nhiều|lớn|nhỏ) )?(?P<word>{words})$")


@lru_cache(maxsize=1)
def _cues() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((_DATA / "cue_words.toml").read_text(encoding="utf-8"))
