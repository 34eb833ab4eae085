"""The manifest of the corpus: which reports there are, whose, and which is held out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from extractor.errors import SolieuError
from training.annotations.jsonl import read_text

MANIFEST: Final = Path("corpus/manifest.jsonl")
"""Where the manifest lies, from the project's folder."""

_LEVELS: Final = ("province", "district", "commune")
_SPLITS: Final = ("train", "test")


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """A report of the corpus.

    Args:
        id: As in the ids of its paragraphs.
        title: As it calls itself, in its heading or its closing sentence.
        issuer: Issuing body, written out.
        level: Administrative level of the issuer.
        province: Name of the province without its type word.
        district: Name of the district, None for a province's report.
        date: ISO date of issue, None where the text does not bear it.
        period: What it covers: `text` as written, ISO `start` and `end`.
        file: Path of the text.
        split: Whether models may be trained on it.
    """

    id: str
    title: str
    issuer: str
    level: Literal["province", "district", "commune"]
    province: str
    district: str | None
    date: str | None
    period: dict[str, str]
    file: Path
    split: Literal["train", "test"]


def load_manifest(path: str | Path = MANIFEST) -> list[CorpusReport]:
    """Read the manifest of a corpus.

    Args:
        path: A `.jsonl` file with one report a line.

    Returns:
        The reports in the file's order, their files relative to the manifest's folder.

    Raises:
        SolieuError: The file cannot be read, a line is no report, or an id is there twice.
    """
    path = Path(path)
    reports: dict[str, CorpusReport] = {}
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            report = _report(json.loads(line), path.parent)
        except (ValueError, TypeError, AttributeError) as error:
            raise SolieuError(f"{path}:{number}: This line is no report: {error}.") from error
        if report.id in reports:
            raise SolieuError(f"{path}:{number}: The report {report.id} is there already.")
        reports[report.id] = report
    return list(reports.values())


def _report(fields: dict[str, Any], folder: Path) -> CorpusReport:
    report = CorpusReport(**{**fields, "file": folder / fields.get("file", "")})
    if report.level not in _LEVELS:
        raise ValueError(f"its level is none of {', '.join(_LEVELS)}")
    if report.split not in _SPLITS:
        raise ValueError(f"its split is none of {', '.join(_SPLITS)}")
    return report
