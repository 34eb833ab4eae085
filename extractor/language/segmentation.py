"""Vietnamese words out of syllables, by underthesea."""

from __future__ import annotations

from collections.abc import Sequence


def word_tags(text: str, words: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """Which syllables begin a word and which go on with one.

    Args:
        text: A text.
        words: Its tokens, as `tokenizer.split` gives them.
        spaces: Whether a space follows each.

    Returns:
        `B` or `I` for each token: `I` where underthesea's word goes on from the token before.
    """
    from underthesea import word_tokenize

    inside = [False] * (len(text) + 1)
    at = 0
    for word in word_tokenize(text):
        # underthesea evens out white space, so a word is looked for syllable by syllable
        first = True
        for syllable in word.split():
            found = text.find(syllable, at)
            if found < 0:
                continue
            inside[found] = not first
            at = found + len(syllable)
            first = False
    tags = []
    offset = 0
    for word, space in zip(words, spaces, strict=True):
        tags.append("I" if inside[offset] else "B")
        offset += len(word) + space
    return tags
