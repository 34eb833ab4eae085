"""Checks of annotation files: every record, and records against one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.schema import AnnotatedText
from training.annotations.checks import check_record
from training.annotations.jsonl import annotation_files, read_lines
from training.annotations.problem import Problem
from training.splits import SYNTHETIC, is_synthetic


def check_annotations(paths: Sequence[str | Path]) -> list[Problem]:
    """Check annotation files, each record and against one another.

    Args:
        paths: Files, or folders of `.jsonl` files. A paragraph may be in one file of a folder only;
            files given singly may hold the same paragraphs (two annotators), with the same text.

    Returns:
        Problems by file and line.

    Raises:
        SolieuError: A path that does not exist or a file that is not UTF-8 text.
    """
    problems: list[Problem] = []
    texts: dict[str, tuple[str, Path, int]] = {}
    for path in paths:
        together: dict[str, tuple[Path, int]] = {}
        for file in annotation_files(path):
            for line, record in read_lines(file):
                if isinstance(record, list):
                    problems.extend(Problem(file, line, "", message) for message in record)
                    continue
                messages = [*check_record(record), *_check_origin(record, file)]
                if record.id in together:
                    other, at = together[record.id]
                    messages.append(f"This id is there already: {other}:{at}.")
                else:
                    together[record.id] = (file, line)
                text, other, at = texts.setdefault(record.id, (record.text, file, line))
                if text != record.text:
                    messages.append(
                        f"The text differs from that of the same paragraph in {other}:{at}, "
                        f"from {_difference(text, record.text)} on."
                    )
                problems.extend(Problem(file, line, record.id, message) for message in messages)
    return sorted(problems)


def _check_origin(record: AnnotatedText, file: Path) -> Iterator[str]:
    """Whether a file says of its paragraphs what their ids say: splits go by the id alone."""
    if file.name.startswith(SYNTHETIC) and not is_synthetic(record):
        yield f"A paragraph of a synthetic file has an id that begins with '{SYNTHETIC}'."
    elif is_synthetic(record) and not file.name.startswith(SYNTHETIC):
        yield f"A synthetic paragraph belongs in a file whose name begins with '{SYNTHETIC}'."


def _difference(one: str, other: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return f"character {at + 1} ('{other[at : at + 15]}')"
