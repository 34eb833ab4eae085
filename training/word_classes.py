"""Word boundaries and word classes of tokens, by underthesea, as targets to learn from."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.language.segmentation import align_words


def word_classes(text: str, words: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    """What underthesea says of each token: whether it begins a word, and the word's class.

    Args:
        text: A text.
        words: Its tokens, as `extractor.language.tokens.split` gives them.
        spaces: Whether a space follows each.

    Returns:
        For each token `B-` or `I-` and the class of the word it is in (`N`, `V`, `A`, `Np`, `M`…),
        or an empty string where underthesea's words do not tell.
    """
    from underthesea import pos_tag

    tagged = pos_tag(text)
    parts = align_words(text, (word for word, _ in tagged), words, spaces)
    return [
        f"{'B' if part.begins else 'I'}-{tagged[part.word][1]}" if part else "" for part in parts
    ]
