"""`solieu check`: what it prints and writes, and with which status it ends."""

# ruff: noqa: E501 - sentences stand on one line in the readable form

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.checks.output import save_findings
from extractor.cli.check import check
from extractor.errors import SolieuError
from extractor.extraction import Extraction
from extractor.facts import assemble_facts
from training.annotations.inline import parse_inline
from training.reports import report_of_paragraphs

TEXT = """=== report/p018
+ <b>[I1|Cây Hoàng Sin Cô]</b>: [T1|lũy kế] [I2|trồng mới] [Q1|76,5]/[Q2|125] [U1|ha], đạt [Q3|{share}] [U2|%] [G1|KH].
Q1: U1 I1 I2 T1
Q2: U1 planned-for:Q1
Q3: U2 G1 rate-of:Q1
"""


def made(share: str) -> Extraction:
    records = [b.record for b in parse_inline(TEXT.format(share=share), Path("report.txt")).blocks]
    report = report_of_paragraphs("report", records)
    return Extraction(report, records, assemble_facts(report, records))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., object]:
    """The command with a model that always finds the same report."""
    import typer

    from extractor import extraction

    app = typer.Typer()
    app.command()(check)

    def runs(share: str, *arguments: str) -> object:
        class Model:
            @classmethod
            def load(cls, _: Path) -> Model:
                return cls()

            def extract(self, path: Path, report_id: str) -> Extraction:
                if not path.exists():
                    raise SolieuError(f"There is no file {path}.")
                return made(share)

        monkeypatch.setattr(extraction, "Extractor", Model)
        (tmp_path / "report.txt").write_text("x", encoding="utf-8")
        return CliRunner().invoke(app, [str(tmp_path / "report.txt"), *arguments])

    return runs


def test_findings_end_with_status_one_and_a_table(run: Callable[..., object]) -> None:
    result = run("54,64")
    assert result.exit_code == 1
    assert "p018" in result.output
    assert "1 chỗ mâu thuẫn" in result.output


def test_no_findings_end_with_status_zero(run: Callable[..., object]) -> None:
    result = run("61,2", "--lang", "en")
    assert result.exit_code == 0
    assert "no figures contradict each other" in result.output


def test_json_lines_are_the_contracts(run: Callable[..., object]) -> None:
    result = run("54,64", "--json")
    (line,) = [line for line in result.output.splitlines() if line.startswith("{")]
    assert json.loads(line)["figures"] == ["54,64", "76,5", "125"]


def test_a_file_that_cannot_be_read_ends_with_status_two(
    run: Callable[..., object], tmp_path: Path
) -> None:
    result = run("61,2", str(tmp_path / "missing.txt"))
    assert result.exit_code == 2
    assert "missing.txt" in result.output


def test_an_ending_that_is_no_format_is_refused(run: Callable[..., object], tmp_path: Path) -> None:
    result = run("54,64", "--output", str(tmp_path / "findings.doc"))
    assert isinstance(result.exception, SolieuError)
    assert not (tmp_path / "findings.doc").exists()


def test_every_format_is_written(run: Callable[..., object], tmp_path: Path) -> None:
    for ending in ("jsonl", "csv", "xlsx", "html"):
        assert run("54,64", "--output", str(tmp_path / f"findings.{ending}")).exit_code == 1
    rows = list(csv.reader((tmp_path / "findings.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 2
    assert rows[1][4] == "76,5 ha trên kế hoạch 125 ha là 61,2%, không phải 54,64%"
    from openpyxl import load_workbook

    book = load_workbook(tmp_path / "findings.xlsx")
    assert len(book.sheetnames) == 3
    assert book.worksheets[0].max_row == 2
    assert book.worksheets[2].max_row == 4
    assert not list(tmp_path.glob(".*.part"))


def test_what_a_report_says_is_escaped_in_the_page(tmp_path: Path) -> None:
    extraction = made("54,64")
    save_findings(extraction.findings, [extraction], tmp_path / "f.html", "vi")
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "<mark>54,64</mark>" in page
