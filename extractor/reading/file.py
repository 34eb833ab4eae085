"""A report out of a file, whatever its format.

The format is told by the content; the ending of the name only decides between text and Markdown
or HTML, which look alike.
"""

from __future__ import annotations

from pathlib import Path

from extractor.errors import SolieuError
from extractor.reading.encoding import decode
from extractor.reading.report import Report

LARGEST_TEXT = 5_000_000
"""Bytes of a text file; a province's yearly report with all annexes is below one million."""
LARGEST_FILE = 500_000_000
"""Bytes of a PDF or DOCX, whose images count."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Word or Excel file. Open it in a word processor and save it as .docx.",
    ),
    (b"{\\rtf", "is a Rich Text file. Open it in a word processor and save it as .docx."),
    (b"\x89PNG", "is an image. Recognise its text first (OCR) and give the text."),
    (b"\xff\xd8\xff", "is an image. Recognise its text first (OCR) and give the text."),
    (b"GIF8", "is an image. Recognise its text first (OCR) and give the text."),
    (b"II*\x00", "is an image. Recognise its text first (OCR) and give the text."),
    (b"MM\x00*", "is an image. Recognise its text first (OCR) and give the text."),
    (b"7z\xbc\xaf", "is an archive. Unpack it and give the report inside."),
    (b"Rar!", "is an archive. Unpack it and give the report inside."),
    (b"\x1f\x8b", "is a compressed file. Unpack it and give the report inside."),
)


def read_report(path: str | Path, *, report_id: str | None = None) -> Report:
    """Read a report file.

    Args:
        path: A `.txt`, `.md`, `.docx`, `.pdf` or `.html` file. Texts may be in UTF-8, UTF-16,
            TCVN3 (ABC fonts), VNI or Windows-1258.
        report_id: The report's id; the file's name without its ending where not given.

    Returns:
        The report, its offsets referring to `Report.source`.

    Raises:
        SolieuError: The file is missing, a directory, empty, too large, damaged, of another
            format, or without a text layer.
    """
    path = Path(path)
    name = str(path)
    report_id = report_id if report_id is not None else path.stem
    head = _head(path)
    if b"%PDF-" in head[:1024]:
        from extractor.reading.pdf import read_pdf

        return read_pdf(path, report_id)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from extractor.reading.docx import read_docx

        return read_docx(path, report_id)
    for magic, complaint in _MAGIC:
        if head.startswith(magic):
            raise SolieuError(f"{name} {complaint}")
    if path.suffix.lower() in (".pdf", ".docx"):
        raise SolieuError(
            f"{name} is called {path.suffix} but is none inside; the file is damaged or misnamed."
        )
    if path.stat().st_size > LARGEST_TEXT:
        raise SolieuError(
            f"{name} has {path.stat().st_size / 1e6:,.0f} MB; a text may have up to "
            f"{LARGEST_TEXT / 1e6:.0f} MB. Give one report a file."
        )
    text = decode(_bytes(path), name)
    if not text.strip():
        raise SolieuError(f"{name} is empty: it holds no text.")
    if _is_html(text, path):
        from extractor.reading.html import read_html

        return read_html(text, report_id, name)
    from extractor.reading.text import read_text

    return read_text(text, report_id=report_id)


def _head(path: Path) -> bytes:
    """The first bytes of a file that exists, is a file and is neither empty nor beyond size."""
    try:
        if path.is_dir():
            raise SolieuError(f"{path} is a directory. Give the report files in it.")
        if not path.exists():
            raise SolieuError(f"{path} does not exist. Check the name and the place.")
        if not path.is_file():
            raise SolieuError(f"{path} is no regular file. Give a report file.")
        size = path.stat().st_size
        if size == 0:
            raise SolieuError(f"{path} is empty.")
        if size > LARGEST_FILE:
            raise SolieuError(
                f"{path} has {size / 1e6:,.0f} MB; a file may have up to "
                f"{LARGEST_FILE / 1e6:.0f} MB."
            )
        with path.open("rb") as file:
            return file.read(4096)
    except (OSError, ValueError) as error:
        raise SolieuError(f"{path} cannot be read: {_reason(error)}.") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SolieuError(f"{path} cannot be read: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".").lower()


def _is_html(text: str, path: Path) -> bool:
    start = text.lstrip("\ufeff \t\r\n")[:600].lower()
    if start.startswith(("<!doctype html", "<html")):
        return True
    if path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return "<" in text
    return start.startswith("<?xml") and "<html" in start
