"""The network that scores pairs of spans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Dropout, Linear, Model

from ..schema import ENTITY_LABELS, QUANTITY, RELATION_LABELS
from .layers.bilstm import BiLSTM
from .layers.table import surroundings, table_width
from .relation_features import Pairs, feature_width, pair_features

Array = Any
SpanList = list[tuple[int, int, str]]
"""Spans of a doc in order: first token, end token, label."""

_TAGS = {label: 1 + 4 * i for i, label in enumerate(ENTITY_LABELS)}
_TAG_WIDTH = 1 + 4 * len(ENTITY_LABELS)


@dataclass(slots=True)
class PairScores:
    """Scores of a paragraph's pairs.

    Args:
        quantities: Index of each quantity among the spans, shape `(Q,)`.
        pairs: Score of each relation label, shape `(Q, spans, labels)`.
        none: Score of having no unit and of having no head, shape `(Q, 2)`.
    """

    quantities: Array
    pairs: Array
    none: Array


Input = tuple[list[Doc], list[SpanList]]


@registry.architectures("solieu.RelationScorer.v1")  # type: ignore[untyped-decorator]
def RelationScorer(
    tok2vec: Model[list[Doc], list[Array]],
    context_width: int,
    hidden_width: int,
    dropout: float = 0.0,
) -> Model[Input, list[PairScores]]:
    """Scores of relation labels for all pairs of a quantity and a span.

    A recurrent layer reads the tokens' vectors together with the labels of the spans they are
    in; a span is what it says at the span's two ends. A pair's first hidden layer adds both
    spans' projections and that of the pair's features (`relation_features`). Pairs form a table,
    a row a quantity and a column a span; the second hidden layer sees the cell, its neighbours
    and the maximum of its row and of its column, so that what holds for the quantity before, or
    for a better candidate, counts (`layers/table.py`).

    Args:
        tok2vec: From docs to one array of shape `(tokens, width)` each.
        context_width: Width of the recurrent layer, both directions together.
        hidden_width: Width of a pair's hidden layer.
        dropout: Dropout on the recurrent layer's input and on the hidden layers; spaCy sets it
            anew while training.

    Returns:
        A model from docs and their spans to `PairScores`; in training its backprop takes the
        gradients in the same form.
    """
    width = tok2vec.get_dim("nO") if tok2vec.has_dim("nO") else None
    layers: dict[str, Model[Any, Any]] = {
        "tok2vec": tok2vec,
        "context": BiLSTM(nO=context_width, nI=None if width is None else width + _TAG_WIDTH),
        "head": Linear(nO=hidden_width, nI=2 * context_width),
        "tail": Linear(nO=hidden_width, nI=2 * context_width),
        "features": Linear(nO=hidden_width, nI=feature_width()),
        "table": Linear(nO=hidden_width, nI=table_width(hidden_width)),
        "output": Linear(nO=len(RELATION_LABELS), nI=hidden_width),
        "none": Linear(nO=2, nI=2 * context_width),
        "dropout_in": Dropout(dropout),
        "dropout_cells": Dropout(dropout),
        "dropout_hidden": Dropout(dropout),
    }
    return Model(
        "relation_scorer",
        _forward,
        init=_init,
        layers=list(layers.values()),
        refs=dict(layers),
    )


def _init(model: Model[Input, list[PairScores]], X: Input | None = None, Y: Any = None) -> None:
    tok2vec = model.get_ref("tok2vec")
    tok2vec.initialize(X=None if X is None else X[0])
    context = model.get_ref("context")
    if context.has_dim("nI") is None:
        context.set_dim("nI", tok2vec.get_dim("nO") + _TAG_WIDTH)
    for name in ("context", "head", "tail", "features", "table", "output", "none"):
        model.get_ref(name).initialize()


def _span_tags(doc: Doc, spans: SpanList) -> Array:
    """One-hot BILUO tags of the spans, shape `(tokens, tags)`."""
    tags = np.zeros(len(doc), dtype=np.int64)
    for start, end, label in spans:
        base = _TAGS.get(label, 1)
        if end - start == 1:
            tags[start] = base + 3
        else:
            tags[start] = base
            tags[start + 1 : end - 1] = base + 1
            tags[end - 1] = base + 2
    return np.eye(_TAG_WIDTH, dtype="float32")[tags]


def _forward(
    model: Model[Input, list[PairScores]], X: Input, is_train: bool
) -> tuple[list[PairScores], Callable[[list[PairScores]], Any]]:
    docs, span_lists = X
    hidden_width = model.get_ref("output").get_dim("nI")
    vectors, bp_tok2vec = model.get_ref("tok2vec")(docs, is_train)
    vector_width = vectors[0].shape[1] if vectors else 0
    inputs = [
        np.concatenate([v, _span_tags(doc, spans)], axis=1)
        for v, doc, spans in zip(vectors, docs, span_lists, strict=True)
    ]
    lengths = [len(v) for v in vectors]
    cuts = np.cumsum(lengths)[:-1]
    flat, bp_drop_in = model.get_ref("dropout_in")(np.concatenate(inputs), is_train)
    contexts, bp_context = model.get_ref("context")(np.split(flat, cuts), is_train)

    offsets = np.cumsum([0, *lengths[:-1]])
    firsts, lasts, quantities, head_rows, tail_rows = [], [], [], [], []
    all_pairs: list[Pairs] = []
    span_offset = 0
    for doc, spans, offset in zip(docs, span_lists, offsets.tolist(), strict=True):
        firsts += [offset + start for start, _, _ in spans]
        lasts += [offset + end - 1 for _, end, _ in spans]
        own = np.array([n for n, (*_, label) in enumerate(spans) if label == QUANTITY], dtype=int)
        quantities.append(own)
        pairs = pair_features(doc, spans)
        all_pairs.append(pairs)
        head_rows.append(pairs.heads + span_offset)
        tail_rows.append(pairs.tails + span_offset)
        span_offset += len(spans)
    states = np.concatenate(contexts)
    first, last = np.array(firsts, dtype=int), np.array(lasts, dtype=int)
    span_vectors = np.concatenate([states[first], states[last]], axis=1)
    head_row, tail_row = np.concatenate(head_rows), np.concatenate(tail_rows)
    heads, bp_head = model.get_ref("head")(span_vectors, is_train)
    tails, bp_tail = model.get_ref("tail")(span_vectors, is_train)
    features, bp_features = model.get_ref("features")(
        np.concatenate([p.features for p in all_pairs]), is_train
    )
    cells = features + heads[head_row] + tails[tail_row]
    cells_active = cells > 0
    cells *= cells_active
    shapes = [(len(own), len(spans)) for own, spans in zip(quantities, span_lists, strict=True)]
    dropped_cells, bp_drop_cells = model.get_ref("dropout_cells")(cells, is_train)
    around, bp_around = surroundings(dropped_cells, shapes)
    refined, bp_table = model.get_ref("table")(around, is_train)
    hidden = refined + dropped_cells
    active = hidden > 0
    hidden *= active
    dropped, bp_drop = model.get_ref("dropout_hidden")(hidden, is_train)
    output, bp_output = model.get_ref("output")(dropped, is_train)
    none, bp_none = model.get_ref("none")(span_vectors, is_train)

    scores = []
    pair_at, span_at = 0, 0
    for own, spans in zip(quantities, span_lists, strict=True):
        count = len(own) * len(spans)
        scores.append(
            PairScores(
                own,
                output[pair_at : pair_at + count].reshape(
                    len(own), len(spans), len(RELATION_LABELS)
                ),
                none[span_at + own],
            )
        )
        pair_at += count
        span_at += len(spans)

    def backprop(gradients: list[PairScores]) -> Any:
        d_output = np.concatenate(
            [g.pairs.reshape(-1, len(RELATION_LABELS)) for g in gradients]
        ).astype("float32")
        d_none = np.zeros_like(none)
        at = 0
        for g, spans in zip(gradients, span_lists, strict=True):
            d_none[at + g.quantities] = g.none
            at += len(spans)
        d_hidden = bp_drop(bp_output(d_output)) * active
        d_cells = bp_drop_cells(d_hidden + bp_around(bp_table(d_hidden)))
        d_cells *= cells_active
        bp_features(d_cells)
        by_head = np.zeros((len(first), hidden_width), dtype="float32")
        by_tail = np.zeros((len(first), hidden_width), dtype="float32")
        model.ops.scatter_add(by_head, head_row.astype("int32"), d_cells)
        model.ops.scatter_add(by_tail, tail_row.astype("int32"), d_cells)
        d_spans = bp_head(by_head) + bp_tail(by_tail) + bp_none(d_none)
        half = d_spans.shape[1] // 2
        d_states = np.zeros_like(states)
        np.add.at(d_states, first, d_spans[:, :half])
        np.add.at(d_states, last, d_spans[:, half:])
        d_inputs = np.concatenate(bp_context(np.split(d_states, cuts)))
        d_vectors = np.ascontiguousarray(bp_drop_in(d_inputs)[:, :vector_width])
        return bp_tok2vec(np.split(d_vectors, cuts))

    return scores, backprop
