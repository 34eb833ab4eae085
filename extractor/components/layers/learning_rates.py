"""Learning rates of single layers, as multiples of the optimizer's."""

from __future__ import annotations

from typing import Any

from thinc.api import Model

_RATES: dict[int, float] = {}
"""By the id of a thinc model, which is the first half of the keys that an optimizer is given."""


def set_learning_rate(model: Model[Any, Any], rate: float) -> None:
    """Give a layer and all layers in it a learning rate.

    Args:
        model: The layer.
        rate: Multiple of the optimizer's learning rate.
    """
    for node in model.walk():
        _RATES[node.id] = rate


def learning_rate(model_id: int) -> float:
    """The multiple set for the layer with an id, 1 where none was."""
    return _RATES.get(model_id, 1.0)
