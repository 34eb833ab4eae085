"""JSON lines: the contract's facts, one a line."""

from __future__ import annotations

import json
from pathlib import Path

from extractor.extraction import Extraction

CONTRACT = {
    "report", "paragraph", "start", "end", "text", "section", "source", "value", "value_high",
    "value_text", "unit", "base_value", "base_unit", "indicator", "places", "periods", "role",
    "direction", "target", "baseline", "head", "relation_to_head", "confidence",
}  # fmt: skip


def test_each_line_is_a_fact_with_the_contracts_fields(
    extraction: Extraction, tmp_path: Path
) -> None:
    path = extraction.save(tmp_path / "facts.jsonl")
    facts = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert facts == [fact.to_dict() for fact in extraction.facts]
    assert all(fact.keys() >= CONTRACT for fact in facts)
    first = facts[1]
    assert (first["value"], first["unit"], first["periods"][0]["text"]) == (1006.0, "ha", "lũy kế")
    assert facts[2]["head"] == 1
    assert facts[2]["relation_to_head"] == "PLANNED_FOR"


def test_vietnamese_is_written_as_it_is(extraction: Extraction, tmp_path: Path) -> None:
    assert "Cây lúa".encode() in extraction.save(tmp_path / "facts.jsonl").read_bytes()
