"""Between spaCy docs and annotated paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from ..errors import SolieuError
from ..schema import AnnotatedText, Entity, Link, Marker
from .relation import Relation, get_relations, set_relations

if TYPE_CHECKING:
    from spacy.language import Language

SPAN_SCORES = "solieu_span_scores"
"""Key in `doc.user_data` of the probability of each entity, in the order of `doc.ents`."""


def annotated_to_doc(nlp: Language, record: AnnotatedText) -> Doc:
    """A doc with a paragraph's text, its gold spans and its gold relations.

    Args:
        nlp: Pipeline whose tokenizer is used.
        record: The paragraph.

    Returns:
        The doc, `doc.ents` and `doc._.relations` set.

    Raises:
        SolieuError: A span does not begin and end at a token.
    """
    doc = nlp.make_doc(record.text)
    spans = {}
    for entity in record.entities:
        span = doc.char_span(entity.start, entity.end, label=entity.label)
        if span is None:
            raise SolieuError(
                f"{record.id}: span {entity.id} ({record.text_of(entity)!r}) does not begin and "
                "end at a token; move its ends to where a word, number or mark begins and ends."
            )
        spans[entity.id] = span
    doc.set_ents(list(spans.values()), default="outside")
    set_relations(
        doc,
        [Relation(spans[r.head], spans[r.tail], r.label, r.score) for r in record.relations],
    )
    return doc


def doc_to_annotated(
    doc: Doc, id: str, footnotes: Sequence[Marker] = (), *, default_score: float = 1.0
) -> AnnotatedText:
    """The annotated paragraph a processed doc amounts to.

    Args:
        doc: A doc with entities and relations.
        id: Paragraph id to give it.
        footnotes: Markers of the paragraph.
        default_score: Score of spans whose component gives none.

    Returns:
        The paragraph, entities numbered by label in text order (`Q1`, `U1`, …).
    """
    prefix = {"QUANTITY": "Q", "UNIT": "U", "INDICATOR": "I", "PLACE": "P", "PERIOD": "T"}
    counts: dict[str, int] = {}
    ids: dict[tuple[int, int], str] = {}
    entities = []
    scores = doc.user_data.get(SPAN_SCORES)
    for n, span in enumerate(doc.ents):
        letter = prefix.get(span.label_, "G")
        counts[letter] = counts.get(letter, 0) + 1
        entity_id = f"{letter}{counts[letter]}"
        ids[span.start, span.end] = entity_id
        score = scores[n] if scores is not None and n < len(scores) else default_score
        entities.append(
            Entity(entity_id, span.label_, span.start_char, span.end_char, float(score))
        )
    relations = [
        Link(ids[r.head.start, r.head.end], ids[r.tail.start, r.tail.end], r.label, r.score)
        for r in get_relations(doc)
        if (r.head.start, r.head.end) in ids and (r.tail.start, r.tail.end) in ids
    ]
    return AnnotatedText(id, doc.text, entities, relations, list(footnotes))


def predict(
    nlp: Language, records: Iterable[AnnotatedText], *, batch_size: int = 64
) -> list[AnnotatedText]:
    """What the pipeline finds in the texts of paragraphs.

    Args:
        nlp: A trained pipeline.
        records: Paragraphs; only id, text and footnote markers are used.
        batch_size: Paragraphs at a time.

    Returns:
        One annotated paragraph for each, in order.
    """
    records = list(records)
    docs = nlp.pipe((record.text for record in records), batch_size=batch_size)
    return [
        doc_to_annotated(doc, record.id, record.footnotes)
        for record, doc in zip(records, docs, strict=True)
    ]


def predict_relations_on_gold(
    nlp: Language, records: Sequence[AnnotatedText], *, batch_size: int = 64
) -> list[AnnotatedText]:
    """The relations the pipeline finds between gold spans.

    Args:
        nlp: A trained pipeline with a component `relations`.
        records: Gold paragraphs.
        batch_size: Paragraphs at a time.

    Returns:
        Paragraphs with the gold entities and predicted relations.
    """

    def docs() -> Iterator[Doc]:
        for record in records:
            doc = annotated_to_doc(nlp, record)
            set_relations(doc, ())
            yield doc

    with nlp.select_pipes(enable=[p for p in nlp.pipe_names if p in ("tok2vec", "relations")]):
        processed = list(nlp.pipe(docs(), batch_size=batch_size))
    predicted = []
    for record, doc in zip(records, processed, strict=True):
        ids = {
            (span.start, span.end): entity.id
            for span, entity in zip(
                doc.ents, sorted(record.entities, key=lambda e: e.start), strict=True
            )
        }
        links = [
            Link(ids[r.head.start, r.head.end], ids[r.tail.start, r.tail.end], r.label, r.score)
            for r in get_relations(doc)
        ]
        predicted.append(
            AnnotatedText(record.id, record.text, record.entities, links, record.footnotes)
        )
    return predicted
