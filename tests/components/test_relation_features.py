"""What a pair of spans is known by."""

import numpy as np
import spacy
from spacy.tokens import Doc

from extractor.components.relation_features import (
    _overlaps,
    _own_indicators,
    _sum_fits,
    feature_width,
    pair_features,
)
from extractor.schema import ENTITY_LABELS, INDICATOR, QUANTITY, UNIT


def test_quantities_that_add_up_to_one_before_them_are_seen() -> None:
    # 8.396,5ha, 36.595,83 tấn: lúa 4.623,3ha, 22.123,83 tấn; ngô 3.773,2/4.000ha, 14.472 tấn
    values = np.array([8396.5, 36595.83, 4623.3, 22123.83, 3773.2, 4000.0, 14472.0])
    hectares, tonnes = 1, 2
    units = np.array([hectares, tonnes, hectares, tonnes, hectares, hectares, tonnes])
    slash = [False, False, False, False, False, True, False]
    fits = _sum_fits(values, units, slash, np.arange(7))
    assert {(int(part), int(whole)) for part, whole in zip(*np.nonzero(fits), strict=True)} == {
        (2, 0), (4, 0), (3, 1), (6, 1),
    }  # fmt: skip


def test_a_number_equal_to_one_before_it_is_no_sum() -> None:
    values = np.array([12.0, 12.0, 5.0])
    fits = _sum_fits(values, np.array([1, 1, 1]), [False] * 3, np.arange(3))
    assert not fits.any()


def test_the_width_of_the_features_is_the_one_announced() -> None:
    words = ["Trồng", "12", "ha", ",", "gồm", "7", "ha", "quế", "và", "5", "ha", "keo", "."]
    doc = Doc(spacy.blank("xx").vocab, words=words)
    spans = [(1, 2, QUANTITY), (2, 3, UNIT), (5, 6, QUANTITY), (6, 7, UNIT), (9, 10, QUANTITY)]
    pairs = pair_features(doc, spans)
    assert pairs.features.shape == (15, feature_width())


def _labels(names: list[str]) -> np.ndarray:
    return np.array([ENTITY_LABELS.index(name) for name in names])


def test_a_topic_that_the_nearest_indicator_says_again_is_seen() -> None:
    # [chè]: [tổng diện tích chè] 243, [thu hái] 8
    texts = [["chè"], ["tổng", "diện", "tích", "chè"], ["243"], ["thu", "hái"], ["8"]]
    labels = _labels([INDICATOR, INDICATOR, QUANTITY, INDICATOR, QUANTITY])
    before, _ = _overlaps(texts, labels, heads=np.array([2, 4]), tails=np.array([0, 0]))
    assert before.tolist() == [[0, 0, 0, 0, 1], [0, 1, 0, 0, 0]]  # all of its words, none


def test_the_nearest_indicator_itself_is_told_apart() -> None:
    texts = [["trồng"], ["12"], ["quế"]]
    labels = _labels([INDICATOR, QUANTITY, INDICATOR])
    before, after = _overlaps(texts, labels, heads=np.array([1, 1]), tails=np.array([0, 2]))
    assert before[:, 0].tolist() == [1, 0]
    assert after[:, 0].tolist() == [0, 1]


def test_paragraphs_without_indicators_have_no_overlaps() -> None:
    blocks = _overlaps([["12"]], _labels([QUANTITY]), np.array([0]), np.array([0]))
    assert not np.concatenate(blocks).any()


def test_a_quantity_with_no_indicator_of_its_own_is_seen() -> None:
    # [trồng] 36, lũy kế 50
    labels = _labels([INDICATOR, QUANTITY, QUANTITY])
    before, after, period = _own_indicators(labels, np.array([1, 2]), np.array([1, 2]))
    assert before.argmax(axis=1).tolist() == [1, 0]
    assert after.argmax(axis=1).tolist() == [0, 0]
    assert not period.any()
