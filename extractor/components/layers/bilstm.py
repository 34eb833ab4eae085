"""A bidirectional LSTM layer for thinc, in plain numpy.

Hochreiter and Schmidhuber (1997), "Long Short-Term Memory", with the usual forget gate. All
sequences of a batch that still run take a time step together, and nothing is kept that only
training needs, which is what makes it fast enough on a CPU: two thirds of the time are spent in
BLAS. On two threads (`set_threads`) the directions run beside each other.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np
from thinc.api import Model
from thinc.config import registry
from threadpoolctl import ThreadpoolController

Array = Any
"""A float32 numpy array; thinc's own array types do not survive strict typing here."""


class _Packed(NamedTuple):
    """Where the rows of a batch stand once sequences are laid out time step by time step."""

    rows: Array  # (2, N): row of the flat input that direction d reads at packed position i
    starts: Array  # (T,): first packed position of each time step
    sizes: Array  # (T,): sequences still running at each time step, falling


def _pack(lengths: Array) -> _Packed:
    """Lay a batch out time-major, longest sequence first, each direction in its own order."""
    order = np.argsort(-lengths, kind="stable")
    ordered = lengths[order]
    offsets = (np.cumsum(lengths) - lengths)[order]
    steps = int(ordered[0])
    sizes = np.searchsorted(-ordered, -np.arange(1, steps + 1), side="right")
    starts = np.cumsum(sizes) - sizes
    sequence = np.concatenate([np.arange(size) for size in sizes])
    step = np.repeat(np.arange(steps), sizes)
    forward = offsets[sequence] + step
    backward = offsets[sequence] + ordered[sequence] - 1 - step
    return _Packed(np.stack([forward, backward]), starts, sizes)


@lru_cache(maxsize=1)
def _thread_pools() -> ThreadpoolController:
    """The thread pools of BLAS, looked up once."""
    return ThreadpoolController()


_threads = 1


def set_threads(threads: int) -> None:
    """Set on how many threads a batch runs; the results are the same.

    Args:
        threads: 1, or 2 for one a direction; more are as good as 2.
    """
    global _threads
    _threads = threads


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="bilstm")


def _by_direction(steps: Callable[[int], None]) -> None:
    """Run a time loop for each direction: one after the other, or each on its own thread."""
    # The products in the loop are small: on several threads of BLAS they wait for each other longer
    # than they compute, on a busy machine a hundred times longer.
    with _thread_pools().limit(limits=1, user_api="blas"):
        if _threads > 1:
            list(_pool().map(steps, (0, 1)))
        else:
            steps(0)
            steps(1)


@registry.layers("solieu.BiLSTM.v1")  # type: ignore[untyped-decorator]
def BiLSTM(nO: int | None = None, nI: int | None = None) -> Model[list[Array], list[Array]]:
    """Bidirectional LSTM over a list of sequences.

    Args:
        nO: Output width, both directions together; even.
        nI: Input width, inferred at initialisation if None.

    Returns:
        A model from sequences of shape `(tokens, nI)` to sequences of shape `(tokens, nO)`, the
        forward direction's state in the first half of the columns. Gates are ordered input,
        forget, output, candidate.
    """
    return Model(
        "bilstm",
        _forward,
        init=_init,
        dims={"nO": nO, "nI": nI},
        params={"Wx": None, "Wh": None, "b": None},
    )


def _init(
    model: Model[list[Array], list[Array]],
    X: list[Array] | None = None,
    Y: list[Array] | None = None,
) -> None:
    if X is not None and model.has_dim("nI") is None:
        model.set_dim("nI", X[0].shape[1])
    hidden = model.get_dim("nO") // 2
    inputs = model.get_dim("nI")
    bound = 1.0 / np.sqrt(hidden)
    # numpy's global generator is the one spaCy seeds (fix_random_seed).
    draw = np.random.uniform
    model.set_param("Wx", draw(-bound, bound, (2, inputs, 4 * hidden)).astype("float32"))
    model.set_param("Wh", draw(-bound, bound, (2, hidden, 4 * hidden)).astype("float32"))
    bias = np.zeros((2, 4 * hidden), dtype="float32")
    bias[:, hidden : 2 * hidden] = 1.0  # remember at first: Jozefowicz et al. (2015)
    model.set_param("b", bias)


def _forward(
    model: Model[list[Array], list[Array]], Xs: list[Array], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], list[Array]]]:
    lengths = np.array([len(X) for X in Xs])
    hidden = model.get_dim("nO") // 2
    total = int(lengths.sum())
    if total == 0:
        empty = [np.zeros((0, 2 * hidden), dtype="float32") for _ in Xs]
        return empty, lambda dYs: [np.zeros_like(X) for X in Xs]
    packed = _pack(lengths)
    Wx = cast(Array, model.get_param("Wx"))
    Wh = cast(Array, model.get_param("Wh"))
    b = cast(Array, model.get_param("b"))
    flat = np.concatenate(Xs)
    # A sigmoid is a tanh of half its argument; there are fewer weights to halve than gates.
    half = np.full(4 * hidden, 0.5, dtype="float32")
    half[3 * hidden :] = 1.0
    gates = np.empty((2, total, 4 * hidden), dtype="float32")
    for direction in (0, 1):
        np.matmul(flat[packed.rows[direction]], Wx[direction] * half, out=gates[direction])
    bias = (b * half)[:, None]
    recurrent = Wh * half
    states = np.empty((2, total, hidden), dtype="float32")
    # Only training looks back at the cells.
    cells = np.empty((2, total if is_train else 0, hidden), dtype="float32")
    squashed = np.empty_like(cells)
    width = int(packed.sizes[0])
    times = list(zip(packed.starts.tolist(), packed.sizes.tolist(), strict=True))

    def steps(direction: int) -> None:
        weights, shift = recurrent[direction], bias[direction]
        product = np.empty((width, 4 * hidden), dtype="float32")
        c = np.zeros((width, hidden), dtype="float32")
        new = np.empty((width, hidden), dtype="float32")
        before = 0
        for start, size in times:
            here = slice(start, start + size)
            g = gates[direction, here]
            g += shift
            if start:
                h = states[direction, before : before + size]
                g += np.matmul(h, weights, out=product[:size])
            before = start
            np.tanh(g, out=g)
            sigmoids = g[:, : 3 * hidden]
            sigmoids += 1.0
            sigmoids *= 0.5
            c, part = c[:size], new[:size]
            c *= g[:, hidden : 2 * hidden]
            c += np.multiply(g[:, :hidden], g[:, 3 * hidden :], out=part)
            np.tanh(c, out=part)
            np.multiply(g[:, 2 * hidden : 3 * hidden], part, out=states[direction, here])
            if is_train:
                cells[direction, here] = c
                squashed[direction, here] = part

    _by_direction(steps)
    output = np.empty((total, 2 * hidden), dtype="float32")
    for direction in (0, 1):
        columns = slice(direction * hidden, (direction + 1) * hidden)
        output[packed.rows[direction], columns] = states[direction]
    cuts = np.cumsum(lengths)[:-1]

    def backprop(dYs: list[Array]) -> list[Array]:
        d_output = np.concatenate(dYs)
        d_states = np.stack(
            [d_output[packed.rows[d], d * hidden : (d + 1) * hidden] for d in (0, 1)]
        )
        d_gates = np.empty_like(gates)
        Wh_T = np.ascontiguousarray(Wh.transpose(0, 2, 1))

        def steps_back(direction: int) -> None:
            dh = np.zeros((width, hidden), dtype="float32")
            dc = np.zeros((width, hidden), dtype="float32")
            for t in range(len(times) - 1, -1, -1):
                start, size = times[t]
                here = slice(start, start + size)
                g = gates[direction, here]
                i = g[:, :hidden]
                f = g[:, hidden : 2 * hidden]
                o = g[:, 2 * hidden : 3 * hidden]
                candidate = g[:, 3 * hidden :]
                tanh_c = squashed[direction, here]
                dh_t = d_states[direction, here] + dh[:size]
                dc_t = dc[:size] + dh_t * o * (1 - tanh_c * tanh_c)
                dg = d_gates[direction, here]
                dg[:, :hidden] = dc_t * candidate * i * (1 - i)
                if t:
                    before = times[t - 1][0]
                    previous = cells[direction, before : before + size]
                    dg[:, hidden : 2 * hidden] = dc_t * previous * f * (1 - f)
                else:
                    dg[:, hidden : 2 * hidden] = 0.0
                dg[:, 2 * hidden : 3 * hidden] = dh_t * tanh_c * o * (1 - o)
                dg[:, 3 * hidden :] = dc_t * i * (1 - candidate * candidate)
                np.matmul(dg, Wh_T[direction], out=dh[:size])
                np.multiply(dc_t, f, out=dc[:size])

        _by_direction(steps_back)
        d_flat = np.zeros_like(flat)
        dWx = np.empty_like(Wx)
        dWh = np.zeros_like(Wh)
        first = int(packed.sizes[0])
        source = _previous_positions(packed)
        for d in (0, 1):
            ordered = np.empty_like(d_gates[d])
            ordered[packed.rows[d]] = d_gates[d]
            dWx[d] = flat.T @ ordered
            d_flat += ordered @ Wx[d].T
            if total > first:
                dWh[d] = states[d, source].T @ d_gates[d, first:]
        model.inc_grad("Wx", dWx)
        model.inc_grad("Wh", dWh)
        model.inc_grad("b", d_gates.sum(axis=1))
        return np.split(d_flat, cuts)

    return np.split(output, cuts), backprop


def _previous_positions(packed: _Packed) -> Array:
    """For each packed position past the first step, the position one step earlier."""
    pieces = [
        packed.starts[t - 1] + np.arange(packed.sizes[t]) for t in range(1, len(packed.sizes))
    ]
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=int)
