"""Make the DOCX and PDF fixtures of the four annotated reports, with LibreOffice.

    python scripts/make_fixtures.py [--soffice soffice] [--output tests/fixtures/reports]

Each report is set again from its gold records as such reports are printed: a head in two columns,
14-point text with a first-line indent, real footnotes in 10 points, page numbers above the text,
and an annex of indicators as a table whose header repeats on the next page. What reading must give
back is therefore known to the character.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
REPORTS = {
    "bat-xat-2023-04": ("UBND TỈNH LÀO CAI", "UBND HUYỆN BÁT XÁT"),
    "lai-chau-2023-07": ("", "UBND TỈNH LAI CHÂU"),
    "lao-cai-poor-communes-2023": ("", "UBND TỈNH LÀO CAI"),
    "phong-tho-2023": ("UBND TỈNH LAI CHÂU", "UBND HUYỆN PHONG THỔ"),
}
ANNEX = "PHỤ LỤC. CÁC CHỈ TIÊU CHỦ YẾU"
HEADER = ["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"]
SECTIONS: list[tuple[str, list[list[str]]]] = [
    (
        "Kinh tế",
        [
            ["1", "Tổng sản lượng lương thực có hạt", "Tấn", "36.100", "36.595,83", "101.4"],
            ["1.1", "Diện tích lúa đông xuân", "Ha", "738", "754,8", "102.3"],
            ["1.2", "Năng suất bình quân", "Tạ/ha", "48,9", "47,85", "97.9"],
            ["2", "Thu ngân sách trên địa bàn", "Tỷ đồng", "65,4", ">73,2", "112.0"],
            ["3", "Số sản phẩm được xếp hạng", "Sản phẩm", "08", "03 (lũy kế 03)", ""],
        ],
    ),
    (
        "Văn hóa - xã hội",
        [
            ["1", "Tỷ lệ học sinh mẫu giáo ra lớp", "%", "98,5", "Duy trì 98,5", "100.0"],
            ["2", "Số lao động được giải quyết việc làm", "Người", "1.070", "2.032", "189.9"],
            ["3", "Số bác sĩ trên một vạn dân", "Bác sĩ", "15-20", "16", ""],
        ],
    ),
    (
        "Môi trường",
        [
            ["1", "Tỷ lệ che phủ rừng", "%", "44,5", "44,3", "99.6"],
            ["2", "Số hộ dùng nước hợp vệ sinh", "Hộ", ">17600", "17.655", "100.3"],
        ],
    ),
]

STYLES = """
<office:font-face-decls>
 <style:font-face style:name="Serif" svg:font-family="'Liberation Serif'"/>
</office:font-face-decls>
<office:styles>
 <style:default-style style:family="paragraph">
  <style:paragraph-properties fo:orphans="2" fo:widows="2"/>
  <style:text-properties style:font-name="Serif" fo:font-size="14pt" fo:language="vi"
   fo:country="VN"/>
 </style:default-style>
 <style:style style:name="Standard" style:family="paragraph"/>
 <style:style style:name="Footnote" style:family="paragraph">
  <style:paragraph-properties fo:text-align="justify"/>
  <style:text-properties fo:font-size="10pt"/>
 </style:style>
 <style:style style:name="Raised" style:family="text">
  <style:text-properties style:text-position="super 58%"/>
 </style:style>
 <text:notes-configuration text:note-class="footnote" style:num-format="1"
  text:citation-style-name="Raised" text:citation-body-style-name="Raised"
  text:start-value="0" text:footnotes-position="page" text:start-numbering-at="document"/>
</office:styles>
<office:automatic-styles>
 <style:style style:name="Body" style:family="paragraph" style:parent-style-name="Standard">
  <style:paragraph-properties fo:text-align="justify" fo:text-indent="1.27cm"
   fo:margin-top="0.1cm" fo:margin-bottom="0.1cm" fo:line-height="105%"/>
 </style:style>
 <style:style style:name="Centre" style:family="paragraph" style:parent-style-name="Standard">
  <style:paragraph-properties fo:text-align="center"/>
  <style:text-properties fo:font-weight="bold"/>
 </style:style>
 <style:style style:name="Annex" style:family="paragraph" style:parent-style-name="Centre">
  <style:paragraph-properties fo:text-align="center" fo:break-before="page"/>
 </style:style>
 <style:style style:name="Head" style:family="paragraph" style:parent-style-name="Standard">
  <style:paragraph-properties fo:text-align="center"/>
  <style:text-properties fo:font-size="13pt"/>
 </style:style>
 <style:style style:name="Small" style:family="paragraph" style:parent-style-name="Standard">
  <style:text-properties fo:font-size="12pt"/>
 </style:style>
 <style:style style:name="Letterhead" style:family="table">
  <style:table-properties style:width="16cm" table:align="margins"/>
 </style:style>
 <style:style style:name="Open" style:family="table-cell">
  <style:table-cell-properties fo:border="none" fo:padding="0.1cm"/>
 </style:style>
 <style:style style:name="Ruled" style:family="table-cell">
  <style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/>
 </style:style>
 <style:style style:name="Narrow" style:family="table-column">
  <style:table-column-properties style:column-width="1.4cm"/>
 </style:style>
 <style:style style:name="Wide" style:family="table-column">
  <style:table-column-properties style:column-width="5.6cm"/>
 </style:style>
 <style:style style:name="Middle" style:family="table-column">
  <style:table-column-properties style:column-width="2.25cm"/>
 </style:style>
 <style:page-layout style:name="A4">
  <style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="1.5cm"
   fo:margin-bottom="2cm" fo:margin-left="3cm" fo:margin-right="2cm"/>
  <style:header-style>
   <style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.2cm"/>
  </style:header-style>
 </style:page-layout>
</office:automatic-styles>
<office:master-styles>
 <style:master-page style:name="Standard" style:page-layout-name="A4">
  <style:header><text:p text:style-name="Centre"><text:page-number/></text:p></style:header>
 </style:master-page>
</office:master-styles>
"""

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "text", "table")
) + (
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)


def paragraph(text: str, style: str, notes: list[tuple[int, str]]) -> str:
    """A paragraph, with `(offset, body)` of its footnotes."""
    parts, last = [], 0
    for offset, body in notes:
        parts.append(escape(text[last:offset]))
        lines = "".join(
            f'<text:p text:style-name="Footnote">{escape(line)}</text:p>'
            for line in body.split("\n")
        )
        parts.append(
            '<text:note text:note-class="footnote"><text:note-citation/>'
            f"<text:note-body>{lines}</text:note-body></text:note>"
        )
        last = offset
    parts.append(escape(text[last:]))
    return f'<text:p text:style-name="{style}">{"".join(parts)}</text:p>'


def cell(text: str, style: str, content: str = "Small", span: int = 1) -> str:
    """A table cell."""
    spanned = f' table:number-columns-spanned="{span}"' if span > 1 else ""
    covered = "<table:covered-table-cell/>" * (span - 1)
    lines = "".join(
        f'<text:p text:style-name="{content}">{escape(line)}</text:p>' for line in text.split("\n")
    )
    return (
        f'<table:table-cell table:style-name="{style}"{spanned}>{lines}</table:table-cell>{covered}'
    )


def letterhead(issuer: tuple[str, str]) -> str:
    """The head in two columns."""
    left = "\n".join(line for line in issuer if line)
    right = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    return (
        '<table:table table:name="Head" table:style-name="Letterhead">'
        '<table:table-column table:number-columns-repeated="2"/><table:table-row>'
        f"{cell(left, 'Open', 'Head')}{cell(right, 'Open', 'Head')}</table:table-row></table:table>"
    )


def annex() -> str:
    """The annex of indicators, long enough to go over a page."""
    rows = []
    for index, (title, lines) in enumerate(SECTIONS * 3):
        number = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[index]
        rows.append(cell(number, "Ruled") + cell(title, "Ruled", span=5))
        rows += ["".join(cell(text, "Ruled") for text in line) for line in lines]
    head = "".join(cell(text, "Ruled", "Head") for text in HEADER)
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return (
        f'<text:p text:style-name="Annex">{ANNEX}</text:p><table:table table:name="Annex">'
        '<table:table-column table:style-name="Narrow"/><table:table-column '
        'table:style-name="Wide"/><table:table-column table:style-name="Middle" '
        'table:number-columns-repeated="4"/><table:table-header-rows><table:table-row>'
        f"{head}</table:table-row></table:table-header-rows>{body}</table:table>"
    )


def document(report: str) -> str:
    """A report as a flat OpenDocument text."""
    path = ROOT / "annotations" / f"{report}.jsonl"
    records: list[dict[str, Any]] = [json.loads(line) for line in path.open(encoding="utf-8")]
    bodies = {int(r["id"].rsplit("/f", 1)[1]): r["text"] for r in records if "/f" in r["id"]}
    parts = [letterhead(REPORTS[report])]
    for record in records:
        if "/p" not in record["id"]:
            continue
        text, notes = record["text"], record["footnotes"]
        for note in notes:  # a marker of two digits of which one was left in the text
            tens = re.search("[⁰¹²³⁴-⁹]$", text[: note["offset"]])
            if tens:
                number = "⁰¹²³⁴⁵⁶⁷⁸⁹".index(tens.group()) * 10 + note["number"]
                text = text[: tens.start()] + text[tens.end() :]
                note.update(number=number, offset=tens.start())
        style = "Centre" if text.isupper() and not re.match(r"[\dIVX]+\.", text) else "Body"
        parts.append(paragraph(text, style, [(n["offset"], bodies[n["number"]]) for n in notes]))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} '
        'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
        f"{STYLES}<office:body><office:text>{''.join(parts)}{annex()}</office:text></office:body>"
        "</office:document>"
    )


def main() -> None:
    """Make the fixtures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--soffice", default="soffice", help="LibreOffice's command")
    parser.add_argument("--output", type=Path, default=ROOT / "tests" / "fixtures" / "reports")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for report in REPORTS:
            source = Path(folder) / f"{report}.fodt"
            source.write_text(document(report), encoding="utf-8")
            for kind in ("docx", "pdf"):
                subprocess.run(
                    [
                        options.soffice,
                        f"-env:UserInstallation=file://{folder}/profile",
                        "--headless",
                        "--convert-to",
                        kind,
                        "--outdir",
                        str(options.output),
                        str(source),
                    ],
                    check=True,
                    capture_output=True,
                )


if __name__ == "__main__":
    main()
