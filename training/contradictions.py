"""How well `solieu check` finds the contradictions that were found by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.checks import Finding
from extractor.errors import SolieuError
from extractor.facts.fact import Fact

VERDICTS = ("true", "doubtful", "consistent")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An entry of the list.

    Args:
        report: Report id.
        figures: `(paragraph, text)` of the figures concerned, the one in doubt first.
        verdict: `true`, `doubtful` or `consistent`.
        kind: The kind of finding it is expected as.
        note: What is wrong, in a sentence.
    """

    report: str
    figures: tuple[tuple[str, str], ...]
    verdict: str
    kind: str
    note: str


@dataclass(slots=True)
class Accuracy:
    """Findings compared with the list.

    Args:
        right: Findings of true contradictions.
        false: Findings of none.
        doubtful: Findings of doubtful ones, which count neither way.
        found: True contradictions found.
        missed: True contradictions missed.
    """

    right: list[Finding] = field(default_factory=list)
    false: list[Finding] = field(default_factory=list)
    doubtful: list[Finding] = field(default_factory=list)
    found: list[Contradiction] = field(default_factory=list)
    missed: list[Contradiction] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Part of the true contradictions that were found; 1 where there are none."""
        total = len(self.found) + len(self.missed)
        return len(self.found) / total if total else 1.0

    @property
    def false_rate(self) -> float:
        """Part of the findings that are false; 0 where there are none."""
        total = len(self.right) + len(self.false)
        return len(self.false) / total if total else 0.0

    def add(self, other: Accuracy) -> None:
        """Count another report's findings in.

        Args:
            other: Its comparison.
        """
        self.right += other.right
        self.false += other.false
        self.doubtful += other.doubtful
        self.found += other.found
        self.missed += other.missed


def load_contradictions(path: Path) -> list[Contradiction]:
    """Read the list.

    Args:
        path: `annotations/contradictions/contradictions.jsonl`.

    Returns:
        Its entries.

    Raises:
        SolieuError: The file is missing or a line is no entry.
    """
    if not path.is_file():
        raise SolieuError(f"There is no list of contradictions {path}.")
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            figures = tuple((str(f["paragraph"]), str(f["text"])) for f in row["figures"])
            entry = Contradiction(row["report"], figures, row["verdict"], row["kind"], row["note"])
        except (ValueError, KeyError, TypeError):
            raise SolieuError(f"{path}, line {number}: this is no entry of the list.") from None
        if entry.verdict not in VERDICTS:
            raise SolieuError(
                f"{path}, line {number}: the verdict '{entry.verdict}' is none of "
                f"{', '.join(VERDICTS)}."
            )
        entries.append(entry)
    return entries


def compare(
    findings: Iterable[Finding], facts: Sequence[Fact], listed: Sequence[Contradiction]
) -> Accuracy:
    """Compare the findings of a report with the list.

    Args:
        findings: What `find_findings` says of it.
        facts: Its facts, which the findings point to.
        listed: The list's entries about that report.

    Returns:
        The comparison. A finding is of an entry where they have two figures in common, or the only
        one the entry has, and one of the two is the figure in doubt of either.
    """
    accuracy = Accuracy()
    found: set[int] = set()
    for finding in findings:
        verdicts = set()
        for number, entry in enumerate(listed):
            if _is_of(finding, facts, entry):
                verdicts.add(entry.verdict)
                if entry.verdict == "true":
                    found.add(number)
        if "true" in verdicts:
            accuracy.right.append(finding)
        elif "doubtful" in verdicts:
            accuracy.doubtful.append(finding)
        else:
            accuracy.false.append(finding)
    for number, entry in enumerate(listed):
        if entry.verdict == "true":
            (accuracy.found if number in found else accuracy.missed).append(entry)
    return accuracy


def _is_of(finding: Finding, facts: Sequence[Fact], entry: Contradiction) -> bool:
    if finding.facts:
        figures = [(facts[i].paragraph, facts[i].value_text) for i in finding.facts]
    else:
        figures = [(finding.paragraph, text) for text in finding.figures]
    if len(entry.figures) == 1:
        return figures[0] == entry.figures[0] and finding.kind == entry.kind
    common = {*figures} & {*entry.figures}
    needed = min(2, len({*entry.figures}))
    return len(common) >= needed and (figures[0] in entry.figures or entry.figures[0] in figures)
