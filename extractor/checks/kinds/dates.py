"""Dates that do not exist, documents with two dates, results of no time of the report's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from extractor.checks.figures import Case
from extractor.checks.finding import Check
from extractor.language.sentences import sentence_at

_DATE = re.compile(
    r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?!\d)"
    r"|(?:ngày|hôm)\s+(\d{1,2})/(\d{1,2})(?![\d/])",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"số\s+(\d+(?:/\d{4})?[-/](?:[A-ZĐ&]+\d*)(?:[-/][A-ZĐ&]+\d*)*)\s*,?\s*(?:ngày\s+)?"
    r"(\d{1,2}/\d{1,2}/\d{4})"
)


def checks(case: Case) -> Iterator[Check]:
    """Every date of the text, every dated document, every period of a result."""
    documents: dict[str, list[tuple[str, str, str]]] = {}
    for paragraph, text in case.texts.items():
        for match in _DATE.finditer(text):
            day, month, year = match.group(1), match.group(2), match.group(3)
            if day is None:
                day, month, year = match.group(4), match.group(5), "2024"
            yield Check(
                "date",
                [],
                _exists(int(day), int(month), int(year)),
                figures=[match.group().split()[-1]],
                paragraph=paragraph,
                text=sentence_at(text, match.start(), match.end()),
                values={"date": match.group().split()[-1]},
                equation=False,
            )
        for match in _DOCUMENT.finditer(text):
            sentence = sentence_at(text, match.start(), match.end())
            documents.setdefault(match.group(1).upper(), []).append(
                (match.group(2), paragraph, sentence)
            )
    for number, places in documents.items():
        yield from _document(number, places)
    yield from _periods(case)


def _exists(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _document(number: str, places: list[tuple[str, str, str]]) -> Iterator[Check]:
    counts = Counter(_day(written) for written, _, _ in places)
    usual = counts.most_common(1)[0][0]
    first = next(written for written, _, _ in places if _day(written) == usual)
    for written, paragraph, sentence in places:
        if len(places) < 2:
            return
        yield Check(
            "document_date",
            [],
            _day(written) == usual,
            figures=[written, first],
            paragraph=paragraph,
            text=sentence,
            values={"document": number, "date": written, "other": first},
            equation=False,
        )


def _day(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split("/"))


def _periods(case: Case) -> Iterator[Check]:
    issued = case.issued
    if issued is None:
        return
    seen: set[tuple[str, str]] = set()
    years = int(case.config.tolerance["years_before"])
    for figure in case.figures:
        fact = figure.fact
        if fact.role in ("planned", "total") or (fact.target is not None and fact.role == "rate"):
            continue
        for period in fact.periods:
            if period.inferred or period.inherited or (fact.paragraph, period.text) in seen:
                continue
            seen.add((fact.paragraph, period.text))
            future = bool(period.start and period.start[:10] > issued and not period.cumulative)
            past = bool(period.end and int(period.end[:4]) <= int(issued[:4]) - years)
            if future and not _result(case, figure.index, period.text):
                continue
            if past and not period.cumulative and not _day_written(period.text):
                continue  # `giai đoạn 2011-2015` is history, `đến 31/01/2014` a misprint
            yield Check(
                "period",
                [figure.index],
                not future and not past,
                variant="past" if past else "",
                values={"figure": figure, "period": period.text, "issued": issued},
                equation=False,
            )


def _day_written(text: str) -> bool:
    return re.search(r"\d{1,2}/\d{1,2}/\d{4}", text) is not None


def _result(case: Case, index: int, period: str) -> bool:
    """Whether a figure of a time to come is put as a result, with its year, and not as a plan."""
    fact = case.facts[index]
    if fact.role != "actual" or not re.search(r"(?:19|20)\d\d", period):
        return False
    text = " ".join([period, case.before(fact, 150), fact.text, *fact.section])
    return case.has_word(case.before(fact, 60), "done_words") and not case.has_word(text, "planned")
