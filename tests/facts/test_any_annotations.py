"""Assembly holds on any annotations: valid ones, and ones a model may get wrong."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.facts import assemble_facts, to_records
from extractor.reading.report import Footnote, Report
from extractor.schema import (
    ENTITY_LABELS,
    RELATION_LABELS,
    AnnotatedText,
    Entity,
    Link,
    Marker,
)

WORDS = st.lists(
    st.sampled_from(
        ["1.006,5", "02", "7.120", "15-20", "%", "ha", "nghìn người", "triệu đồng", "KH", "đạt",
         "tăng", "giảm", "so với", "cùng kỳ", "lũy kế", "trong tháng", "năm 2023", "đến 31/2",
         "xã Bản Qua", "huyện Bát Xát", "địa bàn huyện", "Lào", ",", "(", ")", "/", ":", "- ", "*"]
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip


@st.composite
def paragraphs(draw: st.DrawFn) -> list[AnnotatedText]:
    out = []
    for number in range(draw(st.integers(1, 4))):
        words = draw(WORDS)
        text, entities = "", []
        for i, word in enumerate(words):
            label = draw(st.sampled_from([*ENTITY_LABELS, None]))
            if label is not None:
                score = draw(st.floats(0, 1))
                entities.append(Entity(f"E{i}", label, len(text), len(text) + len(word), score))
            text += word + " "
        ids = st.sampled_from([f"E{i}" for i in range(len(words))] + ["missing"])
        relations = draw(
            st.lists(
                st.builds(Link, ids, ids, st.sampled_from(RELATION_LABELS), st.floats(0, 1)),
                max_size=20,
            )
        )
        kind = draw(st.sampled_from(["p", "f"]))
        markers = draw(
            st.lists(st.builds(Marker, st.integers(0, 4), st.integers(0, 50)), max_size=2)
        )
        out.append(AnnotatedText(f"r/{kind}{number:02d}", text, entities, relations, markers))
    return out


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    paragraphs(),
    st.sampled_from([None, "2023-04-18", "2025-09-01", "no date"]),
    st.sampled_from([None, "huyện Bát Xát", "nowhere"]),
)
def test_one_fact_a_quantity_with_valid_heads(
    annotated: list[AnnotatedText], date: str | None, place: str | None
) -> None:
    report = Report(id="r", date=date, place=place, footnotes=[Footnote(1, "", "p00", 3)])
    facts = assemble_facts(report, annotated)
    quantities = [
        (paragraph.id.rsplit("/", 1)[-1], entity.start, entity.end)
        for paragraph in annotated
        for entity in paragraph.entities
        if entity.label == "QUANTITY"
    ]
    assert [(fact.paragraph, fact.start, fact.end) for fact in facts] == quantities
    for index, fact in enumerate(facts):
        assert 0 <= fact.confidence <= 1
        assert (fact.head is None) == (fact.relation_to_head is None)
        assert all(p.origin is not None for p in (*fact.places, *fact.periods) if p.inferred)
        seen, line = set(), index
        while line is not None:
            assert line not in seen
            seen.add(line)
            line = facts[line].head  # type: ignore[assignment]
        json.dumps(fact.to_dict(), allow_nan=False)
    placed = sorted(i for record in to_records(facts) for i in record.facts)
    assert placed == list(range(len(facts)))


def test_no_paragraphs_make_no_facts() -> None:
    assert assemble_facts(Report(id="r"), []) == []
