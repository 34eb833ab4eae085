"""Training paragraphs said a little differently: other places, other spacing, other spelling.

Models learn the reports at hand by heart: their communes, whether `30 ha` or `30ha`, `KH` or
`kế hoạch`. Each change keeps the annotation right by construction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from extractor.schema import PLACE, QUANTITY, TARGET, UNIT, AnnotatedText, Entity, Marker

Replacement = tuple[int, int, str]
"""Offsets of what is replaced, and by what."""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How often each change is made.

    Args:
        places: Share of paragraphs whose places get other names.
        spacing: Share of paragraphs in which units are glued to their numbers or set apart.
        spelling: Share of paragraphs in which plan words are abbreviated or written out.
        case: Share of paragraphs whose first letter changes its case, or that lose the mark of
            their list.
        numbers: Share of paragraphs whose quantities lose the dots between thousands, the zero
            before a single digit, or both, as many offices write them.
    """

    places: float = 0.0
    spacing: float = 0.0
    spelling: float = 0.0
    case: float = 0.0
    numbers: float = 0.0


_GENERIC = re.compile(r"^(toàn|địa bàn|trong|ngoài|cả)\b", re.IGNORECASE)
_SPELLINGS = (("kế hoạch", "KH"), ("Kế hoạch", "KH"), ("KH", "kế hoạch"), ("nghị quyết", "NQ"))
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_LEADING_ZERO = re.compile(r"0\d")
_BULLET = re.compile(r"^(?:[-+*•]|[a-zđ]\)|\d+(?:\.\d+)*\.?)\s+")


@lru_cache(maxsize=1)
def place_names() -> tuple[str, ...]:
    """Names of the country's communes, districts and provinces, without their type words."""
    from extractor.facts.administrative_units import gazetteer

    units = gazetteer().legacy.units
    return tuple(sorted({unit.short for unit in units if unit.short[:1].isupper()}))


@lru_cache(maxsize=1)
def _type_word() -> re.Pattern[str]:
    """A type word with what may stand before it, and the space after it."""
    from extractor.facts.places import place_types

    words = "|".join(sorted(map(re.escape, place_types()), key=len, reverse=True))
    return re.compile(rf"(?:địa bàn |trung tâm )?(?:{words})\s+(?=\w)", re.IGNORECASE)


def augment(record: AnnotatedText, settings: Augmentation, rng: Random) -> AnnotatedText:
    """A paragraph with some of its words said differently.

    Args:
        record: An annotated paragraph.
        settings: How often what is changed.
        rng: Source of randomness.

    Returns:
        A changed copy, or the paragraph itself where nothing was changed.
    """
    changes: list[Replacement] = []
    if rng.random() < settings.places:
        changes += _places(record, rng)
    if rng.random() < settings.spacing:
        changes += _spacing(record, rng)
    if rng.random() < settings.spelling:
        changes += _spelling(record, rng)
    if rng.random() < settings.case:
        changes += _beginning(record, rng)
    if rng.random() < settings.numbers:
        changes += _numbers(record, rng)
    return replace(record, changes) if changes else record


def _places(record: AnnotatedText, rng: Random) -> list[Replacement]:
    names = place_names()
    chosen: dict[str, str] = {}
    changes = []
    for entity in record.entities:
        if entity.label != PLACE:
            continue
        text = record.text_of(entity)
        match = _type_word().match(text)
        start = entity.start + (match.end() if match else 0)
        name = record.text[start : entity.end]
        # Scopes (toàn huyện), countries and towns by their type alone stay as they are.
        if _GENERIC.match(name) or not name[:1].isupper() or not (match or " " in name):
            continue
        if name not in chosen:
            chosen[name] = rng.choice(names)
        changes.append((start, entity.end, chosen[name]))
    return changes


def _spacing(record: AnnotatedText, rng: Random) -> list[Replacement]:
    """Glue units to the numbers before them, or set them apart, all alike in the paragraph."""
    glue = rng.random() < 0.5
    quantity_ends = {e.end for e in record.entities if e.label == QUANTITY}
    changes = []
    for entity in record.entities:
        if entity.label != UNIT:
            continue
        before = record.text[: entity.start]
        if glue and before.endswith(" ") and entity.start - 1 in quantity_ends:
            changes.append((entity.start - 1, entity.start, ""))
        elif not glue and entity.start in quantity_ends:
            changes.append((entity.start, entity.start, " "))
    return changes


def _spelling(record: AnnotatedText, rng: Random) -> list[Replacement]:
    old, new = rng.choice(_SPELLINGS)
    changes = []
    for entity in record.entities:
        if entity.label != TARGET:
            continue
        text = record.text_of(entity)
        for match in re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", text):
            changes.append((entity.start + match.start(), entity.start + match.end(), new))
    return changes


def _beginning(record: AnnotatedText, rng: Random) -> list[Replacement]:
    match = _BULLET.match(record.text)
    first = match.end() if match else 0
    if any(e.start < first for e in record.entities) or first >= len(record.text) - 1:
        return []
    if match and rng.random() < 0.5:
        return [(0, first, "")]
    letter = record.text[first]
    return [(first, first + 1, letter.swapcase())] if len(letter.swapcase()) == 1 else []


def _numbers(record: AnnotatedText, rng: Random) -> list[Replacement]:
    dots, zeros = rng.choice(((True, False), (False, True), (True, True)))
    changes = []
    for entity in record.entities:
        if entity.label != QUANTITY:
            continue
        text = plain = record.text_of(entity)
        if dots and _THOUSANDS.fullmatch(text):
            plain = text.replace(".", "")
        if zeros and _LEADING_ZERO.fullmatch(text):
            plain = text[1:]
        if plain != text:
            changes.append((entity.start, entity.end, plain))
    return changes


def replace(record: AnnotatedText, changes: Sequence[Replacement]) -> AnnotatedText:
    """Replace pieces of a paragraph's text and move what is annotated along.

    Args:
        record: An annotated paragraph.
        changes: Pieces that do not overlap, each inside a span, outside all spans, or at the
            edge of one; what is put at a span's beginning stays outside it.

    Returns:
        The changed paragraph.
    """
    pieces = []
    at = 0
    ordered = sorted(changes)
    for start, end, text in ordered:
        if start < at:  # two changes of one place: the first stands
            continue
        pieces += [record.text[at:start], text]
        at = end
    kept = []
    at = 0
    for change in ordered:
        if change[0] >= at:
            kept.append(change)
            at = change[1]
    pieces.append(record.text[at:])

    def moved(offset: int, inserts_count: Callable[[int], bool]) -> int:
        delta = 0
        for start, end, text in kept:
            if end < offset or (end == offset and inserts_count(start)):
                delta += len(text) - (end - start)
            elif start < offset < end:
                return start + delta + min(offset - start, len(text))
        return offset + delta

    # A change that ends where a span begins lies before it; one that ends where it ends, inside,
    # unless it inserts there.
    entities = [
        Entity(
            e.id, e.label,
            moved(e.start, lambda start: True),
            moved(e.end, lambda start, end=e.end: start < end),  # type: ignore[misc]
            e.score,
        )
        for e in record.entities
    ]  # fmt: skip
    footnotes = [Marker(m.number, moved(m.offset, lambda start: True)) for m in record.footnotes]
    return AnnotatedText(record.id, "".join(pieces), entities, record.relations, footnotes)
