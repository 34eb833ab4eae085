"""A report out of a PDF with a text layer.

pypdfium2, chosen for its licence (Apache-2.0 or BSD-3-Clause), for giving every character's place,
and for its speed; see `docs/decisions.md`. Nothing in the file is run: no scripts, no forms, no
attachments, no links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from extractor.errors import SolieuError
from extractor.reading.assemble import assemble
from extractor.reading.encoding import converted, from_fonts
from extractor.reading.pdflayout import Composer
from extractor.reading.pdfpage import Page, line_text, read_page
from extractor.reading.report import Report

MOST_PAGES = 5_000
_FEW = 12
"""Characters up to which a page has no text to speak of: a page number, a stamp."""


def read_pdf(path: Path, report_id: str) -> Report:
    """Read a PDF file.

    Args:
        path: The file.
        report_id: The report's id.

    Returns:
        The report; its source text is the text of the pages, form feeds between them.

    Raises:
        SolieuError: The file is damaged, protected by a password, or a scan without text.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError, ValueError) as error:
        if "password" in str(error).lower():
            raise SolieuError(
                f"{path} is protected by a password. Remove the protection and give it again."
            ) from None
        raise SolieuError(
            f"{path} is damaged: the PDF cannot be opened. Get it again or save it anew."
        ) from None
    try:
        count = len(document)
        if count == 0:
            raise SolieuError(f"{path} has no pages.")
        if count > MOST_PAGES:
            raise SolieuError(
                f"{path} has {count:,} pages; up to {MOST_PAGES:,} are read. Split it."
            )
        bare: list[int] = []
        damaged: list[int] = []
        composer = Composer(_conversion(document, count))
        composer.compose(_pages(document, count, bare, damaged))
    finally:
        document.close()
    if not composer.blocks:
        if len(damaged) == count:
            raise SolieuError(f"{path} is damaged: none of its pages can be read.")
        raise SolieuError(
            f"{path} has no text: it is a scan. Recognise its text first (OCR), for instance with "
            "`ocrmypdf -l vie in.pdf out.pdf`, and give the result."
        )
    warnings = []
    if damaged:
        warnings.append(f"Pages that cannot be read, left out: {_listed(damaged)}.")
    if bare:
        warnings.append(f"Pages without text, perhaps scanned: {_listed(bare)}.")
    return assemble(composer.blocks, composer.source, report_id, warnings)


def _pages(document: Any, count: int, bare: list[int], damaged: list[int]) -> Iterator[Page]:
    import pypdfium2 as pdfium

    for index in range(count):
        try:
            page = read_page(document, index)
        except (pdfium.PdfiumError, ValueError, OverflowError):
            damaged.append(index + 1)
            continue
        if page.characters <= _FEW:
            bare.append(index + 1)
        yield page


def _conversion(document: Any, count: int) -> Callable[[str], str] | None:
    """How to turn the text into Unicode, where it was typed in TCVN3 or VNI fonts."""
    import pypdfium2 as pdfium

    sample = ""
    for index in range(min(count, 5)):
        try:
            page = read_page(document, index)
        except (pdfium.PdfiumError, ValueError, OverflowError):
            continue
        sample += "\n".join(line_text(line.runs) for line in page.lines)
        if len(sample) > 4000:
            break
    text = from_fonts(sample)
    if text is None:
        return None
    table = "tcvn3" if converted(sample, "tcvn3") == text else "vni"
    return partial(converted, table=table)


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:20]))
    return shown + (f" and {len(numbers) - 20} more" if len(numbers) > 20 else "")
