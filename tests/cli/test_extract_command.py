"""`solieu extract`: one table of several files, errors as sentences, nothing half written."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

REPORT = """Tình hình kinh tế - xã hội tháng 4 năm 2023

Cây lúa: diện tích gieo trồng 4.623,3 ha, đạt 100,8% kế hoạch.

Tổng đàn lợn trên địa bàn huyện là 48.802 con.
"""


@pytest.fixture
def solieu(command: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return command("extract")


@pytest.fixture
def reports(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"thang-{month}.txt" for month in (4, 5)]
    for path in paths:
        path.write_text(REPORT, encoding="utf-8")
    return paths


def test_several_files_become_one_table(
    solieu: Run, tiny_model: Path, reports: list[Path], tmp_path: Path
) -> None:
    output = tmp_path / "facts.csv"
    status, out, err = solieu(*reports, "--model", tiny_model, "--output", output)
    assert (status, out) == (0, "")
    assert "2 reports in" in err
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["report"] for row in rows} == {"thang-4", "thang-5"}


def test_without_a_file_json_lines_go_where_they_are_led(
    solieu: Run, tiny_model: Path, reports: list[Path]
) -> None:
    status, out, _ = solieu(reports[0], "--model", tiny_model)
    assert status == 0
    facts = [json.loads(line) for line in out.splitlines()]
    assert facts
    assert {fact["report"] for fact in facts} == {"thang-4"}


@pytest.mark.parametrize("table", ["facts", "records"])
def test_on_a_terminal_there_is_a_table(
    solieu: Run,
    tiny_model: Path,
    reports: list[Path],
    table: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    status, out, _ = solieu(reports[0], "--model", tiny_model, "--lang", "en", "--table", table)
    assert status == 0
    assert "Indicator" in out
    assert "Place, period" in out


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_extracted(
    solieu: Run, tiny_model: Path, reports: list[Path], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    output = tmp_path / "facts.jsonl"
    status, _, err = solieu(reports[0], empty, reports[1], "-m", tiny_model, "-o", output)
    assert status == 2
    assert "empty.txt is empty" in err
    lines = output.read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["report"] for line in lines} == {"thang-4", "thang-5"}


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("missing.txt", None, "does not exist"),
        ("empty.txt", b"", "is empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary.txt"),
        ("report.pdf", b"no pdf", "is called .pdf but is none inside"),
    ],
)
def test_bad_input_is_a_sentence_and_leaves_the_old_output(
    solieu: Run, tiny_model: Path, tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    output = tmp_path / "facts.csv"
    output.write_text("old", encoding="utf-8")
    status, out, err = solieu(name, "--model", tiny_model, "--output", output)
    assert (status, out) == (2, "")
    assert complaint in err
    assert "Traceback" not in err
    assert output.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--model", "nowhere"), "The model nowhere is not there"),
        (("--output", "facts.doc"), "facts.doc has none of the endings"),
        (("--output", "folder.csv"), "folder.csv is a directory"),
        (("--output", "thang-4.txt/facts.csv"), "cannot be written"),
        (("--lang", "fr"), "fr"),
    ],
)
def test_wrong_usage_is_told_before_any_work(
    solieu: Run, reports: list[Path], tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.iterdir())
    status, out, err = solieu(reports[0].name, *arguments)
    assert (status, out) == (2, "")
    assert complaint in err
    assert sorted(tmp_path.iterdir()) == before


def test_a_report_is_not_written_over(solieu: Run, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<html>1 ha</html>", encoding="utf-8")
    status, _, err = solieu("report.html", "--output", "./report.html")
    assert status == 2
    assert "is one of the reports" in err
