"""Error analysis: every error of spans and relations by its kind, in readable form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from extractor.schema import AnnotatedText, Entity
from training.scoring.paragraphs import RelationKey, SpanKey, relation_keys

_CONTEXT: Final = 30
"""Characters shown on each side of an error."""


@dataclass(frozen=True, slots=True)
class Error:
    """One error, which may join a missed and a spurious item.

    Args:
        task: `span` or `relation`.
        kind: What went wrong (`too long on the right`, `missed`, `wrong tail`…).
        label: Label of the gold item, or of the predicted one where there is none.
        paragraph: Paragraph id.
        start: Offset of the error's first character in the paragraph.
        gold: What the gold says, empty where nothing.
        predicted: What was predicted, empty where nothing.
        context: The text around it.
    """

    task: Literal["span", "relation"]
    kind: str
    label: str
    paragraph: str
    start: int
    gold: str
    predicted: str
    context: str

    def __str__(self) -> str:
        """Two lines: what and where, then the text around it."""
        said = f"gold {self.gold or '–'}, predicted {self.predicted or '–'}"
        return f"{self.paragraph} {self.label}: {self.kind}: {said}\n    {self.context}"

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, for JSON."""
        return asdict(self)


def find_errors(gold: Sequence[AnnotatedText], predicted: Sequence[AnnotatedText]) -> list[Error]:
    """List what was predicted wrongly, spans before relations in every paragraph.

    Args:
        gold: Paragraphs as annotated.
        predicted: The same paragraphs as predicted, in the same order.

    Returns:
        The errors.

    Raises:
        ValueError: The paragraphs are not the same.
    """
    errors: list[Error] = []
    for one, other in zip(gold, predicted, strict=True):
        if (one.id, one.text) != (other.id, other.text):
            raise ValueError(f"{one.id} and {other.id} are not the same paragraph")
        errors.extend(_span_errors(one, other))
        errors.extend(_relation_errors(one, other))
    return errors


def count_errors(errors: Iterable[Error]) -> dict[str, dict[str, Counter[str]]]:
    """Count errors.

    Args:
        errors: As `find_errors` gives them.

    Returns:
        Task to kind to label to number, the most frequent kinds first.
    """
    counts: dict[str, dict[str, Counter[str]]] = {}
    for error in errors:
        kinds = counts.setdefault(error.task, {})
        kinds.setdefault(error.kind, Counter())[error.label] += 1
    return {
        task: dict(sorted(kinds.items(), key=lambda item: (-item[1].total(), item[0])))
        for task, kinds in counts.items()
    }


def _span_errors(gold: AnnotatedText, predicted: AnnotatedText) -> Iterator[Error]:
    right = _keys(gold.entities) & _keys(predicted.entities)
    missed = [e for e in gold.entities if _key(e) not in right]
    spurious = [e for e in predicted.entities if _key(e) not in right]
    for golds, guesses in _overlapping(missed, spurious):
        first = (golds or guesses)[0]
        yield Error(
            task="span",
            kind=_span_kind(golds, guesses),
            label=first.label,
            paragraph=gold.id,
            start=min(e.start for e in (*golds, *guesses)),
            gold=_written(gold, golds),
            predicted=_written(gold, guesses),
            context=_context(gold.text, (*golds, *guesses)),
        )


def _overlapping(
    golds: Sequence[Entity], guesses: Sequence[Entity]
) -> Iterator[tuple[list[Entity], list[Entity]]]:
    """Groups of gold and predicted spans connected by overlap, in text order."""
    group: tuple[list[Entity], list[Entity]] = ([], [])
    reach = -1
    sided = [(e, 0) for e in golds] + [(e, 1) for e in guesses]
    for entity, side in sorted(sided, key=lambda item: (item[0].start, item[0].end, item[1])):
        if entity.start >= reach and reach >= 0:
            yield group
            group = ([], [])
        group[side].append(entity)
        reach = max(reach, entity.end)
    if reach >= 0:
        yield group


def _span_kind(golds: Sequence[Entity], guesses: Sequence[Entity]) -> str:
    if not guesses:
        return "missed"
    if not golds:
        return "spurious"
    if len(golds) == 1 and len(guesses) > 1:
        return "split"
    if len(golds) > 1 and len(guesses) == 1:
        return "merged"
    if len(golds) > 1:
        return "divided otherwise"
    gold, guess = golds[0], guesses[0]
    boundary = _boundary_kind(gold, guess)
    if gold.label == guess.label:
        return boundary
    return "wrong label and boundary" if boundary else f"wrong label {guess.label}"


def _boundary_kind(gold: Entity, guess: Entity) -> str:
    left = gold.start - guess.start
    right = guess.end - gold.end
    sides = [
        f"too {'long' if difference > 0 else 'short'} on the {side}"
        for side, difference in (("left", left), ("right", right))
        if difference
    ]
    return ", ".join(sides)


def _relation_errors(gold: AnnotatedText, predicted: AnnotatedText) -> Iterator[Error]:
    """Errors of relations; one tail given for another, or one label, is one error and not two."""
    true, guessed = relation_keys(gold), relation_keys(predicted)
    missed = [key for key in true if key not in guessed]
    spurious = [key for key in guessed if key not in true]
    gold_spans, guessed_spans = _keys(gold.entities), _keys(predicted.entities)

    for key in list(missed):
        if broken := _broken(key, guessed_spans):
            missed.remove(key)
            yield _relation_error(gold, f"missed ({broken} not found)", key, None)
    for key in list(spurious):
        if broken := _broken(key, gold_spans):
            spurious.remove(key)
            yield _relation_error(gold, f"spurious ({broken} no gold span)", None, key)
    for key in list(missed):
        relabelled = next((g for g in spurious if g[1:] == key[1:]), None)
        if relabelled:
            missed.remove(key)
            spurious.remove(relabelled)
            yield _relation_error(gold, f"wrong label {relabelled[0]}", key, relabelled)
    for key in missed:
        moved = next((g for g in spurious if g[:2] == key[:2]), None)
        if moved:
            spurious.remove(moved)
        yield _relation_error(gold, "wrong tail" if moved else "missed", key, moved)
    for key in spurious:
        yield _relation_error(gold, "spurious", None, key)


def _broken(key: RelationKey, spans: set[SpanKey]) -> str:
    """Which ends of a relation are not among spans."""
    _, head, tail = key
    ends = [end for end, span in (("head", head), ("tail", tail)) if span not in spans]
    return " and ".join(ends)


def _relation_error(
    record: AnnotatedText, kind: str, gold: RelationKey | None, guess: RelationKey | None
) -> Error:
    known = [key for key in (gold, guess) if key]
    spans = [Entity("", *span) for key in known for span in key[1:]]
    return Error(
        task="relation",
        kind=kind,
        label=known[0][0],
        paragraph=record.id,
        start=min(e.start for e in spans),
        gold=_arrow(record, gold),
        predicted=_arrow(record, guess),
        context=_context(record.text, spans),
    )


def _arrow(record: AnnotatedText, key: RelationKey | None) -> str:
    if key is None:
        return ""
    label, head, tail = key
    texts = [record.text[start:end] for _, start, end in (head, tail)]
    return f"'{texts[0]}' {label} '{texts[1]}'"


def _written(record: AnnotatedText, entities: Sequence[Entity]) -> str:
    return " + ".join(f"{e.label} '{record.text_of(e)}'" for e in entities)


def _context(text: str, entities: Sequence[Entity]) -> str:
    start = max(0, min(e.start for e in entities) - _CONTEXT)
    end = min(len(text), max(e.end for e in entities) + _CONTEXT)
    middle = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{middle}{'…' if end < len(text) else ''}"


def _key(entity: Entity) -> SpanKey:
    return (entity.label, entity.start, entity.end)


def _keys(entities: Iterable[Entity]) -> set[SpanKey]:
    return {_key(e) for e in entities}
