"""A tokenizer for Vietnamese reports that loses nothing.

Tokens are syllables, numbers and single marks of punctuation. Numbers are cut off from what is
glued to them (`39,04tạ/ha`, `15.325 người/KH11.500`), stay whole with their separators
(`1.006,5`), and `m2`, `km2`, `m³` stay whole too. Word segmentation is left to the model: spans
begin and end at syllables, and so do the tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc
from spacy.util import registry

from .tokens import normal_form, split

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vocab import Vocab


class ReportTokenizer:
    """spaCy tokenizer over `split`.

    Args:
        vocab: The pipeline's vocabulary.
        segment_words: Whether to tag each token `B` or `I` by underthesea's word segmentation
            (`token.tag_`), for models that use it as a feature.
    """

    def __init__(self, vocab: Vocab, segment_words: bool = False) -> None:
        self.vocab = vocab
        self.segment_words = segment_words
        self._normalised: set[str] = set()

    def __call__(self, text: str) -> Doc:
        """Tokenize a text.

        Args:
            text: Any text.

        Returns:
            A `Doc` whose `text` equals the argument.
        """
        words, spaces = split(text)
        for word in words:
            if word not in self._normalised:
                self._normalised.add(word)
                self.vocab[word].norm_ = normal_form(word)
        tags = None
        if self.segment_words and words:
            from .segmentation import word_tags

            tags = word_tags(text, words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces, tags=tags)

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterable[Doc]:
        """Tokenize a stream of texts, in order."""
        for text in texts:
            yield self(text)

    # The tokenizer has no state of its own; spaCy calls these when it saves and loads.
    def to_bytes(self, **kwargs: Any) -> bytes:
        """Nothing to save."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> ReportTokenizer:
        """Nothing to load."""
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Nothing to save."""

    def from_disk(self, path: str | Path, **kwargs: Any) -> ReportTokenizer:
        """Nothing to load."""
        return self


@registry.tokenizers("solieu.ReportTokenizer.v1")  # type: ignore[untyped-decorator]
def create_report_tokenizer(
    segment_words: bool = False,
) -> Callable[[Language], ReportTokenizer]:
    """The entry of `[nlp.tokenizer]` in a config.

    Args:
        segment_words: See `ReportTokenizer`.

    Returns:
        A function from a pipeline to its tokenizer.
    """

    def create(nlp: Language) -> ReportTokenizer:
        return ReportTokenizer(nlp.vocab, segment_words)

    return create
