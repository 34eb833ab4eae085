"""`relations`: a trainable component that links the spans of a paragraph."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.scorer import PRFScore
from spacy.tokens import Doc
from spacy.training import Example, validate_examples, validate_get_examples
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Config, Model, Optimizer, set_dropout_rate

from ..schema import QUANTITY, RELATION_LABELS
from .relation import Relation, get_relations, set_relations
from .relation_decoder import (
    HEAD_GROUP,
    PAIR_GROUPS,
    UNIT_GROUP,
    Decoded,
    decode,
    head_scores,
    pair_choice,
    single_choice,
)
from .relation_model import PairScores, SpanList
from .span_lists import place_lists
from .span_noise import perturb

Array = Any

default_model_config = """
[model]
@architectures = "solieu.RelationScorer.v1"
context_width = 128
hidden_width = 128

[model.tok2vec]
@architectures = "spacy.HashEmbedCNN.v2"
pretrained_vectors = null
width = 96
depth = 4
embed_size = 2000
window_size = 1
maxout_pieces = 3
subword_features = true
"""
DEFAULT_MODEL = Config().from_str(default_model_config)["model"]


@Language.factory(  # type: ignore[untyped-decorator]
    "relations",
    requires=["doc.ents"],
    assigns=["doc._.relations"],
    default_config={
        "model": DEFAULT_MODEL,
        "threshold": 0.5,
        "floor": 0.01,
        "gold_spans": 0.5,
        "span_noise": 0.1,
        "scorer": {"@scorers": "solieu.relation_scorer.v1"},
    },
    default_score_weights={"rels_f": 1.0, "rels_p": 0.0, "rels_r": 0.0, "rels_per_type": None},
)
def make_relations(
    nlp: Language,
    name: str,
    model: Model[Any, list[PairScores]],
    threshold: float,
    floor: float,
    gold_spans: float,
    span_noise: float,
    scorer: Callable[..., Any],
) -> RelationExtractor:
    """Create the component; see `RelationExtractor`."""
    return RelationExtractor(
        nlp.vocab,
        model,
        name,
        threshold=threshold,
        floor=floor,
        gold_spans=gold_spans,
        span_noise=span_noise,
        scorer=scorer,
    )


def score_relations(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Precision, recall and F1 of relations, both spans and the label exact.

    Args:
        examples: Examples whose docs have relations.

    Returns:
        `rels_p`, `rels_r`, `rels_f` and `rels_per_type`, fractions of 1; None where there is
        nothing to score.
    """
    total = PRFScore()
    per_type: dict[str, PRFScore] = {}
    for example in examples:
        gold = {_key(relation) for relation in get_relations(example.reference)}
        predicted = {_key(relation) for relation in get_relations(example.predicted)}
        total.score_set(predicted, gold)
        for label in {key[-1] for key in gold | predicted}:
            per_type.setdefault(label, PRFScore()).score_set(
                {key for key in predicted if key[-1] == label},
                {key for key in gold if key[-1] == label},
            )
    if not len(total):
        return {"rels_p": None, "rels_r": None, "rels_f": None, "rels_per_type": None}
    return {
        "rels_p": total.precision,
        "rels_r": total.recall,
        "rels_f": total.fscore,
        "rels_per_type": {label: score.to_dict() for label, score in sorted(per_type.items())},
    }


def _key(relation: Relation) -> tuple[int, int, str, int, int, str, str]:
    head, tail = relation.head, relation.tail
    return (
        head.start_char, head.end_char, head.label_,
        tail.start_char, tail.end_char, tail.label_,
        relation.label,
    )  # fmt: skip


@registry.scorers("solieu.relation_scorer.v1")  # type: ignore[untyped-decorator]
def make_relation_scorer() -> Callable[..., dict[str, Any]]:
    """The scorer a config names."""
    return score_relations


class RelationExtractor(TrainablePipe):  # type: ignore[misc]
    """Links between the entities of a doc, under the schema's constraints.

    Args:
        vocab: The pipeline's vocabulary.
        model: A model built by `solieu.RelationScorer.v1`.
        name: Name in the pipeline.
        threshold: Probability from which a relation that may be one of several is taken.
        floor: Probability from which an indicator, period or target that no quantity claims gets
            its best link all the same.
        gold_spans: In training, the share of paragraphs whose spans are the gold ones; the others
            keep those found in training (`annotate_updates` of the recognizer, or `[training]
            annotating_components`).
        span_noise: In training, the share of spans that are dropped or moved at an edge, so that
            the component meets the mistakes it will meet at work.
        scorer: Scoring method.
    """

    def __init__(
        self,
        vocab: Vocab,
        model: Model[Any, list[PairScores]],
        name: str = "relations",
        *,
        threshold: float = 0.5,
        floor: float = 0.01,
        gold_spans: float = 0.5,
        span_noise: float = 0.1,
        scorer: Callable[..., Any] | None = score_relations,
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.scorer = scorer
        self.cfg: dict[str, Any] = {
            "threshold": threshold,
            "floor": floor,
            "gold_spans": gold_spans,
            "span_noise": span_noise,
        }

    @property
    def labels(self) -> tuple[str, ...]:
        """Relation labels; the schema fixes them."""
        return RELATION_LABELS

    @property
    def label_data(self) -> list[str]:
        """Labels as `spacy init labels` writes them."""
        return list(RELATION_LABELS)

    def add_label(self, label: str) -> int:
        """The schema fixes the labels: one of them is no news, any other an error.

        Raises:
            ValueError: The label is not in the schema.
        """
        if label not in RELATION_LABELS:
            raise ValueError(f"{label!r} is no relation label; they are {RELATION_LABELS}.")
        return 0

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: Iterable[str] | None = None,
    ) -> None:
        """Initialise the model.

        Args:
            get_examples: Gives the training examples.
            nlp: The pipeline.
            labels: Ignored; the schema fixes them.
        """
        validate_get_examples(get_examples, "RelationExtractor.initialize")
        docs = []
        for example in get_examples():
            docs.append(example.reference)
            if len(docs) >= 10:
                break
        self.model.initialize(X=(docs, [_entities(doc) for doc in docs]))

    def predict(self, docs: Iterable[Doc]) -> list[list[Decoded]]:
        """Find relations between the docs' entities.

        Args:
            docs: Docs with entities.

        Returns:
            For each doc its relations by entity index.
        """
        docs = list(docs)
        span_lists = [_entities(doc) for doc in docs]
        results: list[list[Decoded]] = [[] for _ in docs]
        filled = [n for n, spans in enumerate(span_lists) if _has_pairs(spans)]
        if not filled:
            return results
        scores = self.model.predict(([docs[n] for n in filled], [span_lists[n] for n in filled]))
        for n, score in zip(filled, scores, strict=True):
            labels = [label for *_, label in span_lists[n]]
            results[n] = decode(
                labels,
                score.quantities,
                score.pairs,
                score.none,
                self.cfg["threshold"],
                self.cfg["floor"],
                place_lists(docs[n], span_lists[n]),
            )
        return results

    def set_annotations(self, docs: Iterable[Doc], scores: list[list[Decoded]]) -> None:
        """Write relations to `doc._.relations`."""
        for doc, relations in zip(docs, scores, strict=True):
            ents = doc.ents
            set_relations(
                doc, [Relation(ents[r.head], ents[r.tail], r.label, r.score) for r in relations]
            )

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from a batch.

        Args:
            examples: Examples with gold entities and relations.
            drop: Dropout rate.
            sgd: Optimizer; without one the gradients are only accumulated.
            losses: Losses by component, added to.

        Returns:
            The losses: negative log-likelihood in nats, summed over the batch.
        """
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        validate_examples(examples, "RelationExtractor.update")
        if not examples:
            return losses
        set_dropout_rate(self.model, drop)
        docs = [example.predicted for example in examples]
        span_lists = [self._training_spans(example) for example in examples]
        scores, backprop = self.model.begin_update((docs, span_lists))
        loss, gradients = self.get_loss(examples, scores, span_lists)
        backprop(gradients)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def _training_spans(self, example: Example) -> SpanList:
        predicted = _entities(example.predicted)
        if not predicted or random.random() < self.cfg["gold_spans"]:
            spans: SpanList = []
            for ent in example.reference.ents:
                span = example.predicted.char_span(
                    ent.start_char, ent.end_char, alignment_mode="expand"
                )
                if span is not None and (not spans or span.start >= spans[-1][1]):
                    spans.append((span.start, span.end, ent.label_))
        else:
            spans = predicted
        return perturb(spans, len(example.predicted), self.cfg["span_noise"], random)

    def get_loss(
        self,
        examples: Iterable[Example],
        scores: list[PairScores],
        span_lists: list[SpanList] | None = None,
    ) -> tuple[float, list[PairScores]]:
        """Negative log-likelihood of the gold relations, and its gradient.

        Args:
            examples: Examples with gold relations.
            scores: What the model gave.
            span_lists: The spans it was given; the predicted docs' entities if None.

        Returns:
            The loss in nats and the gradients, in the form of the scores.
        """
        examples = list(examples)
        if span_lists is None:
            span_lists = [_entities(example.predicted) for example in examples]
        loss = 0.0
        gradients = []
        scale = 1.0 / max(1, len(examples))
        for example, score, spans in zip(examples, scores, span_lists, strict=True):
            gold = _gold_matrix(example, spans, score.quantities)
            part, gradient = _paragraph_loss(score, gold, [label for *_, label in spans])
            gradient.pairs *= scale
            gradient.none *= scale
            loss += part
            gradients.append(gradient)
        return loss, gradients


def _entities(doc: Doc) -> SpanList:
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


def _has_pairs(spans: SpanList) -> bool:
    return len(spans) > 1 and any(label == QUANTITY for *_, label in spans)


def _gold_matrix(example: Example, spans: SpanList, quantities: Array) -> Array:
    """Which relations hold between the given spans, shape `(Q, spans, labels)`, 0 or 1.

    A span that is no gold span takes the relations of the gold span of its label with which it
    overlaps most: a unit cut short is still the quantity's unit.
    """
    doc = example.predicted
    exact = {}
    for ent in example.reference.ents:
        exact[ent.start_char, ent.end_char, ent.label_] = (ent.start_char, ent.end_char)
    matched: dict[tuple[int, int], list[int]] = {}
    for n, (start, end, label) in enumerate(spans):
        first = doc[start].idx
        last = doc[end - 1].idx + len(doc[end - 1])
        key = exact.get((first, last, label))
        if key is None:
            overlaps = [
                (min(last, ent.end_char) - max(first, ent.start_char), ent)
                for ent in example.reference.ents
                if ent.label_ == label and ent.start_char < last and first < ent.end_char
            ]
            if overlaps:
                ent = max(overlaps, key=lambda item: item[0])[1]
                key = (ent.start_char, ent.end_char)
        if key is not None:
            matched.setdefault(key, []).append(n)
    row_of = {int(q): row for row, q in enumerate(quantities.tolist())}
    gold = np.zeros((len(quantities), len(spans), len(RELATION_LABELS)), dtype=bool)
    for relation in get_relations(example.reference):
        column = RELATION_LABELS.index(relation.label)
        for head in matched.get((relation.head.start_char, relation.head.end_char), ()):
            for tail in matched.get((relation.tail.start_char, relation.tail.end_char), ()):
                if head in row_of and head != tail:
                    gold[row_of[head], tail, column] = True
    return gold


def _paragraph_loss(score: PairScores, gold: Array, labels: list[str]) -> tuple[float, PairScores]:
    gradient = PairScores(score.quantities, np.zeros_like(score.pairs), np.zeros_like(score.none))
    loss = 0.0
    tails = np.array(labels)
    units = np.nonzero(tails == UNIT_GROUP.tail)[0]
    if len(units) and len(score.quantities):
        column = UNIT_GROUP.labels[0]
        loss += _single_loss(
            score.pairs[:, units, column],
            score.none[:, 0],
            gold[:, units, column],
            lambda d: _assign(gradient.pairs, units, (column,), d[:, :, None]),
            gradient.none[:, 0],
        )
    count = len(score.quantities)
    if count > 1:
        kinds = len(HEAD_GROUP.labels)
        wanted = gold[:, score.quantities][:, :, list(HEAD_GROUP.labels)]
        loss += _single_loss(
            head_scores(score.pairs, score.quantities).reshape(count, count * kinds),
            score.none[:, 1],
            wanted.reshape(count, count * kinds),
            lambda d: _assign(
                gradient.pairs,
                score.quantities,
                HEAD_GROUP.labels,
                d.reshape(count, count, kinds),
            ),
            gradient.none[:, 1],
        )
    for group in PAIR_GROUPS:
        columns = np.nonzero(tails == group.tail)[0]
        if not len(columns) or not count:
            continue
        wanted = gold[:, columns][:, :, list(group.labels)].astype("float32")
        # A pair with two labels of a group does not occur in gold; were it so, they share.
        wanted /= np.maximum(wanted.sum(axis=2, keepdims=True), 1.0)
        chosen = pair_choice(score.pairs[:, columns][:, :, list(group.labels)])
        none = 1.0 - chosen.sum(axis=2)
        loss -= float((wanted * np.log(chosen + 1e-12)).sum())
        loss -= float(((1.0 - wanted.sum(axis=2)) * np.log(np.maximum(none, 1e-12))).sum())
        _assign(gradient.pairs, columns, group.labels, chosen - wanted)
    return loss, gradient


def _single_loss(
    scores: Array,
    none: Array,
    gold: Array,
    assign: Callable[[Array], None],
    d_none: Array,
) -> float:
    """Cross-entropy of one choice a quantity; several gold ones share the mass."""
    chosen, absent = single_choice(scores, none)
    wanted = gold.astype("float32")
    number = wanted.sum(axis=1)
    wanted /= np.maximum(number, 1.0)[:, None]
    wanted_none = (number == 0).astype("float32")
    loss = -float((wanted * np.log(chosen + 1e-12)).sum())
    loss -= float((wanted_none * np.log(absent + 1e-12)).sum())
    assign(chosen - wanted)
    d_none += absent - wanted_none
    return loss


def _assign(target: Array, columns: Array, labels: tuple[int, ...], values: Array) -> None:
    """`target[:, columns, labels] = values` for index lists."""
    target[np.ix_(np.arange(len(target)), columns, np.array(labels))] = values
