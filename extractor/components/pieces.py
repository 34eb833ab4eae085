"""Prediction of paragraphs of any length.

Time and memory of the relations grow with the square of a paragraph's spans, and no annotated
paragraph has more than two thousand characters. A text whose paragraphs a reader could not tell
apart may come as one of a hundred thousand: it is predicted in pieces, cut between sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.sentences import sentence_bounds
from ..schema import AnnotatedText, Entity, Link
from .convert import predict

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 4000
"""Characters of a piece; the longest annotated paragraph has 1,736."""
_BATCH = 64


def predict_paragraphs(nlp: Language, records: Iterable[AnnotatedText]) -> Iterator[AnnotatedText]:
    """What the pipeline finds in the texts of paragraphs.

    Args:
        nlp: A trained pipeline.
        records: Paragraphs of any length; only id, text and footnote markers are used.

    Yields:
        One annotated paragraph for each, in order, as soon as its batch is done. In a paragraph of
        more than `LONGEST` characters no relation reaches from one piece into another.
    """
    batch: list[AnnotatedText] = []
    for record in records:
        batch.append(record)
        if len(batch) == _BATCH:
            yield from _predicted(nlp, batch)
            batch = []
    yield from _predicted(nlp, batch)


def cuts(text: str, longest: int = LONGEST) -> list[tuple[int, int]]:
    """Where a text is cut into pieces.

    Args:
        text: The text.
        longest: Characters a piece may have.

    Returns:
        Offsets of the pieces, which together are the text: cut between sentences, a sentence that
        is longer itself at a space, and where there is none, anywhere.
    """
    if len(text) <= longest:
        return [(0, len(text))]
    ends = [start for start, _ in sentence_bounds(text)[1:]] + [len(text)]
    pieces = []
    start = 0
    while start < len(text):
        limit = start + longest
        if limit >= len(text):
            pieces.append((start, len(text)))
            break
        end = max((e for e in ends if start < e <= limit), default=0)
        if not end:
            space = text.rfind(" ", start + 1, limit)
            end = space + 1 if space > start else limit
        pieces.append((start, end))
        start = end
    return pieces


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a paragraph.

    Args:
        record: The part as a paragraph.
        start: Its offset in the paragraph.
        last: Whether it is the paragraph's last.
    """

    record: AnnotatedText
    start: int
    last: bool


def _predicted(nlp: Language, records: Sequence[AnnotatedText]) -> Iterator[AnnotatedText]:
    pieces = [piece for record in records for piece in _pieces(record)]
    found = iter(zip(pieces, predict(nlp, [piece.record for piece in pieces]), strict=True))
    for record in records:
        whole = AnnotatedText(record.id, record.text, footnotes=list(record.footnotes))
        for number, (piece, part) in enumerate(found):
            prefix = f"{number}." if number or not piece.last else ""
            whole.entities += [
                Entity(prefix + e.id, e.label, e.start + piece.start, e.end + piece.start, e.score)
                for e in part.entities
            ]
            whole.relations += [
                Link(prefix + r.head, prefix + r.tail, r.label, r.score) for r in part.relations
            ]
            if piece.last:
                break
        yield whole


def _pieces(record: AnnotatedText) -> list[_Piece]:
    bounds = cuts(record.text)
    return [
        _Piece(AnnotatedText(record.id, record.text[start:end]), start, end == len(record.text))
        for start, end in bounds
    ]
