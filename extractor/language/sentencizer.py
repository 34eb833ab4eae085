"""`solieu_sentences`: sentence boundaries of reports as a spaCy component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from .sentences import sentence_bounds


class Sentencizer:
    """spaCy component that sets `doc.sents` by `sentence_bounds`."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the first token of every sentence.

        Args:
            doc: A doc.

        Returns:
            The same doc.
        """
        starts = {start for start, _ in sentence_bounds(doc.text)}
        for token in doc:
            token.is_sent_start = token.i == 0 or token.idx in starts
        return doc


@Language.factory(  # type: ignore[untyped-decorator]
    "solieu_sentences", assigns=["token.is_sent_start", "doc.sents"]
)
def make_sentencizer(nlp: Language, name: str) -> Sentencizer:
    """The factory `solieu_sentences` of a pipeline."""
    return Sentencizer()
