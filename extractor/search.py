"""Facts found by what they are about.

Words and pairs of words, without accents and case, are weighed by TF-IDF, and so are pieces of
words, which forgive slips of the pen; the indicator counts most, then headings, the sentence, and
places, target and unit. Chosen by trying on queries over the training reports, see
`docs/decisions.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from extractor.facts.letters import fold, unaccent

_FIELDS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (1.0, ("indicator", "context")),
    (0.3, ("section",)),
    (0.3, ("text",)),
    (0.3, ("places", "place_names", "target", "unit")),
)
"""Weight of the fields a row is searched in; `context` stands in where there is no indicator."""
_PIECES = 0.3
"""Weight of pieces of the indicator's words beside whole words."""
_ACCENTED = 0.1
"""Weight of words with their accents: `quế` before `quê` where the query has accents."""
_ROLES = {"actual": 1.0, "planned": 0.97}
_OTHER_ROLE = 0.93
"""A share or change says less on its own than the figure it describes, and comes after it."""
_THEN = ("places", "place_names", "place_parents")
_TODAY = ("current_places", "current_parents")
_WORD = re.compile(r"[^\W_]+")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Match:
    """A fact found.

    Args:
        row: Its row.
        score: How well it fits, above 0; scores of one query can be compared.
    """

    row: Mapping[str, Any]
    score: float


def search_facts(
    rows: Sequence[Mapping[str, Any]],
    query: str,
    *,
    place: str | None = None,
    period: str | None = None,
    role: str | None = None,
    top: int | None = None,
) -> list[Match]:
    """Find facts by what they are about.

    Args:
        rows: Rows of the table of facts by column name, as `load_rows` gives them.
        query: Words, with or without accents; none finds all rows that pass the filters, in order.
        place: Keep facts of this place: words of its name or of a unit above it, or its code, as
            of the report's date; where no fact is of such a place, as of today.
        period: Keep facts of this period: an ISO year, month or day (`2023`, `2023-04`), within
            which theirs must lie, or words (`tháng 4/2023`, `cùng kỳ`).
        role: Keep facts of this role, `planned` for example.
        top: The most to give.

    Returns:
        The facts that share something with the query, the best first.
    """
    kept = [
        row
        for row in rows
        if (period is None or in_period(row, period)) and (role is None or row.get("role") == role)
    ]
    if place is not None:
        then = [row for row in kept if in_place(row, place)]
        kept = then or [row for row in kept if in_place(row, place, today=True)]
    if not query.strip():
        return [Match(row, 1.0) for row in kept[:top]]
    if not kept or not _WORD.search(query):
        return []
    # Words are weighed by how rare they are in the whole file, whatever the filters.
    scores = _Index(rows).scores(query, kept)
    order = sorted(range(len(kept)), key=lambda n: -scores[n])
    return [Match(kept[n], scores[n]) for n in order[:top] if scores[n] > 0]


def in_place(row: Mapping[str, Any], place: str, *, today: bool = False) -> bool:
    """Whether a fact holds for a place, or for one within it.

    Args:
        row: The fact's row.
        place: Words of the place's name, or its code.
        today: Whether units as merged in 2025 are meant, and not those of the report's date.
    """
    if place.strip().isdigit():
        codes = str(row.get("current_codes" if today else "place_codes") or "")
        return place.strip() in re.split(r"\s*;\s*", codes)
    asked = " ".join(_words(place))
    names = _TODAY if today else _THEN
    said = " ; ".join(" ".join(_words(str(row.get(name) or ""))) for name in names)
    return bool(asked) and f" {asked} " in f" {said} "


def in_period(row: Mapping[str, Any], period: str) -> bool:
    """Whether a fact's period lies within a period, or is called so."""
    asked = _days(period)
    start, end = row.get("period_start"), row.get("period_end")
    if asked is not None:
        known = [day for day in (start, end) if day is not None]
        if known:
            return all(asked[0] <= day <= asked[1] for day in known)
        if _ISO.fullmatch(period.strip()):
            return False
    words = " ".join(_words(period))
    return bool(words) and f" {words} " in f" {' '.join(_words(str(row.get('periods') or '')))} "


def _days(period: str) -> tuple[date, date] | None:
    """First and last day of a period that is dated by itself."""
    from calendar import monthrange

    from extractor.facts.periods import resolve

    found = _ISO.fullmatch(period.strip())
    try:
        if found:
            year, month, day = (int(part) if part else None for part in found.groups())
            assert year is not None
            last_month = month or 12
            return (
                date(year, month or 1, day or 1),
                date(year, last_month, day or monthrange(year, last_month)[1]),
            )
        days = resolve(period, None)
    except ValueError:
        return None
    return (days.start, days.end) if days.start and days.end else None


class _Index:
    """Rows weighed by the words, pairs and pieces of words in their fields."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        texts = [_texts(row) for row in rows]
        whole = list(dict.fromkeys(" | ".join(fields) for fields in texts))
        self._words = [(1.0, _fitted(_pairs, whole)), (_ACCENTED, _fitted(_accented, whole))]
        self._pieces = (_PIECES, _fitted(_pieces, list(dict.fromkeys(t[0] for t in texts))))

    def scores(self, query: str, rows: Sequence[Mapping[str, Any]]) -> list[float]:
        """How well each row fits a query."""
        scores = [0.0] * len(rows)
        fields = [_texts(row) for row in rows]
        for n, (weight, _) in enumerate(_FIELDS):
            # Rows repeat their headings and sentences, and are compared once.
            number: dict[str, int] = {}
            places = [number.setdefault(texts[n], len(number)) for texts in fields]
            for kind_weight, vectorizer in [*self._words, *([] if n else [self._pieces])]:
                if vectorizer is None:
                    continue
                asked = vectorizer.transform([query])
                similar = (vectorizer.transform(list(number)) @ asked.T).toarray()[:, 0]
                for i, place in enumerate(places):
                    scores[i] += weight * kind_weight * float(similar[place])
        return [
            score * _ROLES.get(str(row.get("role")), _OTHER_ROLE)
            for score, row in zip(scores, rows, strict=True)
        ]


def _fitted(analyzer: Callable[[str], list[str]], texts: list[str]) -> Any:
    """How rare words are among texts; None where the texts have none."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(analyzer(text) for text in texts):
        return None
    return TfidfVectorizer(analyzer=analyzer, sublinear_tf=True).fit(texts)


def _texts(row: Mapping[str, Any]) -> list[str]:
    """The text of each of `_FIELDS`."""
    first = row.get("indicator") or row.get("context") or ""
    return [
        str(first),
        *(" ".join(str(row.get(name) or "") for name in names) for _, names in _FIELDS[1:]),
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(unaccent(text))


def _pairs(text: str) -> list[str]:
    words = _words(text)
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def _pieces(text: str) -> list[str]:
    line = f" {' '.join(_words(text))} "
    return [line[i : i + n] for n in (3, 4, 5) for i in range(len(line) - n + 1)]


def _accented(text: str) -> list[str]:
    return _WORD.findall(fold(text))
