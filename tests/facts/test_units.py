"""Units: compound, scaled, misspelt, unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.units import read_unit, registry


@pytest.mark.parametrize(
    ("written", "value", "base_value", "base", "dimension"),
    [
        ("tạ/ha", 47.85, 0.4785, "kg/m2", "mass/area"),
        ("triệu đồng/người/năm", 42.5, 42_500_000, "đồng/người/năm", "currency/count/time"),
        ("triệu đồng/người/tháng", 4.8, 57_600_000, "đồng/người/năm", "currency/count/time"),
        ("‰", 2.14, 0.214, "%", "ratio"),
        ("nghìn tỷ đồng", 1.2, 1.2e12, "đồng", "currency"),
        ("trđ", 15, 15_000_000, "đồng", "currency"),
        ("giường/10.000 dân", 28, 0.0028, "giường/dân", "count/count"),
        ("chỉ tiêu/ 01 xã", 1.6, 1.6, "chỉ tiêu/xã", "count/count"),
        ("triệu KW/h", 508, 508_000_000, "kWh", "energy"),
        ("tấn quả tươi", 3, 3000, "kg", "mass"),
        ("m²", 5, 5, "m2", "area"),
        ("m3/ngày đêm", 1200, 1200, "m3/ngày", "volume/time"),
        ("Tỷ", 18, 18e9, "đồng", "currency"),
        ("triệu lượt khách", 1.2, 1_200_000, "lượt khách", "count"),
        ("điểm %", 0.5, 0.5, "điểm phần trăm", "ratio_points"),
    ],
)
def test_base_value_base_unit_and_dimension(
    written: str, value: float, base_value: float, base: str, dimension: str
) -> None:
    unit = read_unit(written)
    assert unit.to_base(value) == pytest.approx(base_value)
    assert (unit.base, unit.dimension) == (base, dimension)


@pytest.mark.parametrize("written", ["đ/c", "đồng chí", "Đồng chí"])
def test_a_comrade_is_no_currency(written: str) -> None:
    assert read_unit(written).base == "đồng chí"


@pytest.mark.parametrize("written", ["foo", "xyz/abc", "", "nghìn", "/", "dBA", "đồng/foo"])
def test_an_unknown_unit_has_no_base(written: str) -> None:
    unit = read_unit(written)
    assert not unit.known
    assert unit.written == written
    assert unit.to_base(5.0) is None


def test_a_base_value_carries_no_noise_of_binary_fractions() -> None:
    assert read_unit("nghìn con").to_base(347.6) == 347_600.0
    assert read_unit("triệu USD").to_base(1.21) == 1_210_000.0


def test_whole_numbers_are_expected_of_counted_things_only() -> None:
    assert read_unit("người").traits.whole
    assert not read_unit("nghìn người").traits.whole
    assert not read_unit("tiêu chí/xã").traits.whole
    assert not read_unit("ha").traits.whole


def test_the_registry_converts_between_measures() -> None:
    quantity = registry().Quantity(2.0, "tấn").to("tạ")
    assert quantity.magnitude == pytest.approx(20)


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_unknown(written: str) -> None:
    unit = read_unit(written)
    assert unit.known == (unit.base is not None) == (unit.dimension is not None)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_has_a_base_value_or_none(value: float) -> None:
    base = read_unit("tỷ đồng").to_base(value)
    assert base is None or abs(base) < float("inf")
