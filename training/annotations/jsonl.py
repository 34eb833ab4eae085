"""Reading and writing annotations: one paragraph record a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from extractor.errors import SolieuError
from extractor.output.atomic import whole_file
from extractor.schema import AnnotatedText
from training.annotations.checks import check_form, structure_errors
from training.annotations.problem import Problem

Line = tuple[int, AnnotatedText | list[str]]
"""Line number from 1, and the record or what keeps it from being one."""


def load_annotations(*paths: str | Path) -> list[AnnotatedText]:
    """Read the records of annotation files.

    Args:
        paths: `.jsonl` files, or folders whose `.jsonl` files are read in the order of their
            names (not those of subfolders).

    Returns:
        The records in order. Their form is checked (fields, labels, ids, offsets, types of
        relation ends), the annotation rules are not: that is `solieu annotations validate`.

    Raises:
        SolieuError: No such file, no `.jsonl` file in a folder, not UTF-8, or a line that is no
            paragraph record; the message names file and line.
    """
    records: list[AnnotatedText] = []
    for path in annotation_files(*paths):
        for line, record in read_lines(path):
            errors = record if isinstance(record, list) else check_form(record)
            if errors:
                more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
                name = "" if isinstance(record, list) else record.id
                raise SolieuError(f"{Problem(path, line, name, errors[0])}{more}")
            assert not isinstance(record, list)
            records.append(record)
    return records


def annotation_files(*paths: str | Path) -> list[Path]:
    """The annotation files that paths stand for.

    Args:
        paths: Files, or folders that hold `.jsonl` files.

    Returns:
        The files, a folder's sorted by name.

    Raises:
        SolieuError: A path does not exist, or a folder holds no `.jsonl` file.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found = sorted(path.glob("*.jsonl"))
            if not found:
                raise SolieuError(f"There is no annotation file (.jsonl) in the folder {path}.")
            files.extend(found)
        elif path.exists():
            files.append(path)
        else:
            raise SolieuError(f"There is no file or folder {path}.")
    return files


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of an annotation file, each a record or the reasons why it is none.

    Args:
        path: A `.jsonl` file in UTF-8, with or without a byte order mark; blank lines are skipped.

    Yields:
        Line numbers with records, whose meaning is unchecked.

    Raises:
        SolieuError: The file cannot be read as UTF-8 text.
    """
    # Split at "\n" alone: a JSON string may hold U+2028, which str.splitlines would break at.
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            yield number, _decode(line)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without a byte order mark.

    Args:
        path: The file.

    Returns:
        Its text, line ends untouched.

    Raises:
        SolieuError: There is no such file, or it is not UTF-8 text.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SolieuError(
            f"{path} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8."
        ) from error
    except OSError as error:
        raise SolieuError(f"{path} cannot be read: {error.strerror}.") from error


def write_annotations(records: Iterable[AnnotatedText], path: Path) -> None:
    """Write records as an annotation file.

    Args:
        records: Paragraph records.
        path: The file to write; it appears whole or not at all.

    Raises:
        SolieuError: The file cannot be written.
    """
    write_text("".join(json.dumps(r.to_dict(), ensure_ascii=False) + "\n" for r in records), path)


def write_text(text: str, path: Path) -> None:
    """Write a UTF-8 file beside its name and then rename it, so that no half file is left.

    Args:
        text: What to write.
        path: The file; folders above it are made.

    Raises:
        SolieuError: The file cannot be written.
    """
    with whole_file(path) as beside:
        beside.write_bytes(text.encode("utf-8"))


def _decode(line: str) -> AnnotatedText | list[str]:
    try:
        record: Any = json.loads(line)
    except json.JSONDecodeError as error:
        return [f"This line is no JSON object: {error.msg} (column {error.colno})."]
    except RecursionError:
        return ["This line is no JSON object: it is nested too deeply."]
    errors: Sequence[str] = structure_errors(record)
    return list(errors) if errors else AnnotatedText.from_dict(record)
