"""Annex tables: header, rows, roles, places, and the way to the text's facts."""

from __future__ import annotations

import pytest

from extractor.facts import Fact, assemble_facts, to_records
from extractor.reading.report import Report, Table
from extractor.schema import AnnotatedText, Entity, Link

INDICATORS = Table(
    "Biểu 1: Các chỉ tiêu kinh tế - xã hội năm 2023",
    ["TT", "Chỉ tiêu", "ĐVT", "TH năm 2022", "KH năm 2023", "Ước TH năm 2023",
     "So sánh (%) với KH", "So sánh (%) với cùng kỳ"],
    [["I", "Trồng trọt", "", "", "", "", "", ""],
     ["1", "Cây lúa", "", "", "", "", "", ""],
     ["-", "Diện tích gieo trồng", "ha", "4.600,5", "4.580", "4.623,3", "100,9", "100,5"],
     ["-", "Năng suất", "tạ/ha", "47,5", "47,6", "47,85", "100,5", "100,7"],
     ["2", "Cây ngô", "", "", "", "", "", ""],
     ["-", "Diện tích gieo trồng", "ha", "3.770", "3.770", "3.773,2", "100,08", "100,1"],
     ["II", "Chăn nuôi", "", "", "", "", "", ""],
     ["1", "Tổng đàn lợn", "Con", "45.000", "48.000", "48.802", "101,7", "108,4"]],
)  # fmt: skip
COMMUNES = Table(
    "Biểu 2: Diện tích trồng chuối (Đơn vị tính: ha)",
    ["STT", "Xã", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"],
    [["1", "Bản Qua", "20", "18", "90"], ["2", "Bản Vược", "10", "10", "100"],
     ["", "Tổng cộng", "30", "28", "93,3"]],
)  # fmt: skip
POVERTY = Table(
    "Biểu 3",
    ["TT", "Xã", "Số hộ nghèo (hộ)", "Tỷ lệ hộ nghèo (%)", "Tăng/giảm so với năm 2022 (%)"],
    [["1", "Mường Hum", "120", "15,2", "-3,1"], ["2", "Y Tý", "210", "32,4", "x"]],
)


def report(*tables: Table) -> Report:
    return Report(
        id="r", place="huyện Bát Xát, tỉnh Lào Cai", date="2023-12-10", title="năm 2023",
        tables=list(tables),
    )  # fmt: skip


def facts_of(*tables: Table) -> list[Fact]:
    return assemble_facts(report(*tables), [])


def by_cell(facts: list[Fact], row: str) -> dict[str, Fact]:
    return {fact.value_text: fact for fact in facts if fact.paragraph == row}


def test_a_cell_becomes_a_fact_that_leads_back_to_its_row() -> None:
    fact = by_cell(facts_of(INDICATORS), "t01r003")["4.623,3"]
    assert fact.source == "table"
    assert fact.text[fact.start : fact.end] == "4.623,3"
    assert (fact.value, fact.unit, fact.base_unit) == (4623.3, "ha", "m2")
    assert fact.confidence == 1.0


def test_rows_stand_under_the_rows_their_numbers_are_subordinate_to() -> None:
    facts = facts_of(INDICATORS)
    rice = by_cell(facts, "t01r003")["4.623,3"]
    maize = by_cell(facts, "t01r006")["3.773,2"]
    pigs = by_cell(facts, "t01r008")["48.802"]
    assert rice.indicator == "Trồng trọt · Cây lúa · Diện tích gieo trồng"
    assert maize.indicator == "Trồng trọt · Cây ngô · Diện tích gieo trồng"
    assert pigs.indicator == "Chăn nuôi · Tổng đàn lợn"


def test_columns_have_roles_and_periods() -> None:
    row = by_cell(facts_of(INDICATORS), "t01r004")
    roles = {text: fact.role for text, fact in row.items()}
    assert roles == {
        "47,5": "actual", "47,6": "planned", "47,85": "actual",
        "100,5": "share_of_target", "100,7": "rate",
    }  # fmt: skip
    assert row["47,5"].periods[0].start == "2022-01-01"
    assert row["47,85"].periods[0].end == "2023-12-31"
    assert (row["100,5"].target, row["100,7"].baseline) == ("KH", "cùng kỳ")
    assert row["100,7"].baseline_periods[0].start == "2022-01-01"


def test_a_row_is_one_record_with_plan_and_shares() -> None:
    facts = facts_of(INDICATORS)
    records = [r for r in to_records(facts) if facts[r.fact].value_text == "48.802"]
    (record,) = records
    row = record.to_dict(facts)
    assert (row["actual"], row["planned"], row["share_of_target"]) == (48802, 48000, 101.7)


def test_rows_of_communes_are_places() -> None:
    facts = facts_of(COMMUNES)
    row = by_cell(facts, "t01r001")
    assert row["18"].places[0].name == "Xã Bản Qua"
    assert row["18"].indicator == "Diện tích trồng chuối"
    assert row["18"].unit == "ha"
    assert (row["90"].role, row["90"].unit) == ("share_of_target", "%")


def test_a_sum_row_is_the_issuers() -> None:
    row = by_cell(facts_of(COMMUNES), "t01r003")
    (place,) = row["28"].places
    assert (place.name, place.inferred) == ("Huyện Bát Xát", True)


def test_a_sign_gives_the_direction_and_points_between_percentages() -> None:
    row = by_cell(facts_of(POVERTY), "t01r001")
    change = row["3,1"]
    assert (change.value, change.role, change.direction) == (3.1, "change", "decrease")
    assert change.change_in == "points"
    assert row["120"].indicator == "Số hộ nghèo"


def test_a_cell_without_a_number_is_no_fact() -> None:
    assert "x" not in by_cell(facts_of(POVERTY), "t01r002")


def test_what_a_table_does_not_say_is_marked_as_inferred() -> None:
    fact = by_cell(facts_of(POVERTY), "t01r001")["120"]
    assert fact.periods[0].inferred
    assert fact.periods[0].origin == "report"


def test_text_and_table_find_each_other() -> None:
    text = "Tổng đàn lợn trên địa bàn huyện là 48.802 con, đàn ngựa 2.610 con"
    paragraph = AnnotatedText(
        "r/p001",
        text,
        [Entity("I1", "INDICATOR", 0, 12), Entity("Q1", "QUANTITY", 35, 41),
         Entity("U1", "UNIT", 42, 45), Entity("I2", "INDICATOR", 47, 55),
         Entity("Q2", "QUANTITY", 56, 61), Entity("U2", "UNIT", 62, 65)],
        [Link("Q1", "I1", "MEASURES"), Link("Q1", "U1", "HAS_UNIT"),
         Link("Q2", "I2", "MEASURES"), Link("Q2", "U2", "HAS_UNIT")],
    )  # fmt: skip
    facts = assemble_facts(report(INDICATORS), [paragraph])
    (match,) = [i for i in facts[0].matches if facts[i].value_text == "48.802"]
    assert facts[match].matches == [0]
    assert not [i for i in facts[1].matches if facts[i].value == 48802]


def test_heads_of_table_facts_are_indices_behind_the_text() -> None:
    paragraph = AnnotatedText("r/p001", "có 5 xã", [Entity("Q1", "QUANTITY", 3, 4)], [])
    facts = assemble_facts(report(COMMUNES), [paragraph])
    planned = next(fact for fact in facts if fact.role == "planned")
    assert planned.head is not None
    assert facts[planned.head].paragraph == planned.paragraph


@pytest.mark.parametrize(
    "table",
    [
        Table("", [], []),
        Table("", ["a"], [["1"]]),
        Table("", ["TT", "Nội dung"], [["1", "không có số"]]),
        Table("", ["TT", "Nội dung", "Số"], [["1"], [], ["1", "x", "2", "3", "4"]]),
    ],
)
def test_odd_tables_raise_nothing(table: Table) -> None:
    facts_of(table)
