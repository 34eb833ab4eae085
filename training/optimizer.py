"""`solieu.Adam.v1`: Adam with a learning rate of its own for single layers."""

from __future__ import annotations

from typing import Any

from thinc.api import Optimizer
from thinc.config import registry

from extractor.components.layers.learning_rates import learning_rate

Array = Any


class LayerwiseOptimizer(Optimizer):  # type: ignore[misc]
    """thinc's optimizer, heeding `set_learning_rate`."""

    def __call__(
        self, key: tuple[int, str], weights: Array, gradient: Array, *, lr_scale: float = 1.0
    ) -> tuple[Array, Array]:
        """Apply a gradient.

        Args:
            key: Id of the layer and name of the parameter.
            weights: The parameter.
            gradient: Its gradient, of the same shape.
            lr_scale: Multiple of the learning rate, beside the layer's own.

        Returns:
            The changed parameter and the gradient, zeroed.
        """
        changed: tuple[Array, Array] = super().__call__(
            key, weights, gradient, lr_scale=lr_scale * learning_rate(key[0])
        )
        return changed


@registry.optimizers("solieu.Adam.v1")  # type: ignore[untyped-decorator]
def create_adam(
    learn_rate: Any,
    L2: float = 0.0,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    L2_is_weight_decay: bool = True,
    grad_clip: float = 1.0,
    use_averages: bool = True,
) -> LayerwiseOptimizer:
    """Adam (Kingma and Ba, 2015) as thinc's `Adam.v1` makes it, with rates by layer.

    Args:
        learn_rate: A number, or a schedule.
        L2: Strength of the L2 regularisation.
        beta1: Decay of the mean of gradients.
        beta2: Decay of the mean of squared gradients.
        eps: Added to the denominator.
        L2_is_weight_decay: Whether L2 is applied to the weights, not to the gradients.
        grad_clip: Largest norm of a gradient.
        use_averages: Whether to keep moving averages of the parameters, which evaluation uses.

    Returns:
        The optimizer.
    """
    return LayerwiseOptimizer(
        learn_rate,
        L2=L2,
        beta1=beta1,
        beta2=beta2,
        eps=eps,
        grad_clip=grad_clip,
        L2_is_weight_decay=L2_is_weight_decay,
        use_averages=use_averages,
    )
