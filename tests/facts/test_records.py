"""Records: what belongs together stands in one row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.facts import Fact, assemble_facts, to_records
from extractor.reading.report import Report
from extractor.schema import PLANNED_FOR, RATE_OF, AnnotatedText

ROOT = Path(__file__).parents[2]
TRAINING = ["bat-xat-2023-04", "lao-cai-poor-communes-2023", "phong-tho-2023"]


def gold(report: str) -> list[AnnotatedText]:
    lines = (ROOT / "annotations" / f"{report}.jsonl").read_text(encoding="utf-8").splitlines()
    return [AnnotatedText.from_dict(json.loads(line)) for line in lines]


def fact(role: str, value: float, head: int | None = None, relation: str | None = None) -> Fact:
    return Fact("r", "p001", 0, 1, "", value, str(value), role=role, head=head,  # type: ignore[arg-type]
                relation_to_head=relation)  # fmt: skip


@pytest.mark.parametrize("report", TRAINING)
def test_every_linked_triple_is_one_record(report: str) -> None:
    paragraphs = gold(report)
    facts = assemble_facts(Report(id=report), paragraphs)
    records = to_records(facts)
    index = {(f.paragraph, f.start): i for i, f in enumerate(facts)}
    triples = 0
    for paragraph in paragraphs:
        name = paragraph.id.rsplit("/", 1)[-1]
        starts = {e.id: e.start for e in paragraph.entities}
        links = {(r.head, r.label): r.tail for r in paragraph.relations}
        targets = {r.head for r in paragraph.relations if r.label == "AGAINST_TARGET"}
        for (planned, label), actual in links.items():
            if label != PLANNED_FOR:
                continue
            for (share, how), head in links.items():
                if how == RATE_OF and head == actual and share in targets:
                    a, p, s = (index[name, starts[q]] for q in (actual, planned, share))
                    (record,) = [r for r in records if a in r.facts]
                    assert record.actual == a
                    assert p in record.planned
                    # `vượt 0,58%` states the distance to the plan, a change, not the share.
                    assert s in [*record.share_of_target, *record.change]
                    triples += 1
    assert triples >= 2


@pytest.mark.parametrize("report", TRAINING)
def test_every_fact_is_in_exactly_one_record(report: str) -> None:
    facts = assemble_facts(Report(id=report), gold(report))
    placed = sorted(i for record in to_records(facts) for i in record.facts)
    assert placed == list(range(len(facts)))


def test_a_change_of_a_share_joins_the_row_of_the_figure() -> None:
    facts = [
        fact("actual", 183),
        fact("total", 195, 0, "TOTAL_OF"),
        fact("share", 93.8, 0, "RATE_OF"),
        fact("change", 2, 2, "RATE_OF"),
    ]
    (record,) = to_records(facts)
    assert (record.actual, record.total, record.share, record.change) == (0, [1], [2], [3])


def test_a_component_is_a_row_of_its_own_that_knows_its_whole() -> None:
    facts = [fact("actual", 18), fact("actual", 15, 0, "PART_OF"), fact("share", 83, 1, "RATE_OF")]
    whole, part = to_records(facts)
    assert part.part_of == 0
    assert part.facts == [1, 2]
    assert whole.facts == [0]


def test_a_plan_alone_is_a_row_without_an_actual() -> None:
    (record,) = to_records([fact("planned", 230)])
    assert (record.actual, record.planned) == (None, [0])


def test_a_row_shows_values_by_column() -> None:
    facts = [
        fact("actual", 1006),
        fact("planned", 1004, 0, "PLANNED_FOR"),
        fact("share_of_target", 100.2, 0, "RATE_OF"),
    ]
    row = to_records(facts)[0].to_dict(facts)
    assert (row["actual"], row["planned"], row["share_of_target"]) == (1006, 1004, 100.2)
    assert row["facts"] == [0, 1, 2]


def test_no_facts_make_no_records() -> None:
    assert to_records([]) == []
