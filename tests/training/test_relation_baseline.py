"""The scikit-learn relation models learn the plain links of a report."""

from pathlib import Path

import pytest

from training.annotations import load_annotations
from training.relation_baseline import MODELS, PairClassifier


@pytest.mark.parametrize("name", ["linear"])
def test_it_links_numbers_to_their_units(name: str, few_annotations: Path) -> None:
    records = load_annotations(few_annotations)
    train, held_out = records[:45], records[45:]
    predicted = PairClassifier(MODELS[name]).fit(train).predict(held_out)
    gold = {(r.id, x.head, x.tail) for r in held_out for x in r.relations if x.label == "HAS_UNIT"}
    found = {(r.id, x.head, x.tail) for r in predicted for x in r.relations
             if x.label == "HAS_UNIT"}  # fmt: skip
    assert len(gold & found) / len(gold) > 0.9
    assert all(p.entities == r.entities for p, r in zip(predicted, held_out, strict=True))
