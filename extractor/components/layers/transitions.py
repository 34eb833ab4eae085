"""The trainable transition scores of a CRF, as a thinc layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from thinc.api import Model

Array = Any


def Transitions(nO: int | None = None) -> Model[list[Array], list[Array]]:
    """Pass emissions through and hold the transition, start and end scores.

    Args:
        nO: Number of labels, inferred at initialisation if None.

    Returns:
        A model that returns its input; the component that decodes reads the parameters `T`
        `(nO, nO)`, `start` and `end` `(nO,)` and adds their gradients.
    """
    return Model(
        "transitions",
        _forward,
        init=_init,
        dims={"nO": nO},
        params={"T": None, "start": None, "end": None},
    )


def _init(
    model: Model[list[Array], list[Array]],
    X: list[Array] | None = None,
    Y: list[Array] | None = None,
) -> None:
    if model.has_dim("nO") is None and X is not None:
        model.set_dim("nO", X[0].shape[1])
    labels = model.get_dim("nO")
    model.set_param("T", np.zeros((labels, labels), dtype="float32"))
    model.set_param("start", np.zeros(labels, dtype="float32"))
    model.set_param("end", np.zeros(labels, dtype="float32"))


def _forward(
    model: Model[list[Array], list[Array]], X: list[Array], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], list[Array]]]:
    return X, lambda dX: dX
