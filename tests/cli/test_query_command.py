"""`solieu query`: saved facts found by what they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.extraction import Extraction
from extractor.facts import assemble_facts
from extractor.output import save
from tests.cli.conftest import Run
from training.annotations import load_annotations
from training.corpus import load_manifest
from training.reports import corpus_reports

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def facts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Facts of two reports."""
    names = ("bat-xat-2023-04", "phong-tho-2023")
    records = load_annotations(*(ROOT / "annotations" / f"{name}.jsonl" for name in names))
    extractions = []
    manifest = load_manifest(ROOT / "corpus" / "manifest.jsonl")
    for name, report in corpus_reports(records, manifest).items():
        own = [record for record in records if record.id.startswith(f"{name}/")]
        extractions.append(Extraction(report, own, assemble_facts(report, own)))
    return save(extractions, tmp_path_factory.mktemp("facts") / "facts.jsonl")


@pytest.fixture
def query(command: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "120")
    return command("query")


@pytest.fixture
def found(query: Run, facts_file: Path) -> Callable[..., list[dict[str, object]]]:
    def run(*arguments: object) -> list[dict[str, object]]:
        status, out, _ = query(facts_file, *arguments, "--json")
        assert status == 0
        return [json.loads(line) for line in out.splitlines()]

    return run


Found = Callable[..., list[dict[str, object]]]


@pytest.mark.parametrize(
    "about", ["diện tích quế trồng mới", "DIEN TICH QUE TRONG MOI", "diện tích quế trông mới"]
)
def test_accents_case_and_a_slip_make_no_difference(found: Found, about: str) -> None:
    assert {fact["value"] for fact in found(about, "--top", 2)} == {78.8, 153.6}


@pytest.mark.parametrize(
    ("about", "value"),
    [
        ("tổng đàn lợn", 48802.0),
        ("số trẻ sinh con thứ 3", 12.0),
        ("năng suất lúa nương", 12.02),
        ("dang ky khai sinh", 1587.0),
        ("sâm lai châu", 17.939),
        ("thu nhập bình quân đầu người", 42.0),
    ],
)
def test_what_is_asked_for_is_among_the_first_three(found: Found, about: str, value: float) -> None:
    facts = found(about, "--top", 3)
    assert value in [fact["value"] for fact in facts]
    assert [fact["score"] for fact in facts] == sorted(
        (fact["score"] for fact in facts),
        reverse=True,  # type: ignore[type-var]
    )


def test_places_are_met_by_name_by_code_and_from_above(found: Found) -> None:
    by_name = found("trồng mới", "--place", "y ty")
    assert by_name
    assert all("Y Tý" in str(fact["places"]) for fact in by_name)
    code = str(by_name[0]["place_codes"]).partition("; ")[0]
    assert found("trồng mới", "--place", code)
    province = found("trồng mới", "--place", "tỉnh Lào Cai", "--top", 500)
    assert {fact["report"] for fact in province} == {"bat-xat-2023-04"}


@pytest.mark.parametrize("period", ["2023-04", "tháng 4/2023"])
def test_periods_lie_within_the_one_asked_for(found: Found, period: str) -> None:
    facts = found("trồng", "--period", period)
    assert facts
    for fact in facts:
        assert str(fact["period_start"] or fact["period_end"]) >= "2023-04-01"
        assert str(fact["period_end"]) <= "2023-04-30"


@pytest.mark.parametrize("role", ["planned", "kế hoạch"])
def test_roles_are_known_in_both_languages(found: Found, role: str) -> None:
    assert {fact["role"] for fact in found("trồng", "--role", role)} == {"planned"}


def test_the_terminal_shows_a_table(query: Run, facts_file: Path) -> None:
    status, out, _ = query(facts_file, "tổng đàn lợn", "--top", 1)
    assert status == 0
    assert "48.802 con" in out
    assert "thực hiện" in out


def test_nothing_found_is_said(query: Run, facts_file: Path) -> None:
    status, out, err = query(facts_file, "zzzz qqqq")
    assert (status, out) == (0, "")
    assert "fits" in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("missing.jsonl", "lúa"), "does not exist"),
        (("FILE", "lúa", "--role", "sum"), "no role 'sum'"),
    ],
)
def test_wrong_usage_is_a_sentence(
    query: Run, facts_file: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    status, out, err = query(*(facts_file if a == "FILE" else a for a in arguments))
    assert (status, out) == (2, "")
    assert complaint in err
