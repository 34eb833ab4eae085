"""Numbers as Vietnamese reports write them: `39.260`, `1.006,5`, `66.80`, `02`, `7.000 – 9.000`.

The same mark can part thousands or begin decimals. Where the form alone decides, it does. Only one
mark followed by exactly three digits (`1,250`, `7.120`) is open; then the report's other numbers,
the unit and, in `extractor.facts.arithmetic`, the numbers beside it decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Literal

Mark = Literal[",", "."]

_RANGE = re.compile(r"(?<=\d)\s*(?:-|–|—|−|~|÷|đến|tới)\s*(?=\d)")
_NUMBER = re.compile(r"\d[\d.,\s']*\d|\d")
_SPACED_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?")


@dataclass(frozen=True, slots=True)
class UnitTraits:
    """What a unit lets one expect of its numbers.

    Args:
        whole: Only whole numbers make sense (`người`, but not `nghìn người`).
        percent: A percentage or per mille, where thousands are all but impossible.
        most: The largest number a report can mean; no province has 81.012 thousand people.
    """

    whole: bool = False
    percent: bool = False
    most: float = inf


ANY_NUMBER = UnitTraits()
"""Traits of a unit that says nothing of its numbers, or of none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a written number.

    Args:
        value: The number, the lower end of a range.
        high: The upper end of a range, else None.
    """

    value: float
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A written number, read.

    Args:
        value: The number, the lower end of a range; None where no number can be read.
        high: The upper end of a range, else None.
        alternatives: Other readings its marks allow, likelier first.
        doubt: A sentence where the reading is not certain, else None.
    """

    value: float | None
    high: float | None = None
    alternatives: tuple[Reading, ...] = ()
    doubt: str | None = None


def decimal_mark(numbers: Iterable[str]) -> Mark:
    """Which mark begins the decimals in a report, by the numbers whose form decides it.

    Args:
        numbers: The report's numbers as written.

    Returns:
        `,`, the Vietnamese rule, unless the numbers say otherwise.
    """
    votes = {",": 0, ".": 0}
    for text in numbers:
        for part in _RANGE.split(text):
            proof = _proof(re.sub(r"\s", "", part).strip(".,"))
            if proof is not None:
                votes[proof] += 1
    return "." if votes["."] > votes[","] else ","


def _proof(token: str) -> Mark | None:
    """The decimal mark that a number's form proves, None where it proves none."""
    marks = re.findall(r"[.,]", token)
    groups = re.split(r"[.,]", token)
    if not marks or any(not group.isdigit() for group in groups):
        return None
    kinds = set(marks)
    if len(kinds) == 2:
        last: Mark = "," if marks[-1] == "," else "."
        return last if marks.count(last) == 1 else None
    (kind,) = kinds
    if len(marks) > 1:
        return ("." if kind == "," else ",") if all(len(g) == 3 for g in groups[1:]) else None
    if len(groups[1]) != 3 or groups[0].startswith("0"):
        return "," if kind == "," else "."
    return None


def parse_number(text: str, traits: UnitTraits = ANY_NUMBER, decimal: Mark = ",") -> Number:
    """Read a number or a range of numbers.

    Args:
        text: As written; words around the digits (`hơn 50.000`) are skipped.
        traits: What its unit lets one expect.
        decimal: The report's decimal mark, see `decimal_mark`.

    Returns:
        The number; its value is None where the text has no digit.
    """
    text = unicodedata.normalize("NFKC", text)
    parts = [part for part in _RANGE.split(text) if any(ch.isdecimal() for ch in part)]
    if not parts:
        return Number(None, doubt=f"No number can be read in “{text}”.")
    if len(parts) == 1:
        values, doubt = _readings(parts[0], traits, decimal)
        if not values:
            return Number(None, doubt=doubt)
        return Number(values[0], None, tuple(Reading(v) for v in values[1:]), doubt)
    lows, low_doubt = _readings(parts[0], traits, decimal)
    highs, high_doubt = _readings(parts[1], traits, decimal)
    if not (lows and highs):
        return Number(None, doubt=low_doubt or high_doubt)
    low, high = _ordered_pair(lows, highs)
    doubt = low_doubt or high_doubt
    if len(parts) > 2:
        doubt = f"“{text}” has more than two ends; the first two are taken."
    elif low > high:
        doubt = f"The range “{text}” ends lower than it begins."
    return Number(low, high, (), doubt)


def _ordered_pair(lows: list[float], highs: list[float]) -> tuple[float, float]:
    """The likeliest two ends that rise (`7.500 - 9.000`, `9,5 - 10`)."""
    for low in lows:
        for high in highs:
            if low <= high:
                return low, high
    return lows[0], highs[0]


def _readings(text: str, traits: UnitTraits, decimal: Mark) -> tuple[list[float], str | None]:
    """All values one written number may have, likeliest first, and what is doubtful about it."""
    values, doubt = _all_readings(text, traits, decimal)
    finite = [value for value in values if value < inf]
    if values and not finite:
        return [], f"“{text[:20]}…” is longer than any number."
    return finite, doubt


def _all_readings(text: str, traits: UnitTraits, decimal: Mark) -> tuple[list[float], str | None]:
    found = _NUMBER.search(text)
    if found is None:
        return [], f"No number can be read in “{text}”."
    token = found.group().strip(" .,'")
    if _SPACED_GROUPS.fullmatch(token):
        token = token.replace(" ", "")
    elif re.search(r"\d\s+\d", token):
        # Two numbers with nothing between them: a span that took in too much.
        first = re.split(r"(?<=\d)\s+(?=\d)", token)[0]
        values, _ = _all_readings(first, traits, decimal)
        return values, f"“{text.strip()}” holds more than one number; the first is taken."
    token = re.sub(r"[\s']", "", token)
    marks = re.findall(r"[.,]", token)
    groups = re.split(r"[.,]", token)
    if not marks:
        return [float(token)], None
    if any(not group for group in groups):
        return [float("".join(groups))], f"“{text.strip()}” has two marks in a row."
    if len(marks) == 1:
        return _one_mark(groups, marks[0], traits, decimal)
    return _many_marks(groups, marks)


def _one_mark(
    groups: list[str], mark: str, traits: UnitTraits, decimal: Mark
) -> tuple[list[float], str | None]:
    fraction, whole = float(f"{groups[0]}.{groups[1]}"), float(groups[0] + groups[1])
    if len(groups[1]) != 3 or len(groups[0]) > 3 or groups[0].startswith("0"):
        return [fraction], None
    written = f"“{groups[0]}{mark}{groups[1]}”"
    if traits.percent:
        # A share above 100 times its whole is not meant; one of some thousand percent may be.
        if mark == decimal or whole > 10_000:
            return [fraction, whole], None if mark == decimal else _doubt(written, fraction, whole)
        return [whole, fraction], _doubt(written, whole, fraction)
    if whole > traits.most >= fraction:
        return [fraction, whole], _doubt(written, fraction, whole)
    if traits.whole:
        return [whole], None if mark != decimal else _doubt(written, whole, fraction)
    if mark != decimal:
        return [whole, fraction], None
    if groups[1] == "000":
        return [whole, fraction], _doubt(written, whole, fraction)
    return [fraction, whole], None


def _many_marks(groups: list[str], marks: list[str]) -> tuple[list[float], str | None]:
    joined = "".join(groups)
    head, tail = "".join(groups[:-1]), groups[-1]
    written = "“" + groups[0] + "".join(m + g for m, g in zip(marks, groups[1:], strict=True)) + "”"
    well_grouped = len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:-1])
    if len(set(marks)) == 1:
        if well_grouped and len(tail) == 3:
            return [float(joined)], None
        if len(tail) == 3:
            return [float(joined)], f"The thousands of {written} are not grouped in threes."
        value = float(f"{head}.{tail}")
        return [value, float(joined)], f"{written} is read as {value:g}: its last mark as decimal."
    if marks.count(marks[-1]) == 1 and len(set(marks[:-1])) == 1:
        value = float(f"{head}.{tail}")
        doubt = None if well_grouped else f"The thousands of {written} are not grouped in threes."
        return [value], doubt
    return [float(joined)], f"The marks of {written} follow no rule; the digits alone are read."


def _doubt(written: str, taken: float, other: float) -> str:
    return f"{written} is read as {taken:g}, though its mark also allows {other:g}."
