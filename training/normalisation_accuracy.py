"""How many numbers, units, periods and places of a report are normalised right.

Compares the facts assembled from a report's gold spans and relations with the lists checked by hand
in `annotations/normalised`. Run `python -m training.normalisation_accuracy`.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path

from extractor.facts.assemble import assemble_facts, normalised_entities
from extractor.facts.fact import Fact, PeriodValue, PlaceValue
from extractor.reading.report import Report
from extractor.schema import QUANTITY, AnnotatedText

TEST_REPORT = "lai-chau-2023-07"


@dataclass(slots=True)
class Tally:
    """Rows of a list and those that came out otherwise.

    Args:
        total: Rows compared.
        wrong: For each row that differs, what was expected and what came out.
    """

    total: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """Share of right rows, 0–1; 1 for an empty list."""
        return 1.0 if not self.total else 1 - len(self.wrong) / self.total

    def add(self, name: str, expected: object, found: object) -> None:
        """Count one row."""
        self.total += 1
        if expected != found:
            self.wrong.append(f"{name}: expected {expected}, found {found}")


def measure(report: str = TEST_REPORT, annotations: Path = Path("annotations")) -> dict[str, Tally]:
    """Compare a report with its hand-checked lists.

    Args:
        report: Its id; only this id and its paragraphs are given to the program, no date or issuer.
        annotations: Folder of the gold paragraphs, with the lists in `normalised/`.

    Returns:
        A tally each for `facts` (a fact a quantity), `values`, `units`, `periods` and `places`.
    """
    with (annotations / f"{report}.jsonl").open(encoding="utf-8") as lines:
        paragraphs = [AnnotatedText.from_dict(json.loads(line)) for line in lines]
    facts = assemble_facts(Report(id=report), paragraphs)
    spans = {
        (paragraph.id.rsplit("/", 1)[-1], entity.id): (entity.start, entity.label)
        for paragraph in paragraphs
        for entity in paragraph.entities
    }
    by_start = {(fact.paragraph, fact.start): fact for fact in facts}
    tallies = {name: Tally() for name in ("facts", "values", "units", "periods", "places")}
    for (paragraph_id, entity_id), (start, label) in spans.items():
        if label == QUANTITY:
            name = f"{paragraph_id} {entity_id}"
            tallies["facts"].add(name, True, (paragraph_id, start) in by_start)
    folder = annotations / "normalised"
    for row in _rows(folder / f"{report}-quantities.csv"):
        start = spans[row["paragraph"], row["entity"]][0]
        _compare_quantity(row, by_start[row["paragraph"], start], tallies)
    periods, places = normalised_entities(Report(id=report), paragraphs)
    for row in _rows(folder / f"{report}-periods.csv"):
        found = periods[row["paragraph"], row["entity"]]
        tallies["periods"].add(
            f"{row['paragraph']} {row['entity']} “{row['phrase']}”",
            (row["start"] or None, row["end"] or None, row["cumulative"] == "yes"),
            _days(found),
        )
    for row in _rows(folder / f"{report}-places.csv"):
        place = places[row["paragraph"], row["entity"]]
        tallies["places"].add(
            f"{row['paragraph']} {row['entity']} “{row['text']}”",
            (row["level"] or None, row["name_and_parents"]),
            (place.level, _path(place)),
        )
    return tallies


def _compare_quantity(row: dict[str, str], fact: Fact, tallies: dict[str, Tally]) -> None:
    name = f"{row['paragraph']} {row['entity']} “{row['number']} {row['unit']}”"
    value, high = float(row["value"]), float(row["high"]) if row["high"] else None
    tallies["values"].add(name, (value, high), (fact.value, fact.value_high))
    expected = (float(row["base_value"]), row["base_unit"]) if row["base_unit"] else (None, None)
    found = (fact.base_value, fact.base_unit)
    if (
        found[0] is not None
        and expected[0] is not None
        and isclose(found[0], expected[0], rel_tol=1e-9)
    ):
        found = (expected[0], found[1])
    tallies["units"].add(name, expected, found)


def _days(period: PeriodValue) -> tuple[str | None, str | None, bool]:
    return period.start, period.end, period.cumulative


def _path(place: PlaceValue) -> str:
    return " < ".join([place.name, *place.parents]) if place.name else ""


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def main() -> None:
    """Print the figures and every row that differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", default=TEST_REPORT)
    parser.add_argument("--annotations", type=Path, default=Path("annotations"))
    arguments = parser.parse_args()
    for name, tally in measure(arguments.report, arguments.annotations).items():
        right = tally.total - len(tally.wrong)
        print(f"{name:8} {right}/{tally.total} = {tally.accuracy:.1%}")
        for line in tally.wrong:
            print(f"    {line}")


if __name__ == "__main__":
    main()
