"""Which words of a text occur in it again, as a layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from spacy.attrs import IS_ALPHA, NORM
from spacy.tokens import Doc
from thinc.api import Model

Array = Any

_LENGTHS: Final = (1, 2, 3)
"""Syllables in a row that are looked for."""

REPEATS_WIDTH: Final = 2 * len(_LENGTHS)


def repeats(doc: Doc) -> Array:
    """Which syllables of a text occur in it again, alone and in runs.

    A heading such as *Cây chè:* is needed to name a row unless the words beside the number
    (*tổng diện tích chè*) say it again. A recurrent layer can hardly compare words that stand far
    apart, so it is told.

    Args:
        doc: A text.

    Returns:
        Shape `(tokens, REPEATS_WIDTH)`, 0 or 1: for one, two and three syllables, whether the token
        is in such a run that occurs again later, and in one that occurred before. Only syllables
        of letters count.
    """
    size = len(doc)
    found = np.zeros((size, REPEATS_WIDTH), dtype="float32")
    norms = doc.to_array(NORM).tolist()
    alphabetic = doc.to_array(IS_ALPHA).tolist()
    for n, length in enumerate(_LENGTHS):
        places: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for start in range(size - length + 1):
            if all(alphabetic[start : start + length]):
                places[tuple(norms[start : start + length])].append(start)
        for starts in places.values():
            if len(starts) > 1:
                for start in starts[:-1]:
                    found[start : start + length, 2 * n] = 1.0
                for start in starts[1:]:
                    found[start : start + length, 2 * n + 1] = 1.0
    return found


def beside_repeats(layer: Model[list[Doc], list[Array]]) -> Model[list[Doc], list[Array]]:
    """A layer's output, and beside it what `repeats` finds.

    Args:
        layer: From docs to arrays of shape `(tokens, nO)`.

    Returns:
        A model from docs to arrays of shape `(tokens, nO + REPEATS_WIDTH)`.
    """
    return Model(f"beside_repeats>>{layer.name}", _forward, init=_init, layers=[layer])


def _init(model: Model[list[Doc], list[Array]], X: Any = None, Y: Any = None) -> None:
    model.layers[0].initialize(X=X)


def _forward(
    model: Model[list[Doc], list[Array]], docs: list[Doc], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], Any]]:
    Ys, bp = model.layers[0](docs, is_train)

    def backprop(dZs: list[Array]) -> Any:
        return bp([np.ascontiguousarray(dZ[:, :-REPEATS_WIDTH]) for dZ in dZs])

    outputs = [np.concatenate([Y, repeats(doc)], axis=1) for Y, doc in zip(Ys, docs, strict=True)]
    return outputs, backprop
