"""The page: the whole text, every figure linked both ways, nothing of a report's that runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extractor.extraction import Extraction
from extractor.output.highlight import Anchors, marked_text
from extractor.output.html import write_html
from extractor.schema import AnnotatedText, Entity, Marker


def _page(extractions: Sequence[Extraction], folder: Path) -> html.HtmlElement:
    path = folder / "page.html"
    write_html(extractions, path, "vi")
    return html.fromstring(path.read_text(encoding="utf-8"))


def test_every_row_leads_to_its_figure_and_back(extraction: Extraction, tmp_path: Path) -> None:
    page = _page([extraction], tmp_path)
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)
    for n, fact in enumerate(extraction.facts):
        figure = page.get_element_by_id(f"r1-q{n}")
        assert figure.text_content() == fact.value_text
        assert figure.get("href") == f"#r1-f{n}"
        row = page.get_element_by_id(f"r1-f{n}")
        assert f"#r1-q{n}" in row.xpath(".//@href")
        assert figure.xpath("ancestor::span[@class='s']")
    for link in page.xpath("//a/@href"):
        assert link.removeprefix("#") in ids


def test_the_text_is_there_to_the_letter(extraction: Extraction, tmp_path: Path) -> None:
    page = _page([extraction], tmp_path)
    for paragraph in extraction.report.paragraphs:
        shown = page.get_element_by_id(f"r1-{paragraph.id}")
        for marker in shown.xpath(".//sup"):
            marker.drop_tree()
        assert shown.text_content() == paragraph.text


def test_a_footnote_stands_below_the_paragraph_with_its_marker(
    extraction: Extraction, tmp_path: Path
) -> None:
    page = _page([extraction], tmp_path)
    note = next(n for n in extraction.report.footnotes if n.paragraph)
    bearer = page.get_element_by_id(f"r1-{note.paragraph}")
    marker = bearer.xpath(".//sup/a")[0]
    assert page.get_element_by_id(marker.get("href")[1:]).getprevious().get("id") in (
        f"r1-{note.paragraph}",
        marker.get("href")[1:],
    )


def test_nothing_of_a_report_becomes_an_element(hostile: Extraction, tmp_path: Path) -> None:
    page = _page([hostile], tmp_path)
    assert len(page.xpath("//script")) == 1
    assert "alert" not in page.xpath("//script")[0].text_content()
    assert not [name for name in page.xpath("//@*") if str(name).startswith("javascript")]
    cell = page.xpath("//article//table//td")[0]
    assert cell.text_content() == hostile.report.tables[0].rows[0][0]
    assert cell.xpath("a/@id") == ["r1-q1"]


def test_the_page_asks_nothing_of_a_network(extraction: Extraction, tmp_path: Path) -> None:
    page = _page([extraction], tmp_path)
    assert not page.xpath("//link | //img | //iframe | //*[@src]")
    assert all(link.startswith("#") for link in page.xpath("//@href"))
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert not re.search("url\\(|@import", page.xpath("//style")[0].text_content())


def test_several_reports_share_a_page(
    extraction: Extraction, hostile: Extraction, tmp_path: Path
) -> None:
    page = _page([extraction, hostile], tmp_path)
    assert len(page.xpath("//article")) == 2
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)


def test_a_sentence_that_a_figure_reaches_across_stays_whole() -> None:
    text = "Trồng 12 ha. Thu 1.006. Đạt 5 tấn. "
    spans = [Entity("Q1", "QUANTITY", 6, 8), Entity("P1", "PLACE", 17, 27)]
    marked = html.fromstring(
        f"<div>{marked_text(AnnotatedText('x/p001', text, spans), Anchors('r1', []), {})}</div>"
    )
    sentences = [s.text_content() for s in marked.xpath(".//span[@class='s']")]
    assert sentences == ["Trồng 12 ha. ", "Thu 1.006. Đạt 5 tấn. "]


_WORDS = st.text(alphabet="ab <&>\"'.,1ấ ", min_size=1, max_size=60)


@given(_WORDS, st.lists(st.integers(0, 60), max_size=8), st.lists(st.integers(0, 60), max_size=3))
def test_marks_never_change_the_text(text: str, ends: list[int], markers: list[int]) -> None:
    cuts = sorted({min(end, len(text)) for end in ends})
    spans = [
        Entity(f"Q{n}", "QUANTITY" if n % 2 else "PLACE", start, end)
        for n, (start, end) in enumerate(zip(cuts[::2], cuts[1::2], strict=False))
    ]
    offsets = sorted(min(offset, len(text)) for offset in markers)
    notes = [Marker(n, offset) for n, offset in enumerate(offsets)]
    paragraph = AnnotatedText("x/p001", text, spans, footnotes=notes)
    marked = html.fromstring(f"<div>{marked_text(paragraph, Anchors('r1', []), {})}</div>")
    found = marked.xpath(".//sup")
    assert len(found) == len(notes)
    for marker in found:
        marker.drop_tree()
    assert marked.text_content() == text
