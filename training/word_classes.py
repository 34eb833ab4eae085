"""Word boundaries and word classes of tokens, by underthesea, as targets to learn from."""

from __future__ import annotations

from collections.abc import Sequence


def word_classes(text: str, words: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """What underthesea says of each token: whether it begins a word, and the word's class.

    Args:
        text: A text.
        words: Its tokens, as `extractor.language.tokenizer.split` gives them.
        spaces: Whether a space follows each.

    Returns:
        For each token `B-` or `I-` and the class of the word it is in (`N`, `V`, `A`, `Np`, `M`…),
        or an empty string where underthesea's words do not tell.
    """
    from underthesea import pos_tag

    classes = [""] * (len(text) + 1)
    at = 0
    for word, word_class in pos_tag(text):
        # underthesea evens out white space, so a word is looked for syllable by syllable
        begin = "B"
        for syllable in word.split():
            found = text.find(syllable, at)
            if found < 0:
                continue
            classes[found] = f"{begin}-{word_class}"
            at = found + len(syllable)
            begin = "I"
    found_classes = []
    offset = 0
    for word, space in zip(words, spaces, strict=True):
        found_classes.append(classes[offset])
        offset += len(word) + space
    return found_classes
