"""Each kind of contradiction in a real sentence, and beside it what only looks like one."""

# ruff: noqa: E501 - sentences stand on one line in the readable form

from collections.abc import Callable

from extractor.checks import Finding, describe

Find = Callable[..., list[Finding]]

HOANG_SIN_CO = """=== p018
+ [I1|Cây Hoàng Sin Cô]: [G1|Kế hoạch] thực hiện [T1|năm 2023] là [Q1|140][U1|ha]. [T2|lũy kế] [I2|trồng mới] [Q2|76,5]/[Q3|125] [U2|ha], đạt [Q4|{share}] [U3|%] [G2|KH].
Q1: U1 I1 T1 k:G1
Q2: U2 I1 I2 T2
Q3: U2 planned-for:Q2
Q4: U3 G2 rate-of:Q2
"""


def kinds(findings: list[Finding]) -> list[str]:
    return [finding.kind for finding in findings]


def test_a_share_of_another_plan_names_that_plan(find: Find) -> None:
    (finding,) = find(HOANG_SIN_CO.format(share="54,64"))
    assert finding.kind == "target_share"
    assert finding.figures == ["54,64", "76,5", "125"]
    assert finding.implied == 61.2
    assert finding.difference == -6.56
    assert finding.suggestion == "125 → 140"
    assert describe(finding) == "76,5 ha trên kế hoạch 125 ha là 61,2%, không phải 54,64%"
    assert describe(finding, "en") == "76,5 ha of the planned 125 ha is 61.2%, not 54,64%"


def test_a_share_that_is_right_says_nothing(find: Find) -> None:
    assert find(HOANG_SIN_CO.format(share="61,2")) == []


def test_two_plans_and_two_shares_need_only_fit_one_another(find: Find) -> None:
    text = """=== p027
[T1|lũy kế đến nay] [I1|trồng] được [Q1|184,6][U1|ha]/[Q2|800] [U2|ha] đạt [Q3|23][U3|%] [G1|KH huyện giao] và bằng [Q4|{share}][U4|%] [G2|KH tỉnh giao] (tỉnh giao [Q5|250][U5|ha]).
Q1: U1 I1 T1
Q2: U2 planned-for:Q1
Q3: U3 G1 rate-of:Q1
Q4: U4 G2 rate-of:Q1
Q5: U5 planned-for:Q1
"""
    assert find(text.format(share="73")) == []  # 73,84 cut off
    assert kinds(find(text.format(share="63"))) == ["target_share"]


def test_a_count_out_of_a_slash_total(find: Find) -> None:
    text = """=== p113
- [I1|Số trẻ suy dinh dưỡng được cân]: [Q1|{part}]/[Q2|1.046] [U1|trẻ] đạt [Q3|99,7][U2|%].
Q1: U1 I1
Q2: U1 total-of:Q1
Q3: U2 rate-of:Q1
"""
    assert kinds(find(text.format(part="1.043"))) == []
    assert kinds(find(text.format(part="1.039"))) == ["share"]
    assert "slash_total" in kinds(find(text.format(part="1.093")))


def test_more_than_planned_is_no_count_above_its_total(find: Find) -> None:
    text = """=== p070
[I1|đi cai nghiện] được [Q1|27]/[Q2|15] [U1|người], đạt [Q3|180][U2|%].
Q1: U1 I1
Q2: U1 total-of:Q1
Q3: U2 rate-of:Q1
"""
    assert "slash_total" not in kinds(find(text))


def test_the_words_behind_a_share_name_its_whole(find: Find) -> None:
    text = """=== p048
[I1|tổng dư nợ của các ngân hàng] là [Q1|731,5] [U1|tỷ đồng]; [I2|nợ xấu của các ngân hàng] [Q2|13,33] [U2|tỷ đồng] chiếm [Q3|{share}][U3|%] [I3|tổng dư nợ].
Q1: U1 I1
Q2: U2 I2
Q3: U3 I3 rate-of:Q2
"""
    (finding,) = find(text.format(share="1,38"))
    assert (finding.kind, round(finding.implied or 0, 2)) == ("share", 1.82)
    assert find(text.format(share="1,82")) == []


def test_parts_that_do_not_add_up(find: Find) -> None:
    text = """=== p017
[I1|điều động, luân chuyển] [Q1|{total}] [U1|cán bộ]. Trong đó: [P1|Mường Khương]: [Q2|8] [U2|người], [P2|Bắc Hà]: [Q3|4] [U3|người], [P3|Bát Xát]: [Q4|4] [U4|người], [P4|Văn Bàn]: [Q5|1] [U5|người].
Q1: U1 I1
Q2: U2 P1 part-of:Q1
Q3: U3 P2 part-of:Q1
Q4: U4 P3 part-of:Q1
Q5: U5 P4 part-of:Q1
"""
    (finding,) = find(text.format(total="16"))
    assert finding.figures == ["16", "8", "4", "4", "1"]
    assert (finding.implied, finding.difference) == (17, -1)
    assert find(text.format(total="17")) == []


def test_some_of_the_parts_are_no_breakdown(find: Find) -> None:
    text = """=== p009
toàn tỉnh có [Q1|112] [U1|vụ] [I1|cháy], {words} [P1|huyện Lý Sơn] [Q2|14] [U2|vụ], [P2|huyện Ba Tơ] [Q3|11] [U3|vụ].
Q1: U1 I1
Q2: U2 P1 part-of:Q1
Q3: U3 P2 part-of:Q1
"""
    assert find(text.format(words="nhiều nhất là")) == []
    assert find(text.format(words="trong đó")) == []


def test_one_total_may_be_broken_down_twice(find: Find) -> None:
    text = """=== p085
Tiếp nhận [Q1|74] [U1|đơn] [I1|kiến nghị]. Trong đó [I2|tồn đọng] [Q2|06] [U2|đơn], [I3|mới] [Q3|68] [U3|đơn]; [I4|đã giải quyết] [Q4|71] [U4|đơn]; [I5|còn lại] [Q5|{rest}] [U5|đơn].
Q1: U1 I1
Q2: U2 I2 part-of:Q1
Q3: U3 I3 part-of:Q1
Q4: U4 I4 part-of:Q1
Q5: U5 I5 part-of:Q1
"""
    assert find(text.format(rest="03")) == []
    assert kinds(find(text.format(rest="30"))) == ["breakdown"]


def test_ages_that_hold_one_another_do_not_add_up(find: Find) -> None:
    text = """=== p114
[I1|Số người chết]: [Q1|36] [U1|người], trong đó, [I2|chết < 1 tuổi]: [Q2|04]; [I3|chết < 5 tuổi]: [Q3|04], [I4|chết > 60 tuổi]: [Q4|17], [I5|nguyên nhân A]: [Q5|14].
Q1: U1 I1
Q2: I2 part-of:Q1
Q3: I3 part-of:Q1
Q4: I4 part-of:Q1
Q5: I5 part-of:Q1
"""
    assert find(text) == []


def test_a_part_is_no_larger_than_its_whole(find: Find) -> None:
    text = """=== f04
[I1|tiêm mũi 1] là: [Q1|72.111] [U1|người], trong đó: [I2|từ 18 tuổi trở lên]: [Q2|484335] [U2|người].
Q1: U1 I1
Q2: U2 I2 part-of:Q1
"""
    (finding,) = find(text)
    assert (finding.kind, finding.figures[0]) == ("breakdown", "484335")


def test_items_of_a_list_below_their_total(find: Find) -> None:
    text = """=== p041
* [I1|Tổng các nguồn vốn chuyển nguồn]: [Q1|{total}] [U1|triệu đồng], cụ thể:
Q1: U1 I1
=== p042
- [I1|Chương trình DTTS]: [Q1|3.754] [U1|triệu đồng].
Q1: U1 I1
=== p043
- [I1|Chương trình NTM]: [Q1|4.731] [U1|triệu đồng].
Q1: U1 I1
"""
    assert find(text.format(total="8.485")) == []
    (finding,) = find(text.format(total="8.845"))
    assert (finding.kind, finding.suggestion) == ("list_breakdown", "8.845 → 8.485")


def test_the_columns_of_a_footnote_prove_each_other(find: Find) -> None:
    text = """=== p157
[I1|tiếp công dân] [Q1|42] [U1|lượt], [Q2|62] [U2|người]⟦8⟧.
Q1: U1 I1
Q2: U2 I1
=== f08
[I1|Tiếp thường xuyên]: [Q1|32] [U1|lượt], [Q2|41] [U2|người]. [I2|Định kỳ]: [Q3|{regular}] [U3|lượt], [Q4|07] [U4|người]. [I3|Đột xuất]: [Q5|01] [U5|lượt], [Q6|14] [U6|người].
Q1: U1 I1
Q2: U2 I1
Q3: U3 I2
Q4: U4 I2
Q5: U5 I3
Q6: U6 I3
"""
    assert find(text.format(regular="09")) == []
    (finding,) = find(text.format(regular="10"))
    assert (finding.kind, finding.figures[0], finding.implied) == ("list_breakdown", "42", 43)


def test_growth_against_both_levels(find: Find) -> None:
    text = """=== p073
[T1|Trong năm 2023] [I1|doanh thu từ du lịch] đạt [Q1|18,5] [U1|tỷ đồng], tăng [Q2|{growth}][U2|%] so với [T2|cùng kỳ] ([T3|cùng kỳ] [Q3|18] [U3|tỷ]).
Q1: U1 I1 T1
Q2: U2 b:T2 rate-of:Q1
Q3: U3 I1 T3
"""
    assert find(text.format(growth="2,78")) == []
    (finding,) = find(text.format(growth="7,28"))
    assert (finding.kind, finding.figures) == ("change", ["7,28", "18,5", "18"])


def test_percentage_points_called_a_percent(find: Find) -> None:
    text = """=== p107
[I1|tỷ lệ hộ nghèo] phải giảm từ [Q1|50,54][U1|%] xuống dưới [Q2|20][U2|%] (phải giảm tối thiểu [Q3|{points}][U3|%]).
Q1: U1 I1
Q2: U2 I1
Q3: U3 rate-of:Q2
"""
    (finding,) = find(text.format(points="30,54"))
    assert (finding.kind, finding.severity) == ("percentage_points", "note")
    assert kinds(find(text.format(points="33,54"))) == ["change"]


def test_yield_times_area(find: Find) -> None:
    text = """=== p006
[I1|thu hoạch] [Q1|3.100] [U1|ha] [I2|ngô], [I3|năng suất] đạt [Q2|38] [U2|tạ/ha], [I4|sản lượng] đạt [Q3|{tons}] [U3|tấn].
Q1: U1 I1 I2
Q2: U2 I2 I3
Q3: U3 I2 I4
"""
    assert find(text.format(tons="11.780")) == []
    assert find(text.format(tons="11.900")) == []  # 38,4 tạ/ha are written 38
    (finding,) = find(text.format(tons="17.180"))
    assert (finding.kind, finding.suggestion) == ("product", "17.180 → 11.780")


def test_a_month_is_part_of_the_year_so_far(find: Find) -> None:
    text = """=== p016
[T1|trong tháng 04/2023] [I1|trồng mới rừng] [Q1|{month}] [U1|ha], [T2|lũy kế 4 tháng đầu năm 2023] [Q2|153,6] [U2|ha].
Q1: U1 I1 T1
Q2: U2 I1 T2
"""
    assert find(text.format(month="78,8")) == []
    assert kinds(find(text.format(month="178,8"))) == ["cumulative"]


def test_dates_that_do_not_exist(find: Find) -> None:
    (finding,) = find("=== p077\nĐến hết ngày 31/11/2022 báo cáo kết quả thực hiện.\n")
    assert (finding.kind, finding.figures, finding.facts) == ("date", ["31/11/2022"], [])
    assert find("=== p078\nTừ ngày 29/2/2024, có 30/31 xã và 31/12 hằng năm.\n") == []


def test_a_document_has_one_date(find: Find) -> None:
    text = """=== p004
Thực hiện Nghị quyết số 20-NQ/TU ngày 24/5/2019 của Tỉnh ủy.
=== p087
Theo Nghị quyết số 20-NQ/TU ngày 24/{month}/2019.
"""
    assert find(text.format(month="5")) == []
    assert kinds(find(text.format(month="3"))) == ["document_date"]


def test_electricity_is_no_power(find: Find) -> None:
    text = """=== p034
[I1|sản xuất điện] [Q1|448] [U1|triệu {unit}].
Q1: U1 I1
"""
    assert kinds(find(text.format(unit="kw"))) == ["unit"]
    assert find(text.format(unit="kWh")) == []


def test_a_share_is_at_most_all(find: Find) -> None:
    text = """=== p053
[I1|Tỷ lệ chất thải rắn được thu gom] đạt [Q1|{share}][U1|%].
Q1: U1 I1
"""
    assert find(text.format(share="100")) == []
    assert kinds(find(text.format(share="101"))) == ["impossible_share"]
