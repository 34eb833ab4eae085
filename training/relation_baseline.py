"""Relation models out of scikit-learn on the pair features alone, to compare the network with.

Run `python -m training.relation_baseline` for the table that `docs/accuracy.md` quotes. The models
see the features of `extractor.components.relation_features` and no token vectors; their scores go
through the same decoder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from extractor.schema import RELATION_LABELS, TAIL_LABEL, AnnotatedText, Link

Array = Any
NONE = len(RELATION_LABELS)
"""Class of a pair without a relation."""


def linear_model() -> Any:
    """Multinomial logistic regression on standardised features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler

    return make_pipeline(MaxAbsScaler(), LogisticRegression(max_iter=300, C=1.0))


def boosted_trees() -> Any:
    """Histogram gradient boosting."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.1, max_leaf_nodes=31, l2_regularization=1.0, random_state=1
    )


MODELS: dict[str, Callable[[], Any]] = {"linear": linear_model, "trees": boosted_trees}


class PairClassifier:
    """One classifier for each label that a relation can point to.

    Keeping the tails apart keeps rare relations from competing with frequent ones they can never
    be confused with.

    Args:
        make: Makes an unfitted scikit-learn classifier with `predict_proba`.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._models: dict[str, Any] = {}

    def fit(self, records: Sequence[AnnotatedText]) -> PairClassifier:
        """Learn from gold spans and relations.

        Args:
            records: Annotated paragraphs.

        Returns:
            Itself.
        """
        features: dict[str, list[Array]] = {}
        classes: dict[str, list[Array]] = {}
        for doc, spans, record in _docs(records):
            heads, tails, table = _pairs(doc, spans)
            gold = {(r.head, r.tail): RELATION_LABELS.index(r.label) for r in record.relations}
            ids = [e.id for e in sorted(record.entities, key=lambda e: e.start)]
            wanted = np.array(
                [gold.get((ids[h], ids[t]), NONE) for h, t in zip(heads, tails, strict=True)]
            )
            if not len(heads):
                continue
            labels = np.array([label for *_, label in spans])
            for label in set(TAIL_LABEL.values()):
                rows: Array = (labels[tails] == label) & (heads != tails)
                if rows.any():
                    features.setdefault(label, []).append(table[rows])
                    classes.setdefault(label, []).append(wanted[rows])
        for label, parts in features.items():
            model = self._make()
            model.fit(np.concatenate(parts), np.concatenate(classes[label]))
            self._models[label] = model
        return self

    def predict(self, records: Sequence[AnnotatedText]) -> list[AnnotatedText]:
        """Relations between gold spans.

        Args:
            records: Annotated paragraphs; their relations are not looked at.

        Returns:
            The paragraphs with predicted relations.
        """
        from extractor.components.relation_decoder import decode

        predicted = []
        for doc, spans, record in _docs(records):
            heads, tails, table = _pairs(doc, spans)
            labels = [label for *_, label in spans]
            if not len(heads):
                predicted.append(replace(record, relations=[]))
                continue
            quantities = np.unique(heads)
            scores = np.full((len(quantities) * len(spans), NONE), -30.0)
            for label, model in self._models.items():
                rows: Array = np.nonzero(np.array(labels)[tails] == label)[0]
                if not len(rows):
                    continue
                logs = np.log(model.predict_proba(table[rows]) + 1e-9)
                seen = list(model.classes_)
                none = logs[:, seen.index(NONE)]
                for column, relation in enumerate(seen):
                    if relation != NONE:
                        scores[rows, relation] = logs[:, column] - none
            pairs = scores.reshape(len(quantities), len(spans), NONE)
            ids = [e.id for e in sorted(record.entities, key=lambda e: e.start)]
            links = [
                Link(ids[r.head], ids[r.tail], r.label, r.score)
                for r in decode(labels, quantities, pairs, np.zeros((len(quantities), 2)))
            ]
            predicted.append(replace(record, relations=links))
        return predicted


def _docs(records: Sequence[AnnotatedText]) -> Any:
    import spacy

    from extractor.components.convert import annotated_to_doc

    nlp = spacy.blank(
        "vi", config={"nlp": {"tokenizer": {"@tokenizers": "solieu.ReportTokenizer.v1"}}}
    )
    for record in records:
        doc = annotated_to_doc(nlp, record)
        yield doc, [(e.start, e.end, e.label_) for e in doc.ents], record


def _pairs(doc: Any, spans: list[tuple[int, int, str]]) -> tuple[Array, Array, Array]:
    from extractor.components.relation_features import pair_features

    pairs = pair_features(doc, spans)
    return pairs.heads, pairs.tails, pairs.features


def main(
    annotations: Annotated[Path, typer.Option(help="Folder of annotation files.")] = Path(
        "annotations"
    ),
    report: Annotated[list[str] | None, typer.Option(help="Hold out these reports only.")] = None,
    model: Annotated[list[str] | None, typer.Option(help=f"Models: {', '.join(MODELS)}.")] = None,
) -> None:
    """Leave one report out with each model; relation F1 given gold entities."""
    from rich.console import Console

    from training.annotations import load_annotations
    from training.scoring.metrics import RELATIONS_GOLD, Metrics, Tally
    from training.scoring.paragraphs import score_relations
    from training.scoring.tables import metrics_tables
    from training.splits import hold_out, report_ids

    records = load_annotations(annotations)
    for name in model or MODELS:
        figures = {}
        for held in report or report_ids(records):
            split = hold_out(records, [held])
            predicted = PairClassifier(MODELS[name]).fit(split.train).predict(split.evaluation)
            tally = Tally(
                {
                    gold.id: score_relations(gold, guess)
                    for gold, guess in zip(split.evaluation, predicted, strict=True)
                }
            )
            figures[f"{name}, {held}"] = Metrics({RELATIONS_GOLD: tally})
        for table in metrics_tables(figures):
            Console().print(table)


if __name__ == "__main__":
    typer.run(main)
