"""The report around annotated paragraphs: what facts need beyond a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.reading.report import Footnote, Paragraph, Report
from extractor.schema import AnnotatedText
from training.corpus import CorpusReport
from training.splits import report_id


def report_of_paragraphs(
    name: str, records: Sequence[AnnotatedText], read: Report | None = None
) -> Report:
    """A report whose paragraphs are annotated ones.

    Annotated paragraphs keep their ids and texts, whatever a reader makes of the file today; what
    it found out about them (headings, issuer, date) is taken over where the texts agree.

    Args:
        name: The report's id.
        records: Its annotated paragraphs and footnotes, in reading order.
        read: The same report as read from its file; without it there are no headings, no issuer
            and no date.

    Returns:
        The report, without tables.
    """
    known: dict[str, list[Paragraph]] = {}
    for paragraph in read.paragraphs if read else ():
        known.setdefault(_key(paragraph.text), []).append(paragraph)
    markers: dict[int, tuple[str, int]] = {}
    for record in records:
        for m in record.footnotes:
            # A number met again is a slip of the report or of its reading; the first one counts.
            markers.setdefault(m.number, (_local(record), m.offset))
    paragraphs: list[Paragraph] = []
    footnotes: list[Footnote] = []
    for record in records:
        local = _local(record)
        if local[0] == "f" and local[1:].isdigit():
            number = int(local[1:])
            footnotes.append(Footnote(number, record.text, *markers.get(number, (None, None))))
            continue
        same = known.get(_key(record.text))
        # A heading that stands twice is taken in reading order, the last one as often as needed.
        found = None if not same else same.pop(0) if len(same) > 1 else same[0]
        paragraphs.append(
            replace(found, id=local, text=record.text) if found else Paragraph(local, record.text)
        )
    whole = read or Report(name)
    return replace(whole, id=name, paragraphs=paragraphs, footnotes=footnotes, tables=[])


def corpus_reports(
    records: Sequence[AnnotatedText], manifest: Iterable[CorpusReport]
) -> dict[str, Report]:
    """The reports of annotated paragraphs, read from the corpus.

    Args:
        records: Annotated paragraphs.
        manifest: The corpus; reports that it does not name are left out.

    Returns:
        Report id to report, its paragraphs those of the annotations.

    Raises:
        SolieuError: A file of the corpus cannot be read.
    """
    from extractor.reading import read_report

    reports: dict[str, Report] = {}
    for entry in manifest:
        own = [r for r in records if report_id(r) == entry.id]
        if own:
            reports[entry.id] = report_of_paragraphs(entry.id, own, read_report(entry.file))
    return reports


def _local(record: AnnotatedText) -> str:
    """The paragraph's id within its report (`p012`)."""
    return record.id.rpartition("/")[2]


def _key(text: str) -> str:
    """What of a text is compared: letters and digits, since readers differ in white space."""
    return "".join(c for c in text.casefold() if c.isalnum())
