"""A changed paragraph keeps its annotation: same spans in other words."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.components.relation_features import rough_value
from extractor.language.tokens import split, token_starts
from extractor.schema import AnnotatedText, Entity, Marker
from training.annotations import load_annotations
from training.annotations.checks import check_form
from training.augment import Augmentation, augment, place_names

RECORDS = load_annotations(Path(__file__).parents[2] / "annotations" / "bat-xat-2023-04.jsonl")
ALL = Augmentation(places=1, spacing=1, spelling=1, case=1, numbers=1)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(RECORDS), st.integers(0, 1000))
def test_any_change_leaves_a_sound_record(record: AnnotatedText, seed: int) -> None:
    changed = augment(record, ALL, Random(seed))
    assert check_form(changed) == []
    assert [(e.id, e.label) for e in changed.entities] == [(e.id, e.label) for e in record.entities]
    assert changed.relations == record.relations
    for before, after in zip(record.entities, changed.entities, strict=True):
        old, new = record.text_of(before), changed.text_of(after)
        if before.label == "QUANTITY":
            assert new == old or rough_value(new) == rough_value(old)
        if before.label in ("UNIT", "INDICATOR", "PERIOD"):
            assert old[1:] == new[1:]
            assert old.lower() == new.lower()
    words, spaces = split(changed.text)
    edges = set()
    for at, word in zip(token_starts(words, spaces), words, strict=True):
        edges |= {at, at + len(word)}
    assert all(e.start in edges and e.end in edges for e in changed.entities)


def paragraph() -> AnnotatedText:
    text = "- Trồng 30 ha tại xã Bản Qua, đạt 12% KH."

    def entity(id: str, label: str, words: str) -> Entity:
        return Entity(id, label, text.index(words), text.index(words) + len(words))

    return AnnotatedText(
        "r/p001", text,
        [entity("Q1", "QUANTITY", "30"), entity("U1", "UNIT", "ha"),
         entity("P1", "PLACE", "xã Bản Qua"), entity("Q2", "QUANTITY", "12"),
         entity("U2", "UNIT", "%"), entity("G1", "TARGET", "KH")],
        [], [Marker(1, text.index(", đạt"))],
    )  # fmt: skip


def test_numbers_lose_their_dots_and_zeros_but_not_their_value() -> None:
    text = "Xử lý 08 vụ, phạt 1.275.000 đồng, đạt 66.80% của 0,5 ha."
    numbers = ("08", "1.275.000", "66.80", "0,5")
    spans = [
        Entity(f"Q{n}", "QUANTITY", text.index(word), text.index(word) + len(word))
        for n, word in enumerate(numbers)
    ]
    record = AnnotatedText("r/p001", text, spans, [], [])
    seen = set()
    for seed in range(20):
        changed = augment(record, Augmentation(numbers=1), Random(seed))
        seen.add(tuple(changed.text_of(span) for span in changed.entities))
    assert seen == {
        ("8", "1.275.000", "66.80", "0,5"),
        ("08", "1275000", "66.80", "0,5"),
        ("8", "1275000", "66.80", "0,5"),
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_place_gets_another_name_and_keeps_its_type(seed: int) -> None:
    changed = augment(paragraph(), Augmentation(places=1), Random(seed))
    place = changed.text_of(changed.entities[2])
    assert place.startswith("xã ")
    assert place.removeprefix("xã ") in place_names()
    assert changed.footnotes[0].offset == changed.entities[2].end


def test_units_are_glued_or_set_apart() -> None:
    seen = {augment(paragraph(), Augmentation(spacing=1), Random(s)).text for s in range(20)}
    assert seen == {
        "- Trồng 30ha tại xã Bản Qua, đạt 12% KH.",
        "- Trồng 30 ha tại xã Bản Qua, đạt 12 % KH.",
    }


def test_nothing_asked_is_nothing_changed() -> None:
    record = paragraph()
    assert augment(record, Augmentation(), Random(0)) is record
