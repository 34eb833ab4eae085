"""Words that a text says again."""

from typing import Any

import numpy as np
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from thinc.api import Model

from extractor.components.layers.repeats import REPEATS_WIDTH, beside_repeats, repeats

_VOCAB = spacy.blank("xx").vocab


def _doc(text: str) -> Doc:
    return Doc(_VOCAB, words=text.split())


def test_a_heading_said_again_beside_the_number_is_seen_at_both_places() -> None:
    doc = _doc("Cây ăn quả : Tổng diện tích cây ăn quả 393 ha , sản lượng 12 tấn")
    again = repeats(doc)
    for later, before in ((0, 1), (2, 3), (4, 5)):  # alone, in runs of two, of three
        assert [doc[i].text for i in range(len(doc)) if again[i, later]] == ["Cây", "ăn", "quả"]
        assert [doc[i].text for i in range(len(doc)) if again[i, before]] == ["cây", "ăn", "quả"]


def test_numbers_and_marks_are_no_repeats() -> None:
    assert not repeats(_doc("12 ha , 12 tấn , 12 %")).any()


@given(st.lists(st.sampled_from(["lúa", "ngô", "tổng", "12", ","]), max_size=12))
def test_what_occurs_later_somewhere_occurred_before_elsewhere(words: list[str]) -> None:
    again = repeats(Doc(_VOCAB, words=words))
    assert again.shape == (len(words), REPEATS_WIDTH)
    later = {words[i] for i in range(len(words)) if again[i, 0]}
    before = {words[i] for i in range(len(words)) if again[i, 1]}
    assert later == before == {w for w in words if words.count(w) > 1 and w.isalpha()}


def test_a_layer_beside_repeats_learns_as_it_does_alone() -> None:
    seen: list[np.ndarray] = []

    def forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Any, Any]:
        return [np.ones((len(doc), 3), dtype="float32") for doc in docs], seen.extend

    layer: Model[list[Doc], list[Any]] = Model("three", forward)
    docs = [_doc("lúa 12 ha , ngô và lúa")]
    outputs, backprop = beside_repeats(layer)(docs, is_train=True)
    assert outputs[0].shape == (7, 3 + REPEATS_WIDTH)
    assert (outputs[0][:, :3] == 1).all()
    assert (outputs[0][:, 3:] == repeats(docs[0])).all()
    gradient = np.arange(7 * (3 + REPEATS_WIDTH), dtype="float32").reshape(7, -1)
    backprop([gradient])
    assert (seen[0] == gradient[:, :3]).all()
