"""What begins a paragraph: list markers and the numbers of headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Style = Literal["capital", "roman", "decimal", "letter", "parenthesis", "bullet", "signature"]

ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_MARKER = re.compile(
    r"""
      (?P<bullet>[-–—−•●▪■◦+*·])(?=\s+\S)(?!\s+\d{1,4}\s*[,;.)])
    | (?P<glued>[-–+])(?=[^\W\d_])                      # "-Công tác"
    | (?P<signature>(?:TM|KT|TL|TUQ|Q)\.)(?=\s*[A-ZĐÀ-Ỹ])
    | (?P<roman>(?=[IVXL]{1,7}[.)])X{0,3}(?:IX|IV|V?I{0,3}))[.)](?=\s+\S|[^\W\d_])
    | (?P<capital>[A-HK-ZĐ])[.)](?=\s+\S)
    | (?P<decimal>\d{1,2}(?:\.\d{1,2}){0,4})(?P<dot>[.)]|\.\))(?=\s+\S|[^\W\d_])
    | (?P<letter>[a-zđ])(?P<close>[).])(?=\s+\S|[^\W\d_])
    | \((?P<parenthesis>\d{1,2}|[a-zđ]|[ivx]{1,5})\)(?=[\s.]|[^\W\d_])
    """,
    re.VERBOSE,
)

LONGEST_PARAGRAPH: Final = 30_000
"""Characters after which a paragraph is cut whatever follows; the longest seen has 4,000."""

_SENTENCE_END = re.compile(r"[.:;!?…](?:[\"”’'»)\]]|\s)*$|/\.$")


@dataclass(frozen=True, slots=True)
class ListMarker:
    """The marker at the beginning of a paragraph.

    Args:
        style: What kind it is.
        depth: Numbers in a decimal marker (`1.2.1.` has 3), 1 for the other kinds.
        text: As written, without the space behind it.
        value: Its place in the list, 0 for bullets and signatures.
    """

    style: Style
    depth: int
    text: str
    value: int


def list_marker(text: str) -> ListMarker | None:
    """The list or heading marker that begins `text`, None where there is none."""
    match = _MARKER.match(text)
    if match is None:
        return None
    whole = match.group().rstrip()
    if match["bullet"] or match["glued"]:
        return ListMarker("bullet", 1, whole, 0)
    if match["signature"]:
        return ListMarker("signature", 1, whole, 0)
    if match["roman"]:
        return ListMarker("roman", 1, whole, roman_value(match["roman"]))
    if match["capital"]:
        return ListMarker("capital", 1, whole, letter_value(match["capital"]))
    if match["decimal"]:
        numbers = match["decimal"].split(".")
        return ListMarker("decimal", len(numbers), whole, int(numbers[-1]))
    if match["letter"]:
        return ListMarker("letter", 1, whole, letter_value(match["letter"]))
    inner = match["parenthesis"]
    return ListMarker("parenthesis", 1, whole, int(inner) if inner.isdigit() else 0)


def roman_value(numeral: str) -> int:
    """The value of a Roman numeral in capitals."""
    total = 0
    for here, following in zip(numeral, [*numeral[1:], ""], strict=True):
        value = ROMAN_VALUES[here]
        total += -value if value < ROMAN_VALUES.get(following, 0) else value
    return total


def letter_value(letter: str) -> int:
    """The place of a list letter in the Vietnamese order of such lists: a b c d đ e g h i k l …"""
    return "abcdđeghiklmnopqrstuvxyfjwz".find(letter.lower()) + 1


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence, clause or list item does."""
    return _SENTENCE_END.search(text) is not None


def begins_upper(text: str) -> bool:
    """Whether the first character that is not an opening quote is a capital."""
    first = text.lstrip("\"“‘'«").strip()[:1]
    return first.isupper()
