"""What stands around the cells of tables: neighbours, and the maximum of row and column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

Array = Any

_SHIFTS: Final = ((0, 0), (-1, 0), (1, 0), (-2, 0), (2, 0), (0, -1), (0, 1))
"""Rows up and down, columns left and right, that a cell sees besides itself."""


def table_width(width: int) -> int:
    """Columns of what `surroundings` gives for cells of a width."""
    return width * (len(_SHIFTS) + 2)


def surroundings(
    cells: Array, shapes: Sequence[tuple[int, int]]
) -> tuple[Array, Callable[[Array], Array]]:
    """The cells of several tables, each beside its neighbours and its row's and column's maximum.

    Args:
        cells: Cells of all tables, row by row, shape `(cells, width)`.
        shapes: Rows and columns of each table.

    Returns:
        Shape `(cells, table_width(width))`, zero beyond a table's edges; and the function from
        its gradient to that of the cells.
    """
    width = cells.shape[1]
    out = np.zeros((len(cells), table_width(width)), dtype="float32")
    kept: list[tuple[slice, int, int, Array, Array]] = []
    at = 0
    for rows, columns in shapes:
        here = slice(at, at + rows * columns)
        at = here.stop
        if rows * columns == 0:
            continue
        table = cells[here].reshape(rows, columns, width)
        target = out[here].reshape(rows, columns, -1)
        for n, (down, right) in enumerate(_SHIFTS):
            source, place = _overlap(rows, columns, down, right)
            target[(*place, slice(n * width, (n + 1) * width))] = table[source]
        by_row, by_column = table.argmax(axis=1), table.argmax(axis=0)
        start = len(_SHIFTS) * width
        row_top = np.take_along_axis(table, by_row[:, None], axis=1)
        column_top = np.take_along_axis(table, by_column[None], axis=0)
        target[:, :, start : start + width] = row_top
        target[:, :, start + width :] = column_top
        kept.append((here, rows, columns, by_row, by_column))

    def backprop(d_out: Array) -> Array:
        d_cells = np.zeros_like(cells)
        for here, rows, columns, by_row, by_column in kept:
            d_target = d_out[here].reshape(rows, columns, -1)
            d_table = d_cells[here].reshape(rows, columns, width)
            for n, (down, right) in enumerate(_SHIFTS):
                source, place = _overlap(rows, columns, down, right)
                d_table[source] += d_target[(*place, slice(n * width, (n + 1) * width))]
            start = len(_SHIFTS) * width
            d_row = d_target[:, :, start : start + width].sum(axis=1)
            d_column = d_target[:, :, start + width :].sum(axis=0)
            features = np.arange(width)
            d_table[np.arange(rows)[:, None], by_row, features] += d_row
            d_table[by_column, np.arange(columns)[:, None], features] += d_column
        return d_cells

    return out, backprop


def _overlap(
    rows: int, columns: int, down: int, right: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Where a shifted table is read and where it lands; empty where nothing is left."""

    def one(size: int, shift: int) -> tuple[slice, slice]:
        if abs(shift) >= size:
            return slice(0, 0), slice(0, 0)
        if shift >= 0:
            return slice(shift, size), slice(0, size - shift)
        return slice(0, size + shift), slice(-shift, size)

    row_source, row_place = one(rows, down)
    column_source, column_place = one(columns, right)
    return (row_source, column_source), (row_place, column_place)
