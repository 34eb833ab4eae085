"""Counts of annotations: paragraphs, spans and relations by label and file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.schema import ENTITY_LABELS, RELATION_LABELS, AnnotatedText
from training.annotations.jsonl import annotation_files, load_annotations
from training.splits import SYNTHETIC


@dataclass(slots=True)
class Stats:
    """Counts of a set of paragraphs.

    Args:
        name: The file they are in, or what they have in common.
        paragraphs: Number of records, footnotes included.
        entities: Number of spans by label.
        relations: Number of relations by label.
    """

    name: str
    paragraphs: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)

    def add(self, other: Stats) -> None:
        """Add the counts of another set."""
        self.paragraphs += other.paragraphs
        self.entities.update(other.entities)
        self.relations.update(other.relations)


def count_records(name: str, records: Iterable[AnnotatedText]) -> Stats:
    """Count paragraphs.

    Args:
        name: What to call them.
        records: The paragraphs.

    Returns:
        Their counts.
    """
    stats = Stats(name)
    for record in records:
        stats.paragraphs += 1
        stats.entities.update(e.label for e in record.entities)
        stats.relations.update(r.label for r in record.relations)
    return stats


def count_files(paths: Sequence[str | Path]) -> list[Stats]:
    """Count annotation files.

    Args:
        paths: Files, or folders of `.jsonl` files.

    Returns:
        The counts of each file under its name without ending, those of real reports first, then
        those of all files together under `all`.

    Raises:
        SolieuError: A file cannot be read or holds a line that is no record.
    """
    counted = [count_records(f.stem, load_annotations(f)) for f in annotation_files(*paths)]
    counted.sort(key=lambda s: s.name.startswith(SYNTHETIC))
    groups = [Stats("real"), Stats("synthetic"), Stats("all")]
    for stats in counted:
        groups[stats.name.startswith(SYNTHETIC)].add(stats)
        groups[2].add(stats)
    return [*counted, *(g for g in groups if g.paragraphs)]


def stats_rows(stats: Sequence[Stats]) -> tuple[list[list[str]], list[list[str]]]:
    """Counts as the rows of two tables, of spans and of relations.

    Args:
        stats: As `count_files` gives them.

    Returns:
        Rows with a header row first; a row a file.
    """
    spans = [["file", "paragraphs", *ENTITY_LABELS, "all spans"]]
    relations = [["file", *RELATION_LABELS, "all relations"]]
    for one in stats:
        counts = [one.entities[label] for label in ENTITY_LABELS]
        spans.append([one.name, *(f"{n:,}" for n in (one.paragraphs, *counts, sum(counts)))])
        counts = [one.relations[label] for label in RELATION_LABELS]
        relations.append([one.name, *(f"{n:,}" for n in (*counts, sum(counts)))])
    return spans, relations
