"""Exact scoring of spans, relations and facts."""

from __future__ import annotations

import pytest

from extractor.facts.fact import Fact, PeriodValue, PlaceValue
from extractor.schema import AnnotatedText, Entity, Link
from training.scoring.counts import Counts
from training.scoring.facts import score_facts
from training.scoring.metrics import Metrics, Tally, mean_f, pool
from training.scoring.paragraphs import score_relations, score_spans

TEXT = "thu hái được 8,05 tấn, lũy kế 26,25 tấn"
GOLD = AnnotatedText(
    "r/p001",
    TEXT,
    [
        Entity("I1", "INDICATOR", 0, 7),
        Entity("Q1", "QUANTITY", 13, 17),
        Entity("U1", "UNIT", 18, 21),
        Entity("T1", "PERIOD", 23, 29),
        Entity("Q2", "QUANTITY", 30, 35),
        Entity("U2", "UNIT", 36, 39),
    ],
    [
        Link("Q1", "U1", "HAS_UNIT"),
        Link("Q1", "I1", "MEASURES"),
        Link("Q2", "U2", "HAS_UNIT"),
        Link("Q2", "T1", "IN_PERIOD"),
    ],
)


def test_span_is_right_only_where_label_and_both_ends_are() -> None:
    guess = AnnotatedText(
        "r/p001",
        TEXT,
        [
            Entity("a", "INDICATOR", 0, 12),  # too long
            Entity("b", "QUANTITY", 13, 17),
            Entity("c", "TARGET", 23, 29),  # the PERIOD's span
            Entity("d", "UNIT", 36, 39),
        ],
    )
    assert score_spans(GOLD, guess) == {
        "INDICATOR": Counts(0, 1, 1),
        "PERIOD": Counts(0, 0, 1),
        "QUANTITY": Counts(1, 0, 1),
        "TARGET": Counts(0, 1, 0),
        "UNIT": Counts(1, 0, 1),
    }


def test_relation_is_right_only_where_its_spans_are_whatever_their_ids() -> None:
    guess = AnnotatedText(
        "r/p001",
        TEXT,
        [
            Entity("x1", "QUANTITY", 13, 17),
            Entity("x2", "UNIT", 18, 21),
            Entity("x3", "INDICATOR", 0, 12),
            Entity("x4", "QUANTITY", 30, 35),
            Entity("x5", "PERIOD", 23, 29),
        ],
        [
            Link("x1", "x2", "HAS_UNIT"),
            Link("x1", "x3", "MEASURES"),  # the indicator is too long
            Link("x4", "x2", "HAS_UNIT"),  # the other quantity's unit
            Link("x4", "x5", "COMPARED_WITH"),  # should be IN_PERIOD
        ],
    )
    assert score_relations(GOLD, guess) == {
        "HAS_UNIT": Counts(1, 1, 1),
        "MEASURES": Counts(0, 1, 1),
        "IN_PERIOD": Counts(0, 0, 1),
        "COMPARED_WITH": Counts(0, 1, 0),
    }


def test_figures_follow_from_counts() -> None:
    counts = Counts(tp=6, fp=2, fn=4)
    assert (counts.precision, counts.recall, counts.support) == (0.75, 0.6, 10)
    assert counts.f == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert Counts().f == Counts().precision == Counts().recall == 0.0


def fact(**changes: object) -> Fact:
    fields: dict[str, object] = {
        "report": "r",
        "paragraph": "p001",
        "start": 13,
        "end": 17,
        "text": TEXT,
        "value": 8.05,
        "value_text": "8,05",
        "unit": "tấn",
        "indicator": "Cây chè · thu hái",
        "places": [PlaceValue("huyện Bát Xát")],
        "periods": [PeriodValue("trong tháng")],
        **changes,
    }
    return Fact(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, (1, 1, 1)),
        ({"confidence": 0.3, "notes": ["?"]}, (1, 1, 1)),
        ({"unit": "tạ"}, (0, 0, 0)),
        ({"unit": None}, (0, 0, 0)),
        ({"value": 805.0}, (0, 0, 0)),
        ({"value_high": 9.0}, (0, 0, 0)),
        ({"start": 12}, (0, 0, 0)),
        ({"indicator": "thu hái"}, (1, 0, 0)),
        ({"indicator": "Cây chè  · thu hái"}, (1, 1, 1)),
        ({"places": []}, (1, 1, 0)),
        ({"periods": [PeriodValue("lũy kế")]}, (1, 1, 0)),
        ({"role": "planned"}, (1, 1, 0)),
        ({"direction": "increase"}, (1, 1, 0)),
        ({"target": "kế hoạch"}, (1, 1, 0)),
        ({"baseline": "cùng kỳ"}, (1, 1, 0)),
        ({"head": 0, "relation_to_head": "PART_OF"}, (1, 1, 0)),
    ],
)
def test_fact_is_right_as_far_as_its_fields_are(
    changes: dict[str, object], right: tuple[int, int, int]
) -> None:
    other = fact(start=30, end=35, value=26.25)
    scores = score_facts([other, fact()], [other, fact(**changes)])
    for level, n in zip(("value_unit", "value_unit_indicator", "full"), right, strict=True):
        assert scores[level]["p001"] == Counts(1 + n, 1 - n, 1 - n), level


def test_head_of_a_fact_is_compared_by_its_place_not_its_index() -> None:
    head, part = fact(start=30, end=35), fact(head=0, relation_to_head="PART_OF")
    moved = fact(head=1, relation_to_head="PART_OF")
    extra = fact(start=0, end=1)
    assert score_facts([head, part], [extra, head, moved])["full"]["p001"] == Counts(2, 1, 0)


def test_metrics_have_the_contracts_form() -> None:
    tally = Tally({"r/p1": {"UNIT": Counts(3, 1, 0)}, "r/p2": {"QUANTITY": Counts(0, 0, 1)}})
    metrics = Metrics({"entities": tally, "facts/full": Tally({"r/p1": {"fact": Counts(1, 0, 1)}})})
    assert metrics.to_dict() == {
        "entities": {
            "micro": {"p": 0.75, "r": 0.75, "f": 0.75, "support": 4},
            "per_label": {
                "QUANTITY": {"p": 0.0, "r": 0.0, "f": 0.0, "support": 1},
                "UNIT": {"p": 0.75, "r": 1.0, "f": 6 / 7, "support": 3},
            },
        },
        "facts": {"full": {"p": 1.0, "r": 0.5, "f": 2 / 3, "support": 2}},
    }


def test_pooled_folds_come_apart_by_report_again() -> None:
    folds = {
        name: Metrics({"entities": Tally({f"{name}/p1": {"UNIT": counts}})})
        for name, counts in (("a", Counts(1, 0, 0)), ("b", Counts(1, 1, 1)))
    }
    whole = pool(folds.values())
    assert whole.counts("entities") == Counts(2, 1, 1)
    assert whole.by_report() == folds
    assert mean_f(folds, "entities") == pytest.approx(0.75)
    with pytest.raises(ValueError, match="a/p1 is in two evaluations"):
        pool([folds["a"], folds["a"]])
