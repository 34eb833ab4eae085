"""The readable form of annotations: what it means, exact round trips, errors with their place."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.schema import (
    ENTITY_LABELS,
    QUANTITY,
    RELATION_LABELS,
    TAIL_LABEL,
    AnnotatedText,
    Entity,
    Link,
    Marker,
)
from training.annotations.inline import LETTER_OF, format_inline, parse_inline

CHESTNUTS = """\
=== bat-xat-2023-04/p012
+ Cây chuối: [I1|Tổng diện tích chuối]⟦3⟧ hiện là [Q1|1.001,8] [U1|ha], đạt [Q2|99][U2|%] [G1|KH].
Q1: U1 I1
Q2: U2 G1 rate-of:Q1
"""


def read_one(source: str) -> AnnotatedText:
    reading = parse_inline(source, Path("x.txt"))
    assert reading.problems == []
    (block,) = reading.blocks
    return block.record


def problems_of(source: str) -> list[str]:
    reading = parse_inline(source, Path("x.txt"))
    assert reading.blocks == []
    return [f"{p.line} {p.message}" for p in reading.problems]


def test_marks_become_spans_and_lines_relations() -> None:
    record = read_one(CHESTNUTS)
    assert record.id == "bat-xat-2023-04/p012"
    assert record.text == "+ Cây chuối: Tổng diện tích chuối hiện là 1.001,8 ha, đạt 99% KH."
    assert [(e.id, e.label, record.text_of(e)) for e in record.entities] == [
        ("I1", "INDICATOR", "Tổng diện tích chuối"),
        ("Q1", "QUANTITY", "1.001,8"),
        ("U1", "UNIT", "ha"),
        ("Q2", "QUANTITY", "99"),
        ("U2", "UNIT", "%"),
        ("G1", "TARGET", "KH"),
    ]
    assert [(r.head, r.label, r.tail) for r in record.relations] == [
        ("Q1", "HAS_UNIT", "U1"),
        ("Q1", "MEASURES", "I1"),
        ("Q2", "HAS_UNIT", "U2"),
        ("Q2", "AGAINST_TARGET", "G1"),
        ("Q2", "RATE_OF", "Q1"),
    ]
    assert record.footnotes == [Marker(3, len("+ Cây chuối: Tổng diện tích chuối"))]


def test_each_special_form_has_its_relation() -> None:
    record = read_one(
        "=== r/p1\n[Q1|5] [Q2|6] [Q3|7] [Q4|8] [Q5|9] [T1|cùng kỳ] [G1|KH]\n"
        "Q1: b:T1 k:G1\nQ2: planned-for:Q1\nQ3: total-of:Q1\nQ4: rate-of:Q1\nQ5: part-of:Q1\n"
    )
    assert [r.label for r in record.relations] == [
        "COMPARED_WITH",
        "STATES_TARGET",
        "PLANNED_FOR",
        "TOTAL_OF",
        "RATE_OF",
        "PART_OF",
    ]


def test_id_without_report_belongs_to_the_file() -> None:
    assert read_one("=== s001\nKhông có số liệu.\n").id == "x/s001"


def test_windows_line_ends_and_byte_order_mark_are_accepted() -> None:
    assert read_one("\ufeff" + CHESTNUTS.replace("\n", "\r\n")) == read_one(CHESTNUTS)


def test_decomposed_text_is_composed() -> None:
    assert read_one(unicodedata.normalize("NFD", CHESTNUTS)) == read_one(CHESTNUTS)


def test_remarks_and_blank_lines_may_stand_between() -> None:
    assert read_one("# ghi chú\n\n" + CHESTNUTS + "\n# hết\n") == read_one(CHESTNUTS)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("Q1: U1\n", "1 Text before the first header; a block begins with a line '=== id'."),
        ("===\nabc\n", "1 A header without an id; write '=== p012'."),
        ("=== p1", "1 The block has no text; it belongs on the next line."),
        (
            "=== p1\n\nĐạt [Q1|5] ha\nQ1:\n",
            "2 The line after the header is blank; the text belongs right there.",
        ),
        ("=== p1\nĐạt [Q1|5 ha\nQ1:\n", "2 The span Q1 is never closed"),
        ("=== p1\nĐạt [Q1|5 [U1|ha]]\nQ1: U1\n", "2 '[U1|' inside the span Q1"),
        ("=== p1\nĐạt [X1|5] ha\n", "2 '[X1|' is no mark"),
        ("=== p1\nĐạt [Q|5] ha\n", "2 '[Q|' has no number; write '[Q1|'."),
        ("=== p1\nĐạt [Q1|] ha\nQ1:\n", "2 The span Q1 is empty."),
        ("=== p1\nĐạt [Q1|5], [Q1|6] ha\nQ1:\n", "2 Two spans are called Q1."),
        ("=== p1\nĐạt \\q ha\n", "2 '\\q' is no escape"),
        ("=== p1\nĐạt [Q1|5] ha\n", "1 Q1 (5) has no line"),
        ("=== p1\nĐạt [Q1|5] ha\nQ1:\nQ1:\n", "4 Q1 has a line already, line 3"),
        ("=== p1\nĐạt [Q1|5] ha\nQ1:\nQ2:\n", "4 Q2 has a line but no mark in the text."),
        ("=== p1\nĐạt [Q1|5] [U1|ha]\nQ1: U1\nU1: Q1\n", "4 U1 is not a quantity"),
        ("=== p1\nĐạt [Q1|5] ha\nQ1: U2\n", "3 Q1 is linked to U2, which has no mark"),
        ("=== p1\nĐạt [Q1|5] ha\nQ1: foo\n", "3 'foo' of Q1 is none of"),
        ("=== p1\n[Q1|5], [Q2|6]\nQ1: Q2\nQ2:\n", "3 Q1 is linked to the quantity Q2 without"),
        ("=== p1\n[Q1|5], [Q2|6]\nQ1: part:Q2\nQ2:\n", "3 'part:' is none of b:, k:,"),
        ("=== p1\n[Q1|5] [U1|ha]\nQ1: b:U1\n", "3 'b:U1' of Q1: b: points to a PERIOD"),
        ("=== p1\nĐạt [Q1|5] ha\nQ1:\nnăm 2023\n", "4 'năm 2023' is no quantity's line"),
    ],
)
def test_fault_is_named_with_its_line(source: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems_of(source))


def test_one_faulty_block_does_not_hide_the_others() -> None:
    reading = parse_inline("=== p1\nĐạt [Q1|5\n" + CHESTNUTS, Path("x.txt"))
    assert [b.record.id for b in reading.blocks] == ["bat-xat-2023-04/p012"]
    assert [p.line for p in reading.problems] == [2]


def test_text_that_looks_like_marks_stays_text() -> None:
    text = "=== [Q1|5] ⟦3⟧ a\\b ]\nQ1: U1\r\n[X|y"
    record = AnnotatedText("r/p1", text, [Entity("P1", "PLACE", 12, 15)], [], [Marker(2, 0)])
    assert read_one(format_inline([record])) == record


def test_foreign_ids_are_renumbered_by_label() -> None:
    record = AnnotatedText(
        "r/p1",
        "5 ha",
        [Entity("e7", "QUANTITY", 0, 1), Entity("e9", "UNIT", 2, 4)],
        [Link("e7", "e9", "HAS_UNIT")],
    )
    assert format_inline([record]) == "=== r/p1\n[Q1|5] [U1|ha]\nQ1: U1\n"


TEXTS = st.text(
    st.one_of(st.sampled_from("[]|\\⟦⟧123QUq:=# \n\r\u2028ạ̣"), st.characters(codec="utf-8"))
).map(lambda text: unicodedata.normalize("NFC", text))


@st.composite
def records(draw: st.DrawFn) -> AnnotatedText:
    """Any record of sound form, its spans in text order and its relations by quantity."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    entities: list[Entity] = []
    for number, (start, end) in enumerate(pairwise(cuts)):
        if draw(st.booleans()):
            label = draw(st.sampled_from(ENTITY_LABELS))
            entities.append(Entity(f"{LETTER_OF[label]}{number}", label, start, end))
    heads = draw(st.permutations([e.id for e in entities if e.label == QUANTITY]))
    linked = []
    for head in heads:
        pairs = [
            Link(head, tail.id, label)
            for label in RELATION_LABELS
            for tail in entities
            if tail.label == TAIL_LABEL[label] and tail.id != head
        ]
        if pairs:
            linked.extend(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)))
    offsets = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    markers = [Marker(draw(st.integers(1, 99)), offset) for offset in offsets]
    return AnnotatedText("report/p001", text, entities, linked, markers)


# The first draw builds Hypothesis's table of all characters, which takes seconds.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records(), max_size=3))
def test_any_record_comes_back_as_it_was(written: list[AnnotatedText]) -> None:
    reading = parse_inline(format_inline(written), Path("x.txt"))
    assert reading.problems == []
    assert [block.record for block in reading.blocks] == written


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_any_text_is_read_or_faulted_but_never_breaks(source: str) -> None:
    reading = parse_inline("=== p1\n" + source, Path("x.txt"))
    assert reading.blocks or reading.problems
