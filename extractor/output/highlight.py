"""Text of a report with its sentences, spans and footnote markers as HTML elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from extractor.facts.fact import Fact
from extractor.language.sentences import sentence_bounds
from extractor.schema import QUANTITY, AnnotatedText

if TYPE_CHECKING:
    from markupsafe import Markup

_CELL_JOIN = 3
"""Characters between two cells in the text of a table row's fact (` | `)."""


class Anchors:
    """Names of the places that rows and figures link to.

    Args:
        prefix: Begins each name, so that several reports stand on one page.
        facts: The facts of the report.
    """

    def __init__(self, prefix: str, facts: Sequence[Fact]) -> None:
        self.prefix = prefix
        self._spans = 0
        self._at: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for n, fact in enumerate(facts):
            self._at[fact.paragraph][fact.start].append(n)

    def row(self, fact: int) -> str:
        """Of a fact's row in the table."""
        return f"{self.prefix}-f{fact}"

    def figure(self, fact: int) -> str:
        """Of a fact's number in the text."""
        return f"{self.prefix}-q{fact}"

    def span(self) -> str:
        """Of one more span of the text."""
        self._spans += 1
        return f"{self.prefix}-s{self._spans}"

    def take(self, paragraph: str, start: int) -> int | None:
        """The fact whose number stands at a place, each fact once; None where there is none.

        Two footnotes of the same number bear the same id, and are told apart by their order.
        """
        found = self._at[paragraph].get(start)
        return found.pop(0) if found else None

    def starts(self, paragraph: str) -> list[int]:
        """Where facts begin in a paragraph or table row."""
        return sorted(self._at[paragraph])


def marked_text(
    paragraph: AnnotatedText, anchors: Anchors, notes: Mapping[tuple[int, int | None], str]
) -> Markup:
    """A paragraph as HTML.

    Args:
        paragraph: Its text, spans and footnote markers.
        anchors: Names to link to.
        notes: Name of a footnote's body by number and offset of its marker.

    Returns:
        Each sentence in a `span.s`, each figure in an `a.QUANTITY` that leads to its row and
        names the spans linked to it (`data-links`), each other span in a `span` of its label, each
        marker in a `sup`.
    """
    from markupsafe import Markup

    text, local = paragraph.text, paragraph.id.rpartition("/")[2]
    entities = sorted(paragraph.entities, key=lambda e: e.start)
    markers = sorted(((m.offset, m.number) for m in paragraph.footnotes), reverse=True)
    linked = defaultdict(list)
    for relation in paragraph.relations:
        linked[relation.head].append(relation.tail)
    parts: list[str] = []
    names = {entity.id: anchors.span() for entity in entities}

    def plain(start: int, end: int) -> None:
        while markers and markers[-1][0] <= end:
            offset, number = markers.pop()
            target = notes.get((number, offset))
            offset = max(start, offset)
            parts.append(escape(text[start:offset]))
            parts.append(
                f'<sup><a href="#{target}">{number}</a></sup>' if target else f"<sup>{number}</sup>"
            )
            start = offset
        parts.append(escape(text[start:end]))

    for begin, finish in _sentences(text, [(e.start, e.end) for e in entities]):
        parts.append('<span class="s">')
        position = begin
        while entities and entities[0].start < finish:
            entity = entities.pop(0)
            plain(position, entity.start)
            position = entity.end
            content = escape(paragraph.text_of(entity))
            fact = anchors.take(local, entity.start) if entity.label == QUANTITY else None
            if fact is None:
                parts.append(
                    f'<span class="{entity.label}" id="{names[entity.id]}">{content}</span>'
                )
                continue
            links = " ".join(names[tail] for tail in linked[entity.id] if tail in names)
            parts.append(
                f'<a class="QUANTITY" id="{anchors.figure(fact)}" href="#{anchors.row(fact)}" '
                f'data-links="{links}">{content}</a>'
            )
        plain(position, finish)
        parts.append("</span>")
    return Markup("".join(parts))


def marked_row(name: str, cells: Sequence[str], anchors: Anchors) -> list[Markup]:
    """The cells of a table row as HTML, their figures leading to their rows.

    Args:
        name: Id of the row (`t01r002`).
        cells: Their texts.
        anchors: Names to link to.

    Returns:
        One text a cell.
    """
    from markupsafe import Markup

    starts = anchors.starts(name)
    marked = []
    position = 0
    for cell in cells:
        end = position + len(cell)
        inside = [start for start in starts if position <= start < max(end, position + 1)]
        html = escape(cell)
        for start in inside:
            fact = anchors.take(name, start)
            if fact is not None:
                html = (
                    f'<a class="QUANTITY" id="{anchors.figure(fact)}" '
                    f'href="#{anchors.row(fact)}">{html}</a>'
                )
                break
        marked.append(Markup(html))
        position = end + _CELL_JOIN
    return marked


def _sentences(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences that together are the text, those joined that a span reaches across."""
    starts = [start for start, _ in sentence_bounds(text)[1:]]
    cuts = [cut for cut in starts if not any(start < cut < end for start, end in spans)]
    return list(pairwise([0, *cuts, len(text)]))
