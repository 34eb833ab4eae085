"""From spans and relations to facts, on sentences of the reports."""

from __future__ import annotations

from extractor.facts import Fact, assemble_facts
from extractor.reading.report import Footnote, Report
from extractor.reading.report import Paragraph as ReportParagraph
from extractor.schema import AnnotatedText, Entity, Link, Marker

LABELS = {
    "Q": "QUANTITY", "U": "UNIT", "I": "INDICATOR", "P": "PLACE", "T": "PERIOD", "G": "TARGET"
}  # fmt: skip
RELATIONS = {"U": "HAS_UNIT", "I": "MEASURES", "P": "LOCATED_IN", "T": "IN_PERIOD",
             "G": "AGAINST_TARGET"}  # fmt: skip
NAMED = {"planned-for": "PLANNED_FOR", "total-of": "TOTAL_OF", "rate-of": "RATE_OF",
         "part-of": "PART_OF", "b": "COMPARED_WITH", "k": "STATES_TARGET"}  # fmt: skip


def annotated(id: str, marked: str, links: str = "", **extra: object) -> AnnotatedText:
    """A paragraph in the guideline's readable form: `[Q1|230] [U1|ha]` and `Q1: U1; Q2: b:T1`."""
    text, entities, rest = "", [], marked
    while "[" in rest:
        before, _, inner = rest.partition("[")
        span, _, rest = inner.partition("]")
        name, _, words = span.partition("|")
        text += before
        entities.append(Entity(name, LABELS[name[0]], len(text), len(text) + len(words)))
        text += words
    relations = []
    for line in filter(None, (part.strip() for part in links.split(";"))):
        head, _, tails = line.partition(": ")
        for tail in tails.split():
            kind, _, target = tail.rpartition(":")
            label = NAMED[kind] if kind else RELATIONS[target[0]]
            relations.append(Link(head, target, label))
    return AnnotatedText(id, text + rest, entities, relations, **extra)  # type: ignore[arg-type]


def facts_of(*paragraphs: AnnotatedText, report: Report | None = None) -> list[Fact]:
    return assemble_facts(report or Report(id="bat-xat-2023-04", date="2023-04-18"), paragraphs)


RICE = annotated(
    "bat-xat-2023-04/p005",
    "* Kết quả sản xuất vụ xuân: [I1|Cây lúa]: [T1|lũy kế] đạt [Q1|1006]/[Q2|1004] [U1|ha] đạt "
    "[Q3|100,2][U2|%] [G1|KH].",
    "Q1: U1 I1 T1; Q2: U1 planned-for:Q1; Q3: U2 G1 rate-of:Q1",
)


def test_actual_plan_and_share_of_the_plan() -> None:
    actual, planned, share = facts_of(RICE)
    assert [f.role for f in (actual, planned, share)] == ["actual", "planned", "share_of_target"]
    assert (planned.head, planned.relation_to_head) == (0, "PLANNED_FOR")
    assert (actual.base_value, actual.base_unit, actual.dimension) == (10_060_000, "m2", "area")
    assert share.target == "KH"


def test_a_tail_inherits_indicator_and_period_and_says_so() -> None:
    _, _, share = facts_of(RICE)
    assert share.indicator == "Cây lúa"
    (period,) = share.periods
    assert (period.inherited, period.inferred, period.origin) == (True, False, "head")
    assert (period.start, period.end, period.cumulative) == ("2023-01-01", "2023-04-30", True)


def test_offsets_and_sentence_lead_back_to_the_text() -> None:
    paragraph = annotated(
        "r/p001",
        "Huyện đã họp. [I1|Diện tích dứa] [Q1|62] [U1|ha]. Xã Cốc Mỳ tiếp tục trồng.",
        "Q1: U1 I1",
    )
    (fact,) = facts_of(paragraph, report=Report(id="r"))
    assert paragraph.text[fact.start : fact.end] == "62" == fact.value_text
    assert fact.text == "Diện tích dứa 62 ha."
    assert (fact.report, fact.paragraph, fact.source) == ("r", "p001", "text")


def test_inherited_indicators_come_first() -> None:
    _, part = facts_of(
        annotated(
            "r/p001",
            "[I1|Tổng diện tích chuối] là [Q1|1.001,8] [U1|ha], [I2|trồng mới] [Q2|98,45] [U2|ha]",
            "Q1: U1 I1; Q2: U2 I2 part-of:Q1",
        )
    )
    assert part.indicator == "Tổng diện tích chuối · trồng mới"


def test_a_change_has_direction_unit_and_baseline() -> None:
    _, change = facts_of(
        annotated(
            "r/p001",
            "[I1|Giá trị sản xuất] [T1|trong tháng] đạt [Q1|963,3] [U1|tỷ đồng], giảm [Q2|15,6]"
            "[U2|%] so với [T2|cùng kỳ năm trước]",
            "Q1: U1 I1 T1; Q2: U2 b:T2 rate-of:Q1",
        )
    )
    assert (change.role, change.direction, change.change_in) == ("change", "decrease", "percent")
    assert change.baseline == "cùng kỳ năm trước"
    assert (change.baseline_periods[0].start, change.baseline_periods[0].end) == (
        "2022-04-01",
        "2022-04-30",
    )


def test_a_difference_between_percentages_is_in_points() -> None:
    _, change = facts_of(
        annotated(
            "r/p001",
            "[I1|tỷ lệ hộ nghèo] [Q1|37,93][U1|%], giảm [Q2|5,88][U2|%] so với [T1|năm 2022]",
            "Q1: U1 I1; Q2: U2 b:T1 rate-of:Q1",
        )
    )
    assert change.change_in == "points"


def test_from_one_level_to_another_is_no_change() -> None:
    facts = facts_of(
        annotated(
            "r/p001",
            "[I1|tỷ lệ giảm nghèo] [Q1|10,41][U1|%], giảm từ [Q2|60,95][U2|%] xuống còn "
            "[Q3|50,54][U3|%]",
            "Q1: U1 I1; Q2: U2 rate-of:Q1; Q3: U3 rate-of:Q1",
        )
    )
    assert [f.role for f in facts[1:]] == ["rate", "rate"]


def test_figures_that_fell_together_share_the_word() -> None:
    facts = facts_of(
        annotated(
            "r/p001",
            "[I1|tiếp công dân] [Q1|226] [U1|lượt], [Q2|227] [U2|người] (giảm [Q3|202] [U3|lượt], "
            "[Q4|238] [U4|người] so với [T1|năm 2022])",
            "Q1: U1 I1; Q2: U2 I1; Q3: U3 b:T1 rate-of:Q1; Q4: U4 b:T1 rate-of:Q2",
        )
    )
    assert [f.direction for f in facts] == [None, None, "decrease", "decrease"]


def test_a_share_of_a_total() -> None:
    part, total, share = facts_of(
        annotated(
            "r/p001",
            "[I1|xã đạt chuẩn y tế] [Q1|16]/[Q2|17] [U1|xã], đạt [Q3|94,1][U2|%]",
            "Q1: U1 I1; Q2: U1 total-of:Q1; Q3: U2 rate-of:Q1",
        )
    )
    assert (part.role, total.role, share.role) == ("actual", "total", "share")


def test_words_before_a_number_say_how_exact_it_is() -> None:
    facts = facts_of(
        annotated("r/p001", "hơn [Q1|50.000] người, gần [Q2|60] giải, khoảng [Q3|102] tấn, [Q4|5]")
    )
    assert [f.approximation for f in facts] == ["over", "under", "about", None]


def test_the_scope_of_the_district_is_the_issuer() -> None:
    report = Report(id="r", place="huyện Bát Xát", date="2023-04-18")
    (fact,) = facts_of(
        annotated("r/p001", "trên [P1|địa bàn huyện] có [Q1|5] [U1|xã]", "Q1: U1 P1"),
        report=report,
    )
    (place,) = fact.places
    assert (place.name, place.code, place.inferred) == ("Huyện Bát Xát", "082", False)


def test_without_a_place_the_issuer_is_inferred() -> None:
    report = Report(id="r", place="huyện Bát Xát, tỉnh Lào Cai", date="2023-04-18")
    (fact,) = facts_of(annotated("r/p001", "có [Q1|5] [U1|xã]", "Q1: U1"), report=report)
    (place,) = fact.places
    assert (place.name, place.inferred, place.origin) == ("Huyện Bát Xát", True, "issuer")


def test_a_bare_text_gets_nothing_that_it_does_not_say() -> None:
    (fact,) = facts_of(annotated("r/p001", "có [Q1|5] [U1|xã]", "Q1: U1"), report=Report(id="r"))
    assert fact.places == []
    assert fact.periods == []
    assert fact.indicator is None


def test_a_list_item_takes_the_period_and_topic_of_the_line_above() -> None:
    above = annotated(
        "r/p001",
        "* [I1|Tổng vốn đã giao] [T1|năm 2022]: [Q1|142.510] [U1|triệu đồng]. Trong đó:",
        "Q1: U1 I1 T1",
    )
    item = annotated("r/p002", "- Nguồn khác: [Q1|8.658] [U1|triệu đồng].", "Q1: U1")
    _, fact = facts_of(above, item)
    (period,) = fact.periods
    assert (period.text, period.inferred, period.origin) == ("năm 2022", True, "list item")
    assert fact.indicator is None
    assert (fact.context, fact.context_origin) == ("Tổng vốn đã giao", "list item")


def test_a_heading_gives_its_period_as_written() -> None:
    heading = annotated("r/p001", "B. NHIỆM VỤ NĂM 2024")
    item = annotated("r/p002", "Trồng mới [Q1|50] [U1|ha].", "Q1: U1")
    (fact,) = facts_of(heading, item)
    (period,) = fact.periods
    assert (period.text, period.start, period.origin) == ("NĂM 2024", "2024-01-01", "heading")
    assert fact.section == ["B. NHIỆM VỤ NĂM 2024"]


def test_a_footnote_takes_place_and_topic_from_its_marker() -> None:
    body = annotated("r/f01", "Tăng [Q1|231,60] [U1|ha] so với [T1|cùng kỳ].", "Q1: U1 b:T1")
    host = annotated(
        "r/p001",
        "tại [P1|xã Bản Qua] trồng [Q1|18] [U1|ha] [I1|chuối], [I2|dứa] [Q2|5] [U2|ha]",
        "Q1: U1 I1 P1; Q2: U2 I2",
        footnotes=[Marker(1, 36)],
    )
    report = Report(id="r", place="huyện Bát Xát", date="2023-04-18")
    *_, fact = facts_of(host, body, report=report)
    assert fact.source == "footnote"
    assert (fact.places[0].name, fact.places[0].origin) == ("Xã Bản Qua", "footnote marker")
    assert (fact.context, fact.context_origin) == ("chuối", "footnote marker")


def test_a_footnote_placed_by_the_report_counts_too() -> None:
    report = Report(
        id="r",
        paragraphs=[ReportParagraph("p001", "trồng 18 ha chuối", section=["I. Nông nghiệp"])],
        footnotes=[Footnote(1, "5 ha", "p001", 17)],
    )
    host = annotated("r/p001", "trồng [Q1|18] [U1|ha] [I1|chuối]", "Q1: U1 I1")
    body = annotated("r/f01", "[Q1|5] [U1|ha]", "Q1: U1")
    _, fact = facts_of(host, body, report=report)
    assert fact.context == "chuối"
    assert fact.section == ["I. Nông nghiệp"]


def test_the_figures_beside_it_settle_an_open_number() -> None:
    whole, part = facts_of(
        annotated(
            "r/p001",
            "[I1|khám bệnh] [Q1|180] [U1|nghìn lượt] (gần [Q2|7.120] [U2|nghìn lượt] nội trú)",
            "Q1: U1 I1; Q2: U2 part-of:Q1",
        )
    )
    assert whole.value == 180
    assert part.value == 7.12
    assert part.notes


def test_a_share_of_the_plan_settles_which_mark_is_meant() -> None:
    actual, planned, _ = facts_of(
        annotated(
            "r/p001",
            "[I1|lúa] [Q1|1,250]/[Q2|1.250] [U1|ha], đạt [Q3|100][U2|%] [G1|KH]",
            "Q1: U1 I1; Q2: U1 planned-for:Q1; Q3: U2 G1 rate-of:Q1",
        )
    )
    assert actual.value == planned.value == 1250


def test_people_stay_whole_even_where_the_report_adds_up_wrong() -> None:
    _, part = facts_of(
        annotated(
            "r/p001",
            "[I1|tuyển sinh] [Q1|1.543] [U1|người] (sơ cấp [Q2|1.568] [U2|người])",
            "Q1: U1 I1; Q2: U2 part-of:Q1",
        )
    )
    assert part.value == 1568


def test_scores_make_the_confidence() -> None:
    paragraph = AnnotatedText(
        "r/p001",
        "Diện tích 62 ha",
        [
            Entity("I1", "INDICATOR", 0, 9, 0.8),
            Entity("Q1", "QUANTITY", 10, 12, 0.9),
            Entity("U1", "UNIT", 13, 15, 1.0),
        ],
        [Link("Q1", "U1", "HAS_UNIT", 0.5), Link("Q1", "I1", "MEASURES", 1.0)],
    )
    (fact,) = facts_of(paragraph)
    assert abs(fact.confidence - 0.9 * 0.5 * 0.8) < 1e-9


def test_a_sign_in_brackets_is_a_change() -> None:
    _, fell, rose = facts_of(
        annotated(
            "r/p001",
            "[I1|ngô] [Q1|9.215] [U1|ha] (-[Q2|2,1][U2|%]), sắn +[Q3|0,7][U3|%]",
            "Q1: U1 I1; Q2: U2 rate-of:Q1; Q3: U3 rate-of:Q1",
        )
    )
    assert (fell.value, fell.role, fell.direction) == (2.1, "change", "decrease")
    assert (rose.value, rose.role, rose.direction) == (0.7, "change", "increase")


def test_a_component_of_a_growth_grows_by_percent() -> None:
    _, part = facts_of(
        annotated(
            "r/p001",
            "[I1|IIP] tăng [Q1|7,25][U1|%], trong đó [I2|dệt] tăng [Q2|12,55][U2|%]",
            "Q1: U1 I1; Q2: U2 I2 part-of:Q1",
        )
    )
    assert (part.role, part.direction, part.change_in) == ("change", "increase", "percent")


def test_a_growth_with_a_name_is_a_rate() -> None:
    (fact,) = facts_of(
        annotated("r/p001", "[I1|Tốc độ tăng đàn gia súc] đạt [Q1|5][U1|%]", "Q1: U1 I1")
    )
    assert fact.role == "rate"


def test_a_percentage_with_a_sign_is_negative_and_a_bullet_is_not() -> None:
    facts = facts_of(
        annotated(
            "r/p001",
            "[I1|Tốc độ tăng] đạt -[Q1|2,5][U1|%]; - [Q2|05] [U2|xã]",
            "Q1: U1 I1; Q2: U2",
        )
    )
    assert [f.value for f in facts] == [-2.5, 5.0]


def test_json_form_has_every_field_of_the_contract() -> None:
    (fact, *_) = facts_of(RICE)
    contract = {
        "report", "paragraph", "start", "end", "text", "section", "source", "value", "value_high",
        "value_text", "unit", "base_value", "base_unit", "indicator", "places", "periods", "role",
        "direction", "target", "baseline", "head", "relation_to_head", "confidence",
    }  # fmt: skip
    assert contract <= fact.to_dict().keys()
