"""The annotated reports: every contradiction on the list is found, and hardly anything else."""

# ruff: noqa: E501 - sentences stand on one line in the readable form

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.checks import CheckConfig, Finding, find_findings, find_findings_across, load_config
from extractor.errors import SolieuError
from extractor.facts import assemble_facts
from training.contradictions import Accuracy, compare, load_contradictions
from training.planted import annotated_reports, plant_errors

ROOT = Path(__file__).parents[2]
LIST = ROOT / "annotations" / "contradictions" / "contradictions.jsonl"


@pytest.fixture(scope="module")
def reports() -> list:
    return list(annotated_reports(ROOT / "annotations", ROOT / "corpus" / "manifest.jsonl"))


def test_recall_is_whole_and_one_in_ten_false_at_most(reports: list) -> None:
    listed = load_contradictions(LIST)
    whole = Accuracy()
    for report, paragraphs in reports:
        facts = assemble_facts(report, paragraphs)
        own = [entry for entry in listed if entry.report == report.id]
        whole.add(compare(find_findings(facts, report), facts, own))
    assert whole.missed == []
    assert whole.false_rate <= 0.1
    assert len(whole.found) > 30


def test_planted_errors_are_found(reports: list) -> None:
    report, paragraphs = next(pair for pair in reports if pair[0].id == "lai-chau-2023-07")
    planted = plant_errors(report, paragraphs, sample=8, seed=3)
    assert len(planted) >= 24
    assert sum(p.found for p in planted) >= 0.85 * len(planted)


def test_findings_have_the_contracts_fields(reports: list) -> None:
    report, paragraphs = next(pair for pair in reports if pair[0].id == "lai-chau-2023-07")
    facts = assemble_facts(report, paragraphs)
    for finding in find_findings(facts, report):
        made = json.loads(json.dumps(finding.to_dict()))
        assert list(made) == [
            "kind", "severity", "report", "paragraph", "figures", "facts", "implied",
            "difference", "text", "suggestion",
        ]  # fmt: skip
        assert made["severity"] in ("error", "warning", "note")
        assert [facts[i].value_text for i in made["facts"]] == made["figures"]


def test_a_kind_can_be_off_and_a_severity_other(
    find: Callable[..., list[Finding]], tmp_path: Path
) -> None:
    text = "=== p1\n[I1|lúa]: [Q1|17]/[Q2|16] [U1|xã].\nQ1: U1 I1\nQ2: U1 total-of:Q1\n"
    assert [f.severity for f in find(text)] == ["error"]
    file = tmp_path / "checks.toml"
    file.write_text('[kinds]\nslash_total = "note"\n', encoding="utf-8")
    assert [f.severity for f in find(text, load_config(file))] == ["note"]
    file.write_text('[kinds]\nslash_total = "off"\n', encoding="utf-8")
    assert find(text, load_config(file)) == []


def test_cutting_off_can_be_forbidden(find: Callable[..., list[Finding]], tmp_path: Path) -> None:
    text = """=== p016
[I1|Trung cấp]: [Q1|130]/[Q2|195] [U1|người] (đạt [Q3|66,66][U2|%]).
Q1: U1 I1
Q2: U1 total-of:Q1
Q3: U2 rate-of:Q1
"""
    assert find(text) == []
    file = tmp_path / "checks.toml"
    file.write_text("[tolerance]\ntruncation = false\n", encoding="utf-8")
    assert [f.kind for f in find(text, load_config(file))] == ["share"]


@pytest.mark.parametrize(
    ("content", "said"),
    [("[kinds]\nno_such = 'off'\n", "no_such"), ("[kinds]\nshare = 'loud'\n", "loud"),
     ("[nonsense]\na = 1\n", "nonsense"), ("not toml", "TOML"),
     ("[[order]]\nless = ['a']\n", "exactly")],
)  # fmt: skip
def test_a_wrong_configuration_says_what_is_wrong(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "checks.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SolieuError, match=said):
        load_config(file)


def test_two_reports_of_one_place_are_compared(parse: Callable[..., tuple]) -> None:
    text = """=== p1
[T1|Năm 2023], [I1|tổng sản lượng lương thực có hạt] của [P1|huyện Phong Thổ] là [Q1|{tons}] [U1|tấn].
Q1: U1 I1 P1 T1
"""
    first, second = (
        parse(text.format(tons=tons), name)
        for tons, name in (("36.595", "annual"), ("36.955", "plan"))
    )
    (finding,) = find_findings_across([first, second])
    assert (finding.kind, finding.report) == ("repeated", "plan")
    assert (finding.figures, finding.facts) == (["36.955", "36.595"], [1, 0])
    assert find_findings_across([first, first]) == []


def test_the_default_configuration_needs_no_file() -> None:
    assert isinstance(load_config(), CheckConfig)
