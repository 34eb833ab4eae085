"""How many paragraphs of the annotated reports come out of reading character for character.

    python scripts/reading_accuracy.py                        # corpus/*.txt
    python scripts/reading_accuracy.py --files tests/fixtures/reports/*.docx --show

The texts read are aligned in order with the texts of the gold records, footnotes under their
numbers; a record counts when it is the same in every character. Markers count when the footnote's
paragraph is right and the marker's offset in it is the gold's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from extractor.reading import Report, read_report

ROOT = Path(__file__).resolve().parent.parent


def gold_records(report: str) -> list[dict[str, Any]]:
    """The gold records of a report."""
    path = ROOT / "annotations" / f"{report}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def compare(report: Report, records: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of one report, and what differs."""
    gold = [r for r in records if re.search(r"/p\d+$", r["id"])]
    notes = {int(r["id"].rsplit("/f", 1)[1]): r["text"] for r in records if "/f" in r["id"]}
    read = [p.text for p in report.paragraphs]
    wanted = [r["text"] for r in gold]
    matcher = SequenceMatcher(None, wanted, read, autojunk=False)
    right: dict[int, int] = {}
    for block in matcher.get_matching_blocks():
        right.update({block.a + i: block.b + i for i in range(block.size)})
    note_texts = {note.number: note.text for note in report.footnotes}
    right_notes = [n for n, text in notes.items() if note_texts.get(n) == text]
    markers = [(i, f["number"], f["offset"]) for i, r in enumerate(gold) for f in r["footnotes"]]
    tied = {note.number: (note.paragraph, note.offset) for note in report.footnotes}
    right_markers = sum(
        i in right and tied.get(n) == (report.paragraphs[right[i]].id, offset)
        for i, n, offset in markers
    )
    given = "".join("".join(r["text"].split()) for r in records)
    got = "".join("".join(t.split()) for t in [*read, *note_texts.values()])
    differing = [
        (wanted[a0:a1], read[b0:b1])
        for tag, a0, a1, b0, b1 in matcher.get_opcodes()
        if tag != "equal"
    ]
    differing += [
        ([text], [note_texts.get(n, "")]) for n, text in notes.items() if n not in right_notes
    ]
    return {
        "records": len(records),
        "same": len(right) + len(right_notes),
        "read": len(read) + len(note_texts),
        "markers": len(markers),
        "same_markers": right_markers,
        "untied": sum(note.paragraph is None for note in report.footnotes),
        "characters": (len(given), len(got)),
        "differing": differing,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", nargs="*", type=Path, help="default: corpus/*.txt")
    parser.add_argument("--show", action="store_true", help="print what differs")
    options = parser.parse_args()
    files = options.files or sorted((ROOT / "corpus").glob("*.txt"))
    print(f"{'file':40} {'same':>11} {'':>7}  {'markers':>8}  {'characters (gold, read)'}")
    for path in files:
        if not (ROOT / "annotations" / f"{path.stem}.jsonl").exists():
            print(f"{path.name}: no gold records", file=sys.stderr)
            continue
        figures = compare(read_report(path), gold_records(path.stem))
        share = figures["same"] / figures["records"]
        print(
            f"{path.name:40} {figures['same']:5}/{figures['records']:<5} {share:7.2%}  "
            f"{figures['same_markers']:4}/{figures['markers']:<4} {figures['characters']}"
        )
        if options.show:
            for wanted, read in figures["differing"]:
                print("  gold:", *(f"    {text}" for text in wanted), sep="\n")
                print("  read:", *(f"    {text}" for text in read), sep="\n")


if __name__ == "__main__":
    main()
