"""From the syllables of a text to the pieces an encoder reads, and which belong to which.

Tokenizers of BERT-class encoders for Vietnamese know no offsets, and some encoders (PhoBERT) were
trained on words whose syllables are joined by `_`. So syllables are joined to words here, words
cut into pieces, and pieces given back to the syllables whose letters they cover.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Array = Any
Piecer = Callable[[str], tuple[list[str], list[int]]]
"""From a word to its pieces and their ids."""

JOINT = "_"
"""What stands between the syllables of a word."""

ALONE, FIRST, INNER, LAST = range(4)
"""Place of a token within its word."""

_MARKS = ("@@", "##", "</w>", "▁", "Ġ")
"""What tokenizers write into pieces to say where a word goes on or begins."""


@dataclass(frozen=True, slots=True)
class PiecedText:
    """A text as an encoder reads it.

    Args:
        ids: Ids of the pieces, shape `(pieces,)`.
        token_of: Tokens of the pairs of a token and a piece that covers it, shape `(pairs,)`,
            rising.
        piece_of: Pieces of those pairs, shape `(pairs,)`.
        places: Place of each token within its word, shape `(tokens,)`.
    """

    ids: Array
    token_of: Array
    piece_of: Array
    places: Array


class Window(NamedTuple):
    """A stretch of a text's pieces that the encoder reads at once.

    Args:
        start: First piece.
        end: Piece after the last.
        keep_start: First piece whose vector is taken from this window.
        keep_end: Piece after the last such.
    """

    start: int
    end: int
    keep_start: int
    keep_end: int


def segment(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Group syllables to words with underthesea.

    Args:
        tokens: Tokens of a text.

    Returns:
        First and end token of each word, in order, covering all tokens. Only syllables are
        joined: numbers, marks and white space stay alone.
    """
    from underthesea import word_tokenize

    visible = [i for i, token in enumerate(tokens) if not token.isspace()]
    text = " ".join(tokens[i] for i in visible)
    words = word_tokenize(text, use_token_normalize=False) if visible else []
    # Both run through the same letters; a word's end is known by how many came before it.
    ends: set[int] = set()
    count = 0
    for word in words:
        count += sum(map(len, word.split()))
        ends.add(count)
    if count != sum(len(tokens[i]) for i in visible):
        return singles(tokens)
    groups: list[tuple[int, int]] = []
    count = 0
    joined = False  # whether the word found goes on past the token before
    for i, token in enumerate(tokens):
        previous = tokens[i - 1] if i else ""
        if joined and token.isalpha() and previous.isalpha():
            groups[-1] = (groups[-1][0], i + 1)
        else:
            groups.append((i, i + 1))
        if not token.isspace():
            count += len(token)
            joined = count not in ends
    return groups


def singles(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Every token a word of its own; as `segment`, for encoders that read plain text."""
    return [(i, i + 1) for i in range(len(tokens))]


def cut(
    tokens: Sequence[str], words: Sequence[tuple[int, int]], piecer: Piecer, unknown: int
) -> PiecedText:
    """Cut words into pieces and find the tokens that the pieces cover.

    Args:
        tokens: Tokens of a text.
        words: First and end token of each word, covering all tokens in order.
        piecer: Cuts a word.
        unknown: Id of the piece that stands for what the encoder does not know.

    Returns:
        The pieces. Every token that is no white space is covered by one at least.
    """
    ids: list[int] = []
    token_of: list[int] = []
    piece_of: list[int] = []
    places = np.zeros(len(tokens), dtype=np.int64)
    for start, end in words:
        syllables = [unicodedata.normalize("NFC", token) for token in tokens[start:end]]
        if end - start > 1:
            places[start:end] = INNER
            places[start], places[end - 1] = FIRST, LAST
        elif syllables[0].isspace():
            continue
        pieces, piece_ids = piecer(JOINT.join(syllables))
        if not piece_ids:
            pieces, piece_ids = [""], [unknown]
        for syllable, covering in enumerate(_cover(syllables, pieces)):
            token_of += [start + syllable] * len(covering)
            piece_of += [len(ids) + piece for piece in covering]
        ids += piece_ids
    return PiecedText(
        np.array(ids, dtype=np.int64),
        np.array(token_of, dtype=np.int64),
        np.array(piece_of, dtype=np.int64),
        places,
    )


def _cover(syllables: list[str], pieces: list[str]) -> list[list[int]]:
    """For each syllable the pieces that cover letters of it; all pieces where that is unknown."""
    everything = list(range(len(pieces)))
    word = JOINT.join(syllables)
    ends: list[int] = []
    at = 0
    for piece in pieces:
        for mark in _MARKS:
            piece = piece.removeprefix(mark).removesuffix(mark)
        if not word.startswith(piece, at):
            return [everything for _ in syllables]
        at += len(piece)
        ends.append(at)
    if at != len(word):
        return [everything for _ in syllables]
    starts = [0, *ends[:-1]]
    covers = []
    first = 0
    for syllable in syllables:
        last = first + len(syllable)
        covers.append([n for n in everything if starts[n] < last and first < ends[n]] or everything)
        first = last + len(JOINT)
    return covers


def windows(length: int, size: int, overlap: int) -> list[Window]:
    """Cut a text that is too long into windows that overlap.

    Each piece's vector is taken from one window only; the windows hand over in the middle of
    their overlap, so that a piece always has context on both sides.

    Args:
        length: Number of pieces.
        size: Pieces a window, larger than `overlap`.
        overlap: Pieces that a window shares with the next.

    Returns:
        The windows, in order; what they keep covers every piece once.
    """
    found: list[Window] = []
    start = 0
    while start < length:
        end = min(start + size, length)
        keep_start = found[-1].keep_end if found else 0
        keep_end = length if end == length else end - overlap + overlap // 2
        found.append(Window(start, end, keep_start, keep_end))
        if end == length:
            break
        start = end - overlap
    return found
