"""Evaluation of a pipeline: predict annotated paragraphs, and score what was predicted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.reading.report import Report
from extractor.schema import AnnotatedText
from training.scoring.errors import Error, find_errors
from training.scoring.facts import score_facts
from training.scoring.metrics import (
    ENTITIES,
    FACT_LEVELS,
    FACTS,
    RELATIONS,
    RELATIONS_GOLD,
    Metrics,
    Tally,
)
from training.scoring.paragraphs import score_relations, score_spans
from training.scoring.significance import (
    Comparison,
    Interval,
    bootstrap_interval,
    compare_paired,
)
from training.splits import report_id

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a pipeline predicted and how right it was.

    Args:
        metrics: The figures.
        gold: The paragraphs as annotated.
        predicted: The same paragraphs as predicted, end to end.
        predicted_on_gold: With the gold spans, and relations predicted between them.
    """

    metrics: Metrics
    gold: list[AnnotatedText]
    predicted: list[AnnotatedText]
    predicted_on_gold: list[AnnotatedText]

    @property
    def errors(self) -> list[Error]:
        """What was predicted wrongly, end to end."""
        return find_errors(self.gold, self.predicted)


def evaluate_predictions(
    gold: Sequence[AnnotatedText],
    predicted: Sequence[AnnotatedText],
    predicted_on_gold: Sequence[AnnotatedText] | None = None,
    reports: Mapping[str, Report] | None = None,
) -> Metrics:
    """Score predictions exactly.

    Args:
        gold: Paragraphs as annotated, of any number of reports.
        predicted: The same paragraphs as predicted, in any order.
        predicted_on_gold: The same with relations predicted between the gold spans; without them
            that task is not measured.
        reports: Report id to the report that facts are assembled in (headings, date, issuer);
            reports not given are made of the paragraphs alone.

    Returns:
        The figures, paragraph by paragraph.

    Raises:
        ValueError: The predictions are not of the same paragraphs as the gold.
    """
    guesses = _matched(gold, predicted)
    tallies = {
        ENTITIES: Tally({g.id: score_spans(g, p) for g, p in zip(gold, guesses, strict=True)}),
        RELATIONS: Tally({g.id: score_relations(g, p) for g, p in zip(gold, guesses, strict=True)}),
    }
    if predicted_on_gold is not None:
        given = _matched(gold, predicted_on_gold)
        tallies[RELATIONS_GOLD] = Tally(
            {g.id: score_relations(g, p) for g, p in zip(gold, given, strict=True)}
        )
    tallies.update(_score_reports(gold, guesses, reports or {}))
    return Metrics(tallies)


def evaluate_model(
    nlp: Language, records: Sequence[AnnotatedText], reports: Mapping[str, Report] | None = None
) -> Evaluation:
    """Predict annotated paragraphs with a pipeline and score it.

    Args:
        nlp: A pipeline with spans and relations.
        records: Paragraphs as annotated, none of them trained on.
        reports: As for `evaluate_predictions`.

    Returns:
        Figures and predictions.
    """
    from extractor.components.convert import predict, predict_relations_on_gold

    predicted = predict(nlp, records)
    on_gold = predict_relations_on_gold(nlp, records)
    metrics = evaluate_predictions(records, predicted, on_gold, reports)
    return Evaluation(metrics, list(records), predicted, on_gold)


def confidence_intervals(metrics: Metrics, seed: int = 0) -> dict[str, Interval]:
    """The 95% bootstrap interval of the micro F1 of every task.

    Args:
        metrics: The figures of one evaluation.
        seed: The same seed gives the same intervals.

    Returns:
        Task to interval.
    """
    return {task: bootstrap_interval(t, seed=seed) for task, t in metrics.tallies.items()}


def compare_metrics(first: Metrics, second: Metrics, seed: int = 0) -> dict[str, Comparison]:
    """Test two models against each other on every task that both were measured in.

    Args:
        first: Figures of the first model.
        second: Figures of the second, on the same paragraphs.
        seed: The same seed gives the same figures.

    Returns:
        Task to comparison.

    Raises:
        ValueError: They were not measured on the same paragraphs.
    """
    return {
        task: compare_paired(tally, second.tallies[task], seed=seed)
        for task, tally in first.tallies.items()
        if task in second.tallies
    }


def load_model(path: Path) -> Language:
    """Load a pipeline to measure, whatever it finds.

    Args:
        path: A folder as `solieu train` or `nlp.to_disk` writes it.

    Returns:
        The pipeline.

    Raises:
        SolieuError: There is no such folder, or it holds no pipeline that can be loaded here.
    """
    from extractor.extraction import load_pipeline

    return load_pipeline(path, needs=())


def write_json(content: Any, path: Path) -> None:
    """Write a JSON file, whole or not at all.

    Args:
        content: What to write.
        path: The file.

    Raises:
        SolieuError: The file cannot be written.
    """
    from training.annotations.jsonl import write_text

    write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", path)


def _matched(
    gold: Sequence[AnnotatedText], predicted: Sequence[AnnotatedText]
) -> list[AnnotatedText]:
    """The predictions in the order of the gold."""
    found = {p.id: p for p in predicted}
    if len(found) != len(predicted) or found.keys() != {g.id for g in gold}:
        raise ValueError("the predictions are not of the same paragraphs as the gold")
    for record in gold:
        if found[record.id].text != record.text:
            raise ValueError(f"the text of {record.id} is not that of the gold")
    return [found[g.id] for g in gold]


def _score_reports(
    gold: Sequence[AnnotatedText],
    predicted: Sequence[AnnotatedText],
    reports: Mapping[str, Report],
) -> dict[str, Tally]:
    """Facts of gold and predicted annotations, assembled alike in the same report."""
    from extractor.facts import assemble_facts
    from training.reports import report_of_paragraphs

    tallies = {level: Tally({g.id: {} for g in gold}) for level in FACT_LEVELS}
    for name in dict.fromkeys(map(report_id, gold)):
        true = [g for g in gold if report_id(g) == name]
        guessed = [p for p in predicted if report_id(p) == name]
        report = reports.get(name) or report_of_paragraphs(name, true)
        scores = score_facts(assemble_facts(report, true), assemble_facts(report, guessed))
        for level, paragraphs in scores.items():
            for paragraph, counts in paragraphs.items():
                # Facts out of the report's tables do not hang on annotations and are not scored.
                if (key := f"{name}/{paragraph}") in tallies[level].paragraphs:
                    tallies[level].paragraphs[key] = {"fact": counts}
    return {f"{FACTS}/{level}": tally for level, tally in tallies.items()}
