"""Who issued a report, where and when, and what it is called.

Taken from the head (`UBND HUYỆN …`, `…, ngày 08 tháng 12 năm 2023`, `BÁO CÁO` and the lines below
it); what the head does not state, from the sentence that ends such reports (`Trên đây là báo cáo
… của UBND huyện …`). The words are in `data/letterhead.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from extractor.reading.report import Paragraph, Report

_HEAD = 25
_LONGEST_TITLE = 500
_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)", re.IGNORECASE)
_PREAMBLE = re.compile(r"(?:Căn cứ|Thực hiện|Kính gửi|Thi hành|Trong |Năm |Phần |PHẦN )")
_OPENING = re.compile(r"\s(?=(?:Căn cứ|Thực hiện)\s)")
_CLOSING = re.compile(r"(?:Trên đây là|Ủy ban nhân dân|UBND).{0,20}?\b([Bb]áo cáo\b.+)", re.DOTALL)
_THANKS = re.compile(
    r"(?:[,;.]|\s)\s*(?:UBND|Ủy ban|Uỷ ban|kính|trân trọng|đề nghị|xin)\b[^;]{0,160}?"
    r"(?:trân trọng|kính|báo cáo|xem xét).*$",
    re.DOTALL,
)
_SYLLABLE = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*"


@dataclass(frozen=True, slots=True)
class _Words:
    documents: frozenset[str]
    bodies: Mapping[str, str]
    motto: frozenset[str]
    closing: tuple[str, ...]
    captions: tuple[str, ...]
    unit: re.Pattern[str]
    issuer: re.Pattern[str]


def read_letterhead(report: Report, titles: Mapping[str, int] | None = None) -> None:
    """Fill in title, issuer, place and date where the report states them.

    Args:
        report: The report; changed in place.
        titles: For paragraphs that open with a title on lines of its own, its length by id.
    """
    head = report.paragraphs[:_HEAD]
    start = next((i for i, p in enumerate(head) if is_document(p.text)), None)
    before = head[:start] if start is not None else head
    closing = next((p.text for p in reversed(report.paragraphs) if _ends_text(p)), "")
    report.title = _title(head, start, titles or {}) or _closing_title(closing)
    report.date = _date(before if start is not None else head[:8])
    report.issuer = _head_issuer(before) or _named_issuer(report, closing)
    report.place = _unit_of(report.issuer or "") or _unit_of(report.title)
    if report.issuer and report.place and not _unit_of(report.issuer):
        report.issuer = f"{report.issuer} {report.place}"


def is_document(text: str) -> bool:
    """Whether a paragraph is, or opens with, the name of a kind of document in capitals."""
    lower = text.strip(" *:").casefold()
    if lower in _words().documents:
        return text.isupper() or len(text.split()) <= 2
    match = re.match(r"((?:[^\W\d_]+\s?){2})(?=\s[^\W\d_])", text)
    return (
        match is not None
        and match.group(1).isupper()
        and match.group(1).strip().casefold() in _words().documents
    )


def is_closing(text: str) -> bool:
    """Whether a paragraph begins the end of a report, behind its last section."""
    return text[:40].casefold().startswith(_words().closing)


def is_caption(text: str) -> bool:
    """Whether a paragraph above a table names it."""
    return len(text) <= 300 and (text.isupper() or text.casefold().startswith(_words().captions))


def _title(head: Sequence[Paragraph], start: int | None, titles: Mapping[str, int]) -> str:
    if start is None:
        return ""
    first = head[start]
    if first.id in titles:
        return first.text[: titles[first.id]]
    parts = [_OPENING.split(first.text, maxsplit=1)[0]]
    if first.text.casefold() in _words().documents:
        for paragraph in head[start + 1 : start + 4]:
            text = paragraph.text
            if paragraph.kind == "heading" or _PREAMBLE.match(text) or len(text) > _LONGEST_TITLE:
                break
            if re.search(r"[.:]$", text):
                break
            parts.append(text)
    title = " ".join(parts)
    return title if len(title) <= _LONGEST_TITLE else ""


def _ends_text(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return text.endswith("/.") or (is_closing(text) and len(text) > 40)


def _closing_title(closing: str) -> str:
    match = _CLOSING.match(closing)
    if match is None:
        return ""
    title = _THANKS.sub("", match.group(1)).strip(" ./;,")
    return title[:1].upper() + title[1:] if 10 < len(title) <= _LONGEST_TITLE else ""


def _date(head: Sequence[Paragraph]) -> str | None:
    for paragraph in head:
        match = _DATE.search(paragraph.text)
        if match is not None and len(paragraph.text) < 120:
            day, month, year = map(int, match.groups())
            try:
                return date(year, month, day).isoformat()
            except ValueError:
                return None
    return None


def _head_issuer(head: Sequence[Paragraph]) -> str | None:
    """The lowest body named in the head, a name broken over two lines put together."""
    issuer = None
    words = _words()
    for index, paragraph in enumerate(head):
        text = paragraph.text
        if not text.isupper() or len(text) > 90 or text.casefold() in words.motto:
            continue
        match = re.match("|".join(sorted(words.bodies, key=len, reverse=True)), text.casefold())
        if match is None or list(text[match.end() : match.end() + 1]) not in ([], [" "]):
            continue
        rest = text[match.end() :].strip()
        following = head[index + 1].text if index + 1 < len(head) else ""
        if not rest and following.isupper() and _unit_of(following):
            rest = following
        named = f"{words.bodies[match.group()]} {_unit_of(rest) or _lowered(rest)}".strip()
        issuer = named
    return issuer


def _named_issuer(report: Report, closing: str) -> str | None:
    """The body named in the closing sentence or the first paragraphs, or by signature and place."""
    words = _words()
    opening = " ".join(p.text[:600] for p in report.paragraphs[:4])
    for text in (closing, report.title, opening):
        found = list(words.issuer.finditer(text))
        if found:
            last = found[-1]
            return f"{words.bodies[last.group(1).casefold()]} {_unit_of(last.group(2))}"
    signed = any(
        re.match(r"TM\.\s*(?:ỦY|UỶ) BAN NHÂN DÂN|TM\.\s*UBND", p.text)
        for p in report.paragraphs[-20:]
    )
    places = Counter(filter(None, (_unit_of(text) for text in (closing, report.title))))
    return f"UBND {places.most_common(1)[0][0]}" if signed and places else None


def _unit_of(text: str) -> str | None:
    """The last administrative unit named in a text, as `huyện Phong Thổ`."""
    found = list(_words().unit.finditer(text))
    if not found:
        return None
    kind, name = found[-1].groups()
    if text.isupper():
        name = " ".join(word.capitalize() for word in name.split())
    return f"{kind.lower()} {name}"


def _lowered(text: str) -> str:
    return " ".join(word.capitalize() for word in text.split()) if text.isupper() else text


@cache
def _words() -> _Words:
    path = resources.files("extractor.reading") / "data" / "letterhead.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = "|".join(data["units"]["names"])
    name = rf"{_SYLLABLE}(?:\s+{_SYLLABLE}){{0,3}}"
    bodies = "|".join(sorted(map(re.escape, data["bodies"]), key=len, reverse=True))
    return _Words(
        documents=frozenset(data["documents"]),
        bodies=data["bodies"],
        closing=tuple(data["closing"]),
        captions=tuple(data["captions"]),
        motto=frozenset(data["motto"]["lines"]),
        unit=re.compile(rf"\b((?i:{kinds}))\s+({name}|\d{{1,2}}\b)"),
        issuer=re.compile(rf"\b((?i:{bodies}))\s+((?i:{kinds})\s+{name})"),
    )
