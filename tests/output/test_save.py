"""Files are there whole or not at all, and only where they can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import SolieuError
from extractor.extraction import Extraction
from extractor.output import FORMATS, save


@pytest.mark.parametrize("ending", FORMATS)
def test_folders_above_are_made_and_nothing_else_is_left(
    hostile: Extraction, tmp_path: Path, ending: str
) -> None:
    path = hostile.save(tmp_path / "new" / "folder" / f"facts{ending.upper()}")
    assert path.stat().st_size
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_report_without_facts_is_written_too(tmp_path: Path, ending: str) -> None:
    from extractor.reading.report import Report

    assert Extraction(Report("empty"), [], []).save(tmp_path / f"facts{ending}").exists()


def test_a_failure_leaves_the_old_file_and_no_part(
    hostile: Extraction, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("extractor.output.csv.defused", fail)
    with pytest.raises(RuntimeError):
        hostile.save(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("facts.xls", "none of the endings .jsonl, .csv"),
        ("facts", "none of the endings"),
        ("folder.csv", "is a directory"),
        ("file/facts.csv", "is not a folder"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(
    hostile: Extraction, tmp_path: Path, name: str, complaint: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(SolieuError, match=complaint):
        hostile.save(tmp_path / name)


def test_there_are_two_languages_and_two_tables(hostile: Extraction, tmp_path: Path) -> None:
    with pytest.raises(SolieuError, match="language 'fr'"):
        save([hostile], tmp_path / "facts.csv", lang="fr")  # type: ignore[arg-type]
    with pytest.raises(SolieuError, match="no table 'rows'"):
        save([hostile], tmp_path / "facts.csv", table="rows")  # type: ignore[arg-type]


def test_several_reports_go_into_one_table(
    extraction: Extraction, hostile: Extraction, tmp_path: Path
) -> None:
    path = save([extraction, hostile], tmp_path / "facts.jsonl")
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(extraction.facts) + 2
