"""Spans and relations become normalised facts.

`assemble_facts` makes the facts of a report, `to_records` groups them into rows. Units, cue words,
place names and holidays are files in `data/` that can be edited without touching the code.
"""

from extractor.facts.assemble import assemble_facts
from extractor.facts.fact import Fact, PeriodValue, PlaceValue
from extractor.facts.records import Record, to_records

__all__ = ["Fact", "PeriodValue", "PlaceValue", "Record", "assemble_facts", "to_records"]
