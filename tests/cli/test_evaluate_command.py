"""`solieu evaluate`: tables, files, the right paragraphs, errors as sentences."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy

from extractor.schema import AnnotatedText, Entity, Link
from tests.cli.conftest import Run
from training.annotations import write_annotations


@pytest.fixture
def solieu(command: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return command("evaluate")


@pytest.fixture(autouse=True)
def models(tmp_path: Path) -> None:
    """Two models of rules: one that finds numbers and units, one that finds numbers alone."""
    number = {"label": "QUANTITY", "pattern": [{"TEXT": {"REGEX": "^[0-9][0-9.,]*$"}}]}
    unit = {"label": "UNIT", "pattern": "tấn"}
    for name, patterns in (("both", [number, unit]), ("numbers", [number])):
        nlp = spacy.blank("xx")
        nlp.add_pipe("entity_ruler").add_patterns(patterns)
        nlp.to_disk(tmp_path / name)


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path) -> None:
    """Two real reports and a synthetic file."""
    for name in ("old-report", "new-report", "synthetic-x"):
        records = [
            AnnotatedText(
                f"{name}/p{n:03}",
                f"đạt {n},5 tấn",
                [Entity("Q1", "QUANTITY", 4, 7), Entity("U1", "UNIT", 8, 11)],
                [Link("Q1", "U1", "HAS_UNIT")],
            )
            for n in range(1, 10)
        ]
        write_annotations(records, tmp_path / f"annotations/{name}.jsonl")
    lines = []
    for name, split in (("old-report", "train"), ("new-report", "test")):
        (tmp_path / f"corpus/{name}.txt").parent.mkdir(exist_ok=True)
        (tmp_path / f"corpus/{name}.txt").write_text("BÁO CÁO\n\nđạt 1,5 tấn\n", "utf-8")
        report = {"id": name, "title": "Báo cáo", "issuer": "UBND xã Y Tý", "level": "commune"}
        report |= {"province": "Lào Cai", "district": "Bát Xát", "date": None, "period": {}}
        lines.append(json.dumps({**report, "file": f"{name}.txt", "split": split}))
    (tmp_path / "corpus/manifest.jsonl").write_text("\n".join(lines), "utf-8")


def rows(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()]


def test_test_report_is_measured_by_default(solieu: Run, tmp_path: Path) -> None:
    status, out, _ = solieu("both", "--output", "out")
    assert status == 0
    assert ["QUANTITY", "100.00", "100.00", "100.00", "9"] in rows(out)
    assert ["HAS_UNIT", "0.00", "0.00", "0.00", "9"] in rows(out)
    assert ["micro", "100.00", "100.00", "100.00", "18", "100.0–100.0"] in rows(out)
    metrics = json.loads((tmp_path / "out/metrics.json").read_text("utf-8"))
    assert list(metrics) == ["entities", "relations", "relations_gold_entities", "facts"]
    assert metrics["entities"]["micro"] == {"p": 1.0, "r": 1.0, "f": 1.0, "support": 18}
    assert list(metrics["facts"]) == ["value_unit", "value_unit_indicator", "full"]
    predicted = (tmp_path / "out/predictions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in predicted] == [
        f"new-report/p{n:03}" for n in range(1, 10)
    ]


def test_several_reports_are_also_given_one_by_one(solieu: Run) -> None:
    status, out, err = solieu("numbers", "--data", "annotations")
    assert status == 0
    assert "9 synthetic paragraphs are left out." in err
    assert ["micro", "100.00", "50.00", "66.67", "36", "66.7–66.7"] in rows(out)
    assert ["new-report", "old-report", "mean"] in rows(out)
    assert ["micro", "66.67", "66.67", "66.67"] in rows(out)


def test_errors_are_counted_and_listed(solieu: Run, tmp_path: Path) -> None:
    _, out, _ = solieu("numbers", "--errors", "--output", "out")
    assert ["missed", "9", "9"] in rows(out)
    assert "new-report/p001 UNIT: missed: gold UNIT 'tấn', predicted –" in out
    errors = json.loads((tmp_path / "out/errors.json").read_text("utf-8"))
    assert {e["kind"] for e in errors} == {"missed", "missed (tail not found)"}


def test_two_models_are_compared(solieu: Run, tmp_path: Path) -> None:
    status, out, _ = solieu("numbers", "--compare", "both", "-o", "out")
    assert status == 0
    assert "Micro F1, paired over paragraphs" in out
    found = json.loads((tmp_path / "out/comparison.json").read_text("utf-8"))["entities"]
    assert found["difference"] == pytest.approx(1 / 3)
    assert found["interval"][0] > 0
    assert found["p"] < 0.01


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none"], "solieu: The model none is not there; 'solieu train' makes one."),
        (["corpus"], "solieu: The folder corpus is no model: it has no config.cfg and no meta"),
        (["both", "--split", "dev"], "solieu: There is no split 'dev'; there are 'test'"),
        (["both", "--data", "none.jsonl"], "solieu: There is no file or folder none.jsonl."),
        (["both", "--data", "annotations/synthetic-x.jsonl"], "solieu: There is no paragraph to"),
        (["both", "--corpus", "none.jsonl"], "solieu: none.jsonl cannot be read"),
    ],
)
def test_bad_input_is_one_sentence_and_no_file(
    solieu: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    status, out, err = solieu(*arguments, "--output", "out")
    assert (status, out) == (2, "")
    assert err.splitlines()[-1].startswith(message)
    assert not (tmp_path / "out").exists()


def test_split_and_data_exclude_each_other(solieu: Run) -> None:
    status, _, err = solieu("both", "--split", "test", "--data", "annotations")
    assert status == 2
    assert "not both" in err
