"""Surroundings of table cells against a plain loop and finite differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.components.layers.table import surroundings, table_width

SHAPES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4)


def plain(table: np.ndarray, row: int, column: int) -> np.ndarray:
    rows, columns, width = table.shape
    seen = []
    for down, right in ((0, 0), (-1, 0), (1, 0), (-2, 0), (2, 0), (0, -1), (0, 1)):
        r, c = row + down, column + right
        inside = 0 <= r < rows and 0 <= c < columns
        seen.append(table[r, c] if inside else np.zeros(width))
    return np.concatenate([*seen, table[row].max(axis=0), table[:, column].max(axis=0)])


@given(SHAPES, st.integers(0, 100))
def test_a_cell_sees_its_neighbours_and_the_best_of_row_and_column(shapes, seed) -> None:
    rng = np.random.default_rng(seed)
    cells = rng.normal(size=(sum(r * c for r, c in shapes), 2)).astype("float32")
    out, _ = surroundings(cells, shapes)
    assert out.shape == (len(cells), table_width(2))
    at = 0
    for rows, columns in shapes:
        table = cells[at : at + rows * columns].reshape(rows, columns, 2)
        for row in range(rows):
            for column in range(columns):
                assert np.allclose(out[at], plain(table, row, column))
                at += 1


@given(SHAPES, st.integers(0, 100))
def test_gradients_are_those_of_the_sum_it_computes(shapes, seed) -> None:
    rng = np.random.default_rng(seed)
    cells = rng.normal(size=(sum(r * c for r, c in shapes), 2)).astype("float32")
    out, backprop = surroundings(cells, shapes)
    weights = rng.normal(size=out.shape).astype("float32")
    # Linear in the cells as long as no maximum moves: the directional derivative is exact.
    assert float((out * weights).sum()) == pytest.approx(
        float((cells * backprop(weights)).sum()), abs=1e-3
    )
