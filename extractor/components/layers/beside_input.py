"""A layer's output beside its input, for lists of sequences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from thinc.api import Model

Array = Any


def beside_input(layer: Model[list[Array], list[Array]]) -> Model[list[Array], list[Array]]:
    """Concatenate a layer's input and its output along the columns.

    thinc's `concatenate` adds up the gradients of lists by joining the lists, so it does not
    serve here.

    Args:
        layer: From sequences of shape `(tokens, nI)` to `(tokens, nO)`.

    Returns:
        A model from `(tokens, nI)` to `(tokens, nI + nO)`.
    """
    return Model(f"beside_input>>{layer.name}", _forward, init=_init, layers=[layer])


def _init(model: Model[list[Array], list[Array]], X: Any = None, Y: Any = None) -> None:
    model.layers[0].initialize(X=X)


def _forward(
    model: Model[list[Array], list[Array]], Xs: list[Array], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], list[Array]]]:
    Ys, bp = model.layers[0](Xs, is_train)
    width = Xs[0].shape[1] if Xs else 0

    def backprop(dZs: list[Array]) -> list[Array]:
        dXs = bp([np.ascontiguousarray(dZ[:, width:]) for dZ in dZs])
        return [dX + dZ[:, :width] for dX, dZ in zip(dXs, dZs, strict=True)]

    return [np.concatenate([X, Y], axis=1) for X, Y in zip(Xs, Ys, strict=True)], backprop
