"""Vietnamese words out of syllables, by underthesea."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .tokens import token_starts


class WordPart(NamedTuple):
    """Where a token stands among the words of a text.

    Args:
        word: Number of the word it is in.
        begins: Whether the word begins with it.
    """

    word: int
    begins: bool


def align_words(
    text: str, found: Iterable[str], words: Sequence[str], spaces: Sequence[bool]
) -> list[WordPart | None]:
    """Find underthesea's words among the tokens of a text.

    Args:
        text: A text.
        found: underthesea's words, in order.
        words: The text's tokens, as `tokens.split` gives them.
        spaces: Whether a space follows each.

    Returns:
        For each token where it stands, None where no word's syllable begins with it.
    """
    parts: list[WordPart | None] = [None] * (len(text) + 1)
    at = 0
    for number, word in enumerate(found):
        # underthesea evens out white space, so a word is looked for syllable by syllable
        begins = True
        for syllable in word.split():
            start = text.find(syllable, at)
            if start < 0:
                continue
            parts[start] = WordPart(number, begins)
            at = start + len(syllable)
            begins = False
    return [parts[start] for start in token_starts(words, spaces)]


def word_tags(text: str, words: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """Which syllables begin a word and which go on with one.

    Args:
        text: A text.
        words: Its tokens, as `tokens.split` gives them.
        spaces: Whether a space follows each.

    Returns:
        `B` or `I` for each token: `I` where underthesea's word goes on from the token before.
    """
    from underthesea import word_tokenize

    parts = align_words(text, word_tokenize(text), words, spaces)
    return ["I" if part and not part.begins else "B" for part in parts]
