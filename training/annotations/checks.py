"""Checks of one annotated paragraph: its form, and the rules of the guideline."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from extractor.language.tokens import split, token_starts
from extractor.schema import (
    ENTITY_LABELS,
    HAS_UNIT,
    HEAD_RELATIONS,
    INDICATOR,
    PERIOD,
    QUANTITY,
    RELATION_LABELS,
    TAIL_LABEL,
    TARGET,
    UNIT,
    AnnotatedText,
    Entity,
)

_FIELDS: Final[dict[str, dict[str, type]]] = {
    "entities": {"id": str, "label": str, "start": int, "end": int},
    "relations": {"head": str, "tail": str, "label": str},
    "footnotes": {"number": int, "offset": int},
}
_OPTIONAL: Final = frozenset({"score"})
"""What a predicted span or relation may carry beyond the contract's fields."""
_KIND: Final[dict[type, str]] = {str: "a text", int: "a whole number"}
_RECORD_ID = re.compile(r"[^/\s]+/[^/\s]+")
_NUMBER = re.compile(r"[0-9](?:[0-9.,\s–-]*[0-9])?")
_NEEDS_LINK: Final[frozenset[str]] = frozenset({UNIT, INDICATOR, PERIOD, TARGET})


def structure_errors(record: Any) -> list[str]:
    """Whether a decoded line has the fields of a paragraph record.

    Args:
        record: Anything that JSON can hold.

    Returns:
        Sentences about missing fields, unknown fields and wrong types; empty where it has the form.
    """
    if not isinstance(record, dict):
        return ["The line is not a JSON object."]
    errors = [f"The field '{name}' is missing." for name in ("id", "text") if name not in record]
    for name, value in record.items():
        if name in ("id", "text"):
            if not isinstance(value, str):
                errors.append(f"The field '{name}' is not a text.")
        elif name in _FIELDS:
            errors.extend(_list_errors(name, value, _FIELDS[name]))
        else:
            errors.append(f"There is no field '{name}' in a paragraph record.")
    return errors


def _list_errors(name: str, value: Any, fields: Mapping[str, type]) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"The field '{name}' is not a list."
        return
    for number, item in enumerate(value, 1):
        where = f"Item {number} of '{name}'"
        if not isinstance(item, dict):
            yield f"{where} is not an object."
            continue
        for field, kind in fields.items():
            if field not in item:
                yield f"{where} has no '{field}'."
            elif not isinstance(item[field], kind) or isinstance(item[field], bool):
                yield f"{where}: '{field}' is not {_KIND[kind]}."
        for field in item:
            if field not in fields and field not in _OPTIONAL:
                yield f"{where} has an unknown field '{field}'."


def check_form(record: AnnotatedText) -> list[str]:
    """What would keep a program from working with a record.

    Args:
        record: A paragraph.

    Returns:
        Sentences about unknown labels, duplicate and unknown ids, offsets outside the text,
        overlapping spans and relations whose ends have the wrong label; empty where there are none.
    """
    errors: list[str] = []
    for name, count in Counter(e.id for e in record.entities).items():
        if count > 1:
            errors.append(f"{count} spans are called {name}.")
    for entity in record.entities:
        if entity.label not in ENTITY_LABELS:
            errors.append(
                f"{entity.id} is labelled '{entity.label}'; the labels are "
                f"{', '.join(ENTITY_LABELS)}."
            )
        if not 0 <= entity.start < entity.end <= len(record.text):
            errors.append(
                f"{entity.id} covers {entity.start}–{entity.end}, which is no span of a text of "
                f"{len(record.text)} characters."
            )
    ordered = sorted(record.entities, key=lambda e: (e.start, e.end))
    for left, right in pairwise(ordered):
        if right.start < left.end:
            errors.append(f"{_named(record, left)} and {_named(record, right)} overlap.")
    for marker in record.footnotes:
        if not 0 <= marker.offset <= len(record.text):
            errors.append(
                f"The marker of footnote {marker.number} stands at {marker.offset}, outside the "
                f"text of {len(record.text)} characters."
            )
    errors.extend(_check_ends(record))
    return errors


def _check_ends(record: AnnotatedText) -> Iterator[str]:
    entities = {e.id: e for e in record.entities}
    for link in record.relations:
        written = f"{link.label}({link.head}, {link.tail})"
        unknown = [end for end in (link.head, link.tail) if end not in entities]
        if link.label not in RELATION_LABELS:
            yield (f"{written}: there is no such relation; they are {', '.join(RELATION_LABELS)}.")
        elif unknown:
            yield f"{written}: there is no span {' nor '.join(dict.fromkeys(unknown))}."
        elif entities[link.head].label != QUANTITY:
            yield f"{written}: its head is labelled {entities[link.head].label}, not QUANTITY."
        elif entities[link.tail].label != TAIL_LABEL[link.label]:
            yield (
                f"{written}: its tail is labelled {entities[link.tail].label}, not "
                f"{TAIL_LABEL[link.label]}."
            )


def check_rules(record: AnnotatedText) -> list[str]:
    """What in a record of sound form goes against the guideline.

    Args:
        record: A paragraph in which `check_form` finds nothing.

    Returns:
        Sentences; empty where the record is as it should be.
    """
    errors: list[str] = []
    if not _RECORD_ID.fullmatch(record.id):
        errors.append(f"The id '{record.id}' is not of the form report/p012.")
    if not unicodedata.is_normalized("NFC", record.text):
        errors.append("The text is not in Unicode's composed form (NFC).")
    if "⟦" in record.text:
        errors.append("A footnote marker ⟦ stands in the text; it belongs in 'footnotes'.")
    for number, count in Counter(m.number for m in record.footnotes).items():
        if number < 1:
            errors.append(f"A footnote cannot have the number {number}.")
        if count > 1:
            errors.append(f"The marker of footnote {number} stands in the text {count} times.")
    for entity in record.entities:
        errors.extend(_check_span(record, entity))
    errors.extend(_check_tokens(record))
    errors.extend(_check_links(record))
    return errors


def _check_span(record: AnnotatedText, entity: Entity) -> Iterator[str]:
    covered = record.text_of(entity)
    name = _named(record, entity)
    if covered != covered.strip():
        yield f"{name} begins or ends with a space."
    elif covered[-1] in ".,;:":
        yield f"{name} ends with a punctuation mark."
    if entity.label == QUANTITY and not _NUMBER.fullmatch(covered.strip()):
        yield f"{name} is not a number in digits and separators alone."
    if entity.label in _NEEDS_LINK and all(entity.id != link.tail for link in record.relations):
        yield f"{name} is linked to no quantity; a {entity.label} is marked only if one is."


def _check_tokens(record: AnnotatedText) -> Iterator[str]:
    """Training works on whole tokens: a span cannot end inside a word (`tàuđạt`)."""
    words, spaces = split(record.text)
    starts = list(token_starts(words, spaces))
    edges = {0, *starts, *(at + len(word) for at, word in zip(starts, words, strict=True))}
    for entity in record.entities:
        covered = record.text_of(entity)
        start = entity.start + len(covered) - len(covered.lstrip())
        end = entity.end - len(covered) + len(covered.rstrip())
        if start not in edges or end not in edges:
            yield (
                f"{_named(record, entity)} begins or ends inside a word; mark whole words, or put "
                "a space into the text."
            )


def _check_links(record: AnnotatedText) -> Iterator[str]:
    triples = Counter((r.head, r.tail, r.label) for r in record.relations)
    for (head, tail, label), count in triples.items():
        if count > 1:
            yield f"{label}({head}, {tail}) is there {count} times."
    pairs = Counter((head, tail) for head, tail, _ in triples)
    for (head, tail), count in pairs.items():
        if count > 1:
            yield f"{head} and {tail} are linked by {count} different relations; only one holds."
    units = Counter(r.head for r in record.relations if r.label == HAS_UNIT)
    yield from (f"{q} has {n} units; it has at most one." for q, n in units.items() if n > 1)
    heads: dict[str, str] = {}
    for link in record.relations:
        if link.label not in HEAD_RELATIONS:
            continue
        if heads.setdefault(link.head, link.tail) != link.tail:
            yield (
                f"{link.head} belongs to {heads[link.head]} and to {link.tail}; a quantity has at "
                "most one head."
            )
    yield from (
        f"{' → '.join([*cycle, cycle[0]])}: quantities that are each other's head."
        for cycle in _cycles(heads)
    )


def _cycles(heads: Mapping[str, str]) -> Iterator[list[str]]:
    """Every cycle of a map from quantity to head, once, beginning where it was first met."""
    done: set[str] = set()
    for start in heads:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path.append(at)
            at = heads.get(at)
        if at is not None and at in path:
            yield path[path.index(at) :]
        done.update(path)


def check_record(record: AnnotatedText) -> list[str]:
    """All that is wrong with one record.

    Args:
        record: A paragraph.

    Returns:
        Sentences of `check_form`, or of `check_rules` where the form is sound.
    """
    return check_form(record) or check_rules(record)


def _named(record: AnnotatedText, entity: Entity) -> str:
    return f"{entity.id} '{record.text_of(entity)}'"
