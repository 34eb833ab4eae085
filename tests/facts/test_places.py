"""Places: the hand-checked list, ambiguous names, villages, abroad, the mergers of 2025."""

from __future__ import annotations

import csv
import re
import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.administrative_units import AdministrativeUnit, gazetteer
from extractor.facts.places import Issuer, PlaceResolver, find_issuer

ROOT = Path(__file__).parents[2]
with (ROOT / "annotations" / "normalised" / "places.csv").open(encoding="utf-8") as lines:
    CHECKED = list(csv.DictReader(lines))
ISSUERS = {
    "bat-xat-2023-04": "Huyện Bát Xát",
    "lao-cai-poor-communes-2023": "Tỉnh Lào Cai",
    "phong-tho-2023": "Huyện Phong Thổ",
    "lai-chau-2023-07": "Tỉnh Lai Châu",
}


def unit(name: str) -> AdministrativeUnit:
    return next(u for u in gazetteer().legacy.units if u.name == name)


@pytest.fixture(scope="module")
def resolvers() -> dict[str, PlaceResolver]:
    return {
        report: PlaceResolver(Issuer(unit(name)), "2023-06-01") for report, name in ISSUERS.items()
    }


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    """Code of each unit by its name and parents, read from the package's table directly."""
    found = find_spec("vietnamadminunits")
    assert found is not None
    assert found.submodule_search_locations
    connection = sqlite3.connect(Path(found.submodule_search_locations[0]) / "data" / "dataset.db")
    out = {}
    for province, pc, district, dc, ward, wc in connection.execute(
        "select province, provinceCode, district, districtCode, ward, wardCode "
        "from admin_units_legacy"
    ):
        out[province] = pc
        out[f"{district} < {province}"] = dc
        out[f"{ward} < {district} < {province}"] = wc
    connection.close()
    return out


def test_the_checked_list_is_long_enough() -> None:
    assert len(CHECKED) >= 150


@pytest.mark.parametrize("row", CHECKED, ids=lambda row: f"{row['report']}: {row['text']}")
def test_place_of_the_corpus(
    row: dict[str, str], resolvers: dict[str, PlaceResolver], codes: dict[str, str]
) -> None:
    place = resolvers[row["report"]].resolve(row["text"])
    path = " < ".join([place.name, *place.parents]) if place.name else ""
    assert (place.level or "", path) == (row["level"], row["name_and_parents"])
    if row["level"] in ("province", "district", "commune") and path:
        assert place.code == codes[path]
    if row["became"]:
        assert place.current is not None
        assert place.current.name == row["became"]


@pytest.mark.parametrize("report", sorted(ISSUERS))
def test_listed_places_stand_in_their_report(report: str) -> None:
    text = re.sub(r"\s+", " ", (ROOT / "corpus" / f"{report}.txt").read_text(encoding="utf-8"))
    assert not [r["text"] for r in CHECKED if r["report"] == report and r["text"] not in text]


@pytest.mark.parametrize(
    ("issuer", "district", "province"),
    [("Tỉnh Lai Châu", "Huyện Tân Uyên", "Tỉnh Lai Châu"),
     ("Tỉnh Bình Dương", "Thành phố Tân Uyên", "Tỉnh Bình Dương")],
)  # fmt: skip
def test_an_ambiguous_name_is_the_reports_own(issuer: str, district: str, province: str) -> None:
    place = PlaceResolver(Issuer(unit(issuer))).resolve("Tân Uyên")
    assert (place.name, place.parents) == (district, (province,))


def test_a_bare_ambiguous_name_without_a_report_place_stays_unresolved() -> None:
    assert PlaceResolver(Issuer()).resolve("Tân Uyên").code is None


def test_a_district_named_behind_settles_a_commune() -> None:
    text = "tại xã Tam Hợp, huyện Quỳ Hợp và xã Tam Hợp, huyện Bình Xuyên"
    spans = [m.span() for m in re.finditer(r"xã Tam Hợp|huyện Quỳ Hợp|huyện Bình Xuyên", text)]
    places = PlaceResolver(Issuer()).resolve_all(text, spans)
    assert places[0].parents == ("Huyện Quỳ Hợp", "Tỉnh Nghệ An")
    assert places[2].parents == ("Huyện Bình Xuyên", "Tỉnh Vĩnh Phúc")


def test_a_commune_its_stated_district_does_not_have_is_no_namesake_elsewhere() -> None:
    text = "xã Tam Hợp, huyện Bát Xát"
    place = PlaceResolver(Issuer()).resolve_all(text, [(0, 10), (12, 25)])[0]
    assert place.code is None
    assert place.parents == ("Huyện Bát Xát", "Tỉnh Lào Cai")


def test_a_village_takes_its_parents_from_the_commune_named_behind() -> None:
    text = "bản Vàng Pheo, xã Mường So"
    resolver = PlaceResolver(Issuer(unit("Huyện Phong Thổ")))
    village = resolver.resolve_all(text, [(0, 13), (15, 26)])[0]
    assert village.level == "village"
    assert village.parents == ("Xã Mường So", "Huyện Phong Thổ", "Tỉnh Lai Châu")


def test_an_unknown_name_before_a_country_is_abroad() -> None:
    text = "thành phố Kumamoto, Nhật Bản"
    place = PlaceResolver(Issuer()).resolve_all(text, [(0, 18), (20, 28)])[0]
    assert (place.level, place.parents) == ("foreign", ("Nhật Bản",))


def test_after_the_mergers_the_new_communes_are_in_force() -> None:
    new = next(u for u in gazetteer().current.units if u.name == "Tỉnh Lào Cai")
    place = PlaceResolver(Issuer(new), "2025-09-20").resolve("xã Cốc San")
    assert place.parents == ("Tỉnh Lào Cai",)
    assert place.current is None


def test_a_dissolved_district_has_no_successor_but_a_province() -> None:
    place = PlaceResolver(Issuer(), "2023-01-01").resolve("huyện Lục Yên")
    assert place.current is None
    assert place.current_parents == ("Tỉnh Lào Cai",)


def test_every_old_province_and_commune_became_something() -> None:
    units = gazetteer()
    lost = [u.name for u in units.legacy.units if u.level != "district" and not units.successor(u)]
    assert not lost


def test_the_issuer_is_what_the_report_states() -> None:
    issuer = find_issuer(["UBND huyện Phong Thổ, tỉnh Lai Châu"], [], [])
    assert issuer.unit is not None
    assert issuer.unit.name == "Huyện Phong Thổ"


def test_a_commune_with_namesakes_is_the_one_whose_district_is_stated() -> None:
    issuer = find_issuer(["xã Tân Thành", "UBND xã Tân Thành, huyện Phú Bình"], [], [])
    assert issuer.unit is not None
    assert [u.name for u in issuer.unit.parents] == ["Huyện Phú Bình", "Tỉnh Thái Nguyên"]
    assert find_issuer(["xã Tân Thành"], [], []).unit is None


def test_a_province_that_kept_its_name_is_that_of_the_reports_day() -> None:
    before = find_issuer(["tỉnh Lào Cai"], [], [], "2024-05-01").unit
    after = find_issuer(["tỉnh Lào Cai"], [], [], "2025-09-01").unit
    assert before is not None
    assert after is not None
    assert (before.code, after.code) == ("10", "15")


def test_an_old_name_in_a_new_report_shows_what_it_became() -> None:
    issuer = find_issuer(["tỉnh Lào Cai"], [], [], "2025-09-01")
    place = PlaceResolver(issuer, "2025-09-01").resolve("xã Nậm Chạc")
    assert place.current is not None
    assert place.current.name == "Xã A Mú Sung"


def test_without_a_statement_the_paragraphs_tell_the_issuer() -> None:
    places = ["huyện Bát Xát"] * 5 + ["địa bàn huyện", "tỉnh Lào Cai", "huyện Kim Bình"]
    issuer = find_issuer([], places, ["UBND huyện chỉ đạo các xã"])
    assert issuer.unit is not None
    assert issuer.unit.name == "Huyện Bát Xát"


@given(st.text(max_size=30))
def test_any_name_is_read_without_an_error(name: str) -> None:
    place = PlaceResolver(Issuer(unit("Huyện Bát Xát"))).resolve(name)
    assert place.text == name
