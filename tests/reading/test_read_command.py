"""`solieu read` prints a report's structure, or the whole of it as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.cli.read import read

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def test_json_is_the_contract_s(capsys: pytest.CaptureFixture[str]) -> None:
    read(CORPUS / "phong-tho-2023.txt", as_json=True)
    report = json.loads(capsys.readouterr().out)
    assert list(report) == [
        "id", "title", "issuer", "place", "date", "language", "paragraphs", "footnotes", "tables",
    ]  # fmt: skip
    assert list(report["paragraphs"][0]) == [
        "id", "text", "kind", "level", "section", "page", "start", "end",
    ]  # fmt: skip
    assert report["paragraphs"][0]["id"] == "p001"
    assert {"number", "text", "paragraph", "offset"} <= set(report["footnotes"][0])


def test_structure_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    read(CORPUS / "phong-tho-2023.txt", as_json=False, full=False)
    shown = capsys.readouterr()
    assert "date: 2023-12-08" in shown.out
    assert "[1] Trong đó: (i) Lúa Đông xuân" in shown.out
    assert "Footnote 34 breaks off" in shown.err
