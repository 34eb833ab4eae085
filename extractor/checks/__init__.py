"""Figures that contradict each other.

`find_findings` checks one report, `find_findings_across` several of the same place. What is looked
for, and how strictly, is `data/checks.toml`; each kind is a file in `kinds/`.
"""

from extractor.checks.across import find_findings_across
from extractor.checks.check import find_findings
from extractor.checks.config import CheckConfig, load_config
from extractor.checks.finding import Check, Finding, Severity
from extractor.checks.messages import describe

__all__ = [
    "Check",
    "CheckConfig",
    "Finding",
    "Severity",
    "describe",
    "find_findings",
    "find_findings_across",
    "load_config",
]
