"""Findings written to files beside their facts: `.jsonl`, `.csv`, `.xlsx`, `.html`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.checks.finding import Finding
from extractor.checks.messages import Language, describe, kind_name, label
from extractor.errors import SolieuError
from extractor.output.atomic import check_writable, whole_file

if TYPE_CHECKING:
    from markupsafe import Markup

    from extractor.extraction import Extraction
    from extractor.facts.fact import Fact

FORMATS: Final = (".jsonl", ".csv", ".xlsx", ".html")
"""Endings that `save_findings` knows."""

_DATA = Path(__file__).parent / "data"
_COLUMNS: Final = (
    ("report", 18), ("paragraph", 10), ("severity", 10), ("kind", 22), ("message", 60),
    ("suggestion", 26), ("figures", 26), ("implied", 14), ("difference", 14), ("sentence", 80),
)  # fmt: skip
_CELL = 32_000  # characters; Excel takes 32,767


def check_output(path: Path) -> None:
    """Find out whether findings can be written to a file, before the work that makes them.

    Args:
        path: The file; it is not touched.

    Raises:
        SolieuError: Its ending is none of `FORMATS`, or it cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise SolieuError(f"{path} has none of the endings {', '.join(FORMATS)}; give it one.")
    check_writable(path)


def save_findings(
    findings: Sequence[Finding],
    extractions: Sequence[Extraction],
    path: Path,
    lang: Language = "vi",
) -> None:
    """Write findings to a file, whole or not at all.

    Args:
        findings: What `find_findings` and `find_findings_across` say of the reports; `facts` of a
            finding across reports count on through all of them.
        extractions: The reports.
        path: The file; its ending, one of `FORMATS`, is its format. `.xlsx` has the facts on sheets
            of their own, `.html` those of each finding below it.
        lang: Language of headings and sentences; `.jsonl` is the same in any language.

    Raises:
        SolieuError: The ending is none of `FORMATS`, or the file cannot be written.
    """
    check_output(path)
    writers: Mapping[str, Callable[..., None]] = {
        ".jsonl": _write_jsonl,
        ".csv": _write_csv,
        ".xlsx": _write_xlsx,
        ".html": _write_html,
    }
    with whole_file(path) as beside:
        writers[path.suffix.lower()](findings, extractions, beside, lang)


def row_of(finding: Finding, lang: Language) -> dict[str, str | float | None]:
    """A finding as a row, its kind and severity in words.

    Args:
        finding: The finding.
        lang: Language of the words.
    """
    return {
        "report": finding.report,
        "paragraph": finding.paragraph,
        "severity": label(finding.severity, lang),
        "kind": kind_name(finding.kind, lang),
        "message": describe(finding, lang),
        "suggestion": finding.suggestion,
        "figures": "; ".join(finding.figures),
        "implied": finding.implied,
        "difference": finding.difference,
        "sentence": finding.text,
    }


def _write_jsonl(
    findings: Sequence[Finding], _: Sequence[Extraction], path: Path, __: Language
) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for finding in findings:
            lines.write(json.dumps(finding.to_dict(), ensure_ascii=False) + "\n")


def _write_csv(
    findings: Sequence[Finding], _: Sequence[Extraction], path: Path, lang: Language
) -> None:
    # Excel takes a file for UTF-8 only where it begins with the mark.
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow([label(name, lang) for name, _ in _COLUMNS])
        for finding in findings:
            row = row_of(finding, lang)
            writer.writerow([_harmless(row[name]) for name, _ in _COLUMNS])


def _harmless(cell: str | float | None) -> str | float | None:
    """A text that a spreadsheet would run as a formula, made plain."""
    if isinstance(cell, str) and cell[:1] in "=+-@\t\r":
        return "'" + cell
    return cell


def _write_xlsx(
    findings: Sequence[Finding], extractions: Sequence[Extraction], path: Path, lang: Language
) -> None:
    from xlsxwriter import Workbook

    from extractor.output.labels import word
    from extractor.output.table import TableName, make_table

    book = Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    heading = book.add_format(
        {"bold": True, "bg_color": "#E3EBE6", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    )
    text = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"valign": "top", "num_format": "dd/mm/yyyy", "align": "left"})
    _sheet(
        book,
        label("title", lang)[:31],
        [label(name, lang) for name, _ in _COLUMNS],
        [[row_of(finding, lang)[name] for name, _ in _COLUMNS] for finding in findings],
        [width for _, width in _COLUMNS],
        (heading, text, day),
    )
    names: tuple[TableName, ...] = ("records", "facts")
    for name in names:
        table = make_table(extractions, name, lang)
        _sheet(
            book,
            word(name, lang),
            table.headings,
            table.rows,
            [column.width for column in table.columns],
            (heading, text, day),
        )
    book.close()


def _sheet(
    book: Any,
    name: str,
    headings: Sequence[str],
    rows: Any,
    widths: Sequence[int],
    styles: tuple[Any, Any, Any],
) -> None:
    heading, text, day = styles
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for n, (words, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, words, heading)
    count = 0
    for count, row in enumerate(rows, 1):
        for n, cell in enumerate(row):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(count, n, cell, text)
            elif isinstance(cell, date) and cell.year >= 1900:
                sheet.write_datetime(count, n, cell, day)
            elif cell is not None:
                sheet.write_string(count, n, str(cell)[:_CELL], text)
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)


def _write_html(
    findings: Sequence[Finding], extractions: Sequence[Extraction], path: Path, lang: Language
) -> None:
    from jinja2 import Environment, FileSystemLoader

    page = Environment(loader=FileSystemLoader(_DATA), autoescape=True).get_template(
        "findings.html.jinja"
    )
    everything = [fact for extraction in extractions for fact in extraction.facts]
    offsets: dict[str, int] = {}
    count = 0
    for extraction in extractions:
        offsets[extraction.report.id] = count
        count += len(extraction.facts)
    texts = {
        (extraction.report.id, paragraph.id.rpartition("/")[2]): paragraph.text
        for extraction in extractions
        for paragraph in extraction.paragraphs
    }
    blocks: list[dict[str, Any]] = []
    for finding in findings:
        shift = 0 if finding.variant == "across" else offsets.get(finding.report, 0)
        facts = [everything[shift + i] for i in finding.facts if shift + i < len(everything)]
        paragraphs = dict.fromkeys((fact.report, fact.paragraph) for fact in facts)
        excerpts: list[tuple[tuple[str, str], str]] = [
            (place, _marked(texts.get(place, ""), facts, place)) for place in paragraphs
        ]
        blocks.append(
            {
                **row_of(finding, lang),
                "level": finding.severity,
                "facts": facts,
                "excerpts": excerpts or [((finding.report, finding.paragraph), finding.text)],
            }
        )
    names = ("title", "none", "suggestion", "figures", "error", "warning", "note", "place")
    path.write_text(
        page.render(
            lang=lang,
            words={name: label(name, lang) for name in names},
            count=label("count", lang).format(count=len(findings)),
            titles=[e.report.title or e.report.id for e in extractions],
            findings=blocks,
        ),
        encoding="utf-8",
    )


def _marked(text: str, facts: Sequence[Fact], place: tuple[str, str]) -> Markup:
    """The sentences of a finding's figures, the figures marked; all that comes in is escaped."""
    from markupsafe import Markup, escape

    from extractor.language.sentences import sentence_bounds

    spans = sorted({(f.start, f.end) for f in facts if (f.report, f.paragraph) == place})
    whole = [
        (start, end)
        for start, end in sentence_bounds(text)
        if any(start <= a < end for a, _ in spans)
    ]
    pieces: list[Markup] = []
    at = None
    for start, end in whole:
        if at is not None and start > at + 1:
            pieces.append(Markup(" … "))
        at = start
        for a, b in spans:
            if start <= a < end:
                pieces += [escape(text[at:a]), Markup("<mark>{}</mark>").format(text[a:b])]
                at = b
        pieces.append(escape(text[at:end]))
        at = end
    return Markup("").join(pieces)
