"""Annotated paragraphs: read, check, count, compare, and turn into a readable form and back.

`jsonl` reads and writes the stored form, `inline` the readable one of `annotations/GUIDELINE.md`,
`validate` checks both, `stats` counts, `agreement` compares two annotators.
"""

from training.annotations.jsonl import load_annotations, write_annotations
from training.annotations.problem import Problem

__all__ = ["Problem", "load_annotations", "write_annotations"]
