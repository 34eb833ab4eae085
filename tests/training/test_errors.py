"""Every error is given its kind, once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.schema import AnnotatedText, Entity, Link
from training.scoring.counts import add_counts
from training.scoring.errors import count_errors, find_errors
from training.scoring.paragraphs import score_spans

TEXT = "Tổng diện tích chè là 243,13 ha tại xã Y Tý và xã Mường Hum năm 2023"


def span(label: str, words: str) -> Entity:
    start = TEXT.index(words)
    return Entity(f"{label}{start}", label, start, start + len(words))


def record(*spans: Entity, links: list[tuple[str, str, str]] | None = None) -> AnnotatedText:
    ids = {TEXT[e.start : e.end]: e.id for e in spans}
    relations = [Link(ids[head], ids[tail], label) for head, label, tail in links or []]
    return AnnotatedText("r/p001", TEXT, list(spans), relations)


INDICATOR = span("INDICATOR", "diện tích chè")


@pytest.mark.parametrize(
    ("gold", "guess", "kind"),
    [
        ([INDICATOR], [span("INDICATOR", "Tổng diện tích chè")], "too long on the left"),
        ([INDICATOR], [span("INDICATOR", "tích chè")], "too short on the left"),
        ([INDICATOR], [span("INDICATOR", "diện tích")], "too short on the right"),
        ([INDICATOR], [span("INDICATOR", "diện tích chè là")], "too long on the right"),
        (
            [INDICATOR],
            [span("INDICATOR", "Tổng diện tích")],
            "too long on the left, too short on the right",
        ),
        ([INDICATOR], [span("TARGET", "diện tích chè")], "wrong label TARGET"),
        ([INDICATOR], [span("TARGET", "diện tích")], "wrong label and boundary"),
        ([INDICATOR], [], "missed"),
        ([], [INDICATOR], "spurious"),
        ([INDICATOR], [span("INDICATOR", "diện"), span("INDICATOR", "chè")], "split"),
        (
            [span("PLACE", "xã Y Tý"), span("PLACE", "xã Mường Hum")],
            [span("PLACE", "xã Y Tý và xã Mường Hum")],
            "merged",
        ),
        (
            [span("PLACE", "xã Y Tý"), span("PLACE", "xã Mường Hum")],
            [span("PLACE", "Tý và xã"), span("PLACE", "Mường Hum năm")],
            "divided otherwise",
        ),
    ],
)
def test_span_error_has_its_kind(gold: list[Entity], guess: list[Entity], kind: str) -> None:
    (error,) = find_errors([record(*gold)], [record(*guess)])
    assert (error.task, error.kind) == ("span", kind)


Q, U = span("QUANTITY", "243,13"), span("UNIT", "ha")
Y, M = span("PLACE", "xã Y Tý"), span("PLACE", "xã Mường Hum")
T = span("PERIOD", "năm 2023")
ALL = (INDICATOR, Q, U, Y, M, T)


@pytest.mark.parametrize(
    ("gold", "guess", "spans", "kind"),
    [
        (("LOCATED_IN", "xã Y Tý"), None, ALL, "missed"),
        (None, ("LOCATED_IN", "xã Y Tý"), ALL, "spurious"),
        (("LOCATED_IN", "xã Y Tý"), ("LOCATED_IN", "xã Mường Hum"), ALL, "wrong tail"),
        (
            ("IN_PERIOD", "năm 2023"),
            ("COMPARED_WITH", "năm 2023"),
            ALL,
            "wrong label COMPARED_WITH",
        ),
        (("LOCATED_IN", "xã Y Tý"), None, (Q,), "missed (tail not found)"),
        (("LOCATED_IN", "xã Y Tý"), None, (Y,), "missed (head not found)"),
        (("LOCATED_IN", "xã Y Tý"), None, (), "missed (head and tail not found)"),
    ],
)
def test_relation_error_has_its_kind(
    gold: tuple[str, str] | None,
    guess: tuple[str, str] | None,
    spans: tuple[Entity, ...],
    kind: str,
) -> None:
    true = record(*ALL, links=[("243,13", *gold)] if gold else None)
    found = record(*spans, links=[("243,13", *guess)] if guess else None)
    errors = [e for e in find_errors([true], [found]) if e.task == "relation"]
    assert [e.kind for e in errors] == [kind]


def test_relation_to_a_span_that_is_none_is_told_apart() -> None:
    guess = record(Q, span("UNIT", "ha tại"), links=[("243,13", "HAS_UNIT", "ha tại")])
    errors = [e for e in find_errors([record(Q)], [guess]) if e.task == "relation"]
    assert [e.kind for e in errors] == ["spurious (tail no gold span)"]


def test_error_is_readable() -> None:
    guess = span("INDICATOR", "Tổng diện tích chè")
    (error,) = find_errors([record(INDICATOR)], [record(guess)])
    assert str(error) == (
        "r/p001 INDICATOR: too long on the left: gold INDICATOR 'diện tích chè', predicted "
        "INDICATOR 'Tổng diện tích chè'\n    Tổng diện tích chè là 243,13 ha tại xã Y Tý và x…"
    )


def test_kinds_are_counted_the_most_frequent_first() -> None:
    errors = find_errors([record(*ALL), record(Q)], [record(), record(Q, U)])
    assert {task: dict(kinds) for task, kinds in count_errors(errors).items()} == {
        "span": {
            "missed": {"INDICATOR": 1, "QUANTITY": 1, "UNIT": 1, "PLACE": 2, "PERIOD": 1},
            "spurious": {"UNIT": 1},
        }
    }


@st.composite
def annotations(draw: st.DrawFn) -> AnnotatedText:
    cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=10)))
    labels = st.sampled_from(["UNIT", "PLACE", None])
    drawn = [(draw(labels), a, b) for a, b in pairwise(cuts)]
    return AnnotatedText(
        "r/p001", TEXT, [Entity(f"E{a}", label, a, b) for label, a, b in drawn if label]
    )


@given(annotations(), annotations())
def test_every_wrong_span_is_in_exactly_one_error(
    gold: AnnotatedText, guess: AnnotatedText
) -> None:
    counts = add_counts(score_spans(gold, guess).values())
    errors = find_errors([gold], [guess])
    written = [text for e in errors for side in (e.gold, e.predicted) for text in side.split(" + ")]
    assert len([text for text in written if text]) == counts.fp + counts.fn
