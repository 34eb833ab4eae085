"""`solieu benchmark` prints what it measured; nothing here looks at how large the figures are."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from training.benchmark.measure import ONE_CORE, Figure, benchmark_table
from training.benchmark.worker import peak_memory
from training.cli import main


def solieu(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["solieu", "benchmark", *arguments])
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def short_pdf(folder: Path) -> Path:
    """Two pages of a report of the tests."""
    import pypdfium2

    source = pypdfium2.PdfDocument(ROOT / "tests/fixtures/reports/lai-chau-2023-07.pdf")
    target = pypdfium2.PdfDocument.new()
    target.import_pages(source, [0, 1])
    target.save(folder / "short.pdf")
    return folder / "short.pdf"


def test_every_figure_is_given_with_its_runs(
    tiny_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pdf = short_pdf(tmp_path)
    assert solieu(monkeypatch, str(tiny_model), str(pdf), "--runs", "1", "--json") == 0
    content = json.loads(capsys.readouterr().out)
    figures = content["figures"]
    rates = {f"{part}_{kind}" for part in ("predict", "extract", "read") for kind in
             ("rate", "cpu_rate", "memory")}  # fmt: skip
    assert set(figures) == {"size", "load"} | rates
    for figure in figures.values():
        assert 0 < figure["min"] <= figure["median"] <= figure["max"]
        assert len(figure["runs"]) == 1
    size = sum(f.stat().st_size for f in tiny_model.rglob("*") if f.is_file())
    assert figures["size"]["median"] == pytest.approx(size / 1e6)
    assert content["files"] == [str(pdf)]
    assert content["machine"]["cores"] == os.cpu_count()


def test_the_table_gives_the_middle_run_the_least_and_the_most(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from rich.console import Console

    figures = [
        Figure("size", "Size on disk", "MB", (12.34,)),
        Figure("predict_rate", "Spans and relations", "tokens/s", (6100.0, 5900.4, 7000.0)),
    ]
    Console(width=100).print(benchmark_table(figures))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["Size", "on", "disk", "12.3", "MB"] in rows
    assert ["Spans", "and", "relations", "6,100", "5,900–7,000", "tokens/s"] in rows


def test_the_middle_run_is_the_figure() -> None:
    assert Figure("load", "Loading", "s", (3.0, 1.0, 8.0)).to_dict() == {
        "unit": "s", "median": 3.0, "min": 1.0, "max": 8.0, "runs": [3.0, 1.0, 8.0]
    }  # fmt: skip


def test_one_thread_is_asked_of_every_library() -> None:
    assert {ONE_CORE[name] for name in ONE_CORE if name.endswith("_NUM_THREADS")} == {"1"}


def test_memory_held_is_counted() -> None:
    held = bytearray(b"x" * 50_000_000)
    assert peak_memory() > len(held)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none", "{report}"), "solieu: The model none is not there"),
        (("none", "none.pdf"), "solieu: There is no file none.pdf."),
        (("none",), "solieu: There is no report to work on"),
    ],
)
def test_what_is_missing_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text("đạt 1,5 tấn\n", "utf-8")
    given = [a.format(report=tmp_path / "report.txt") for a in arguments]
    assert solieu(monkeypatch, *given) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(message)
