"""The recurrent layer against a plain loop and against finite differences."""

import numpy as np
import pytest

from extractor.components.layers.bilstm import BiLSTM, set_threads

LENGTHS = (5, 3, 7, 1, 7)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def one_direction(X, Wx, Wh, b):
    hidden = len(Wh)
    h = c = np.zeros(hidden)
    states = []
    for x in X:
        gates = x @ Wx + h @ Wh + b
        i, f, o = (sigmoid(gates[k * hidden : (k + 1) * hidden]) for k in range(3))
        c = f * c + i * np.tanh(gates[3 * hidden :])
        h = o * np.tanh(c)
        states.append(h)
    return np.array(states)


@pytest.fixture
def layer_and_input():
    rng = np.random.default_rng(0)
    np.random.seed(0)  # noqa: NPY002 – the generator spaCy seeds, which initialisation draws from
    X = [rng.normal(size=(n, 4)).astype("float32") for n in LENGTHS]
    layer = BiLSTM(nO=6, nI=4)
    layer.initialize(X=X)
    return layer, X


def test_it_computes_both_directions_of_sequences_of_any_length(layer_and_input) -> None:
    layer, X = layer_and_input
    Wx, Wh, b = (layer.get_param(name) for name in ("Wx", "Wh", "b"))
    for x, y in zip(X, layer.predict(X), strict=True):
        forward = one_direction(x, Wx[0], Wh[0], b[0])
        backward = one_direction(x[::-1], Wx[1], Wh[1], b[1])[::-1]
        assert np.allclose(y, np.concatenate([forward, backward], axis=1), atol=1e-5)


@pytest.mark.parametrize("name", ["Wx", "Wh", "b"])
def test_its_gradients_are_those_of_finite_differences(layer_and_input, name: str) -> None:
    layer, X = layer_and_input
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=(n, 6)).astype("float32") for n in LENGTHS]

    def loss() -> float:
        return sum(float((y * w).sum()) for y, w in zip(layer.predict(X), weights, strict=True))

    _, backprop = layer.begin_update(X)
    dX = backprop(weights)
    param = layer.get_param(name)
    for flat in rng.choice(param.size, 6, replace=False):
        at = np.unravel_index(flat, param.shape)
        kept = param[at]
        param[at] = kept + 1e-2
        above = loss()
        param[at] = kept - 1e-2
        below = loss()
        param[at] = kept
        assert layer.get_grad(name)[at] == pytest.approx((above - below) / 2e-2, abs=2e-2)
    kept = X[2][3, 1]
    X[2][3, 1] = kept + 1e-2
    above = loss()
    X[2][3, 1] = kept - 1e-2
    below = loss()
    assert dX[2][3, 1] == pytest.approx((above - below) / 2e-2, abs=2e-2)


def test_sequences_do_not_influence_each_other(layer_and_input) -> None:
    layer, X = layer_and_input
    together = layer.predict(X)
    for x, y in zip(X, together, strict=True):
        assert np.allclose(layer.predict([x])[0], y, atol=1e-6)


def test_empty_sequences_pass() -> None:
    layer = BiLSTM(nO=6, nI=4)
    layer.initialize()
    X = [np.zeros((0, 4), dtype="float32"), np.ones((2, 4), dtype="float32")]
    assert [y.shape for y in layer.predict(X)] == [(0, 6), (2, 6)]
    assert [y.shape for y in layer.predict(X[:1])] == [(0, 6)]


def test_two_threads_give_what_one_gives(layer_and_input) -> None:
    layer, X = layer_and_input

    def run():
        outputs, backprop = layer.begin_update(X)
        inputs = backprop([np.ones_like(y) for y in outputs])
        gradient = layer.get_grad("Wh").copy()
        layer.get_grad("Wh")[:] = 0
        return [*outputs, *inputs, gradient]

    one = run()
    set_threads(2)
    try:
        two = run()
    finally:
        set_threads(1)
    for a, b in zip(one, two, strict=True):
        assert np.allclose(a, b, atol=1e-6)
