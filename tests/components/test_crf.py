"""Sums and decoding of the random field against enumeration of all label sequences."""

import itertools

import numpy as np
import pytest

from extractor.components.layers.crf import path_score, posterior, viterbi

LABELS = 3


@pytest.fixture
def field():
    rng = np.random.default_rng(0)
    emissions = [rng.normal(size=(n, LABELS)).astype("float32") for n in (3, 1, 4)]
    scores = (rng.normal(size=s).astype("float32") for s in ((LABELS, LABELS), LABELS, LABELS))
    return emissions, *scores


def all_paths(emission, T, start, end):
    return {
        path: path_score(emission, np.array(path), T, start, end)
        for path in itertools.product(range(LABELS), repeat=len(emission))
    }


def test_viterbi_finds_the_best_sequence(field) -> None:
    for emission, path in zip(field[0], viterbi(*field), strict=True):
        scores = all_paths(emission, *field[1:])
        assert tuple(path) == max(scores, key=scores.get)


def test_posterior_sums_over_all_sequences(field) -> None:
    sums = posterior(*field)
    pairwise = np.zeros((LABELS, LABELS))
    for n, emission in enumerate(field[0]):
        scores = all_paths(emission, *field[1:])
        total = np.log(sum(np.exp(score) for score in scores.values()))
        assert sums.log_partition[n] == pytest.approx(total, abs=1e-4)
        unary = np.zeros_like(emission)
        for path, score in scores.items():
            weight = np.exp(score - total)
            unary[np.arange(len(path)), path] += weight
            for pair in itertools.pairwise(path):
                pairwise[pair] += weight
        assert np.allclose(sums.unary[n], unary, atol=1e-5)
        assert np.allclose(
            sums.forward[n][-1] + field[3],
            np.log(
                [
                    sum(np.exp(s) for p, s in scores.items() if p[-1] == label)
                    for label in range(LABELS)
                ]
            ),
            atol=1e-4,
        )
    assert np.allclose(sums.pairwise, pairwise, atol=1e-5)


def test_empty_sequences_are_decoded_to_nothing(field) -> None:
    empty = np.zeros((0, LABELS), dtype="float32")
    paths = viterbi([empty, field[0][0]], *field[1:])
    assert [len(path) for path in paths] == [0, 3]
