"""Decoded relations obey the schema whatever the scores."""

import itertools

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from extractor.components.relation_decoder import arborescence, decode
from extractor.components.span_lists import place_lists
from extractor.schema import (
    ENTITY_LABELS,
    HAS_UNIT,
    HEAD_RELATIONS,
    LOCATED_IN,
    PART_OF,
    PLACE,
    QUANTITY,
    RATE_OF,
    RELATION_LABELS,
    TAIL_LABEL,
)


def scores(labels: list[str], seed: int, scale: float = 4.0):
    rng = np.random.default_rng(seed)
    quantities = np.array([n for n, label in enumerate(labels) if label == QUANTITY], dtype=int)
    pairs = rng.normal(0, scale, (len(quantities), len(labels), len(RELATION_LABELS)))
    return quantities, pairs, rng.normal(0, scale, (len(quantities), 2))


@settings(deadline=None)
@given(st.lists(st.sampled_from(ENTITY_LABELS), max_size=14), st.integers(0, 10_000))
def test_the_schema_holds_for_any_scores(labels: list[str], seed: int) -> None:
    found = decode(labels, *scores(labels, seed))
    heads = {}
    for relation in found:
        assert labels[relation.head] == QUANTITY
        assert labels[relation.tail] == TAIL_LABEL[relation.label]
        assert relation.head != relation.tail
        assert 0 <= relation.score <= 1
        if relation.label in HEAD_RELATIONS:
            assert relation.head not in heads, "a quantity has one head"
            heads[relation.head] = relation.tail
    units = [relation.head for relation in found if relation.label == HAS_UNIT]
    assert len(units) == len(set(units)), "a quantity has one unit"
    for start in heads:
        seen, node = set(), start
        while node in heads:
            assert node not in seen, "heads form trees"
            seen.add(node)
            node = heads[node]
    assert len({(r.head, r.tail) for r in found}) == len(found)


@given(st.integers(1, 4), st.integers(0, 10_000))
def test_the_arborescence_is_the_best_of_all(nodes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = nodes + 1
    weight = rng.normal(size=(size, size))
    weight[np.arange(size), np.arange(size)] = -np.inf

    def is_tree(parents: tuple[int, ...]) -> bool:
        for node in range(1, size):
            seen = set()
            while node:
                if node in seen:
                    return False
                seen.add(node)
                node = parents[node - 1]
        return True

    def gain(parents) -> float:
        return sum(weight[n + 1, p] for n, p in enumerate(parents))

    best = max(
        (
            p
            for p in itertools.product(range(size), repeat=nodes)
            if all(p[n] != n + 1 for n in range(nodes)) and is_tree(p)
        ),
        key=gain,
    )
    assert gain(arborescence(weight)[1:]) == pytest.approx(gain(best))


def test_two_numbers_that_claim_each_other_get_one_head() -> None:
    labels = [QUANTITY, QUANTITY]
    pairs = np.full((2, 2, len(RELATION_LABELS)), -9.0)
    pairs[0, 1, RELATION_LABELS.index(PART_OF)] = 3.0
    pairs[1, 0, RELATION_LABELS.index(RATE_OF)] = 4.0
    found = decode(labels, np.array([0, 1]), pairs, np.zeros((2, 2)))
    assert [(r.head, r.tail, r.label) for r in found] == [(1, 0, RATE_OF)]


def test_what_holds_of_one_place_of_a_list_holds_of_all() -> None:
    labels = [QUANTITY, PLACE, PLACE, PLACE]
    quantities = np.array([0])
    pairs = np.full((1, 4, len(RELATION_LABELS)), -5.0)
    column = RELATION_LABELS.index(LOCATED_IN)
    pairs[0, 2, column] = 2.0
    alone = decode(labels, quantities, pairs, np.zeros((1, 2)))
    assert [(r.tail, r.label) for r in alone] == [(2, LOCATED_IN)]
    together = decode(labels, quantities, pairs, np.zeros((1, 2)), lists=[[1, 2]])
    assert [(r.tail, r.label) for r in together] == [(1, LOCATED_IN), (2, LOCATED_IN)]


def test_places_with_a_comma_or_a_word_between_them_are_a_list() -> None:
    text = "tại các xã Y Tý, A Lù và xã Trịnh Tường; 117 ha tại Mường Hum"
    words = text.replace(",", " ,").replace(";", " ;").split()
    doc = Doc(spacy.blank("xx").vocab, words=words)
    spans = [(3, 5, PLACE), (6, 8, PLACE), (10, 12, PLACE), (13, 14, QUANTITY), (16, 18, PLACE)]
    assert [str(doc[a:b]) for a, b, _ in spans] == [
        "Y Tý", "A Lù", "Trịnh Tường", "117", "Mường Hum",
    ]  # fmt: skip
    assert place_lists(doc, spans) == [[0, 1, 2]]
