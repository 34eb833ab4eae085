"""Counts of annotations: paragraphs, spans and relations by label and file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from extractor.errors import SolieuError
from extractor.schema import ENTITY_LABELS, RELATION_LABELS, AnnotatedText
from training.annotations.jsonl import (
    annotation_files,
    load_annotations,
    read_text,
    write_text,
)
from training.splits import SYNTHETIC

_MARK: Final = "<!-- counts -->"

Named = tuple[str, list[AnnotatedText]]
"""Paragraphs under the name of what they have in common."""


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


def files_and_groups(paths: Sequence[str | Path]) -> tuple[list[Named], list[Named]]:
    """The paragraphs of annotation files, and those of real and of synthetic ones together.

    Args:
        paths: Files, or folders of `.jsonl` files.

    Returns:
        The paragraphs of each file under its name without ending, those of real reports first;
        and those of all such files under `real` and `synthetic`, where there are any.

    Raises:
        SolieuError: A file cannot be read or holds a line that is no record.
    """
    files = [(f.stem, load_annotations(f)) for f in annotation_files(*paths)]
    files.sort(key=lambda file: file[0].startswith(SYNTHETIC))
    groups: dict[str, list[AnnotatedText]] = {"real": [], "synthetic": []}
    for name, records in files:
        groups["synthetic" if name.startswith(SYNTHETIC) else "real"] += records
    return files, [(name, records) for name, records in groups.items() if records]


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
    files, groups = files_and_groups(paths)
    every = [record for _, records in groups for record in records]
    named = [*files, *groups, *([("all", every)] if every else [])]
    return [count_records(name, records) for name, records in named]


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


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table, numbers to the right.

    Args:
        rows: The header row and the others.

    Returns:
        The table with a line end after each line.
    """
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"| --- |{' ---: |' * (len(rows[0]) - 1)}")
    return "".join(f"{line}\n" for line in lines)


def update_counts(path: Path, tables: str) -> None:
    """Put tables into a text, in place of what stands between its two marks `<!-- counts -->`.

    Args:
        path: The file.
        tables: What to put there.

    Raises:
        SolieuError: The file cannot be read or written, or does not have the mark twice.
    """
    parts = read_text(path).split(_MARK)
    if len(parts) != 3:
        raise SolieuError(f"{path} has no two lines {_MARK} between which the tables belong.")
    write_text(f"{parts[0]}{_MARK}\n\n{tables}\n{_MARK}{parts[2]}", path)
