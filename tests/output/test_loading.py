"""Saved facts are read back, whatever the format and the language of their headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import SolieuError
from extractor.extraction import Extraction
from extractor.output import save
from extractor.output.loading import load_rows


@pytest.mark.parametrize(
    ("name", "lang"),
    [("f.csv", None), ("f.csv", "vi"), ("f.csv", "en"), ("f.parquet", None), ("f.parquet", "vi")],
)
def test_every_format_gives_the_rows_of_the_json(
    extraction: Extraction, hostile: Extraction, tmp_path: Path, name: str, lang: str | None
) -> None:
    both = [extraction, hostile]
    expected = load_rows(save(both, tmp_path / "facts.jsonl"))
    assert load_rows(save(both, tmp_path / name, lang)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("facts.jsonl", b'{"report": "a"}\n', "facts.jsonl:1: This line is no fact"),
        ("facts.jsonl", b"{}\n{", "facts.jsonl:1: "),
        ("facts.jsonl", b"\xff\xfe\x00", "no text in UTF-8"),
        ("facts.csv", b"a,b\n1,2\n", "holds no facts"),
        ("facts.csv", b"", "holds no facts"),
        ("facts.parquet", b"PAR1", "no Parquet file"),
        ("facts.xlsx", b"", "none of the endings"),
    ],
)
def test_what_holds_no_facts_is_a_sentence(
    tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SolieuError, match=complaint):
        load_rows(path)


def test_a_cell_of_another_kind_is_named_by_its_line(
    extraction: Extraction, tmp_path: Path
) -> None:
    path = extraction.save(tmp_path / "facts.csv")
    text = path.read_text(encoding="utf-8-sig").replace(",1006,", ",many,", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SolieuError, match=r"facts.csv:3: “many” is no number"):
        load_rows(path)


def test_records_are_not_taken_for_facts(extraction: Extraction, tmp_path: Path) -> None:
    path = extraction.save(tmp_path / "records.csv", table="records")
    with pytest.raises(SolieuError, match="holds records"):
        load_rows(path)
