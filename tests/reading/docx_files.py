"""DOCX files for the tests, written by hand so that every element in them is seen."""

from __future__ import annotations

import zipfile
from pathlib import Path

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_docx(path: Path, body: str, doctype: str = "", **parts: str) -> Path:
    """A DOCX file with the given body; `parts` are the roots of further parts by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        document = f"<w:body>{body}</w:body>"
        for name, content in {"document": document, **parts}.items():
            package.writestr(
                f"word/{name}.xml",
                f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<w:{name} xmlns:w="{NAMESPACE}">'
                f"{content}</w:{name}>",
            )
    return path


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of runs given as text or as XML."""
    inner = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>'
        for run in runs
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(*rows: list[str], borders: bool = True) -> str:
    """A table of cells given as text or as XML of a `w:tc`."""
    sides = "".join(f'<w:{side} w:val="single"/>' for side in ("top", "left", "insideV"))
    drawn = f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr>" if borders else ""
    lines = "".join(
        "<w:tr>"
        + "".join(
            cell if cell.startswith("<") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row
        )
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{drawn}{lines}</w:tbl>"
