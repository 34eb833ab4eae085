"""How well `solieu query` ranks: queries over the facts of the training reports.

Beside it stands plain fuzzy search.

    python scripts/query_ranking.py

Prints mean reciprocal rank of the first figure that answers, and the share of all answers among the
first ten, for the ranking of `extractor.search` and for scorers of rapidfuzz on the indicator.
The answers of tests/fixtures/queries.tsv are not all there are, so the figures compare rankings
and say little by themselves.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz

from extractor.facts import assemble_facts
from extractor.facts.letters import unaccent
from extractor.output.loading import SavedRow
from extractor.output.table import fact_row
from extractor.search import search_facts
from training.annotations import load_annotations
from training.corpus import load_manifest
from training.reports import corpus_reports

ROOT = Path(__file__).parents[1]
Rank = Callable[[str, Sequence[SavedRow]], Sequence[SavedRow]]


def load_queries() -> dict[str, set[tuple[str, str, str]]]:
    """Query to the figures that answer it."""
    queries: dict[str, set[tuple[str, str, str]]] = {}
    lines = (ROOT / "tests" / "fixtures" / "queries.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            query, report, paragraph, value = line.split("\t")
            queries.setdefault(query, set()).add((report, paragraph, value))
    return queries


def training_rows() -> list[SavedRow]:
    """Rows of the facts of the training reports, from their annotations."""
    manifest = load_manifest(ROOT / "corpus" / "manifest.jsonl")
    training = [report for report in manifest if report.split == "train"]
    records = load_annotations(ROOT / "annotations")
    rows = []
    for name, report in corpus_reports(records, training).items():
        own = [record for record in records if record.id.startswith(f"{name}/")]
        rows += [fact_row(fact, n) for n, fact in enumerate(assemble_facts(report, own))]
    return rows


def by_fuzz(scorer: Callable[[str, str], float]) -> Rank:
    """Ranking by a scorer of rapidfuzz on the indicator."""

    def plain(text: object) -> str:
        return " ".join(re.findall(r"[^\W_]+", unaccent(str(text or ""))))

    def rank(query: str, rows: Sequence[SavedRow]) -> Sequence[SavedRow]:
        return sorted(
            rows, key=lambda r: -scorer(plain(query), plain(r["indicator"] or r["context"]))
        )

    return rank


def main() -> None:
    """Print the figures."""
    rows = training_rows()
    queries = load_queries()
    rankings: dict[str, Rank] = {
        "extractor.search": lambda query, rows: [m.row for m in search_facts(rows, query)],  # type: ignore[misc]
        "token_set_ratio": by_fuzz(fuzz.token_set_ratio),
        "token_sort_ratio": by_fuzz(fuzz.token_sort_ratio),
        "WRatio": by_fuzz(fuzz.WRatio),
    }
    print(f"{len(queries)} queries, {len(rows):,} facts")
    for name, rank in rankings.items():
        reciprocal, found = 0.0, 0.0
        begun = time.process_time()
        for query, answers in queries.items():
            keys = [(r["report"], r["paragraph"], r["value_text"]) for r in rank(query, rows)]
            ranks = [keys.index(key) + 1 if key in keys else None for key in answers]
            reciprocal += max((1 / n for n in ranks if n), default=0.0)
            found += sum(n is not None and n <= 10 for n in ranks) / len(answers)
        seconds = (time.process_time() - begun) / len(queries)
        print(
            f"{name:18} MRR {reciprocal / len(queries):.3f}  in the first ten "
            f"{found / len(queries):.3f}  {seconds:.2f} s a query"
        )


if __name__ == "__main__":
    main()
