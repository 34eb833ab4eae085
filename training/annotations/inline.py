r"""The readable form of annotations: marks in the text, one line a quantity.

    === bat-xat-2023-04/p012
    Trong tháng [I1|thu hái] được [Q1|8,05] [U1|tấn]⟦3⟧.
    Q1: U1 I1

`annotations/GUIDELINE.md` describes it. A block is the header `=== id`, the text on the very next
line, then one line a quantity; blank lines and lines that begin with `#` may follow anywhere after
the text. What the guideline leaves open is settled here so that every record can be written:

- a backslash before `[`, `]`, `⟦` or a backslash makes it a plain character where it would be read
  as a mark; `\n` and `\r` are line breaks inside the paragraph;
- an id without a `/` belongs to the report named by the caller (the file's name);
- ids say the label (`Q U I P T G`); a record whose ids do not is renumbered when written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from extractor.schema import (
    AGAINST_TARGET,
    COMPARED_WITH,
    HAS_UNIT,
    IN_PERIOD,
    INDICATOR,
    LOCATED_IN,
    MEASURES,
    PART_OF,
    PERIOD,
    PLACE,
    PLANNED_FOR,
    QUANTITY,
    RATE_OF,
    STATES_TARGET,
    TAIL_LABEL,
    TARGET,
    TOTAL_OF,
    UNIT,
    AnnotatedText,
    Entity,
    Link,
    Marker,
)
from training.annotations.problem import Problem

LETTER_OF: Final[dict[str, str]] = {
    QUANTITY: "Q",
    UNIT: "U",
    INDICATOR: "I",
    PLACE: "P",
    PERIOD: "T",
    TARGET: "G",
}
"""The letter that begins the ids of a label."""

LABEL_OF: Final[dict[str, str]] = {letter: label for label, letter in LETTER_OF.items()}

PREFIX_OF: Final[dict[str, str]] = {
    HAS_UNIT: "",
    MEASURES: "",
    LOCATED_IN: "",
    IN_PERIOD: "",
    AGAINST_TARGET: "",
    COMPARED_WITH: "b:",
    STATES_TARGET: "k:",
    PLANNED_FOR: "planned-for:",
    TOTAL_OF: "total-of:",
    RATE_OF: "rate-of:",
    PART_OF: "part-of:",
}
"""What stands before the tail's id on a quantity's line."""

_RELATION_OF: Final[dict[str, str]] = {
    f"{prefix}{LETTER_OF[TAIL_LABEL[label]]}": label for label, prefix in PREFIX_OF.items()
}

_ID = re.compile(r"[QUIPTG][0-9]+")
_OPENING = re.compile(r"\[([A-Za-z]+)([0-9]*)\|")
_MARKER = re.compile(r"⟦([0-9]+)⟧")
_QUANTITY_LINE = re.compile(r"\s*([A-Za-z]+[0-9]*)\s*:(.*)")
_REFERENCE = re.compile(r"(?:([A-Za-z-]+):)?([A-Za-z]+[0-9]*)")
_HEADER = "==="
_ESCAPED: Final[dict[str, str]] = {"n": "\n", "r": "\r"}


@dataclass(slots=True)
class Block:
    """A paragraph as read from the readable form.

    Args:
        record: The paragraph with its spans and relations.
        line: Line of its header in the file, from 1.
    """

    record: AnnotatedText
    line: int


@dataclass(slots=True)
class Reading:
    """What a file in the readable form gave.

    Args:
        file: Its name.
        blocks: The paragraphs that could be read.
        problems: What is wrong with the form of the others.
    """

    file: Path
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, record: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, record, message))


def parse_inline(source: str, file: Path, report: str | None = None) -> Reading:
    """Read annotated paragraphs in the readable form.

    Args:
        source: The whole text of the file.
        file: Its name, for problems and, without its ending, as the report of bare ids.
        report: Report that ids without a `/` belong to, instead of the file's name.

    Returns:
        The paragraphs that could be read and what is wrong with the form of the others. What goes
        against the rules (two units, cycles) is found by `training.annotations.checks`.
    """
    reading = Reading(file)
    lines = [line.removesuffix("\r") for line in source.removeprefix("\ufeff").split("\n")]
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith(_HEADER):
            end = at + 2
            while end < len(lines) and not lines[end].startswith(_HEADER):
                end += 1
            _parse_block(reading, lines[at:end], at + 1, report or file.stem)
            at = end
            continue
        if line.strip() and not line.startswith("#"):
            reading.complain(
                at + 1, "", "Text before the first header; a block begins with a line '=== id'."
            )
        at += 1
    return reading


def format_inline(records: Iterable[AnnotatedText]) -> str:
    """Write paragraphs in the readable form; `parse_inline` gives them back.

    Spans come back in text order, relations grouped by quantity and footnote markers in text
    order; otherwise the records are the same, character by character.

    Args:
        records: Paragraphs with valid offsets, spans not overlapping.

    Returns:
        The blocks, a blank line between them.
    """
    return "\n".join(_format_block(record) for record in records)


def _parse_block(reading: Reading, lines: Sequence[str], first: int, report: str) -> None:
    name = unicodedata.normalize("NFC", lines[0][len(_HEADER) :].strip())
    if not name:
        reading.complain(first, "", "A header without an id; write '=== p012'.")
        return
    if "/" not in name:
        name = f"{report}/{name}"
    if len(lines) < 2:
        reading.complain(first, name, "The block has no text; it belongs on the next line.")
        return
    before = len(reading.problems)
    record = _parse_text(reading, name, _composed(lines[1]), first + 1)
    if len(reading.problems) > before:
        return  # the quantities' lines would be blamed for what is wrong with the marks
    if not record.text and any(line.strip() and not line.startswith("#") for line in lines[2:]):
        reading.complain(
            first + 1, name, "The line after the header is blank; the text belongs right there."
        )
        return
    _parse_relations(reading, record, lines[2:], first)
    if len(reading.problems) == before:
        reading.blocks.append(Block(record, first))


def _parse_text(reading: Reading, name: str, marked: str, line: int) -> AnnotatedText:
    record = AnnotatedText(name, "")
    plain: list[str] = []
    length = 0
    opened: tuple[str, str, int] | None = None
    at = 0

    def complain(message: str) -> None:
        reading.complain(line, name, f"{message} (column {at + 1})")

    while at < len(marked):
        character = marked[at]
        if character == "\\" and at + 1 < len(marked):
            following = marked[at + 1]
            plain.append(_ESCAPED.get(following, following))
            if following not in "nr[]⟦\\":
                complain(f"'\\{following}' is no escape; a plain backslash is written '\\\\'.")
            length += 1
            at += 2
            continue
        if marker := _MARKER.match(marked, at):
            record.footnotes.append(Marker(int(marker[1]), length))
            at = marker.end()
            continue
        if opening := _OPENING.match(marked, at):
            letter, number = opening[1], opening[2]
            if opened:
                complain(f"'{opening[0]}' inside the span {opened[0]}; spans never nest.")
            elif letter not in LABEL_OF:
                complain(
                    f"'{opening[0]}' is no mark: ids begin with Q, U, I, P, T or G. A plain "
                    "bracket is written '\\['."
                )
            elif not number:
                complain(f"'{opening[0]}' has no number; write '[{letter}1|'.")
            opened = (letter + number, LABEL_OF.get(letter, ""), length)
            at = opening.end()
            continue
        if character == "]" and opened:
            if opened[2] == length:
                complain(f"The span {opened[0]} is empty.")
            record.entities.append(Entity(opened[0], opened[1], opened[2], length))
            opened = None
            at += 1
            continue
        plain.append(character)
        length += 1
        at += 1
    if opened:
        complain(f"The span {opened[0]} is never closed; its ']' is missing.")
    seen: set[str] = set()
    for entity in record.entities:
        if entity.id in seen:
            complain(f"Two spans are called {entity.id}.")
        seen.add(entity.id)
    record.text = "".join(plain)
    return record


def _composed(line: str) -> str:
    """NFC, the letter of an escape kept apart from a combining mark after it."""
    pieces = re.split(r"(\\.)", line)
    return "".join(p if p.startswith("\\") else unicodedata.normalize("NFC", p) for p in pieces)


def _parse_relations(
    reading: Reading, record: AnnotatedText, lines: Sequence[str], first: int
) -> None:
    quantities = {e.id for e in record.entities if e.label == QUANTITY}
    known = {e.id for e in record.entities}
    told: dict[str, int] = {}
    for line_number, line in enumerate(lines, first + 2):
        if not line.strip() or line.startswith("#"):
            continue

        def complain(message: str, at: int = line_number) -> None:
            reading.complain(at, record.id, message)

        parts = _QUANTITY_LINE.fullmatch(line)
        if not parts:
            complain(
                f"'{_shortened(line)}' is no quantity's line ('Q1: U1 I1 rate-of:Q2'); the text of "
                "a paragraph is one line, a line break in it is written '\\n'."
            )
            continue
        head = parts[1]
        if head not in quantities:
            complain(
                f"{head} is not a quantity; only quantities have a line."
                if head in known
                else f"{head} has a line but no mark in the text."
            )
            continue
        if head in told:
            complain(f"{head} has a line already, line {told[head]}; put both into one.")
            continue
        told[head] = line_number
        for reference in parts[2].split():
            link = _parse_reference(head, reference, known)
            if isinstance(link, str):
                complain(link)
            else:
                record.relations.append(link)
    for entity in record.entities:
        if entity.label == QUANTITY and entity.id not in told:
            reading.complain(
                first,
                record.id,
                f"{entity.id} ({record.text_of(entity)}) has no line; write '{entity.id}:' where "
                "nothing is linked to it.",
            )


def _parse_reference(head: str, reference: str, known: set[str]) -> Link | str:
    """One word of a quantity's line: the relation, or what is wrong with it."""
    parts = _REFERENCE.fullmatch(reference)
    if not parts or (parts[2] not in known and not _ID.fullmatch(parts[2])):
        return (
            f"'{reference}' of {head} is none of U1, I1, P1, T1, G1, b:T1, k:G1, planned-for:Q1, "
            "total-of:Q1, rate-of:Q1, part-of:Q1."
        )
    prefix, tail = parts[1], parts[2]
    if tail not in known:
        return f"{head} is linked to {tail}, which has no mark in the text."
    label = _RELATION_OF.get(f"{prefix + ':' if prefix else ''}{tail[0]}")
    if label:
        return Link(head, tail, label)
    if not prefix:
        return (
            f"{head} is linked to the quantity {tail} without saying how: planned-for:{tail}, "
            f"total-of:{tail}, rate-of:{tail} or part-of:{tail}."
        )
    if f"{prefix}:" not in PREFIX_OF.values():
        return f"'{prefix}:' is none of b:, k:, planned-for:, total-of:, rate-of:, part-of:."
    wanted = next(TAIL_LABEL[r] for r, p in PREFIX_OF.items() if p == f"{prefix}:")
    return f"'{reference}' of {head}: {prefix}: points to a {wanted}, {tail} is none."


def _format_block(record: AnnotatedText) -> str:
    entities = sorted(record.entities, key=lambda e: (e.start, e.end))
    names = _names(entities)
    opening = {e.start: e for e in entities}
    closing = {e.end for e in entities}
    markers: dict[int, list[int]] = {}
    for marker in record.footnotes:
        markers.setdefault(marker.offset, []).append(marker.number)
    written: list[str] = []
    inside = False
    text = record.text
    for at in range(len(text) + 1):
        if at in closing:
            written.append("]")
            inside = False
        written.extend(f"⟦{number}⟧" for number in markers.get(at, ()))
        if at in opening:
            written.append(f"[{names[opening[at].id]}|")
            inside = True
        if at < len(text):
            written.append(_escaped(text, at, inside))
    lines = [f"{_HEADER} {record.id}", "".join(written)]
    links: dict[str, list[str]] = {}
    for link in record.relations:
        words = links.setdefault(names[link.head], [])
        words.append(PREFIX_OF[link.label] + names[link.tail])
    for entity in entities:
        if entity.label == QUANTITY:
            links.setdefault(names[entity.id], [])
    lines.extend(" ".join([f"{head}:", *words]) for head, words in links.items())
    return "\n".join(lines) + "\n"


def _names(entities: Sequence[Entity]) -> dict[str, str]:
    """The id each span is written with: its own where all fit the form, else a number in order."""
    if all(_ID.fullmatch(e.id) and e.id[0] == LETTER_OF[e.label] for e in entities):
        return {e.id: e.id for e in entities}
    names: dict[str, str] = {}
    counts = dict.fromkeys(LETTER_OF.values(), 0)
    for entity in entities:
        letter = LETTER_OF[entity.label]
        counts[letter] += 1
        names[entity.id] = f"{letter}{counts[letter]}"
    return names


def _escaped(text: str, at: int, inside: bool) -> str:
    character = text[at]
    if character == "\n":
        return "\\n"
    if character == "\r":
        return "\\r"
    special = (
        character == "\\"
        or (character == "]" and inside)
        or (character == "[" and _OPENING.match(text, at))
        or (character == "⟦" and _MARKER.match(text, at))
    )
    return f"\\{character}" if special else character


def _shortened(line: str, width: int = 40) -> str:
    line = line.strip()
    return line if len(line) <= width else line[: width - 1] + "…"
