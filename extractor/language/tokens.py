"""Tokens of Vietnamese reports: where a text is cut, and the form a token is looked up by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

TOKEN = re.compile(
    r"""
      \d+(?:[.,]\d+)*                              # 1.006,5
    | (?:k|d|c|m|h|da)?m[23²³](?![^\W_])           # m2, km2, m³
    | [^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*      # a syllable, composed or decomposed
    | \.{2,}                                       # an ellipsis
    | \s+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)

# Old and new placing of the tone mark (hoà/hòa, thuý/thúy) are one syllable to the model.
_OLD_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_OLD_TONE_END = re.compile("(?<!q)(?:" + "|".join(_OLD_TONES) + ")$")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d$")


def normal_form(word: str) -> str:
    """The form under which the model looks a token up.

    Args:
        word: A token.

    Returns:
        Lower case, tone marks placed in the new style; of a number longer than two digits that
        is no year, the pattern (`0.000,0`), since its digits tell nothing about its role.
    """
    if word[0].isdigit():
        if len(word) <= 2 or _YEAR.match(word):
            return word
        return _DIGIT.sub("0", word)
    word = word.lower()
    return _OLD_TONE_END.sub(lambda match: _OLD_TONES[match.group()], word)


def split(text: str) -> tuple[list[str], list[bool]]:
    """Cut a text into tokens.

    Args:
        text: Any text.

    Returns:
        The tokens, and for each whether a single space follows it. Further white space is a
        token of its own, so that the two give the text back exactly.
    """
    words: list[str] = []
    spaces: list[bool] = []
    for piece in TOKEN.findall(text):
        if piece.isspace():
            if words and piece[0] == " " and not spaces[-1]:
                spaces[-1] = True
                piece = piece[1:]
            if not piece:
                continue
        words.append(piece)
        spaces.append(False)
    return words, spaces


def token_starts(words: Sequence[str], spaces: Sequence[bool]) -> Iterator[int]:
    """Where the tokens that `split` gives begin in their text.

    Args:
        words: The tokens.
        spaces: Whether a space follows each.

    Yields:
        The offset of each token's first character.
    """
    start = 0
    for word, space in zip(words, spaces, strict=True):
        yield start
        start += len(word) + space
