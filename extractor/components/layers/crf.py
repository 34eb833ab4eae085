"""A linear-chain conditional random field over token labels, in numpy.

Lafferty, McCallum and Pereira (2001), "Conditional Random Fields". Sums run in probability
space with a rescaling at each step (Rabiner, 1989), so that a step of a batch is one small
matrix product; decoding is Viterbi's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = Any


class Posterior(NamedTuple):
    """What a pass over a batch gives.

    Args:
        log_partition: Shape `(sequences,)`.
        unary: List of `(tokens, labels)`, the probability of each label at each token.
        forward: List of `(tokens, labels)`, log of the summed weight of the prefixes that end so.
        backward: List of `(tokens, labels)`, log of the summed weight of the suffixes after it.
        pairwise: Shape `(labels, labels)`, expected number of each transition in the batch.
    """

    log_partition: Array
    unary: list[Array]
    forward: list[Array]
    backward: list[Array]
    pairwise: Array


class Padded(NamedTuple):
    """Sequences laid out as one array, time first, longest first."""

    data: Array  # (T, B, L)
    sizes: list[int]  # sequences still running at each step
    order: Array  # (B,): which sequence stands in each column
    lengths: Array  # (B,), falling


def pad(sequences: list[Array]) -> Padded:
    """Lay sequences of shape `(tokens, labels)` out time-major."""
    lengths = np.array([len(s) for s in sequences])
    order = np.argsort(-lengths, kind="stable")
    ordered = lengths[order]
    data = np.zeros((int(ordered[0]), len(sequences), sequences[0].shape[1]), dtype="float32")
    for column, index in enumerate(order.tolist()):
        data[: lengths[index], column] = sequences[index]
    sizes = np.searchsorted(-ordered, -np.arange(1, len(data) + 1), side="right").tolist()
    return Padded(data, sizes, order, ordered)


def viterbi(emissions: list[Array], transitions: Array, start: Array, end: Array) -> list[Array]:
    """The best label sequence of each sequence.

    Args:
        emissions: Scores, list of `(tokens, labels)`.
        transitions: Scores, `(labels, labels)`, from row to column.
        start: Scores of the first label, `(labels,)`.
        end: Scores of the last label, `(labels,)`.

    Returns:
        List of integer arrays of shape `(tokens,)`.
    """
    best: list[Array] = [np.zeros(0, dtype=int) for _ in emissions]
    filled = [i for i, scores in enumerate(emissions) if len(scores)]
    if not filled:
        return best
    batch = pad([emissions[i] for i in filled])
    steps, width, labels = batch.data.shape
    back = np.zeros((steps, width, labels), dtype=np.int16)
    score = batch.data[0] + start
    finals = np.empty((width, labels), dtype="float32")
    by_target = np.ascontiguousarray(transitions.T)
    for t in range(1, steps):
        size = batch.sizes[t]
        finals[size : len(score)] = score[size:]
        through = score[:size, None, :] + by_target[None]
        pointer = through.argmax(axis=2)
        back[t, :size] = pointer
        score = np.take_along_axis(through, pointer[:, :, None], axis=2)[:, :, 0]
        score += batch.data[t, :size]
    finals[: len(score)] = score
    last = (finals + end).argmax(axis=1)
    for column in range(width):
        length = int(batch.lengths[column])
        path = np.empty(length, dtype=int)
        label = int(last[column])
        for t in range(length - 1, -1, -1):
            path[t] = label
            label = int(back[t, column, label])
        best[filled[int(batch.order[column])]] = path
    return best


def posterior(emissions: list[Array], transitions: Array, start: Array, end: Array) -> Posterior:
    """Label probabilities and expected transitions of non-empty sequences.

    Args:
        emissions: Scores, list of `(tokens, labels)`, none empty.
        transitions: Scores, `(labels, labels)`.
        start: Scores of the first label.
        end: Scores of the last label.

    Returns:
        The posterior; see its fields.
    """
    batch = pad(emissions)
    steps, width, labels = batch.data.shape
    top = batch.data.max(axis=2, keepdims=True)
    weights = np.exp(batch.data - top)
    exp_t = np.exp(transitions)
    exp_start, exp_end = np.exp(start), np.exp(end)
    alpha = np.zeros((steps, width, labels), dtype="float32")
    log_alpha = np.zeros((steps, width))
    current = weights[0] * exp_start
    scale = current.sum(axis=1)
    alpha[0] = current / scale[:, None]
    log_alpha[0] = np.log(scale) + top[0, :, 0]
    for t in range(1, steps):
        n = batch.sizes[t]
        current = (alpha[t - 1, :n] @ exp_t) * weights[t, :n]
        scale = current.sum(axis=1)
        alpha[t, :n] = current / scale[:, None]
        log_alpha[t, :n] = log_alpha[t - 1, :n] + np.log(scale) + top[t, :n, 0]
    beta = np.zeros((steps, width, labels), dtype="float32")
    log_beta = np.zeros((steps, width))
    columns = np.arange(width)
    last = batch.lengths - 1
    ending = exp_end / exp_end.sum()
    beta[last, columns] = ending
    log_beta[last, columns] = np.log(exp_end.sum())
    for t in range(steps - 2, -1, -1):
        n = batch.sizes[t + 1]
        current = (weights[t + 1, :n] * beta[t + 1, :n]) @ exp_t.T
        scale = current.sum(axis=1)
        beta[t, :n] = current / scale[:, None]
        log_beta[t, :n] = log_beta[t + 1, :n] + np.log(scale) + top[t + 1, :n, 0]
    unary = alpha * beta
    norm = unary.sum(axis=2, keepdims=True)
    norm[norm == 0] = 1.0
    unary /= norm
    log_partition = log_alpha[last, columns] + np.log((alpha[last, columns] * exp_end).sum(axis=1))
    # Expected transitions: each step's own normaliser makes its outer product sum to one.
    left, right = [], []
    for t in range(1, steps):
        n = batch.sizes[t]
        after = weights[t, :n] * beta[t, :n]
        total = ((alpha[t - 1, :n] @ exp_t) * after).sum(axis=1, keepdims=True)
        left.append(alpha[t - 1, :n])
        right.append(after / total)
    if left:
        pairwise = exp_t * (np.concatenate(left).T @ np.concatenate(right))
    else:
        pairwise = np.zeros_like(exp_t)
    result = Posterior(np.empty(width), [], [], [], pairwise)
    place = np.empty(width, dtype=int)
    place[batch.order] = columns
    tiny = 1e-30
    for column in place.tolist():
        length = int(batch.lengths[column])
        result.unary.append(unary[:length, column])
        result.forward.append(
            np.log(alpha[:length, column] + tiny) + log_alpha[:length, column, None]
        )
        result.backward.append(
            np.log(beta[:length, column] + tiny) + log_beta[:length, column, None]
        )
    result.log_partition[:] = log_partition[place]
    return result


def path_score(
    emission: Array, labels: Array, transitions: Array, start: Array, end: Array
) -> float:
    """Score of one label sequence, shape `(tokens,)`, under the model."""
    score = start[labels[0]] + end[labels[-1]] + emission[np.arange(len(labels)), labels].sum()
    return float(score + transitions[labels[:-1], labels[1:]].sum())
