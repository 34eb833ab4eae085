"""The annotations of the project are sound, and so is what its READMEs say of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from training.annotations import load_annotations
from training.annotations.agreement import agreement
from training.annotations.inline import format_inline, parse_inline
from training.annotations.stats import count_files, stats_rows
from training.annotations.validate import check_annotations
from training.corpus import load_manifest
from training.splits import report_ids

ROOT = Path(__file__).parents[2]
ANNOTATIONS = ROOT / "annotations"


def test_annotations_follow_contract_and_guideline() -> None:
    assert check_annotations([ANNOTATIONS]) == []


@pytest.mark.parametrize("file", sorted(ANNOTATIONS.glob("*.jsonl")), ids=lambda file: file.stem)
def test_annotations_survive_the_readable_form(file: Path) -> None:
    records = load_annotations(file)
    assert [b.record for b in parse_inline(format_inline(records), file).blocks] == records


def test_no_synthetic_paragraph_repeats_a_real_one() -> None:
    # Names of programmes and titles of directives run to thirty words.
    def runs(text: str, length: int = 40) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}

    synthetic: set[tuple[str, ...]] = set()
    real: set[tuple[str, ...]] = set()
    for record in load_annotations(ANNOTATIONS):
        (synthetic if record.id.startswith("synthetic-") else real).update(runs(record.text))
    assert real
    assert not synthetic & real


def test_readme_gives_the_counts_of_the_real_reports() -> None:
    readme = (ANNOTATIONS / "README.md").read_text("utf-8")
    counted = count_files([ANNOTATIONS])
    for table in stats_rows([s for s in counted if not s.name.startswith("synthetic")]):
        for row in table[1:]:
            if row[0] != "all":
                assert f"| {' | '.join(row)} |" in readme


def test_every_annotated_report_is_in_the_manifest() -> None:
    manifest = {report.id: report for report in load_manifest(ROOT / "corpus/manifest.jsonl")}
    assert report_ids(load_annotations(ANNOTATIONS)) == sorted(manifest)
    assert all(report.file.is_file() for report in manifest.values())
    assert [name for name, r in manifest.items() if r.split == "test"] == ["lai-chau-2023-07"]


def test_an_annotation_agrees_with_itself() -> None:
    records = load_annotations(ANNOTATIONS / "lai-chau-2023-07.jsonl")
    found = agreement(records, records[10:])
    assert found.metrics.counts("entities").f == found.metrics.counts("relations").f == 1.0
    assert (found.paragraphs, len(found.only_first), found.only_second) == (81, 10, [])
    assert found.disagreements == []
