"""Splits go by report, and synthetic paragraphs are only ever trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.errors import SolieuError
from extractor.schema import AnnotatedText
from training.corpus import CorpusReport, load_manifest
from training.splits import hold_out, leave_one_report_out, train_test_split

RECORDS = [
    AnnotatedText(name, "")
    for name in ("b/p001", "a/p001", "synthetic-x/s001", "a/f01", "own/p001")
]


def entry(name: str, split: str, **fields: object) -> dict[str, object]:
    return {
        "id": name,
        "title": "Báo cáo",
        "issuer": "UBND huyện Bát Xát",
        "level": "district",
        "province": "Lào Cai",
        "district": "Bát Xát",
        "date": None,
        "period": {"text": "năm 2023", "start": "2023-01-01", "end": "2023-12-31"},
        "file": f"{name}.txt",
        "split": split,
        **fields,
    }


def manifest(folder: Path, *entries: dict[str, object]) -> list[CorpusReport]:
    path = folder / "manifest.jsonl"
    path.write_text("\n".join(map(json.dumps, entries)), "utf-8")
    return load_manifest(path)


def ids(records: list[AnnotatedText]) -> list[str]:
    return [record.id for record in records]


def test_test_reports_of_the_manifest_are_not_trained_on(tmp_path: Path) -> None:
    reports = manifest(tmp_path, entry("a", "test"), entry("b", "train"))
    split = train_test_split(RECORDS, reports)
    assert ids(split.train) == ["b/p001", "synthetic-x/s001", "own/p001"]
    assert ids(split.evaluation) == ["a/p001", "a/f01"]
    assert reports[0].file == tmp_path / "a.txt"


def test_each_real_report_is_left_out_once_and_synthetic_ones_never() -> None:
    splits = leave_one_report_out(RECORDS)
    assert [split.name for split in splits] == ["a", "b", "own"]
    for split in splits:
        assert "synthetic-x/s001" in ids(split.train)
        assert {r.id.split("/")[0] for r in split.evaluation} == {split.name}
        assert sorted(ids(split.train) + ids(split.evaluation)) == sorted(ids(RECORDS))


def test_synthetic_paragraphs_cannot_be_held_out() -> None:
    with pytest.raises(ValueError, match="for training only"):
        hold_out(RECORDS, ["synthetic-x"])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (entry("a", "dev"), "its split is none of train, test"),
        (entry("a", "train", level="ward"), "its level is none of"),
        (entry("a", "train", colour="red"), "colour"),
        (entry("b", "train"), "The report b is there already"),
    ],
)
def test_bad_manifest_is_named_by_line(
    tmp_path: Path, bad: dict[str, object], message: str
) -> None:
    with pytest.raises(SolieuError, match=rf"manifest\.jsonl:2: .*{message}"):
        manifest(tmp_path, entry("b", "train"), bad)
